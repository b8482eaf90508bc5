/* The HTTPS server from outside: what it refuses, when it ends a connection,
 * how it stops and reloads. */
#include "config.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server.h"
#include "base/clock.h"
#include "base/file.h"
#include "portal/issue/ca.h"
#include "base/banned.h"

#define LISTEN "listen: { address = \"127.0.0.1\"; port = 0; "
#define H      "Host: localhost\r\n"
#define GET    "GET /v1/info HTTP/1.1\r\n"
#define INFO   GET H "\r\n"
#define POST   "POST /v1/captcha HTTP/1.1\r\n" H
#define JSON   "Content-Type: application/json\r\n"

static struct server server;

struct text {
	const char *name, *bytes;
	size_t len;
	int status;
};

#define T(name, bytes, status)                                                 \
	{                                                                      \
		name, bytes, sizeof(bytes) - 1, status                         \
	}

static const struct text heads[] = {
	T("good", INFO, 200),
	T("old", "GET /v1/info HTTP/1.0\r\n" H "\r\n", 200),
	T("two lengths",
	    POST JSON "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
	T("the same length twice",
	    POST JSON "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
	T("list of lengths", POST JSON "Content-Length: 2, 2\r\n\r\n{}", 400),
	T("signed length", POST JSON "Content-Length: +2\r\n\r\n{}", 400),
	T("negative length", POST JSON "Content-Length: -2\r\n\r\n{}", 400),
	T("hexadecimal length", POST JSON "Content-Length: 0x2\r\n\r\n{}", 400),
	T("empty length", POST JSON "Content-Length:\r\n\r\n{}", 400),
	T("huge length",
	    POST JSON "Content-Length: 99999999999999999999\r\n\r\n", 400),
	T("chunked", POST JSON "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	    411),
	T("chunked and length",
	    POST JSON "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n"
		      "\r\n{}",
	    400),
	T("no length", POST JSON "\r\n", 411),
	T("no host", GET "\r\n", 400),
	T("two hosts", GET H H "\r\n", 400),
	T("list of hosts", GET "Host: a, b\r\n\r\n", 400),
	T("empty host", GET "Host:\r\n\r\n", 400),
	T("folded", GET H "X-A: b\r\n c\r\n\r\n", 400),
	T("bare line feed", GET "Host: localhost\nX: y\r\n\r\n", 400),
	T("carriage return", GET "Host: local\rhost\r\n\r\n", 400),
	T("NUL in a value", GET H "X-A: b\0c\r\n\r\n", 400),
	T("NUL in the path", "GET /v1/info\0 HTTP/1.1\r\n" H "\r\n", 400),
	T("encoded NUL", "GET /v1/info%00 HTTP/1.1\r\n" H "\r\n", 400),
	T("encoded line end", "GET /v1/info%0d HTTP/1.1\r\n" H "\r\n", 400),
	T("half encoded", "GET /v1/info%2 HTTP/1.1\r\n" H "\r\n", 400),
	T("empty name", GET H ": b\r\n\r\n", 400),
	T("blank before colon", GET "Host : localhost\r\n\r\n", 400),
	T("no colon", GET H "nothing\r\n\r\n", 400),
	T("control in a value", GET H "X: \x01\r\n\r\n", 400),
	T("absolute target",
	    "GET https://localhost/v1/info HTTP/1.1\r\n" H "\r\n", 400),
	T("two blanks", "GET  /v1/info HTTP/1.1\r\n" H "\r\n", 400),
	T("no version", "GET /v1/info\r\n" H "\r\n", 400),
	T("other version", "GET /v1/info HTTP/2.0\r\n" H "\r\n", 505),
	T("other protocol", "HELO there you\r\n\r\n", 400),
	T("empty line first", "\r\n" INFO, 400),
	T("expectation", GET H "Expect: miracle\r\n\r\n", 417),
	T("no such path", "GET /v1/nothing HTTP/1.1\r\n" H "\r\n", 404),
	T("query", "GET /v1/info?a=b HTTP/1.1\r\n" H "\r\n", 404),
	T("other method", "DELETE /v1/info HTTP/1.1\r\n" H "\r\n", 405),
	T("lower case method", "get /v1/info HTTP/1.1\r\n" H "\r\n", 405),
	T("body where none is taken", GET H "Content-Length: 2\r\n\r\n{}", 413),
	T("too long a body", POST JSON "Content-Length: 1025\r\n\r\n", 413),
	T("other type",
	    POST "Content-Type: text/plain\r\n"
		 "Content-Length: 2\r\n\r\n{}",
	    415),
	T("no type", POST "Content-Length: 2\r\n\r\n{}", 415),
	T("other answer wanted", GET H "Accept: text/html\r\n\r\n", 406),
	T("any answer wanted", GET H "Accept: text/html, */*;q=0.1\r\n\r\n",
	    200),
	T("two tokens",
	    GET H "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
	    400),
	T("no JSON", POST JSON "Content-Length: 2\r\n\r\n{]", 400),
	T("trailing JSON", POST JSON "Content-Length: 4\r\n\r\n{}{}", 400),
	T("list", POST JSON "Content-Length: 2\r\n\r\n[]", 400),
	T("number", POST JSON "Content-Length: 1\r\n\r\n1", 400),
	T("no bytes", POST JSON "Content-Length: 0\r\n\r\n", 400),
	T("no session", "GET /v1/application HTTP/1.1\r\n" H "\r\n", 401),
	T("odd session",
	    "GET /v1/application HTTP/1.1\r\n" H
	    "Authorization: Basic YTpi\r\n\r\n",
	    401),
	T("unknown session",
	    "GET /v1/application HTTP/1.1\r\n" H
	    "Authorization: Bearer abcdef\r\n\r\n",
	    401),
	T("no key",
	    "POST /v1/logout HTTP/1.1\r\n" H JSON "Content-Length: 2\r\n\r\n{}",
	    400),
	T("short key",
	    "POST /v1/logout HTTP/1.1\r\n" H JSON
	    "Idempotency-Key: abc\r\nContent-Length: 2\r\n\r\n{}",
	    400),
};

static int
ask(const char *bytes, size_t len, char *answer, size_t size)
{
	struct wire w;
	int status;

	wire_open(&w, &server);
	wire_send(&w, bytes, len);
	status = wire_answer(&w, answer, size);
	wire_close(&w);
	return status;
}

static void
refuses_malformed_heads(void **state)
{
	char answer[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		const struct text *t = &heads[i];
		int status = ask(t->bytes, t->len, answer, sizeof(answer));

		if (status != t->status)
			fail_msg("%s: %d, want %d: %s", t->name, status,
			    t->status, answer);
		if (status != 200)
			assert_non_null(strstr(answer, "\"message\":\""));
	}
}

static void
limits_the_head(void **state)
{
	static const char line[] = "X-Filler: 0123456789012345678901234567\r\n";
	char head[16384], answer[4096];
	size_t n = (size_t)snprintf(head, sizeof(head), GET H);

	(void)state;
	for (int i = 0; i < 300; i++)
		n += (size_t)snprintf(head + n, sizeof(head) - n, "%s", line);
	assert_int_equal(ask(head, n, answer, sizeof(answer)), 431);
	n = (size_t)snprintf(head, sizeof(head), GET H);
	for (int i = 0; i < 70; i++)
		n += (size_t)snprintf(head + n, sizeof(head) - n, "A: b\r\n");
	n += (size_t)snprintf(head + n, sizeof(head) - n, "\r\n");
	assert_int_equal(ask(head, n, answer, sizeof(answer)), 431);
}

static void
every_byte_alone_is_a_request_too(void **state)
{
	static const char request[] = INFO INFO;
	char answer[4096];
	struct wire w;

	(void)state;
	wire_open(&w, &server);
	for (size_t i = 0; i + 1 < sizeof(request); i++)
		wire_send(&w, request + i, 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 200);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 200);
	wire_close(&w);
}

static void
answers_carry_careful_headers(void **state)
{
	static const char *const lines[] = { "Cache-Control: no-store\r\n",
		"Content-Type: application/json\r\n",
		"Content-Language: en\r\n",
		"X-Content-Type-Options: nosniff\r\n",
		"Strict-Transport-Security: ", "Content-Security-Policy: " };
	static const char request[] =
	    GET H "Accept-Language: de, EN-gb;q=0.9, tr\r\n\r\n";
	static const char other[] =
	    "PATCH /v1/application/signing HTTP/1.1\r\n" H "\r\n";
	char answer[4096];

	(void)state;
	assert_int_equal(
	    ask(request, sizeof(request) - 1, answer, sizeof(answer)), 200);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_non_null(strstr(answer, lines[i]));
	assert_int_equal(
	    ask(other, sizeof(other) - 1, answer, sizeof(answer)), 405);
	assert_non_null(strstr(answer, "Allow: POST, GET\r\n"));
}

static void
closes_after_what_it_could_not_read(void **state)
{
	char answer[4096];
	struct wire w;

	(void)state;
	wire_open(&w, &server);
	wire_send(&w, GET "\r\n" INFO, sizeof(GET "\r\n" INFO) - 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 400);
	assert_non_null(strstr(answer, "Connection: close\r\n"));
	assert_true(wire_ended(&w));
	wire_close(&w);
}

static void
outlives_clients_that_go(void **state)
{
	static const char half[] = POST JSON "Content-Length: 100\r\n\r\n{";
	static const char whole[] =
	    POST JSON "Content-Length: 15\r\n\r\n{\"kind\":\"work\"}";
	char answer[4096];
	struct wire w;

	(void)state;
	for (int i = 0; i < 20; i++) {
		wire_open(&w, &server);
		if (i % 2 == 0)
			wire_send(&w, half, sizeof(half) - 1);
		else
			wire_send(&w, whole, sizeof(whole) - 1);
		wire_close(&w);
	}
	assert_int_equal(
	    ask(INFO, sizeof(INFO) - 1, answer, sizeof(answer)), 200);
}

static int
setup(void **state)
{
	(void)state;
	server_start(&server, LISTEN "requests_per_minute = 100000; };\n"
				     "login: { per_minute = 100000; };");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return server_end(&server);
}

static void
ends_a_slow_request(void **state)
{
	struct server slow;
	char answer[4096];
	struct wire w;

	(void)state;
	server_start(&slow, LISTEN "request_seconds = 1; };");
	wire_open(&w, &slow);
	wire_send(&w, POST JSON, sizeof(POST JSON) - 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 408);
	assert_true(wire_ended(&w));
	wire_close(&w);
	wire_open(&w, &slow);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 0);
	wire_close(&w);
	assert_int_equal(server_end(&slow), 0);
}

static void
makes_room_for_newcomers(void **state)
{
	struct server full;
	char answer[4096];
	struct wire a, b;

	(void)state;
	server_start(&full, LISTEN "max_connections = 1; };");
	wire_open(&a, &full);
	wire_send(&a, INFO, sizeof(INFO) - 1);
	assert_int_equal(wire_answer(&a, answer, sizeof(answer)), 200);
	wire_open(&b, &full);
	wire_send(&b, INFO, sizeof(INFO) - 1);
	assert_int_equal(wire_answer(&b, answer, sizeof(answer)), 200);
	assert_int_equal(wire_answer(&a, answer, sizeof(answer)), 0);
	wire_close(&a);
	wire_close(&b);
	assert_int_equal(server_end(&full), 0);
}

/* More at the door than are let in at one time. */
static void
lets_a_crowd_in(void **state)
{
	struct wire crowd[20];
	char answer[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(crowd) / sizeof(crowd[0]); i++)
		wire_open(&crowd[i], &server);
	for (size_t i = 0; i < sizeof(crowd) / sizeof(crowd[0]); i++) {
		wire_send(&crowd[i], INFO, sizeof(INFO) - 1);
		assert_int_equal(
		    wire_answer(&crowd[i], answer, sizeof(answer)), 200);
		wire_close(&crowd[i]);
	}
}

/* A full house of requests that never become whole. */
static void
throws_out_the_slowest(void **state)
{
	struct server full;
	char answer[4096];
	struct wire slow[3], b;

	(void)state;
	server_start(&full, LISTEN "max_connections = 3; };");
	for (int i = 0; i < 3; i++) {
		wire_open(&slow[i], &full);
		wire_send(&slow[i], INFO, 10);
	}
	/* Nobody tells when the last ten bytes have been read; a newcomer
	 * that comes too early finds one more place. */
	for (int i = 0; i < 4; i++) {
		wire_open(&b, &full);
		wire_send(&b, INFO, sizeof(INFO) - 1);
		assert_int_equal(wire_answer(&b, answer, sizeof(answer)), 200);
		wire_close(&b);
	}
	assert_int_equal(wire_answer(&slow[0], answer, sizeof(answer)), 0);
	for (int i = 0; i < 3; i++)
		wire_close(&slow[i]);
	assert_int_equal(server_end(&full), 0);
}

/* What a person sends stands in no log. */
static void
logs_nothing_personal(void **state)
{
	static const char body[] =
	    "{\"captcha_id\":\"0123456789abcdef0123456789abcdef\","
	    "\"answer\":\"aB3xZ\",\"tckn\":\"10000000146\",\"name\":"
	    "\"FERHUNDE\",\"surname\":\"KALENDER\",\"birth_place\":"
	    "\"IGDIR\",\"birth_date\":\"01.02.1980\"}";
	static const char path_of_person[] =
	    "GET /v1/10000000146?aB3xZ HTTP/1.1\r\nHost: FERHUNDE\r\n\r\n";
	static const char *const secrets[] = { "10000000146", "FERHUNDE",
		"KALENDER", "IGDIR", "01.02.1980", "aB3xZ", "feedc0de",
		"0123456789abcdef" };
	struct server s;
	char head[512], answer[4096], path[128];
	struct buf log = BUF_INIT((size_t)1 << 20);
	struct wire w;

	(void)state;
	server_start(&s, LISTEN "};");
	snprintf(head, sizeof(head),
	    "POST /v1/login HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
	    "Bearer feedc0de\r\nIdempotency-Key: 0123456789abcdef\r\n"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
	    sizeof(body) - 1);
	wire_open(&w, &s);
	wire_send(&w, head, strlen(head));
	wire_send(&w, body, sizeof(body) - 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 410);
	wire_send(&w, path_of_person, sizeof(path_of_person) - 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 404);
	wire_close(&w);
	snprintf(path, sizeof(path), "%s/log", s.dir);
	assert_int_equal(file_read(path, &log, NULL), 0);
	assert_non_null(strstr(buf_str(&log), "login 410"));
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strstr(buf_str(&log), secrets[i]) != NULL)
			fail_msg("the log tells %s", secrets[i]);
	buf_free(&log);
	assert_int_equal(server_end(&s), 0);
}

