/*
 * Something that holds a key: the card, or a key in a file for tests and for
 * services without a person.
 */
#ifndef SIGN_SIGNER_H
#define SIGN_SIGNER_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum sign_digest { SIGN_SHA256, SIGN_SHA384, SIGN_SHA512 };

struct signer;

struct signer_ops {
	const char *name;
	/* DER of the certificate, borrowed while the signer lives. */
	const unsigned char *(*certificate)(struct signer *s, size_t *len);
	/*
	 * Signs tbs (hashing it itself with the digest). Adds the value to
	 * *out as CMS wants it: RSA PKCS#1 v1.5, or DER ECDSA-Sig-Value.
	 */
	int (*sign)(struct signer *s, enum sign_digest d,
	    const unsigned char *tbs, size_t len, struct buf *out,
	    struct err *e);
	void (*free)(struct signer *s);
};

/* The first member of every signer. */
struct signer {
	const struct signer_ops *ops;
};

/* A key and its certificate in PEM files. Caller frees with signer_free. */
int signer_open_file(struct signer **out, const char *key_path,
    const char *cert_path, struct err *e);

/* NULL is fine. */
void signer_free(struct signer *s);

#endif
