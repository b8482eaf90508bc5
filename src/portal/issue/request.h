/*
 * A request for a certificate (PKCS#10, RFC 2986) and what is believed of it:
 * its key, once the signature has proven that whoever made the request holds
 * it. Name and extensions asked for are not looked at; the portal's own
 * record and profile decide.
 */
#ifndef PORTAL_ISSUE_REQUEST_H
#define PORTAL_ISSUE_REQUEST_H

#include <stddef.h>

#include <openssl/types.h>

#include "base/buf.h"
#include "base/err.h"

#define REQUEST_MAX 16384 /* bytes */

struct request {
	EVP_PKEY *key; /* public */
	struct X509_req_st *x509;
	unsigned char key_hash[32]; /* SHA-256 of SubjectPublicKeyInfo */
};

/*
 * Reads PEM or DER. Reasons of a refusal: "request" (not one request in DER
 * and nothing else), "weak-digest", "weak-key" (RSA 2048 to 4096 bits with a
 * usual exponent, EC P-256 or P-384: Tebliğ art. 6), "proof" (not signed with
 * its own key). Caller frees.
 */
int request_read(
    struct request **out, const void *data, size_t len, struct err *e);
void request_free(struct request *r); /* NULL is fine */

/* The same rules and the same hash for a key alone. */
int request_key_allowed(EVP_PKEY *key, struct err *e);
int request_key_hash(EVP_PKEY *key, unsigned char out[32], struct err *e);

#endif
