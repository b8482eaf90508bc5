/* The key on a card as a signer. Runs in the card's thread. */
#ifndef CLIENT_CARD_CARD_SIGNER_H
#define CLIENT_CARD_CARD_SIGNER_H

#include <stdbool.h>

#include "base/secret.h"
#include "client/card/card.h"
#include "card/module.h"
#include "sign/signer.h"

/*
 * Opens a session, makes sure that the card is still the one of the list,
 * logs in and finds the key. The state of the PIN is read again before it is
 * sent, and a PIN is sent once: pin-wrong, pin-last, pin-locked, ... are
 * reasons of card.h. pin: NULL or empty with a key pad; last_try_agreed: the
 * person has agreed to use the last one. m, cert and pin are borrowed while the
 * signer lives. Free with signer_free, which logs out.
 */
int card_signer_open(struct signer **out, const struct module *m,
    const struct card_cert *cert, struct secret *pin, bool last_try_agreed,
    struct err *e);

#endif
