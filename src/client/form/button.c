/* Buttons. Those that do not fit into one line stand below each other, as a
 * menu does, and are pressed by their number too. */
#include "config.h"
#include "client/form/draw.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static int
height(const struct form *f, const struct item *it)
{
	(void)f;
	(void)it;
	return 1;
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	enum role role = c->active ? ROLE_ACTIVE : ROLE_PLAIN;
	int x = it->x, used;

	if (c->active)
		canvas_put(
		    c, it->top, x - (it->stacked ? 2 : 1), 1, ROLE_PLAIN, ">");
	if (it->stacked) {
		canvas_put(c, it->top, x, f->cols - x - 2, role, it->label);
		canvas_cursor(c, it->top, x);
		return;
	}
	canvas_put(c, it->top, x, 2, ROLE_PLAIN, "[ ");
	used = canvas_put(c, it->top, x + 2, f->cols - x - 4, role, it->label);
	canvas_put(c, it->top, x + 2 + used, 2, ROLE_PLAIN, " ]");
	canvas_cursor(c, it->top, x + 2);
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	(void)it;
	if (a == ACT_PRESS || a == ACT_ENTER)
		return OUT_PRESSED;
	if (a == ACT_LEFT || a == ACT_RIGHT) {
		form_move(f, a == ACT_LEFT ? -1 : 1);
		return OUT_DONE;
	}
	return OUT_UNUSED;
}

/* The first button of the active one's menu. */
static size_t
menu_start(const struct form *f)
{
	size_t i = f->active;

	while (i > 0 && f->item[i - 1]->w == &widget_button)
		i--;
	return i;
}

static enum outcome
type(struct form *f, struct item *it, const char *text, bool paste)
{
	int want = text[0] - '0';

	if (paste || !it->stacked || want < 1 || want > 9)
		return OUT_UNUSED;
	for (size_t i = menu_start(f); i < f->count; i++) {
		if (f->item[i]->w != &widget_button)
			break;
		if (f->item[i]->hidden || --want > 0)
			continue;
		f->active = i;
		return OUT_PRESSED;
	}
	return OUT_UNUSED;
}

const struct widget widget_button = { .context = CTX_BUTTON,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act,
	.type = type };
