/* One line that is typed: text, digits, secret, date, telephone. */
#include "config.h"
#include "client/form/draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "client/form/mask.h"
#include "base/banned.h"

#define DATE_EMPTY "__.__.____"
#define SHOWN_MAX  ((size_t)64 * 1024)
#define LEAST	   12 /* columns of a field with a note */

static int
height(const struct form *f, const struct item *it)
{
	(void)f;
	(void)it;
	return 1;
}

/* What is shown of the text, and the cursor's column in it. Caller frees. */
static char *
shown(const struct item *it, int *at)
{
	struct buf b = BUF_INIT(SHOWN_MAX);
	char *before = strndup(it->edit.text, it->edit.at);
	size_t digit = it->edit.at;

	b.wipe = true;
	*at = before != NULL ? (int)text_columns(before) : 0;
	if (it->kind == FORM_SECRET && !it->reveal) {
		size_t n = text_length(it->edit.text);

		*at = before != NULL ? (int)text_length(before) : 0;
		for (size_t i = 0; i < n; i++)
			buf_addc(&b, '*');
	} else if (it->kind == FORM_DATE) {
		*at = (int)mask_date_at(digit);
		buf_adds(&b, it->value);
		if (!it->locked)
			buf_adds(&b, &DATE_EMPTY[strlen(it->value)]);
	} else if (it->kind == FORM_PHONE) {
		*at = (int)mask_phone_at(it->edit.text, digit);
		buf_adds(&b, it->value);
	} else {
		buf_adds(&b, it->edit.text);
	}
	if (before != NULL)
		explicit_bzero(before, strlen(before));
	free(before);
	return buf_steal(&b, NULL);
}

/* A note beside a long field takes some of its room. */
static int
field_width(const struct form *f, const struct item *it)
{
	int w = (int)(it->max < 1000 ? it->max : 1000);
	int room = f->cols - f->value_x - 4;

	if (it->note != NULL) {
		room -= (int)text_columns(it->note);
		room = room < LEAST ? LEAST : room;
		w = w < room ? w : room;
	}

	if (it->kind == FORM_DATE)
		w = (int)strlen(DATE_EMPTY);
	else if (it->kind == FORM_PHONE)
		w = 14;
	return w < f->value_w ? w : f->value_w;
}

/* Long text scrolls by half a field, so that most keys repaint nothing. */
static void
scroll_to(struct item *it, int at, int width)
{
	if (at < it->scroll || at >= it->scroll + width + (it->scroll == 0))
		it->scroll = at - width / 2;
	if (it->scroll < 0)
		it->scroll = 0;
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	int y = canvas_label(c, f, it), at, used, w = field_width(f, it);
	char *text = shown(it, &at);

	if (text == NULL)
		return;
	if (!c->active)
		it->scroll = 0;
	else
		scroll_to(it, at, w);
	if (c->active)
		used = canvas_put(c, y, f->value_x, w, ROLE_PLAIN,
		    text + text_fit(text, (size_t)it->scroll));
	else
		used = canvas_put_cut(c, y, f->value_x, w, ROLE_PLAIN, text);
	if (!it->locked)
		canvas_fill(c, y, f->value_x + used, w - used, '_');
	if (it->note != NULL)
		canvas_put_cut(c, y, f->value_x + w + 2,
		    f->cols - f->value_x - w - 4, ROLE_PLAIN, it->note);
	canvas_cursor(c, y, f->value_x + at - it->scroll);
	explicit_bzero(text, strlen(text));
	free(text);
}

static enum outcome
changed(struct item *it, bool yes)
{
	if (!yes)
		return OUT_DONE;
	item_masked(it);
	return OUT_CHANGED;
}

/* What changes nothing but what is seen of it. */
static bool
look(struct item *it, enum action a)
{
	if (a == ACT_LEFT)
		edit_left(&it->edit);
	else if (a == ACT_RIGHT)
		edit_right(&it->edit);
	else if (a == ACT_HOME)
		edit_home(&it->edit);
	else if (a == ACT_END)
		edit_end(&it->edit);
	else if (a == ACT_REVEAL)
		it->reveal = !it->reveal;
	else
		return false;
	return true;
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	(void)f;
	if (look(it, a))
		return OUT_DONE;
	if (it->locked)
		return OUT_UNUSED;
	switch ((int)a) {
	case ACT_ERASE:
		return changed(it, edit_erase(&it->edit));
	case ACT_DELETE:
		return changed(it, edit_delete(&it->edit));
	case ACT_ERASE_LINE:
		return changed(it, edit_erase_line(&it->edit));
	case ACT_ERASE_WORD:
		return changed(it, edit_erase_word(&it->edit));
	case ACT_UNDO:
		return changed(it, edit_undo(&it->edit));
	default:
		return OUT_UNUSED;
	}
}

/* "1." of a day or month is "01": the digit before the cursor gets its zero. */
static bool
date_point(struct edit *e)
{
	if ((e->at != 1 && e->at != 3) || e->text[e->at] != '\0' ||
	    e->text[e->at - 1] == '0')
		return false;
	edit_left(e);
	edit_insert(e, "0", false);
	edit_right(e);
	return true;
}

/* "+90 ..." and "0090 ..." are the same number with the country before it:
 * typed, they get room to be finished, and then become what a paste gives. */
static bool
type_phone(struct item *it, const char *text, bool paste)
{
	char all[2 * MASK_MAX], digits[MASK_MAX];
	struct edit *e = &it->edit;

	snprintf(all, sizeof(all), "%.15s", e->text);
	text_digits(text, all + strlen(all), MASK_MAX);
	e->max = mask_phone_room(e->at < strlen(e->text) ? e->text : all);
	if (!edit_insert(e, text, paste))
		return false;
	mask_phone_digits(e->text, digits);
	if (strlen(e->text) < mask_phone_room(e->text) ||
	    strlen(digits) == strlen(e->text))
		return true;
	e->at = strlen(e->text) - (strlen(digits) - 1);
	edit_erase_line(e);
	edit_insert(e, "0", true);
	edit_end(e);
	it->scroll = 0;
	return true;
}

static enum outcome
type(struct form *f, struct item *it, const char *text, bool paste)
{
	char digits[MASK_MAX];

	(void)f;
	if (it->locked)
		return OUT_UNUSED;
	if (it->kind == FORM_DATE && !paste && strchr("./- ", text[0]) != NULL)
		return changed(it, date_point(&it->edit));
	if (paste && it->kind == FORM_DATE && it->edit.text[0] == '\0') {
		mask_date_digits(text, digits);
		return changed(it, edit_insert(&it->edit, digits, true));
	}
	if (paste && it->kind == FORM_PHONE && it->edit.text[0] == '\0') {
		mask_phone_digits(text, digits);
		return changed(it, edit_insert(&it->edit, digits, true));
	}
	if (it->kind == FORM_PHONE)
		return changed(it, type_phone(it, text, paste));
	return changed(it, edit_insert(&it->edit, text, paste));
}

const struct widget widget_line = { .context = CTX_TEXT,
	.field = true,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act,
	.type = type };
