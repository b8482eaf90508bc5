/* Entries of a menu, one a line with its digit; a note stands below it. */
#include "config.h"
#include "client/form/draw.h"

#include "base/banned.h"

#define MARK_X	2
#define KEY_X	4
#define LABEL_X 7

static int
width(const struct form *f)
{
	return f->text_w - LABEL_X + 2;
}

static int
label_lines(const struct form *f, const struct item *it)
{
	return canvas_wrapped(NULL, 0, 0, width(f), ROLE_PLAIN, it->label);
}

static int
height(const struct form *f, const struct item *it)
{
	int lines = label_lines(f, it);

	if (it->note != NULL)
		lines +=
		    canvas_wrapped(NULL, 0, 0, width(f), ROLE_PLAIN, it->note);
	return lines;
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	const char key[2] = { it->key, '\0' };

	if (c->active)
		canvas_put(c, it->top, MARK_X, 1, ROLE_PLAIN, ">");
	canvas_put(c, it->top, KEY_X, 1, ROLE_PLAIN, key);
	canvas_wrapped(c, it->top, LABEL_X, width(f), ROLE_PLAIN, it->label);
	if (it->note != NULL)
		canvas_wrapped(c, it->top + label_lines(f, it), LABEL_X,
		    width(f), ROLE_PLAIN, it->note);
	canvas_cursor(c, it->top, KEY_X);
}

/* The page's main key opens the entry where no button is the main one. */
static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	(void)it;
	if (a == ACT_PRESS || (a == ACT_MAIN && form_main_button(f) == NULL))
		return OUT_PRESSED;
	return OUT_UNUSED;
}

static enum outcome
type(struct form *f, struct item *it, const char *text, bool paste)
{
	(void)it;
	if (paste || text[0] < '0' || text[0] > '9')
		return OUT_UNUSED;
	for (size_t i = 0; i < f->count; i++) {
		const struct item *e = f->item[i];

		if (e->w != &widget_entry || e->hidden || e->key != text[0])
			continue;
		f->active = i;
		return OUT_PRESSED;
	}
	return OUT_UNUSED;
}

const struct widget widget_entry = { .context = CTX_ENTRY,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act,
	.type = type };
