/* SMS by a template and by Kannel, against a gateway inside the test: what is
 * asked, and what the answers are taken for. */
#include "config.h"
#include "portal/send/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/lang.h"
#include "link-fixture.h"
#include "portal/send/escape.h"
#include "base/banned.h"

#define REF "0123456789abcdef0123456789abcdef"

static char http[] = "http", kannel[] = "kannel", post[] = "POST",
	    json[] = "application/json", user[] = "u", from[] = "KAMUSM",
	    prefix[] = "90";

static const struct message hard = { .kind = MESSAGE_SMS,
	.address = "5301234567",
	.text = "İ\"ş\\ <&>",
	.reference = REF };

static struct portal_options
options(char *backend)
{
	return (struct portal_options){ .sms_backend = backend,
		.sms_ca = fixture.ca_path,
		.sms_method = post,
		.sms_content_type = json,
		.sms_user = user,
		.sms_from = from,
		.sms_prefix = prefix,
		.sms_parts = 3,
		.answer_seconds = 20 };
}

/* One message to a gateway that answers so; what it was asked into asked. */
static int
exchange(struct portal_options o, const char *path,
    const struct server_step *step, const struct message *m, char asked[4096],
    struct sent *sent, struct err *e)
{
	struct server *s = server_start(&fixture.leaf, NULL, step, 1);
	struct sender *sender = NULL;
	char url[512];
	int rc;

	snprintf(
	    url, sizeof(url), "https://127.0.0.1:%d%s", server_port(s), path);
	o.sms_url = url;
	memset(sent, 0, sizeof(*sent));
	assert_int_equal(sender_open(&sender, MESSAGE_SMS, &o, e), 0);
	rc = sender->ops->send(sender, m, sent, e);
	sender_free(sender);
	server_stop(s);
	snprintf(asked, 4096, "%s",
	    server_requests(s) > 0 ? server_request(s, 0)->text : "");
	server_free(s);
	return rc;
}

static const struct server_step good = { SERVER_ANSWER_CLOSE,
	ENDS("200 OK", JSON, "{\"code\":\"00\",\"jobid\":\"17-4\"}"), 0 };

/* The shapes of three gateways in Turkey, and one with XML. */
static const struct shape {
	const char *path, *type, *body, *headers[3], *asked[4];
} shapes[] = {
	{ "/sms/rest/v2/send", "application/json",
	    "{\"msgheader\":\"{from}\",\"messages\":[{\"msg\":\"{text}\","
	    "\"no\":\"{to}\"}],\"encoding\":\"TR\"}",
	    { "Authorization: Basic {basic}", NULL },
	    { "POST /sms/rest/v2/send HTTP/1.1\r\n",
		"Authorization: Basic dTpzw7Z6\r\n",
		"\r\n\r\n{\"msgheader\":\"KAMUSM\",\"messages\":[{\"msg\":\"İ"
		"\\\"ş\\\\ <&>\",\"no\":\"5301234567\"}],\"encoding\":\"TR\"}",
		"Content-Type: application/json\r\n" } },
	{ "/v1/send-sms/json", "application/json",
	    "{\"request\":{\"authentication\":{\"key\":\"{user}\",\"hash\":"
	    "\"{password}\"},\"order\":{\"sender\":\"{from}\",\"iys\":\"0\","
	    "\"message\":{\"text\":\"{text}\",\"receipents\":{\"number\":["
	    "\"{to}\"]}}}}}",
	    { NULL },
	    { "\"key\":\"u\",\"hash\":\"söz\"", "\"number\":[\"5301234567\"]",
		NULL } },
	{ "/v2/send.json?ref={id}", "application/json",
	    "{\"messages\":[{\"msg\":\"{text}\",\"dest\":\"90{to}\"}]}",
	    { "X-A: {id}", "X-B: {user}", NULL },
	    { "POST /v2/send.json?ref=" REF " HTTP",
		"\"dest\":\"905301234567\"", "X-A: " REF "\r\n",
		"X-B: u\r\n" } },
	{ "/xml", "text/xml", "<m no='{to}'>{text}</m>", { NULL },
	    { "<m no='5301234567'>İ&#34;ş\\ &#60;&#38;&#62;</m>", NULL } },
	{ "/form", "application/x-www-form-urlencoded", "no={to}&t={text}",
	    { NULL }, { "no=5301234567&t=%C4%B0%22%C5%9F%5C%20%3C%26%3E" } },
};

