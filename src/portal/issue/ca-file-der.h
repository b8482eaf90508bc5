/* DER for cards and registers, and a CRL in one step, for callers that know
 * nothing of OpenSSL. */
#ifndef PORTAL_ISSUE_CA_FILE_DER_H
#define PORTAL_ISSUE_CA_FILE_DER_H

#include "base/buf.h"
#include "base/err.h"

struct ca_crl_profile;
struct ca_id;

/* Adds the certificate. */
int ca_cert_der(const struct ca_id *id, struct buf *out, struct err *e);

/* Adds the private key as PKCS #8 (RFC 5958) without a password. */
int ca_key_der(const struct ca_id *id, struct buf *out, struct err *e);

/* Adds a request (PKCS#10, RFC 2986) for a certificate of its key. */
int ca_request_der(const struct ca_id *id, struct buf *out, struct err *e);

/* Makes a CRL and writes it as PEM. */
int ca_crl_file(const char *path, const struct ca_id *issuer,
    const struct ca_crl_profile *p, struct err *e);

#endif
