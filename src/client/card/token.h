/* Readers, cards and the certificates on them, all readable without a PIN. */
#ifndef CLIENT_CARD_TOKEN_H
#define CLIENT_CARD_TOKEN_H

#include <stdint.h>

#include "client/card/card.h"
#include "client/card/listing.h"
#include "card/module.h"

/* Whose certificates are looked for, and when. */
struct token_wanted {
	int64_t now;
	const char *tckn; /* NULL: anybody's */
};

/*
 * Adds the readers that the module with this index sees, and the certificates
 * of their cards but those that another driver reads already. Errors: what the
 * module answers when asked for its readers, ERR_CANCELLED.
 */
int token_read(const struct module *m, size_t index,
    const struct token_wanted *wanted, struct listing *out, struct err *e);

/* The token in that slot as it is now: label, serial number, PIN; its flags
 * into *flags, which may be NULL. */
CK_RV token_state(const struct module *m, CK_SLOT_ID slot,
    struct card_reader *out, CK_FLAGS *flags);

/*
 * What the flags of a token say of its PIN (PKCS#11 v2.40 §3.2), the worst
 * first.
 */
enum card_pin token_pin(CK_FLAGS flags);

/*
 * Whether the card behind an error of the device was taken out: it looks
 * broken until the reader is looked at again, which pcscd does every 0.4 s
 * where a reader does not tell by itself. Waits for that, at most 0.6 s.
 */
bool token_gone(const struct module *m, CK_SLOT_ID slot);

#endif
