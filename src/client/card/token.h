/* Readers, cards and the certificates on them, all readable without a PIN. */
#ifndef CLIENT_CARD_TOKEN_H
#define CLIENT_CARD_TOKEN_H

#include <stdint.h>

#include "client/card/card.h"
#include "client/card/module.h"

struct token_certs {
	struct card_cert *list; /* those that can sign first */
	size_t count;
	bool usable; /* at least one can sign */
};

/*
 * Adds the certificates of every card the module sees, judged for tckn (NULL:
 * anybody's) at the moment now. 0 when there is one that can sign; otherwise
 * "no-reader", "no-card", "device" or "no-certificate" — with the last one
 * out may still hold certificates, each with its reason. Caller frees with
 * token_certs_free in any case.
 */
int token_read(const struct module *m, int64_t now, const char *tckn,
    struct token_certs *out, struct err *e);
void token_certs_free(struct token_certs *c);

/* Copies one certificate, its DER included; -1 when memory is out. */
int token_cert_copy(struct card_cert *to, const struct card_cert *from);

/*
 * What the flags of a token say of its PIN (PKCS#11 v2.40 §3.2), the worst
 * first.
 */
enum card_pin token_pin(CK_FLAGS flags);

#endif
