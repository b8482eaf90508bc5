/* The applicant's side of a signature: asking for it, and waiting. */
#include "config.h"
#include "portal/flow/signing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/random.h"
#include "base/text.h"
#include "model/signtext.h"
#include "base/banned.h"

void
signing_hash(
    const struct flow *f, const char *code, unsigned char out[STORE_HASH])
{
	char digits[SIGNING_DIGITS + 2];

	text_digits(code, digits, sizeof(digits));
	flow_hash(f, "signing", "", digits, out);
	explicit_bzero(digits, sizeof(digits));
}

int
signing_answer(const struct op_call *c, const struct application *a,
    const struct signing *g, const char *code, struct err *e)
{
	struct msg_signing *out = c->out;
	struct msg_sign_text *text = calloc(1, sizeof(*text));
	char digits[SIGNING_DIGITS + 1], moment[DATE_MOMENT];
	bool ok = text != NULL;

	text_digits(code, digits, sizeof(digits));
	out->code = flow_text(digits, &ok);
	out->number = flow_text(a->number, &ok);
	out->portal = flow_text(c->flow->options->name, &ok);
	out->date = flow_text(g->date, &ok);
	out->tckn = flow_text(a->tckn, &ok);
	out->created_at = flow_text(date_rfc3339(g->created_at, moment), &ok);
	out->expires_in = (long)(g->expires_at - c->now);
	out->texts.items = text;
	if (text != NULL) {
		out->texts.n = 1;
		text->text = flow_text(g->text, &ok);
	}
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

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

	if (rc == 0) {
		g->text = buf_steal(&text, &g->len);
		if (g->text == NULL)
			rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	buf_free(&text);
	return rc;
}

static int
request(const struct op_call *c, const struct application *a, struct err *e)
{
	struct signing g = { .application = a->id,
		.created_at = c->now,
		.expires_at = c->now + c->flow->options->signing_seconds };
	char code[SIGNING_DIGITS + 1];
	int rc = build(c, a, &g, e);

	if (rc < 0)
		goto out;
	random_digits(code, SIGNING_DIGITS, 1);
	signing_hash(c->flow, code, g.hash);
	rc = store_signing_add(c->flow->store, &g, e);
	if (rc == 0)
		rc = signing_answer(c, a, &g, code, e);
	explicit_bzero(code, sizeof(code));
out:
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

static const char *
status_word(const struct op_call *c, const struct signing *g)
{
	if (g->consumed_at > 0)
		return "signed";
	if (g->ended || c->now >= g->expires_at)
		return "expired";
	return g->opened_at > 0 ? "opened" : "waiting";
}

static int
status_load(struct op_call *c, struct err *e)
{
	struct msg_signing_status *out = c->out;
	struct signing g = { 0 };
	bool ok = true;
	int rc =
	    store_signing_last(c->flow->store, c->session.application, &g, e);

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	out->state =
	    flow_text(rc == ERR_NOT_FOUND ? "none" : status_word(c, &g), &ok);
	if (rc == 0 && g.consumed_at == 0 && !g.ended && c->now < g.expires_at)
		out->expires_in = (long)(g.expires_at - c->now);
	if (rc == 0 && g.consumed_at == 0)
		out->refusal = flow_text(g.refusal, &ok);
	signing_clear(&g);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_signing_status = {
	.name = "signing-status",
	.in = &wire_empty,
	.out = &wire_signing_status,
	.role = OP_APPLICANT,
	.load = status_load,
};
