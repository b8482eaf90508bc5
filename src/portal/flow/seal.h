/*
 * What is kept of an answer so that a repeated call gets it again. It may
 * hold a token or a person's form, therefore it is sealed under the caller's
 * Idempotency-Key, which the portal does not keep: whoever reads the database
 * cannot read the answers.
 */
#ifndef PORTAL_FLOW_SEAL_H
#define PORTAL_FLOW_SEAL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define SEAL_NAME 65 /* bytes of a name with its NUL */
#define SEAL_MORE 40 /* bytes by which closing lengthens */

struct seal {
	char name[SEAL_NAME];	/* what the answer is found by */
	unsigned char key[32];	/* secret */
	unsigned char hash[32]; /* of operation and message, keyed */
};

/* From the Idempotency-Key and what it was used for. */
int seal_make(struct seal *out, const char *idempotency_key,
    const char *operation, const void *message, size_t len);
void seal_wipe(struct seal *s);

/* XSalsa20-Poly1305 with a random nonce before it; adds to *out. */
int seal_close(const struct seal *s, const struct buf *plain, struct buf *out,
    struct err *e);

/* Adds to *out; ERR_INTERNAL when it is not what was closed. */
int seal_open(const struct seal *s, const struct buf *closed, struct buf *out,
    struct err *e);

#endif
