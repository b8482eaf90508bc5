#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/lang.h"
#include "people.h"
#include "wire/messages.h"

/* Each message as JSON with all its keys in the order of its table. */
#define DRAFT                                                                  \
	"{\"renewal\":true,\"reason\":\"renewal\",\"tckn\":\"10000000146\","   \
	"\"name\":\"AYŞE\",\"address\":\"Bir\\nİki\"}"
#define APPLICATION                                                            \
	"{\"number\":\"2026-000123\",\"state\":\"draft\",\"page\":\"form\","   \
	"\"field\":\"email\",\"phone_proven\":false,\"word_set\":true,"        \
	"\"phone\":\"0530 *** ** 67\",\"notice\":\"Bir \\\"not\\\" \\\\.\","   \
	"\"certificate_ends_at\":\"2026-12-01T00:00:00Z\",\"record\":" DRAFT   \
	",\"methods\":[{\"name\":\"e-signed\"},{\"name\":\"paper\"}],"         \
	"\"method\":\"paper\",\"reason\":\"x\",\"province\":\"MUŞ\"}"

static const struct {
	const struct wire_message *m;
	const char *json;
} round_trips[] = {
	{ &wire_empty, "{}" },
	{ &wire_error, "{\"error\":{\"code\":\"invalid\",\"reason\":\"json\","
		       "\"message\":\"Yanlış.\",\"field\":\"email\","
		       "\"retry_in\":5,\"tries\":2}}" },
	{ &wire_info, "{\"portal\":\"Örnek\",\"version\":\"1\",\"time_at\":"
		      "\"2026-11-21T14:02:10Z\",\"contact\":\"444 5 576\","
		      "\"stamps\":true,\"offers\":[{\"name\":\"apply\"},"
		      "{\"name\":\"officer\"}]}" },
	{ &wire_delivery, "{\"ref\":\"0a\",\"type\":\"16\"}" },
	{ &wire_captcha_request, "{\"kind\":\"image\"}" },
	{ &wire_captcha, "{\"id\":\"a\",\"kind\":\"image\",\"width\":8,"
			 "\"height\":1,\"pixels\":\"qg==\",\"challenge\":"
			 "\"00ff\",\"bits\":20,\"expires_in\":120}" },
	{ &wire_login_request,
	    "{\"captcha_id\":\"a\",\"answer\":\"aB3xZ\",\"tckn\":"
	    "\"10000000146\",\"name\":\"AYŞE\",\"surname\":\"ÖRNEK\","
	    "\"birth_place\":\"MUŞ\",\"birth_date\":\"05.03.1980\"}" },
	{ &wire_login, "{\"token\":\"t\",\"expires_in\":1800,"
		       "\"application\":" APPLICATION "}" },
	{ &wire_application, APPLICATION },
	{ &wire_draft_request, "{\"page\":\"form\",\"field\":\"email\","
			       "\"record\":" DRAFT "}" },
	{ &wire_draft, "{\"saved_at\":\"2026-11-21T14:02:10Z\"}" },
	{ &wire_form_request,
	    "{\"record\":{\"renewal\":false,\"security_word\":\"mavi kapi\","
	    "\"security_word_again\":\"mavi kapi\"}}" },
	{ &wire_sms, "{\"phone\":\"0530 *** ** 67\",\"expires_in\":300,"
		     "\"resend_in\":60,\"tries\":5}" },
	{ &wire_sms_verify_request, "{\"code\":\"012345\"}" },
	{ &wire_method_request, "{\"method\":\"paper\"}" },
	{ &wire_signing, "{\"code\":\"123456789012345\",\"purpose\":"
			 "\"application\",\"number\":\"1\","
			 "\"portal\":\"P\",\"date\":\"21.11.2026\",\"tckn\":"
			 "\"10000000146\",\"created_at\":\"x\",\"expires_in\":"
			 "300,\"texts\":[{\"text\":\"A\\nB\\n\"}]}" },
	{ &wire_signing_status, "{\"state\":\"waiting\",\"expires_in\":0,"
				"\"refusal\":\"x\"}" },
	{ &wire_sign_open_request, "{\"code\":\"123456789012345\"}" },
	{ &wire_sign_submit_request, "{\"code\":\"123456789012345\","
				     "\"signatures\":[{\"cms\":\"MAA=\"}]}" },
	{ &wire_sign_submit, "{\"number\":\"1\",\"state\":\"submitted\","
			     "\"province\":\"MUŞ\"}" },
};

