/*
 * An answer to a job that is cancelled, or that waits behind one that does
 * not come back from its module, is given here; what the thread makes of it
 * later is thrown away.
 */
#include "config.h"
#include "client/card/queue.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/card/work.h"
#include "base/banned.h"

#define CLOSE_WAIT_S 2 /* for a module that does not return */
/* A module hangs when it is still at work so long after it was cancelled, or
 * after it began; milliseconds. */
#define CANCEL_WAIT 2000
#define WORK_WAIT   10000

struct queue {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char **modules; /* as card_options, copies */
	char *prefer, *root;
	atomic_bool stop; /* ends the job under way at its next step */
	int wait;	  /* what the caller polls: the pipe and the timer */
	int timer;
	int wake[2];

	/* Under the lock. */
	struct job *jobs, **jobs_end;
	struct job *running;
	int64_t since; /* running began, or was cancelled */
	struct answer *answers, **answers_end;
	enum card_event_type starved; /* a request got no memory */
	struct watch *watch;	      /* or NULL */
	char tckn[16];		      /* of the last list that was asked for */
	bool restart;		      /* readers changed since then */
	bool quit;
	bool ended;
	bool orphan; /* queue_close has gone; the thread frees */
};

/* With the lock held. The pipe holds at most one byte. */
static void
wake_caller(struct queue *q)
{
	if (q->wake[1] >= 0 && q->answers == NULL && q->starved == CARD_NOTHING)
		(void)!write(q->wake[1], "", 1);
}

static void
give(struct queue *q, struct answer *a)
{
	wake_caller(q);
	a->next = NULL;
	*q->answers_end = a;
	q->answers_end = &a->next;
}

/* With the lock held, as all of these. */
static void
answer_with(struct queue *q, struct job *j, const struct err *why)
{
	struct answer *a = j->answer;

	if (a == NULL)
		return;
	j->answer = NULL;
	err_copy(&a->err, why);
	give(q, a);
}

/* What waits in the queue for a person is answered; the rest stays. */
static void
answer_waiting(struct queue *q, const struct err *why)
{
	struct job **at = &q->jobs, *j;

	while ((j = *at) != NULL) {
		if (j->by_itself && !q->quit) {
			at = &j->next;
			continue;
		}
		*at = j->next;
		answer_with(q, j, why);
		job_free(j);
	}
	q->jobs_end = at;
}

static bool
person_waits(const struct queue *q)
{
	for (const struct job *j = q->jobs; j != NULL; j = j->next)
		if (!j->by_itself)
			return true;
	return false;
}

/* When the module is said to hang; -1: never. On the reader's key pad a
 * person takes the time he needs. */
static int64_t
hangs_at(const struct queue *q)
{
	const struct job *j = q->running;

	if (j == NULL)
		return -1;
	if (j->answer == NULL)
		return q->since + CANCEL_WAIT;
	if (j->type != CARD_LIST && j->reader.pin_pad)
		return -1;
	return q->since + WORK_WAIT;
}

