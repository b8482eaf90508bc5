#include "config.h"
#include "client/view/personal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "client/remote/calls-personal.h"
#include "client/view/app.h"
#include "base/banned.h"

static const struct {
	const char *word, *label;
} states[] = {
	{ "valid", N_("open for use") },
	{ "unopened", N_("not opened for use yet") },
	{ "suspended", N_("suspended") },
	{ "revoked", N_("revoked") },
	{ "expired", N_("has ended") },
	{ "future", N_("begins later") },
};

const char *
personal_state(const char *state)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i].word, state) == 0)
			return _(states[i].label);
	return state; /* of a newer portal */
}

char *
personal_day(const char *rfc3339, char *out, size_t size)
{
	int64_t at;
	struct date d;
	char day[DATE_TEXT];

	snprintf(out, size, "-");
	if (rfc3339 == NULL || date_from_rfc3339(rfc3339, &at) < 0)
		return out;
	d = date_of(at);
	snprintf(out, size, "%s", date_format(&d, day));
	return out;
}

void
personal_enter(struct app *a)
{
	app_go(a, a->personal.in ? &view_personal_menu : &view_personal);
}

/* Where somebody else stood is no place of his. */
void
personal_known_as(struct app *a, const char *tckn, const struct view_ops *way)
{
	struct app_personal *p = &a->personal;

	if (strcmp(p->tckn, tckn) != 0)
		personal_forget(a);
	snprintf(p->tckn, sizeof(p->tckn), "%s", tckn);
	p->way = way;
}

void
personal_entered(struct app *a)
{
	a->personal.in = true;
	a->personal.known = false;
	app_go(a, &view_personal_menu);
}

void
personal_take(struct app *a, struct msg_personal *m)
{
	wire_clear(&wire_personal, &a->personal.facts);
	a->personal.facts = *m;
	a->personal.known = true;
	memset(m, 0, sizeof(*m));
}

void
personal_fetch(struct app *a, const struct view_ops *to)
{
	struct link_call *call = NULL;
	struct err e;

	a->personal.wanted = to;
	if (calls_personal(a->link, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Fetching your data"));
}

void
personal_fetched(struct app *a, const struct link_reply *r)
{
	if (r->err.code != 0) {
		ui_say(a->ui, r->err.text);
		return;
	}
	personal_take(a, app_message(r));
	snprintf(a->notice, sizeof(a->notice), "%s", a->personal.notice);
	a->personal.notice[0] = '\0';
	app_go(a, a->personal.wanted);
}

/* Where he goes on: screens that are only a step to another one do not
 * count. */
static const struct view_ops *
place(const struct app *a)
{
	const struct view_ops *at = a->view->ops;

	if (at == &view_personal_menu)
		return a->personal.wanted;
	if (at == &view_personal_sms)
		return &view_personal_account;
	if (at == &view_sign || at == &view_show_code)
		return &view_personal_consent;
	return at == &view_quit ? NULL : at;
}

bool
personal_over(struct app *a, const struct link_reply *r)
{
	struct app_personal *p = &a->personal;

	if (!p->in || strcmp(r->err.reason, "session") != 0)
		return false;
	if (a->view->ops->leave != NULL)
		a->view->ops->leave(a->view);
	app_cancel(a);
	p->back = place(a);
	p->in = p->known = false;
	link_set_token(a->link, NULL);
	snprintf(a->notice, sizeof(a->notice), "%s", r->err.text);
	a->session.wanted = APP_PERSONAL; /* if that way is with the card */
	app_go(a, p->way);
	return true;
}

void
personal_forget(struct app *a)
{
	struct app_personal *p = &a->personal;

	if (p->in)
		link_set_token(a->link, NULL);
	wire_clear(&wire_personal, &p->facts);
	record_free(p->typed);
	explicit_bzero(p, sizeof(*p));
}

struct link_call *
personal_log_out(struct app *a)
{
	struct link_call *call = NULL;

	if (!a->personal.in || calls_logout(a->link, &call, NULL) < 0)
		return NULL;
	return call;
}

const struct msg_certificate *
personal_certificate(const struct app *a, const char *serial)
{
	const struct wire_list *l = &a->personal.facts.certificates;
	const struct msg_certificate *c = l->items;

	for (size_t i = 0; i < l->n; i++)
		if (strcmp(c[i].serial, serial) == 0)
			return &c[i];
	return NULL;
}

/* One of the words, not a part of one. */
static bool
has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = words; (p = strstr(p, word)) != NULL; p += n)
		if ((p == words || p[-1] == ' ') &&
		    (p[n] == '\0' || p[n] == ' '))
			return true;
	return false;
}

