/*
 * The decisions of a kurum yetkilisi: one text for each application, all
 * signed under one PIN. What has changed since it was shown falls, the rest
 * stands.
 */
#include "config.h"
#include "portal/flow/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "model/decisiontext.h"
#include "portal/flow/notice.h"
#include "portal/flow/purpose.h"
#include "portal/flow/signing.h"
#include "base/banned.h"

#define REASON_MAX 500 /* characters */

static const struct action {
	const char *word;
	enum event event;
	bool reason; /* compulsory: the applicant reads it */
	bool fields; /* may name fields */
	enum notice told;
} actions[] = {
	{ "approve", EVENT_APPROVE, false, false, NOTICE_APPROVED },
	{ "reject", EVENT_REJECT, true, false, NOTICE_REJECTED },
	{ "correct", EVENT_REQUEST_CORRECTION, true, true, NOTICE_CORRECTION },
};

static const struct action *
action_find(const char *word)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].word, word) == 0)
			return &actions[i];
	return NULL;
}

static int
bad_field(struct err *e, const char *name, const char *sentence)
{
	err_fill(e, ERR_INVALID, "%s", sentence);
	err_field(e, name);
	return ERR_INVALID;
}

/* The names, joined by blanks, or a refusal. */
static int
join_fields(
    const struct msg_decide_request *in, char *out, size_t size, struct err *e)
{
	const struct msg_field_name *names = in->fields.items;
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < in->fields.n; i++) {
		const struct field_def *f = field_by_name(names[i].name);

		if (f == NULL || field_locked(f->id) ||
		    used + strlen(f->name) + 2 > size)
			return bad_field(e, "fields",
			    _("The applicant cannot change this field."));
		used += (size_t)snprintf(out + used, size - used, "%s%s",
		    used == 0 ? "" : " ", f->name);
	}
	return 0;
}

struct wish {
	const struct action *action;
	const char *reason;
	char fields[512];
};

static int
read_wish(const struct msg_decide_request *in, struct wish *w, struct err *e)
{
	w->action = action_find(in->action);
	w->reason = in->reason == NULL ? "" : in->reason;
	if (w->action == NULL)
		return bad_field(e, "action",
		    _("This is none of the choices. Please choose again."));
	if (w->action->reason && w->reason[0] == '\0')
		return bad_field(e, "reason",
		    _("A reason is compulsory here: the applicant reads "
		      "it."));
	if (text_length(w->reason) > REASON_MAX)
		return bad_field(e, "reason",
		    _("The reason is too long; 500 characters "
		      "fit."));
	if (in->items.n == 0)
		return bad_field(
		    e, "items", _("Please choose at least one application."));
	if (in->fields.n > 0 && !w->action->fields)
		return bad_field(e, "fields",
		    _("Fields are named only when a correction is asked "
		      "for."));
	return join_fields(in, w->fields, sizeof(w->fields), e);
}

/* What must hold when it is put to the signature, and again when it is
 * taken. */
static int
check_item(const struct op_call *c, const struct application *a, enum event ev,
    int64_t version, struct err *e)
{
	char today[OFFICE_DAY], note[160];
	struct staff s = { 0 };
	const char *why;
	enum state to;
	int rc;

	if (strcmp(a->tckn, c->session.tckn) == 0)
		return err_why(e, ERR_DENIED, "own",
		    _("Nobody decides on an application of his own."));
	if (workflow_next(a->state, ev, ROLE_OFFICER, &to, NULL) < 0)
		return err_why(e, ERR_CONFLICT, "state",
		    _("The application does not wait for a decision any more; "
		      "somebody else may have decided."));
	if (a->version != version)
		return err_why(e, ERR_CONFLICT, "changed",
		    _("The form has changed since it was shown. Please look "
		      "at it again."));
	if (ev != EVENT_APPROVE)
		return 0;
	rc = store_staff_find(c->flow->store, a->tckn, &s, e);
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	err_clear(e);
	why = office_rule(
	    s.from, s.until, office_today(c, today), note, sizeof(note));
	if (why == NULL)
		return 0;
	return err_why(e, ERR_CONFLICT, "assignment",
	    _("It cannot be approved: %s."), why);
}

static int
digest(const struct record *r, char hex[65], struct err *e)
{
	struct buf form = BUF_INIT(DECISIONTEXT_MAX * 8);
	unsigned char hash[STORE_HASH];
	int rc = decisiontext_form(r, &form, e);

	if (rc == 0) {
		flow_token_hash(buf_str(&form), hash);
		hex_encode(hash, sizeof(hash), hex);
	}
	buf_free(&form);
	return rc;
}

static int
add_text(const struct op_call *c, const struct officer *o, const struct wish *w,
    const struct application *a, struct signing *g, struct err *e)
{
	struct buf text = BUF_INIT(DECISIONTEXT_MAX);
	char hex[65];
	struct decisiontext d = { .event = w->action->event,
		.number = a->number,
		.portal = c->flow->options->name,
		.province = o->province,
		.date = g->date,
		.reason = w->reason,
		.fields = w->fields,
		.digest = hex,
		.record = a->record };
	size_t len = 0;
	int rc = digest(a->record, hex, e);

	if (rc == 0)
		rc = decisiontext_build(&d, &text, e);
	if (rc == 0) {
		char *bytes = buf_steal(&text, &len);

		rc = signing_take_text(g, bytes, len, a->id, a->version, e);
	}
	buf_free(&text);
	return rc;
}

