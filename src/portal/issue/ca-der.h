/* What the files of the certificate authority share. */
#ifndef PORTAL_ISSUE_CA_DER_H
#define PORTAL_ISSUE_CA_DER_H

#include <stdbool.h>

#include <openssl/types.h>

#include "base/err.h"

struct ca_id;

/* Adds the extension qcStatements; the list as in struct ca_profile. */
int ca_add_qc_statements(X509 *cert, const char *list);

/* Ready to sign with the digest (NULL: what fits). Caller frees. */
EVP_MD_CTX *ca_sign_ctx(EVP_PKEY *key, const char *digest, bool pss);

/* Takes both on success; NULL when memory is out. */
struct ca_id *ca_id_of(X509 *cert, EVP_PKEY *key);

/* Sets the sentence from OpenSSL's last error and answers ERR_INTERNAL. */
int ca_failed(struct err *e);

#endif
