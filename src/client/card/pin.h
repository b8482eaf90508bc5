/* A PIN before it is sent: what a card would count as a wrong entry, or not
 * understand, never reaches it. */
#ifndef CLIENT_CARD_PIN_H
#define CLIENT_CARD_PIN_H

#include "base/err.h"
#include "base/secret.h"

#define PIN_LEAST 4
#define PIN_MOST  12

/*
 * Digits only, and as many as the card takes: least and most are what the
 * token states (0: unknown), believed within PIN_LEAST to PIN_MOST. Errors:
 * ERR_INVALID "pin-digits", "pin-length".
 */
int pin_check(
    const struct secret *pin, unsigned least, unsigned most, struct err *e);

#endif
