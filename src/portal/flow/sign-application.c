/* The signature under an application: its text, asking for it, waiting, and
 * what follows. */
#include "config.h"
#include "portal/flow/purpose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "model/signtext.h"
#include "portal/flow/signing.h"
#include "portal/store/stamp.h"
#include "base/banned.h"

/* The text to sign, today's, from the record as it is kept. */
static int
build(const struct op_call *c, const struct application *a, struct signing *g,
    struct err *e)
{
	struct buf text = BUF_INIT(SIGNTEXT_MAX);
	struct date today = date_of(c->now);
	struct signtext_facts facts = { .number = a->number,
		.portal = c->flow->options->name,
		.date = date_format(&today, g->date) };
	int rc = signtext_build(a->record, &facts, &text, e);
	size_t len = 0;

	if (rc == 0) {
		char *bytes = buf_steal(&text, &len);

		rc = signing_take_text(g, bytes, len, a->id, 0, e);
	}
	buf_free(&text);
	return rc;
}

static int
request(const struct op_call *c, const struct application *a, struct err *e)
{
	struct signing g = { .application = a->id, .session = c->session.id };
	int rc;

	snprintf(g.purpose, sizeof(g.purpose), "%s", purpose_application.name);
	snprintf(g.tckn, sizeof(g.tckn), "%s", a->tckn);
	snprintf(g.detail, sizeof(g.detail), "%s", a->number);
	rc = build(c, a, &g, e);
	if (rc == 0)
		rc = signing_request(c, &g, c->out, e);
	signing_clear(&g);
	return rc;
}

static int
signing_save(struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = flow_need_phone(c, e);
	if (rc == 0 && a.state != STATE_AWAITING_SIGNATURE)
		rc = flow_wrong_state(e);
	if (rc == 0)
		rc = request(c, &a, e);
	application_clear(&a);
	return rc;
}

const struct op op_signing = {
	.name = "signing",
	.in = &wire_empty,
	.out = &wire_signing,
	.role = OP_APPLICANT,
	.save = signing_save,
};

static int
status_load(struct op_call *c, struct err *e)
{
	return signing_answer_status(c, c->out, e);
}

const struct op op_signing_status = {
	.name = "signing-status",
	.in = &wire_empty,
	.out = &wire_signing_status,
	.role = OP_APPLICANT,
	.load = status_load,
};

/* The lost certificate is not yet suspended: that comes with the submission. */
static int
check_lost(const struct application *a, const char *serial, struct err *e)
{
	if (strcmp(record_get(a->record, FIELD_REASON), "lost") != 0 ||
	    strcmp(serial, a->certificate) != 0)
		return 0;
	return err_why(e, ERR_DENIED, "lost-certificate",
	    _("The certificate reported as lost cannot sign the application. "
	      "Please choose another way."));
}

static int
application_check(
    const struct op_call *c, const struct submission *s, struct err *e)
{
	struct application a = { 0 };
	int rc =
	    store_application_load(c->flow->store, s->g.application, &a, e);

	if (rc == 0 && a.state != STATE_AWAITING_SIGNATURE)
		rc = flow_wrong_state(e);
	if (rc == 0)
		rc = check_lost(&a, s->results[0].signer.serial, e);
	application_clear(&a);
	return rc;
}

static int
keep_evidence(
    const struct op_call *c, const struct submission *s, struct err *e)
{
	const struct msg_signature *sig = submission_signature(s, 0);
	const struct cades_result *r = &s->results[0];
	struct evidence v = { .application = s->g.application,
		.text = s->g.texts[0].text,
		.text_len = s->g.texts[0].len,
		.cms = sig->cms.data,
		.cms_len = sig->cms.len,
		.certificate = r->certificate.data,
		.certificate_len = r->certificate.len,
		.signed_at = r->signing_time,
		.received_at = c->now };
	int rc;

	snprintf(v.serial, sizeof(v.serial), "%s", r->signer.serial);
	rc = store_evidence_add(c->flow->store, &v, e);
	/* The stamp is fetched later: nobody waits for the service. */
	if (rc == 0 && c->flow->options->tsa != NULL && r->stamp.when == 0)
		rc = store_stamp_add(
		    c->flow->store, s->g.application, c->now, e);
	return rc;
}

static int
submitted(struct op_call *c, struct application *a, const char *serial,
    struct msg_sign_submit *out, struct err *e)
{
	bool ok = true;
	int rc = flow_move(c, a, EVENT_SIGN, ROLE_APPLICANT, serial, e);

	if (rc == 0)
		rc = flow_keep(c, a, PAGE_RESULT, NULL, e);
	if (rc == 0)
		rc = flow_submitted(c, a, e);
	if (rc < 0)
		return rc;
	out->number = flow_text(a->number, &ok);
	out->state = flow_text(state_name(a->state), &ok);
	out->province = flow_text(a->province, &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
application_accept(struct op_call *c, struct submission *s,
    struct msg_sign_submit *out, struct err *e)
{
	struct application a = { 0 };
	int rc = keep_evidence(c, s, e);

	if (rc == 0)
		rc = store_application_load(
		    c->flow->store, s->g.application, &a, e);
	if (rc == 0)
		rc = submitted(c, &a, s->results[0].signer.serial, out, e);
	application_clear(&a);
	return rc;
}

const struct purpose purpose_application = {
	.name = "application",
	.check = application_check,
	.accept = application_accept,
};
