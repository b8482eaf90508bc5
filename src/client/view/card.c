/*
 * Kartım: the readers, the card in the chosen one, its certificates and its
 * PIN, as they are now; and what can be done with them. Nothing of it needs a
 * portal.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/banned.h"

enum {
	ID_READER = 1,
	ID_TYPE,
	ID_STATE,
	ID_PIN,
	ID_CERT,
	ID_WHY,
	ID_CHANGE,
	ID_UNBLOCK,
	ID_SHOW,
	ID_SAVE,
	ID_AGAIN
};

struct kartim {
	struct card_rows readers, certs;
	bool awaited;	 /* the person asked to read again */
	struct buf said; /* line by line: what was read out */
};

/* Which card this is, or why there is none. */
static void
state_text(const struct app *a, char *out, size_t size)
{
	const struct card_event *l = &a->cards.list;
	const struct card_reader *r = cards_reader(a);

	if (!cards_known(a))
		snprintf(out, size, "%s", _("reading the card ..."));
	else if (r == NULL)
		snprintf(out, size, "%s", l->err.text);
	else if (!r->present)
		snprintf(out, size,
		    _("There is no card in the reader %s. Put your card in; "
		      "it is read by itself."),
		    r->name);
	else if (r->why.code != 0)
		snprintf(out, size, "%s", r->why.text);
	else
		snprintf(out, size, _("Card: %s (%s). Reader: %s"),
		    r->token[0] != '\0' ? r->token : _("without a name"),
		    l->modules[r->module].name, r->name);
}

static void
pin_text(const struct card_reader *r, char *out, size_t size)
{
	bool bad;
	const char *state = cards_pin_state(r->pin, &bad);

	if (r->pin == CARD_PIN_PAD)
		state = _("typed on the keys of the reader");
	else if (state == NULL)
		state = _("the card does not tell its state");
	if (bad)
		snprintf(out, size, "%s", state);
	else
		snprintf(out, size, _("PIN: %s"), state);
}

/* What the chosen certificate is good for; the only one with its facts. */
static void
cert_text(
    const struct kartim *s, const struct card_cert *c, char *out, size_t size)
{
	const char *verdict =
	    c->refused != 0 ? c->why.text : _("It can sign your application.");

	if (s->certs.n == 1)
		snprintf(out, size, _("Certificate: %s\n%s"),
		    s->certs.row[0].label, verdict);
	else
		snprintf(out, size, "%s", verdict);
}

static void
show_actions(struct view *v, bool card, bool cert)
{
	form_hide(v->form, ID_CHANGE, !card);
	form_hide(v->form, ID_UNBLOCK, !card);
	form_hide(v->form, ID_SHOW, !cert);
	form_hide(v->form, ID_SAVE, !cert);
}

static void
put(struct view *v, int id, const char *text)
{
	form_set_text(v->form, id, text);
	form_hide(v->form, id, text[0] == '\0');
}

/* Everything that hangs on which certificate is looked at. */
static void
show_cert(struct view *v)
{
	struct app *a = v->app;
	struct kartim *s = v->state;
	const struct card_cert *c = cards_known(a) ? cards_cert(a) : NULL;
	char text[ERR_TEXT_MAX + 400] = "";

	if (c != NULL)
		cert_text(s, c, text, sizeof(text));
	put(v, ID_WHY, text);
}

static void
show_all(struct view *v)
{
	struct app *a = v->app;
	struct kartim *s = v->state;
	const struct card_reader *r = cards_known(a) ? cards_reader(a) : NULL;
	const struct card_cert *c = r != NULL ? cards_cert(a) : NULL;
	char text[ERR_TEXT_MAX + 400];

	state_text(a, text, sizeof(text));
	put(v, ID_STATE, text);
	text[0] = '\0';
	if (r != NULL && r->present && (r->token[0] != '\0' || c != NULL))
		pin_text(r, text, sizeof(text));
	put(v, ID_PIN, text);
	if (card_rows_readers(&s->readers, a) < 0 ||
	    card_rows_certs(&s->certs, a, r) < 0)
		return;
	if (r != NULL)
		form_set_value(v->form, ID_READER, r->name);
	form_hide(v->form, ID_READER, s->readers.n < 2);
	for (size_t i = 0; i < s->certs.n; i++)
		if (&a->cards.list.certs[s->certs.row[i].index] == c)
			form_set_value(v->form, ID_CERT, s->certs.row[i].value);
	form_hide(v->form, ID_CERT, s->certs.n < 2);
	cards_show_type(v, ID_TYPE);
	show_cert(v);
	show_actions(
	    v, r != NULL && r->present && r->token[0] != '\0', c != NULL);
}

static void
add_fields(struct view *v)
{
	struct kartim *s = v->state;
	struct form_field reader = {
		.id = ID_READER,
		.label = _("Card"),
		.kind = FORM_RADIO,
		.help = _("The readers of this computer and what is in them"),
		.rows = card_rows_for(&s->readers),
	};
	struct form_field cert = {
		.id = ID_CERT,
		.label = _("Certificate"),
		.kind = FORM_RADIO,
		.help = _("The certificates on this card"),
		.rows = card_rows_for(&s->certs),
	};

	form_add_field(v->form, &reader);
	form_add_text(v->form, ID_STATE, "");
	form_add_text(v->form, ID_PIN, "");
	form_add_field(v->form, &cert);
	form_add_text(v->form, ID_WHY, "");
	cards_add_type(v, ID_TYPE);
	form_add_space(v->form);
}

