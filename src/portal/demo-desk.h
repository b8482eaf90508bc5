/*
 * Somebody at a keyboard, for a demonstration: the operations of the portal
 * one after the other without a network, at a moment of the past.
 */
#ifndef PORTAL_DEMO_DESK_H
#define PORTAL_DEMO_DESK_H

#include <stdint.h>

#include "portal/flow/op.h"
#include "portal/store/people.h"

struct demo_desk {
	struct flow flow;
	int64_t now;	 /* of whatever is done next */
	char *token;	 /* of the session, or NULL; owned */
	char number[20]; /* of the application */
};

void demo_desk_clear(struct demo_desk *d);

/* Runs one, as the dispatcher does; out is to be cleared (wire_clear) when 0
 * is answered. Out may be NULL: the answer does not matter. */
int demo_call(struct demo_desk *d, const struct op *op, const void *in,
    void *out, struct err *e);

/* Logs in with what the register says. */
int demo_login(struct demo_desk *d, const struct person *p, struct err *e);

/* Asks for an SMS code, reads it on the telephone and types it. */
int demo_prove_phone(struct demo_desk *d, struct err *e);

/* Whatever waits to be sent at that moment was sent: those telephones are not
 * here. The code of an SMS among it goes to code (7 bytes; NULL: none). */
int demo_telephones(struct demo_desk *d, char *code, struct err *e);

#endif
