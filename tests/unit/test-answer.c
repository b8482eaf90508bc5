/* What answers of a portal mean, the hostile ones above all. */
#include "config.h"
#include "client/remote/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "link-fixture.h"

#include "base/banned.h"

/* Answers that are final, and what becomes of them. */
static const struct {
	const char *name, *answer;
	size_t len;
	int code;
	const char *reason, *field;
	long retry_in, tries;
} finals[] = {
	{ "portal's error",
	    ENDS("422 X", JSON,
		"{\"error\":{\"code\":\"invalid\",\"reason\":\"sms-wrong\","
		"\"message\":\"Kod yanlış.\",\"field\":\"code\","
		"\"retry_in\":7,\"tries\":4}}"),
	    0, ERR_INVALID, "sms-wrong", "code", 7, 4 },
	{ "lost session",
	    ENDS("401 X", JSON,
		"{\"error\":{\"code\":\"denied\",\"message\":\"M.\"}}"),
	    0, ERR_DENIED, "session", "", 0, 0 },
	{ "lost session, no body", ENDS("401 X", "", ""), 0, ERR_DENIED,
	    "session", "", 0, 0 },
	{ "a long wait is told",
	    ENDS("429 X", JSON,
		"{\"error\":{\"code\":\"limit\",\"message\":\"M.\","
		"\"retry_in\":900}}"),
	    0, ERR_LIMIT, "", "", 900, 0 },
	{ "a limit without an end is told", ENDS("429 X", "", ""), 0, ERR_LIMIT,
	    "unreachable", "", 0, 0 },
	{ "a limit of the application",
	    ENDS("429 X", JSON,
		"{\"error\":{\"code\":\"limit\",\"reason\":\"sms-wait\","
		"\"message\":\"M.\",\"retry_in\":5}}"),
	    0, ERR_LIMIT, "sms-wait", "", 5, 0 },
	{ "an error that says ok",
	    ENDS("400 X", JSON,
		"{\"error\":{\"code\":\"ok\",\"message\":\"M.\"}}"),
	    0, ERR_INTERNAL, "", "", 0, 0 },
	{ "unknown code",
	    ENDS("400 X", JSON,
		"{\"error\":{\"code\":\"new\",\"message\":\"M.\"}}"),
	    0, ERR_INTERNAL, "", "", 0, 0 },
	{ "error page", ENDS("404 X", "Content-Type: text/html\r\n", "<h1>"), 0,
	    ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "internal error", ENDS("500 X", "", ""), 0, ERR_UNAVAILABLE,
	    "unreachable", "", 0, 0 },
	{ "redirect", ENDS("302 X", "Location: https://127.0.0.1:1/\r\n", ""),
	    0, ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "redirect with an error",
	    ENDS("307 X", "Location: http://a/\r\n" JSON, "{}"), 0,
	    ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "wrong type", ENDS("200 X", "Content-Type: text/plain\r\n", INFO), 0,
	    ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "longer type",
	    ENDS("200 X", "Content-Type: application/jsonp\r\n", INFO), 0,
	    ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "no type", ENDS("200 X", "", INFO), 0, ERR_INTERNAL, "protocol", "",
	    0, 0 },
	{ "no body", ENDS("204 X", JSON, ""), 0, ERR_INTERNAL, "protocol", "",
	    0, 0 },
	{ "bad JSON", ENDS("200 X", JSON, "{\"portal\":"), 0, ERR_INTERNAL,
	    "protocol", "", 0, 0 },
	{ "other keys", ENDS("200 X", JSON, "{\"a\":1}"), 0, ERR_INTERNAL,
	    "protocol", "", 0, 0 },
	{ "behind the end", ENDS("200 X", JSON, INFO "{}"), 0, ERR_INTERNAL,
	    "protocol", "", 0, 0 },
	{ "NUL", ENDS("200 X", JSON, INFO "\0"),
	    sizeof(ENDS("200 X", JSON, INFO "\0")) - 1, ERR_INTERNAL,
	    "protocol", "", 0, 0 },
	{ "escape sequence in a name",
	    ENDS("200 X", JSON,
		"{\"portal\":\"\\u001b[2J\",\"version\":\"1\","
		"\"time_at\":\"2026-11-21T14:02:10Z\",\"contact\":\"0\"}"),
	    0, ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "escape sequence in an error",
	    ENDS("400 X", JSON,
		"{\"error\":{\"code\":\"invalid\",\"message\":\"\\u001b\"}}"),
	    0, ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "announced as huge",
	    "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 1048577\r\n\r\n{", 0,
	    ERR_INTERNAL, "protocol", "", 0, 0 },
	{ "not HTTP", "220 mail.example ESMTP\r\n", 0, ERR_INTERNAL, "protocol",
	    "", 0, 0 },
};

static void
test_final_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++) {
		const struct server_step step = { SERVER_ANSWER_CLOSE,
			finals[i].answer, finals[i].len };
		struct server *s = server_start(&fixture.leaf, NULL, &step, 1);
		struct link *l = fixture_link(s);
		struct link_reply r;
		int pauses = fixture_info(l, &r);

		if (pauses != 0 || r.err.code != finals[i].code ||
		    strcmp(r.err.reason, finals[i].reason) != 0)
			fail_msg("%s: %d pauses, %d %s: %s", finals[i].name,
			    pauses, r.err.code, r.err.reason, r.err.text);
		assert_null(r.out);
		assert_string_not_equal(r.err.text, "");
		assert_string_equal(r.err.field, finals[i].field);
		assert_int_equal(r.retry_in, finals[i].retry_in);
		assert_int_equal(r.tries, finals[i].tries);
		link_close(l);
		server_stop(s);
		assert_int_equal(server_requests(s), 1);
		server_free(s);
	}
}

/* A body and headers without an end: neither is kept. */
static void
test_endless_answers(void **state)
{
	static const char *const heads[] = { "HTTP/1.1 200 OK\r\n" JSON
					     "Connection: close\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX: " };
	static const char line[] = "aaaaaaaaaaaaaaaaaaaaaaaaaa\r\nX: ";
	const size_t len = (size_t)3 << 20;
	char *endless = malloc(len);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct server_step step = { SERVER_ANSWER_CLOSE, endless,
			len };
		struct server *s;
		struct link *l;
		struct link_reply r;

		for (size_t j = 0; j < len; j++)
			endless[j] = line[j % (sizeof(line) - 1)];
		for (size_t j = 0; heads[i][j] != '\0'; j++)
			endless[j] = heads[i][j];
		s = server_start(&fixture.leaf, NULL, &step, 1);
		l = fixture_link(s);
		assert_int_equal(fixture_info(l, &r), 0);
		assert_string_equal(r.err.reason, "protocol");
		assert_true(r.received <= (1 << 20) + (1 << 17));
		link_close(l);
		server_free(s);
	}
	free(endless);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_final_answers),
		cmocka_unit_test(test_endless_answers),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