/* Tells those who wait behind a module that hangs; or looks again later. */
static void
watch_module(struct queue *q)
{
	struct itimerspec at = { 0 };
	struct err why;
	int64_t ms = hangs_at(q), expired;

	(void)!read(q->timer, &expired, sizeof(expired));
	if (ms < 0 || !person_waits(q))
		return;
	if (clock_mono_ms() >= ms) {
		(void)err_why(&why, ERR_UNAVAILABLE, "module-hangs",
		    _("The driver of the card does not answer. Take the card "
		      "out and put it in again; if that does not help, leave "
		      "the program and start it anew."));
		answer_waiting(q, &why);
		return;
	}
	at.it_value.tv_sec = (time_t)(ms / 1000);
	at.it_value.tv_nsec = (long)(ms % 1000) * 1000000 + 1;
	(void)timerfd_settime(q->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void
close_files(struct queue *q)
{
	int *const fds[] = { &q->wake[0], &q->wake[1], &q->timer, &q->wait };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

static void
free_options(struct queue *q)
{
	for (char **p = q->modules; p != NULL && *p != NULL; p++)
		free(*p);
	free(q->modules);
	free(q->prefer);
	free(q->root);
}

static void
queue_destroy(struct queue *q)
{
	if (q == NULL)
		return;
	for (struct job *j = q->jobs, *next; j != NULL; j = next) {
		next = j->next;
		job_free(j);
	}
	for (struct answer *a = q->answers, *next; a != NULL; a = next) {
		next = a->next;
		answer_free(a);
	}
	free_options(q);
	watch_unref(q->watch);
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

/* With the lock held: the next job, or NULL when it is time to go. */
static struct job *
next_job(struct queue *q)
{
	struct job *j;

	while (q->jobs == NULL && !q->quit)
		pthread_cond_wait(&q->changed, &q->lock);
	if (q->quit)
		return NULL;
	j = q->jobs;
	q->jobs = j->next;
	if (q->jobs == NULL)
		q->jobs_end = &q->jobs;
	if (j->type == CARD_LIST) {
		j->restart = q->restart;
		q->restart = false;
	}
	q->running = j;
	q->since = clock_mono_ms();
	atomic_store(&q->stop, false);
	return j;
}

/* A card that signs one text after the other does not hang. What gets no
 * memory is not told: the next one is. */
static void
signed_one(void *ctx, const struct job *j, size_t done)
{
	struct queue *q = ctx;
	struct answer *a = calloc(1, sizeof(*a));

	pthread_mutex_lock(&q->lock);
	if (a != NULL && j->answer != NULL) {
		q->since = clock_mono_ms();
		a->type = CARD_SIGNING;
		a->done = done;
		a->total = j->count;
		give(q, a);
		a = NULL;
	}
	pthread_mutex_unlock(&q->lock);
	answer_free(a);
}

static void
work(struct queue *q, struct search *s, struct job *j)
{
	struct answer made = { 0 };
	struct watch *w;
	struct answer *a;

	pthread_mutex_lock(&q->lock);
	w = q->watch;
	pthread_mutex_unlock(&q->lock);
	/* A card that comes while the list is made must not be missed. */
	if (j->type == CARD_LIST)
		watch_settle(w);
	j->progress = signed_one;
	j->progress_ctx = q;
	work_run(s, j, &made);
	pthread_mutex_lock(&q->lock);
	q->running = NULL;
	a = j->answer;
	j->answer = NULL;
	if (a != NULL) {
		made.type = a->type;
		made.changed = j->by_itself;
		*a = made;
		give(q, a);
	}
	pthread_mutex_unlock(&q->lock);
	if (a == NULL)
		answer_clear(&made);
	job_free(j);
}

static void *
thread_main(void *arg)
{
	struct queue *q = arg;
	struct search s = { .stop = &q->stop,
		.given = (const char *const *)q->modules,
		.root = q->root };
	struct job *j;
	bool orphan;

	search_prefer(&s, &q->prefer);
	pthread_mutex_lock(&q->lock);
	while ((j = next_job(q)) != NULL) {
		pthread_mutex_unlock(&q->lock);
		work(q, &s, j);
		pthread_mutex_lock(&q->lock);
	}
	pthread_mutex_unlock(&q->lock);
	search_end(&s);
	pthread_mutex_lock(&q->lock);
	q->ended = true;
	orphan = q->orphan;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
	if (orphan)
		queue_destroy(q);
	return NULL;
}

static int
copy_text(char **to, const char *from)
{
	*to = from != NULL ? strdup(from) : NULL;
	return from != NULL && *to == NULL ? -1 : 0;
}

static int
copy_options(struct queue *q, const struct card_options *o)
{
	size_t n = 0;

	if (copy_text(&q->prefer, o->prefer) < 0 ||
	    copy_text(&q->root, o->root) < 0)
		return -1;
	if (o->modules == NULL)
		return 0;
	while (o->modules[n] != NULL)
		n++;
	q->modules = calloc(n + 1, sizeof(*q->modules));
	if (q->modules == NULL)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (copy_text(&q->modules[i], o->modules[i]) < 0)
			return -1;
	return 0;
}

static int
open_files(struct queue *q)
{
	struct epoll_event in = { .events = EPOLLIN };

	q->wait = epoll_create1(EPOLL_CLOEXEC);
	q->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (q->wait < 0 || q->timer < 0 ||
	    pipe2(q->wake, O_CLOEXEC | O_NONBLOCK) < 0 ||
	    epoll_ctl(q->wait, EPOLL_CTL_ADD, q->timer, &in) < 0)
		return -1;
	return epoll_ctl(q->wait, EPOLL_CTL_ADD, q->wake[0], &in);
}

/* The loop's thread alone handles signals. */
static int
start_thread(struct queue *q)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&q->thread, NULL, thread_main, q);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : -1;
}

static struct queue *
queue_new(void)
{
	struct queue *q = calloc(1, sizeof(*q));
	pthread_condattr_t attr;

	if (q == NULL)
		return NULL;
	q->jobs_end = &q->jobs;
	q->answers_end = &q->answers;
	q->wake[0] = q->wake[1] = q->timer = q->wait = -1;
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&q->changed, &attr);
	pthread_condattr_destroy(&attr);
	return q;
}

int
queue_open(struct queue **out, const struct card_options *o, struct err *e)
{
	struct queue *q = queue_new();

	*out = NULL;
	if (q != NULL && (o == NULL || copy_options(q, o) == 0) &&
	    open_files(q) == 0 && start_thread(q) == 0) {
		*out = q;
		return 0;
	}
	if (q != NULL)
		close_files(q);
	queue_destroy(q);
	return err_set(e, ERR_INTERNAL,
	    _("The work with the card cannot be started: the system has no "
	      "memory or no files left."));
}

/* With the lock held. */
static void
cancel(struct queue *q)
{
	struct err why;

	(void)err_why(&why, ERR_CANCELLED, "cancelled",
	    _("The work with the card was cancelled. Nothing was signed."));
	if (q->running != NULL && (q->quit || !q->running->by_itself)) {
		atomic_store(&q->stop, true);
		if (q->running->answer != NULL)
			q->since = clock_mono_ms();
		answer_with(q, q->running, &why);
	}
	answer_waiting(q, &why);
}

void
queue_cancel(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	cancel(q);
	pthread_mutex_unlock(&q->lock);
}

/* With the lock held: whether the thread ended in time. */
static bool
wait_for_end(struct queue *q)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += CLOSE_WAIT_S;
	while (!q->ended)
		if (pthread_cond_timedwait(&q->changed, &q->lock, &until) ==
		    ETIMEDOUT)
			break;
	return q->ended;
}

