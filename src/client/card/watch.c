#include "config.h"
#include "client/card/watch.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <winscard.h>

#include "client/card/service.h"
#include "base/banned.h"

#define LIBRARY	    "libpcsclite.so.1"
#define NEW_READERS "\\\\?PnP?\\Notification"
#define READERS	    16 /* as many as pcscd serves */
#define SETTLE_MS   500
#define CLOSE_MS    1000
#define CANCEL_MS   10 /* SCardCancel before the wait has begun is lost */
#define AGAIN_MS    1000

/* What counts of a reader's state; that a driver works with the card (INUSE,
 * EXCLUSIVE) does not. pcscd counts cards in the upper half. */
#define COUNTS                                                                 \
	(0xffff0000UL | SCARD_STATE_PRESENT | SCARD_STATE_EMPTY |              \
	    SCARD_STATE_MUTE | SCARD_STATE_UNAVAILABLE | SCARD_STATE_UNKNOWN)

struct pcsc {
	__typeof__(SCardEstablishContext) *establish;
	__typeof__(SCardReleaseContext) *release;
	__typeof__(SCardListReaders) *list;
	__typeof__(SCardGetStatusChange) *wait;
	__typeof__(SCardCancel) *cancel;
};

struct watch {
	struct pcsc call;
	int stop_fd;
	pthread_t thread;

	pthread_mutex_t lock;
	pthread_cond_t turned;
	/* Under the lock. */
	void (*changed)(void *ctx, bool readers); /* NULL once closed */
	void *ctx;
	unsigned refs;
	bool stop;
	bool ended;
	bool settled;
	bool waiting; /* in SCardGetStatusChange with the context */
	SCARDCONTEXT context;
};

/* The readers as they were last seen; the thread's own. */
struct seen {
	SCARD_READERSTATE state[READERS + 1]; /* the first: new readers */
	char names[READERS][MAX_READERNAME + 1];
	size_t count;
	bool known; /* there is something to compare with */
};

static int
load(struct pcsc *p)
{
	const struct {
		const char *name;
		void *at;
	} rows[] = {
		{ "SCardEstablishContext", &p->establish },
		{ "SCardReleaseContext", &p->release },
		{ "SCardListReaders", &p->list },
		{ "SCardGetStatusChange", &p->wait },
		{ "SCardCancel", &p->cancel },
	};
	/* It stays: a thread of ours may be left behind in it. */
	void *so = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	void *symbol;

	if (so == NULL)
		return -1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		symbol = dlsym(so, rows[i].name);
		if (symbol == NULL)
			break;
		memcpy(rows[i].at, &symbol, sizeof(symbol));
	}
	dlclose(so);
	return p->cancel != NULL ? 0 : -1;
}

static bool
stopped(struct watch *w)
{
	bool stop;

	pthread_mutex_lock(&w->lock);
	stop = w->stop;
	pthread_mutex_unlock(&w->lock);
	return stop;
}

/* From now on every change is told. */
static void
settle(struct watch *w)
{
	pthread_mutex_lock(&w->lock);
	w->settled = true;
	pthread_cond_broadcast(&w->turned);
	pthread_mutex_unlock(&w->lock);
}

static void
tell(struct watch *w, bool readers)
{
	pthread_mutex_lock(&w->lock);
	if (w->changed != NULL && !w->stop)
		w->changed(w->ctx, readers);
	pthread_mutex_unlock(&w->lock);
}

/* The names, one after the other, ended by an empty one. */
static LONG
list(struct watch *w, SCARDCONTEXT context, char *names, DWORD size)
{
	LONG rv = w->call.list(context, NULL, names, &size);

	if (rv == SCARD_E_NO_READERS_AVAILABLE)
		names[0] = '\0';
	return rv == SCARD_E_NO_READERS_AVAILABLE ? SCARD_S_SUCCESS : rv;
}

