/*
 * SIGNED of X.509 (RFC 5280 §4.1.1, RFC 2986 §4.2): what is signed, the
 * algorithm, the signature; with whatever holds the key.
 */
#ifndef PORTAL_ISSUE_SIGNED_H
#define PORTAL_ISSUE_SIGNED_H

#include <stddef.h>

#include <openssl/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "sign/signer.h"

/* What a key signs with: EC P-256 and RSA with SHA-256, P-384 with SHA-384. */
enum sign_digest signed_digest(const EVP_PKEY *key);

/* Adds the AlgorithmIdentifier: ECDSA (RFC 5758 §3.2), or RSA with PKCS#1
 * v1.5 (RFC 4055 §5). */
int signed_algorithm(const EVP_PKEY *key, struct buf *out);

/* Adds the whole. */
int signed_make(struct signer *s, const EVP_PKEY *key, const void *tbs,
    size_t len, struct buf *out, struct err *e);

#endif
