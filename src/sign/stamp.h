/* One time-stamp token (RFC 3161 §2.4.2), judged; and revocation of a chain,
 * which the signer's and the authority's certificate share. */
#ifndef SIGN_STAMP_H
#define SIGN_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ts.h>
#include <openssl/x509.h>

#include "sign/cades.h"

#define STAMP_SKEW 300 /* seconds two good clocks may differ */

/* A token, and what it is said to be over; borrowed. */
struct stamp_bytes {
	const unsigned char *token;
	size_t token_len;
	const unsigned char *data;
	size_t len;
};

struct stamp_rules {
	const struct trust *trust; /* NULL: the chain is not judged */
	int64_t now;
	bool crl_required;
};

/*
 * Is it a good token over these bytes? Everything but what only the asker
 * knows (nonce, policy). *info (caller frees, may be NULL) gets its content.
 * Reasons: "stamp-format", "stamp-digest", "stamp-imprint",
 * "stamp-certificate", "stamp-usage", "stamp-signature", "stamp-time",
 * "stamp-expired", "stamp-chain", "stamp-revoked", "crl-missing",
 * "crl-stale".
 */
int stamp_judge(const struct stamp_rules *r, const struct stamp_bytes *b,
    struct stamp_facts *out, TS_TST_INFO **info, struct err *e);

/* Whose lists, and for when. */
struct revocation {
	const struct trust *trust;
	int64_t now;
	int64_t at;  /* 0: now; else what was revoked later still stood */
	bool benign; /* ... only if the key was not in doubt */
	bool required;
};

/* 0; ERR_DENIED without a sentence: the one at *which is revoked, from 0, the
 * end of the chain; or "crl-missing", "crl-stale". */
int revocation_check(const struct revocation *r, STACK_OF(X509) * chain,
    int *which, struct err *e);

#endif
