/* Which mechanism of a card makes the signature that CMS wants, and what goes
 * in and comes out of it. */
#ifndef CARD_MECHANISM_H
#define CARD_MECHANISM_H

#include <openssl/evp.h>

#include "base/buf.h"
#include "card/module.h"
#include "sign/signer.h"

struct mechanism; /* static */

/*
 * The first that the card offers for a key of this type (CKK_RSA, CKK_EC):
 * the raw one before the one that hashes on the card. NULL: none.
 */
const struct mechanism *mechanism_choose(const struct module *m,
    CK_SLOT_ID slot, CK_KEY_TYPE type, enum sign_digest d);

CK_MECHANISM_TYPE mechanism_type(const struct mechanism *m);

/* What the card is given for tbs. Adds to *out; -1 when it cannot be made. */
int mechanism_input(const struct mechanism *m, enum sign_digest d,
    const unsigned char *tbs, size_t len, struct buf *out);

/*
 * Adds the card's value to *out in the form of CMS (RFC 5753 §2.1.1: r and s
 * become an ECDSA-Sig-Value). -1 when it does not belong to the public key's
 * signature over tbs.
 */
int mechanism_output(EVP_PKEY *public, enum sign_digest d,
    const unsigned char *tbs, size_t len, const struct buf *value,
    struct buf *out);

#endif
