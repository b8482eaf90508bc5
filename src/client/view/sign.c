/*
 * The signature: the text whole, the certificates of the card, the PIN. The
 * portal's text is compared with the one computed here from the form; nothing
 * is signed that differs. With a Doğrulama Kodu from another screen there is
 * no form here to compare with, and the screen says so.
 */
#include "config.h"
#include "client/view/sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "client/view/pin.h"
#include "client/view/signing.h"
#include "model/check.h"
#include "base/banned.h"

#define STATUS_EVERY 3000 /* milliseconds between two looks at the portal */
#define TEXTS_MAX    ((size_t)1024 * 1024) /* 50 of 16 KiB, and headings */

static void
add_moments(struct view *v)
{
	struct app *a = v->app;
	const struct msg_signing *q = &a->signing.request;
	char line[256], subject[128], created[DATE_MOMENT] = "";
	int64_t at;

	form_add_countdown(v->form, ID_LEFT, _("Time left: {} seconds"));
	form_set_deadline(v->form, ID_LEFT, a->signing.deadline);
	if (date_from_rfc3339(q->created_at, &at) == 0)
		date_moment(at, created);
	signing_subject(a, subject, sizeof(subject));
	snprintf(line, sizeof(line), _("Made %s   %s"), created, subject);
	form_add_text(v->form, ID_MOMENTS, line);
}

/* The screen of a request that is here and has been judged, or of a file. */
static void
build(struct view *v)
{
	struct app *a = v->app;
	struct msg_signing *q = &a->signing.request;
	const struct signing_task *task = signing_task_of(a);
	struct buf texts = BUF_INIT(TEXTS_MAX);
	char heading[128];

	if (a->signing.file || q->texts.n == 1)
		snprintf(
		    heading, sizeof(heading), "%s", _("Text to sign 1 / 1"));
	else
		snprintf(heading, sizeof(heading),
		    _("%zu texts, one signature each"), q->texts.n);
	signing_texts(a, &texts);
	form_add_viewer(v->form, ID_TEXT, heading, buf_str(&texts), 6);
	buf_free(&texts);
	form_add_text(v->form, ID_SAME, _(task->compared));
	sign_card_fields(v);
	if (!a->signing.file)
		add_moments(v);
	form_add_button(v->form, ID_SIGN, _("Sign"), true);
	form_add_button(v->form, ID_UNLOCK, _("Unlock the PIN (PUK)"), false);
	form_hide(v->form, ID_UNLOCK, true);
	form_add_button(v->form, ID_READ_CARD, _("Read the card again"), false);
	if (task->ask != NULL)
		form_add_button(v->form, ID_NEW_CODE, _("New code"), false);
	form_focus(v->form, ID_TEXT);
	sign_read_card(v);
	if (task->status != NULL)
		v->deadline = clock_mono_ms() + STATUS_EVERY;
}

