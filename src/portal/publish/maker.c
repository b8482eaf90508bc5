#include "config.h"
#include "portal/publish/maker.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/issue/issuer.h"
#include "portal/options.h"
#include "portal/publish/foreign.h"
#include "portal/publish/list.h"
#include "portal/publish/responder.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define LOOK_SECONDS  1	 /* how soon a revocation is on a list */
#define RETRY_SECONDS 15 /* after something failed */
#define DAY	      INT64_C(86400)

struct maker {
	const struct portal_options *options;
	struct maker_hooks hooks;
	struct store *store;
	pthread_mutex_t lock;
	pthread_cond_t end;
	bool ended; /* under the lock */
	pthread_t thread;
	/* of the thread */
	struct issuer *issuer;
	int64_t published;	 /* number of the list */
	int64_t next_tell;	 /* a foreign CA that did not answer */
	int64_t responder_until; /* when a new one is made */
};

void
published_drop(struct published *p)
{
	if (p != NULL && atomic_fetch_sub(&p->users, 1) == 1)
		free(p);
}

/* The responder's certificate is renewed after half of its life. */
static int
renew_responder(struct maker *m, int64_t now, struct err *e)
{
	struct responder *r = NULL;
	long days = m->options->ocsp_days;
	int rc;

	if (now < m->responder_until &&
	    now > m->responder_until - days * DAY / 2 - DAY)
		return 0;
	rc = responder_make(&r, m->issuer, now, days, e);
	if (rc < 0)
		return rc;
	m->responder_until = now + days * DAY / 2;
	m->hooks.responder(m->hooks.arg, r);
	return 0;
}

/* Hands the list over once its file is there. */
static int
hand_over(struct maker *m, const struct store_crl *c, const struct buf *der,
    struct err *e)
{
	struct published *p;
	int rc = list_write(m->options, der, e);

	if (rc < 0)
		return rc;
	p = malloc(sizeof(*p) + der->len);
	if (p == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	atomic_init(&p->users, 1);
	p->number = c->number;
	p->next_update = c->next_update;
	p->len = der->len;
	memcpy(p->der, der->data, der->len);
	m->published = c->number;
	log_info("revocation list %lld published: %zu bytes",
	    (long long)c->number, der->len);
	m->hooks.list(m->hooks.arg, p);
	return 0;
}

/* The newest list, which another process may have made. */
static int
publish(struct maker *m, struct err *e)
{
	struct buf der = BUF_INIT(CRL_MAX);
	struct store_crl c;
	int rc = store_crl_newest(m->store, &c, NULL, e);

	if (rc < 0 || c.number <= m->published)
		return rc == ERR_NOT_FOUND ? 0 : rc;
	rc = store_crl_newest(m->store, &c, &der, e);
	if (rc == 0)
		rc = hand_over(m, &c, &der, e);
	buf_free(&der);
	return rc;
}

static int
make(struct maker *m, int64_t now, struct err *e)
{
	struct store_crl made;
	bool due = false;
	int rc = list_due(m->store, m->options, now, &due, e);

	if (rc < 0 || !due)
		return rc;
	return list_make(m->store, m->issuer, m->options, now, &made, e);
}

/* One at a turn; a CA that is away keeps nothing else waiting. */
static void
tell(struct maker *m, int64_t now)
{
	struct err e = { 0 };
	bool more = false;

	if (now < m->next_tell && m->next_tell - now <= RETRY_SECONDS)
		return;
	if (foreign_tell(m->store, m->issuer, &more, &e) == 0)
		return;
	log_error("a revocation was not taken by the CA: %s", e.text);
	m->next_tell = now + RETRY_SECONDS;
}

/* What can be done without the CA's key is done without it too. */
static int
turn(struct maker *m, int64_t now, struct err *e)
{
	struct err later = { 0 };
	int rc = publish(m, e), made = 0;

	if (m->issuer == NULL)
		made = issuer_open(&m->issuer, m->options, &later);
	if (made == 0)
		made = renew_responder(m, now, &later);
	if (made == 0)
		tell(m, now);
	if (made == 0)
		made = make(m, now, &later);
	if (made < 0) {
		/* A token may have been taken out: begin anew. */
		issuer_free(m->issuer);
		m->issuer = NULL;
		if (rc == 0)
			err_copy(e, &later);
		return made;
	}
	return rc < 0 ? rc : publish(m, e);
}

/* True when the thread is to end. */
static bool
pause_for(struct maker *m, long seconds)
{
	struct timespec until;
	bool ended;
	int rc = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&m->lock);
	while (!m->ended && rc == 0)
		rc = pthread_cond_timedwait(&m->end, &m->lock, &until);
	ended = m->ended;
	pthread_mutex_unlock(&m->lock);
	return ended;
}

static void *
run(void *arg)
{
	struct maker *m = arg;
	long seconds;

	lang_set(LANG_EN); /* what it says goes to the log */
	do {
		struct err e = { 0 };

		seconds = LOOK_SECONDS;
		if (turn(m, clock_wall(), &e) < 0) {
			log_error("revocation list: %s The old one stands; "
				  "tried again in %d seconds.",
			    e.text, RETRY_SECONDS);
			seconds = RETRY_SECONDS;
		}
	} while (!pause_for(m, seconds));
	issuer_free(m->issuer);
	return NULL;
}

static int
start_thread(struct maker *m, struct err *e)
{
	pthread_condattr_t attr;
	sigset_t all, before;
	int rc;

	pthread_mutex_init(&m->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&m->end, &attr);
	pthread_condattr_destroy(&attr);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	rc = pthread_create(&m->thread, NULL, run, m);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		return 0;
	return err_set(e, ERR_UNAVAILABLE, _("No thread can be started: %s."),
	    strerror(rc));
}

int
maker_start(struct maker **out, const struct portal_options *o,
    const struct maker_hooks *hooks, struct err *e)
{
	struct maker *m = calloc(1, sizeof(*m));
	int rc;

	if (m == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	m->options = o;
	m->hooks = *hooks;
	/* A wrong setting is said at the start, not in the log. */
	rc = issuer_open(&m->issuer, o, e);
	if (rc == 0)
		rc = store_open(&m->store, o->database, e);
	if (rc == 0)
		rc = start_thread(m, e);
	if (rc < 0) {
		issuer_free(m->issuer);
		store_close(m->store);
		free(m);
		return rc;
	}
	*out = m;
	return 0;
}

void
maker_stop(struct maker *m)
{
	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->ended = true;
	pthread_cond_signal(&m->end);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	store_close(m->store);
	pthread_cond_destroy(&m->end);
	pthread_mutex_destroy(&m->lock);
	free(m);
}
