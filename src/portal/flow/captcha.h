/* Checking the answer to a picture or a piece of work. */
#ifndef PORTAL_FLOW_CAPTCHA_H
#define PORTAL_FLOW_CAPTCHA_H

#include "portal/flow/flow.h"

/*
 * Uses one of the tries; sets c->keep, so that it counts whatever follows,
 * and c->tries. Wrong: ERR_DENIED, reason "captcha"; no longer good:
 * ERR_EXPIRED, reason "captcha-new". err.field is "image_text".
 */
int captcha_check(
    struct op_call *c, const char *id, const char *answer, struct err *e);

/* The same without using a try: before work that only a right answer is
 * worth. */
int captcha_peek(const struct op_call *c, const char *id, const char *answer,
    bool *right, struct err *e);

/* It let somebody in and is good for nothing more. */
int captcha_consume(const struct op_call *c, const char *id, struct err *e);

#endif
