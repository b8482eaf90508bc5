/* One call around its operation: answers kept under an Idempotency-Key, what
 * an error rolls back and what it keeps, statuses, rates. */
#include "config.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "portal/api/job.h"
#include "portal/api/rate.h"
#include "base/banned.h"

#define KEY "0123456789abcdef"

struct fixture {
	char dir[64];
	struct job_setting setting;
};

static int calls;

/* Notes that it was called in the store too; "wrong" is counted and refused,
 * "lost" only refused. */
static int
save(struct op_call *c, struct err *e)
{
	const struct msg_captcha_request *in = c->in;
	struct msg_draft *out = c->out;
	long n = 0;

	calls++;
	assert_true(store_count(c->flow->store, "test", c->now, &n, e) >= 0);
	c->keep = strcmp(in->kind, "wrong") == 0;
	if (c->keep || strcmp(in->kind, "lost") == 0) {
		c->tries = 4;
		return err_why(e, ERR_DENIED, "code", "Wrong.");
	}
	out->saved_at = strdup("now");
	return 1; /* some rows changed */
}

static const struct op op_test = { .name = "test",
	.in = &wire_captcha_request,
	.out = &wire_draft,
	.role = OP_PUBLIC,
	.save = save };
static const struct route route = { "POST", "/test", &op_test, 1024, RATE_CALL,
	KEY_MAY };

static struct job *
call(struct fixture *f, const char *body, const char *key)
{
	struct http_request rq = { .body = (char *)(uintptr_t)body,
		.body_len = strlen(body),
		.peer = "192.0.2.1" };
	struct err e = { 0 };
	struct job *j;

	rq.head.idempotency_key = key;
	j = job_new(&route, &f->setting, &rq, &e);
	if (j != NULL)
		assert_false(job_load(j));
	return j;
}

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char path[128];

	snprintf(f->dir, sizeof(f->dir), "/tmp/eimza-job-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(path, sizeof(path), "%s/db", f->dir);
	assert_int_equal(store_open(&f->setting.flow.store, path, NULL), 0);
	calls = 0;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	store_close(f->setting.flow.store);
	file_remove_tree(f->dir);
	free(f);
	return 0;
}

static long
noted(struct fixture *f, const struct job *j)
{
	long n = 0;

	assert_true(store_count_get(f->setting.flow.store, "test", j->call.now,
			&n, NULL) >= 0);
	return n;
}

static void
expect(struct fixture *f, const char *kind, const char *key, int status)
{
	char body[64];
	struct job *j;

	snprintf(body, sizeof(body), "{\"kind\":\"%s\"}", kind);
	j = call(f, body, key);
	assert_non_null(j);
	assert_int_equal(j->status, status);
	job_free(j);
}

static void
repeats_the_answer(void **state)
{
	struct fixture *f = *state;
	struct job *j;

	expect(f, "a", KEY, 200);
	j = call(f, "{\"kind\":\"a\"}", KEY);
	assert_int_equal(j->status, 200);
	assert_string_equal(buf_str(&j->answer), "{\"saved_at\":\"now\"}");
	assert_int_equal(calls, 1);
	job_free(j);
	expect(f, "b", KEY, 409);
	assert_int_equal(calls, 1);
	expect(f, "a", "another-key-here", 200);
	expect(f, "a", NULL, 200);
	expect(f, "a", NULL, 200);
	assert_int_equal(calls, 4);
}

/* Nothing of what is kept tells the answer, the key or the message. */
static void
seals_the_answer(void **state)
{
	struct fixture *f = *state;
	struct buf db = BUF_INIT((size_t)64 << 20);
	char path[128];
	struct job *j;

	expect(f, "a", KEY, 200);
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/db%s", f->dir,
		    i == 0 ? "" : "-wal");
		assert_int_equal(file_read(path, &db, NULL), 0);
	}
	assert_null(memmem(db.data, db.len, "saved_at", 8));
	assert_null(memmem(db.data, db.len, KEY, strlen(KEY)));
	buf_free(&db);
	/* The hash of a message is another one under another key. */
	j = call(f, "{\"kind\":\"a\"}", KEY);
	{
		struct job *k = call(f, "{\"kind\":\"a\"}", "another-key-here");

		assert_memory_not_equal(j->seal.hash, k->seal.hash, 32);
		assert_string_not_equal(j->seal.name, k->seal.name);
		assert_false(job_repeats(j, k));
		assert_true(job_repeats(j, j));
		job_free(k);
	}
	job_free(j);
}

