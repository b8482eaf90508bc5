/* Between reading the files of a trust and keeping what they hold. */
#ifndef SIGN_TRUST_LOAD_H
#define SIGN_TRUST_LOAD_H

#include <openssl/types.h>

#include "sign/cades.h"

/* Each copies (by reference). path: for sentences. */
int trust_add_ca(struct trust *t, X509 *cert, const char *path, struct err *e);
int trust_add_crl(
    struct trust *t, X509_CRL *crl, const char *path, struct err *e);

#endif
