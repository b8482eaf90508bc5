/* The key pair of a new card: made on it, or found there. */
#ifndef PORTAL_ISSUE_TOKEN_KEY_H
#define PORTAL_ISSUE_TOKEN_KEY_H

#include <openssl/types.h>

#include "base/err.h"
#include "portal/issue/token.h"

#define TOKEN_KEY_ID 20 /* bytes of CKA_ID */

/*
 * The pair with that identifier when it is whole and was made on the card;
 * else what there is of it is removed and a new one made. kind: "p256",
 * "p384", "rsa2048". The caller owns out->public.
 */
int token_key_pair(struct token *t, unsigned char id[TOKEN_KEY_ID],
    const char *label, const char *kind, struct token_key_pair *out,
    struct err *e);

/* Removes the objects of a class with that identifier. */
int token_remove(struct token *t, CK_OBJECT_CLASS class,
    unsigned char id[TOKEN_KEY_ID], struct err *e);

#endif
