/*
 * What signatures are made for. The card's side (sign.c) is the same for all:
 * it shows the texts, verifies one signature for each, consumes the request
 * once. What must still hold then, and what follows, is a row of this table.
 */
#ifndef PORTAL_FLOW_PURPOSE_H
#define PORTAL_FLOW_PURPOSE_H

#include "portal/flow/flow.h"
#include "portal/store/signing.h"
#include "sign/cades.h"

/* Signatures that are good, in the order of the texts. */
struct submission {
	struct signing g;
	const struct msg_sign_submit_request *in;
	struct cades_result *results; /* g.count */
};

struct purpose {
	const char *name; /* as the store keeps it */
	/*
	 * In the store's thread, inside the transaction, before the request is
	 * consumed: refuses with a sentence what may not be taken any more.
	 * NULL: nothing can have changed.
	 */
	int (*check)(
	    const struct op_call *c, const struct submission *s, struct err *e);
	/* After it was consumed. Fills number, state and province of the
	 * answer where they mean something. */
	int (*accept)(struct op_call *c, struct submission *s,
	    struct msg_sign_submit *out, struct err *e);
};

/* NULL when a newer version made the request. */
const struct purpose *purpose_find(const char *name);

extern const struct purpose purpose_application, purpose_decide, purpose_login,
    purpose_consent;

/* The signature of text n. */
const struct msg_signature *submission_signature(
    const struct submission *s, size_t n);

#endif
