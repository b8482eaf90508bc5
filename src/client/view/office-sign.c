/*
 * The decisions that were begun: in parts of DECIDE_MOST, each put to the
 * signature, signed under one PIN, and its outcomes fetched. What falls gets
 * its sentence, the rest stands.
 */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/lang.h"
#include "client/view/signing.h"
#include "model/decisiontext.h"
#include "sign/hash.h"
#include "base/banned.h"

#define PLAIN 256

static char action_words[][8] = { "approve", "reject", "correct" };

static struct office_batch *
batch(struct app *a)
{
	return &a->office->batch;
}

static int
ask(struct app *a, struct link_call **call, struct err *e)
{
	struct office_batch *b = batch(a);
	struct msg_decide_item items[DECIDE_MOST];
	struct msg_decide_request m = { .action = action_words[b->action],
		.reason = b->reason[0] == '\0' ? NULL : b->reason,
		.fields = b->fields,
		.items = { items, 0 } };

	b->to =
	    b->from + DECIDE_MOST < b->count ? b->from + DECIDE_MOST : b->count;
	for (size_t i = b->from; i < b->to; i++) {
		struct office_item *it = &b->items[i];

		items[m.items.n++] =
		    (struct msg_decide_item){ it->number, it->version };
	}
	return calls_decide(a->link, &m, call, e);
}

static struct office_item *
find(struct office_batch *b, const char *number)
{
	for (size_t i = b->from; i < b->to; i++)
		if (strcmp(b->items[i].number, number) == 0)
			return &b->items[i];
	return NULL;
}

/* What became of the applications named there. */
static void
take_outcomes(struct app *a, const struct wire_list *list)
{
	const struct msg_outcome *o = list->items;

	for (size_t i = 0; i < list->n; i++) {
		struct office_item *it = find(batch(a), o[i].number);

		if (it == NULL)
			continue;
		free(it->why);
		it->why = o[i].why == NULL ? NULL : strdup(o[i].why);
		it->decided = true;
	}
}

static struct msg_signing *
request(struct app *a, const struct link_reply *r)
{
	struct msg_decide *m;

	if (r->message != &wire_decide)
		return NULL;
	m = app_message(r);
	take_outcomes(a, &m->refused);
	return m->signing.n == 1 ? m->signing.items : NULL;
}

/* The value of a line "LABEL: value"; false: there is none. */
static bool
line_of(const char *text, const char *label, char *out, size_t size)
{
	const char *at = strstr(text, label);
	size_t len;

	if (at == NULL || (at != text && at[-1] != '\n'))
		return false;
	at += strlen(label);
	len = strcspn(at, "\n");
	if (len >= size)
		return false;
	memcpy(out, at, len);
	out[len] = '\0';
	return true;
}

static bool
digest_is(const struct office_item *it, const char *hex)
{
	char own[2 * HASH_SIZE + 1];

	if (strspn(hex, "0123456789abcdef") != 2 * (size_t)HASH_SIZE ||
	    hex[2 * HASH_SIZE] != '\0')
		return false;
	if (it->digest == NULL) /* was not looked at: its row was */
		return true;
	hex_encode(it->digest, HASH_SIZE, own);
	return strcmp(own, hex) == 0;
}

/* The text as it must be for this application, but for what its row in the
 * queue does not hold. */
static bool
text_is(struct app *a, const struct msg_signing *m, const char *text,
    const struct office_item *it, const char *fields)
{
	static const enum event events[] = { EVENT_APPROVE, EVENT_REJECT,
		EVENT_REQUEST_CORRECTION };
	struct office_batch *b = batch(a);
	struct buf own = BUF_INIT(DECISIONTEXT_MAX);
	struct record *r = record_new();
	char tckn[16], hex[PLAIN];
	struct decisiontext d = { .event = events[b->action],
		.number = it->number,
		.portal = a->portal,
		.province = a->session.province,
		.date = m->date,
		.reason = b->reason,
		.fields = fields,
		.digest = hex,
		.record = r };
	bool same =
	    r != NULL &&
	    line_of(text, "T.C. KİMLİK NO: ", tckn, sizeof(tckn)) &&
	    line_of(text, "FORMUN ÖZETİ (SHA-256): ", hex, sizeof(hex)) &&
	    digest_is(it, hex) && record_set(r, FIELD_TCKN, tckn, NULL) == 0 &&
	    record_set(r, FIELD_NAME, it->name, NULL) == 0 &&
	    record_set(r, FIELD_SURNAME, it->surname, NULL) == 0 &&
	    record_set(r, FIELD_UNIT, it->unit, NULL) == 0 &&
	    decisiontext_build(&d, &own, NULL) == 0 &&
	    strcmp(buf_str(&own), text) == 0;

	buf_free(&own);
	record_free(r);
	return same;
}

