/* Many rows, one line each, in columns; see list.h. */
#include "config.h"
#include "client/form/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"
#include "client/form/draw.h"
#include "base/banned.h"

#define MARKER_X 2
#define TEXT_X	 4
#define BOX	 4 /* "[ ] " */
#define GAP	 2
#define NARROW	 70

size_t
list_count(const struct item *it)
{
	return it->list->count(it->list->ctx);
}

bool
list_more(const struct item *it)
{
	return it->list->more != NULL && it->list->more(it->list->ctx);
}

const char *
list_note(const struct item *it)
{
	const struct form_list *l = it->list;

	if (it->row >= list_count(it))
		return it->help;
	if (l->note != NULL && l->note(l->ctx, it->row) != NULL)
		return l->note(l->ctx, it->row);
	return l->help;
}

const char *
list_box(const struct item *it, size_t row)
{
	static const char *const boxes[] = { [FORM_MARK_NONE] = " - ",
		[FORM_MARK_OFF] = "[ ]",
		[FORM_MARK_ON] = "[x]" };
	const struct form_list *l = it->list;

	return l->mark == NULL ? NULL : boxes[l->mark(l->ctx, row)];
}

void
list_free(struct form_list *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->columns; i++)
		free((char *)(uintptr_t)l->column[i].label);
	free((char *)(uintptr_t)l->empty);
	free((char *)(uintptr_t)l->help);
	free(l);
}

struct form_list *
list_copy(const struct form_list *def)
{
	struct form_list *l = malloc(sizeof(*l));

	if (l == NULL)
		return NULL;
	*l = *def;
	l->label = NULL;
	l->empty = strdup(def->empty != NULL ? def->empty : "");
	l->help = def->help != NULL ? strdup(def->help) : NULL;
	for (size_t i = 0; i < l->columns; i++)
		l->column[i].label = strdup(def->column[i].label);
	return l;
}

size_t
form_row(const struct form *f, int id)
{
	const struct item *it = form_item(f, id);

	return it != NULL && it->list != NULL ? it->row : 0;
}

void
form_set_row(struct form *f, int id, size_t row)
{
	struct item *it = form_item(f, id);
	size_t n;

	if (it == NULL || it->list == NULL)
		return;
	n = list_count(it);
	it->row = row < n ? row : n > 0 ? n - 1 : 0;
}

static bool
shown(const struct form *f, const struct form_column *c)
{
	return !c->extra || f->cols >= NARROW;
}

/* Where each column stands and how wide it is; 0: left out. */
static void
measure(const struct form *f, const struct form_list *l, int width[])
{
	int left = f->cols - TEXT_X - 2 - (l->mark != NULL ? BOX : 0);
	int shares = 0;

	for (size_t i = 0; i < l->columns; i++) {
		const struct form_column *c = &l->column[i];

		width[i] = shown(f, c) ? (int)c->width : -1;
		if (width[i] == 0)
			shares++;
		else if (width[i] > 0)
			left -= width[i] + GAP;
	}
	for (size_t i = 0; i < l->columns; i++) {
		if (width[i] != 0)
			continue;
		width[i] = left / shares - GAP;
		left -= left / shares;
		shares--;
	}
}

static void
draw_cells(struct canvas *c, const struct form *f, const struct item *it, int y,
    size_t row)
{
	const struct form_list *l = it->list;
	int width[FORM_COLUMNS], x = TEXT_X + (l->mark != NULL ? BOX : 0);

	measure(f, l, width);
	for (size_t i = 0; i < l->columns; i++) {
		if (width[i] <= 0)
			continue;
		canvas_put_cut(c, y, x, width[i], ROLE_PLAIN,
		    row == SIZE_MAX ? l->column[i].label
				    : l->cell(l->ctx, row, i));
		x += width[i] + GAP;
	}
}

static int
window(const struct item *it)
{
	return it->height > 2 ? it->height - 2 : (int)it->lines;
}

static int
height(const struct form *f, const struct item *it)
{
	(void)f;
	return 2 + (int)it->lines;
}

