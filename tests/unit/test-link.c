/* The link to the portal, against a scripted TLS server. No test waits: the
 * clock jumps over the pauses. */
#include "config.h"
#include "client/remote/link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "client/remote/calls.h"
#include "link-fixture.h"

#include "base/banned.h"

static const struct server_step good_step = { SERVER_ANSWER, GOOD, 0 };

static int
captcha(struct link *l, bool once, struct link_reply *r)
{
	const struct link_ask ask = { LINK_POST, "/v1/captcha",
		&wire_captcha_request, &wire_info, once };
	char kind[] = "image";
	const struct msg_captcha_request in = { kind };
	struct link_call *c = NULL;

	assert_int_equal(link_start(l, &c, &ask, &in, NULL), ERR_OK);
	return fixture_turn(l, r);
}

static const char *
header(const struct server_request *q, const char *name, char out[128])
{
	const char *p = strstr(q->text, name);

	out[0] = '\0';
	if (p != NULL)
		snprintf(out, 128, "%.*s", (int)strcspn(p + strlen(name), "\r"),
		    p + strlen(name));
	return out;
}

static void
test_good_calls(void **state)
{
	const struct server_step script[] = { good_step, good_step };
	struct server *s = server_start(&fixture.leaf, NULL, script, 2);
	const struct server_request *q;
	struct link *l = fixture_link(s);
	struct link_reply r;
	struct link_state st;
	const struct msg_info *m;
	size_t sent;
	char v[128];

	(void)state;
	link_state(l, &st);
	assert_int_equal(st.status, LINK_IDLE);
	assert_int_equal(fixture_info(l, &r), 0);
	assert_int_equal(r.err.code, ERR_OK);
	assert_int_equal(r.status, 200);
	m = r.out;
	assert_string_equal(m->portal, "P");
	sent = r.sent;
	link_state(l, &st);
	assert_int_equal(st.status, LINK_CONNECTED);
	link_set_token(l, "t0ken");
	assert_int_equal(captcha(l, false, &r), 0);
	assert_int_equal(r.err.code, ERR_OK);
	sent += r.sent;
	link_close(l);
	server_stop(s);

	assert_int_equal(server_accepted(s), 1);
	assert_int_equal(server_requests(s), 2);
	q = server_request(s, 0);
	assert_memory_equal(q->text, "GET /v1/info HTTP/1.1\r\n", 23);
	assert_string_equal(header(q, "Accept-Language: ", v), "en");
	assert_string_equal(header(q, "User-Agent: ", v), "eimza/1.2.3");
	assert_string_equal(header(q, "Accept: ", v), "application/json");
	assert_null(strstr(q->text, "Authorization"));
	assert_null(strstr(q->text, "Idempotency-Key"));
	q = server_request(s, 1);
	assert_memory_equal(q->text, "POST /v1/captcha HTTP/1.1\r\n", 27);
	assert_string_equal(header(q, "Authorization: ", v), "Bearer t0ken");
	assert_string_equal(header(q, "Content-Type: ", v), "application/json");
	assert_int_equal(strlen(header(q, "Idempotency-Key: ", v)), 32);
	assert_null(strstr(q->text, "Expect"));
	assert_non_null(strstr(q->text, "\r\n\r\n{\"kind\":\"image\"}"));
	assert_int_equal(q->records, 1); /* one write */
	assert_int_equal(sent, server_request(s, 0)->len + q->len);
	assert_int_equal(r.received * 2, server_answered(s));
	server_free(s);
}

/* Failures that pass: the same request again, then the answer. */
static const struct {
	const char *name;
	struct server_step step;
} passing[] = {
	{ "502", { SERVER_ANSWER_CLOSE, ENDS("502 X", "", "<html>"), 0 } },
	{ "503", { SERVER_ANSWER_CLOSE,
		     ENDS("503 X", JSON,
			 "{\"error\":{\"code\":\"unavailable\","
			 "\"message\":\"Bakım var.\",\"retry_in\":9}}"),
		     0 } },
	{ "504", { SERVER_ANSWER_CLOSE, ENDS("504 X", "", ""), 0 } },
	{ "408", { SERVER_ANSWER_CLOSE, ENDS("408 X", "", ""), 0 } },
	{ "429", { SERVER_ANSWER_CLOSE, ENDS("429 X", "Retry-After: 3\r\n", ""),
		     0 } },
	{ "429 for the rate",
	    { SERVER_ANSWER_CLOSE,
		ENDS("429 X", JSON,
		    "{\"error\":{\"code\":\"limit\",\"reason\":\"rate\","
		    "\"message\":\"Yavaş.\",\"retry_in\":2}}"),
		0 } },
	{ "no answer", { SERVER_DROP, NULL, 0 } },
	{ "half an answer", { SERVER_CUT, GOOD, 0 } },
};

