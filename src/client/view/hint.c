#include "config.h"
#include "client/view/hint.h"

#include <stdio.h>

#include "base/lang.h"
#include "client/view/app.h"
#include "base/banned.h"

#define LINE 512

static void
card_hint(const struct app *a, char *out, size_t size)
{
	if (a->demo_pin != NULL)
		snprintf(out, size,
		    _("DEMONSTRATION: the PIN of this card is %s."),
		    a->demo_pin);
}

static void
esign_hint(const struct app *a, char *out, size_t size)
{
	if (a->demo_pin != NULL)
		snprintf(out, size,
		    _("DEMONSTRATION: your card is in the reader. Go on with "
		      "\"Log in\"; the PIN on the next screen is %s."),
		    a->demo_pin);
	else
		snprintf(out, size,
		    _("DEMONSTRATION: your card is in the reader. Go on with "
		      "\"Log in\"; the PIN on the next screen is the one you "
		      "gave it."));
}

static void
write_hint(const struct app *a, enum hint h, char *out, size_t size)
{
	const struct demo_facts *d = a->demo;

	if (h == HINT_MENU)
		snprintf(out, size,
		    _("DEMONSTRATION: nothing here is real. You are %s %s, "
		      "and your card is in the reader. Try 1 (renewal), 3 "
		      "(your account) and 7 (deciding on applications); each "
		      "screen says what to type."),
		    d->name, d->surname);
	else if (h == HINT_LOGIN)
		snprintf(out, size,
		    _("DEMONSTRATION: type %s, %s, %s, %s, %s."), d->tckn,
		    d->name, d->surname, d->birth_place, d->birth_date);
	else if (h == HINT_CARD)
		card_hint(a, out, size);
	else if (h == HINT_PERSONAL)
		snprintf(out, size,
		    _("DEMONSTRATION: 1 needs a word, 2 the PIN of the card; "
		      "the next screen says both."));
	else if (h == HINT_WORD)
		snprintf(out, size,
		    _("DEMONSTRATION: the security word is %s. T.C. Kimlik No "
		      "%s: a certificate in use; %s: a new card to open. F6 "
		      "spares the picture."),
		    d->word, d->tckn, d->new_card);
	else if (h == HINT_DEPUTY)
		snprintf(out, size, _("DEMONSTRATION: %s can be your deputy."),
		    d->deputy);
	else
		esign_hint(a, out, size);
}

void
hint_add(struct view *v, enum hint h)
{
	char text[LINE] = "";

	if (v->app->demo == NULL)
		return;
	write_hint(v->app, h, text, sizeof(text));
	if (text[0] == '\0')
		return;
	form_add_text(v->form, 0, text);
	form_add_space(v->form);
}