static void
templates(void **state)
{
	char password[128], asked[4096], taken[] = "\"jobid\":\"([0-9-]+)\"";
	struct sent sent;
	struct err e = { 0 };

	(void)state;
	snprintf(password, sizeof(password), "%s/word", fixture.dir);
	assert_int_equal(file_write(password, "söz\n", 5, 0600, NULL), 0);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		struct portal_options o = options(http);
		char type[64], body[512], lines[3][64], *headers[4] = { NULL };

		snprintf(type, sizeof(type), "%s", shapes[i].type);
		snprintf(body, sizeof(body), "%s", shapes[i].body);
		for (int k = 0; k < 3 && shapes[i].headers[k] != NULL; k++) {
			snprintf(lines[k], 64, "%s", shapes[i].headers[k]);
			headers[k] = lines[k];
		}
		o.sms_content_type = type;
		o.sms_body = body;
		o.sms_headers = headers;
		o.sms_password_file = password;
		o.sms_taken = taken;
		assert_int_equal(
		    exchange(o, shapes[i].path, &good, &hard, asked, &sent, &e),
		    0);
		assert_string_equal(sent.provider_id, "17-4");
		for (int k = 0; k < 4 && shapes[i].asked[k] != NULL; k++)
			assert_non_null(strstr(asked, shapes[i].asked[k]));
	}
}

static char large[1024 * 1024];

static const struct answer {
	struct server_step step;
	int code;
} answers[] = {
	{ { SERVER_ANSWER_CLOSE, ENDS("200 OK", JSON, "{\"code\":\"30\"}"), 0 },
	    ERR_CONFLICT },
	{ { SERVER_ANSWER_CLOSE, ENDS("200 OK", JSON, "bad number"), 0 },
	    ERR_INVALID },
	{ { SERVER_ANSWER_CLOSE, ENDS("400 Bad", JSON, "bad number"), 0 },
	    ERR_INVALID },
	{ { SERVER_ANSWER_CLOSE, ENDS("503 Busy", JSON, "\"code\":\"00\""), 0 },
	    ERR_CONFLICT },
	{ { SERVER_ANSWER_CLOSE, ENDS("302 To", "Location: http://x/\r\n", ""),
	      0 },
	    ERR_CONFLICT },
	{ { SERVER_ANSWER_CLOSE, "garbage\r\n\r\n", 0 }, ERR_UNAVAILABLE },
	{ { SERVER_ANSWER_CLOSE, large, 0 }, ERR_UNAVAILABLE },
	{ { SERVER_DROP, NULL, 0 }, ERR_UNAVAILABLE },
	{ { SERVER_DRIP, large, 0 }, ERR_UNAVAILABLE },
};

static void
odd_answers(void **state)
{
	char taken[] = "\"code\":\"00\"", never[] = "bad number",
	     body[] = "{\"t\":\"{text}\"}", asked[4096];
	struct sent sent;
	struct err e = { 0 };

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	memcpy(large, "HTTP/1.1 200 OK\r\n\r\n\"code\":\"00\"", 30);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct portal_options o = options(http);

		o.sms_body = body;
		o.sms_taken = taken;
		o.sms_never = never;
		if (answers[i].step.act == SERVER_DRIP)
			o.answer_seconds = 1;
		assert_int_equal(
		    exchange(o, "/", &answers[i].step, &hard, asked, &sent, &e),
		    answers[i].code);
	}
}