static void
keeps_what_must_count(void **state)
{
	struct fixture *f = *state;
	struct job *j;

	expect(f, "lost", KEY, 403);
	expect(f, "lost", KEY, 403);
	assert_int_equal(calls, 2);
	expect(f, "wrong", "another-key-here", 403);
	j = call(f, "{\"kind\":\"wrong\"}", "another-key-here");
	assert_int_equal(calls, 3);
	assert_int_equal(j->status, 403);
	assert_non_null(strstr(buf_str(&j->answer), "\"tries\":4"));
	assert_int_equal(noted(f, j), 1);
	job_free(j);
}

static void
refuses_odd_keys(void **state)
{
	static const char *const keys[] = { "short", "blank in the middle",
		"0123456789012345678901234567890123456789012345678901234567890"
		"12345",
		"\xc4\x9f\xc4\x9f\xc4\x9f\xc4\x9f\xc4\x9f\xc4\x9f\xc4\x9f"
		"\xc4\x9f" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_null(call(*state, "{\"kind\":\"a\"}", keys[i]));
	assert_null(call(*state, "{\"kind\":1}", KEY));
	assert_int_equal(calls, 0);
}

static void
every_error_has_a_status(void **state)
{
	static const int want[][2] = { { ERR_INVALID, 400 },
		{ ERR_DENIED, 403 }, { ERR_NOT_FOUND, 404 },
		{ ERR_CONFLICT, 409 }, { ERR_LIMIT, 429 }, { ERR_EXPIRED, 410 },
		{ ERR_UNAVAILABLE, 503 }, { ERR_CANCELLED, 500 },
		{ ERR_INTERNAL, 500 } };

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		struct err e = { .code = want[i][0] };

		assert_int_equal(job_status(&e), want[i][1]);
	}
}

static void
buckets_fill_again(void **state)
{
	const long rates[RATE_CLASSES] = { 60, 60, 2, 60 };
	struct rate *r = rate_new();

	(void)state;
	rate_set(r, rates);
	assert_int_equal(rate_take(r, RATE_LOGIN, "192.0.2.1", 1000), 0);
	assert_int_equal(rate_take(r, RATE_LOGIN, "192.0.2.1", 1000), 0);
	assert_int_equal(rate_take(r, RATE_LOGIN, "192.0.2.1", 1000), 31);
	assert_int_equal(rate_take(r, RATE_CALL, "192.0.2.1", 1000), 0);
	assert_int_equal(rate_take(r, RATE_LOGIN, "192.0.2.2", 1000), 0);
	assert_int_equal(rate_take(r, RATE_LOGIN, "192.0.2.1", 31000), 0);
	assert_true(rate_take(r, RATE_LOGIN, "192.0.2.1", 31000) > 0);
	/* One subscriber's IPv6 network is one. */
	assert_int_equal(rate_take(r, RATE_LOGIN, "2001:db8::1", 1000), 0);
	assert_int_equal(rate_take(r, RATE_LOGIN, "2001:db8::2", 1000), 0);
	assert_true(rate_take(r, RATE_LOGIN, "2001:db8::3", 1000) > 0);
	assert_int_equal(rate_take(r, RATE_LOGIN, "2001:db8:0:1::1", 1000), 0);
	rate_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    repeats_the_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    seals_the_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    keeps_what_must_count, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    refuses_odd_keys, setup, teardown),
		cmocka_unit_test(every_error_has_a_status),
		cmocka_unit_test(buckets_fill_again),
	};

	return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