static void
limits_an_address(void **state)
{
	struct server strict;
	char answer[4096];
	struct wire w;

	(void)state;
	server_start(&strict, LISTEN "requests_per_minute = 2; };");
	wire_open(&w, &strict);
	for (int i = 0; i < 3; i++) {
		wire_send(&w, INFO, sizeof(INFO) - 1);
		assert_int_equal(
		    wire_answer(&w, answer, sizeof(answer)), i < 2 ? 200 : 429);
	}
	assert_non_null(strstr(answer, "Retry-After: "));
	assert_non_null(strstr(answer, "\"retry_in\":"));
	wire_close(&w);
	assert_int_equal(server_end(&strict), 0);
}

static void
reloads_without_dropping(void **state)
{
	struct server s;
	char answer[4096];
	struct wire w;
	int status = 0;

	(void)state;
	server_start(&s, "name = \"Bir\";" LISTEN "};");
	wire_open(&w, &s);
	wire_send(&w, INFO, sizeof(INFO) - 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 200);
	assert_non_null(strstr(answer, "\"Bir\""));
	server_configure(&s, "name = \"wrong\"; nothing = 1;");
	kill(s.pid, SIGHUP);
	server_configure(&s, "name = \"\xc4\xb0ki\";" LISTEN
			     "requests_per_minute = 1000000; };");
	kill(s.pid, SIGHUP);
	/* A signal is taken between two requests; the answer tells when. */
	do {
		wire_send(&w, INFO, sizeof(INFO) - 1);
		status = wire_answer(&w, answer, sizeof(answer));
	} while ((status == 200 || status == 429) &&
		 strstr(answer, "\"\xc4\xb0ki\"") == NULL);
	assert_int_equal(status, 200);
	wire_close(&w);
	assert_int_equal(server_end(&s), 0);
}

