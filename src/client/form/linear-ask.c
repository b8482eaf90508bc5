/* Questions and answers of linear mode, one kind of field after the other. */
#include "config.h"
#include "client/form/linear-own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/turkish.h"
#include "base/banned.h"

#define SHORT_LIST 9

void
linear_print(struct linear *l, const char *text)
{
	charset_write(&l->charset, text, &l->out);
}

void
linear_print_number(struct linear *l, size_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%zu", n);
	linear_print(l, text);
}

void
linear_echo(struct linear *l, bool on)
{
	struct termios t = l->before;

	if (!l->terminal || l->silent == !on)
		return;
	if (!on)
		t.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSANOW, &t);
	l->silent = !on;
}

/* Rows that were offered: "  1 ŞANLIURFA". */
static void
offer(struct linear *l, const struct item *it)
{
	for (size_t i = 0; i < l->rows; i++) {
		linear_print(l, "  ");
		linear_print_number(l, i + 1);
		linear_print(l, " ");
		linear_print(l, it->rows.label(it->rows.ctx, l->row[i]));
		linear_print(l, "\n");
	}
}

static bool
is_short(const struct item *it)
{
	return it->kind == FORM_RADIO || item_rows(it) <= SHORT_LIST;
}

static void
offer_all(struct linear *l, const struct item *it)
{
	size_t n = item_rows(it);

	l->rows = n < LINEAR_ROWS ? n : LINEAR_ROWS;
	for (size_t i = 0; i < l->rows; i++)
		l->row[i] = i;
	offer(l, it);
}

/* The rows that match, best first. */
static void
offer_matches(struct linear *l, const struct item *it, const char *text)
{
	char *typed = turkish_key(text), more[160];
	size_t n = item_rows(it), all = 0;

	l->rows = 0;
	for (int want = 3; typed != NULL && want > 0; want--)
		for (size_t i = 0; i < n; i++) {
			char *key =
			    turkish_key(it->rows.label(it->rows.ctx, i));

			if (key != NULL && turkish_match(key, typed) == want &&
			    all++ < LINEAR_ROWS)
				l->row[l->rows++] = i;
			free(key);
		}
	free(typed);
	offer(l, it);
	if (all > l->rows) {
		snprintf(more, sizeof(more),
		    _("%zu more. Please type more letters."), all - l->rows);
		linear_print(l, more);
		linear_print(l, "\n");
	}
}

static void
print_how(struct linear *l, const struct item *it)
{
	char text[128];

	if (it->kind == FORM_DATE)
		linear_print(l, _("DD.MM.YYYY, "));
	else if (it->kind == FORM_CHECK)
		linear_print(l, _("1 yes, 2 no, "));
	else if (it->kind == FORM_LINES)
		linear_print(l, _("an empty line ends it, "));
	else if (it->rows.count != NULL && !is_short(it)) {
		snprintf(text, sizeof(text),
		    _("%zu rows, type a few letters, "), item_rows(it));
		linear_print(l, text);
	} else if (it->rows.count != NULL)
		linear_print(l, _("number, "));
	if (it->starred)
		linear_print(l, _("compulsory, "));
	linear_print(l, _("? help, < back"));
}

static const char *
current(const struct form *f, const struct item *it)
{
	if (it->kind == FORM_SECRET)
		return "";
	if (it->kind == FORM_CHECK)
		return it->value[0] != '\0' ? _("yes") : _("no");
	if (it->rows.count != NULL)
		return it->shown;
	return it->id > 0 ? form_value(f, it->id) : "";
}

void
linear_ask(struct linear *l, struct item *it)
{
	const struct form *f = l->ui->form;
	struct form_count n = form_counts(f);
	char place[128];

	l->rows = 0;
	if (it->w == &widget_list) {
		linear_list_ask(l, it);
		return;
	}
	if (it->rows.count != NULL && is_short(it))
		offer_all(l, it);
	snprintf(place, sizeof(place), _("Field %d / %d. "), n.place, n.fields);
	linear_print(l, place);
	linear_print(l, it->label);
	linear_print(l, " (");
	print_how(l, it);
	linear_print(l, ")");
	if (current(f, it)[0] != '\0') {
		linear_print(l, " [");
		linear_print(l, current(f, it));
		linear_print(l, "]");
	}
	linear_print(l, ": ");
	linear_echo(l, it->kind != FORM_SECRET);
}

