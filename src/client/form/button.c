/* Buttons. One that is wider than a line stands without its brackets. */
#include "config.h"
#include "client/form/draw.h"

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
		canvas_put_cut(c, it->top, x, f->cols - x - 2, role, it->label);
		canvas_cursor(c, it->top, x);
		return;
	}
	canvas_put(c, it->top, x, 2, ROLE_PLAIN, it->locked ? "( " : "[ ");
	used = canvas_put(c, it->top, x + 2, f->cols - x - 4, role, it->label);
	canvas_put(
	    c, it->top, x + 2 + used, 2, ROLE_PLAIN, it->locked ? " )" : " ]");
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

const struct widget widget_button = { .context = CTX_BUTTON,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act };
