/* Signing requests, as the applicant's side and the card's side see them. */
#ifndef PORTAL_FLOW_SIGNING_H
#define PORTAL_FLOW_SIGNING_H

#include "portal/flow/flow.h"
#include "portal/store/code.h"

#define SIGNING_DIGITS 15

/* Fills the message both sides get; code is the Doğrulama Kodu. */
int signing_answer(const struct op_call *c, const struct application *a,
    const struct signing *g, const char *code, struct err *e);

/* Keyed hash of a Doğrulama Kodu, blanks in it left out. */
void signing_hash(
    const struct flow *f, const char *code, unsigned char out[STORE_HASH]);

#endif