static void
round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(round_trips); i++) {
		const struct wire_message *m = round_trips[i].m;
		const char *json = round_trips[i].json;
		struct buf out = BUF_INIT(1 << 16);
		void *msg = malloc(m->size);
		struct err e;

		if (wire_decode(m, json, strlen(json), msg, &e) < 0)
			fail_msg("%s: %s", m->name, e.text);
		assert_int_equal(wire_encode(m, msg, &out, &e), 0);
		assert_string_equal(buf_str(&out), json);
		wire_clear(m, msg);
		buf_free(&out);
		free(msg);
	}
}

/* Optional keys may be absent and are then not written. */
static void
optional(void **state)
{
	static const char json[] = "{\"page\":\"form\"}";
	struct buf out = BUF_INIT(1000);
	struct msg_draft_request m;
	struct err e;

	(void)state;
	assert_int_equal(
	    wire_decode(&wire_draft_request, json, strlen(json), &m, &e), 0);
	assert_null(m.field);
	assert_null(m.record);
	assert_int_equal(wire_encode(&wire_draft_request, &m, &out, &e), 0);
	assert_string_equal(buf_str(&out), json);
	wire_clear(&wire_draft_request, &m);
	buf_free(&out);
}

static const struct {
	const struct wire_message *m;
	const char *json, *reason, *field;
} malformed[] = {
	{ &wire_empty, "", "json", "" },
	{ &wire_empty, " ", "json", "" },
	{ &wire_empty, "{", "json", "" },
	{ &wire_empty, "{}x", "json", "" },
	{ &wire_empty, "{}{}", "json", "" },
	{ &wire_empty, "\xef\xbb\xbf{}", "json", "" },
	{ &wire_empty, "[]", "type", "" },
	{ &wire_empty, "null", "json", "" },
	{ &wire_empty, "\"a\"", "json", "" },
	{ &wire_empty, "{\"a\":1}", "unknown-key", "a" },
	{ &wire_empty, "{\"\":1}", "unknown-key", "" },
	{ &wire_empty, "{\"unused\":1}", "unknown-key", "unused" },
	{ &wire_empty, "{\"\\u001b[2J\":1}", "unknown-key", "?[2J" },
	{ &wire_empty, "{\"a\":[[[[[[[[[[1]]]]]]]]]]}", "json", "" },
	{ &wire_sms_verify_request, "{}", "missing", "code" },
	{ &wire_sms_verify_request, "{\"code\":null}", "type", "code" },
	{ &wire_sms_verify_request, "{\"code\":123456}", "type", "code" },
	{ &wire_sms_verify_request, "{\"code\":[\"1\"]}", "type", "code" },
	{ &wire_sms_verify_request, "{\"code\":true}", "type", "code" },
	{ &wire_sms_verify_request, "{\"Code\":\"1\"}", "unknown-key", "Code" },
	{ &wire_sms_verify_request, "{\"code\":\"1\",\"code\":\"1\"}", "json",
	    "" },
	{ &wire_sms_verify_request, "{\"code\":\"1234567\"}", "too-long",
	    "code" },
	{ &wire_sms_verify_request, "{\"code\":\"ŞŞŞŞŞŞŞ\"}", "too-long",
	    "code" },
	{ &wire_sms_verify_request, "{\"code\":\"1\\n2\"}", "control", "code" },
	{ &wire_sms_verify_request, "{\"code\":\"1\n2\"}", "json", "" },
	{ &wire_sms_verify_request, "{\"code\":\"1\\u0000\"}", "json", "" },
	{ &wire_sms_verify_request, "{\"code\":\"\\u202e1\"}", "control",
	    "code" },
	{ &wire_sms_verify_request, "{\"code\":\"\\u009b1\"}", "control",
	    "code" },
	{ &wire_sms_verify_request, "{\"code\":\"\\ud800\"}", "json", "" },
	{ &wire_sms_verify_request, "{\"code\":\"\xff\"}", "json", "" },
	{ &wire_sms_verify_request, "{\"code\":\"\xc0\xaf\"}", "json", "" },
	{ &wire_sms_verify_request, "{'code':'1'}", "json", "" },
	{ &wire_sms_verify_request, "{\"code\":\"1\",}", "json", "" },
	{ &wire_sms_verify_request, "{\"code\":\"1\"} // x", "json", "" },
	{ &wire_sms,
	    "{\"phone\":\"x\",\"expires_in\":-1,\"resend_in\":0,"
	    "\"tries\":0}",
	    "too-large", "expires_in" },
	{ &wire_sms,
	    "{\"phone\":\"x\",\"expires_in\":1.0,\"resend_in\":0,"
	    "\"tries\":0}",
	    "type", "expires_in" },
	{ &wire_sms,
	    "{\"phone\":\"x\",\"expires_in\":1,\"resend_in\":0,"
	    "\"tries\":1001}",
	    "too-large", "tries" },
	{ &wire_sms,
	    "{\"phone\":\"x\",\"expires_in\":1,\"resend_in\":0,"
	    "\"tries\":99999999999999999999}",
	    "json", "" },
	{ &wire_sms,
	    "{\"phone\":\"x\",\"expires_in\":\"1\",\"resend_in\":0,"
	    "\"tries\":1}",
	    "type", "expires_in" },
	{ &wire_form_request, "{\"record\":[]}", "type", "record" },
	{ &wire_form_request, "{\"record\":null}", "type", "record" },
	{ &wire_form_request, "{\"record\":{}}", "missing", "renewal" },
	{ &wire_form_request, "{\"record\":{\"renewal\":1}}", "type",
	    "renewal" },
	{ &wire_form_request, "{\"record\":{\"renewal\":true,\"nmae\":\"A\"}}",
	    "unknown-key", "nmae" },
	{ &wire_form_request,
	    "{\"record\":{\"renewal\":true,\"image_text\":\"A\"}}",
	    "unknown-key", "image_text" },
	{ &wire_form_request, "{\"record\":{\"renewal\":true,\"name\":1}}",
	    "type", "name" },
	{ &wire_form_request,
	    "{\"record\":{\"renewal\":true,\"name\":\"A\\nB\"}}", "control",
	    "name" },
	{ &wire_form_request,
	    "{\"record\":{\"renewal\":true,\"postcode\":"
	    "\"123456789012345678901234567890123456789\"}}",
	    "too-long", "postcode" },
	{ &wire_draft_request,
	    "{\"page\":\"form\",\"record\":{\"renewal\":true,"
	    "\"security_word\":\"mavi kapi\"}}",
	    "unknown-key", "security_word" },
	{ &wire_sign_submit_request, "{\"code\":\"1\",\"signatures\":{}}",
	    "type", "signatures" },
	{ &wire_sign_submit_request, "{\"code\":\"1\",\"signatures\":[1]}",
	    "type", "signatures" },
	{ &wire_sign_submit_request,
	    "{\"code\":\"1\",\"signatures\":[{\"cms\":\"MAA\"}]}", "type",
	    "cms" },
	{ &wire_sign_submit_request,
	    "{\"code\":\"1\",\"signatures\":[{\"cms\":\"MAB=\"}]}", "type",
	    "cms" },
	{ &wire_sign_submit_request,
	    "{\"code\":\"1\",\"signatures\":[{\"cms\":\"MA A=\"}]}", "type",
	    "cms" },
	{ &wire_sign_submit_request,
	    "{\"code\":\"1\",\"signatures\":[{\"cms\":1}]}", "type", "cms" },
	{ &wire_sign_submit_request,
	    "{\"code\":\"1\",\"signatures\":["
	    "{},{},{},{},{},{},{},{},{},{},"
	    "{},{},{},{},{},{},{},{},{},{},"
	    "{},{},{},{},{},{},{},{},{},{},"
	    "{},{},{},{},{},{},{},{},{},{},"
	    "{},{},{},{},{},{},{},{},{},{},"
	    "{}]}",
	    "too-large", "signatures" },
	{ &wire_sign_submit_request,
	    "{\"code\":\"1\",\"signatures\":[{\"cms\":\"MAA=\"},{}]}",
	    "missing", "cms" },
	{ &wire_error, "{\"error\":1}", "type", "error" },
	{ &wire_error, "{\"error\":{\"code\":\"x\"}}", "missing", "message" },
};

