/*
 * The signature: the text whole, the certificates of the card, the PIN. The
 * portal's text is compared with the one computed here from the form; nothing
 * is signed that differs. With a Doğrulama Kodu from another screen there is
 * no form here to compare with, and the screen says so.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "client/view/signing.h"
#include "model/check.h"
#include "base/banned.h"

#define STATUS_EVERY 3000 /* milliseconds between two looks at the portal */

enum {
	ID_TEXT = 1,
	ID_SAME,
	ID_CERT,
	ID_PIN,
	ID_LAST_TRY,
	ID_LEFT,
	ID_MOMENTS,
	ID_SIGN,
	ID_READ_CARD,
	ID_NEW_CODE,
	ACTION_SHOW_CODE
};

struct sign {
	struct card_cert *certs; /* a copy of the list: facts only */
	size_t n;
	char (*labels)[220];
	char (*values)[8];
	bool built; /* the form shows a text */
};

static size_t
cert_count(void *ctx)
{
	return ((struct sign *)ctx)->n;
}

static const char *
cert_value(void *ctx, size_t i)
{
	return ((struct sign *)ctx)->values[i];
}

static const char *
cert_label(void *ctx, size_t i)
{
	return ((struct sign *)ctx)->labels[i];
}

static void
label_cert(const struct card_cert *c, char *out, size_t size)
{
	struct date end = date_of(c->facts.not_after);
	long days = date_days_until(clock_wall(), c->facts.not_after);
	char day[DATE_TEXT];

	date_format(&end, day);
	if (c->refused != 0)
		snprintf(out, size, _("%s  %s  (cannot be used)"),
		    c->facts.owner, day);
	else
		snprintf(out, size, _("%s  until %s (%ld days)  %s"),
		    c->facts.owner, day, days, c->facts.issuer);
}

/* The chosen row, or -1. */
static int
chosen(const struct view *v)
{
	const struct sign *s = v->state;
	const char *value = form_value(v->form, ID_CERT);

	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->values[i], value) == 0)
			return (int)i;
	return -1;
}

static void
show_pin_state(struct view *v)
{
	struct sign *s = v->state;
	int i = chosen(v);
	enum card_pin pin = i < 0 ? CARD_PIN_UNKNOWN : s->certs[i].pin;
	const char *note = NULL, *warning = NULL;

	if (pin == CARD_PIN_OK)
		note = _("no wrong entry on the card");
	else if (pin == CARD_PIN_LOW)
		warning = _("A wrong PIN was entered on this card before.");
	else if (pin == CARD_PIN_FINAL)
		warning = _("LAST TRY: a wrong PIN now locks the card.");
	else if (pin == CARD_PIN_LOCKED)
		warning = _("The PIN is locked. Unlock it first (\"Kilit "
			    "Çözme\"), or call 444 5 576.");
	else if (pin == CARD_PIN_PAD)
		note = _("you type it on the card reader");
	form_set_note(v->form, ID_PIN, note);
	form_set_warning(v->form, ID_PIN, warning);
	form_hide(v->form, ID_LAST_TRY, pin != CARD_PIN_FINAL);
	form_lock(
	    v->form, ID_PIN, pin == CARD_PIN_LOCKED || pin == CARD_PIN_PAD);
	form_set_error(v->form, ID_CERT,
	    i >= 0 && s->certs[i].refused != 0 ? s->certs[i].why.text : NULL);
}

static void
read_card(struct view *v)
{
	struct app *a = v->app;
	struct err e;

	if (app_card(a, &e) < 0) {
		form_set_error(v->form, ID_CERT, e.text);
		return;
	}
	form_set_note(v->form, ID_CERT, _("reading the card ..."));
	card_list(a->card, a->signing.request.tckn);
	/* Line by line there is no looking up again: the question for the
	 * certificate waits for its answers. */
	if (ui_mode_of(a->ui) == UI_LINEAR)
		app_wait_card(a, _("reading the card ..."));
}

static void
add_card_fields(struct view *v)
{
	struct form_field cert = {
		.id = ID_CERT,
		.label = _("Choose the certificate"),
		.kind = FORM_RADIO,
		.starred = true,
		.help = _("The certificate on your card that signs"),
		.rows = { cert_count, cert_value, cert_label, v->state },
	};
	struct form_field pin = {
		.id = ID_PIN,
		.label = _("PIN"),
		.kind = FORM_SECRET,
		.starred = true,
		.max = 12,
		.help = _("The PIN of your card, usually 6 digits; after 3 "
			  "wrong entries the card locks itself"),
	};
	struct form_field last = {
		.id = ID_LAST_TRY,
		.label = _("Type YES to go on"),
		.kind = FORM_TEXT,
		.starred = true,
		.max = 5,
		.help = _("LAST TRY: if this PIN is wrong the card is locked"),
	};

	form_add_field(v->form, &cert);
	form_add_field(v->form, &pin);
	form_add_field(v->form, &last);
	form_hide(v->form, ID_LAST_TRY, true);
}

