/* A new PIN for a card: changed by its owner, or unblocked with the PUK. Runs
 * in the card's thread. */
#ifndef CLIENT_CARD_PIN_SET_H
#define CLIENT_CARD_PIN_SET_H

#include <stdbool.h>

#include "base/secret.h"
#include "client/card/card.h"
#include "card/module.h"

#define PUK_LEAST 4
#define PUK_MOST  16

/* What is asked for; secrets NULL: typed on the reader's key pad. */
struct pin_set {
	const struct card_reader *reader; /* of the list */
	struct secret *secret;		  /* the old PIN, or the PUK */
	struct secret *new_pin;
	bool last_try_agreed;
};

/*
 * Logs in with the old PIN, then C_SetPIN (PKCS#11 v2.40 §5.5): a driver that
 * takes the old PIN of a session without login as a PUK exists (OpenSC with
 * user_pin_unblock_style = set_pin_in_unlogged_session). Reasons of card.h.
 */
int pin_change(const struct module *m, const struct pin_set *p, struct err *e);

/*
 * C_Login as the security officer with the PUK and C_InitPIN; where a driver
 * has no such login and the PIN is locked, C_SetPIN in a session without
 * login. "no-unblock" when neither is offered.
 */
int pin_unblock(const struct module *m, const struct pin_set *p, struct err *e);

#endif
