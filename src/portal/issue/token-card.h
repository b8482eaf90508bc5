/*
 * A new card in a reader: PIN and PUK set, a key pair made on it, a request
 * signed by it, its certificate written to it (PKCS#11 v2.40). Each step finds
 * what an interrupted production has left on the card and goes on from there.
 */
#ifndef PORTAL_ISSUE_TOKEN_CARD_H
#define PORTAL_ISSUE_TOKEN_CARD_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct token_card;

struct card_order {
	const char *module;    /* path of the PKCS#11 module */
	long slot;	       /* where the empty card is; negative: any slot */
	const char *label;     /* of the token: the application's number */
	const char *pin, *puk; /* the PUK is the security officer's PIN */
	const char *key;       /* "p256", "p384" or "rsa2048" */
};

/*
 * Finds the card with that label, or takes an empty one and gives it label,
 * PUK and PIN; logs in. ERR_CONFLICT (reason "card-used") when the card in the
 * slot is another one's, ERR_NOT_FOUND (reason "no-card") when no empty card
 * is there. Texts are borrowed while it lives. Caller frees.
 */
int token_card_open(
    struct token_card **out, const struct card_order *o, struct err *e);
void token_card_free(struct token_card *c); /* NULL is fine */

/* Makes the key pair unless it is there; adds a PKCS#10 request in DER. */
int token_card_request(struct token_card *c, struct buf *out, struct err *e);

/* Writes the certificate of that key, in place of another one. */
int token_card_put(
    struct token_card *c, const unsigned char *der, size_t len, struct err *e);

#endif
