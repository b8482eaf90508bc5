/*
 * Every row of the route table against a running portal: other methods, no
 * session, a session that is none, a body that is too large, none at all, or
 * of the wrong shape.
 */
#include "config.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"
#include "portal/api/routes.h"
#include "base/banned.h"

#define SETTINGS                                                               \
	"listen: { address = \"127.0.0.1\"; port = 0; "                        \
	"requests_per_minute = 100000; }; "                                    \
	"login: { per_minute = 100000; }; "                                    \
	"signing: { guesses_per_minute = 100000; };\n"

static struct server server;
static char answer[65536];

struct ask {
	const char *method, *path, *token;
	const char *body; /* NULL: none */
	size_t len;	  /* of the body */
};

/* One request on a connection of its own; the status, the answer in answer. */
static int
ask(const struct ask *a)
{
	char head[1024];
	struct wire w;
	int status;

	snprintf(head, sizeof(head),
	    "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n"
	    "Idempotency-Key: 0123456789abcdef0123456789abcdef\r\n"
	    "%s%s%s%s",
	    a->method, a->path,
	    a->token == NULL ? "" : "Authorization: Bearer ",
	    a->token == NULL ? "" : a->token, a->token == NULL ? "" : "\r\n",
	    a->body == NULL ? "\r\n" : "Content-Type: application/json\r\n");
	wire_open(&w, &server);
	wire_send(&w, head, strlen(head));
	if (a->body != NULL) {
		snprintf(
		    head, sizeof(head), "Content-Length: %zu\r\n\r\n", a->len);
		wire_send(&w, head, strlen(head));
		wire_send(&w, a->body, a->len);
	}
	status = wire_answer(&w, answer, sizeof(answer));
	wire_close(&w);
	return status;
}

static int
ask_plain(
    const char *method, const char *path, const char *token, const char *body)
{
	struct ask a = { method, path, token, body,
		body == NULL ? 0 : strlen(body) };

	return ask(&a);
}

static bool
has_body(const struct route *r)
{
	return r->most > 0;
}

static void
expect(const struct route *r, const char *what, int got, int want)
{
	if (got != want)
		fail_msg("%s %s: %s: status %d, want %d: %s", r->method,
		    r->path, what, got, want, answer);
}

static void
test_other_methods(void **state)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "DELETE",
		"PATCH", "HEAD", "OPTIONS" };
	char allow[128];

	(void)state;
	for (const struct route *r = routes; r->method != NULL; r++)
		for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]);
		     i++) {
			bool body = methods[i][0] == 'P';

			if (route_find(routes, methods[i], r->path, allow,
				sizeof(allow)) != NULL)
				continue;
			expect(r, methods[i],
			    ask_plain(
				methods[i], r->path, NULL, body ? "{}" : NULL),
			    405);
		}
}

/* Without a session, and with one that is none: the same refusal, before the
 * message is even looked at by an operation. */
static void
test_no_session(void **state)
{
	static const char *const tokens[] = { NULL,
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "'" };

	(void)state;
	for (const struct route *r = routes; r->method != NULL; r++)
		for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]);
		     i++) {
			int got;

			if (r->op->role != OP_APPLICANT ||
			    r->op->in != &wire_empty)
				continue;
			got = ask_plain(r->method, r->path, tokens[i],
			    has_body(r) ? "{}" : NULL);
			expect(r, "no session", got, 401);
			assert_non_null(strstr(answer, "\"session\""));
		}
}

static void
test_shapes(void **state)
{
	static const char *const shapes[] = { "", "null", "[]", "\"a\"", "1",
		"{", "{}x", "{\"a\":1,\"a\":2}", "{\"unknown\":1}",
		"{\"\xff\":1}", "{\"a\":\"\x01\"}", "\xef\xbb\xbf{}" };

	(void)state;
	for (const struct route *r = routes; r->method != NULL; r++)
		for (size_t i = 0;
		     has_body(r) && i < sizeof(shapes) / sizeof(shapes[0]); i++)
			expect(r, shapes[i],
			    ask_plain(r->method, r->path, NULL, shapes[i]),
			    400);
}

static void
test_too_large(void **state)
{
	(void)state;
	for (const struct route *r = routes; r->method != NULL; r++) {
		struct ask a = { r->method, r->path, NULL, NULL, r->most + 1 };
		char *body = malloc(a.len);

		assert_non_null(body);
		memset(body, ' ', a.len);
		a.body = body;
		if (has_body(r))
			expect(r, "too large", ask(&a), 413);
		free(body);
	}
}

static void
test_no_such_path(void **state)
{
	static const char *const paths[] = { "/", "/v1", "/v1/", "/v2/info",
		"/v1/info/", "/v1//info", "/V1/info", "/v1/application/",
		"/v1/application/../info", "/v1/info%2f" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(ask_plain("GET", paths[i], NULL, NULL), 404);
}

static int
start(void **state)
{
	(void)state;
	server_start(&server, SETTINGS);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	return server_end(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_methods),
		cmocka_unit_test(test_no_session),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_no_such_path),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
