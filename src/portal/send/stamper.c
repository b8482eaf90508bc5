#include "config.h"
#include "portal/send/stamper.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "portal/store/stamp.h"
#include "sign/timestamp.h"
#include "base/banned.h"

/* Pauses double from one to the other; it is never given up. */
#define PAUSE_FIRST 60
#define PAUSE_MOST  3600
/* How long one in the thread is left alone, should the portal be killed. */
#define IN_FLIGHT 900

enum work { FREE, TAKEN, WAITING, WORKING, DONE, FAILED };

struct stamper {
	void (*wake)(void *arg);
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t todo;
	bool stop, changed;
	struct stamper_setting next; /* the thread's at its next work */
	bool asked;		     /* a service is named */
	enum work work;
	struct stamp_wanted wanted;
	struct buf made;
	struct stamp_facts facts;
	struct err why;
	/* the thread's alone */
	struct stamper_setting now;
};

void
stamper_setting_free(struct stamper_setting *set)
{
	free(set->url);
	trust_free(set->trust);
	memset(set, 0, sizeof(*set));
}

/* Without the lock: it may take long. */
static enum work
fetch(struct stamper *s)
{
	struct timestamp t = { .cms = (unsigned char *)s->wanted.cms.data,
		.len = s->wanted.cms.len,
		.trust = s->now.trust };

	if (s->now.url == NULL) {
		err_fill(&s->why, ERR_UNAVAILABLE,
		    _("No time-stamp service is named."));
		return FAILED;
	}
	if (timestamp_fetch(&t, s->now.url, s->now.seconds, &s->made, &s->facts,
		&s->why) == 0)
		return DONE;
	log_warn(
	    "time-stamp, attempt %ld: %s", s->wanted.attempts + 1, s->why.text);
	return FAILED;
}

static void *
run(void *arg)
{
	struct stamper *s = arg;

	pthread_mutex_lock(&s->lock);
	while (!s->stop) {
		enum work result;

		if (s->changed) {
			stamper_setting_free(&s->now);
			s->now = s->next;
			memset(&s->next, 0, sizeof(s->next));
			s->changed = false;
		}
		if (s->work != WAITING) {
			pthread_cond_wait(&s->todo, &s->lock);
			continue;
		}
		s->work = WORKING;
		pthread_mutex_unlock(&s->lock);
		result = fetch(s);
		pthread_mutex_lock(&s->lock);
		s->work = result;
		if (s->wake != NULL)
			s->wake(s->arg);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

void
stamper_free(struct stamper *s)
{
	if (s == NULL)
		return;
	pthread_cond_destroy(&s->todo);
	pthread_mutex_destroy(&s->lock);
	stamper_setting_free(&s->next);
	stamper_setting_free(&s->now);
	buf_free(&s->wanted.cms);
	buf_free(&s->made);
	free(s);
}

int
stamper_start(struct stamper **out, struct stamper_setting *set,
    void (*wake)(void *arg), void *arg, struct err *e)
{
	struct stamper *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		stamper_setting_free(set);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	s->wake = wake;
	s->arg = arg;
	s->wanted.cms = (struct buf)BUF_INIT(CADES_MAX);
	s->made = (struct buf)BUF_INIT(CADES_MAX);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->todo, NULL);
	stamper_set(s, set);
	if (pthread_create(&s->thread, NULL, run, s) != 0) {
		stamper_free(s);
		return err_set(
		    e, ERR_UNAVAILABLE, _("No thread can be started."));
	}
	*out = s;
	return 0;
}

void
stamper_set(struct stamper *s, struct stamper_setting *set)
{
	pthread_mutex_lock(&s->lock);
	stamper_setting_free(&s->next);
	s->next = *set;
	memset(set, 0, sizeof(*set));
	s->changed = true;
	s->asked = s->next.url != NULL;
	pthread_cond_signal(&s->todo);
	pthread_mutex_unlock(&s->lock);
}

void
stamper_stop(struct stamper *s)
{
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->todo);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
}

static int64_t
retry_at(long attempts, int64_t now)
{
	int64_t pause = PAUSE_FIRST;

	for (long i = 0; i < attempts && pause < PAUSE_MOST; i++)
		pause *= 2;
	return now + (pause < PAUSE_MOST ? pause : PAUSE_MOST);
}

static int
note(struct stamper *s, struct store *store, int64_t now, struct err *e)
{
	struct stamp_made m = { s->made.data, s->made.len, s->facts.when,
		s->facts.authority };

	if (s->work == DONE)
		return store_stamp_done(store, s->wanted.evidence, &m, e);
	if (s->work == FAILED)
		return store_stamp_failed(store, s->wanted.evidence,
		    s->why.text, retry_at(s->wanted.attempts, now), e);
	return 0;
}

/* What came is noted and the next one taken in one transaction. */
static int
turn(struct stamper *s, struct store *store, int64_t now, struct err *e)
{
	bool taken = false;
	int rc = store_begin(store, e);

	if (rc == 0)
		rc = note(s, store, now, e);
	if (rc == 0) {
		buf_reset(&s->made);
		rc = s->asked ? store_stamp_take(
				    store, now, now + IN_FLIGHT, &s->wanted, e)
			      : ERR_NOT_FOUND;
		taken = rc == 0;
		if (rc == ERR_NOT_FOUND)
			rc = 0;
	}
	if (rc == 0)
		rc = store_commit(store, e);
	if (rc < 0)
		store_rollback(store);
	s->work = rc == 0 && taken ? WAITING : FREE;
	pthread_cond_signal(&s->todo);
	return rc;
}

int
stamper_pump(struct stamper *s, struct store *store, int64_t now, int64_t *next,
    struct err *e)
{
	int rc = store_stamp_next(store, next, e);

	if (rc < 0)
		return rc;
	pthread_mutex_lock(&s->lock);
	if (s->work == DONE || s->work == FAILED ||
	    (s->work == FREE && s->asked && *next != 0 && *next <= now)) {
		rc = turn(s, store, now, e);
		if (rc == 0)
			rc = store_stamp_next(store, next, e);
	}
	/* While one is in the thread its end is waited for, not a moment. */
	if (!s->asked || s->work == WAITING || s->work == WORKING)
		*next = 0;
	pthread_mutex_unlock(&s->lock);
	return rc;
}
