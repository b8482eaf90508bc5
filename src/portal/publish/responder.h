/*
 * The OCSP responder (RFC 6960): one question, one signed answer. Whether a
 * certificate is good is the store's word at this moment, not a list's.
 */
#ifndef PORTAL_PUBLISH_RESPONDER_H
#define PORTAL_PUBLISH_RESPONDER_H

#include <stdatomic.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/buf.h"
#include "base/err.h"

#define OCSP_QUESTION_MAX 4096
#define OCSP_ASKED_MAX	  16 /* certificates in one question */

struct issuer;
struct store;

/* The responder's key, which lives in memory only, and the certificate that
 * the CA has given it; shared by the threads that answer. */
struct responder {
	atomic_uint users;
	X509 *ca, *cert;
	EVP_PKEY *key;
	char issuer[128]; /* as in struct cert_facts */
	int64_t not_before, not_after;
};

/* A new key with a certificate from the CA. Caller drops it. */
int responder_make(struct responder **out, struct issuer *i, int64_t now,
    long days, struct err *e);
struct responder *responder_share(struct responder *r); /* one more user */
void responder_drop(struct responder *r);		/* NULL is fine */

struct ocsp_question {
	const unsigned char *der; /* borrowed */
	size_t len;
	int64_t now;
	long seconds; /* how long the answer is good; 0: no nextUpdate */
};

/*
 * Adds the answer in DER, whatever the question is: an unsigned error for
 * what is no question (RFC 6960 §2.3). r NULL: tryLater. Any thread, with a
 * store of its own.
 */
int responder_answer(const struct responder *r, struct store *s,
    const struct ocsp_question *asked, struct buf *out, struct err *e);

#endif
