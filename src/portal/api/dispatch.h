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
	/* In the store's thread, once a minute; may be NULL. */
	void (*minute)(void *arg, int64_t now);
	void *arg, *minute_arg;
};

/* Starts the threads; workers 0: one a processor. Caller frees. */
int dispatch_new(struct dispatch **out, struct event_base *base, long workers,
    const struct dispatch_hooks *hooks, struct err *e);

/* Finishes every job that was put, calls done for each, ends the threads. */
void dispatch_free(struct dispatch *d);

/* False: too many jobs are under way, *j stays the caller's. */
bool dispatch_put(struct dispatch *d, struct job *j);

#endif