static void
refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(malformed); i++) {
		const struct wire_message *m = malformed[i].m;
		unsigned char *msg = malloc(m->size);
		struct err e;
		int rc;

		memset(msg, 0xaa, m->size);
		err_clear(&e);
		rc = wire_decode(
		    m, malformed[i].json, strlen(malformed[i].json), msg, &e);
		if (rc != ERR_INVALID ||
		    strcmp(e.reason, malformed[i].reason) != 0 ||
		    strcmp(e.field, malformed[i].field) != 0)
			fail_msg("%s: %d %s %s \"%s\"", malformed[i].json, rc,
			    e.reason, e.field, e.text);
		if (e.field[0] != '\0' && strcmp(e.reason, "control") != 0 &&
		    strcmp(e.reason, "too-long") != 0)
			assert_non_null(strstr(e.text, e.field));
		for (size_t k = 0; k < m->size; k++)
			assert_int_equal(msg[k], 0);
		free(msg);
	}
}

static void
nul_bytes(void **state)
{
	static const char json[] = "{}\0{}";
	struct msg_empty m;
	struct err e;

	(void)state;
	assert_int_equal(
	    wire_decode(&wire_empty, json, 5, &m, &e), ERR_INVALID);
	assert_string_equal(e.reason, "json");
}

