/* SMS Onay Kodu, for whoever has to prove a telephone. */
#ifndef PORTAL_FLOW_SMS_H
#define PORTAL_FLOW_SMS_H

#include "portal/flow/flow.h"
#include "portal/store/code.h"

struct sms_target {
	char owner[SMS_OWNER];
	const char *phone; /* 10 digits, borrowed */
};

/*
 * Sends a new code, which voids the one before, within the limits of waiting
 * and of codes an hour; fills the answer.
 */
int sms_send(struct op_call *c, const struct sms_target *t, struct msg_sms *out,
    struct err *e);

/*
 * Judges a code; the right one is used up and proves the telephone for the
 * caller's session. A wrong one counts (c->keep, c->tries).
 */
int sms_verify(struct op_call *c, const struct sms_target *t,
    const char *digits, struct err *e);

#endif
