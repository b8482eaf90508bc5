/* Signing requests, as the asker's side and the card's side see them. */
#ifndef PORTAL_FLOW_SIGNING_H
#define PORTAL_FLOW_SIGNING_H

#include "portal/flow/flow.h"
#include "portal/store/signing.h"

#define SIGNING_DIGITS 15

/*
 * Asks for the signatures of g's texts: draws the Doğrulama Kodu, keeps the
 * request, fills the message. Purpose, owner, date and texts are set by the
 * caller, who clears g.
 */
int signing_request(const struct op_call *c, struct signing *g,
    struct msg_signing *out, struct err *e);

/* Fills the message both sides get; code is the Doğrulama Kodu. */
int signing_answer(const struct op_call *c, const struct signing *g,
    const char *code, struct msg_signing *out, struct err *e);

/* "waiting", "opened", "signed" or "expired". */
const char *signing_status(const struct op_call *c, const struct signing *g);

/* Of the last request of the caller's application, or of his session. */
int signing_answer_status(
    const struct op_call *c, struct msg_signing_status *out, struct err *e);

/* Keyed hash of a Doğrulama Kodu, blanks in it left out. */
void signing_hash(
    const struct flow *f, const char *code, unsigned char out[STORE_HASH]);

#endif