/* The screen of a request that is here and has been judged. */
static void
build(struct view *v)
{
	struct app *a = v->app;
	struct msg_signing *q = &a->signing.request;
	const struct msg_sign_text *t = q->texts.items;
	char line[256], created[DATE_MOMENT] = "";
	int64_t at;

	form_add_viewer(v->form, ID_TEXT, _("Text to sign 1 / 1"), t->text, 6);
	form_add_text(v->form, ID_SAME,
	    a->signing.by_code
		? _("The text comes from the portal: read it to its end.")
		: _("The text was compared with your form: it is the same."));
	add_card_fields(v);
	form_add_countdown(v->form, ID_LEFT, _("Time left: {} seconds"));
	form_set_deadline(v->form, ID_LEFT, a->signing.deadline);
	if (date_from_rfc3339(q->created_at, &at) == 0)
		date_moment(at, created);
	snprintf(line, sizeof(line), _("Made %s   Application %s"), created,
	    q->number);
	form_add_text(v->form, ID_MOMENTS, line);
	form_add_button(v->form, ID_SIGN, _("Sign"), true);
	form_add_button(v->form, ID_READ_CARD, _("Read the card again"), false);
	if (!a->signing.by_code)
		form_add_button(v->form, ID_NEW_CODE, _("New code"), false);
	form_focus(v->form, ID_TEXT);
	read_card(v);
	if (!a->signing.by_code)
		v->deadline = clock_mono_ms() + STATUS_EVERY;
}

static void
ask_request(struct view *v)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	if (calls_signing(a->link, &call, &e) < 0)
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
	if (a->signing.by_code)
		form_title(v->form, _("Sign with a code"), "");
	else
		app_title(v, PAGE_SIGN);
	shown.help = _(key.help);
	if (!a->signing.by_code)
		form_bind(v->form, &shown, 1);
	if (a->signing.request.code != NULL &&
	    a->signing.deadline > clock_mono_ms())
		build(v);
	else
		ask_request(v);
	return 0;
}

static void
forget_certs(struct sign *s)
{
	free(s->certs);
	free(s->labels);
	free(s->values);
	s->certs = NULL;
	s->labels = NULL;
	s->values = NULL;
	s->n = 0;
}

/* The list was read: the first usable certificate is chosen. */
static void
take_list(struct view *v, const struct card_event *ev)
{
	struct sign *s = v->state;
	const char *choice = "";

	forget_certs(s);
	form_set_note(v->form, ID_CERT, NULL);
	if (ev->err.code != 0 && ev->cert_count == 0) {
		form_set_value(v->form, ID_CERT, "");
		form_set_error(v->form, ID_CERT, ev->err.text);
		return;
	}
	s->certs = calloc(ev->cert_count, sizeof(*s->certs));
	s->labels = calloc(ev->cert_count, sizeof(*s->labels));
	s->values = calloc(ev->cert_count, sizeof(*s->values));
	if (s->certs == NULL || s->labels == NULL || s->values == NULL)
		return;
	s->n = ev->cert_count;
	for (size_t i = s->n; i-- > 0;) {
		s->certs[i] = ev->certs[i];
		s->certs[i].der = NULL; /* lent by the card only for now */
		label_cert(&s->certs[i], s->labels[i], sizeof(s->labels[i]));
		snprintf(s->values[i], sizeof(s->values[i]), "%u",
		    (unsigned)i % 1000);
		if (s->certs[i].refused == 0)
			choice = s->values[i];
	}
	form_set_value(v->form, ID_CERT, choice);
	show_pin_state(v);
	if (choice[0] == '\0')
		form_set_error(v->form, ID_CERT,
		    ev->err.code != 0 ? ev->err.text : s->certs[0].why.text);
}

static bool
last_try_agreed(struct view *v)
{
	const char *typed = form_value(v->form, ID_LAST_TRY);

	return text_ascii_equal(typed, "EVET") ||
	       text_ascii_equal(typed, "YES");
}

/* The code has run out of time. */
static void
say_over(struct view *v)
{
	struct app *a = v->app;

	ui_say(a->ui, a->signing.by_code
			  ? _("The code has run out of time. Ask for a "
			      "new one on the other screen.")
			  : _("The time for signing has run out. Press "
			      "\"New code\" to go on."));
	if (!a->signing.by_code)
		form_focus(v->form, ID_NEW_CODE);
}

