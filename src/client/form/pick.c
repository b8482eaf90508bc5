/*
 * Typing narrows the list: rows that begin with what was typed, then rows with
 * a word that does, then the others, each in the list's own order. The list
 * takes whole lines of the screen, so that scrolling it is one line more and
 * not a repaint.
 */
#include "config.h"
#include "client/form/pick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/turkish.h"
#include "base/banned.h"

#define FILTER_MAX 40
#define BEST	   3 /* of turkish_match */
#define FEW	   5 /* rows below the field that are enough */

static const char *
label(const struct pick *p, size_t row)
{
	return p->item->rows.label(p->item->rows.ctx, row);
}

/* Rows are kept as keys, so that a key press folds one text, not all. */
static int
make_keys(struct pick *p)
{
	size_t n = item_rows(p->item);

	p->key = calloc(n + 1, sizeof(char *));
	p->row = calloc(n + 1, sizeof(size_t));
	if (p->key == NULL || p->row == NULL)
		return -1;
	p->keys = n;
	for (size_t i = 0; i < n; i++)
		p->key[i] = turkish_key(label(p, i));
	return 0;
}

static void
filter(struct pick *p)
{
	char *typed = turkish_key(p->typed.text);

	p->rows = 0;
	p->at = p->first = 0;
	for (int want = BEST; typed != NULL && want > 0; want--)
		for (size_t i = 0; i < p->keys; i++)
			if (p->key[i] != NULL &&
			    turkish_match(p->key[i], typed) == want)
				p->row[p->rows++] = i;
	free(typed);
}

int
pick_open(struct pick *p, struct item *it, const char *text)
{
	size_t chosen;

	*p = (struct pick){ .item = it };
	if (make_keys(p) < 0 || edit_init(&p->typed, FILTER_MAX) < 0) {
		pick_close(p);
		return -1;
	}
	edit_insert(&p->typed, text, false);
	filter(p);
	chosen = item_row(it);
	if (text[0] == '\0' && chosen < p->rows)
		p->at = chosen;
	return 0;
}

void
pick_close(struct pick *p)
{
	for (size_t i = 0; i < p->keys; i++)
		free(p->key[i]);
	free(p->key);
	free(p->row);
	edit_free(&p->typed);
	*p = (struct pick){ 0 };
}

static enum outcome
take(struct pick *p)
{
	struct item *it = p->item;
	bool changed = false;

	if (p->rows > 0)
		changed = item_choose(it, p->row[p->at]);
	else if (it->kind == FORM_CHOICE_OPEN)
		changed = item_set_own(it, p->typed.text, p->typed.text);
	else
		return OUT_UNUSED;
	pick_close(p);
	return changed ? OUT_CHANGED : OUT_DONE;
}

static void
move(struct pick *p, int step)
{
	size_t last = p->rows > 0 ? p->rows - 1 : 0;

	if (step < 0)
		p->at = p->at > (size_t)-step ? p->at - (size_t)-step : 0;
	else
		p->at =
		    p->at + (size_t)step < last ? p->at + (size_t)step : last;
}

static enum outcome
erase(struct pick *p)
{
	if (edit_erase(&p->typed))
		filter(p);
	else
		return OUT_UNUSED;
	return OUT_DONE;
}

enum outcome
pick_act(struct pick *p, enum action a, int height)
{
	switch ((int)a) {
	case ACT_ENTER:
	case ACT_NEXT:
		return take(p);
	case ACT_UP:
		move(p, -1);
		return OUT_DONE;
	case ACT_DOWN:
		move(p, 1);
		return OUT_DONE;
	case ACT_PAGE_UP:
		move(p, -height);
		return OUT_DONE;
	case ACT_PAGE_DOWN:
		move(p, height);
		return OUT_DONE;
	case ACT_ERASE:
		return erase(p);
	case ACT_BACK:
		if (p->typed.text[0] == '\0') {
			pick_close(p);
			return OUT_DONE;
		}
		edit_set(&p->typed, "");
		filter(p);
		return OUT_DONE;
	default:
		return OUT_UNUSED;
	}
}

