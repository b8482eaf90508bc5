/* What the verifier asks of the loaded CAs and lists; loading is in cades.h. */
#ifndef SIGN_TRUST_H
#define SIGN_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/x509.h>

#include "sign/cades.h"

#define TRUST_CHAIN 3 /* CAs between the signer and a root */
#define TRUST_LEVEL 2 /* security level of OpenSSL: 112 bits */

/* One CA whose chain was verified when it was loaded. */
struct trust_ca {
	X509 *cert;
	const struct trust_ca *issuer; /* NULL: a root, or not settled */
	bool good;
	int64_t not_before, not_after;
	char *path; /* of the file it came from */
};

/* One list of revoked certificates. */
struct trust_crl {
	X509_CRL *crl;
	const struct trust_ca *issuer; /* NULL: not settled */
	int64_t this_update, next_update;
	char *path;
};

/* Borrowed; NULL: not a good CA of ours. */
const struct trust_ca *trust_find(const struct trust *t, const X509 *cert);

/* The newest list that the issuer has signed; NULL: there is none. */
const struct trust_crl *trust_crl_of(const struct trust *t, X509 *issuer);

/*
 * Verifies a certificate up to a CA of ours at the moment now, with the help
 * of others (may be NULL). *chain (caller frees the stack and what is in it)
 * is set on success. Answers X509_V_OK or OpenSSL's error; *depth says where.
 */
int trust_verify(const struct trust *t, X509 *cert, STACK_OF(X509) * others,
    int64_t now, STACK_OF(X509) * *chain, int *depth);

/* A store of the good CAs that verifies at the moment now, for OpenSSL's own
 * functions. Caller frees; NULL: memory is out. */
X509_STORE *trust_store_at(const struct trust *t, int64_t now);

#endif
