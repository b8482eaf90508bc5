/* Draws items into the body; what is inside one is its own file's matter. */
#include "config.h"
#include "client/form/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/banned.h"

#define MARK_X	2
#define LABEL_X 4

static bool
visible(const struct canvas *c, int y)
{
	return y >= c->first && y < c->first + c->rows;
}

int
canvas_put(
    struct canvas *c, int y, int x, int width, enum role role, const char *text)
{
	if (!visible(c, y))
		return 0;
	return screen_put(c->s, c->top + y - c->first, x, width, role, text);
}

int
canvas_put_cut(
    struct canvas *c, int y, int x, int width, enum role role, const char *text)
{
	if (!visible(c, y))
		return 0;
	return screen_put_cut(
	    c->s, c->top + y - c->first, x, width, role, text);
}

void
canvas_fill(struct canvas *c, int y, int x, int width, char ch)
{
	if (visible(c, y))
		screen_fill(c->s, c->top + y - c->first, x, width, ch);
}

void
canvas_bar(struct canvas *c, int y, int x)
{
	if (visible(c, y))
		screen_bar(c->s, c->top + y - c->first, x);
}

void
canvas_cursor(struct canvas *c, int y, int x)
{
	if (!c->active || !visible(c, y))
		return;
	c->cursor_y = c->top + y - c->first;
	c->cursor_x = x;
}

int
canvas_wrapped(
    struct canvas *c, int y, int x, int width, enum role role, const char *text)
{
	int lines = 0;
	size_t cols = width > 0 ? (size_t)width : 1;

	while (*text != '\0') {
		size_t skip = 0, len = text_wrap(text, cols, &skip);

		if (len == 0 && skip == 0)
			break;
		if (c != NULL && len > 0) {
			char *line = strndup(text, len);

			if (line != NULL)
				canvas_put(c, y + lines, x, width, role, line);
			free(line);
		}
		lines++;
		text += len + skip;
	}
	return lines > 0 ? lines : 1;
}

/*
 * The mark and the cursor show the active field. A label in reverse would be
 * written twice at each step, which is more than all the rest of it.
 */
int
canvas_label(struct canvas *c, const struct form *f, const struct item *it)
{
	const char *mark = "";
	int used;

	if (c->active)
		mark = ">";
	else if (it->error != NULL)
		mark = "!";
	else if (it->warning != NULL)
		mark = screen_sign(c->s, "\u00b7");
	canvas_put(c, it->top, MARK_X, 1, ROLE_PLAIN, mark);
	used = canvas_put_cut(c, it->top, LABEL_X,
	    f->cols - LABEL_X - (it->starred ? 3 : 1), ROLE_PLAIN, it->label);
	if (it->starred)
		canvas_put(c, it->top, LABEL_X + used, 2, ROLE_PLAIN, " *");
	return label_is_long(f, it) ? it->top + 1 : it->top;
}

static void
draw_sentence(struct canvas *c, const struct form *f, const struct item *it)
{
	const char *s = it->error != NULL ? it->error : it->warning;
	const char *mark = it->error != NULL ? "!" : "-";
	int lines, y;

	if (s == NULL)
		return;
	lines = canvas_wrapped(NULL, 0, 0, f->text_w - 4, ROLE_ERROR, s);
	y = it->top + it->height - lines;
	canvas_put(c, y, LABEL_X, 1, ROLE_ERROR, mark);
	canvas_wrapped(c, y, LABEL_X + 2, f->text_w - 4, ROLE_ERROR, s);
}

void
draw_body(struct canvas *c, struct form *f)
{
	for (size_t i = 0; i < f->count; i++) {
		struct item *it = f->item[i];

		if (it->hidden || it->top >= c->first + c->rows ||
		    it->top + it->height <= c->first)
			continue;
		c->active = i == f->active;
		it->w->draw(c, f, it);
		draw_sentence(c, f, it);
	}
}
