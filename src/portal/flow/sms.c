/*
 * The applicant's telephone is proven: the code is sent, and typed in. The one
 * that was proven last comes first; who has changed the number proves the new
 * one behind it.
 */
#include "config.h"
#include "portal/flow/sms.h"

#include <stdio.h>
#include <string.h>

#include "portal/store/alert.h"
#include "base/banned.h"

static void
target(
    const struct op_call *c, struct sms_target *t, const struct application *a)
{
	sms_owner(t->owner, a->id, 0);
	t->phone = flow_phone_to_prove(a, c->session.phone_proven);
}

/* The states in which a telephone is proven, for the first time or again. What
 * the form says is proven when the form is approved, not before. */
static int
check_state(const struct op_call *c, const struct application *a, struct err *e)
{
	enum state to;

	if (workflow_next(
		a->state, EVENT_VERIFY_PHONE, ROLE_APPLICANT, &to, NULL) < 0 ||
	    (page_of(a->state, true) == PAGE_FORM &&
		flow_need_owner(c, a, NULL) == 0))
		return flow_wrong_state(e);
	return 0;
}

/* Who has proven the number before goes on where the application stands; a new
 * number is the only one from now on, in every session. */
static int
proven(struct op_call *c, struct application *a, const struct sms_target *t,
    struct err *e)
{
	const char *typed = record_get(a->record, FIELD_MOBILE);
	int rc = 0;

	if (a->state == STATE_FORM_APPROVED && strcmp(t->phone, typed) != 0)
		return 0;
	if (strcmp(t->phone, a->proven) != 0) {
		rc = store_session_unprove(c->flow->store, a->id, e);
		if (rc == 0)
			rc = store_session_phone(
			    c->flow->store, c->session.id, true, e);
		snprintf(a->proven, sizeof(a->proven), "%s", t->phone);
	}
	return rc < 0 ? rc
		      : flow_move(
			    c, a, EVENT_VERIFY_PHONE, ROLE_APPLICANT, NULL, e);
}

static int
sms_save(struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	struct sms_target t;
	int rc = flow_application(c, &a, e);

	if (rc < 0)
		return rc;
	target(c, &t, &a);
	rc = check_state(c, &a, e);
	if (rc == 0)
		rc = sms_send(c, &t, c->out, e);
	if (rc == 0)
		rc = flow_keep(c, &a, PAGE_SMS_CODE, NULL, e);
	application_clear(&a);
	return rc;
}

const struct op op_sms = {
	.name = "sms",
	.in = &wire_empty,
	.out = &wire_sms,
	.role = OP_APPLICANT,
	.save = sms_save,
};

static int
verify(
    struct op_call *c, struct application *a, const char *digits, struct err *e)
{
	struct sms_target t;
	int rc;

	target(c, &t, a);
	rc = sms_verify(c, &t, digits, e);
	if (rc == 0)
		rc = proven(c, a, &t, e);
	if (rc == 0)
		rc = store_language_set(c->flow->store, a->tckn, c->lang, e);
	return rc < 0 ? rc : flow_keep(c, a, page_of(a->state, true), NULL, e);
}

static int
verify_save(struct op_call *c, struct err *e)
{
	const struct msg_sms_verify_request *in = c->in;
	struct application a = { 0 };
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = check_state(c, &a, e);
	if (rc == 0)
		rc = verify(c, &a, in->code, e);
	application_clear(&a);
	return rc < 0 ? rc : flow_answer_now(c, e);
}

const struct op op_sms_verify = {
	.name = "sms-verify",
	.in = &wire_sms_verify_request,
	.out = &wire_application,
	.role = OP_APPLICANT,
	.save = verify_save,
};
