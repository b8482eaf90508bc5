/*
 * The thread that owns the CA's key while the portal serves: it makes the
 * revocation list when one is due, publishes the newest one whoever made it,
 * and renews the responder's certificate. What fails is logged and tried
 * again; what was published before stands.
 */
#ifndef PORTAL_PUBLISH_MAKER_H
#define PORTAL_PUBLISH_MAKER_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct maker;
struct portal_options;
struct responder;

/* A published list; shared by the connections that send it. */
struct published {
	atomic_uint users;
	int64_t number, next_update;
	size_t len;
	unsigned char der[];
};

void published_drop(struct published *p); /* NULL is fine */

/* All in the maker's thread. */
struct maker_hooks {
	/* A newer list; takes it over. */
	void (*list)(void *arg, struct published *p);
	/* A newer responder; takes it over. */
	void (*responder)(void *arg, struct responder *r);
	void *arg;
};

/* Starts the thread. options are borrowed until maker_stop. Caller frees. */
int maker_start(struct maker **out, const struct portal_options *o,
    const struct maker_hooks *hooks, struct err *e);

/* Ends the thread and frees; NULL is fine. */
void maker_stop(struct maker *m);

#endif
