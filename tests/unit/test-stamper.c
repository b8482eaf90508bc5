/* Signatures in the store get their stamps: at once, later, after a restart. */
#include "config.h"
#include "portal/send/stamper.h"

#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "cades-recipe.h"
#include "cades-world.h"
#include "portal/store/application.h"
#include "portal/store/stamp.h"
#include "sign/timestamp.h"
#include "tsa.h"
#include "unit.h"

#include "base/banned.h"

#define MAX (1 << 20)

static struct world w;
static struct ca_id *authority;
static struct tsa_order order;
static struct tsa *service;
static struct store *store;
static struct stamper *stamper;
static sem_t woken;
static int64_t number;

static void
wake(void *arg)
{
	(void)arg;
	sem_post(&woken);
}

static struct stamper_setting
setting(const char *url)
{
	static const char *const files[] = { "root.pem", "sub.pem" };
	struct stamper_setting s = { .seconds = 1 };
	char path[128];

	if (url == NULL)
		return s;
	s.url = strdup(url);
	s.trust = trust_new();
	for (size_t i = 0; i < COUNT(files); i++)
		assert_int_equal(trust_add_ca_file(s.trust,
				     world_path(&w, files[i], path), NULL),
		    0);
	return s;
}

static void
start(const char *url)
{
	struct stamper_setting s = setting(url);

	assert_int_equal(stamper_start(&stamper, &s, wake, NULL, NULL), 0);
}

static int64_t
pump(int64_t now)
{
	struct err e = { 0 };
	int64_t next = -1;

	if (stamper_pump(stamper, store, now, &next, &e) < 0)
		fail_msg("%s", e.text);
	return next;
}

/* An application with a signature that wants a stamp; its id. */
static int64_t
add_signature(void)
{
	struct application a = { .state = STATE_DRAFT, .record = record_new() };
	struct recipe r = { .signer = w.person, .when = w.now };
	struct buf der = BUF_INIT(MAX);
	struct evidence v = { .text = RECIPE_TEXT,
		.text_len = strlen(RECIPE_TEXT),
		.certificate = (const unsigned char *)"0",
		.certificate_len = 1 };
	struct err e = { 0 };
	int64_t id;

	recipe_make(&r, &der);
	snprintf(a.tckn, sizeof(a.tckn), "%lld", (long long)number++);
	if (store_application_add(store, &a, w.now, &e) < 0)
		fail_msg("%s", e.text);
	id = v.application = a.id;
	v.cms = (const unsigned char *)der.data;
	v.cms_len = der.len;
	assert_int_equal(store_evidence_add(store, &v, &e), 0);
	assert_int_equal(store_stamp_add(store, a.id, w.now, &e), 0);
	application_clear(&a);
	buf_free(&der);
	return id;
}

static int
has_stamp(void *arg, const struct evidence *v, struct err *e)
{
	bool *out = arg;

	(void)e;
	*out = timestamp_there(v->cms, v->cms_len);
	return 0;
}

/* Whether the store's state and the signature itself agree that it has one. */
static bool
is_stamped(int64_t application, struct stamp_state *state)
{
	bool there = false;

	assert_int_equal(store_stamp_read(store, application, state, NULL), 0);
	assert_int_equal(
	    store_evidence_read(store, application, has_stamp, &there, NULL),
	    0);
	assert_int_equal(there, state->when != 0);
	return there;
}

static void
test_fetched(void **state)
{
	int64_t a = add_signature(), b = add_signature();
	struct stamp_state s;
	long n = 0;

	(void)state;
	order.trick = TSA_GOOD;
	start(tsa_url(service));
	assert_int_equal(pump(w.now), 0); /* one is under way */
	assert_int_equal(sem_wait(&woken), 0);
	pump(w.now);
	assert_true(is_stamped(a, &s));
	assert_int_equal(s.when, w.now);
	assert_string_equal(s.authority, "Test TSA");
	assert_false(is_stamped(b, &s));
	assert_int_equal(sem_wait(&woken), 0);
	assert_int_equal(pump(w.now), 0);
	assert_true(is_stamped(b, &s));
	assert_int_equal(store_stamp_waiting(store, &n, NULL), 0);
	assert_int_equal(n, 0);
	stamper_stop(stamper);
	stamper_free(stamper);
}

/* It is down: kept as it is, asked again after a pause that grows. */
static void
test_down(void **state)
{
	static const enum tsa_trick tricks[] = { TSA_HTTP_500, TSA_SILENT,
		TSA_GARBAGE, TSA_REJECTED, TSA_OTHER_NONCE, TSA_LARGE };
	int64_t a = add_signature(), now = w.now, next;
	struct stamp_state s;

	(void)state;
	start(tsa_url(service));
	for (size_t i = 0; i < COUNT(tricks); i++) {
		order.trick = tricks[i];
		assert_int_equal(pump(now), 0);
		assert_int_equal(sem_wait(&woken), 0);
		next = pump(now);
		assert_int_equal(next, now + (60 << i));
		assert_false(is_stamped(a, &s));
		assert_int_equal(s.attempts, i + 1);
		assert_true(s.why[0] != '\0');
		assert_int_equal(pump(next - 1), next);
		now = next;
	}
	order.trick = TSA_GOOD;
	pump(now);
	assert_int_equal(sem_wait(&woken), 0);
	pump(now);
	assert_true(is_stamped(a, &s));
	stamper_stop(stamper);
	stamper_free(stamper);
}

/* Killed while the service was asked: the next start asks again. */
static void
test_restart(void **state)
{
	int64_t a = add_signature();
	struct stamp_state s;

	(void)state;
	order.trick = TSA_SILENT;
	start(tsa_url(service));
	pump(w.now);
	stamper_stop(stamper);
	stamper_free(stamper); /* what came is not noted: as if killed */
	while (sem_trywait(&woken) == 0)
		;
	start(NULL); /* none is named: nothing is asked */
	assert_int_equal(pump(w.now + 3600), 0);
	assert_false(is_stamped(a, &s));
	order.trick = TSA_GOOD;
	{
		struct stamper_setting set = setting(tsa_url(service));

		stamper_set(stamper, &set);
	}
	assert_int_equal(pump(w.now + 3600), 0);
	assert_int_equal(sem_wait(&woken), 0);
	pump(w.now + 3600);
	assert_true(is_stamped(a, &s));
	stamper_stop(stamper);
	stamper_free(stamper);
}

static int
setup(void **state)
{
	struct ca_profile p;
	char path[128];

	(void)state;
	lang_set(LANG_EN);
	number = 10000000146;
	world_make(&w);
	p = tsa_profile(w.now);
	authority = world_issue(w.sub, &p);
	order.id = authority;
	order.when = w.now;
	service = tsa_start(&order);
	sem_init(&woken, 0, 0);
	return store_open(&store, world_path(&w, "portal.db", path), NULL);
}

static int
teardown(void **state)
{
	(void)state;
	store_close(store);
	tsa_stop(service);
	ca_id_free(authority);
	world_free(&w);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetched),
		cmocka_unit_test(test_down),
		cmocka_unit_test(test_restart),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
