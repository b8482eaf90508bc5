/* The table of steps; storing the result is the business of the portal. */
#include "config.h"
#include "model/workflow.h"

#include <stddef.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

static const struct {
	const char *name;
	const char *label;
	bool open;
} states[] = {
	[STATE_DRAFT] = { "draft", N_("Draft: the form is not approved yet"),
	    true },
	[STATE_FORM_APPROVED] = { "form_approved",
	    N_("Form approved: your phone is to be verified"), true },
	[STATE_PHONE_VERIFIED] = { "phone_verified",
	    N_("Phone verified: the way of signing is to be chosen"), true },
	[STATE_AWAITING_SIGNATURE] = { "awaiting_signature",
	    N_("Waiting for your electronic signature"), true },
	[STATE_AWAITING_PAPER] = { "awaiting_paper",
	    N_("Waiting for the signed paper form"), true },
	[STATE_SUBMITTED] = { "submitted",
	    N_("Submitted: waiting for the institution's approval"), true },
	[STATE_CORRECTION_REQUESTED] = { "correction_requested",
	    N_("Sent back to you for correction"), true },
	[STATE_APPROVED] = { "approved", N_("Approved: waiting for production"),
	    true },
	[STATE_REJECTED] = { "rejected", N_("Rejected"), false },
	[STATE_IN_PRODUCTION] = { "in_production",
	    N_("Your card is being produced"), true },
	[STATE_SHIPPED] = { "shipped", N_("Your card is with the courier"),
	    true },
	[STATE_DELIVERED] = { "delivered",
	    N_("Delivered: your certificate is to be opened for use"), true },
	[STATE_OPENED] = { "opened", N_("Opened for use"), false },
	[STATE_CANCELLED] = { "cancelled", N_("Cancelled by you"), false },
	[STATE_EXPIRED] = { "expired", N_("Expired: please apply again"),
	    false },
};

_Static_assert(sizeof(states) / sizeof(states[0]) == STATE_COUNT,
    "one row for every enum state");

static const char *const events[] = {
	[EVENT_APPROVE_FORM] = "approve_form",
	[EVENT_EDIT] = "edit",
	[EVENT_VERIFY_PHONE] = "verify_phone",
	[EVENT_CHOOSE_SIGNATURE] = "choose_signature",
	[EVENT_CHOOSE_PAPER] = "choose_paper",
	[EVENT_CHOOSE_CONSENT] = "choose_consent",
	[EVENT_CHANGE_METHOD] = "change_method",
	[EVENT_SIGN] = "sign",
	[EVENT_PAPER_RECEIVED] = "paper_received",
	[EVENT_APPROVE] = "approve",
	[EVENT_REJECT] = "reject",
	[EVENT_REQUEST_CORRECTION] = "request_correction",
	[EVENT_PRODUCE] = "produce",
	[EVENT_SHIP] = "ship",
	[EVENT_DELIVER] = "deliver",
	[EVENT_OPEN] = "open",
	[EVENT_CANCEL] = "cancel",
	[EVENT_EXPIRE] = "expire",
};

_Static_assert(sizeof(events) / sizeof(events[0]) == EVENT_COUNT,
    "one word for every enum event");

/* Short names keep a step on a line. */
#define S(x)	  STATE_##x
#define E(x)	  EVENT_##x
#define APPLICANT (1U << ROLE_APPLICANT)
#define OFFICER	  (1U << ROLE_OFFICER)
#define OFFICE	  (1U << ROLE_OFFICE)
#define SYSTEM	  (1U << ROLE_SYSTEM)

