/* An exchange that is waited for: what servers may do to it. */
#include "config.h"
#include "net/fetch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lang.h"
#include "link-fixture.h"
#include "base/banned.h"

#define LIMIT 4096

static int
fetch_path(struct server *s, struct net_request rq, struct net_answer *a,
    struct err *e)
{
	char url[64];

	snprintf(url, sizeof(url), "https://127.0.0.1:%d/a?b", server_port(s));
	rq.url = url;
	if (rq.seconds == 0)
		rq.seconds = 20;
	return net_fetch(&rq, a, e);
}

static struct net_answer
fresh(void)
{
	return (struct net_answer){ .body = BUF_INIT(LIMIT) };
}

static void
good(void **state)
{
	static const struct server_step script[] = { { SERVER_ANSWER_CLOSE,
	    ENDS("404 No", "Content-Type: a/b; charset=utf-8\r\n", "body"),
	    0 } };
	const char *const headers[] = { "X-One: 1", NULL };
	struct server *s = server_start(&fixture.leaf, NULL, script, 1);
	struct net_answer a = fresh();
	struct err e = { 0 };
	const char *asked;

	(void)state;
	assert_int_equal(fetch_path(s,
			     (struct net_request){ .ca_file = fixture.ca_path,
				 .headers = headers,
				 .body = "\0x",
				 .len = 2,
				 .user = "u",
				 .password = "p" },
			     &a, &e),
	    0);
	assert_int_equal(a.status, 404);
	assert_string_equal(a.type, "a/b");
	assert_string_equal(buf_str(&a.body), "body");
	server_stop(s);
	asked = server_request(s, 0)->text;
	assert_non_null(strstr(asked, "POST /a?b HTTP/1.1\r\n"));
	assert_non_null(strstr(asked, "X-One: 1\r\n"));
	assert_non_null(strstr(asked, "Authorization: Basic dTpw\r\n"));
	assert_non_null(strstr(asked, "Content-Length: 2\r\n"));
	server_free(s);
	buf_free(&a.body);
}

static char large[1024 * 1024];

static const struct bad {
	const char *what;
	struct server_step step;
	int code;
} bads[] = {
	{ "1 MB", { SERVER_ANSWER_CLOSE, large, 0 }, ERR_LIMIT },
	{ "garbage", { SERVER_ANSWER_CLOSE, "\1\2\3 nonsense\r\n\r\n", 0 },
	    ERR_INVALID },
	{ "no answer", { SERVER_DROP, NULL, 0 }, ERR_UNAVAILABLE },
	{ "half", { SERVER_CUT, GOOD, 0 }, ERR_UNAVAILABLE },
	{ "silence", { SERVER_HOLD, NULL, 0 }, ERR_UNAVAILABLE },
};

static void
bad_answers(void **state)
{
	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	memcpy(large, "HTTP/1.1 200 OK\r\n\r\n", 19);
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct server *s =
		    server_start(&fixture.leaf, NULL, &bads[i].step, 1);
		struct net_answer a = fresh();
		struct err e = { 0 };

		assert_int_equal(
		    fetch_path(s,
			(struct net_request){
			    .ca_file = fixture.ca_path, .seconds = 1 },
			&a, &e),
		    bads[i].code);
		assert_non_null(strstr(e.text, "127.0.0.1"));
		assert_null(strstr(e.text, "/a?b"));
		server_free(s);
		buf_free(&a.body);
	}
}

static void
not_asked(void **state)
{
	const char *const two[] = { "X: 1\r\nY: 2", NULL };
	struct server *s = server_start(&fixture.leaf, NULL, NULL, 0);
	struct net_answer a = fresh();
	struct err e = { 0 };

	(void)state;
	/* The system's authorities do not know the one of the test. */
	assert_int_equal(
	    fetch_path(s, (struct net_request){ 0 }, &a, &e), ERR_DENIED);
	assert_string_equal(e.reason, "tls");
	assert_int_equal(
	    fetch_path(s, (struct net_request){ .headers = two }, &a, &e),
	    ERR_INTERNAL);
	assert_int_equal(
	    net_fetch(
		&(struct net_request){ .url = "file:///etc/passwd" }, &a, &e),
	    ERR_INVALID);
	server_stop(s);
	assert_int_equal(server_requests(s), 0);
	server_free(s);
	buf_free(&a.body);
}

static void
places(void **state)
{
	char out[16];

	(void)state;
	net_place("https://u:p@host:1/x?y@z", out, sizeof(out));
	assert_string_equal(out, "host:1");
	net_place("smtp://mail", out, sizeof(out));
	assert_string_equal(out, "mail");
	net_place("http://a-very-long-name.example/", out, sizeof(out));
	assert_string_equal(out, "a-very-long-nam");
}

/* The environment, as another thread may be reading it, stays where it is while
 * libcurl is loaded: no variable is added, none taken away. */
static int
start(void)
{
	char *before[512], **where = environ;
	size_t n = 0;
	int rc;

	while (n < 512 && environ[n] != NULL) {
		before[n] = environ[n];
		n++;
	}
	rc = net_start(NULL);
	if (rc < 0 || environ != where || environ[n] != NULL)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], before[i],
			strcspn(before[i], "=") + 1) != 0)
			return -1;
	return 0;
}

static int
open_all(void **state)
{
	return fixture_open(state) < 0 ? -1 : start();
}

static int
close_all(void **state)
{
	net_stop();
	return fixture_close(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(bad_answers),
		cmocka_unit_test(not_asked),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests_name("fetch", tests, open_all, close_all);
}