static void
test_tries_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
		const struct server_step script[] = { passing[i].step,
			passing[i].step, good_step };
		struct server *s = server_start(&fixture.leaf, NULL, script, 3);
		struct link *l = fixture_link(s);
		struct link_reply r;
		char first[128], later[128];
		int pauses = captcha(l, false, &r);

		if (pauses != 2 || r.err.code != ERR_OK || r.out == NULL)
			fail_msg("%s: %d pauses, %d %s: %s", passing[i].name,
			    pauses, r.err.code, r.err.reason, r.err.text);
		link_close(l);
		server_stop(s);
		assert_int_equal(server_requests(s), 3);
		header(server_request(s, 0), "Idempotency-Key: ", first);
		for (size_t j = 1; j < 3; j++) {
			header(
			    server_request(s, j), "Idempotency-Key: ", later);
			assert_string_equal(first, later);
			assert_non_null(
			    strstr(server_request(s, j)->text, "image"));
		}
		server_free(s);
	}
}

static void
test_once_is_told_at_once(void **state)
{
	struct server *s =
	    server_start(&fixture.leaf, NULL, &passing[1].step, 1);
	struct link *l = fixture_link(s);
	struct link_reply r;
	struct link_state st;

	(void)state;
	assert_int_equal(captcha(l, true, &r), 0);
	assert_int_equal(r.err.code, ERR_UNAVAILABLE);
	assert_string_equal(r.err.text, "Bakım var.");
	assert_int_equal(r.retry_in, 9);
	server_stop(s); /* nobody listens now */
	assert_int_equal(captcha(l, true, &r), 0);
	assert_int_equal(r.status, 0);
	assert_string_equal(r.err.reason, "unreachable");
	link_state(l, &st);
	assert_int_equal(st.status, LINK_IDLE);
	link_close(l);
	server_free(s);
}

static void
test_pauses_grow(void **state)
{
	static const int seconds[] = { 1, 2, 4, 8, 15, 15, 15 };
	struct server *s = server_start(&fixture.leaf, NULL, NULL, 0);
	struct link *l = fixture_link(s);
	struct link_call *c = NULL;
	struct link_state st;
	struct link_reply r;

	(void)state;
	server_stop(s);
	assert_int_equal(calls_info(l, &c, NULL), ERR_OK);
	for (int i = 0; i < 7; i++) {
		do {
			assert_int_equal(link_poll(l, NULL, 0, 0, NULL), 0);
			link_state(l, &st);
		} while (st.attempt <= i);
		assert_int_equal(st.status, LINK_TRYING);
		assert_non_null(strstr(st.sentence, "127.0.0.1"));
		assert_in_range(st.next_try - clock_mono_ms() + 500,
		    seconds[i] * 800, seconds[i] * 1200 + 500);
		fixture_jump(st.next_try - clock_mono_ms());
	}
	link_cancel(l, c);
	assert_false(link_next(l, &r));
	link_state(l, &st);
	assert_int_equal(st.status, LINK_IDLE);
	link_close(l);
	server_free(s);
}

/* Polls until the server holds the request. */
static void
until_held(struct link *l, const struct server *s)
{
	struct link_wait w = { server_held_fd(s), false };
	char c;

	while (!w.ready)
		assert_int_equal(link_poll(l, &w, 1, -1, NULL), ERR_OK);
	assert_int_equal(read(w.fd, &c, 1), 1);
}

static void
test_cancel(void **state)
{
	const struct server_step script[] = { { SERVER_HOLD, NULL, 0 },
		good_step };
	struct server *s = server_start(&fixture.leaf, NULL, script, 2);
	struct link *l = fixture_link(s);
	struct link_call *c = NULL;
	struct link_reply r;
	struct link_state st;

	(void)state;
	assert_int_equal(calls_info(l, &c, NULL), ERR_OK);
	until_held(l, s);
	link_state(l, &st);
	assert_int_equal(st.status, LINK_WORKING);
	link_cancel(l, c);
	link_cancel(l, NULL);
	assert_false(link_next(l, &r));
	/* the next call goes through; cancelled too late, nothing happens */
	assert_int_equal(calls_info(l, &c, NULL), ERR_OK);
	assert_int_equal(fixture_turn(l, &r), 0);
	assert_int_equal(r.err.code, ERR_OK);
	link_cancel(l, c);
	link_close(l);
	server_free(s);
}

static void
test_close_with_calls_under_way(void **state)
{
	const struct server_step hold = { SERVER_HOLD, NULL, 0 };
	struct server *s = server_start(&fixture.leaf, NULL, &hold, 1);
	struct link *l = fixture_link(s);
	struct link_call *a = NULL, *b = NULL;

	(void)state;
	assert_int_equal(calls_info(l, &a, NULL), ERR_OK);
	assert_int_equal(calls_edit(l, &b, NULL), ERR_OK);
	until_held(l, s);
	link_close(l);
	link_close(NULL);
	server_free(s);
}

