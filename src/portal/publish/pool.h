/* The threads that answer OCSP questions, each with a store of its own. */
#ifndef PORTAL_PUBLISH_POOL_H
#define PORTAL_PUBLISH_POOL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct event_base;
struct http_request;
struct pool;
struct portal_options;
struct responder;

struct pool_hooks {
	/* In the loop's thread: the answer to what was put; empty when it
	 * could not be given. */
	void (*answered)(
	    void *arg, struct http_request *rq, const struct buf *answer);
	void *arg;
};

/* options are borrowed. Caller frees. */
int pool_new(struct pool **out, struct event_base *base,
    const struct portal_options *o, const struct pool_hooks *hooks,
    struct err *e);

/* Who signs from now on; takes it over. Any thread. */
void pool_responder(struct pool *p, struct responder *r);

/* Takes the question (copied) for the request; -1: too many wait. */
int pool_put(
    struct pool *p, struct http_request *rq, const void *question, size_t len);

/* Answers what waits and ends the threads; before http_server_free. */
void pool_stop(struct pool *p);
void pool_free(struct pool *p); /* NULL is fine */

#endif
