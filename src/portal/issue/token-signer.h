/* The CA's key in a PKCS#11 token: it signs there and never comes out. */
#ifndef PORTAL_ISSUE_TOKEN_SIGNER_H
#define PORTAL_ISSUE_TOKEN_SIGNER_H

#include <openssl/types.h>

#include "base/err.h"
#include "sign/signer.h"

/* Texts are borrowed by the opening only. */
struct token_key {
	const char *module;   /* path */
	const char *token;    /* label */
	const char *label;    /* of the key; NULL: whichever fits */
	const char *pin_file; /* holds the PIN, a line end may follow */
};

/* The private key that belongs to the certificate. Caller frees with
 * signer_free. */
int token_signer_open(
    struct signer **out, const struct token_key *k, X509 *cert, struct err *e);

#endif
