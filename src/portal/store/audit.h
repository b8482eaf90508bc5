/*
 * The audit trail. Each row holds the SHA-256 of the row before it and of
 * itself, so that a row changed, left out or put in later is found; the last
 * hash, written down elsewhere, also shows a tail cut off. Nothing personal
 * stands in it.
 */
#ifndef PORTAL_STORE_AUDIT_H
#define PORTAL_STORE_AUDIT_H

#include <stdint.h>

#include "base/err.h"
#include "portal/store/store.h"

struct audit {
	int64_t id, at;
	int64_t application; /* 0: of no application */
	/* Borrowed; NULL counts as "". */
	const char *event, *role, *actor, *from, *to, *detail;
};

/* Appends; sets a->id. Inside the transaction of what it tells of. */
int store_audit_add(struct store *s, struct audit *a, struct err *e);

/* The history of one application, oldest first. */
int store_audit_each(struct store *s, int64_t application,
    int (*each)(void *arg, const struct audit *a, struct err *e), void *arg,
    struct err *e);

/*
 * Follows the chain from its beginning. rows: how many hold; head: hash of
 * the last of them. ERR_CONFLICT (reason "audit") at the first that does not,
 * *bad being its number.
 */
int store_audit_verify(struct store *s, int64_t *rows,
    unsigned char head[STORE_HASH], int64_t *bad, struct err *e);

/* Whether the row of this number has that hash: what was written down once
 * still stands. */
int store_audit_has(struct store *s, int64_t id,
    const unsigned char hash[STORE_HASH], bool *has, struct err *e);

/* Chains the rows of a version that had no hashes; others stay as they
 * are. */
int store_audit_seal(struct store *s, struct err *e);

#endif
