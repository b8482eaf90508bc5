/*
 * A PKCS#11 token as the portal uses one: the CA's key, and new cards. Errors
 * name the call and the value it answered, for the office.
 */
#ifndef PORTAL_ISSUE_TOKEN_H
#define PORTAL_ISSUE_TOKEN_H

#include <stddef.h>

#include <openssl/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "card/module.h"
#include "sign/signer.h"

struct token {
	struct module *m;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	bool open; /* there is a session */
};

/* "The token answered C_Login with error 0xa0." */
int token_failed(struct err *e, const char *call, CK_RV rv);

/* Opens a session and logs in. */
int token_log_in(
    struct token *t, CK_USER_TYPE user, const char *pin, struct err *e);

/* Logs out and ends the session, if there is one. */
void token_log_out(struct token *t);

/* The label as PKCS#11 has it: 32 bytes, padded with blanks. */
void token_pad(const char *label, unsigned char out[32]);

/* The initialised token with that label; ERR_NOT_FOUND. */
int token_find(struct token *t, const char *label, struct err *e);

/* A private key of the session, and what its signatures must verify with. */
struct token_key_pair {
	CK_OBJECT_HANDLE private;
	EVP_PKEY *public; /* whose it is says whoever holds the pair */
};

/* Signs tbs as struct signer does. */
int token_sign(struct token *t, const struct token_key_pair *k,
    enum sign_digest d, const void *tbs, size_t len, struct buf *out,
    struct err *e);

#endif
