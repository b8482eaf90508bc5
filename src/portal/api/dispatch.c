/* Threads and queues; see dispatch.h. */
#include "config.h"
#include "portal/api/dispatch.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/api/queue.h"
#include "base/banned.h"

#define MOST_JOBS	1024
#define SLOW_PER_WORKER 32
#define MOST_WORKERS	64
#define WORKER_NICE	5

struct dispatch {
	struct dispatch_hooks hooks;
	struct queue to_store, to_work, done;
	int done_fd;
	struct event *done_event;
	pthread_t store_thread, worker_threads[MOST_WORKERS];
	bool store_started;
	unsigned workers;
	/* of the loop's thread */
	unsigned jobs, slow;
};

static void
finish(struct dispatch *d, struct job *j)
{
	uint64_t one = 1;

	queue_put(&d->done, j);
	/* A full counter wakes the loop as well as one more would. */
	if (write(d->done_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_error("eventfd: %s", strerror(errno));
}

static void
store_step(struct dispatch *d, struct job *j)
{
	bool slow = false;

	lang_set(j->call.lang);
	if (j->worked)
		job_save(j);
	else
		slow = job_load(j);
	if (slow)
		queue_put(&d->to_work, j);
	else
		finish(d, j);
}

static void *
store_main(void *arg)
{
	struct dispatch *d = arg;
	int64_t next = d->hooks.tick == NULL ? 0 : clock_wall();
	bool closed = false;

	for (;;) {
		struct job *j = queue_take_until(&d->to_store, next, &closed);
		bool read_only = j != NULL && j->route->op->save == NULL;

		if (j != NULL)
			store_step(d, j);
		else if (closed)
			return NULL;
		if (d->hooks.tick != NULL && !read_only)
			next = d->hooks.tick(d->hooks.tick_arg, clock_wall());
	}
}

static void *
worker_main(void *arg)
{
	struct dispatch *d = arg;
	struct job *j;

	/* Linux gives each thread its own; the loop and the store go first. */
	setpriority(PRIO_PROCESS, (id_t)gettid(), WORKER_NICE);
	while ((j = queue_take(&d->to_work)) != NULL) {
		lang_set(j->call.lang);
		job_work(j);
		if (j->rc < 0)
			finish(d, j);
		else
			queue_put(&d->to_store, j);
	}
	return NULL;
}

static bool
is_slow(const struct job *j)
{
	return j->route->op->work != NULL;
}

static void
take_done(struct dispatch *d)
{
	struct job *j;

	while ((j = queue_poll(&d->done)) != NULL) {
		d->jobs--;
		if (is_slow(j))
			d->slow--;
		d->hooks.done(d->hooks.arg, j);
	}
}

static void
on_done(evutil_socket_t fd, short what, void *arg)
{
	uint64_t n;

	(void)what;
	if (read(fd, &n, sizeof(n)) < 0 && errno != EAGAIN)
		log_error("eventfd: %s", strerror(errno));
	take_done(arg);
}

bool
dispatch_put(struct dispatch *d, struct job *j)
{
	if (d->jobs >= MOST_JOBS ||
	    (is_slow(j) && d->slow >= d->workers * SLOW_PER_WORKER))
		return false;
	d->jobs++;
	if (is_slow(j))
		d->slow++;
	queue_put(&d->to_store, j);
	return true;
}

static int
start_threads(struct dispatch *d, long workers)
{
	sigset_t all, old;
	int rc;

	/* Signals are the loop's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&d->store_thread, NULL, store_main, d);
	d->store_started = rc == 0;
	while (rc == 0 && d->workers < (unsigned)workers) {
		rc = pthread_create(
		    &d->worker_threads[d->workers], NULL, worker_main, d);
		if (rc == 0)
			d->workers++;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc == 0 ? 0 : -1;
}

int
dispatch_new(struct dispatch **out, struct event_base *base,
    const struct dispatch_hooks *hooks, struct err *e)
{
	struct dispatch *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	d->hooks = *hooks;
	queue_init(&d->to_store);
	queue_init(&d->to_work);
	queue_init(&d->done);
	d->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (d->done_fd >= 0)
		d->done_event = event_new(
		    base, d->done_fd, EV_READ | EV_PERSIST, on_done, d);
	if (d->done_event == NULL) {
		dispatch_free(d);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	event_add(d->done_event, NULL);
	*out = d;
	return 0;
}

int
dispatch_start(struct dispatch *d, long workers, struct err *e)
{
	if (workers <= 0)
		workers = sysconf(_SC_NPROCESSORS_ONLN);
	if (workers > MOST_WORKERS)
		workers = MOST_WORKERS;
	if (start_threads(d, workers < 1 ? 1 : workers) == 0)
		return 0;
	dispatch_stop(d);
	return err_set(
	    e, ERR_INTERNAL, _("The portal's threads cannot be started."));
}

void
dispatch_wake(struct dispatch *d)
{
	queue_wake(&d->to_store);
}

void
dispatch_stop(struct dispatch *d)
{
	/* Every job comes to its end before a thread does. */
	while (d->jobs > 0) {
		struct job *j = queue_take(&d->done);

		queue_put(&d->done, j);
		take_done(d);
	}
	queue_close(&d->to_work);
	while (d->workers > 0)
		pthread_join(d->worker_threads[--d->workers], NULL);
	queue_close(&d->to_store);
	if (d->store_started)
		pthread_join(d->store_thread, NULL);
	d->store_started = false;
}

void
dispatch_free(struct dispatch *d)
{
	if (d == NULL)
		return;
	dispatch_stop(d);
	if (d->done_event != NULL)
		event_free(d->done_event);
	if (d->done_fd >= 0)
		close(d->done_fd);
	queue_destroy(&d->to_store);
	queue_destroy(&d->to_work);
	queue_destroy(&d->done);
	free(d);
}