enum outcome
pick_type(struct pick *p, const char *text, bool paste)
{
	size_t n = (size_t)(text[0] - '1');

	/* Nine rows at most: a digit means a row, where no row has digits. */
	if (!paste && p->typed.text[0] == '\0' && text[0] >= '1' &&
	    text[0] <= '9' && p->keys < 10 && n < p->rows) {
		p->at = n;
		return take(p);
	}
	if (!edit_insert(&p->typed, text, paste))
		return OUT_DONE;
	filter(p);
	return OUT_DONE;
}

/*
 * Directly below the field when a few rows have room there, else directly
 * above it. The side depends on the whole list, so that it stays where it is
 * while typing narrows it.
 */
static void
window(const struct pick *p, const struct form *f, int *top, int *rows)
{
	int field = p->item->top - f->first + label_is_long(f, p->item);
	int below = f->rows - field - 1, above = field;
	int want = p->keys < 1000 ? (int)p->keys : 1000, least;

	if (want < 1)
		want = 1;
	least = want < FEW ? want : FEW;
	if (below >= least || below >= above) {
		*rows = want < below ? want : below;
		*top = field + 1;
	} else {
		*rows = want < above ? want : above;
		*top = field - *rows;
	}
	if (*rows < 1)
		*rows = 1;
	if (*top < 0)
		*top = 0;
}

int
pick_height(const struct pick *p, const struct form *f)
{
	int top, rows;

	window(p, f, &top, &rows);
	return rows;
}

static void
draw_filter(struct pick *p, struct canvas *c, const struct form *f)
{
	int y = p->item->top + label_is_long(f, p->item), w = f->value_w + 4;
	char count[64];
	int used;

	canvas_fill(c, y, f->value_x, f->cols - f->value_x, ' ');
	used = canvas_put(c, y, f->value_x, w, ROLE_PLAIN, p->typed.text);
	canvas_fill(c, y, f->value_x + used, 1, '_');
	snprintf(count, sizeof(count),
	    lang_plural("%zu match", "%zu matches", p->rows), p->rows);
	canvas_put(c, y, f->value_x + f->value_w - 10, 18, ROLE_PLAIN, count);
	if (p->rows == 0)
		c->cursor_x = f->value_x + used;
}

void
pick_draw(struct pick *p, struct canvas *c, const struct form *f)
{
	int top, rows, skip;
	bool above;

	window(p, f, &top, &rows);
	/* Few rows stand beside the field, not at the far end of the list. */
	above = top < p->item->top - f->first;
	skip = above && p->rows < (size_t)rows ? rows - (int)p->rows : 0;
	if (p->rows == 0 && skip > 0)
		skip--;
	if (p->at < p->first)
		p->first = p->at;
	if (p->at >= p->first + (size_t)rows)
		p->first = p->at - (size_t)rows + 1;
	c->active = true;
	canvas_cursor(c, p->item->top, f->value_x);
	draw_filter(p, c, f);
	for (int i = 0; i < rows; i++) {
		size_t n = p->first + (size_t)(i - skip);
		int y = c->top + top + i;

		screen_fill(c->s, y, 0, f->cols, ' ');
		if (p->rows == 0 && i == skip)
			screen_put_cut(c->s, y, f->value_x + 2, f->value_w + 4,
			    ROLE_PLAIN,
			    p->item->kind == FORM_CHOICE_OPEN
				? _("Not in the list: Enter takes it as typed.")
				: _("Nothing matches. Backspace or Esc."));
		if (i < skip || n >= p->rows)
			continue;
		screen_put_cut(c->s, y, f->value_x + 2, f->value_w + 4,
		    ROLE_PLAIN, label(p, p->row[n]));
		if (n != p->at)
			continue;
		screen_put(c->s, y, f->value_x, 1, ROLE_PLAIN, ">");
		c->cursor_y = y;
		c->cursor_x = f->value_x + 2;
	}
}
