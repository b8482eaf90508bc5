/* What a module's return value means to the person. */
#ifndef CLIENT_CARD_REASON_H
#define CLIENT_CARD_REASON_H

#include <p11-kit/pkcs11.h>

#include "base/err.h"

/*
 * Sets the error a CKR_* value stands for (PKCS#11 v2.40 §5.1), with one of
 * the reasons of card.h; answers its code. rv must not be CKR_OK.
 */
int reason_of(struct err *e, CK_RV rv);

/* Whether the card or its reader has gone. */
bool reason_removed(CK_RV rv);

#endif
