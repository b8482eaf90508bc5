#include "config.h"
#include "portal/publish/pool.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/options.h"
#include "portal/publish/responder.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define MOST_WAITING 1024
#define MOST_THREADS 64
#define ANSWER_MAX   65536

struct question {
	STAILQ_ENTRY(question) entry;
	struct http_request *request;
	struct buf answer;
	size_t len;
	unsigned char bytes[];
};

STAILQ_HEAD(question_list, question);

struct pool {
	struct pool_hooks hooks;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct question_list waiting, done; /* under the lock */
	unsigned count;			    /* of both and those at work */
	bool closed;
	struct responder *responder;
	long seconds;
	struct store *stores[MOST_THREADS];
	pthread_t threads[MOST_THREADS];
	unsigned running;
	int fd;
	struct event *event;
};

/* What a thread needs: which store is its own. */
struct worker {
	struct pool *pool;
	struct store *store;
};

static struct question *
next_question(struct pool *p, struct responder **r)
{
	struct question *q;

	pthread_mutex_lock(&p->lock);
	while (STAILQ_EMPTY(&p->waiting) && !p->closed)
		pthread_cond_wait(&p->more, &p->lock);
	q = STAILQ_FIRST(&p->waiting);
	if (q != NULL)
		STAILQ_REMOVE_HEAD(&p->waiting, entry);
	*r = responder_share(p->responder);
	pthread_mutex_unlock(&p->lock);
	return q;
}

static void
put_done(struct pool *p, struct question *q)
{
	const uint64_t one = 1;

	pthread_mutex_lock(&p->lock);
	STAILQ_INSERT_TAIL(&p->done, q, entry);
	pthread_mutex_unlock(&p->lock);
	if (write(p->fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_error("eventfd: %s", strerror(errno));
}

static void *
work(void *arg)
{
	struct worker w = *(struct worker *)arg;
	struct responder *r = NULL;
	struct question *q;

	free(arg);
	lang_set(LANG_EN); /* what it says goes to the log */
	while ((q = next_question(w.pool, &r)) != NULL) {
		const struct ocsp_question asked = { .der = q->bytes,
			.len = q->len,
			.now = clock_wall(),
			.seconds = w.pool->seconds };
		struct err e = { 0 };

		if (responder_answer(r, w.store, &asked, &q->answer, &e) < 0)
			log_error("ocsp: %s", e.text);
		responder_drop(r);
		put_done(w.pool, q);
	}
	responder_drop(r);
	return NULL;
}

static void
question_free(struct question *q)
{
	buf_free(&q->answer);
	free(q);
}

/* Loop thread: the answers that are there go out. */
static void
deliver(struct pool *p)
{
	struct question_list done = STAILQ_HEAD_INITIALIZER(done);
	struct question *q;

	pthread_mutex_lock(&p->lock);
	STAILQ_CONCAT(&done, &p->done);
	pthread_mutex_unlock(&p->lock);
	while ((q = STAILQ_FIRST(&done)) != NULL) {
		STAILQ_REMOVE_HEAD(&done, entry);
		p->hooks.answered(p->hooks.arg, q->request, &q->answer);
		question_free(q);
		p->count--;
	}
}

static void
on_done(evutil_socket_t fd, short what, void *arg)
{
	uint64_t n;

	(void)what;
	if (read(fd, &n, sizeof(n)) < 0 && errno != EAGAIN)
		log_error("eventfd: %s", strerror(errno));
	deliver(arg);
}

/* Signals are the loop's. */
static int
start_thread(struct pool *p, const char *database, struct err *e)
{
	struct worker *w = calloc(1, sizeof(*w));
	sigset_t all, before;
	int rc;

	if (w == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = store_open(&p->stores[p->running], database, e);
	if (rc < 0) {
		free(w);
		return rc;
	}
	w->pool = p;
	w->store = p->stores[p->running];
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	rc = pthread_create(&p->threads[p->running], NULL, work, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0) {
		p->running++;
		return 0;
	}
	store_close(w->store);
	free(w);
	return err_set(e, ERR_UNAVAILABLE, _("No thread can be started: %s."),
	    strerror(rc));
}

int
pool_new(struct pool **out, struct event_base *base,
    const struct portal_options *o, const struct pool_hooks *hooks,
    struct err *e)
{
	struct pool *p = calloc(1, sizeof(*p));
	int rc = 0;

	if (p == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	p->hooks = *hooks;
	p->seconds = o->ocsp_seconds;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	STAILQ_INIT(&p->waiting);
	STAILQ_INIT(&p->done);
	p->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->fd >= 0)
		p->event =
		    event_new(base, p->fd, EV_READ | EV_PERSIST, on_done, p);
	if (p->event == NULL || event_add(p->event, NULL) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	for (long i = 0; rc == 0 && i < o->ocsp_workers && i < MOST_THREADS;
	     i++)
		rc = start_thread(p, o->database, e);
	if (rc < 0) {
		pool_free(p);
		return rc;
	}
	*out = p;
	return 0;
}

void
pool_responder(struct pool *p, struct responder *r)
{
	struct responder *old;

	pthread_mutex_lock(&p->lock);
	old = p->responder;
	p->responder = r;
	pthread_mutex_unlock(&p->lock);
	responder_drop(old);
}

int
pool_put(
    struct pool *p, struct http_request *rq, const void *question, size_t len)
{
	struct question *q;

	if (p->count >= MOST_WAITING)
		return -1;
	q = malloc(sizeof(*q) + len);
	if (q == NULL)
		return -1;
	q->request = rq;
	q->answer = (struct buf)BUF_INIT(ANSWER_MAX);
	q->len = len;
	if (len > 0)
		memcpy(q->bytes, question, len);
	p->count++;
	pthread_mutex_lock(&p->lock);
	STAILQ_INSERT_TAIL(&p->waiting, q, entry);
	pthread_cond_signal(&p->more);
	pthread_mutex_unlock(&p->lock);
	return 0;
}

void
pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->closed = true;
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (; p->running > 0; p->running--) {
		pthread_join(p->threads[p->running - 1], NULL);
		store_close(p->stores[p->running - 1]);
	}
	deliver(p);
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	pool_stop(p);
	if (p->event != NULL)
		event_free(p->event);
	if (p->fd >= 0)
		close(p->fd);
	responder_drop(p->responder);
	pthread_cond_destroy(&p->more);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
