/* Ticked or not. */
#include "config.h"
#include "client/form/draw.h"

#include "base/banned.h"

#define BOX_X 4

static int
height(const struct form *f, const struct item *it)
{
	return canvas_wrapped(
	    NULL, 0, 0, f->text_w - BOX_X - 2, ROLE_PLAIN, it->label);
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	const char *mark = c->active ? ">" : it->error != NULL ? "!" : "";

	canvas_put(c, it->top, BOX_X - 2, 1, ROLE_PLAIN, mark);
	canvas_put(c, it->top, BOX_X, 3, ROLE_PLAIN,
	    it->value[0] != '\0' ? "[x]" : "[ ]");
	canvas_wrapped(c, it->top, BOX_X + 4, f->text_w - BOX_X - 2, ROLE_PLAIN,
	    it->label);
	canvas_cursor(c, it->top, BOX_X + 1);
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	(void)f;
	if (a != ACT_TOGGLE || it->locked)
		return OUT_UNUSED;
	item_set_own(it, it->value[0] != '\0' ? "" : "1", "");
	return OUT_CHANGED;
}

const struct widget widget_check = { .context = CTX_CHECK,
	.field = true,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act };
