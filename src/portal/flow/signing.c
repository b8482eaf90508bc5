/* Asking for signatures, whatever they are for. */
#include "config.h"
#include "portal/flow/signing.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/random.h"
#include "base/text.h"
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

static int
answer_texts(const struct signing *g, struct msg_signing *out)
{
	struct msg_sign_text *items = calloc(g->count, sizeof(*items));
	bool ok = items != NULL;

	out->texts.items = items;
	out->texts.n = items != NULL ? g->count : 0;
	for (size_t i = 0; ok && i < g->count; i++)
		items[i].text = flow_text(g->texts[i].text, &ok);
	return ok ? 0 : -1;
}

int
signing_answer(const struct op_call *c, const struct signing *g,
    const char *code, struct msg_signing *out, struct err *e)
{
	char digits[SIGNING_DIGITS + 1], moment[DATE_MOMENT];
	bool ok = true;

	text_digits(code, digits, sizeof(digits));
	out->code = flow_text(digits, &ok);
	out->purpose = flow_text(g->purpose, &ok);
	/* What other purposes keep there is the portal's own. */
	if (g->application != 0)
		out->number = flow_text(g->detail, &ok);
	out->portal = flow_text(c->flow->options->name, &ok);
	out->date = flow_text(g->date, &ok);
	out->tckn = flow_text(g->tckn, &ok);
	out->created_at = flow_text(date_rfc3339(g->created_at, moment), &ok);
	out->expires_in = (long)(g->expires_at - c->now);
	if (answer_texts(g, out) < 0 || !ok)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	return 0;
}

int
signing_request(const struct op_call *c, struct signing *g,
    struct msg_signing *out, struct err *e)
{
	char code[SIGNING_DIGITS + 1];
	int rc;

	g->created_at = c->now;
	g->expires_at = c->now + c->flow->options->signing_seconds;
	random_digits(code, SIGNING_DIGITS, 1);
	signing_hash(c->flow, code, g->hash);
	rc = store_signing_add(c->flow->store, g, e);
	if (rc == 0)
		rc = signing_answer(c, g, code, out, e);
	explicit_bzero(code, sizeof(code));
	return rc;
}

const char *
signing_status(const struct op_call *c, const struct signing *g)
{
	if (g->consumed_at > 0)
		return "signed";
	if (g->ended || c->now >= g->expires_at)
		return "expired";
	return g->opened_at > 0 ? "opened" : "waiting";
}

int
signing_answer_status(
    const struct op_call *c, struct msg_signing_status *out, struct err *e)
{
	struct signing g = { 0 };
	bool ok = true;
	int rc = store_signing_last(
	    c->flow->store, c->session.application, c->session.id, &g, e);

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	out->state = flow_text(
	    rc == ERR_NOT_FOUND ? "none" : signing_status(c, &g), &ok);
	if (rc == 0 && g.consumed_at == 0 && !g.ended && c->now < g.expires_at)
		out->expires_in = (long)(g.expires_at - c->now);
	if (rc == 0 && g.consumed_at == 0)
		out->refusal = flow_text(g.refusal, &ok);
	signing_clear(&g);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}