static const SCARD_READERSTATE *
state_of(const struct seen *s, const char *name)
{
	for (size_t i = 1; i <= s->count; i++)
		if (strcmp(s->state[i].szReader, name) == 0)
			return &s->state[i];
	return NULL;
}

/* Takes over the list of readers; true: it is another one. */
static bool
take_readers(struct seen *s, const char *names)
{
	struct seen now = { .known = s->known };
	bool other = false;

	for (const char *n = names; *n != '\0' && now.count < READERS;
	     n += strlen(n) + 1) {
		const SCARD_READERSTATE *before = state_of(s, n);
		size_t len = strnlen(n, MAX_READERNAME);

		memcpy(now.names[now.count++], n, len);
		if (before != NULL)
			now.state[now.count].dwCurrentState =
			    before->dwCurrentState;
		other |= before == NULL;
	}
	other |= now.count != s->count;
	*s = now;
	for (size_t i = 1; i <= s->count; i++)
		s->state[i].szReader = s->names[i - 1];
	s->state[0].szReader = NEW_READERS;
	s->state[0].dwCurrentState = (DWORD)s->count << 16;
	return other;
}

/* Takes over what the wait has shown; true: a card came or went. */
static bool
take_states(struct seen *s)
{
	bool other = false;

	for (size_t i = 1; i <= s->count; i++) {
		SCARD_READERSTATE *r = &s->state[i];
		DWORD now = r->dwEventState & ~(DWORD)SCARD_STATE_CHANGED;

		if (r->dwCurrentState != SCARD_STATE_UNAWARE)
			other |= ((now ^ r->dwCurrentState) & COUNTS) != 0;
		r->dwCurrentState = now;
	}
	return other;
}

static LONG
wait_for_change(struct watch *w, SCARDCONTEXT context, struct seen *s, DWORD ms)
{
	bool stop;
	LONG rv;

	pthread_mutex_lock(&w->lock);
	w->context = context;
	stop = w->stop;
	w->waiting = !stop;
	pthread_mutex_unlock(&w->lock);
	if (stop)
		return SCARD_E_CANCELLED;
	rv = w->call.wait(context, ms, s->state, (DWORD)s->count + 1);
	pthread_mutex_lock(&w->lock);
	w->waiting = false;
	pthread_mutex_unlock(&w->lock);
	return rv;
}

/*
 * One round: the readers, the state of those that are new, then the wait. A
 * second reader may come between the list and the wait, and would then count
 * as known: after a change the wait is a short one, once.
 */
static LONG
follow_once(struct watch *w, SCARDCONTEXT context, struct seen *s, DWORD *ms)
{
	char names[READERS * (MAX_READERNAME + 1) + 1] = "";
	bool readers, cards, was_known = s->known;
	LONG rv = list(w, context, names, sizeof(names));

	if (rv != SCARD_S_SUCCESS)
		return rv;
	readers = take_readers(s, names);
	if (readers)
		*ms = 0;
	rv = wait_for_change(w, context, s, *ms);
	if (rv != SCARD_S_SUCCESS && rv != SCARD_E_TIMEOUT)
		return rv;
	cards = rv == SCARD_S_SUCCESS && take_states(s);
	s->known = true;
	if (was_known && (readers || cards))
		tell(w, readers);
	if (!was_known)
		settle(w);
	*ms = readers ? AGAIN_MS : INFINITE;
	return SCARD_S_SUCCESS;
}

/* Until the service has gone, or it is time to end; false: it was never
 * there for us. */
static bool
follow(struct watch *w, SCARDCONTEXT context, bool was_away)
{
	struct seen s = { 0 };
	DWORD ms = 0;
	LONG rv;

	bool served = false;

	s.known = was_away; /* every reader that is there is news */
	do {
		rv = follow_once(w, context, &s, &ms);
		served |= rv == SCARD_S_SUCCESS;
		if (rv == SCARD_E_UNKNOWN_READER)
			rv = SCARD_S_SUCCESS; /* it went in between */
	} while (rv == SCARD_S_SUCCESS && !stopped(w));
	return served;
}