/* One more that is not put to the signature; the sentence is for people. */
static int
refuse_item(struct msg_decide *out, const char *number, const struct err *why,
    struct err *e)
{
	struct msg_outcome *items = out->refused.items;
	bool ok = true;

	items[out->refused.n].number = flow_text(number, &ok);
	items[out->refused.n++].why = flow_text(why->text, &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
take_item(const struct op_call *c, const struct officer *o,
    const struct wish *w, const struct msg_decide_item *item, struct signing *g,
    struct err *e)
{
	struct application a = { 0 };
	struct err why = { 0 };
	int rc = office_load(c, o, item->number, &a, &why);

	if (rc == 0)
		rc = check_item(c, &a, w->action->event, item->version, &why);
	for (size_t i = 0; rc == 0 && i < g->count; i++)
		if (g->texts[i].subject == a.id)
			rc = err_why(&why, ERR_CONFLICT, "twice",
			    _("The application is in the list twice."));
	if (rc == 0)
		rc = add_text(c, o, w, &a, g, &why);
	application_clear(&a);
	if (rc == 0 || rc == ERR_INTERNAL) {
		if (rc < 0)
			err_copy(e, &why);
		return rc;
	}
	return refuse_item(c->out, item->number, &why, e);
}

static int
ask(const struct op_call *c, struct signing *g, struct err *e)
{
	struct msg_decide *out = c->out;
	struct msg_signing *signing = calloc(1, sizeof(*signing));

	out->signing.items = signing;
	if (signing == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	out->signing.n = 1;
	out->any = true;
	return signing_request(c, g, signing, e);
}

static int
decide_save(struct op_call *c, struct err *e)
{
	const struct msg_decide_request *in = c->in;
	const struct msg_decide_item *items = in->items.items;
	struct msg_decide *out = c->out;
	struct signing g = { .session = c->session.id };
	struct date today = date_of(c->now);
	struct officer o;
	struct wish w;
	int rc = read_wish(in, &w, e);

	if (rc == 0)
		rc = office_caller(c, &o, e);
	if (rc < 0)
		return rc;
	out->refused.items = calloc(in->items.n, sizeof(struct msg_outcome));
	if (out->refused.items == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	date_format(&today, g.date);
	snprintf(g.purpose, sizeof(g.purpose), "%s", purpose_decide.name);
	snprintf(g.tckn, sizeof(g.tckn), "%s", c->session.tckn);
	/* The reason last: it may hold anything but a line feed. */
	snprintf(g.detail, sizeof(g.detail), "%lld\n%s\n%s\n%s",
	    (long long)o.id, w.action->word, w.fields, w.reason);
	for (size_t i = 0; rc == 0 && i < in->items.n; i++)
		rc = take_item(c, &o, &w, &items[i], &g, e);
	if (rc == 0 && g.count > 0)
		rc = ask(c, &g, e);
	signing_clear(&g);
	return rc;
}

const struct op op_decide = {
	.name = "decide",
	.in = &wire_decide_request,
	.out = &wire_decide,
	.role = OP_OFFICER,
	.save = decide_save,
};

/* What was asked for, out of the request. */
static int
read_detail(
    const struct signing *g, int64_t *officer, struct wish *w, struct err *e)
{
	const char *action = strchr(g->detail, '\n');
	const char *fields = action != NULL ? strchr(action + 1, '\n') : NULL;
	const char *reason = fields != NULL ? strchr(fields + 1, '\n') : NULL;
	char word[16];

	if (reason == NULL)
		return flow_wrong_state(e);
	*officer = strtoll(g->detail, NULL, 10);
	snprintf(
	    word, sizeof(word), "%.*s", (int)(fields - action - 1), action + 1);
	snprintf(w->fields, sizeof(w->fields), "%.*s",
	    (int)(reason - fields - 1), fields + 1);
	w->reason = reason + 1;
	w->action = action_find(word);
	return w->action == NULL ? flow_wrong_state(e) : 0;
}

static int
decide_check(const struct op_call *c, const struct submission *s, struct err *e)
{
	struct op_call as = *c;
	struct officer o;
	struct wish w;
	int64_t id;
	int rc = read_detail(&s->g, &id, &w, e);

	if (rc < 0)
		return rc;
	memcpy(as.session.tckn, s->g.tckn, sizeof(as.session.tckn));
	as.session.officer = id;
	return office_caller(&as, &o, e);
}

static int
keep_decision(const struct op_call *c, const struct submission *s, size_t n,
    int64_t officer, const struct wish *w, struct err *e)
{
	const struct signing_text *t = &s->g.texts[n];
	const struct msg_signature *sig = submission_signature(s, n);
	const struct cades_result *r = &s->results[n];
	struct decision d = { .application = t->subject,
		.officer = officer,
		.version = t->version,
		.at = c->now,
		.event = event_name(w->action->event),
		.reason = w->reason,
		.fields = w->fields,
		.text = t->text,
		.text_len = t->len,
		.cms = sig->cms.data,
		.cms_len = sig->cms.len,
		.certificate = r->certificate.data,
		.certificate_len = r->certificate.len };

	return store_decision_add(c->flow->store, &d, e);
}

static int
move(const struct op_call *c, struct application *a, int64_t officer,
    const struct wish *w, struct err *e)
{
	struct application_move m = { .event = w->action->event,
		.role = ROLE_OFFICER };
	char actor[32];
	int rc = workflow_next(a->state, m.event, m.role, &m.to, e);

	snprintf(actor, sizeof(actor), "officer %lld", (long long)officer);
	m.actor = actor;
	if (rc == 0)
		rc = store_application_move(c->flow->store, a, &m, c->now, e);
	if (rc < 0)
		return rc;
	snprintf(a->reason, sizeof(a->reason), "%s", w->reason);
	snprintf(a->correct, sizeof(a->correct), "%s", w->fields);
	if (page_of(a->state, true) == PAGE_FORM)
		a->expires_at =
		    c->now + c->flow->options->draft_days * FLOW_DAY;
	rc = store_application_save(c->flow->store, a, c->now, e);
	return rc < 0 ? rc
		      : notice_tell(c->flow->store, c->flow->options, a,
			    w->action->told, NULL, c->now, e);
}

/* One decision; what fell since it was asked for gets its outcome. */
static int
accept_one(const struct op_call *c, const struct submission *s, size_t n,
    const struct officer *o, const struct wish *w, struct err *e)
{
	const struct signing_text *t = &s->g.texts[n];
	struct application a = { 0 };
	struct err why = { 0 };
	int rc = store_application_load(c->flow->store, t->subject, &a, &why);

	if (rc == 0)
		rc = office_in_province(o, &a, &why);
	if (rc == 0)
		rc = check_item(c, &a, w->action->event, t->version, &why);
	if (rc < 0 && rc != ERR_INTERNAL) {
		application_clear(&a);
		return store_signing_outcome(
		    c->flow->store, s->g.id, n, why.text, e);
	}
	if (rc == 0)
		rc = keep_decision(c, s, n, o->id, w, &why);
	if (rc == 0)
		rc = move(c, &a, o->id, w, &why);
	application_clear(&a);
	if (rc < 0)
		err_copy(e, &why);
	return rc;
}

static int
decide_accept(struct op_call *c, struct submission *s,
    struct msg_sign_submit *out, struct err *e)
{
	struct officer o;
	struct wish w;
	int64_t id;
	int rc = read_detail(&s->g, &id, &w, e);

	(void)out;
	if (rc == 0)
		rc = store_officer_load(c->flow->store, id, &o, e);
	if (rc == 0)
		memcpy(c->session.tckn, s->g.tckn, sizeof(c->session.tckn));
	for (size_t i = 0; rc == 0 && i < s->g.count; i++)
		rc = accept_one(c, s, i, &o, &w, e);
	return rc;
}

const struct purpose purpose_decide = {
	.name = "decide",
	.check = decide_check,
	.accept = decide_accept,
};

static int
put_outcome(const struct op_call *c, const struct signing_text *t,
    struct msg_outcome *out, struct err *e)
{
	struct application a = { 0 };
	bool ok = true;
	int rc = store_application_load(c->flow->store, t->subject, &a, e);

	if (rc == 0) {
		out->number = flow_text(a.number, &ok);
		out->why = flow_text(t->outcome, &ok);
	}
	application_clear(&a);
	return ok ? rc : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
outcomes_load(struct op_call *c, struct err *e)
{
	struct msg_outcomes *out = c->out;
	struct signing g = { 0 };
	bool ok = true;
	int rc = store_signing_last(c->flow->store, 0, c->session.id, &g, e);

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	out->state = flow_text(
	    rc == ERR_NOT_FOUND ? "none" : signing_status(c, &g), &ok);
	if (rc == 0 && g.consumed_at == 0)
		out->refusal = flow_text(g.refusal, &ok);
	if (rc == 0 && g.consumed_at > 0) {
		out->outcomes.items =
		    calloc(g.count, sizeof(struct msg_outcome));
		ok = ok && out->outcomes.items != NULL;
	}
	rc = ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
	for (size_t i = 0; rc == 0 && g.consumed_at > 0 && i < g.count; i++) {
		struct msg_outcome *items = out->outcomes.items;

		out->outcomes.n = i + 1;
		rc = put_outcome(c, &g.texts[i], &items[i], e);
	}
	signing_clear(&g);
	return rc;
}

const struct op op_outcomes = {
	.name = "outcomes",
	.in = &wire_empty,
	.out = &wire_outcomes,
	.role = OP_OFFICER,
	.load = outcomes_load,
};
