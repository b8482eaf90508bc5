/*
 * The portal's threads: the loop's (HTTP), one that owns the store, and
 * workers for what takes long. A job visits them in turn; cheap calls never
 * stand behind slow work. All functions belong to the loop's thread.
 */
#ifndef PORTAL_API_DISPATCH_H
#define PORTAL_API_DISPATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/api/job.h"

struct dispatch;
struct event_base;

struct dispatch_hooks {
	/* In the loop's thread: the job is done; takes it. */
	void (*done)(void *arg, struct job *j);
	void *arg;
	/* In the store's thread, after a job that may have changed something,
	 * after dispatch_wake, and at the moment it answered last (seconds
	 * since 1970; 0: none). May be NULL. */
	int64_t (*tick)(void *arg, int64_t now);
	void *tick_arg;
};

/* Caller frees. */
int dispatch_new(struct dispatch **out, struct event_base *base,
    const struct dispatch_hooks *hooks, struct err *e);

/* Starts the threads; workers 0: one a processor. */
int dispatch_start(struct dispatch *d, long workers, struct err *e);

/* Finishes every job that was put, calls done for each, ends the threads. */
void dispatch_stop(struct dispatch *d);

/* Stops first. NULL is fine. */
void dispatch_free(struct dispatch *d);

/* Any thread, from dispatch_start to dispatch_free: calls tick. */
void dispatch_wake(struct dispatch *d);

/* False: too many jobs are under way, *j stays the caller's. */
bool dispatch_put(struct dispatch *d, struct job *j);

#endif