static void
run(struct watch *w)
{
	struct service service = { .notify = -1 };
	SCARDCONTEXT context;
	bool away = false;

	do {
		service_arm(&service);
		if (w->call.establish(SCARD_SCOPE_SYSTEM, NULL, NULL,
			&context) == SCARD_S_SUCCESS) {
			service_rest(&service);
			if (follow(w, context, away)) {
				service.tries = 0;
				tell(w, true);
			}
			w->call.release(context);
			service_arm(&service);
		}
		away = true;
		settle(w);
	} while (!stopped(w) && service_wait(&service, w->stop_fd));
	service_rest(&service);
}

static void *
thread_main(void *arg)
{
	struct watch *w = arg;

	run(w);
	pthread_mutex_lock(&w->lock);
	w->ended = true;
	pthread_cond_broadcast(&w->turned);
	pthread_mutex_unlock(&w->lock);
	watch_unref(w);
	return NULL;
}

static struct watch *
watch_new(void)
{
	struct watch *w = calloc(1, sizeof(*w));
	pthread_condattr_t attr;

	if (w == NULL)
		return NULL;
	w->refs = 1;
	w->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->turned, &attr);
	pthread_condattr_destroy(&attr);
	return w;
}

/* The loop's thread alone handles signals. */
static int
start(struct watch *w)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	w->refs = 2; /* the thread's */
	rc = pthread_create(&w->thread, NULL, thread_main, w);
	if (rc != 0)
		w->refs = 1;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : -1;
}

struct watch *
watch_open(void (*changed)(void *ctx, bool readers), void *ctx)
{
	struct watch *w = watch_new();

	if (w == NULL)
		return NULL;
	w->changed = changed;
	w->ctx = ctx;
	if (w->stop_fd >= 0 && load(&w->call) == 0 && start(w) == 0)
		return w;
	watch_unref(w);
	return NULL;
}

struct watch *
watch_ref(struct watch *w)
{
	if (w == NULL)
		return NULL;
	pthread_mutex_lock(&w->lock);
	w->refs++;
	pthread_mutex_unlock(&w->lock);
	return w;
}

void
watch_unref(struct watch *w)
{
	unsigned left;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	left = --w->refs;
	pthread_mutex_unlock(&w->lock);
	if (left > 0)
		return;
	if (w->stop_fd >= 0)
		close(w->stop_fd);
	pthread_cond_destroy(&w->turned);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

static void
later(struct timespec *at, long ms)
{
	clock_gettime(CLOCK_MONOTONIC, at);
	at->tv_sec += ms / 1000;
	at->tv_nsec += ms % 1000 * 1000000;
	at->tv_sec += at->tv_nsec / 1000000000;
	at->tv_nsec %= 1000000000;
}

void
watch_settle(struct watch *w)
{
	struct timespec until;
	int rc = 0;

	if (w == NULL)
		return;
	later(&until, SETTLE_MS);
	pthread_mutex_lock(&w->lock);
	while (!w->settled && !w->stop && rc == 0)
		rc = pthread_cond_timedwait(&w->turned, &w->lock, &until);
	pthread_mutex_unlock(&w->lock);
}

void
watch_close(struct watch *w)
{
	const uint64_t one = 1;
	struct timespec next;
	bool ended;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	w->changed = NULL;
	(void)!write(w->stop_fd, &one, sizeof(one));
	pthread_cond_broadcast(&w->turned);
	for (int i = 0; !w->ended && i < CLOSE_MS / CANCEL_MS; i++) {
		if (w->waiting)
			w->call.cancel(w->context);
		later(&next, CANCEL_MS);
		(void)pthread_cond_timedwait(&w->turned, &w->lock, &next);
	}
	ended = w->ended;
	pthread_mutex_unlock(&w->lock);
	if (ended)
		pthread_join(w->thread, NULL);
	else
		pthread_detach(w->thread); /* left behind in the library */
	watch_unref(w);
}
