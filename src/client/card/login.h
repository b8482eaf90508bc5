/*
 * The PIN on its way to the card: whether it may be sent at all, once, and
 * what the answer means. Runs in the card's thread.
 */
#ifndef CLIENT_CARD_LOGIN_H
#define CLIENT_CARD_LOGIN_H

#include <stdbool.h>

#include "base/secret.h"
#include "client/card/module.h"

/*
 * Reads the state of the PIN anew. A PIN that is locked is never sent, one with
 * its last try only when that was agreed to, and none that is malformed. pin:
 * NULL or empty with a key pad. Reasons of card.h.
 */
int login_allowed(const struct module *m, CK_SLOT_ID slot,
    const struct secret *pin, bool last_try_agreed, struct err *e);

/* C_Login, as the user or for one use of a key (PKCS#11 v2.40 §5.6). */
int login_send(const struct module *m, CK_SLOT_ID slot,
    CK_SESSION_HANDLE session, CK_USER_TYPE user, struct secret *pin,
    struct err *e);

/* What the answer rv to the user's PIN means: the flags of the token say more
 * than the answer to a wrong PIN. */
int login_refused(
    const struct module *m, CK_SLOT_ID slot, CK_RV rv, struct err *e);

/* A secret as PKCS#11 wants it, not copied; NULL and 0: the key pad. */
unsigned char *login_bytes(struct secret *pin, CK_ULONG *len);

#endif