static void
test_calls_keep_their_order(void **state)
{
	const struct server_step script[] = { good_step, good_step, good_step };
	static const struct link_ask asks[] = {
		{ LINK_PUT, "/v1/a", &wire_empty, &wire_info, false },
		{ LINK_POST, "/v1/b", &wire_empty, &wire_info, false },
		{ LINK_GET, "/v1/c", NULL, &wire_info, false },
	};
	static const char *const lines[] = { "PUT /v1/a ", "POST /v1/b ",
		"GET /v1/c " };
	const struct msg_empty none = { 0 };
	struct server *s = server_start(&fixture.leaf, NULL, script, 3);
	struct link *l = fixture_link(s);
	struct link_call *c[3];
	struct link_reply r;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
		    link_start(l, &c[i], &asks[i], &none, NULL), ERR_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(fixture_turn(l, &r), 0);
		assert_ptr_equal(r.call, c[i]);
		assert_int_equal(r.err.code, ERR_OK);
	}
	link_close(l);
	server_stop(s);
	assert_int_equal(server_accepted(s), 1);
	for (size_t i = 0; i < 3; i++)
		assert_memory_equal(
		    server_request(s, i)->text, lines[i], strlen(lines[i]));
	server_free(s);
}

/* The portal closed the idle connection: nobody notices. */
static void
test_idle_connection_closed(void **state)
{
	const struct server_step script[] = { { SERVER_ANSWER_CLOSE, GOOD, 0 },
		good_step };
	struct server *s = server_start(&fixture.leaf, NULL, script, 2);
	struct link *l = fixture_link(s);
	struct link_reply r;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_info(l, &r), 0);
		assert_int_equal(r.err.code, ERR_OK);
	}
	link_close(l);
	server_free(s);
}

static void
test_extra_descriptors(void **state)
{
	const struct server_step hold = { SERVER_HOLD, NULL, 0 };
	struct server *s = server_start(&fixture.leaf, NULL, &hold, 1);
	struct link *l = fixture_link(s);
	struct link_call *c = NULL;
	struct link_wait many[17] = { 0 };

	(void)state;
	assert_int_equal(link_poll(l, many, 17, 0, NULL), ERR_INTERNAL);
	for (int network = 0; network < 2; network++) {
		struct link_wait w[2] = { { -1, true }, { -1, true } };
		int p[2], q[2];

		assert_int_equal(pipe(p), 0);
		assert_int_equal(pipe(q), 0);
		w[0].fd = p[0];
		w[1].fd = q[0];
		assert_int_equal(
		    link_poll(l, w, 2, clock_mono_ms(), NULL), ERR_OK);
		assert_false(w[0].ready || w[1].ready);
		assert_int_equal(write(q[1], "x", 1), 1);
		while (!w[1].ready)
			assert_int_equal(link_poll(l, w, 2, -1, NULL), 0);
		assert_false(w[0].ready);
		close(p[1]); /* nothing to read, but news all the same */
		w[0].ready = false;
		while (!w[0].ready)
			assert_int_equal(link_poll(l, w, 1, -1, NULL), 0);
		close(p[0]);
		close(q[0]);
		close(q[1]);
		if (network == 0) {
			assert_int_equal(calls_info(l, &c, NULL), ERR_OK);
			until_held(l, s);
		}
	}
	link_close(l);
	server_free(s);
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *url;
		bool good;
	} cases[] = {
		{ "https://portal.example", true },
		{ "https://portal.example:8443/", true },
		{ "https://portal.example/a/b", true },
		{ "https://[::1]:8443", true },
		{ "http://127.0.0.1:8080", false },
		{ "HTTP://portal.example", false },
		{ "portal.example", false },
		{ "", false },
		{ "https://", false },
		{ "https://:443", false },
		{ "https://[::1", false },
		{ "https://a@portal.example", false },
		{ "https://portal.example?a", false },
		{ "https://portal.example/#a", false },
		{ "https://portal example", false },
		{ "https://portal.example\r\nX: y", false },
		{ "https://başvuru.example", false },
		{ "file:///etc/passwd", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct link_options o = { cases[i].url, NULL, "1" };
		struct link *l = NULL;
		struct err e = { 0 };
		int rc = link_open(&l, &o, &e);

		if (rc != (cases[i].good ? ERR_OK : ERR_INVALID))
			fail_msg("%s: %d", cases[i].url, rc);
		assert_true(cases[i].good || e.text[0] != '\0');
		link_close(l);
	}
}

static void
test_bad_token_is_not_sent(void **state)
{
	struct server *s = server_start(&fixture.leaf, NULL, &good_step, 1);
	struct link *l = fixture_link(s);
	struct link_reply r;

	(void)state;
	link_set_token(l, "a\r\nX: y");
	assert_int_equal(fixture_info(l, &r), 0);
	link_set_token(l, NULL);
	link_close(l);
	server_stop(s);
	assert_null(strstr(server_request(s, 0)->text, "Authorization"));
	server_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_calls),
		cmocka_unit_test(test_tries_again),
		cmocka_unit_test(test_once_is_told_at_once),
		cmocka_unit_test(test_pauses_grow),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_close_with_calls_under_way),
		cmocka_unit_test(test_calls_keep_their_order),
		cmocka_unit_test(test_idle_connection_closed),
		cmocka_unit_test(test_extra_descriptors),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_bad_token_is_not_sent),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
