/* The certificates and the PIN at the signature, as the cards come and go. */
#include "config.h"
#include "client/view/sign.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

const struct card_cert *
sign_cert(const struct view *v, int i)
{
	return &v->app->cards.list.certs[i];
}

int
sign_chosen(const struct view *v)
{
	const struct sign *s = v->state;
	const struct card_row *row =
	    card_rows_find(&s->certs, form_value(v->form, ID_CERT));

	return row == NULL ? -1 : (int)row->index;
}

/* A PIN goes to the card it was typed for and to no other. */
static void
keep_pin_with_card(struct view *v, const struct card_cert *c)
{
	const struct card_reader *r = NULL;
	struct sign *s = v->state;
	bool typed = form_value(v->form, ID_PIN)[0] != '\0';

	if (c != NULL)
		r = &v->app->cards.list.readers[c->reader];
	if (s->reader[0] != '\0' &&
	    (r == NULL || strcmp(r->name, s->reader) != 0 ||
		strcmp(r->serial, s->serial) != 0)) {
		form_set_value(v->form, ID_PIN, "");
		form_set_value(v->form, ID_LAST_TRY, "");
		/* Why the card is gone stays to be read. */
		if (typed || r != NULL)
			form_set_error(v->form, ID_PIN, NULL);
		if (typed && r == NULL)
			ui_say(v->app->ui,
			    _("The card was taken out, so the PIN you had "
			      "typed was wiped. Put the card in and type it "
			      "again."));
		else if (typed)
			ui_say(v->app->ui,
			    _("This is another card, so the PIN you had "
			      "typed was wiped."));
	}
	snprintf(s->reader, sizeof(s->reader), "%s", r == NULL ? "" : r->name);
	snprintf(
	    s->serial, sizeof(s->serial), "%s", r == NULL ? "" : r->serial);
}

void
sign_show_pin(struct view *v)
{
	int i = sign_chosen(v);
	const struct card_cert *c = i < 0 ? NULL : sign_cert(v, i);
	enum card_pin pin = c == NULL ? CARD_PIN_UNKNOWN : c->pin;
	bool bad;
	const char *text = cards_pin_state(pin, &bad);
	char note[160];

	keep_pin_with_card(v, c);
	snprintf(note, sizeof(note), "%s", bad || text == NULL ? "" : text);
	if (v->app->demo_pin != NULL)
		snprintf(note, sizeof(note), _("demonstration: %s"),
		    v->app->demo_pin);
	form_set_note(v->form, ID_PIN, note[0] == '\0' ? NULL : note);
	form_set_warning(v->form, ID_PIN, bad ? text : NULL);
	form_hide(v->form, ID_LAST_TRY, pin != CARD_PIN_FINAL);
	form_hide(v->form, ID_UNLOCK, pin != CARD_PIN_LOCKED);
	form_lock(v->form, ID_PIN,
	    pin == CARD_PIN_LOCKED || (c != NULL && c->pin_pad));
	form_set_error(v->form, ID_CERT,
	    c != NULL && c->refused != 0 ? c->why.text : NULL);
}

void
sign_take_list(struct view *v)
{
	const struct card_event *l = &v->app->cards.list;
	const struct card_cert *usable = cards_usable(v->app);
	struct sign *s = v->state;
	const char *choice = "";

	if (card_rows_certs(&s->certs, v->app, NULL) < 0)
		return;
	form_set_note(v->form, ID_CERT, NULL);
	for (size_t i = 0; i < s->certs.n; i++)
		if (&l->certs[s->certs.row[i].index] == usable)
			choice = s->certs.row[i].value;
	if (sign_chosen(v) < 0)
		form_set_value(v->form, ID_CERT, choice);
	sign_show_pin(v);
	cards_show_type(v, ID_TYPE);
	if (usable != NULL)
		form_hide(v->form, ID_TYPE, true);
	if (sign_chosen(v) < 0 && l->err.code != 0)
		form_set_error(v->form, ID_CERT, l->err.text);
	else if (sign_chosen(v) < 0 && l->cert_count > 0)
		form_set_error(v->form, ID_CERT, l->certs[0].why.text);
}

/* Line by line there is no looking up again: the question for the certificate
 * waits for its answers. */
static void
await_list(struct view *v)
{
	struct sign *s = v->state;

	form_set_note(v->form, ID_CERT, _("reading the card ..."));
	if (ui_mode_of(v->app->ui) != UI_LINEAR)
		return;
	s->listing = true;
	app_wait_card(v->app, _("reading the card ..."));
}

void
sign_read_card(struct view *v)
{
	struct app *a = v->app;
	struct err e;

	if (cards_follow(a, a->signing.request.tckn, &e) < 0)
		form_set_error(v->form, ID_CERT, e.text);
	else if (a->cards.pending)
		await_list(v);
	else
		sign_take_list(v);
}

void
sign_read_again(struct view *v)
{
	if (v->app->card == NULL) {
		sign_read_card(v);
		return;
	}
	cards_again(v->app);
	await_list(v);
}

void
sign_card_fields(struct view *v)
{
	struct form_field cert = {
		.id = ID_CERT,
		.label = _("Choose the certificate"),
		.kind = FORM_RADIO,
		.starred = true,
		.help = _("The certificate on your card that signs"),
		.rows = card_rows_for(&((struct sign *)v->state)->certs),
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
	cards_add_type(v, ID_TYPE);
	if (ui_mode_of(v->app->ui) == UI_LINEAR)
		hint_add(v, HINT_CARD);
	form_add_field(v->form, &pin);
	form_add_field(v->form, &last);
	form_hide(v->form, ID_LAST_TRY, true);
}