static void
too_large(void **state)
{
	size_t len = (8U << 20) + 1, word = 90000;
	char *json = malloc(len);
	struct msg_sign_submit_request m;
	struct err e;
	int n;

	(void)state;
	memset(json, ' ', len);
	assert_int_equal(
	    wire_decode(&wire_sign_submit_request, json, len, &m, &e),
	    ERR_INVALID);
	assert_string_equal(e.reason, "too-large");
	n = snprintf(json, len, "{\"code\":\"1\",\"signatures\":[{\"cms\":\"");
	memset(json + n, 'A', word);
	n += (int)word;
	n += snprintf(json + n, len - (size_t)n, "\"}]}");
	assert_int_equal(
	    wire_decode(&wire_sign_submit_request, json, (size_t)n, &m, &e),
	    ERR_INVALID);
	assert_string_equal(e.reason, "too-large");
	free(json);
}

/* A draft never carries the security word, whatever the record has. */
static void
draft_without_word(void **state)
{
	struct msg_draft_request m = { .page = strdup("form") };
	struct buf out = BUF_INIT(1 << 16);
	struct err e;

	(void)state;
	m.record = person();
	assert_int_equal(wire_encode(&wire_draft_request, &m, &out, &e), 0);
	assert_null(strstr(buf_str(&out), "kapi"));
	assert_null(strstr(buf_str(&out), "security_word"));
	assert_non_null(strstr(buf_str(&out), "\"mobile\":\"5301234567\""));
	wire_clear(&wire_draft_request, &m);
	buf_free(&out);
}

