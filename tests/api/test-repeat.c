/* A call that is repeated while the first is still under way: it never runs
 * twice, and afterwards gets the first one's answer. */
#include "config.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <event2/event.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "portal/api/api.h"
#include "portal/options.h"
#include "portal/store/store.h"
#include "sign/cades.h"
#include "base/banned.h"

#define KEY   "0123456789abcdef"
#define OTHER "fedcba9876543210"

static sem_t begun, go;
static _Atomic int worked, saved;

static int
work(struct op_call *c, struct err *e)
{
	(void)c;
	(void)e;
	worked++;
	sem_post(&begun);
	sem_wait(&go);
	return 0;
}

static int
save(struct op_call *c, struct err *e)
{
	(void)c;
	(void)e;
	saved++;
	return 0;
}

static const struct op op_slow = { .name = "slow",
	.in = &wire_empty,
	.out = &wire_empty,
	.role = OP_PUBLIC,
	.work = work,
	.save = save };
static const struct route table[] = {
	{ "POST", "/slow", &op_slow, 64, RATE_CALL, KEY_MAY },
	{ NULL, NULL, NULL, 0, RATE_CALL, KEY_NONE },
};

static void
handle(const struct api *a, const char *key)
{
	const struct http_handler *h = api_handler(a);
	struct http_request *rq = calloc(1, sizeof(*rq));

	/* Its client has gone: the answer is only counted. */
	assert_non_null(rq);
	rq->head.method = "POST";
	rq->head.target = "/slow";
	rq->head.idempotency_key = key;
	rq->body = strdup("{}");
	rq->body_len = 2;
	memcpy(rq->peer, "192.0.2.1", 10);
	h->handle(h->arg, rq);
}

static struct api *
start(const struct api_parts *parts)
{
	struct portal_options *o = calloc(1, sizeof(*o));
	struct api *a = NULL;

	assert_non_null(o);
	o->requests_per_minute = o->logins_per_minute = 600;
	o->signing_guesses_per_minute = 600;
	assert_int_equal(api_new(&a, parts, o, trust_new(), NULL), 0);
	assert_int_equal(api_start(a, 2, NULL), 0);
	return a;
}

static void
runs_once(void **state)
{
	struct api_parts parts = { .base = event_base_new(), .routes = table };
	char dir[] = "/tmp/eimza-repeat-XXXXXX", path[64];
	struct api *a;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/db", dir);
	assert_int_equal(store_open(&parts.store, path, NULL), 0);
	sem_init(&begun, 0, 0);
	sem_init(&go, 0, 0);
	a = start(&parts);
	handle(a, KEY);
	sem_wait(&begun);
	handle(a, KEY);	  /* refused: come again */
	handle(a, OTHER); /* another call */
	sem_wait(&begun);
	sem_post(&go);
	sem_post(&go);
	api_free(a);
	assert_int_equal(worked, 2);
	/* Its answer is kept, also for a portal that starts anew. */
	a = start(&parts);
	handle(a, KEY);
	api_free(a);
	assert_int_equal(worked, 2);
	assert_int_equal(saved, 2);
	store_close(parts.store);
	event_base_free(parts.base);
	sem_destroy(&begun);
	sem_destroy(&go);
	file_remove_tree(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_once),
	};

	return cmocka_run_group_tests_name("repeat", tests, NULL, NULL);
}