/* What is missing before the card may be asked; true: nothing. */
static bool
ready(struct view *v, int cert)
{
	struct sign *s = v->state;
	enum card_pin pin;
	struct err e;

	if (v->app->signing.deadline <= clock_mono_ms()) {
		say_over(v);
		return false;
	}
	if (!form_viewed(v->form, ID_TEXT)) {
		ui_say(v->app->ui, _("Please read the text to its end first: "
				     "PgDn scrolls it."));
		form_focus(v->form, ID_TEXT);
		return false;
	}
	if (cert < 0 || s->certs[cert].refused != 0) {
		if (form_error(v->form, ID_CERT) == NULL)
			form_set_error(v->form, ID_CERT,
			    cert < 0 ? _("Please choose a certificate.")
				     : s->certs[cert].why.text);
		form_focus(v->form, ID_CERT);
		return false;
	}
	pin = s->certs[cert].pin;
	if (pin == CARD_PIN_LOCKED) {
		form_focus(v->form, ID_CERT);
		return false;
	}
	if (pin != CARD_PIN_PAD &&
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
start_signature(struct view *v)
{
	struct app *a = v->app;
	struct sign *s = v->state;
	const struct msg_sign_text *t = a->signing.request.texts.items;
	struct secret *pin = NULL, *typed = form_secret(v->form, ID_PIN);
	int cert = chosen(v);
	char line[256], now[DATE_MOMENT], created[DATE_MOMENT] = "";
	int64_t at;

	if (!ready(v, cert))
		return;
	if (s->certs[cert].pin != CARD_PIN_PAD) {
		pin = secret_new();
		if (pin == NULL || typed == NULL ||
		    secret_set(pin, secret_text(typed), secret_len(typed)) <
			0) {
			secret_free(pin);
			ui_say(a->ui, _("Memory is out."));
			return;
		}
	}
	form_set_value(v->form, ID_PIN, "");
	if (date_from_rfc3339(a->signing.request.created_at, &at) == 0)
		date_moment(at, created);
	snprintf(line, sizeof(line), _("Made %s   Signing %s"), created,
	    date_moment(clock_wall(), now));
	form_set_text(v->form, ID_MOMENTS, line);
	card_sign(a->card, (size_t)cert, t->text, strlen(t->text), clock_wall(),
	    pin, last_try_agreed(v));
	secret_free(pin);
	form_set_value(v->form, ID_LAST_TRY, "");
	app_wait_card(a, s->certs[cert].pin == CARD_PIN_PAD
			     ? _("Type the PIN on the card reader")
			     : _("The card signs; do not pull it out"));
}

static void
send_signature(struct view *v, const struct buf *cms)
{
	struct app *a = v->app;
	struct msg_signature one = { { NULL, 0 } };
	struct msg_sign_submit_request m = { NULL, { &one, 1 } };
	struct link_call *call = NULL;
	struct err e;

	buf_reset(&a->cms);
	if (buf_add(&a->cms, cms->data, cms->len) < 0) {
		ui_say(a->ui, _("Memory is out."));
		return;
	}
	one.cms.data = (unsigned char *)a->cms.data; /* borrowed */
	one.cms.len = a->cms.len;
	m.code = a->signing.request.code;
	if (calls_sign_submit(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Sending the signature"));
}

static void
sign_card(struct view *v, const struct card_event *ev)
{
	struct app *a = v->app;

	if (a->signing.request.code == NULL)
		return; /* the screen is not built yet */
	if (ev->type == CARD_LIST && ui_mode_of(a->ui) == UI_LINEAR)
		app_wait_over(a);
	if (ev->type == CARD_LIST) {
		take_list(v, ev);
		return;
	}
	app_wait_over(a);
	if (ev->err.code == 0) {
		send_signature(v, &ev->cms);
		return;
	}
	form_set_error(v->form, ID_PIN, ev->err.text);
	form_focus(v->form, ID_PIN);
	read_card(v); /* the PIN's state has changed, or the card is out */
}

static void
sign_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	switch (ev->type) {
	case FORM_EVENT_CHANGED:
		form_set_error(v->form, ev->id, NULL);
		if (ev->id == ID_CERT)
			show_pin_state(v);
		break;
	case FORM_EVENT_PRESSED:
		if (ev->id == ID_SIGN)
			start_signature(v);
		else if (ev->id == ID_READ_CARD)
			read_card(v);
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
	case FORM_EVENT_NONE:
	case FORM_EVENT_LEFT:
	case FORM_EVENT_QUIT:
		break;
	}
}

static void
sign_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->call == v->quiet) {
		v->quiet = NULL;
		v->deadline = clock_mono_ms() + STATUS_EVERY;
		if (r->err.code == 0)
			signing_take_status(a, r->out);
		return;
	}
	if (r->message == &wire_signing && r->err.code == 0) {
		if (signing_take(a, app_message(r)))
			build(v);
		return;
	}
	if (r->err.code != 0 && r->message == &wire_sign_submit) {
		form_set_error(v->form, ID_PIN, r->err.text);
		form_focus(v->form, ID_PIN);
		return;
	}
	if (r->err.code != 0) {
		ui_say(a->ui, r->err.text);
		return;
	}
	if (r->message == &wire_sign_submit)
		signing_done(a, r->out);
	else
		signing_went(a, app_message(r));
}

/* Has another machine signed in the meantime? */
static void
sign_due(struct view *v)
{
	v->deadline = -1;
	if (v->app->busy != NULL || v->app->card_busy || v->quiet != NULL ||
	    calls_signing_status(v->app->link, &v->quiet, NULL) < 0)
		v->deadline = clock_mono_ms() + STATUS_EVERY;
}

static void
sign_close(struct view *v)
{
	struct sign *s = v->state;

	if (s != NULL)
		forget_certs(s);
	free(s);
}

const struct view_ops view_sign = {
	.open = sign_open,
	.event = sign_event,
	.reply = sign_reply,
	.card = sign_card,
	.due = sign_due,
	.close = sign_close,
};
