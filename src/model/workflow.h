/*
 * The states of an application and who may move it. One table; what is not
 * listed is refused.
 */
#ifndef MODEL_WORKFLOW_H
#define MODEL_WORKFLOW_H

#include <stdbool.h>

#include "base/err.h"

enum state {
	STATE_DRAFT,
	STATE_FORM_APPROVED,
	STATE_PHONE_VERIFIED,
	STATE_AWAITING_SIGNATURE,
	STATE_AWAITING_PAPER,
	STATE_SUBMITTED,
	STATE_CORRECTION_REQUESTED,
	STATE_APPROVED,
	STATE_REJECTED,
	STATE_IN_PRODUCTION,
	STATE_SHIPPED,
	STATE_DELIVERED,
	STATE_OPENED,
	STATE_CANCELLED,
	STATE_EXPIRED,
	STATE_COUNT
};

enum event {
	EVENT_APPROVE_FORM,	/* Form Onayla */
	EVENT_EDIT,		/* back to the form, nothing lost */
	EVENT_VERIFY_PHONE,	/* right SMS Onay Kodu */
	EVENT_CHOOSE_SIGNATURE, /* E-İmzalı Başvuru */
	EVENT_CHOOSE_PAPER,	/* Islak İmzalı Başvuru */
	EVENT_CHOOSE_CONSENT,	/* E-Onaylı Başvuru: the E-Onay on record */
	EVENT_CHANGE_METHOD,	/* back to the choice of method */
	EVENT_SIGN,		/* a verified signature arrived */
	EVENT_PAPER_RECEIVED,
	EVENT_APPROVE,
	EVENT_REJECT,
	EVENT_REQUEST_CORRECTION,
	EVENT_PRODUCE,
	EVENT_SHIP,
	EVENT_DELIVER,
	EVENT_OPEN,
	EVENT_CANCEL,
	EVENT_EXPIRE,
	EVENT_COUNT
};

enum role {
	ROLE_APPLICANT,
	ROLE_OFFICER, /* kurum yetkilisi */
	ROLE_OFFICE,  /* the portal's administrator and the producer */
	ROLE_SYSTEM,  /* the portal by itself: time limits */
	ROLE_COUNT
};

/* The state after the event; ERR_CONFLICT (no such transition from here) or
 * ERR_DENIED (not by this role) with a sentence for the person. */
int workflow_next(enum state from, enum event ev, enum role by, enum state *to,
    struct err *e);

/* An application in this state stands in the way of a new one (one open
 * application per person). */
bool workflow_open(enum state s);

/* Stable words ("awaiting_signature"); -1 when it is none. */
const char *state_name(enum state s);
int state_from_name(const char *name, enum state *out);
const char *event_name(enum event ev);

/* What the state means for the applicant, one line in his language. */
const char *state_label(enum state s);

#endif
