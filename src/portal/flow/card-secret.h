/*
 * PIN and PUK of a card: drawn here, sealed under the portal's secret before
 * they are kept, never logged or printed.
 */
#ifndef PORTAL_FLOW_CARD_SECRET_H
#define PORTAL_FLOW_CARD_SECRET_H

#include "base/err.h"
#include "portal/store/store.h"

#define CARD_PIN_DIGITS 6
#define CARD_PUK_DIGITS 8

struct card_secret {
	char pin[CARD_PIN_DIGITS + 1], puk[CARD_PUK_DIGITS + 1];
};

/* key: the portal's, 32 bytes. Draws both and keeps them. */
int card_secret_make(struct store *s, const unsigned char key[32],
    const char *tckn, const char *serial, struct err *e);

/* Opens those of a certificate; ERR_NOT_FOUND. Wipe afterwards. */
int card_secret_open(struct store *s, const unsigned char key[32],
    const char *tckn, const char *serial, struct card_secret *out,
    struct err *e);

void card_secret_wipe(struct card_secret *c);

#endif
