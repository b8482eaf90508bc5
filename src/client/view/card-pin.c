/*
 * A new PIN: changed with the old one, or set with the PUK after the PIN has
 * locked itself. Nothing is sent to the card that it would count as a wrong
 * entry for its form alone; what was typed is wiped when its card goes.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "client/card/pin.h"
#include "client/view/pin.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_STATE = 1, ID_OLD, ID_NEW, ID_AGAIN, ID_LAST_TRY, ID_SET, ID_LEAVE };

struct pin {
	bool unblock; /* with the PUK */
	bool pad;     /* typed on the reader */
	char reader[80], serial[56];
};

static const struct card_reader *
reader_of(const struct view *v)
{
	const struct pin *s = v->state;
	long i = cards_find(v->app, s->reader, s->serial);

	return i < 0 ? NULL : &v->app->cards.list.readers[i];
}

static void
show_state(struct view *v)
{
	const struct pin *s = v->state;
	const struct card_reader *r = reader_of(v);
	bool bad = false, last;
	const char *text;

	if (r == NULL)
		return;
	last = !s->unblock && r->pin == CARD_PIN_FINAL;
	text = cards_pin_state(r->pin, &bad);
	form_hide(v->form, ID_LAST_TRY, !last);
	if (!s->unblock && !s->pad)
		form_set_warning(v->form, ID_OLD, bad ? text : NULL);
}

static void
add_fields(struct view *v)
{
	const struct pin *s = v->state;
	struct form_field last = {
		.id = ID_LAST_TRY,
		.label = _("Type YES to go on"),
		.kind = FORM_TEXT,
		.starred = true,
		.max = 5,
		.help = _("LAST TRY: if this PIN is wrong the card is locked"),
	};

	if (s->pad) {
		form_add_text(v->form, 0,
		    s->unblock
			? _("Press the button below, then type the PUK and "
			    "the new PIN on the keys of the reader.")
			: _("Press the button below, then type the present "
			    "and the new PIN on the keys of the reader."));
	} else {
		pin_add_field(v->form, ID_OLD,
		    s->unblock ? _("PUK") : _("Present PIN"),
		    s->unblock ? _("From Kamu SM, under \"PIN / PUK Bilgisi\"")
			       : _("The PIN of your card as it is now"));
		pin_add_field(v->form, ID_NEW, _("New PIN"),
		    _("Digits that nobody guesses, usually 6; no birth date"));
		pin_add_field(v->form, ID_AGAIN, _("New PIN (again)"),
		    _("The same once more, so that no slip locks you out"));
	}
	form_add_field(v->form, &last);
	form_hide(v->form, ID_LAST_TRY, true);
}

static int
open_pin(struct view *v, bool unblock, struct err *e)
{
	struct app *a = v->app;
	const struct card_reader *r = cards_known(a) ? cards_reader(a) : NULL;
	struct pin *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(unblock ? _("Unlock the PIN") : _("Change the PIN"));
	if (s == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("My card"), "");
	s->unblock = unblock;
	if (r == NULL || !r->present) {
		snprintf(a->notice, sizeof(a->notice), "%s",
		    _("The card was taken out."));
		app_go(a, a->cards.back);
		return 0;
	}
	snprintf(s->reader, sizeof(s->reader), "%s", r->name);
	snprintf(s->serial, sizeof(s->serial), "%s", r->serial);
	s->pad = r->pin_pad;
	if (unblock)
		form_add_text(v->form, 0,
		    _("The PUK unlocks the card and sets a new PIN. You find "
		      "it in the personal services of Kamu SM under \"PIN / "
		      "PUK Bilgisi\"; \"Kilit Çözme\" there does the same. "
		      "Questions: 444 5 576. Too many wrong PUKs make the "
		      "card useless for ever."));
	else
		form_add_text(v->form, 0,
		    _("A good PIN is neither a row of digits (123456, 111111) "
		      "nor a birth date. Tell it to nobody."));
	form_add_space(v->form);
	add_fields(v);
	form_add_space(v->form);
	form_add_button(v->form, ID_SET,
	    unblock ? _("Unlock the PIN") : _("Change the PIN"), true);
	form_add_button(v->form, ID_LEAVE, _("Give up"), false);
	show_state(v);
	return 0;
}

static int
open_change(struct view *v, struct err *e)
{
	return open_pin(v, false, e);
}

static int
open_unblock(struct view *v, struct err *e)
{
	return open_pin(v, true, e);
}

static void
wipe(struct view *v)
{
	form_set_value(v->form, ID_OLD, "");
	form_set_value(v->form, ID_NEW, "");
	form_set_value(v->form, ID_AGAIN, "");
	form_set_value(v->form, ID_LAST_TRY, "");
}

static bool
wrong(struct view *v, int id, const char *sentence)
{
	form_set_error(v->form, id, sentence);
	form_focus(v->form, id);
	return false;
}

/* Whose card it is, as far as it says. */
static const char *
tckn_of(const struct app *a, const struct card_reader *r)
{
	const struct card_event *l = &a->cards.list;

	for (size_t i = 0; i < l->cert_count; i++)
		if (&l->readers[l->certs[i].reader] == r &&
		    l->certs[i].facts.tckn[0] != '\0')
			return l->certs[i].facts.tckn;
	return NULL;
}

static const char *
birth_date(const struct app *a)
{
	const char *day = a->login == NULL
			      ? ""
			      : record_get(a->login, FIELD_LOGIN_BIRTH_DATE);

	return day[0] == '\0' ? NULL : day;
}