static void
add_actions(struct form *f)
{
	form_add_entry(f, ID_CHANGE, '1', _("Change the PIN"),
	    _("With the PIN you have now; nobody else can do it"));
	form_add_entry(f, ID_UNBLOCK, '2', _("Unlock the PIN (PUK)"),
	    _("After three wrong entries, with the PUK you got from Kamu SM"));
	form_add_entry(f, ID_SHOW, '3', _("Show the certificate"),
	    _("All that stands in it, with its fingerprint"));
	form_add_entry(f, ID_SAVE, '4', _("Save the certificate"),
	    _("Into a file, to give it to somebody; the key stays on the "
	      "card"));
	form_add_entry(f, ID_AGAIN, '5', _("Read the card again"),
	    _("When the card was put in and is not shown"));
}

/* What a person who hears the screen was told. */
static void
summary(struct view *v, struct buf *out)
{
	struct app *a = v->app;
	struct kartim *s = v->state;
	char text[ERR_TEXT_MAX + 400];

	buf_reset(out);
	state_text(a, text, sizeof(text));
	buf_adds(out, text);
	for (size_t i = 0; i < s->readers.n; i++) {
		const struct card_reader *r = &a->cards.list.readers[i];

		buf_addf(out, "\n%s %d", s->readers.row[i].label, (int)r->pin);
	}
	for (size_t i = 0; i < s->certs.n; i++)
		buf_addf(out, "\n%s", s->certs.row[i].label);
}

static int
card_open_view(struct view *v, struct err *e)
{
	struct app *a = v->app;
	struct kartim *s = calloc(1, sizeof(*s));
	struct err why;

	v->state = s;
	v->form = form_new(_("My card"));
	if (s == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->said = (struct buf)BUF_INIT(65536);
	form_title(v->form, "eimza", "");
	hint_add(v, HINT_CARD);
	add_fields(v);
	add_actions(v->form);
	a->cards.back = &view_card;
	show_all(v);
	form_focus(v->form, ID_AGAIN);
	form_focus(v->form, ID_CHANGE);
	summary(v, &s->said);
	if (cards_follow(a, NULL, &why) < 0)
		put(v, ID_STATE, why.text);
	return 0;
}

static void
card_card(struct view *v, const struct card_event *ev)
{
	struct app *a = v->app;
	struct kartim *s = v->state;
	struct buf now = BUF_INIT(65536);
	bool first = form_active(v->form) == ID_AGAIN && !s->awaited;

	if (ev->type != CARD_LIST)
		return;
	show_all(v);
	if (first)
		form_focus(v->form, ID_CHANGE);
	summary(v, &now);
	if (strcmp(buf_str(&now), buf_str(&s->said)) != 0) {
		/* Line by line the screen is said anew when it has changed. */
		if (ui_mode_of(a->ui) == UI_LINEAR)
			app_go(a, &view_card);
	} else if (s->awaited) {
		ui_say(a->ui, _("The card was read; nothing has changed."));
	}
	buf_reset(&s->said);
	buf_adds(&s->said, buf_str(&now));
	s->awaited = false;
	buf_free(&now);
}

static void
pressed(struct view *v, int id)
{
	struct app *a = v->app;
	struct kartim *s = v->state;
	const struct card_reader *r = cards_known(a) ? cards_reader(a) : NULL;

	if (id == ID_AGAIN) {
		s->awaited = true;
		ui_say(a->ui, _("reading the card ..."));
		cards_again(a);
		return;
	}
	cards_look_at(a, r);
	if (id == ID_CHANGE && r != NULL && r->pin == CARD_PIN_LOCKED)
		ui_say(a->ui,
		    _("The PIN is locked: first \"Unlock the PIN (PUK)\"."));
	else
		app_go(a, id == ID_CHANGE    ? &view_pin_change
			  : id == ID_UNBLOCK ? &view_pin_unblock
			  : id == ID_SHOW    ? &view_card_show
					     : &view_card_save);
}

static void
card_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;
	const char *value = form_value(v->form, ev->id);

	if (ev->type == FORM_EVENT_BACK) {
		app_go(a, &view_menu);
	} else if (ev->type == FORM_EVENT_PRESSED) {
		pressed(v, ev->id);
	} else if (ev->type == FORM_EVENT_CHANGED && ev->id == ID_READER) {
		snprintf(a->cards.reader, sizeof(a->cards.reader), "%s", value);
		show_all(v);
	} else if (ev->type == FORM_EVENT_CHANGED && ev->id == ID_CERT) {
		cards_look_at_cert(a, value);
		show_cert(v);
	} else if (ev->type == FORM_EVENT_CHANGED && ev->id == ID_TYPE) {
		cards_take_type(v, ID_TYPE);
	}
}

static void
card_close_view(struct view *v)
{
	struct kartim *s = v->state;

	if (s == NULL)
		return;
	card_rows_free(&s->readers);
	card_rows_free(&s->certs);
	buf_free(&s->said);
	free(s);
}

const struct view_ops view_card = {
	.open = card_open_view,
	.event = card_event,
	.card = card_card,
	.close = card_close_view,
};