/* A sub CA without its root, into the portal's folder. */
static void
write_orphan(const struct server *s)
{
	struct ca_profile rp = ca_profile_root("Root", clock_wall() - 60, 2);
	struct ca_profile sp = ca_profile_sub("Sub", clock_wall() - 60, 2);
	struct ca_id *root = NULL, *sub = NULL;
	const struct ca_id *ids[1];
	char path[128];

	assert_int_equal(ca_issue(&root, NULL, &rp, NULL), 0);
	assert_int_equal(ca_issue(&sub, root, &sp, NULL), 0);
	ids[0] = sub;
	snprintf(path, sizeof(path), "%s/orphan.pem", s->dir);
	assert_int_equal(ca_write_cert(path, ids, 1, NULL), 0);
	ca_id_free(sub);
	ca_id_free(root);
}

/* A trust with a hole is not taken over; the portal says so and goes on with
 * the old one. */
static void
keeps_the_old_trust(void **state)
{
	struct server s;
	char settings[512], answer[4096], path[128];
	struct buf log = BUF_INIT((size_t)1 << 20);
	struct wire w;

	(void)state;
	server_start(
	    &s, "name = \"Bir\";" LISTEN "requests_per_minute = 1000000; };");
	write_orphan(&s);
	snprintf(settings, sizeof(settings),
	    "name = \"Iki\";" LISTEN "requests_per_minute = 1000000; };"
	    "trust: { ca = [ \"%s/orphan.pem\" ]; };",
	    s.dir);
	server_configure(&s, settings);
	kill(s.pid, SIGHUP);
	wire_open(&w, &s);
	snprintf(path, sizeof(path), "%s/log", s.dir);
	do { /* until it has been said */
		wire_send(&w, INFO, sizeof(INFO) - 1);
		assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 200);
		buf_reset(&log);
		assert_int_equal(file_read(path, &log, NULL), 0);
	} while (strstr(buf_str(&log), "reloaded") == NULL);
	assert_non_null(strstr(buf_str(&log), "not reloaded"));
	assert_non_null(strstr(buf_str(&log), "orphan.pem"));
	wire_send(&w, INFO, sizeof(INFO) - 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 200);
	assert_non_null(strstr(answer, "\"Bir\""));
	wire_close(&w);
	buf_free(&log);
	assert_int_equal(server_end(&s), 0);
}