static void
join_fields(const struct office_batch *b, char *out, size_t size)
{
	const struct msg_field_name *names = b->fields.items;
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < b->fields.n && used < size; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s",
		    i == 0 ? "" : " ", names[i].name);
}

/* Every text is one decision of this part, and none is there twice. */
static bool
are_decisions(struct app *a, const struct msg_signing *m)
{
	struct office_batch *b = batch(a);
	const struct msg_sign_text *t = m->texts.items;
	char number[24], fields[1024];

	join_fields(b, fields, sizeof(fields));
	for (size_t i = b->from; i < b->to; i++)
		b->items[i].text = 0;
	for (size_t i = 0; i < m->texts.n; i++) {
		struct office_item *it =
		    line_of(t[i].text, "BAŞVURU NO: ", number, sizeof(number))
			? find(b, number)
			: NULL;

		if (it == NULL || it->text != 0 || it->decided ||
		    !text_is(a, m, t[i].text, it, fields))
			return false;
		it->text = i + 1;
	}
	return true;
}

static int
status(struct app *a, struct link_call **call, struct err *e)
{
	return calls_outcomes(a->link, call, e);
}

static void
take_status(struct app *a, const struct link_reply *r)
{
	const struct msg_outcomes *m = r->out;
	struct office_batch *b = batch(a);

	if (r->err.code != 0)
		return;
	if (m->refusal != NULL)
		ui_say(a->ui, m->refusal);
	if (strcmp(m->state, "signed") != 0)
		return;
	take_outcomes(a, &m->outcomes);
	signing_forget(a);
	b->from = b->to;
	app_go(a, &view_batch);
}

static void
done(struct app *a, const struct msg_sign_submit *m)
{
	struct link_call *call = NULL;
	struct err e;

	(void)m;
	if (status(a, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Fetching the outcomes"));
}

static void
other(struct app *a, const struct link_reply *r)
{
	if (r->err.code != 0)
		ui_say(a->ui, r->err.text);
	else if (r->message == &wire_outcomes)
		take_status(a, r);
	else /* nothing of this part is left to be signed */
		app_go(a, &view_batch);
}

/* What was signed before stands, and is shown. */
static void
leave(struct app *a)
{
	struct office *o = a->office;

	signing_forget(a);
	app_go(a, o->batch.from > 0 ? &view_outcomes : o->back);
}

static const struct signing_task task_decide = {
	.title = N_("Kurum yetkilisi"),
	.compared = N_("The texts were compared with what you chose: they "
		       "are the same."),
	.ours = are_decisions,
	.ask = ask,
	.request = request,
	.status = status,
	.stands = take_status,
	.done = done,
	.reply = other,
	.leave = leave,
};

static int
batch_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	struct office_batch *b = batch(a);
	struct link_call *call = NULL;
	char text[160];
	struct err why;

	v->form = form_new(office_action_label(b->action));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Kurum yetkilisi"), "");
	if (b->from >= b->count) {
		app_go(a, &view_outcomes);
		return 0;
	}
	signing_begin(a, &task_decide);
	if (ask(a, &call, &why) < 0) {
		snprintf(a->notice, sizeof(a->notice), "%s", why.text);
		app_go(a, a->office->back);
		return 0;
	}
	snprintf(text, sizeof(text), _("Applications %zu-%zu of %zu"),
	    b->from + 1, b->to, b->count);
	form_add_space(v->form);
	form_add_text(v->form, 0, text);
	app_wait(a, call, _("Preparing the texts to sign"));
	return 0;
}

/* Why the PIN is asked for once more. */
static void
say_part(struct app *a)
{
	const struct office_batch *b = batch(a);

	if (b->count > DECIDE_MOST)
		snprintf(a->notice, sizeof(a->notice),
		    _("Applications %zu-%zu of %zu: each part is signed by "
		      "itself, with the PIN."),
		    b->from + 1, b->to, b->count);
}

static void
batch_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;
	struct office_batch *b = batch(a);
	struct msg_signing *m;

	if (r->err.code != 0) {
		snprintf(a->notice, sizeof(a->notice), "%s", r->err.text);
		signing_forget(a);
		app_go(a, b->from > 0			? &view_outcomes
			  : b->action == OFFICE_APPROVE ? a->office->back
							: &view_decide);
		return;
	}
	m = request(a, r);
	if (m == NULL) { /* all of this part fell */
		b->from = b->to;
		app_go(a, &view_batch);
	} else if (signing_take(a, m)) {
		say_part(a);
		app_go(a, &view_sign);
	}
}

static void
batch_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_BACK)
		leave(v->app);
}

static void
batch_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_batch = {
	.open = batch_open,
	.event = batch_event,
	.reply = batch_reply,
	.close = batch_close,
};
