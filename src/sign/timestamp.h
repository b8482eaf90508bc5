/*
 * A time-stamp for a CAdES signature (ETSI EN 319 122-1, baseline B-T): the
 * question to a service (RFC 3161 §2.4.1), its answer judged, and the token
 * put in as unsigned attribute.
 */
#ifndef SIGN_TIMESTAMP_H
#define SIGN_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sign/cades.h"

#define TIMESTAMP_NONCE	  16
#define TIMESTAMP_ANSWER  32768 /* bytes of an answer */
#define TIMESTAMP_SECONDS 15	/* a usual limit for a person who waits */

/* The signature to be stamped; all borrowed. */
struct timestamp {
	const unsigned char *cms;
	size_t len;
	const struct trust *trust; /* NULL: whose stamp it is, is not judged;
				      the one who verifies will */
	const char *policy;	   /* OID that is wanted, or NULL */
	int64_t now;		   /* 0: the clock's */
	unsigned char nonce[TIMESTAMP_NONCE]; /* made by timestamp_ask */
};

/* Whether the signature has a stamp already; false too when it is none. */
bool timestamp_there(const unsigned char *cms, size_t len);

/* Adds the TimeStampReq over the signature value, with a fresh nonce, to *out.
 * ERR_INVALID when it is no signature, or has a stamp. */
int timestamp_ask(struct timestamp *t, struct buf *out, struct err *e);

/*
 * Judges the answer to that question and adds the signature with the stamp in
 * it to *out. Reasons beside those of the verifier: "stamp-refused" (by the
 * service, ERR_UNAVAILABLE), "stamp-nonce", "stamp-policy".
 */
int timestamp_take(const struct timestamp *t, const unsigned char *answer,
    size_t answer_len, struct buf *out, struct stamp_facts *facts,
    struct err *e);

/* Both, with the service asked in between; waits, at most about so many
 * seconds. ERR_UNAVAILABLE, "stamp-unavailable": there was no answer. */
int timestamp_fetch(struct timestamp *t, const char *url, int seconds,
    struct buf *out, struct stamp_facts *facts, struct err *e);

/* Whether url is one that can be asked: http://... */
int timestamp_address(const char *url, struct err *e);

#endif
