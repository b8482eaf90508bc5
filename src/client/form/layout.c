/* Where each item stands: computed anew for every size and every change. */
#include "config.h"
#include "client/form/draw.h"

#include "base/text.h"
#include "base/banned.h"

#define LABEL_X	   4
#define TEXT_MAX_W 100
#define LABEL_GAP  2
#define RIGHT_ROOM 8 /* for the mark of a list and of more lines */

static int
columns(const char *s)
{
	return (int)text_columns(s);
}

static int
label_columns(const struct item *it)
{
	return columns(it->label) + (it->starred ? 2 : 0);
}

static bool
has_label(const struct item *it)
{
	return it->w->field && it->w != &widget_check && !it->hidden;
}

static void
find_columns(struct form *f)
{
	int widest = 0, limit = f->cols * 9 / 20;

	for (size_t i = 0; i < f->count; i++) {
		int w = label_columns(f->item[i]);

		if (has_label(f->item[i]) && w > widest &&
		    LABEL_X + w + LABEL_GAP <= limit)
			widest = w;
	}
	f->value_x = LABEL_X + widest + LABEL_GAP;
	f->value_w = f->cols - f->value_x - RIGHT_ROOM;
	if (f->value_w > TEXT_MAX_W)
		f->value_w = TEXT_MAX_W;
	if (f->value_w < 4)
		f->value_w = 4;
	f->text_w = f->cols - 4 < TEXT_MAX_W ? f->cols - 4 : TEXT_MAX_W;
	if (f->text_w < 4)
		f->text_w = 4;
}

bool
label_is_long(const struct form *f, const struct item *it)
{
	return LABEL_X + label_columns(it) + LABEL_GAP > f->value_x;
}

static int
sentence_lines(const struct form *f, const struct item *it)
{
	const char *s = it->error != NULL ? it->error : it->warning;

	if (s == NULL)
		return 0;
	return canvas_wrapped(NULL, 0, 0, f->text_w - 4, ROLE_ERROR, s);
}

/* The buttons from one on that share a line, right-aligned; one that is wider
 * than a line stands alone, without its brackets. */
static size_t
place_line(struct form *f, size_t from, size_t end, int y)
{
	int right = f->cols < TEXT_MAX_W ? f->cols : TEXT_MAX_W, sum = 0, x;
	size_t last = from;

	for (; last < end; last++) {
		const struct item *it = f->item[last];
		int w = it->hidden ? 0 : columns(it->label) + 6;

		if (sum > 0 && w > 0 && sum + w > right - 4)
			break;
		sum += w;
	}
	x = right - sum;
	for (size_t i = from; i < last; i++) {
		struct item *it = f->item[i];

		if (it->hidden)
			continue;
		it->stacked = sum > right - 4;
		it->x = it->stacked ? LABEL_X : x;
		it->width = columns(it->label) + (it->stacked ? 0 : 4);
		it->top = y;
		it->height = 1;
		x += it->width + 2;
	}
	return last;
}

/* Buttons that follow each other, on as few lines as hold them. */
static size_t
place_buttons(struct form *f, size_t from, int *y)
{
	size_t end = from;

	while (end < f->count &&
	       (f->item[end]->w == &widget_button || f->item[end]->hidden))
		end++;
	while (from < end) {
		from = place_line(f, from, end, *y);
		(*y)++;
	}
	return end;
}

static void
place(struct form *f, int spare)
{
	int y = 0;

	for (size_t i = 0; i < f->count;) {
		struct item *it = f->item[i];

		if (it->hidden) {
			i++;
			continue;
		}
		if (it->w == &widget_button) {
			i = place_buttons(f, i, &y);
			continue;
		}
		it->top = y;
		it->height = it->w->height(f, it);
		if (it->w == &widget_viewer || it->w == &widget_list) {
			it->height += spare;
			spare = 0;
		}
		it->height += sentence_lines(f, it);
		if (has_label(it) && label_is_long(f, it))
			it->height++;
		y += it->height;
		i++;
	}
	f->total = y;
}

void
layout(struct form *f, int cols, int rows)
{
	f->cols = cols;
	f->rows = rows;
	find_columns(f);
	place(f, 0);
	if (f->total < rows)
		place(f, rows - f->total); /* a viewer takes what is left */
	layout_scroll(f);
}

void
layout_scroll(struct form *f)
{
	const struct item *it = form_item_active(f);
	int most = f->total > f->rows ? f->total - f->rows : 0;

	if (it != NULL) {
		/* Past the edge by a third of the window: one sees what
		 * comes next, and most steps scroll nothing. */
		int from = it->top > 0 ? it->top - 1 : 0;
		int to = it->top + it->height, ahead = f->rows / 3;

		if (to > f->first + f->rows)
			f->first = to - f->rows + ahead;
		if (from < f->first && it->top < f->first)
			f->first = from - ahead;
		if (it->height > f->rows)
			f->first = it->top;
	}
	if (f->first > most)
		f->first = most;
	if (f->first < 0)
		f->first = 0;
}
