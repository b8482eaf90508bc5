/* Each call of the interface: its method, path, body and kind of answer. */
#include "config.h"
#include "client/remote/calls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "link-fixture.h"

#include "base/banned.h"

#define ANSWER(json) "HTTP/1.1 200 OK\r\nConnection: close\r\n" JSON "\r\n" json
#define APPLICATION                                                            \
	"{\"number\":\"1\",\"state\":\"draft\",\"page\":\"form\","             \
	"\"phone_proven\":true,\"word_set\":false,"                            \
	"\"record\":{\"renewal\":true},\"methods\":[{\"name\":\"paper\"}]}"
#define SIGNING                                                                \
	"{\"code\":\"123456789012345\",\"purpose\":\"application\","           \
	"\"number\":\"1\",\"portal\":\"P\","                                   \
	"\"date\":\"21.11.2026\",\"tckn\":\"10000000146\","                    \
	"\"created_at\":\"2026-11-21T14:02:10Z\",\"expires_in\":300,"          \
	"\"texts\":[{\"text\":\"a\\nb\\n\"}]}"

static char one[] = "1";
static unsigned char bytes[] = { 1, 2, 3 };
static struct record *record; /* empty */

static int
send_captcha(struct link *l, struct link_call **c)
{
	const struct msg_captcha_request in = { one };

	return calls_captcha(l, &in, c, NULL);
}

static int
send_login(struct link *l, struct link_call **c)
{
	const struct msg_login_request in = { one, one, one, one, one, one,
		one };

	return calls_login(l, &in, c, NULL);
}

static int
send_draft(struct link *l, struct link_call **c)
{
	const struct msg_draft_request in = { one, NULL, NULL };

	return calls_draft(l, &in, c, NULL);
}

static int
send_form(struct link *l, struct link_call **c)
{
	const struct msg_form_request in = { record };

	return calls_form(l, &in, c, NULL);
}

static int
send_sms_verify(struct link *l, struct link_call **c)
{
	const struct msg_sms_verify_request in = { one };

	return calls_sms_verify(l, &in, c, NULL);
}

static int
send_method(struct link *l, struct link_call **c)
{
	const struct msg_method_request in = { one };

	return calls_method(l, &in, c, NULL);
}

static int
send_sign_open(struct link *l, struct link_call **c)
{
	const struct msg_sign_open_request in = { one };

	return calls_sign_open(l, &in, c, NULL);
}

static int
send_sign_submit(struct link *l, struct link_call **c)
{
	struct msg_signature cms = { { bytes, sizeof(bytes) } };
	const struct msg_sign_submit_request in = { one, { &cms, 1 } };

	return calls_sign_submit(l, &in, c, NULL);
}

/* Those without a message have the error last; plain says which. */
static const struct {
	const char *line, *body, *answer;
	int (*send)(struct link *l, struct link_call **c);
	int (*plain)(struct link *l, struct link_call **c, struct err *e);
} rows[] = {
	{ "GET /v1/info", "", ANSWER(INFO), NULL, calls_info },
	{ "POST /v1/captcha", "{\"kind\":\"1\"}",
	    ANSWER("{\"id\":\"1\",\"kind\":\"work\",\"expires_in\":1}"),
	    send_captcha, NULL },
	{ "POST /v1/login",
	    "{\"captcha_id\":\"1\",\"answer\":\"1\",\"tckn\":\"1\","
	    "\"name\":\"1\",\"surname\":\"1\",\"birth_place\":\"1\","
	    "\"birth_date\":\"1\"}",
	    ANSWER("{\"token\":\"t\",\"expires_in\":1,"
		   "\"application\":" APPLICATION "}"),
	    send_login, NULL },
	{ "POST /v1/logout", "{}", ANSWER("{}"), NULL, calls_logout },
	{ "GET /v1/application", "", ANSWER(APPLICATION), NULL,
	    calls_application },
	{ "PUT /v1/application/draft", "{\"page\":\"1\"}",
	    ANSWER("{\"saved_at\":\"2026-11-21T14:02:10Z\"}"), send_draft,
	    NULL },
	{ "POST /v1/application/form", "{\"record\":", ANSWER(APPLICATION),
	    send_form, NULL },
	{ "POST /v1/application/edit", "{}", ANSWER(APPLICATION), NULL,
	    calls_edit },
	{ "POST /v1/application/sms", "{}",
	    ANSWER("{\"phone\":\"0530\",\"expires_in\":1,\"resend_in\":1,"
		   "\"tries\":1}"),
	    NULL, calls_sms },
	{ "POST /v1/application/sms/verify", "{\"code\":\"1\"}",
	    ANSWER(APPLICATION), send_sms_verify, NULL },
	{ "POST /v1/application/method", "{\"method\":\"1\"}",
	    ANSWER(APPLICATION), send_method, NULL },
	{ "POST /v1/application/method/change", "{}", ANSWER(APPLICATION), NULL,
	    calls_method_change },
	{ "POST /v1/application/cancel", "{}", ANSWER(APPLICATION), NULL,
	    calls_application_cancel },
	{ "POST /v1/application/signing", "{}", ANSWER(SIGNING), NULL,
	    calls_signing },
	{ "GET /v1/application/signing", "",
	    ANSWER("{\"state\":\"waiting\",\"expires_in\":1}"), NULL,
	    calls_signing_status },
	{ "POST /v1/signing/open", "{\"code\":\"1\"}", ANSWER(SIGNING),
	    send_sign_open, NULL },
	{ "POST /v1/signing/submit",
	    "{\"code\":\"1\",\"signatures\":[{\"cms\":\"AQID\"}]}",
	    ANSWER("{\"number\":\"1\",\"state\":\"submitted\"}"),
	    send_sign_submit, NULL },
};

static void
check_request(const struct server_request *q, size_t i)
{
	size_t n = strlen(rows[i].line);
	const char *body = strstr(q->text, "\r\n\r\n");

	assert_memory_equal(q->text, rows[i].line, n);
	assert_memory_equal(q->text + n, " HTTP/1.1\r\n", 11);
	assert_non_null(body);
	/* a record has as many fields as the catalogue: its beginning */
	if (rows[i].send == send_form)
		assert_memory_equal(
		    body + 4, rows[i].body, strlen(rows[i].body));
	else
		assert_string_equal(body + 4, rows[i].body);
}

static void
test_every_call(void **state)
{
	(void)state;
	record = record_new();
	assert_non_null(record);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct server_step step = { SERVER_ANSWER_CLOSE,
			rows[i].answer, 0 };
		struct server *s = server_start(&fixture.leaf, NULL, &step, 1);
		struct link *l = fixture_link(s);
		struct link_call *c = NULL;
		struct link_reply r;

		assert_int_equal(rows[i].plain != NULL
				     ? rows[i].plain(l, &c, NULL)
				     : rows[i].send(l, &c),
		    ERR_OK);
		assert_int_equal(fixture_turn(l, &r), 0);
		assert_ptr_equal(r.call, c);
		if (r.err.code != ERR_OK)
			fail_msg("%s: %s", rows[i].line, r.err.text);
		link_close(l);
		server_stop(s);
		check_request(server_request(s, 0), i);
		server_free(s);
	}
	record_free(record);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_call),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
