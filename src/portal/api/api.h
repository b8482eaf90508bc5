/*
 * The portal's interface: from an HTTP request to its route, its job, and the
 * answer. All functions belong to the loop's thread.
 */
#ifndef PORTAL_API_API_H
#define PORTAL_API_API_H

#include <stdint.h>

#include "base/err.h"
#include "portal/api/routes.h"
#include "portal/http/server.h"

struct api;
struct event_base;
struct portal_options;
struct store;
struct trust;

struct api_parts {
	struct event_base *base;
	struct store
	    *store; /* used by the store's thread from api_start to api_stop */
	const struct route *routes;
	/* As in dispatch.h; may be NULL. */
	int64_t (*tick)(void *arg, int64_t now);
	void *tick_arg;
	unsigned char key[32]; /* of the keyed hashes */
};

/* Takes options and trust over, also when it fails. Caller frees. */
int api_new(struct api **out, const struct api_parts *parts,
    struct portal_options *options, struct trust *trust, struct err *e);

/* For later calls; takes both over. */
int api_reload(struct api *a, struct portal_options *options,
    struct trust *trust, struct err *e);

/* For later calls, with the options as they are; takes trust over. */
int api_trust(struct api *a, struct trust *trust, struct err *e);

/* Starts the threads; workers 0: one a processor. */
int api_start(struct api *a, long workers, struct err *e);

/* Any thread, until api_free: calls tick. */
void api_wake(struct api *a);

/* Finishes the calls under way and ends the threads; before http_server_free,
 * whose requests it answers. */
void api_stop(struct api *a);

/* Stops first. NULL is fine. */
void api_free(struct api *a);

/* For http_server_new; lives as long as a. */
const struct http_handler *api_handler(const struct api *a);

#endif
