#include "config.h"
#include "bench-floor.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "portal/flow/flow.h"
#include "portal/flow/picture.h"
#include "portal/store/store.h"
#include "sign/cades.h"
#include "base/banned.h"

#define TEXT_BYTES  3000 /* about what is signed */
#define ALONE	    50	 /* times each is measured */
#define MOST_THREAD 64
#define WORKER_NICE 5 /* as in the portal */

struct work {
	struct cades_policy policy;
	struct trust *trust;
	struct buf cms;
	char text[TEXT_BYTES + 1];
	struct store *store;
	long commits, renewals;
	long left; /* atomic */
	sem_t computed;
};

static void
load_trust(const struct bench_world *w, struct trust *t)
{
	static const char *const cas[] = { "root.pem", "sub.pem" };
	static const char *const crls[] = { "root.crl", "sub.crl" };
	struct err e = { 0 };
	char path[96];

	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/ca/%s", w->dir, cas[i]);
		if (trust_add_ca_file(t, path, &e) < 0)
			bench_fail(path, &e);
		snprintf(path, sizeof(path), "%s/ca/%s", w->dir, crls[i]);
		if (trust_add_crl_file(t, path, &e) < 0)
			bench_fail(path, &e);
	}
}

static void
prepare(struct work *k, const struct bench_world *w,
    const struct headless_person *p)
{
	struct signer *s = NULL;
	struct err e = { 0 };
	char path[96];

	memset(k->text, 'A', TEXT_BYTES);
	k->cms = (struct buf)BUF_INIT(CADES_MAX);
	k->trust = trust_new();
	load_trust(w, k->trust);
	if (signer_open_file(&s, p->key, p->certificate, &e) < 0 ||
	    cades_sign(s, k->text, TEXT_BYTES, clock_wall(), &k->cms, &e) < 0)
		bench_fail("signature", &e);
	signer_free(s);
	k->policy = (struct cades_policy){ .trust = k->trust,
		.content = k->text,
		.content_len = TEXT_BYTES,
		.tckn = p->tckn,
		.crl_required = true };
	snprintf(path, sizeof(path), "%s/floor.db", w->dir);
	if (store_open(&k->store, path, &e) < 0)
		bench_fail(path, &e);
	sem_init(&k->computed, 0, 0);
}

static void
argon(struct work *k)
{
	struct err e = { 0 };
	char hash[160];

	(void)k;
	if (flow_word_hash("mavi defne 42", hash, sizeof(hash), &e) < 0)
		bench_fail("Argon2id", &e);
}

static void
picture(struct work *k)
{
	unsigned char pixels[PICTURE_BYTES];
	char letters[PICTURE_LETTERS + 1];
	struct err e = { 0 };

	(void)k;
	picture_letters(letters);
	if (picture_draw(letters, NULL, pixels, &e) < 0)
		bench_fail("picture", &e);
}

static void
verify(struct work *k)
{
	struct err e = { 0 };

	if (cades_verify(&k->policy, (const unsigned char *)k->cms.data,
		k->cms.len, NULL, &e) < 0)
		bench_fail("verification", &e);
}

static void
commit(struct work *k)
{
	struct err e = { 0 };
	long n;

	if (store_begin(k->store, &e) < 0 ||
	    store_count(k->store, "bench", clock_wall(), &n, &e) < 0 ||
	    store_commit(k->store, &e) < 0)
		bench_fail("transaction", &e);
}

static double
alone(struct work *k, void (*one)(struct work *k))
{
	int64_t from;

	one(k);
	from = headless_us();
	for (int i = 0; i < ALONE; i++)
		one(k);
	return (double)(headless_us() - from) / ALONE / 1000;
}

static void *
compute(void *arg)
{
	struct work *k = arg;

	/* Linux gives each thread its own: or the one writer waits for a turn
	 * after every sync, and nothing gets done in time. */
	setpriority(PRIO_PROCESS, (id_t)gettid(), WORKER_NICE);
	while (__atomic_fetch_sub(&k->left, 1, __ATOMIC_RELAXED) > 0) {
		argon(k);
		picture(k);
		verify(k);
		sem_post(&k->computed);
	}
	return NULL;
}

static void *
keep(void *arg)
{
	struct work *k = arg;

	for (long i = 0; i < k->renewals; i++) {
		sem_wait(&k->computed);
		for (long c = 0; c < k->commits; c++)
			commit(k);
	}
	return NULL;
}

static double
together(struct work *k, int threads)
{
	pthread_t computing[MOST_THREAD], keeping;
	int64_t from = headless_us();

	if (threads > MOST_THREAD)
		threads = MOST_THREAD;
	k->left = k->renewals;
	pthread_create(&keeping, NULL, keep, k);
	for (int i = 0; i < threads; i++)
		pthread_create(&computing[i], NULL, compute, k);
	for (int i = 0; i < threads; i++)
		pthread_join(computing[i], NULL);
	pthread_join(keeping, NULL);
	return (double)k->renewals * 1e6 / (double)(headless_us() - from);
}

void
bench_floor(const struct bench_world *w, const struct headless_person *p,
    long n, long commits, int threads, struct bench_floor *out)
{
	struct work k = { .commits = commits, .renewals = n };

	prepare(&k, w, p);
	out->argon_ms = alone(&k, argon);
	out->picture_ms = alone(&k, picture);
	out->verify_ms = alone(&k, verify);
	out->commit_ms = alone(&k, commit);
	out->rate = together(&k, threads);
	store_close(k.store);
	trust_free(k.trust);
	buf_free(&k.cms);
	sem_destroy(&k.computed);
}
