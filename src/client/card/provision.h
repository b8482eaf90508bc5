/*
 * The demonstration's card: a token of SoftHSM in a folder of its own. No
 * real card is ever written to.
 */
#ifndef CLIENT_CARD_PROVISION_H
#define CLIENT_CARD_PROVISION_H

#include <stddef.h>

#include "base/err.h"

/* SoftHSM's module where it usually is; NULL: not installed. */
const char *card_provision_module(void);

/*
 * Makes a token in dir (made if missing) with one key and its certificate
 * under one CKA_ID; a token of that label that is there already gets them in
 * addition. Writes dir/softhsm2.conf and sets SOFTHSM2_CONF, which
 * the module reads when it is initialised: call before threads and before
 * card_open. module: NULL for card_provision_module(). pin: 4 to 12 digits.
 * key_der: PKCS#8, RSA or EC; cert_der: X.509. ERR_NOT_FOUND "no-module".
 */
int card_provision(const char *module, const char *dir, const char *label,
    const char *pin, const unsigned char *key_der, size_t key_len,
    const unsigned char *cert_der, size_t cert_len, struct err *e);

#endif
