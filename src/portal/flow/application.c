/* The application as it stands, its cancelling, and the way back to the
 * form. */
#include "config.h"
#include "portal/flow/flow.h"

#include "portal/store/code.h"
#include "portal/store/signing.h"
#include "base/banned.h"

static int
application_load(struct op_call *c, struct err *e)
{
	return flow_answer_now(c, e);
}

const struct op op_application = {
	.name = "application",
	.in = &wire_empty,
	.out = &wire_application,
	.role = OP_APPLICANT,
	.load = application_load,
};

/* Codes and signing requests of what the application was before. */
static int
end_codes(const struct op_call *c, const struct application *a, struct err *e)
{
	char owner[SMS_OWNER];
	int rc = store_sms_end(c->flow->store, sms_owner(owner, a->id, 0), e);

	return rc < 0 ? rc : store_signing_end(c->flow->store, a->id, e);
}

static int
edit(struct op_call *c, struct application *a, struct err *e)
{
	int rc = flow_need_owner(c, a, e);

	if (rc < 0 || a->state == STATE_DRAFT) /* repeated: nothing to do */
		return rc;
	rc = flow_move(c, a, EVENT_EDIT, ROLE_APPLICANT, NULL, e);
	if (rc < 0)
		return rc;
	a->method[0] = '\0';
	rc = flow_keep(c, a, PAGE_FORM, NULL, e);
	return rc < 0 ? rc : end_codes(c, a, e);
}

static int
edit_save(struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = edit(c, &a, e);
	application_clear(&a);
	return rc < 0 ? rc : flow_answer_now(c, e);
}

const struct op op_edit = {
	.name = "edit",
	.in = &wire_empty,
	.out = &wire_application,
	.role = OP_APPLICANT,
	.save = edit_save,
};

static int
cancel_save(struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	enum state to;
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = workflow_next(
		    a.state, EVENT_CANCEL, ROLE_APPLICANT, &to, e);
	if (rc == 0)
		rc = flow_need_owner(c, &a, e);
	if (rc == 0)
		rc = flow_move(c, &a, EVENT_CANCEL, ROLE_APPLICANT, NULL, e);
	if (rc == 0)
		rc = flow_keep(c, &a, PAGE_RESULT, NULL, e);
	if (rc == 0)
		rc = end_codes(c, &a, e);
	application_clear(&a);
	return rc < 0 ? rc : flow_answer_now(c, e);
}

const struct op op_cancel = {
	.name = "cancel",
	.in = &wire_empty,
	.out = &wire_application,
	.role = OP_APPLICANT,
	.save = cancel_save,
};
