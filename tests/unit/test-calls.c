/* Each call of the interface: its method, path, body and kind of answer. */
#include "config.h"
#include "client/remote/calls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "client/remote/calls-office.h"
#include "client/remote/calls-personal.h"
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

#define SMS "{\"phone\":\"0530\",\"expires_in\":1,\"resend_in\":1,\"tries\":1}"
#define SESSION                                                                \
	"{\"state\":\"waiting\",\"expires_in\":1,\"session_in\":1,"            \
	"\"proven\":false}"
#define PERSONAL                                                               \
	"{\"name\":\"A\",\"surname\":\"B\",\"certificates\":[],"               \
	"\"applications\":[],\"consent\":false,\"by_word\":true,"              \
	"\"set_word\":false}"

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

static int
send_esign(struct link *l, struct link_call **c)
{
	const struct msg_esign_request in = { one, one };

	return calls_esign(l, &in, c, NULL);
}

static int
send_esign_take(struct link *l, struct link_call **c)
{
	const struct msg_ticket_request in = { one };

	return calls_esign_take(l, &in, c, NULL);
}

static int
send_queue(struct link *l, struct link_call **c)
{
	const struct msg_queue_request in = { NULL, one, one, one, 2 };

	return calls_queue(l, &in, c, NULL);
}

static int
send_office_application(struct link *l, struct link_call **c)
{
	const struct msg_number_request in = { one };

	return calls_office_application(l, &in, c, NULL);
}

static int
send_decide(struct link *l, struct link_call **c)
{
	struct msg_field_name name = { one };
	struct msg_decide_item item = { one, 2 };
	const struct msg_decide_request in = { one, one, { &name, 1 },
		{ &item, 1 } };

	return calls_decide(l, &in, c, NULL);
}

static int
send_decided(struct link *l, struct link_call **c)
{
	const struct msg_after_request in = { 7 };

	return calls_decided(l, &in, c, NULL);
}

static int
send_deputy(struct link *l, struct link_call **c)
{
	const struct msg_deputy_request in = { one, one, one };

	return calls_deputy(l, &in, c, NULL);
}

static int
send_deputy_end(struct link *l, struct link_call **c)
{
	const struct msg_id_request in = { 7 };

	return calls_deputy_end(l, &in, c, NULL);
}

static int
send_word_login(struct link *l, struct link_call **c)
{
	const struct msg_word_login_request in = { one, one, one, one };

	return calls_word_login(l, &in, c, NULL);
}

static int
send_personal_verify(struct link *l, struct link_call **c)
{
	const struct msg_sms_verify_request in = { one };

	return calls_personal_verify(l, &in, c, NULL);
}

static int
send_certificate(struct link *l, struct link_call **c)
{
	const struct msg_certificate_request in = { one, one, NULL };

	return calls_certificate(l, &in, c, NULL);
}

static int
send_account(struct link *l, struct link_call **c)
{
	const struct msg_account_request in = { NULL, one, one };

	return calls_account(l, &in, c, NULL);
}

static int
send_account_verify(struct link *l, struct link_call **c)
{
	const struct msg_sms_verify_request in = { one };

	return calls_account_verify(l, &in, c, NULL);
}

static int
send_word(struct link *l, struct link_call **c)
{
	const struct msg_word_request in = { one };

	return calls_word(l, &in, c, NULL);
}

static int
send_secret(struct link *l, struct link_call **c)
{
	const struct msg_serial_request in = { one };

	return calls_secret(l, &in, c, NULL);
}