void
queue_close(struct queue *q)
{
	pthread_t thread = q->thread;
	bool ended;

	pthread_mutex_lock(&q->lock);
	q->quit = true;
	cancel(q);
	pthread_cond_broadcast(&q->changed);
	ended = wait_for_end(q);
	q->orphan = !ended;
	close_files(q);
	pthread_mutex_unlock(&q->lock);
	if (!ended) {
		pthread_detach(thread);
		return;
	}
	pthread_join(thread, NULL);
	queue_destroy(q);
}

int
queue_fd(const struct queue *q)
{
	return q->wait;
}

struct answer *
queue_take(struct queue *q, enum card_event_type *starved)
{
	struct answer *a;
	char byte;

	*starved = CARD_NOTHING;
	pthread_mutex_lock(&q->lock);
	watch_module(q);
	a = q->answers;
	if (a != NULL) {
		q->answers = a->next;
		if (q->answers == NULL)
			q->answers_end = &q->answers;
	} else {
		*starved = q->starved;
		q->starved = CARD_NOTHING;
	}
	if (q->answers == NULL && q->starved == CARD_NOTHING)
		(void)!read(q->wake[0], &byte, 1);
	pthread_mutex_unlock(&q->lock);
	return a;
}

/* With the lock held. */
static void
append(struct queue *q, struct job *j)
{
	j->next = NULL;
	*q->jobs_end = j;
	q->jobs_end = &j->next;
	pthread_cond_broadcast(&q->changed);
}

void
queue_submit(struct queue *q, struct job *j, enum card_event_type type)
{
	pthread_mutex_lock(&q->lock);
	if (j == NULL) {
		wake_caller(q);
		q->starved = type;
	} else {
		if (j->type == CARD_LIST)
			memcpy(q->tckn, j->tckn, sizeof(q->tckn));
		append(q, j);
		watch_module(q);
	}
	pthread_mutex_unlock(&q->lock);
}

void
queue_refuse(struct queue *q, struct job *j, const struct err *why)
{
	pthread_mutex_lock(&q->lock);
	answer_with(q, j, why);
	pthread_mutex_unlock(&q->lock);
	job_free(j);
}

void
queue_watch(struct queue *q, struct watch *w)
{
	pthread_mutex_lock(&q->lock);
	q->watch = w;
	pthread_mutex_unlock(&q->lock);
}

void
queue_changed(struct queue *q, bool restart)
{
	struct job *j = job_new(CARD_LIST);
	bool listed = false;

	pthread_mutex_lock(&q->lock);
	q->restart |= restart;
	for (const struct job *i = q->jobs; i != NULL; i = i->next)
		listed |= i->type == CARD_LIST;
	if (j != NULL && !listed && !q->quit) {
		j->by_itself = true;
		memcpy(j->tckn, q->tckn, sizeof(j->tckn));
		append(q, j);
		j = NULL;
	}
	pthread_mutex_unlock(&q->lock);
	job_free(j);
}
