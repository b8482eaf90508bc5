/* The server's side of TLS: which versions and ciphers, which certificate. */
#ifndef PORTAL_HTTP_TLS_H
#define PORTAL_HTTP_TLS_H

#include <stddef.h>

#include <openssl/types.h>

#include "base/err.h"

/* TLS 1.2 and later (RFC 9325), the chain and key of two PEM files. Caller
 * frees *out with tls_free. */
int tls_context(
    SSL_CTX **out, const char *certificate, const char *key, struct err *e);

void tls_free(SSL_CTX *ctx); /* NULL is fine */

#endif
