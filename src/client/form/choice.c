/* One of a list, while the list is closed. The open one is pick.c. */
#include "config.h"
#include "client/form/draw.h"

#include "base/text.h"
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
	int y = canvas_label(c, f, it), used;

	used =
	    canvas_put_cut(c, y, f->value_x, f->value_w, ROLE_PLAIN, it->shown);
	if (!it->locked) {
		if (used == 0)
			canvas_fill(c, y, f->value_x, f->value_w, '_');
		canvas_put(c, y, f->value_x + f->value_w + 1, 1, ROLE_PLAIN,
		    screen_sign(c->s, "\u25be"));
	}
	if (it->note != NULL)
		canvas_put_cut(c, y, f->value_x + used + 2,
		    f->value_w - used - 2, ROLE_PLAIN, it->note);
	canvas_cursor(c, y, f->value_x);
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	(void)f;
	if (it->locked)
		return OUT_UNUSED;
	if (a == ACT_OPEN)
		return OUT_OPEN;
	if (a == ACT_ERASE || a == ACT_DELETE)
		return item_set_own(it, "", "") ? OUT_CHANGED : OUT_DONE;
	return OUT_UNUSED;
}

/* A letter opens the list with that letter typed. */
static enum outcome
type(struct form *f, struct item *it, const char *text, bool paste)
{
	(void)f;
	(void)text;
	(void)paste;
	return it->locked ? OUT_UNUSED : OUT_OPEN;
}

const struct widget widget_choice = { .context = CTX_CHOICE,
	.field = true,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act,
	.type = type };
