/* F1: the help of the active item, then every key of this moment. */
#include "config.h"
#include "client/form/ui-own.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"
#include "base/banned.h"

#define KEYS_X 4
#define WHAT_X 26

struct page {
	struct canvas c;
	int width;
	int y;
};

static void
line(struct page *p, enum role role, const char *text)
{
	p->y += canvas_wrapped(
	    &p->c, p->y, KEYS_X - 2, p->width - KEYS_X, role, text);
}

static void
key(struct page *p, const char *name, const char *what)
{
	canvas_put(&p->c, p->y, KEYS_X, WHAT_X - KEYS_X - 1, ROLE_PLAIN, name);
	p->y += canvas_wrapped(
	    &p->c, p->y, WHAT_X, p->width - WHAT_X - 2, ROLE_PLAIN, what);
}

static void
said(struct page *p, const char *text)
{
	if (text == NULL)
		return;
	line(p, ROLE_PLAIN, text);
	p->y++;
}

static void
item_help(struct page *p, const struct item *it)
{
	if (it == NULL)
		return;
	line(p, ROLE_SECTION, it->label);
	if (it->starred)
		line(p, ROLE_PLAIN, _("This field must be filled in."));
	if (it->locked && it->w->field)
		line(p, ROLE_PLAIN, _("This field cannot be changed."));
	if (it->list != NULL && list_note(it) != NULL)
		line(p, ROLE_PLAIN, list_note(it));
	else if (it->help != NULL)
		line(p, ROLE_PLAIN, it->help);
	if (it->w == &widget_entry && it->note != NULL)
		line(p, ROLE_PLAIN, it->note);
	if (it->error != NULL)
		line(p, ROLE_ERROR, it->error);
	if (it->warning != NULL)
		line(p, ROLE_PLAIN, it->warning);
	p->y++;
}

static void
all_keys(struct page *p, struct ui *u, unsigned context)
{
	const struct form *f = u->form;
	const struct binding *b;

	line(p, ROLE_SECTION, _("Keys"));
	for (size_t i = 0; i < f->bindings; i++)
		if (f->binding[i].name != NULL && f->binding[i].help != NULL)
			key(p, f->binding[i].name, f->binding[i].help);
	for (size_t i = 0; (b = keymap_row(i)) != NULL; i++)
		if (b->name != NULL && keymap_holds(b, context))
			key(p, _(b->name), _(b->help));
}

void
help_draw(struct ui *u, int top, int rows)
{
	struct page p = { .c = { .s = u->screen, .top = top, .rows = rows },
		.width = u->form->text_w + 4 };
	unsigned context;

	u->help = false; /* the keys of what is behind the help */
	context = ui_context(u);
	u->help = true;
	for (int pass = 0; pass < 2; pass++) {
		/* The first pass only counts. */
		p.c.rows = pass == 0 ? 0 : rows;
		p.c.first = u->help_first;
		p.y = 0;
		said(&p, u->say);
		item_help(&p, form_item_active(u->form));
		all_keys(&p, u, context);
		u->help_lines = p.y;
		if (u->help_first > p.y - rows)
			u->help_first = p.y - rows;
		if (u->help_first < 0)
			u->help_first = 0;
	}
	if (u->help_first + rows < u->help_lines)
		screen_put(u->screen, top + rows - 1, u->form->cols - 2, 1,
		    ROLE_PLAIN, screen_sign(u->screen, "\u25bc"));
}
