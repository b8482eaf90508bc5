/* The last line: the keys of this moment, the least important left out where
 * the terminal is narrow. */
#include "config.h"
#include "client/form/ui-own.h"

#include <stdio.h>

#include "base/lang.h"
#include "base/banned.h"

#define WORDS 24
#define GAP   2

/* What goes first when there is no room: the last. */
enum rank {
	RANK_BACK,
	RANK_MAIN,
	RANK_MENU,
	RANK_HELP,
	RANK_ERRORS,
	RANK_OWN,
	RANK_NEXT,
	RANK_ITEM,
	RANK_QUIT
};

struct word {
	enum rank rank;
	const char *name, *what;
	bool out;
};

struct keyline {
	struct word word[WORDS];
	size_t n;
	char digits[8];
};

static void
add(struct keyline *k, enum rank rank, const char *name, const char *what)
{
	if (k->n < WORDS && what[0] != '\0')
		k->word[k->n++] = (struct word){ rank, name, what, false };
}

static void
add_context(struct keyline *k, unsigned context)
{
	const struct binding *b;

	for (size_t i = 0; (b = keymap_row(i)) != NULL; i++)
		if (b->foot != NULL && keymap_holds(b, context) &&
		    b->action != ACT_NEXT)
			add(k, RANK_ITEM, _(b->name), _(b->foot));
}

/* "1-3" of a menu's entries. */
static void
add_digits(struct keyline *k, const struct form *f)
{
	char first = '\0', last = '\0';

	for (size_t i = 0; i < f->count; i++) {
		const struct item *it = f->item[i];

		if (it->w != &widget_entry || it->hidden || it->key == '\0')
			continue;
		if (first == '\0' || it->key < first)
			first = it->key;
		if (it->key > last)
			last = it->key;
	}
	if (first == '\0')
		return;
	if (first == last)
		snprintf(k->digits, sizeof(k->digits), "%c", first);
	else
		snprintf(k->digits, sizeof(k->digits), "%c-%c", first, last);
	add(k, RANK_MENU, k->digits, _("pick"));
}

/* What belongs to the active item stands last, so that moving from field to
 * field repaints the end of the line at most. In a menu nothing changes. */
static void
add_form(struct keyline *k, const struct form *f, unsigned context)
{
	bool menu = context == CTX_ENTRY;

	if (menu) {
		add_digits(k, f);
		add_context(k, context);
	} else if (context != CTX_NOTHING) {
		add(k, RANK_NEXT, _("Tab"), _("next"));
	}
	if (form_counts(f).wrong > 0)
		add(k, RANK_ERRORS, "F8", _("first wrong"));
	if (form_main_button(f) != NULL)
		add(k, RANK_MAIN, "F10", form_main_button(f)->label);
	for (size_t i = 0; i < f->bindings; i++)
		if (f->binding[i].name != NULL && f->binding[i].help != NULL)
			add(k, RANK_OWN, f->binding[i].name,
			    f->binding[i].help);
	add(k, RANK_HELP, "F1", _("help"));
	add(k, RANK_BACK, _("Esc"), _("back"));
	if (menu)
		add(k, RANK_QUIT, "Ctrl-Q", _("quit"));
	else
		add_context(k, context);
}

static int
width(const struct ui *u, const struct word *w)
{
	return screen_columns(u->screen, w->name) + 1 +
	       screen_columns(u->screen, w->what);
}

/* Leaves out words until the rest fits. */
static void
fit(const struct ui *u, struct keyline *k)
{
	int room = screen_cols(u->screen) - 2 * MARGIN + GAP;

	for (;;) {
		struct word *least = NULL;
		int sum = 0, left = 0;

		for (size_t i = 0; i < k->n; i++) {
			if (k->word[i].out)
				continue;
			sum += width(u, &k->word[i]) + GAP;
			left++;
			if (least == NULL || k->word[i].rank >= least->rank)
				least = &k->word[i];
		}
		if (sum <= room || left < 2)
			return;
		least->out = true;
	}
}

void
keyline_paint(struct ui *u, int y)
{
	unsigned context = ui_context(u);
	struct keyline k = { .n = 0 };
	int x = MARGIN;

	if (u->form != NULL && (context & CTX_FORM) != 0) {
		add_form(&k, u->form, context);
	} else {
		add_context(&k, context);
		add(&k, RANK_QUIT, "Ctrl-Q", _("quit"));
	}
	fit(u, &k);
	for (size_t i = 0; i < k.n; i++) {
		const struct word *w = &k.word[i];

		if (w->out)
			continue;
		screen_put(u->screen, y, x, screen_cols(u->screen) - x,
		    ROLE_PLAIN, w->name);
		x += screen_columns(u->screen, w->name) + 1;
		screen_put(u->screen, y, x, screen_cols(u->screen) - x,
		    ROLE_PLAIN, w->what);
		x += screen_columns(u->screen, w->what) + GAP;
	}
}