static void
finishes_before_it_stops(void **state)
{
	static const char head[] =
	    POST JSON "Expect: 100-continue\r\nContent-Length: 15\r\n\r\n";
	struct server s;
	char answer[8192];
	struct wire w, idle;

	(void)state;
	server_start(&s, LISTEN "};");
	wire_open(&idle, &s);
	wire_send(&idle, INFO, sizeof(INFO) - 1);
	assert_int_equal(wire_answer(&idle, answer, sizeof(answer)), 200);
	wire_open(&w, &s);
	wire_send(&w, head, sizeof(head) - 1);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 100);
	kill(s.pid, SIGTERM);
	assert_int_equal(wire_answer(&idle, answer, sizeof(answer)), 0);
	wire_send(&w, "{\"kind\":\"work\"}", 15);
	assert_int_equal(wire_answer(&w, answer, sizeof(answer)), 200);
	assert_non_null(strstr(answer, "Connection: close\r\n"));
	assert_true(wire_ended(&w));
	wire_close(&w);
	wire_close(&idle);
	assert_int_equal(server_end(&s), 0);
}

int
main(void)
{
	const struct CMUnitTest shared[] = {
		cmocka_unit_test(refuses_malformed_heads),
		cmocka_unit_test(limits_the_head),
		cmocka_unit_test(every_byte_alone_is_a_request_too),
		cmocka_unit_test(answers_carry_careful_headers),
		cmocka_unit_test(closes_after_what_it_could_not_read),
		cmocka_unit_test(outlives_clients_that_go),
		cmocka_unit_test(ends_a_slow_request),
		cmocka_unit_test(makes_room_for_newcomers),
		cmocka_unit_test(lets_a_crowd_in),
		cmocka_unit_test(throws_out_the_slowest),
		cmocka_unit_test(logs_nothing_personal),
		cmocka_unit_test(limits_an_address),
		cmocka_unit_test(reloads_without_dropping),
		cmocka_unit_test(keeps_the_old_trust),
		cmocka_unit_test(finishes_before_it_stops),
	};

	return cmocka_run_group_tests_name("http", shared, setup, teardown);
}
