/*
 * The card's one thread and its two queues. Jobs go in; each job carries the
 * answer it will become, so that an answer can be given without memory and a
 * job that hangs in a module can be answered (cancelled) without it. Whoever
 * leaves last, the thread or card_close, frees the card.
 */
#include "config.h"
#include "client/card/card.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/card/card-signer.h"
#include "client/card/search.h"
#include "sign/cades.h"
#include "base/banned.h"

#define CLOSE_WAIT_S 2 /* for a module that does not return */

struct answer {
	struct answer *next;
	enum card_event_type type;
	struct err err;
	struct token_certs certs;
	size_t which; /* module of certs */
	struct buf cms;
};

struct job {
	struct job *next;
	struct answer *answer; /* NULL once it was given (cancelled) */
	enum card_event_type type;
	enum lang lang;
	char tckn[16];	       /* CARD_LIST; empty: anybody's */
	struct card_cert cert; /* CARD_SIGNED, its DER owned */
	size_t which;
	void *content;
	size_t len;
	int64_t when;
	struct secret *pin;
	bool last_try_agreed;
};

struct card {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char **paths;	  /* NULL: the usual places */
	atomic_bool stop; /* ends the job under way at its next step */

	/* Under the lock. */
	struct job *jobs, **jobs_end;
	struct job *running;
	struct answer *answers, **answers_end;
	enum card_event_type starved; /* a request got no memory */
	bool quit;
	bool ended;
	bool orphan; /* card_close has gone; the thread frees */
	int wake[2];

	/* The caller's side. */
	struct answer *current; /* lent by card_next */
	struct answer *list;	/* the last list, lent likewise */
};

static void
answer_free(struct answer *a)
{
	if (a == NULL)
		return;
	token_certs_free(&a->certs);
	buf_free(&a->cms);
	free(a);
}

static void
job_free(struct job *j)
{
	if (j == NULL)
		return;
	secret_free(j->pin);
	answer_free(j->answer);
	free(j->cert.der);
	free(j->content);
	free(j);
}

static struct job *
job_new(enum card_event_type type)
{
	struct job *j = calloc(1, sizeof(*j));

	if (j == NULL)
		return NULL;
	j->type = type;
	j->lang = lang_get();
	j->answer = calloc(1, sizeof(*j->answer));
	if (j->answer == NULL) {
		job_free(j);
		return NULL;
	}
	j->answer->type = type;
	j->answer->cms = (struct buf)BUF_INIT(CADES_MAX);
	return j;
}

/* With the lock held. The pipe holds at most one byte. */
static void
wake_caller(struct card *c)
{
	if (c->wake[1] >= 0 && c->answers == NULL && c->starved == CARD_NOTHING)
		(void)!write(c->wake[1], "", 1);
}

static void
give(struct card *c, struct answer *a)
{
	wake_caller(c);
	a->next = NULL;
	*c->answers_end = a;
	c->answers_end = &a->next;
}

static void
give_cancelled(struct card *c, struct job *j)
{
	struct answer *a = j->answer;

	if (a == NULL)
		return;
	j->answer = NULL;
	(void)err_why(&a->err, ERR_CANCELLED, "cancelled",
	    _("The work with the card was cancelled. Nothing was signed."));
	give(c, a);
}

