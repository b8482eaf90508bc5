/* What can be pressed, in linear mode: entries of a menu, buttons and the
 * view's own keys, as one numbered list. */
#include "config.h"
#include "client/form/linear-own.h"

#include "base/lang.h"
#include "base/banned.h"

#define OFFERS ((size_t)64)

struct offer {
	size_t number;
	const struct item *item;	    /* or */
	const struct form_binding *binding; /* one of them */
};

struct offers {
	struct offer of[OFFERS];
	size_t n, last;
};

static void
add(struct offers *o, size_t number, const struct item *it,
    const struct form_binding *b)
{
	if (o->n == OFFERS)
		return;
	o->of[o->n++] = (struct offer){ number, it, b };
	if (number > o->last)
		o->last = number;
}

/* Entries keep the digits that the screen shows; the others follow. */
static void
collect(const struct form *f, struct offers *o)
{
	*o = (struct offers){ .n = 0 };
	for (size_t i = 0; i < f->count; i++) {
		const struct item *it = f->item[i];

		if (it->w == &widget_entry && !it->hidden)
			add(o,
			    it->key > '0' ? (size_t)(it->key - '0')
					  : o->last + 1,
			    it, NULL);
	}
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i]->w == &widget_button &&
		    item_reachable(f->item[i]))
			add(o, o->last + 1, f->item[i], NULL);
	for (size_t i = 0; i < f->bindings; i++)
		if (f->binding[i].help != NULL)
			add(o, o->last + 1, NULL, &f->binding[i]);
}

static void
say(struct linear *l, const struct offer *o)
{
	const struct item *it = o->item;

	linear_print(l, "  ");
	linear_print_number(l, o->number);
	linear_print(l, " ");
	linear_print(l, it != NULL ? it->label : o->binding->help);
	linear_print(l, "\n");
	if (it != NULL && it->note != NULL) {
		linear_print(l, "    ");
		linear_print(l, it->note);
		linear_print(l, "\n");
	}
}

void
linear_buttons(struct linear *l, bool brief)
{
	struct offers o;

	collect(l->ui->form, &o);
	for (size_t i = 0; !brief && i < o.n; i++)
		say(l, &o.of[i]);
	linear_print(l, _("Number (< back): "));
	linear_echo(l, true);
}

bool
linear_press(struct linear *l, const char *text)
{
	struct offers o;
	size_t number;

	if (!linear_number(text, OFFERS * 2, &number))
		return false;
	collect(l->ui->form, &o);
	for (size_t i = 0; i < o.n; i++) {
		if (o.of[i].number != number + 1)
			continue;
		if (o.of[i].item != NULL)
			ui_tell(l->ui, FORM_EVENT_PRESSED, o.of[i].item->id);
		else
			ui_tell(l->ui, FORM_EVENT_KEY, o.of[i].binding->action);
		return true;
	}
	return false;
}
