/*
 * What any relying party reads without TLS and without a session: the
 * revocation list under /crl/NAME.crl and the OCSP responder under /ocsp
 * (RFC 5280, RFC 6960 §A.1), on a listener of their own. Both are signed.
 */
#ifndef PORTAL_PUBLISH_PUBLISH_H
#define PORTAL_PUBLISH_PUBLISH_H

#include <stddef.h>

#include "base/err.h"

struct event_base;
struct portal_options;
struct publish;
struct published;

struct publish_hooks {
	/* In a thread of its own: a newer list was published. What it answers
	 * goes to use. May be NULL. */
	void *(*list)(void *arg, const void *der, size_t len);
	/* In the loop's thread; takes it over. */
	void (*use)(void *arg, void *made);
	/* Frees what is not used any more; any thread. */
	void (*drop)(void *arg, void *made);
	void *arg;
};

/*
 * Makes lists from now on, and listens if publish.address is set. options are
 * borrowed until publish_free. Caller frees.
 */
int publish_start(struct publish **out, struct event_base *base,
    const struct portal_options *o, const struct publish_hooks *hooks,
    struct err *e);

/* The list that is published now, one user more (published_drop); NULL: there
 * is none yet. */
struct published *publish_list(struct publish *p);

/* The port it listens at; 0: none. */
int publish_port(const struct publish *p);

void publish_free(struct publish *p); /* NULL is fine */

#endif