static int
send_consent(struct link *l, struct link_call **c)
{
	const struct msg_consent_request in = { true };

	return calls_consent(l, &in, c, NULL);
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
	{ "POST /v1/esign", "{\"tckn\":\"1\",\"role\":\"1\"}",
	    ANSWER("{\"ticket\":\"1\",\"signing\":[" SIGNING "]}"), send_esign,
	    NULL },
	{ "POST /v1/esign/take", "{\"ticket\":\"1\"}", ANSWER(SESSION),
	    send_esign_take, NULL },
	{ "POST /v1/office/queue",
	    "{\"sort\":\"1\",\"find\":\"1\",\"rule\":\"1\",\"days\":2}",
	    ANSWER("{\"province\":\"M\",\"waiting\":0,\"meeting\":0,\"late\":0,"
		   "\"rows\":[]}"),
	    send_queue, NULL },
	{ "POST /v1/office/application", "{\"number\":\"1\"}",
	    ANSWER("{\"number\":\"1\",\"state\":\"submitted\",\"since_at\":"
		   "\"2026-11-21T14:02:10Z\",\"version\":1,\"meets\":true,"
		   "\"own\":false,\"record\":{\"renewal\":true},\"compared\":[]"
		   ",\"history\":[]}"),
	    send_office_application, NULL },
	{ "POST /v1/office/decisions",
	    "{\"action\":\"1\",\"reason\":\"1\",\"fields\":[{\"name\":\"1\"}],"
	    "\"items\":[{\"number\":\"1\",\"version\":2}]}",
	    ANSWER("{\"refused\":[{\"number\":\"1\",\"why\":\"w\"}],\"any\":"
		   "true,\"signing\":[" SIGNING "]}"),
	    send_decide, NULL },
	{ "GET /v1/office/decisions", "",
	    ANSWER("{\"state\":\"signed\",\"outcomes\":[{\"number\":\"1\"}]}"),
	    NULL, calls_outcomes },
	{ "POST /v1/office/decided", "{\"after\":7}", ANSWER("{\"rows\":[]}"),
	    send_decided, NULL },
	{ "GET /v1/office/deputies", "", ANSWER("{\"rows\":[]}"), NULL,
	    calls_deputies },
	{ "POST /v1/office/deputy",
	    "{\"tckn\":\"1\",\"from\":\"1\",\"until\":\"1\"}",
	    ANSWER("{\"rows\":[]}"), send_deputy, NULL },
	{ "POST /v1/office/deputy/end", "{\"id\":7}", ANSWER("{\"rows\":[]}"),
	    send_deputy_end, NULL },
	{ "POST /v1/personal/login",
	    "{\"captcha_id\":\"1\",\"answer\":\"1\",\"tckn\":\"1\",\"word\":"
	    "\"1\"}",
	    ANSWER(SESSION), send_word_login, NULL },
	{ "POST /v1/personal/sms", "{}", ANSWER(SMS), NULL,
	    calls_personal_sms },
	{ "POST /v1/personal/sms/verify", "{\"code\":\"1\"}", ANSWER(SESSION),
	    send_personal_verify, NULL },
	{ "GET /v1/personal", "", ANSWER(PERSONAL), NULL, calls_personal },
	{ "POST /v1/personal/certificate",
	    "{\"serial\":\"1\",\"action\":\"1\"}", ANSWER(PERSONAL),
	    send_certificate, NULL },
	{ "PUT /v1/personal/account", "{\"email\":\"1\",\"channel\":\"1\"}",
	    ANSWER(SMS), send_account, NULL },
	{ "POST /v1/personal/account/verify", "{\"code\":\"1\"}",
	    ANSWER(PERSONAL), send_account_verify, NULL },
	{ "POST /v1/personal/word", "{\"word\":\"1\"}", ANSWER(PERSONAL),
	    send_word, NULL },
	{ "POST /v1/personal/secret", "{\"serial\":\"1\"}",
	    ANSWER("{\"pin\":\"1\",\"puk\":\"2\"}"), send_secret, NULL },
	{ "POST /v1/personal/consent", "{\"give\":true}", ANSWER(SIGNING),
	    send_consent, NULL },
	{ "GET /v1/signing-status", "",
	    ANSWER("{\"state\":\"waiting\",\"expires_in\":1}"), NULL,
	    calls_session_signing },
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
