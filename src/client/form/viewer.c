/* A text to read in a window of its own, with a bar at its left. */
#include "config.h"
#include "client/form/draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define BAR_X  2
#define TEXT_X 4

static int
width(const struct form *f)
{
	return f->text_w - 4 > 1 ? f->text_w - 4 : 1;
}

static int
lines_of(const struct form *f, const struct item *it)
{
	const char *s = it->text != NULL ? it->text : "";

	return canvas_wrapped(NULL, 0, 0, width(f), ROLE_PLAIN, s);
}

static int
window(const struct item *it)
{
	return it->height > 1 ? it->height - 1 : (int)it->lines;
}

static int
height(const struct form *f, const struct item *it)
{
	(void)f;
	return 1 + (int)it->lines;
}

static void
draw_place(
    struct canvas *c, const struct form *f, const struct item *it, int total)
{
	char text[80], *end = text;
	int last = it->scroll + window(it);

	if (last > total)
		last = total;
	snprintf(text, sizeof(text), _("%d lines, %d-%d"), total,
	    it->scroll + 1, last);
	canvas_put(c, it->top, f->text_w - (int)text_columns(end), 40,
	    ROLE_PLAIN, end);
	if (last < total)
		canvas_put(c, it->top, f->text_w + 1, 1, ROLE_PLAIN,
		    screen_sign(c->s, "\u25bc"));
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	int total = lines_of(f, it), rows = window(it), y = it->top + 1;
	int most = total > rows ? total - rows : 0;
	struct canvas in = *c;

	if (it->scroll > most)
		it->scroll = most;
	if (c->active)
		canvas_put(c, it->top, BAR_X, 1, ROLE_PLAIN, ">");
	canvas_put_cut(c, it->top, TEXT_X, f->text_w - 24,
	    c->active ? ROLE_ACTIVE : ROLE_SECTION, it->label);
	draw_place(c, f, it, total);
	for (int i = 0; i < rows && i < total; i++)
		canvas_bar(c, y + i, BAR_X);
	/* The text's own window: the part of the body that it covers. */
	in.top = c->top + y - c->first;
	in.rows = rows;
	in.first = it->scroll;
	if (in.top < c->top) {
		in.rows -= c->top - in.top;
		in.first += c->top - in.top;
		in.top = c->top;
	}
	if (in.top + in.rows > c->top + c->rows)
		in.rows = c->top + c->rows - in.top;
	if (in.rows > 0)
		canvas_wrapped(&in, 0, TEXT_X, width(f), ROLE_PLAIN,
		    it->text != NULL ? it->text : "");
	if (in.rows > 0 && in.first + in.rows >= total)
		it->seen = true;
	canvas_cursor(c, it->top, TEXT_X);
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	int total = lines_of(f, it), rows = window(it);
	int most = total > rows ? total - rows : 0, was = it->scroll;

	if (a == ACT_DOWN)
		it->scroll++;
	else if (a == ACT_UP)
		it->scroll--;
	else if (a == ACT_PAGE_DOWN)
		it->scroll += rows > 1 ? rows - 1 : 1;
	else if (a == ACT_PAGE_UP)
		it->scroll -= rows > 1 ? rows - 1 : 1;
	else if (a == ACT_HOME)
		it->scroll = 0;
	else if (a == ACT_END)
		it->scroll = most;
	else
		return OUT_UNUSED;
	if (it->scroll > most)
		it->scroll = most;
	if (it->scroll < 0)
		it->scroll = 0;
	if (was == it->scroll && (a == ACT_UP || a == ACT_DOWN))
		return OUT_UNUSED;
	return OUT_DONE;
}

const struct widget widget_viewer = { .context = CTX_VIEWER,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act };