/* "12 / 50+": where one is, of how many that are here. */
static void
draw_heading(struct canvas *c, const struct form *f, const struct item *it)
{
	char place[64] = "";
	size_t n = list_count(it);

	if (c->active)
		canvas_put(
		    c, it->top, MARKER_X, 1, ROLE_PLAIN, n == 0 ? ">" : " ");
	if (n > 0)
		snprintf(place, sizeof(place), "%zu / %zu%s", it->row + 1, n,
		    list_more(it) ? "+" : "");
	canvas_put_cut(c, it->top, TEXT_X,
	    f->cols - TEXT_X - 4 - (int)text_columns(place), ROLE_SECTION,
	    it->label);
	canvas_put(c, it->top, f->cols - 2 - (int)text_columns(place), 40,
	    ROLE_PLAIN, place);
	draw_cells(c, f, it, it->top + 1, SIZE_MAX);
}

static void
scroll(struct item *it, int rows, size_t n)
{
	if ((size_t)it->scroll > it->row)
		it->scroll = (int)it->row;
	if (it->row >= (size_t)it->scroll + (size_t)rows)
		it->scroll = (int)it->row - rows + 1;
	if ((size_t)it->scroll + (size_t)rows > n)
		it->scroll = n > (size_t)rows ? (int)n - rows : 0;
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	size_t n = list_count(it);
	int rows = window(it), top = it->top + 2;

	if (it->row >= n)
		it->row = n > 0 ? n - 1 : 0;
	scroll(it, rows, n);
	draw_heading(c, f, it);
	if (n == 0)
		canvas_put_cut(c, top, TEXT_X, f->cols - TEXT_X - 2, ROLE_PLAIN,
		    it->list->empty);
	canvas_cursor(c, n == 0 ? it->top : top, TEXT_X);
	for (int i = 0; i < rows && (size_t)it->scroll + (size_t)i < n; i++) {
		size_t row = (size_t)it->scroll + (size_t)i;
		const char *box = list_box(it, row);

		if (row == it->row) {
			canvas_put(c, top + i, MARKER_X, 1, ROLE_PLAIN,
			    c->active ? ">" : " ");
			canvas_cursor(
			    c, top + i, TEXT_X + (box != NULL ? 1 : 0));
		}
		if (box != NULL)
			canvas_put(c, top + i, TEXT_X, 3, ROLE_PLAIN, box);
		draw_cells(c, f, it, top + i, row);
	}
	/* Not on the rows, which scroll: each step would paint them anew. */
	if (it->scroll > 0)
		canvas_put(c, top - 1, f->cols - 3, 1, ROLE_PLAIN,
		    screen_sign(c->s, "\u25b2"));
	if ((size_t)it->scroll + (size_t)rows < n || list_more(it))
		canvas_put(c, top - 1, f->cols - 2, 1, ROLE_PLAIN,
		    screen_sign(c->s, "\u25bc"));
}

static enum outcome
go(struct item *it, size_t row)
{
	if (row == it->row)
		return OUT_DONE;
	it->row = row;
	return OUT_MOVED;
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	size_t n = list_count(it), page = (size_t)window(it), last = n - 1;

	(void)f;
	if (n == 0)
		return OUT_UNUSED;
	page = page > 1 ? page - 1 : 1;
	switch ((int)a) {
	case ACT_UP:
		return it->row > 0 ? go(it, it->row - 1) : OUT_UNUSED;
	case ACT_DOWN:
		if (it->row < last)
			return go(it, it->row + 1);
		return list_more(it) ? OUT_MOVED : OUT_UNUSED;
	case ACT_PAGE_UP:
		return go(it, it->row > page ? it->row - page : 0);
	case ACT_PAGE_DOWN:
		return go(it, it->row + page < last ? it->row + page : last);
	case ACT_HOME:
		return go(it, 0);
	case ACT_END:
		return go(it, last);
	case ACT_PRESS:
		return OUT_PRESSED;
	case ACT_TOGGLE:
		return it->list->mark != NULL ? OUT_MARKED : OUT_DONE;
	default:
		return OUT_UNUSED;
	}
}

/* What is typed goes to the field that narrows the list, and so does the
 * cursor. */
static enum outcome
type(struct form *f, struct item *it, const char *text, bool paste)
{
	struct item *to = form_item(f, it->list->filter);

	if (to == NULL || to->hidden || to->w->type == NULL)
		return OUT_UNUSED;
	form_focus(f, to->id);
	return to->w->type(f, to, text, paste);
}

const struct widget widget_list = { .context = CTX_LIST,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act,
	.type = type };
