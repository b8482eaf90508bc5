/* E-Onay: given and withdrawn by a text that the person signs, and the wait
 * for such signatures. */
#include "config.h"
#include "portal/flow/personal.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/random.h"
#include "model/consenttext.h"
#include "portal/flow/purpose.h"
#include "portal/flow/signing.h"
#include "base/banned.h"

#define MARK_DIGITS 20

static const char given[] = "given", withdrawn[] = "withdrawn";

/* It is what it is to become. */
static int
check_change(
    const struct op_call *c, const char *tckn, bool give, struct err *e)
{
	bool now = false;
	int rc = store_consent_given(c->flow->store, tckn, &now, e);

	if (rc < 0 || now != give)
		return rc;
	return err_why(e, ERR_DENIED, "consent",
	    give ? _("Your E-Onay is on record already.")
		 : _("There is no E-Onay of yours that could be withdrawn."));
}

static int
build(const struct op_call *c, bool give, struct signing *g, struct err *e)
{
	struct buf text = BUF_INIT(CONSENTTEXT_MAX);
	struct date today = date_of(c->now);
	char moment[DATE_MOMENT], mark[MARK_DIGITS + 1], *bytes;
	struct person p;
	struct consenttext t = { .give = give,
		.tckn = g->tckn,
		.name = p.name,
		.surname = p.surname,
		.portal = c->flow->options->name,
		.moment = date_moment(c->now, moment),
		.mark = mark };
	size_t len = 0;
	int rc = store_person_find(c->flow->store, g->tckn, &p, e);

	date_format(&today, g->date);
	random_digits(mark, MARK_DIGITS, 0);
	if (rc == 0)
		rc = consenttext_build(&t, &text, e);
	if (rc == 0) {
		bytes = buf_steal(&text, &len);
		rc = signing_take_text(g, bytes, len, 0, 0, e);
	}
	buf_free(&text);
	return rc;
}

static int
consent_save(struct op_call *c, struct err *e)
{
	const struct msg_consent_request *in = c->in;
	struct signing g = { .session = c->session.id };
	int rc = check_change(c, c->session.tckn, in->give, e);

	if (rc < 0)
		return rc;
	snprintf(g.purpose, sizeof(g.purpose), "%s", purpose_consent.name);
	snprintf(g.tckn, sizeof(g.tckn), "%s", c->session.tckn);
	snprintf(
	    g.detail, sizeof(g.detail), "%s", in->give ? given : withdrawn);
	rc = build(c, in->give, &g, e);
	if (rc == 0)
		rc = signing_request(c, &g, c->out, e);
	signing_clear(&g);
	return rc;
}

const struct op op_consent = {
	.name = "consent",
	.in = &wire_consent_request,
	.out = &wire_signing,
	.role = OP_PERSONAL,
	.save = consent_save,
};

static bool
gives(const struct submission *s)
{
	return strcmp(s->g.detail, given) == 0;
}

static int
consent_check(
    const struct op_call *c, const struct submission *s, struct err *e)
{
	return check_change(c, s->g.tckn, gives(s), e);
}

static int
keep(const struct op_call *c, const struct submission *s, struct err *e)
{
	const struct msg_signature *sig = submission_signature(s, 0);
	const struct cades_result *r = &s->results[0];
	struct statement t = { .tckn = s->g.tckn,
		.kind = gives(s) ? "consent_given" : "consent_withdrawn",
		.text = s->g.texts[0].text,
		.text_len = s->g.texts[0].len,
		.cms = sig->cms.data,
		.cms_len = sig->cms.len,
		.certificate = r->certificate.data,
		.certificate_len = r->certificate.len,
		.at = c->now };
	int rc = store_statement_add(c->flow->store, &t, e);

	if (rc == 0)
		rc = store_consent_set(
		    c->flow->store, s->g.tckn, gives(s), c->now, e);
	return rc < 0 ? rc : personal_audit(c, t.kind, 0, r->signer.serial, e);
}

/* The card's side has no session: who it is comes from the request. */
static int
consent_accept(struct op_call *c, struct submission *s,
    struct msg_sign_submit *out, struct err *e)
{
	struct account a;
	int rc;

	(void)out;
	memcpy(c->session.tckn, s->g.tckn, sizeof(c->session.tckn));
	rc = keep(c, s, e);
	if (rc == 0)
		rc = personal_account(c, &a, e);
	if (rc < 0)
		return rc;
	return personal_tell(c, &a,
	    gives(s) ? NOTICE_CONSENT_GIVEN : NOTICE_CONSENT_WITHDRAWN, e);
}

const struct purpose purpose_consent = {
	.name = "consent",
	.check = consent_check,
	.accept = consent_accept,
};

static int
status_load(struct op_call *c, struct err *e)
{
	return signing_answer_status(c, c->out, e);
}

const struct op op_session_signing = {
	.name = "session-signing",
	.in = &wire_empty,
	.out = &wire_signing_status,
	.role = OP_SESSION,
	.load = status_load,
};