/* A whole form keeps every value. */
static void
whole_form(void **state)
{
	struct msg_form_request m = { person() }, back;
	struct buf out = BUF_INIT(1 << 16);
	struct err e;

	(void)state;
	assert_int_equal(wire_encode(&wire_form_request, &m, &out, &e), 0);
	assert_int_equal(
	    wire_decode(&wire_form_request, buf_str(&out), out.len, &back, &e),
	    0);
	for (int id = FIELD_FORM_FIRST; id <= (int)FIELD_FORM_LAST; id++)
		assert_string_equal(record_get(m.record, (enum field_id)id),
		    record_get(back.record, (enum field_id)id));
	assert_true(record_renewal(back.record));
	wire_clear(&wire_form_request, &m);
	wire_clear(&wire_form_request, &back);
	buf_free(&out);
}

/* What the other side would refuse is not sent. */
static void
not_written(void **state)
{
	struct msg_sms_verify_request m = { NULL };
	struct buf out = BUF_INIT(1000), narrow = BUF_INIT(4);
	struct err e;

	(void)state;
	assert_true(wire_encode(&wire_sms_verify_request, &m, &out, &e) < 0);
	assert_string_equal(e.reason, "missing");
	m.code = strdup("1234567");
	assert_true(wire_encode(&wire_sms_verify_request, &m, &out, &e) < 0);
	assert_string_equal(e.reason, "too-long");
	m.code[0] = '\r';
	assert_true(wire_encode(&wire_sms_verify_request, &m, &out, &e) < 0);
	assert_string_equal(e.reason, "control");
	m.code[0] = '1';
	m.code[6] = '\0';
	assert_int_equal(
	    wire_encode(&wire_sms_verify_request, &m, &narrow, &e), ERR_LIMIT);
	wire_clear(&wire_sms_verify_request, &m);
	assert_null(m.code);
	wire_clear(&wire_sms_verify_request, &m);
	buf_free(&out);
	buf_free(&narrow);
}

static void
queries(void **state)
{
	static const struct {
		const char *query;
		int code;
		const char *ref;
	} rows[] = {
		{ "ref=ab&type=1", 0, "ab" },
		{ "type=1&ref=%41%c5%9f+b", 0, "Aş b" },
		{ "ref=%22%5C&type=1", 0, "\"\\" },
		{ "ref=a&type=1&ref=b", ERR_INVALID, NULL },
		{ "ref=a&type=1&more=b", ERR_INVALID, NULL },
		{ "ref=a", ERR_INVALID, NULL },
		{ "", ERR_INVALID, NULL },
		{ "ref", ERR_INVALID, NULL },
		{ "ref=a&type", ERR_INVALID, NULL },
		{ "ref=%0a&type=1", ERR_INVALID, NULL },
		{ "ref=%00&type=1", ERR_INVALID, NULL },
		{ "ref=%ff&type=1", ERR_INVALID, NULL },
		{ "ref=%4&type=1", ERR_INVALID, NULL },
		{ "ref=%", ERR_INVALID, NULL },
		{ "ref=%zz&type=1", ERR_INVALID, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct msg_delivery m;

		assert_int_equal(
		    wire_decode_query(&wire_delivery, rows[i].query, &m, NULL),
		    rows[i].code);
		if (rows[i].ref != NULL)
			assert_string_equal(m.ref, rows[i].ref);
		wire_clear(&wire_delivery, &m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(optional),
		cmocka_unit_test(refused),
		cmocka_unit_test(nul_bytes),
		cmocka_unit_test(too_large),
		cmocka_unit_test(draft_without_word),
		cmocka_unit_test(whole_form),
		cmocka_unit_test(not_written),
		cmocka_unit_test(queries),
	};

	lang_set(LANG_EN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