static const struct {
	const char *answer;
	int code;
} kannels[] = {
	{ ENDS("202 Accepted", "", "0: Accepted for delivery"), 0 },
	{ ENDS("202 Accepted", "", "3: Queued for later delivery"), 0 },
	{ ENDS("202 Accepted", "", "welcome"), ERR_CONFLICT },
	{ ENDS("200 OK", "", "0: Accepted for delivery"), ERR_CONFLICT },
	{ ENDS("403 Forbidden", "", "Authorization failed"), ERR_CONFLICT },
	{ ENDS("503 No", "", "Temporal failure, try again later."),
	    ERR_CONFLICT },
};

static void
kannel_asks(void **state)
{
	struct portal_options o = options(kannel);
	char report[] = "https://portal.example:8443/", asked[4096];
	struct server_step step = { SERVER_ANSWER_CLOSE, NULL, 0 };
	struct sent sent;
	struct err e = { 0 };

	(void)state;
	o.sms_report_url = report;
	for (size_t i = 0; i < sizeof(kannels) / sizeof(kannels[0]); i++) {
		step.answer = kannels[i].answer;
		assert_int_equal(exchange(o, "/cgi-bin/sendsms", &step, &hard,
				     asked, &sent, &e),
		    kannels[i].code);
	}
	assert_non_null(strstr(asked,
	    "GET /cgi-bin/sendsms?coding=2&charset=UTF-8&username=u&from="
	    "KAMUSM&to=905301234567&text=%C4%B0%22%C5%9F%5C%20%3C%26%3E&dlr-"
	    "mask=31&dlr-url=https%3A%2F%2Fportal.example%3A8443%2Fv1%2Freport"
	    "%3Fref%3D" REF "%26type%3D%25d HTTP/1.1\r\n"));
}

static void
fill(char *text, size_t letters)
{
	text[0] = '\0';
	for (size_t i = 0; i < letters; i++)
		memcpy(text + 2 * i, "ş", 3);
}

/* A gateway would cut it off without a word. */
static void
too_many_parts(void **state)
{
	static const struct {
		size_t letters, parts;
	} rows[] = { { 0, 1 }, { 70, 1 }, { 71, 2 }, { 134, 2 }, { 135, 3 },
		{ 201, 3 }, { 202, 4 } };
	struct portal_options o = options(kannel);
	struct message m = hard;
	char asked[4096];
	struct sent sent;
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fill(m.text, rows[i].letters);
		assert_int_equal(sms_parts(m.text), rows[i].parts);
	}
	assert_int_equal(
	    exchange(o, "/", &good, &m, asked, &sent, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "sms.parts"));
	assert_string_equal(asked, "");
	o.sms_backend = http;
	assert_int_equal(
	    exchange(o, "/", &good, &m, asked, &sent, &e), ERR_INVALID);
}

static void
wrong_templates(void **state)
{
	struct portal_options o = options(http);
	char url[] = "http://x/", body[] = "{\"t\":\"{tekst}\"}", odd[] = "(";
	struct sender *s = NULL;
	struct err e = { 0 };

	(void)state;
	o.sms_url = url;
	o.sms_body = body;
	assert_int_equal(sender_open(&s, MESSAGE_SMS, &o, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "{tekst}"));
	o.sms_body = NULL;
	o.sms_taken = odd;
	assert_int_equal(sender_open(&s, MESSAGE_SMS, &o, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "sms.taken"));
	o.sms_taken = NULL;
	o.sms_password_file = odd;
	assert_true(sender_open(&s, MESSAGE_SMS, &o, &e) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates),
		cmocka_unit_test(odd_answers),
		cmocka_unit_test(kannel_asks),
		cmocka_unit_test(too_many_parts),
		cmocka_unit_test(wrong_templates),
	};

	return cmocka_run_group_tests_name(
	    "gateway", tests, fixture_open, fixture_close);
}