static void
card_destroy(struct card *c)
{
	if (c == NULL)
		return;
	for (struct job *j = c->jobs, *next; j != NULL; j = next) {
		next = j->next;
		job_free(j);
	}
	for (struct answer *a = c->answers, *next; a != NULL; a = next) {
		next = a->next;
		answer_free(a);
	}
	for (char **p = c->paths; p != NULL && *p != NULL; p++)
		free(*p);
	free(c->paths);
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static int
run_sign(struct search *s, const struct job *j, struct buf *out, struct err *e)
{
	const struct module *m = search_module(s, j->which);
	struct signer *signer = NULL;
	int rc;

	if (m == NULL)
		return err_why(e, ERR_CONFLICT, "removed",
		    _("The card in the reader is no longer the one that was "
		      "chosen. Read the cards again; no PIN was sent."));
	rc = card_signer_open(
	    &signer, m, &j->cert, j->pin, j->last_try_agreed, e);
	if (rc == 0)
		rc = cades_sign(signer, j->content, j->len, j->when, out, e);
	signer_free(signer);
	return rc;
}

/* Works without the lock; what comes out is put into the answer later. */
static void
run(struct search *s, struct job *j, struct answer *out)
{
	lang_set(j->lang);
	if (j->type == CARD_LIST)
		search_list(s, clock_wall(),
		    j->tckn[0] != '\0' ? j->tckn : NULL, &out->certs,
		    &out->which, &out->err);
	else
		run_sign(s, j, &out->cms, &out->err);
	secret_free(j->pin);
	j->pin = NULL;
}

/* With the lock held: the next job, or NULL when it is time to go. */
static struct job *
next_job(struct card *c)
{
	struct job *j;

	while (c->jobs == NULL && !c->quit)
		pthread_cond_wait(&c->changed, &c->lock);
	if (c->quit)
		return NULL;
	j = c->jobs;
	c->jobs = j->next;
	if (c->jobs == NULL)
		c->jobs_end = &c->jobs;
	c->running = j;
	atomic_store(&c->stop, false);
	return j;
}

static void
work(struct card *c, struct search *s, struct job *j)
{
	struct answer made = { .cms = BUF_INIT(CADES_MAX) };
	struct answer *a;

	run(s, j, &made);
	pthread_mutex_lock(&c->lock);
	c->running = NULL;
	a = j->answer;
	j->answer = NULL;
	if (a != NULL) {
		made.type = a->type;
		*a = made;
		give(c, a);
	}
	pthread_mutex_unlock(&c->lock);
	if (a == NULL) {
		token_certs_free(&made.certs);
		buf_free(&made.cms);
	}
	job_free(j);
}

static void *
thread_main(void *arg)
{
	struct card *c = arg;
	struct search s = { .stop = &c->stop, .usual = c->paths == NULL };
	struct job *j;
	bool orphan;

	s.paths =
	    s.usual ? module_usual_places() : (const char *const *)c->paths;
	pthread_mutex_lock(&c->lock);
	while ((j = next_job(c)) != NULL) {
		pthread_mutex_unlock(&c->lock);
		work(c, &s, j);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	search_end(&s);
	pthread_mutex_lock(&c->lock);
	c->ended = true;
	orphan = c->orphan;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	if (orphan)
		card_destroy(c);
	return NULL;
}

static int
copy_paths(struct card *c, const char *const *modules)
{
	size_t n = 0;

	if (modules == NULL)
		return 0;
	while (modules[n] != NULL)
		n++;
	c->paths = calloc(n + 1, sizeof(*c->paths));
	if (c->paths == NULL)
		return -1;
	for (size_t i = 0; i < n; i++) {
		c->paths[i] = strdup(modules[i]);
		if (c->paths[i] == NULL)
			return -1;
	}
	return 0;
}

/* The loop's thread alone handles signals. */
static int
start_thread(struct card *c)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&c->thread, NULL, thread_main, c);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : -1;
}

static struct card *
card_new(void)
{
	struct card *c = calloc(1, sizeof(*c));
	pthread_condattr_t attr;

	if (c == NULL)
		return NULL;
	c->jobs_end = &c->jobs;
	c->answers_end = &c->answers;
	c->wake[0] = c->wake[1] = -1;
	pthread_mutex_init(&c->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c->changed, &attr);
	pthread_condattr_destroy(&attr);
	return c;
}

static void
close_pipe(struct card *c)
{
	for (int i = 0; i < 2; i++) {
		if (c->wake[i] >= 0)
			close(c->wake[i]);
		c->wake[i] = -1;
	}
}

int
card_open(struct card **out, const char *const *modules, struct err *e)
{
	struct card *c = card_new();

	*out = NULL;
	if (c != NULL && copy_paths(c, modules) == 0 &&
	    pipe2(c->wake, O_CLOEXEC | O_NONBLOCK) == 0 &&
	    start_thread(c) == 0) {
		*out = c;
		return 0;
	}
	if (c != NULL)
		close_pipe(c);
	card_destroy(c);
	return err_set(e, ERR_INTERNAL,
	    _("The work with the card cannot be started: the system has no "
	      "memory or no files left."));
}

/* With the lock held. */
static void
cancel_all(struct card *c)
{
	struct job *j;

	atomic_store(&c->stop, true);
	if (c->running != NULL)
		give_cancelled(c, c->running);
	while ((j = c->jobs) != NULL) {
		c->jobs = j->next;
		give_cancelled(c, j);
		job_free(j);
	}
	c->jobs_end = &c->jobs;
}

/* With the lock held: whether the thread ended in time. */
static bool
wait_for_end(struct card *c)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += CLOSE_WAIT_S;
	while (!c->ended)
		if (pthread_cond_timedwait(&c->changed, &c->lock, &until) ==
		    ETIMEDOUT)
			break;
	return c->ended;
}

void
card_close(struct card *c)
{
	pthread_t thread;
	bool ended;

	if (c == NULL)
		return;
	thread = c->thread;
	answer_free(c->current);
	answer_free(c->list);
	c->current = c->list = NULL;
	pthread_mutex_lock(&c->lock);
	cancel_all(c);
	c->quit = true;
	pthread_cond_broadcast(&c->changed);
	ended = wait_for_end(c);
	c->orphan = !ended;
	close_pipe(c);
	pthread_mutex_unlock(&c->lock);
	if (!ended) {
		pthread_detach(thread);
		return;
	}
	pthread_join(thread, NULL);
	card_destroy(c);
}

