/*
 * A revocation list (RFC 5280 §5) written as DER by hand: 100,000 entries as
 * objects of a library take some 700 ms, as bytes a tenth of that, reading
 * and keeping included.
 */
#ifndef PORTAL_ISSUE_CRL_H
#define PORTAL_ISSUE_CRL_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "sign/signer.h"

#define CRL_MAX ((size_t)256 * 1024 * 1024) /* bytes */

/* The entries, added one by one; nothing is signed yet. */
struct crl_entries {
	struct buf der;
	size_t count;
};

void crl_entries_init(struct crl_entries *c);
void crl_entries_free(struct crl_entries *c);

/* serial: hexadecimal; reason: CRLReason, negative: not stated. */
int crl_entries_add(struct crl_entries *c, const char *serial, int64_t when,
    int reason, struct err *e);

struct crl_order {
	int64_t number, this_update, next_update;
	const struct crl_entries *entries;
};

/* Adds the DER of the list, signed with the issuer's key. */
int crl_make(X509 *issuer, struct signer *s, const struct crl_order *o,
    struct buf *out, struct err *e);

#endif
