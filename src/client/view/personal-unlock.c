/*
 * Kilit Çözme: the PUK goes from the portal into the card and is shown to
 * nobody; the person only types the new PIN.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "client/remote/calls-personal.h"
#include "client/view/pin.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_STATE = 1, ID_NEW, ID_AGAIN, ID_UNLOCK, ID_READ, ID_BACK };

/* The card that was there when the button was pressed. */
struct unlock {
	char reader[80], serial[56];
};

/* The portal's certificate on the card in that reader, or NULL. */
static const struct msg_certificate *
own_certificate(const struct app *a, const struct card_reader *r)
{
	const struct card_event *l = &a->cards.list;
	const struct wire_list *own = &a->personal.facts.certificates;
	const struct msg_certificate *c = own->items;

	for (size_t i = 0; i < l->cert_count; i++) {
		if (&l->readers[l->certs[i].reader] != r)
			continue;
		for (size_t k = 0; k < own->n; k++)
			if (c[k].secret && text_ascii_equal(c[k].serial,
					       l->certs[i].facts.serial))
				return &c[k];
	}
	return NULL;
}

/* The card to unlock; NULL: out says why there is none. */
static const struct card_reader *
find_card(
    const struct app *a, const struct msg_certificate **cert, const char **why)
{
	const struct card_event *l = &a->cards.list;
	bool any = false;

	*why = NULL;
	if (!cards_known(a)) {
		*why = _("reading the card ...");
		return NULL;
	}
	for (size_t i = 0; i < l->reader_count; i++) {
		any = any || l->readers[i].present;
		*cert = own_certificate(a, &l->readers[i]);
		if (l->readers[i].present && *cert != NULL)
			return &l->readers[i];
	}
	*why = any ? _("The card in the reader is none of yours whose PUK "
		       "the portal has. Put that card in; questions: 444 5 "
		       "576.")
	       : l->err.code != 0
		   ? l->err.text
		   : _("There is no card in the reader. Put your card in; it "
		       "is read by itself.");
	return NULL;
}

static void
show_state(struct view *v)
{
	const struct msg_certificate *c = NULL;
	const char *why;
	const struct card_reader *r = find_card(v->app, &c, &why);
	char text[ERR_TEXT_MAX + 160];

	if (r == NULL)
		snprintf(text, sizeof(text), "%s", why);
	else if (r->pin_pad)
		snprintf(text, sizeof(text), "%s",
		    _("This reader has keys of its own, so the PUK must be "
		      "typed there: see it under \"PIN / PUK information\" "
		      "and unlock the PIN under \"My card\"."));
	else
		snprintf(text, sizeof(text), _("Card: %s. %s"), r->token,
		    r->pin == CARD_PIN_LOCKED
			? _("Its PIN is locked.")
			: _("Its PIN is not locked; a new PIN is set all the "
			    "same."));
	form_set_text(v->form, ID_STATE, text);
	form_lock(v->form, ID_UNLOCK, r == NULL || r->pin_pad);
}