int
card_fd(const struct card *c)
{
	return c->wake[0];
}

/* With the lock held: the next answer; the pipe is emptied with the last. */
static struct answer *
take(struct card *c, enum card_event_type *starved)
{
	struct answer *a = c->answers;
	char byte;

	*starved = CARD_NOTHING;
	if (a != NULL) {
		c->answers = a->next;
		if (c->answers == NULL)
			c->answers_end = &c->answers;
	} else {
		*starved = c->starved;
		c->starved = CARD_NOTHING;
	}
	if (c->answers == NULL && c->starved == CARD_NOTHING)
		(void)!read(c->wake[0], &byte, 1);
	return a;
}

bool
card_next(struct card *c, struct card_event *ev)
{
	enum card_event_type starved;
	struct answer *a;

	answer_free(c->current);
	c->current = NULL;
	*ev = (struct card_event){ 0 };
	pthread_mutex_lock(&c->lock);
	a = take(c, &starved);
	pthread_mutex_unlock(&c->lock);
	if (a == NULL) {
		ev->type = starved;
		if (starved != CARD_NOTHING)
			(void)err_set(
			    &ev->err, ERR_INTERNAL, _("Memory is out."));
		return starved != CARD_NOTHING;
	}
	ev->type = a->type;
	ev->err = a->err;
	ev->certs = a->certs.list;
	ev->cert_count = a->certs.count;
	ev->cms = a->cms;
	if (a->type != CARD_LIST) {
		c->current = a;
		return true;
	}
	answer_free(c->list);
	c->list = a;
	return true;
}

/* Hands over a job, NULL being one that got no memory. */
static void
submit(struct card *c, struct job *j, enum card_event_type type)
{
	pthread_mutex_lock(&c->lock);
	if (j == NULL) {
		wake_caller(c);
		c->starved = type;
	} else {
		j->next = NULL;
		*c->jobs_end = j;
		c->jobs_end = &j->next;
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->lock);
}

/* Answers without the thread. */
static void
refuse(struct card *c, struct job *j, const struct err *why)
{
	struct answer *a = j->answer;

	j->answer = NULL;
	err_copy(&a->err, why);
	pthread_mutex_lock(&c->lock);
	give(c, a);
	pthread_mutex_unlock(&c->lock);
	job_free(j);
}

void
card_list(struct card *c, const char *tckn)
{
	struct job *j = job_new(CARD_LIST);
	size_t n = tckn != NULL ? strlen(tckn) : 0;

	/* Cut, a number that is too long is still nobody's. */
	if (n >= sizeof(j->tckn))
		n = sizeof(j->tckn) - 1;
	if (j != NULL && n > 0)
		memcpy(j->tckn, tckn, n);
	submit(c, j, CARD_LIST);
}

static int
move_pin(struct job *j, struct secret *pin)
{
	if (pin == NULL)
		return 0;
	j->pin = secret_new();
	if (j->pin == NULL)
		return -1;
	return secret_set(j->pin, secret_text(pin), secret_len(pin));
}

static int
fill_sign(struct job *j, const struct card_cert *cert, const void *content,
    size_t len, struct secret *pin)
{
	j->content = malloc(len > 0 ? len : 1);
	if (j->content == NULL || move_pin(j, pin) < 0 ||
	    token_cert_copy(&j->cert, cert) < 0)
		return -1;
	if (len > 0)
		memcpy(j->content, content, len);
	j->len = len;
	return 0;
}

void
card_sign(struct card *c, size_t cert, const void *content, size_t len,
    int64_t when, struct secret *pin, bool last_try_confirmed)
{
	struct job *j = job_new(CARD_SIGNED);
	struct err why = { 0 };

	if (j == NULL)
		goto out;
	if (c->list == NULL || cert >= c->list->certs.count) {
		(void)err_why(&why, ERR_NOT_FOUND, "no-certificate",
		    _("Choose a certificate of the list first."));
	} else if (c->list->certs.list[cert].refused != 0) {
		err_copy(&why, &c->list->certs.list[cert].why);
	} else {
		j->when = when;
		j->which = c->list->which;
		j->last_try_agreed = last_try_confirmed;
		if (fill_sign(
			j, &c->list->certs.list[cert], content, len, pin) < 0)
			(void)err_set(&why, ERR_INTERNAL, _("Memory is out."));
	}
	if (why.code != 0) {
		refuse(c, j, &why);
		goto pin;
	}
out:
	submit(c, j, CARD_SIGNED);
pin:
	secret_clear(pin);
}

void
card_cancel(struct card *c)
{
	pthread_mutex_lock(&c->lock);
	cancel_all(c);
	pthread_mutex_unlock(&c->lock);
}