static const struct {
	enum state from;
	enum event event;
	unsigned by;
	enum state to;
} steps[] = {
	{ S(DRAFT), E(APPROVE_FORM), APPLICANT, S(FORM_APPROVED) },

	{ S(FORM_APPROVED), E(EDIT), APPLICANT, S(DRAFT) },
	{ S(PHONE_VERIFIED), E(EDIT), APPLICANT, S(DRAFT) },
	{ S(AWAITING_SIGNATURE), E(EDIT), APPLICANT, S(DRAFT) },
	{ S(AWAITING_PAPER), E(EDIT), APPLICANT, S(DRAFT) },
	{ S(CORRECTION_REQUESTED), E(EDIT), APPLICANT, S(DRAFT) },

	/* A new session proves the phone again and stays where it is. */
	{ S(DRAFT), E(VERIFY_PHONE), APPLICANT, S(DRAFT) },
	{ S(CORRECTION_REQUESTED), E(VERIFY_PHONE), APPLICANT,
	    S(CORRECTION_REQUESTED) },
	{ S(FORM_APPROVED), E(VERIFY_PHONE), APPLICANT, S(PHONE_VERIFIED) },
	{ S(PHONE_VERIFIED), E(VERIFY_PHONE), APPLICANT, S(PHONE_VERIFIED) },
	{ S(AWAITING_SIGNATURE), E(VERIFY_PHONE), APPLICANT,
	    S(AWAITING_SIGNATURE) },
	{ S(AWAITING_PAPER), E(VERIFY_PHONE), APPLICANT, S(AWAITING_PAPER) },

	{ S(PHONE_VERIFIED), E(CHOOSE_SIGNATURE), APPLICANT,
	    S(AWAITING_SIGNATURE) },
	{ S(PHONE_VERIFIED), E(CHOOSE_PAPER), APPLICANT, S(AWAITING_PAPER) },
	{ S(PHONE_VERIFIED), E(CHOOSE_CONSENT), APPLICANT, S(SUBMITTED) },
	{ S(AWAITING_SIGNATURE), E(CHANGE_METHOD), APPLICANT,
	    S(PHONE_VERIFIED) },
	{ S(AWAITING_PAPER), E(CHANGE_METHOD), APPLICANT, S(PHONE_VERIFIED) },
	{ S(AWAITING_SIGNATURE), E(SIGN), APPLICANT, S(SUBMITTED) },
	{ S(AWAITING_PAPER), E(PAPER_RECEIVED), OFFICE, S(SUBMITTED) },

	{ S(SUBMITTED), E(APPROVE), OFFICER | OFFICE, S(APPROVED) },
	{ S(SUBMITTED), E(REJECT), OFFICER | OFFICE, S(REJECTED) },
	{ S(SUBMITTED), E(REQUEST_CORRECTION), OFFICER | OFFICE,
	    S(CORRECTION_REQUESTED) },

	{ S(APPROVED), E(PRODUCE), OFFICE, S(IN_PRODUCTION) },
	{ S(IN_PRODUCTION), E(SHIP), OFFICE, S(SHIPPED) },
	{ S(SHIPPED), E(DELIVER), OFFICE, S(DELIVERED) },
	{ S(DELIVERED), E(OPEN), APPLICANT, S(OPENED) },

	{ S(DRAFT), E(CANCEL), APPLICANT, S(CANCELLED) },
	{ S(FORM_APPROVED), E(CANCEL), APPLICANT, S(CANCELLED) },
	{ S(PHONE_VERIFIED), E(CANCEL), APPLICANT, S(CANCELLED) },
	{ S(AWAITING_SIGNATURE), E(CANCEL), APPLICANT, S(CANCELLED) },
	{ S(AWAITING_PAPER), E(CANCEL), APPLICANT, S(CANCELLED) },
	{ S(SUBMITTED), E(CANCEL), APPLICANT, S(CANCELLED) },
	{ S(CORRECTION_REQUESTED), E(CANCEL), APPLICANT, S(CANCELLED) },

	{ S(DRAFT), E(EXPIRE), SYSTEM, S(EXPIRED) },
	{ S(FORM_APPROVED), E(EXPIRE), SYSTEM, S(EXPIRED) },
	{ S(PHONE_VERIFIED), E(EXPIRE), SYSTEM, S(EXPIRED) },
	{ S(AWAITING_SIGNATURE), E(EXPIRE), SYSTEM, S(EXPIRED) },
	{ S(AWAITING_PAPER), E(EXPIRE), SYSTEM, S(EXPIRED) },
	{ S(CORRECTION_REQUESTED), E(EXPIRE), SYSTEM, S(EXPIRED) },
	/* Its owner has revoked the certificate before opening it. */
	{ S(IN_PRODUCTION), E(EXPIRE), SYSTEM, S(EXPIRED) },
	{ S(SHIPPED), E(EXPIRE), SYSTEM, S(EXPIRED) },
	{ S(DELIVERED), E(EXPIRE), SYSTEM, S(EXPIRED) },
};

int
workflow_next(
    enum state from, enum event ev, enum role by, enum state *to, struct err *e)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (steps[i].from != from || steps[i].event != ev)
			continue;
		if ((steps[i].by & (1U << by)) == 0)
			return err_why(e, ERR_DENIED, "role",
			    _("You may not do this with the application. "
			      "Please ask the office in charge."));
		*to = steps[i].to;
		return 0;
	}
	return err_why(e, ERR_CONFLICT, "state",
	    _("This is not possible now. State of the application: %s."),
	    state_label(from));
}

bool
workflow_open(enum state s)
{
	return states[s].open;
}

const char *
state_name(enum state s)
{
	return states[s].name;
}

int
state_from_name(const char *name, enum state *out)
{
	for (size_t i = 0; i < STATE_COUNT; i++)
		if (strcmp(states[i].name, name) == 0) {
			*out = (enum state)i;
			return 0;
		}
	return -1;
}

const char *
event_name(enum event ev)
{
	return events[ev];
}

const char *
state_label(enum state s)
{
	return _(states[s].label);
}
