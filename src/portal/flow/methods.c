/* Ways of signing: which are open, and choosing one. */
#include "config.h"
#include "portal/flow/flow.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "portal/flow/notice.h"
#include "portal/store/account.h"
#include "portal/store/outbox.h"
#include "portal/store/signing.h"
#include "base/banned.h"

static const struct {
	const char *name;
	enum event event;
} events[] = {
	{ "e-signed", EVENT_CHOOSE_SIGNATURE },
	{ "e-approved", EVENT_CHOOSE_CONSENT },
	{ "paper", EVENT_CHOOSE_PAPER },
};

#define METHODS (sizeof(events) / sizeof(events[0]))

/* The certificate that cannot be signed with: the one reported as lost. */
static const char *
lost_one(const struct application *a)
{
	bool lost = strcmp(record_get(a->record, FIELD_REASON), "lost") == 0;

	return lost && a->certificate[0] != '\0' ? a->certificate : NULL;
}

/*
 * E-Onaylı Başvuru ends without a signature: an E-Onay must be on record, and
 * the telephone that was proven must be the one in the account. Whoever
 * merely knows what stands on an identity card has a telephone of his own.
 */
static int
consented(const struct op_call *c, const struct application *a, bool *yes,
    struct err *e)
{
	struct account k;
	bool given = false;
	int rc = store_consent_given(c->flow->store, a->tckn, &given, e);

	*yes = false;
	if (rc < 0 || !given)
		return rc;
	rc = store_account_find(c->flow->store, a->tckn, &k, e);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return 0;
	}
	*yes = rc == 0 && k.mobile[0] != '\0' &&
	       strcmp(k.mobile, record_get(a->record, FIELD_MOBILE)) == 0;
	return rc;
}

int
flow_methods(const struct op_call *c, const struct application *a,
    const char *out[3], struct err *e)
{
	struct certificate_holding h;
	bool consent = false;
	int n = 0, rc;

	rc = store_certificate_holding(
	    c->flow->store, a->tckn, lost_one(a), c->now, &h, e);
	if (rc == 0)
		rc = consented(c, a, &consent, e);
	if (rc < 0)
		return rc;
	if (h.valid)
		out[n++] = events[0].name;
	if (h.valid && consent)
		out[n++] = events[1].name;
	out[n++] = events[2].name;
	return n;
}

static int
offered(const struct op_call *c, const struct application *a, const char *name,
    struct err *e)
{
	const char *open[METHODS];
	int n = flow_methods(c, a, open, e);

	for (int i = 0; i < n; i++)
		if (strcmp(open[i], name) == 0)
			return 0;
	if (n < 0)
		return n;
	return err_why(e, ERR_DENIED, "method",
	    _("This way of signing is not open to you now. Please choose "
	      "another one."));
}

/* Once: who goes back and forth between the methods needs no second one. */
static int
tell_paper(const struct op_call *c, const struct application *a, struct err *e)
{
	struct store *store = c->flow->store;
	bool told = false;
	int rc = store_message_told(
	    store, a->id, notice_texts[NOTICE_PAPER].name, &told, e);

	if (rc < 0 || told)
		return rc;
	return notice_tell(
	    store, c->flow->options, a, NOTICE_PAPER, NULL, c->now, e);
}

static int
choose(struct op_call *c, struct application *a, struct err *e)
{
	const struct msg_method_request *in = c->in;
	size_t i = 0;
	int rc;

	while (i < METHODS && strcmp(events[i].name, in->method) != 0)
		i++;
	if (i == METHODS) {
		err_fill(e, ERR_INVALID,
		    _("There is no such way of signing. Please choose one of "
		      "the list."));
		err_field(e, "method");
		return ERR_INVALID;
	}
	rc = flow_need_phone(c, e);
	if (rc == 0)
		rc = offered(c, a, in->method, e);
	if (rc == 0)
		rc = flow_move(
		    c, a, events[i].event, ROLE_APPLICANT, in->method, e);
	if (rc < 0)
		return rc;
	snprintf(a->method, sizeof(a->method), "%s", in->method);
	rc = flow_keep(c, a, page_of(a->state, true), NULL, e);
	if (rc == 0 && a->state == STATE_SUBMITTED)
		rc = flow_submitted(c, a, e);
	if (rc == 0 && a->state == STATE_AWAITING_PAPER)
		rc = tell_paper(c, a, e);
	return rc;
}

static int
method_save(struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = choose(c, &a, e);
	application_clear(&a);
	return rc < 0 ? rc : flow_answer_now(c, e);
}

const struct op op_method = {
	.name = "method",
	.in = &wire_method_request,
	.out = &wire_application,
	.role = OP_APPLICANT,
	.save = method_save,
};

static int
change_save(struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = flow_need_owner(c, &a, e);
	if (rc == 0)
		rc = flow_move(
		    c, &a, EVENT_CHANGE_METHOD, ROLE_APPLICANT, NULL, e);
	if (rc == 0) {
		a.method[0] = '\0';
		rc = flow_keep(c, &a, PAGE_METHOD, NULL, e);
	}
	if (rc == 0)
		rc = store_signing_end(c->flow->store, a.id, e);
	application_clear(&a);
	return rc < 0 ? rc : flow_answer_now(c, e);
}

const struct op op_method_change = {
	.name = "method-change",
	.in = &wire_empty,
	.out = &wire_application,
	.role = OP_APPLICANT,
	.save = change_save,
};