static int
unlock_open(struct view *v, struct err *e)
{
	struct err why;

	v->state = calloc(1, sizeof(struct unlock));
	v->form = form_new(_("Unlock my card"));
	if (v->state == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	if (!v->app->personal.facts.by_word) {
		form_add_text(v->form, 0,
		    _("A card is unlocked only after \"Şifreli Giriş\", with "
		      "a security word of your own. Please log out and log "
		      "in that way."));
		form_add_space(v->form);
		form_add_button(v->form, ID_BACK, _("Back"), true);
		return 0;
	}
	form_add_text(v->form, 0,
	    _("Put the card into the reader and choose a new PIN. The "
	      "program fetches the PUK and unlocks the card with it; you "
	      "need not know it."));
	form_add_text(v->form, ID_STATE, "");
	form_add_space(v->form);
	pin_add_field(v->form, ID_NEW, _("New PIN"),
	    _("Digits that nobody guesses, usually 6; no birth date"));
	pin_add_field(v->form, ID_AGAIN, _("New PIN (again)"),
	    _("The same once more, so that no slip locks you out"));
	form_add_space(v->form);
	form_add_button(v->form, ID_UNLOCK, _("Unlock the card"), true);
	form_add_button(v->form, ID_READ, _("Read the card again"), false);
	form_add_button(v->form, ID_BACK, _("Back"), false);
	form_focus(v->form, ID_NEW);
	if (cards_follow(v->app, NULL, &why) < 0)
		form_set_text(v->form, ID_STATE, why.text);
	else
		show_state(v);
	return 0;
}

static bool
wrong(struct view *v, int id, const char *sentence)
{
	form_set_error(v->form, id, sentence);
	form_focus(v->form, id);
	return false;
}

static bool
pin_right(struct view *v, const struct card_reader *r)
{
	const char *new = form_value(v->form, ID_NEW);
	struct err e;

	if (check_new_pin(new, NULL, v->app->personal.tckn, &e) < 0 ||
	    pin_length(new, r->pin_min, r->pin_max, &e) < 0)
		return wrong(v, ID_NEW, e.text);
	if (strcmp(new, form_value(v->form, ID_AGAIN)) != 0)
		return wrong(v, ID_AGAIN,
		    _("The two new PINs differ. Type the second one again."));
	return true;
}

/* The PUK is fetched when nothing else is missing. */
static void
start(struct view *v)
{
	struct app *a = v->app;
	struct unlock *s = v->state;
	const struct msg_certificate *c = NULL;
	const char *why;
	const struct card_reader *r = find_card(a, &c, &why);
	struct msg_serial_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (r == NULL) {
		ui_say(a->ui, why);
		return;
	}
	if (!pin_right(v, r))
		return;
	snprintf(s->reader, sizeof(s->reader), "%s", r->name);
	snprintf(s->serial, sizeof(s->serial), "%s", r->serial);
	m.serial = strdup(c->serial);
	if (calls_secret(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Fetching the PUK"));
	wire_clear(&wire_serial_request, &m);
}

static void
unlock_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED) {
		form_set_error(v->form, ev->id, NULL);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_UNLOCK) {
		start(v);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_READ) {
		ui_say(v->app->ui, _("reading the card ..."));
		cards_again(v->app);
	} else if (ev->type == FORM_EVENT_PRESSED ||
		   ev->type == FORM_EVENT_BACK) {
		app_go(v->app, &view_personal_menu);
	}
}

static struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new();

	if (s != NULL && secret_set(s, text, strlen(text)) == 0)
		return s;
	secret_free(s);
	return NULL;
}

/* Only into the card it was asked for. */
static void
unlock(struct view *v, struct msg_card_secret *m)
{
	struct app *a = v->app;
	const struct unlock *s = v->state;
	long i = cards_find(a, s->reader, s->serial);
	struct secret *puk = secret_of(m->puk);
	struct secret *new = pin_copy(form_secret(v->form, ID_NEW));

	wire_clear(&wire_card_secret, m);
	if (i < 0) {
		ui_say(a->ui, _("The card was taken out."));
	} else if (puk == NULL || new == NULL) {
		ui_say(a->ui, _("Memory is out."));
	} else {
		card_unblock(a->card, (size_t)i, puk, new, false);
		app_wait_card(
		    a, _("The card sets the PIN; do not pull it out"));
	}
	secret_free(puk);
	secret_free(new);
}

static void
unlock_reply(struct view *v, const struct link_reply *r)
{
	if (r->err.code == 0)
		unlock(v, app_message(r));
	else
		wrong(v, ID_NEW, r->err.text);
}

static void
unlock_card(struct view *v, const struct card_event *ev)
{
	struct app *a = v->app;

	if (!a->personal.facts.by_word)
		return;
	if (ev->type == CARD_LIST)
		show_state(v);
	if (ev->type != CARD_PIN_SET)
		return;
	app_wait_over(a);
	cards_again(a);
	if (ev->err.code != 0) {
		wrong(v, ID_NEW, ev->err.text);
		return;
	}
	a->demo_pin = NULL; /* only the person knows it now */
	snprintf(a->notice, sizeof(a->notice), "%s",
	    _("The PIN is unlocked; the new one counts from now on."));
	app_go(a, &view_personal_menu);
}

static void
unlock_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_personal_unlock = {
	.open = unlock_open,
	.event = unlock_event,
	.reply = unlock_reply,
	.card = unlock_card,
	.close = unlock_close,
};