/* What is typed, before the card is asked; the first that is wrong is said. */
static bool
ready(struct view *v, const struct card_reader *r)
{
	const struct pin *s = v->state;
	const char *old = form_value(v->form, ID_OLD);
	const char *new = form_value(v->form, ID_NEW);
	struct err e;

	if (s->pad)
		return true;
	if (old[0] == '\0')
		return wrong(v, ID_OLD,
		    s->unblock ? _("Type the PUK of your card.")
			       : _("Type the PIN of your card."));
	if (s->unblock && (!text_all_digits(old) || strlen(old) < 4))
		return wrong(v, ID_OLD,
		    _("The PUK has digits only, at least 4. It was not sent "
		      "to the card; type it again."));
	if (!s->unblock && pin_check(form_secret(v->form, ID_OLD), r->pin_min,
			       r->pin_max, &e) < 0)
		return wrong(v, ID_OLD, e.text);
	if (check_new_pin(new, birth_date(v->app), tckn_of(v->app, r), &e) < 0)
		return wrong(v, ID_NEW, e.text);
	if (pin_length(new, r->pin_min, r->pin_max, &e) < 0)
		return wrong(v, ID_NEW, e.text);
	if (!s->unblock && strcmp(old, new) == 0)
		return wrong(v, ID_NEW,
		    _("This is the PIN you have now. Type another one."));
	if (strcmp(new, form_value(v->form, ID_AGAIN)) != 0)
		return wrong(v, ID_AGAIN,
		    _("The two new PINs differ. Type the second one again."));
	return true;
}

static bool
last_try_agreed(struct view *v, const struct card_reader *r)
{
	const struct pin *s = v->state;

	if (s->unblock || r->pin != CARD_PIN_FINAL)
		return false;
	return pin_agreed(form_value(v->form, ID_LAST_TRY));
}

static void
start(struct view *v)
{
	struct app *a = v->app;
	struct pin *s = v->state;
	const struct card_reader *r = reader_of(v);
	struct secret *old = NULL, *new = NULL;
	bool agreed;
	size_t i;

	if (r == NULL || !ready(v, r))
		return;
	agreed = last_try_agreed(v, r);
	if (!s->unblock && r->pin == CARD_PIN_FINAL && !agreed) {
		wrong(v, ID_LAST_TRY,
		    _("If this PIN is wrong the card is locked. Type YES to "
		      "use the last try."));
		return;
	}
	if (!s->pad) {
		old = pin_copy(form_secret(v->form, ID_OLD));
		new = pin_copy(form_secret(v->form, ID_NEW));
		if (old == NULL || new == NULL) {
			ui_say(a->ui, _("Memory is out."));
			goto out;
		}
	}
	i = (size_t)(r - a->cards.list.readers);
	if (s->unblock)
		card_unblock(a->card, i, old, new, agreed);
	else
		card_change_pin(a->card, i, old, new, agreed);
	form_set_value(v->form, ID_LAST_TRY, "");
	app_wait_card(a, s->pad
			     ? _("Type the PIN on the card reader")
			     : _("The card sets the PIN; do not pull it out"));
out:
	secret_free(old);
	secret_free(new);
}

/* The field that a refusal is about. */
static int
field_of(const struct err *e)
{
	static const char *const about_new[] = { "pin-weak", "pin-same",
		"pin-length", "pin-digits" };

	for (size_t i = 0; i < sizeof(about_new) / sizeof(about_new[0]); i++)
		if (strcmp(e->reason, about_new[i]) == 0)
			return ID_NEW;
	return ID_OLD;
}

static void
go_back(struct view *v, const char *notice)
{
	struct app *a = v->app;

	wipe(v);
	snprintf(a->notice, sizeof(a->notice), "%s", notice);
	app_go(a, a->cards.back);
}

static void
take_answer(struct view *v, const struct card_event *ev)
{
	struct app *a = v->app;
	struct pin *s = v->state;
	int id = field_of(&ev->err);

	app_wait_over(a);
	cards_again(a); /* its state is another one now */
	if (ev->err.code == 0) {
		a->demo_pin = NULL; /* only the person knows it now */
		go_back(v, s->unblock
			       ? _("The PIN is unlocked; the new one counts "
				   "from now on.")
			       : _("The PIN was changed; the new one counts "
				   "from now on."));
		return;
	}
	if (strcmp(ev->err.reason, "pin-locked") == 0 && !s->unblock) {
		go_back(v, ev->err.text);
		return;
	}
	if (s->pad) {
		ui_say(a->ui, ev->err.text);
		return;
	}
	form_set_value(v->form, id, "");
	if (id == ID_NEW)
		form_set_value(v->form, ID_AGAIN, "");
	wrong(v, id, ev->err.text);
}

static void
pin_card(struct view *v, const struct card_event *ev)
{
	if (ev->type == CARD_PIN_SET) {
		take_answer(v, ev);
	} else if (ev->type == CARD_LIST && v->app->next == NULL) {
		if (reader_of(v) == NULL)
			go_back(v, _("The card was taken out: what you had "
				     "typed was wiped."));
		else
			show_state(v);
	}
}

static void
pin_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ev->id, NULL);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SET)
		start(v);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		go_back(v, "");
}

static void
pin_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_pin_change = {
	.open = open_change,
	.event = pin_event,
	.card = pin_card,
	.close = pin_close,
};

const struct view_ops view_pin_unblock = {
	.open = open_unblock,
	.event = pin_event,
	.card = pin_card,
	.close = pin_close,
};
