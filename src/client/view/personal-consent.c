/*
 * E-Onay Seçimi: the consent with which later applications need no signed
 * form, given or withdrawn. Both are signed, and only the text of the choice
 * is: it is built here again and compared.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "client/remote/calls-personal.h"
#include "client/view/signing.h"
#include "model/consenttext.h"
#include "base/banned.h"

#define CHOICE_MOST 1024

enum { ID_CHOICE = 1, ID_GO_ON, ID_BACK };

static int
ask(struct app *a, struct link_call **call, struct err *e)
{
	struct msg_consent_request m = { a->personal.give };

	return calls_consent(a->link, &m, call, e);
}

/* The value of a line "LABEL: value" that has only such characters. */
static bool
line_value(
    const char *text, const char *label, const char *of, char *out, size_t size)
{
	const char *at = strstr(text, label);
	size_t n;

	if (at == NULL)
		return false;
	at += strlen(label);
	n = strspn(at, of);
	if (n == 0 || n >= size || at[n] != '\n')
		return false;
	memcpy(out, at, n);
	out[n] = '\0';
	return true;
}

/* Moment and mark are the portal's; every other word is known here. */
static bool
is_consent(struct app *a, const struct msg_signing *m)
{
	const struct app_personal *p = &a->personal;
	const struct msg_sign_text *t = m->texts.items;
	char moment[DATE_MOMENT], mark[64];
	struct consenttext c = { .give = p->give,
		.tckn = p->tckn,
		.name = p->facts.name,
		.surname = p->facts.surname,
		.portal = a->portal,
		.moment = moment,
		.mark = mark };
	struct buf own = BUF_INIT(CONSENTTEXT_MAX);
	bool same;

	if (m->texts.n != 1 || strcmp(m->portal, a->portal) != 0 ||
	    !line_value(t->text, "\nTARİH: ", "0123456789.: ", moment,
		sizeof(moment)) ||
	    !line_value(t->text, "\nİŞLEM: ", "0123456789", mark, sizeof(mark)))
		return false;
	same = consenttext_build(&c, &own, NULL) == 0 &&
	       strcmp(buf_str(&own), t->text) == 0;
	buf_free(&own);
	return same;
}

static struct msg_signing *
request(struct app *a, const struct link_reply *r)
{
	(void)a;
	return r->message == &wire_signing ? app_message(r) : NULL;
}

static int
status(struct app *a, struct link_call **call, struct err *e)
{
	return calls_session_signing(a->link, call, e);
}

/* Back to the choice, which shows what is on record now. */
static void
signed_now(struct app *a)
{
	snprintf(a->notice, sizeof(a->notice), "%s",
	    a->personal.give ? _("Your E-Onay is on record.")
			     : _("Your E-Onay is withdrawn."));
	signing_forget(a);
	a->personal.known = false;
	a->personal.back = &view_personal_consent;
	app_go(a, &view_personal_menu);
}

/* It may have been signed on another machine. */
static void
stands(struct app *a, const struct link_reply *r)
{
	const struct msg_signing_status *m = r->out;

	if (r->err.code != 0)
		return;
	if (m->refusal != NULL)
		ui_say(a->ui, m->refusal);
	if (strcmp(m->state, "signed") == 0)
		signed_now(a);
}

static void
done(struct app *a, const struct msg_sign_submit *m)
{
	(void)m;
	signed_now(a);
}

static void
other(struct app *a, const struct link_reply *r)
{
	if (r->err.code != 0)
		ui_say(a->ui, r->err.text);
}

static void
leave(struct app *a)
{
	signing_forget(a);
	app_go(a, &view_personal_consent);
}

static const struct signing_task task_consent = {
	.title = N_("E-Onay"),
	.compared = N_("The text was compared: it says what you have chosen "
		       "and nothing else."),
	.ours = is_consent,
	.ask = ask,
	.request = request,
	.status = status,
	.stands = stands,
	.done = done,
	.reply = other,
	.leave = leave,
};

static size_t
choice_count(void *ctx)
{
	(void)ctx;
	return 2;
}

static const char *
choice_value(void *ctx, size_t i)
{
	(void)ctx;
	return i == 0 ? "give" : "withdraw";
}

/* The last two words of the sentence, as they are signed. */
static const char *
choice_label(void *ctx, size_t i)
{
	const char *at = strstr(consenttext_choice(i == 0), "KABUL ");

	(void)ctx;
	return at == NULL ? "" : at;
}

static void
add_texts(struct view *v)
{
	const struct msg_personal *m = &v->app->personal.facts;
	const char *choice = consenttext_choice(true);
	char text[CHOICE_MOST], day[DATE_TEXT];

	if (m->consent)
		snprintf(text, sizeof(text), _("You gave your E-Onay on %s."),
		    personal_day(m->consent_at, day, sizeof(day)));
	else
		snprintf(text, sizeof(text), "%s",
		    _("No E-Onay of yours is on record."));
	form_add_section(v->form, text);
	form_add_text(v->form, 0, consenttext_terms());
	form_add_space(v->form);
	snprintf(text, sizeof(text), "%.*s",
	    (int)(strstr(choice, "KABUL ") - choice), choice);
	form_add_text(v->form, 0, text);
}

static int
consent_open(struct view *v, struct err *e)
{
	struct form_field choice = {
		.id = ID_CHOICE,
		.label = _("Your choice"),
		.kind = FORM_RADIO,
		.starred = true,
		.help = _("Choose one of the two; DEVAM ET can be pressed "
			  "then"),
		.rows = { choice_count, choice_value, choice_label, NULL },
	};

	v->form = form_new("E-Onay");
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	add_texts(v);
	form_add_field(v->form, &choice);
	form_add_text(v->form, 0,
	    _("You sign your choice in the next step, with the card here or "
	      "on another computer of yours."));
	form_add_space(v->form);
	form_add_button(v->form, ID_GO_ON, "DEVAM ET", true);
	form_add_button(v->form, ID_BACK, _("Back"), false);
	form_lock(v->form, ID_GO_ON, true);
	form_focus(v->form, ID_CHOICE);
	return 0;
}

static void
go_on(struct view *v)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	a->personal.give = strcmp(form_value(v->form, ID_CHOICE), "give") == 0;
	signing_begin(a, &task_consent);
	if (ask(a, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Preparing the text to sign"));
}

static void
consent_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED) {
		form_set_error(v->form, ID_CHOICE, NULL);
		form_lock(v->form, ID_GO_ON, false);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_GO_ON) {
		go_on(v);
	} else if (ev->type == FORM_EVENT_PRESSED ||
		   ev->type == FORM_EVENT_BACK) {
		app_go(v->app, &view_personal_menu);
	}
}

static void
consent_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->err.code == 0) {
		if (signing_take(a, app_message(r)))
			app_go(a, &view_sign);
		return;
	}
	form_set_error(v->form, ID_CHOICE, r->err.text);
	form_focus(v->form, ID_CHOICE);
}

static void
consent_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_personal_consent = {
	.open = consent_open,
	.event = consent_event,
	.reply = consent_reply,
	.close = consent_close,
};
