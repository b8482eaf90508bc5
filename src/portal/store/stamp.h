/* Signatures that wait for a time-stamp, and those that have one. */
#ifndef PORTAL_STORE_STAMP_H
#define PORTAL_STORE_STAMP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/store/store.h"

/* The newest signature of the application wants one. */
int store_stamp_add(
    struct store *s, int64_t application, int64_t now, struct err *e);

/* A signature that waits. */
struct stamp_wanted {
	int64_t evidence;
	long attempts;	/* before this one */
	struct buf cms; /* owned; room for it is the caller's to set */
};

/* The first that is due, not due again before retry_at; ERR_NOT_FOUND when
 * none is. Adds to out->cms. */
int store_stamp_take(struct store *s, int64_t now, int64_t retry_at,
    struct stamp_wanted *out, struct err *e);

/* It has one: cms takes the place of the signature without. */
struct stamp_made {
	const void *cms;
	size_t len;
	int64_t when;
	const char *authority;
};

int store_stamp_done(struct store *s, int64_t evidence,
    const struct stamp_made *m, struct err *e);

/* It has none, and why; tried again at retry_at. */
int store_stamp_failed(struct store *s, int64_t evidence, const char *why,
    int64_t retry_at, struct err *e);

/* The moment the next one is due, 0 when none waits; and how many wait. */
int store_stamp_next(struct store *s, int64_t *due, struct err *e);
int store_stamp_waiting(struct store *s, long *n, struct err *e);

/* How it stands with the newest signature; ERR_NOT_FOUND: none was wanted. */
struct stamp_state {
	int64_t when; /* 0: it waits */
	long attempts;
	char authority[128], why[ERR_TEXT_MAX];
};

int store_stamp_read(struct store *s, int64_t application,
    struct stamp_state *out, struct err *e);

#endif