/* The i-th that is wanted; NULL behind the last. */
static const struct msg_certificate *
row(const struct personal_rows *r, size_t i)
{
	const struct wire_list *l = &r->app->personal.facts.certificates;
	const struct msg_certificate *c = l->items;

	for (size_t k = 0; k < l->n; k++)
		if (has_word(r->states, c[k].state) &&
		    (!r->secret || c[k].secret) && i-- == 0)
			return &c[k];
	return NULL;
}

size_t
personal_rows_count(const struct personal_rows *r)
{
	size_t n = 0;

	while (row(r, n) != NULL)
		n++;
	return n;
}

static size_t
row_count(void *ctx)
{
	return personal_rows_count(ctx);
}

static const char *
row_value(void *ctx, size_t i)
{
	const struct msg_certificate *c = row(ctx, i);

	return c == NULL ? "" : c->serial;
}

/* Borrowed until the next one is asked for: the form copies it. */
static const char *
row_label(void *ctx, size_t i)
{
	static _Thread_local char label[256];
	const struct msg_certificate *c = row(ctx, i);
	char end[DATE_TEXT];

	if (c == NULL)
		return "";
	personal_day(c->ends_at, end, sizeof(end));
	if (c->days > 0)
		snprintf(label, sizeof(label),
		    lang_plural("until %s (%ld day left), %s, serial number %s",
			"until %s (%ld days left), %s, serial number %s",
			(unsigned long)c->days),
		    end, c->days, personal_state(c->state), c->serial);
	else
		snprintf(label, sizeof(label),
		    _("until %s, %s, serial number %s"), end,
		    personal_state(c->state), c->serial);
	return label;
}

struct form_rows
personal_rows_for(struct personal_rows *r)
{
	return (struct form_rows){ row_count, row_value, row_label, r };
}

void
personal_add_choice(struct view *v, int id, struct personal_rows *r)
{
	struct form_field choice = {
		.id = id,
		.label = _("Certificate"),
		.kind = FORM_RADIO,
		.starred = true,
		.help = _("The certificate that this is about"),
		.rows = personal_rows_for(r),
	};
	char text[320];

	if (personal_rows_count(r) == 1) {
		snprintf(
		    text, sizeof(text), _("Certificate: %s"), row_label(r, 0));
		form_add_text(v->form, 0, text);
		return;
	}
	form_add_field(v->form, &choice);
	for (size_t i = 0; row(r, i) != NULL; i++)
		if (strcmp(row(r, i)->serial, r->app->personal.serial) == 0)
			form_set_value(v->form, id, r->app->personal.serial);
}

const struct msg_certificate *
personal_chosen(struct view *v, int id, const struct personal_rows *r)
{
	const char *serial = form_value(v->form, id);
	const struct msg_certificate *c;

	if (personal_rows_count(r) == 1)
		serial = row(r, 0)->serial;
	c = serial[0] == '\0' ? NULL : personal_certificate(v->app, serial);
	if (c == NULL) {
		form_set_error(v->form, id, _("Please choose a certificate."));
		form_focus(v->form, id);
		return NULL;
	}
	snprintf(v->app->personal.serial, sizeof(v->app->personal.serial), "%s",
	    c->serial);
	return c;
}
