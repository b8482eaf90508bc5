/*
 * The PIN on its way to the card: whether it may be sent at all, once, and
 * what the answer means. Runs in the card's thread.
 */
#ifndef CLIENT_CARD_LOGIN_H
#define CLIENT_CARD_LOGIN_H

#include <stdbool.h>

#include "base/secret.h"
#include "card/module.h"

/*
 * Reads the state of the PIN anew. A PIN that is locked is never sent, one with
 * its last try only when that was agreed to, and none that is malformed. pin:
 * NULL or empty with a key pad. Reasons of card.h.
 */
int login_allowed(const struct module *m, CK_SLOT_ID slot,
    const struct secret *pin, bool last_try_agreed, struct err *e);

/* C_Login, as the user or for one use of a key (PKCS#11 v2.40 §5.6). */
int login_send(const struct module *m, CK_SLOT_ID slot,
    CK_SESSION_HANDLE session, CK_USER_TYPE user, const struct secret *pin,
    struct err *e);

/* C_Login and nothing else; pin NULL or empty: the key pad. */
CK_RV login_call(const struct module *m, CK_SESSION_HANDLE session,
    CK_USER_TYPE user, const struct secret *pin);

/* What the answer rv to the user's PIN means: the flags of the token say more
 * than the answer to a wrong PIN. */
int login_refused(
    const struct module *m, CK_SLOT_ID slot, CK_RV rv, struct err *e);

/*
 * A secret as PKCS#11 wants it: a copy, because a module may pad or wipe what
 * it is given, and what is sent next would count as a wrong entry. bytes NULL
 * and len 0: the key pad.
 */
struct login_bytes {
	struct secret *copy;
	unsigned char *bytes;
	CK_ULONG len;
};

/* CKR_HOST_MEMORY when there is none. Wipe with login_wipe in any case. */
CK_RV login_copy(struct login_bytes *out, const struct secret *pin);
void login_wipe(struct login_bytes *b);

#endif
