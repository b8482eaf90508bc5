/* Several lines of text, wrapped. Enter is a new line, Tab leaves. */
#include "config.h"
#include "client/form/draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/banned.h"

struct place {
	int line, col;
};

static int
height(const struct form *f, const struct item *it)
{
	(void)f;
	return (int)it->lines;
}

static size_t
width(const struct form *f)
{
	return (size_t)(f->value_w > 1 ? f->value_w : 1);
}

/*
 * The start of line n of the wrapped text, its length in *len; NULL behind the
 * last. A text that ends in a line feed has an empty line at its end.
 */
static const char *
line_at(const char *text, size_t cols, int n, size_t *len)
{
	const char *p = text;
	bool fed = true;

	for (int i = 0;; i++) {
		size_t skip = 0;

		if (*p == '\0' && !fed)
			return NULL;
		*len = text_wrap(p, cols, &skip);
		if (i == n)
			return p;
		fed = p[*len] == '\n';
		p += *len + skip;
		if (*p == '\0' && !fed)
			return NULL;
	}
}

/* Where the cursor stands in the wrapped text. */
static struct place
place_of(const char *text, size_t at, size_t cols)
{
	struct place pl = { 0, 0 };
	const char *p, *next;
	size_t len, n;

	for (int i = 0; (p = line_at(text, cols, i, &len)) != NULL; i++) {
		size_t start = (size_t)(p - text);
		char *before;

		next = line_at(text, cols, i + 1, &n);
		if (at < start || (next != NULL && (size_t)(next - text) <= at))
			continue;
		before = strndup(p, at - start);
		pl.line = i;
		pl.col = before != NULL ? (int)text_columns(before) : 0;
		free(before);
		break;
	}
	return pl;
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	int y = canvas_label(c, f, it), w = f->value_w;
	struct place pl = place_of(it->edit.text, it->edit.at, width(f));

	if (pl.line < it->scroll)
		it->scroll = pl.line;
	if (pl.line >= it->scroll + (int)it->lines)
		it->scroll = pl.line - (int)it->lines + 1;
	for (int i = 0; i < (int)it->lines; i++) {
		size_t len = 0;
		const char *p =
		    line_at(it->edit.text, width(f), it->scroll + i, &len);
		char *line = p != NULL ? strndup(p, len) : NULL;
		int used = 0;

		if (line != NULL)
			used = canvas_put(
			    c, y + i, f->value_x, w, ROLE_PLAIN, line);
		if (!it->locked)
			canvas_fill(c, y + i, f->value_x + used, w - used, '_');
		free(line);
	}
	canvas_cursor(c, y + pl.line - it->scroll,
	    f->value_x + (pl.col < w ? pl.col : w));
}

/* Up or down one line in the same column; false at the edge. */
static bool
move_line(const struct form *f, struct item *it, int step)
{
	struct edit *e = &it->edit;
	struct place pl = place_of(e->text, e->at, width(f));
	const char *p;
	size_t len = 0, fit;

	if (pl.line + step < 0)
		return false;
	p = line_at(e->text, width(f), pl.line + step, &len);
	if (p == NULL)
		return false;
	fit = text_fit(p, (size_t)pl.col);
	e->at = (size_t)(p - e->text) + (fit < len ? fit : len);
	edit_pause(e);
	return true;
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	if (a == ACT_UP || a == ACT_DOWN)
		return move_line(f, it, a == ACT_UP ? -1 : 1) ? OUT_DONE
							      : OUT_UNUSED;
	if (a == ACT_ENTER && !it->locked)
		return edit_insert(&it->edit, "\n", false) ? OUT_CHANGED
							   : OUT_DONE;
	return widget_line.act(f, it, a);
}

static enum outcome
type(struct form *f, struct item *it, const char *text, bool paste)
{
	return widget_line.type(f, it, text, paste);
}

const struct widget widget_lines = { .context = CTX_LINES,
	.field = true,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act,
	.type = type };
