/* What a person sees of himself: certificates, applications and their
 * history, E-Onay, where he is told. */
#include "config.h"
#include "portal/flow/personal.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "portal/flow/housekeeping.h"
#include "portal/store/audit.h"
#include "base/banned.h"

#define MOST 100 /* certificates, applications */

struct answering {
	const struct op_call *c;
	struct msg_personal *out;
	struct msg_brief *brief; /* whose history is read */
};

static int
no_memory(struct err *e)
{
	return err_set(e, ERR_INTERNAL, _("Memory is out."));
}

/* One zeroed entry more at the end; NULL when memory is out. */
static void *
more(struct wire_list *l, size_t size)
{
	char *grown = realloc(l->items, (l->n + 1) * size);

	if (grown == NULL)
		return NULL;
	l->items = grown;
	memset(grown + l->n * size, 0, size);
	return grown + l->n++ * size;
}

static const char *
state_of(const struct holding *h, int64_t now)
{
	if (h->facts.state == CERTIFICATE_REVOKED)
		return "revoked";
	if (h->facts.not_after <= now)
		return "expired";
	if (h->unopened)
		return "unopened";
	if (h->facts.state == CERTIFICATE_SUSPENDED)
		return "suspended";
	return h->facts.not_before > now ? "future" : "valid";
}

static int
add_certificate(void *arg, const struct holding *h, struct err *e)
{
	struct answering *a = arg;
	int64_t now = a->c->now, ends = h->facts.not_after;
	struct msg_certificate *m;
	char moment[DATE_MOMENT];
	bool ok = true;

	if (a->out->certificates.n == MOST)
		return 0;
	m = more(&a->out->certificates, sizeof(*m));
	if (m == NULL)
		return no_memory(e);
	m->serial = flow_text(h->facts.serial, &ok);
	m->issuer = flow_text(h->facts.issuer, &ok);
	m->starts_at =
	    flow_text(date_rfc3339(h->facts.not_before, moment), &ok);
	m->ends_at = flow_text(date_rfc3339(ends, moment), &ok);
	m->state = flow_text(state_of(h, now), &ok);
	m->days = ends > now ? date_days_until(now, ends) : 0;
	m->secret = h->secret && h->facts.state != CERTIFICATE_REVOKED;
	return ok ? 0 : no_memory(e);
}

static int
add_step(void *arg, const struct audit *row, struct err *e)
{
	struct answering *a = arg;
	struct msg_brief_step *m;
	char moment[DATE_MOMENT];
	bool ok = true;

	if (row->to[0] == '\0' || strcmp(row->from, row->to) == 0 ||
	    a->brief->history.n == 5 * (size_t)MOST)
		return 0;
	m = more(&a->brief->history, sizeof(*m));
	if (m == NULL)
		return no_memory(e);
	m->at = flow_text(date_rfc3339(row->at, moment), &ok);
	m->state = flow_text(row->to, &ok);
	return ok ? 0 : no_memory(e);
}

static int
add_application(void *arg, const struct own_application *o, struct err *e)
{
	struct answering *a = arg;
	struct msg_brief *m = more(&a->out->applications, sizeof(*m));
	char moment[DATE_MOMENT];
	bool ok = true;

	if (m == NULL)
		return no_memory(e);
	m->number = flow_text(o->number, &ok);
	m->state = flow_text(o->state, &ok);
	m->since_at = flow_text(date_rfc3339(o->since, moment), &ok);
	m->tracking = flow_text(o->tracking, &ok);
	m->reason = flow_text(o->reason, &ok);
	if (o->shipped_at != 0 &&
	    o->shipped_at <= late_until(a->c->flow->options, a->c->now))
		m->late = (long)((a->c->now - o->shipped_at) / FLOW_DAY);
	if (!ok)
		return no_memory(e);
	a->brief = m;
	return store_audit_each(a->c->flow->store, o->id, add_step, a, e);
}

static int
answer_account(const struct op_call *c, struct msg_personal *out, struct err *e)
{
	struct account k;
	struct person p = { 0 };
	char masked[32], moment[DATE_MOMENT];
	int64_t at = 0;
	bool ok = true;
	int rc = personal_account(c, &k, e);

	if (rc == 0)
		rc = store_consent_find(
		    c->flow->store, k.tckn, &out->consent, &at, e);
	if (rc == 0)
		rc = store_person_find(c->flow->store, k.tckn, &p, e);
	if (rc < 0)
		return rc;
	flow_mask_phone(k.mobile, masked, sizeof(masked));
	out->name = flow_text(p.name, &ok);
	out->surname = flow_text(p.surname, &ok);
	if (at != 0)
		out->consent_at = flow_text(date_rfc3339(at, moment), &ok);
	out->by_word = personal_need_word(c, &k, NULL) == 0;
	out->set_word = k.word[0] == '\0' || k.word_until != 0;
	out->mobile = flow_text(masked, &ok);
	out->email = flow_text(k.email, &ok);
	out->channel = flow_text(k.channel, &ok);
	return ok ? 0 : no_memory(e);
}

int
personal_answer(
    const struct op_call *c, struct msg_personal *out, struct err *e)
{
	struct answering a = { .c = c, .out = out };
	int rc = answer_account(c, out, e);

	if (rc == 0)
		rc = store_holding_each(
		    c->flow->store, c->session.tckn, add_certificate, &a, e);
	return rc < 0 ? rc
		      : store_own_each(c->flow->store, c->session.tckn, MOST,
			    add_application, &a, e);
}

static int
personal_load(struct op_call *c, struct err *e)
{
	return personal_answer(c, c->out, e);
}

const struct op op_personal = {
	.name = "personal",
	.in = &wire_empty,
	.out = &wire_personal,
	.role = OP_PERSONAL,
	.load = personal_load,
};