bool
linear_number(const char *text, size_t most, size_t *out)
{
	char *end;
	long n;

	if (!text_all_digits(text) || strlen(text) > 4)
		return false;
	n = strtol(text, &end, 10);
	if (n < 1 || (size_t)n > most)
		return false;
	*out = (size_t)n - 1;
	return true;
}

static void
changed(struct linear *l, struct item *it, bool yes)
{
	if (yes)
		ui_tell(l->ui, FORM_EVENT_CHANGED, it->id);
	ui_tell(l->ui, FORM_EVENT_LEFT, it->id);
}

/* A row whose label is just what was typed needs no number. */
static bool
exact(const struct item *it, const char *text, size_t *row)
{
	char *typed = turkish_key(text);
	size_t n = item_rows(it), found = n;

	for (size_t i = 0; typed != NULL && i < n && found == n; i++) {
		char *key = turkish_key(it->rows.label(it->rows.ctx, i));

		if (key != NULL && strcmp(key, typed) == 0)
			found = i;
		free(key);
	}
	free(typed);
	*row = found;
	return found < n;
}

static bool
answer_rows(struct linear *l, struct item *it, const char *text)
{
	size_t i;

	if (linear_number(text, l->rows, &i)) {
		changed(l, it, item_choose(it, l->row[i]));
		return true;
	}
	if (exact(it, text, &i)) {
		changed(l, it, item_choose(it, i));
		return true;
	}
	offer_matches(l, it, text);
	if (l->rows > 0) {
		linear_print(l, _("Number: "));
		return false;
	}
	if (it->kind == FORM_CHOICE_OPEN) {
		changed(l, it, item_set_own(it, text, text));
		return true;
	}
	linear_print(l, _("Nothing matches."));
	linear_print(l, "\n");
	l->asked = false;
	return false;
}

static bool
answer_check(struct linear *l, struct item *it, const char *text)
{
	size_t i;

	if (!linear_number(text, 2, &i)) {
		l->asked = false;
		return false;
	}
	changed(l, it, item_set_own(it, i == 0 ? "1" : "", ""));
	return true;
}

static bool
answer_lines(struct linear *l, struct item *it, const char *text)
{
	if (text[0] != '\0') {
		if (l->lines.len > 0)
			buf_addc(&l->lines, '\n');
		buf_adds(&l->lines, text);
		return false;
	}
	if (l->lines.len > 0) {
		edit_set(&it->edit, buf_str(&l->lines));
		changed(l, it, true);
		buf_reset(&l->lines);
	} else {
		changed(l, it, false);
	}
	return true;
}

/* "-" alone clears what can be empty on the screen too. */
static bool
clear(struct linear *l, struct item *it)
{
	if (it->kind == FORM_RADIO || it->kind == FORM_CHECK ||
	    l->lines.len > 0)
		return false;
	if (it->rows.count != NULL)
		item_set_own(it, "", "");
	else
		form_set_value(l->ui->form, it->id, "");
	changed(l, it, true);
	return true;
}

bool
linear_answer(struct linear *l, struct item *it, const char *text)
{
	if (it->w == &widget_list)
		return linear_list_answer(l, it, text);
	if (strcmp(text, "-") == 0 && clear(l, it))
		return true;
	if (it->kind == FORM_LINES)
		return answer_lines(l, it, text);
	if (text[0] == '\0') { /* as it is: nobody is held in a field */
		changed(l, it, false);
		return true;
	}
	if (it->rows.count != NULL)
		return answer_rows(l, it, text);
	if (it->kind == FORM_CHECK)
		return answer_check(l, it, text);
	form_set_value(l->ui->form, it->id, text);
	changed(l, it, true);
	return true;
}