static void
ask_request(struct view *v)
{
	const struct signing_task *task = signing_task_of(v->app);
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	if (task->ask == NULL)
		signing_leave(a);
	else if (task->ask(a, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Preparing the text to sign"));
}

static int
sign_open(struct view *v, struct err *e)
{
	static const struct form_binding key = { KEYS_F7, ACTION_SHOW_CODE,
		"F7", N_("only show the code") };
	struct form_binding shown = key;
	struct app *a = v->app;
	struct sign *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(_("Signing"));
	if (s == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	signing_title(v);
	shown.help = _(key.help);
	if (signing_task_of(a)->status != NULL)
		form_bind(v->form, &shown, 1);
	if (a->signing.file || (a->signing.request.code != NULL &&
				   a->signing.deadline > clock_mono_ms()))
		build(v);
	else
		ask_request(v);
	return 0;
}

static bool
last_try_agreed(struct view *v)
{
	return pin_agreed(form_value(v->form, ID_LAST_TRY));
}

/* The code has run out of time. */
static void
say_over(struct view *v)
{
	struct app *a = v->app;

	ui_say(a->ui, signing_task_of(a)->ask == NULL
			  ? _("The code has run out of time. Ask for a "
			      "new one on the other screen.")
			  : _("The time for signing has run out. Press "
			      "\"New code\" to go on."));
	if (signing_task_of(a)->ask != NULL)
		form_focus(v->form, ID_NEW_CODE);
}

/* What is missing before the card may be asked; true: nothing. */
static bool
ready(struct view *v, int cert)
{
	enum card_pin pin;
	struct err e;

	if (!v->app->signing.file &&
	    v->app->signing.deadline <= clock_mono_ms()) {
		say_over(v);
		return false;
	}
	if (!form_viewed(v->form, ID_TEXT)) {
		ui_say(v->app->ui, _("Please read the text to its end first: "
				     "PgDn scrolls it."));
		form_focus(v->form, ID_TEXT);
		return false;
	}
	if (cert < 0 || sign_cert(v, cert)->refused != 0) {
		if (form_error(v->form, ID_CERT) == NULL)
			form_set_error(v->form, ID_CERT,
			    cert < 0 ? _("Please choose a certificate.")
				     : sign_cert(v, cert)->why.text);
		form_focus(v->form, ID_CERT);
		return false;
	}
	pin = sign_cert(v, cert)->pin;
	if (pin == CARD_PIN_LOCKED) {
		form_focus(v->form, ID_CERT);
		return false;
	}
	if (!sign_cert(v, cert)->pin_pad &&
	    check_pin(form_value(v->form, ID_PIN), &e) < 0) {
		form_set_error(v->form, ID_PIN, e.text);
		form_focus(v->form, ID_PIN);
		return false;
	}
	if (pin == CARD_PIN_FINAL && !last_try_agreed(v)) {
		form_set_error(v->form, ID_LAST_TRY,
		    _("If this PIN is wrong "
		      "the card is locked. Type YES to use the last try."));
		form_focus(v->form, ID_LAST_TRY);
		return false;
	}
	return true;
}

static void
sign_all(struct view *v, size_t cert, struct secret *pin)
{
	const struct wire_list *list = &v->app->signing.request.texts;
	const struct msg_sign_text *t = list->items;
	struct card_text texts[CARD_TEXTS];
	size_t n = 0;

	if (v->app->signing.file) {
		const struct buf *bytes = &v->app->file.text.bytes;

		texts[n++] = (struct card_text){ buf_str(bytes), bytes->len };
	}
	for (; n < list->n && n < CARD_TEXTS; n++)
		texts[n] = (struct card_text){ t[n].text, strlen(t[n].text) };
	card_sign_texts(v->app->card, cert, texts, n, clock_wall(), pin,
	    last_try_agreed(v));
}

static void
show_moment(struct view *v)
{
	char line[256], now[DATE_MOMENT], created[DATE_MOMENT] = "";
	int64_t at;

	if (date_from_rfc3339(v->app->signing.request.created_at, &at) == 0)
		date_moment(at, created);
	snprintf(line, sizeof(line), _("Made %s   Signing %s"), created,
	    date_moment(clock_wall(), now));
	form_set_text(v->form, ID_MOMENTS, line);
}

static void
start_signature(struct view *v)
{
	struct app *a = v->app;
	struct secret *pin = NULL;
	int cert = sign_chosen(v);

	if (!ready(v, cert))
		return;
	if (!sign_cert(v, cert)->pin_pad) {
		pin = pin_copy(form_secret(v->form, ID_PIN));
		if (pin == NULL) {
			ui_say(a->ui, _("Memory is out."));
			return;
		}
	}
	form_set_value(v->form, ID_PIN, "");
	if (!a->signing.file)
		show_moment(v);
	sign_all(v, (size_t)cert, pin);
	secret_free(pin);
	form_set_value(v->form, ID_LAST_TRY, "");
	app_wait_card(a, sign_cert(v, cert)->pin_pad
			     ? _("Type the PIN on the card reader")
			     : _("The card signs; do not pull it out"));
}

static void
show_progress(struct app *a, const struct card_event *ev)
{
	char text[128];

	snprintf(text, sizeof(text),
	    _("The card signs: %zu of %zu; do not pull it out"), ev->done + 1,
	    ev->total);
	if (a->card_busy)
		app_wait_card(a, text);
}

/* An error in the middle: none of the texts counts as signed. */
static void
say_failed(struct view *v, const struct card_event *ev)
{
	char text[ERR_TEXT_MAX + 160];

	if (ev->total > 1 && ev->done > 0)
		snprintf(text, sizeof(text),
		    _("%s It stopped at text %zu of %zu; nothing was sent."),
		    ev->err.text, ev->done + 1, ev->total);
	else
		snprintf(text, sizeof(text), "%s", ev->err.text);
	form_set_error(v->form, ID_PIN, text);
	form_focus(v->form, ID_PIN);
}

/* Line by line, what came by itself is said, and asked for anew. */
static void
take_new_list(struct view *v)
{
	struct app *a = v->app;
	struct sign *s = v->state;
	bool waited = s->listing;
	char was[160];

	s->listing = false;
	if (waited)
		app_wait_over(a);
	snprintf(was, sizeof(was), "%s", form_value(v->form, ID_CERT));
	sign_take_list(v);
	if (waited || ui_mode_of(a->ui) != UI_LINEAR || a->card_busy ||
	    strcmp(was, form_value(v->form, ID_CERT)) == 0)
		return;
	if (sign_chosen(v) >= 0)
		ui_say(a->ui, _("A card was put in."));
	form_focus(v->form, ID_CERT);
}

static void
sign_card(struct view *v, const struct card_event *ev)
{
	struct app *a = v->app;

	if (!a->signing.file && a->signing.request.code == NULL)
		return; /* the screen is not built yet */
	if (ev->type == CARD_LIST) {
		take_new_list(v);
		return;
	}
	if (ev->type == CARD_SIGNING)
		show_progress(a, ev);
	if (ev->type != CARD_SIGNED)
		return;
	app_wait_over(a);
	if (ev->err.code == 0) {
		signing_send(a, ev);
		return;
	}
	say_failed(v, ev);
	sign_read_again(
	    v); /* the PIN's state has changed, or the card is out */
}

/* To the PUK and back to this text. */
static void
unlock(struct view *v)
{
	struct app *a = v->app;
	int cert = sign_chosen(v);

	if (cert < 0)
		return;
	cards_look_at(a, &a->cards.list.readers[sign_cert(v, cert)->reader]);
	a->cards.back = &view_sign;
	app_go(a, &view_pin_unblock);
}

static void
sign_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	switch (ev->type) {
	case FORM_EVENT_CHANGED:
		form_set_error(v->form, ev->id, NULL);
		if (ev->id == ID_CERT)
			sign_show_pin(v);
		else if (ev->id == ID_TYPE)
			cards_take_type(v, ID_TYPE);
		break;
	case FORM_EVENT_PRESSED:
		if (ev->id == ID_SIGN)
			start_signature(v);
		else if (ev->id == ID_READ_CARD)
			sign_read_again(v);
		else if (ev->id == ID_UNLOCK)
			unlock(v);
		else
			signing_renew(a);
		break;
	case FORM_EVENT_KEY:
		app_go(a, &view_show_code);
		break;
	case FORM_EVENT_TIMEOUT:
		form_set_value(v->form, ID_PIN, "");
		say_over(v);
		break;
	case FORM_EVENT_BACK:
		signing_leave(a);
		break;
	case FORM_EVENT_ROW:
	case FORM_EVENT_MARKED:
	case FORM_EVENT_NONE:
	case FORM_EVENT_LEFT:
	case FORM_EVENT_QUIT:
		break;
	}
}

static void
sign_reply(struct view *v, const struct link_reply *r)
{
	const struct signing_task *task = signing_task_of(v->app);
	struct app *a = v->app;
	struct msg_signing *request;

	if (r->call == v->quiet) {
		v->quiet = NULL;
		v->deadline = clock_mono_ms() + STATUS_EVERY;
		task->stands(a, r);
		return;
	}
	request = r->err.code == 0 && task->request != NULL
		      ? task->request(a, r)
		      : NULL;
	if (request != NULL) {
		if (signing_take(a, request))
			build(v);
		return;
	}
	if (r->message == &wire_sign_submit && r->err.code == 0) {
		task->done(a, r->out);
	} else if (r->message == &wire_sign_submit) {
		if (signing_send_bare(a))
			return;
		form_set_error(v->form, ID_PIN, r->err.text);
		form_focus(v->form, ID_PIN);
	} else if (task->reply != NULL) {
		task->reply(a, r);
	}
}

/* Has another machine signed in the meantime? */
static void
sign_due(struct view *v)
{
	v->deadline = -1;
	if (v->app->busy != NULL || v->app->card_busy || v->quiet != NULL ||
	    signing_task_of(v->app)->status(v->app, &v->quiet, NULL) < 0)
		v->deadline = clock_mono_ms() + STATUS_EVERY;
}

static void
sign_close(struct view *v)
{
	struct sign *s = v->state;

	if (s != NULL)
		card_rows_free(&s->certs);
	free(s);
}

const struct view_ops view_sign = {
	.open = sign_open,
	.event = sign_event,
	.reply = sign_reply,
	.card = sign_card,
	.stamped = signing_stamped,
	.due = sign_due,
	.close = sign_close,
};
