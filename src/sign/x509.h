/* What the files of this folder share about OpenSSL's certificates. */
#ifndef SIGN_X509_H
#define SIGN_X509_H

#include <stdint.h>

#include <openssl/types.h>

#include "base/err.h"
#include "sign/cert.h"
#include "sign/signer.h"

/* Exactly one certificate and nothing after it; NULL: it is not. */
X509 *x509_from_der(const unsigned char *der, size_t len);

/* The facts of a certificate that is parsed already. */
int x509_facts(X509 *cert, struct cert_facts *out, struct err *e);

/* How many serialNumber attributes the subject has. */
int x509_serial_numbers(X509 *cert);

/* SHA-256 of the DER, hexadecimal. */
int x509_fingerprint(const X509 *cert, char out[65]);

/* Seconds since 1970 UTC; -1: not a time. */
int x509_time(const ASN1_TIME *t, int64_t *out);

const EVP_MD *sign_md(enum sign_digest d);

/* Something that should not fail did; clears OpenSSL's queue. */
int sign_failed(struct err *e);

#endif
