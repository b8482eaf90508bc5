/* A list line by line: ten rows at a time with the numbers they have in the
 * whole list, so that a number means the same row wherever one is. */
#include "config.h"
#include "client/form/linear-own.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define AT_ONCE 10

static void
say_row(struct linear *l, const struct item *it, size_t row)
{
	const struct form_list *list = it->list;
	const char *box = list_box(it, row), *note;
	bool first = true;

	linear_print(l, "  ");
	linear_print_number(l, row + 1);
	linear_print(l, " ");
	if (box != NULL) {
		linear_print(l, box);
		linear_print(l, " ");
	}
	for (size_t i = 0; i < list->columns; i++) {
		const char *cell = list->cell(list->ctx, row, i);

		if (cell[0] == '\0')
			continue;
		linear_print(l, first ? "" : ", ");
		linear_print(l, cell);
		first = false;
	}
	linear_print(l, "\n");
	note = list->note != NULL ? list->note(list->ctx, row) : NULL;
	if (note != NULL) {
		linear_print(l, "    ! ");
		linear_say(l, note);
	}
}

static const char *
question(const struct form_list *list)
{
	if (list->closed && list->mark != NULL)
		return _("A number chooses the row or not, > the next rows, "
			 "an empty line goes on (< back): ");
	if (list->closed)
		return _("A number chooses the row, > the next rows, an empty "
			 "line goes on (< back): ");
	if (list->mark != NULL)
		return _(
		    "A number opens the row, + and a number chooses it or "
		    "not, > the next rows, an empty line goes on (< back): ");
	return _("A number opens the row, > the next rows, an empty line goes "
		 "on (< back): ");
}

void
linear_list_ask(struct linear *l, struct item *it)
{
	size_t n = list_count(it), end;

	linear_say(l, it->label);
	if (n == 0) {
		linear_say(l, it->list->empty);
		linear_print(l, _("An empty line goes on (? help, < back): "));
		linear_echo(l, true);
		return;
	}
	if ((size_t)it->scroll >= n)
		it->scroll = 0;
	end =
	    (size_t)it->scroll + AT_ONCE < n ? (size_t)it->scroll + AT_ONCE : n;
	/* Who has chosen one hears that one. */
	for (size_t i = (size_t)it->scroll; i < end; i++)
		if (l->marked == 0 || l->marked == i + 1)
			say_row(l, it, i);
	l->marked = 0;
	linear_print(l, question(it->list));
	linear_echo(l, true);
}

/* Behind the last row that is here the view is asked for more. */
static void
further(struct linear *l, struct item *it)
{
	size_t n = list_count(it), next = (size_t)it->scroll + AT_ONCE;

	l->asked = false;
	it->scroll = (int)next;
	if (next + AT_ONCE > n && list_more(it)) {
		it->row = n - 1;
		ui_tell(l->ui, FORM_EVENT_ROW, it->id);
	}
}

static bool
choose(struct linear *l, struct item *it, const char *text)
{
	size_t row;

	l->asked = false;
	text += strspn(text, " ");
	if (!linear_number(text, list_count(it), &row))
		return false;
	if (list_box(it, row) == NULL && !it->list->closed)
		return true;
	it->row = row;
	it->scroll = (int)(row - row % AT_ONCE);
	l->marked = row + 1;
	if (list_box(it, row) != NULL)
		ui_tell(l->ui, FORM_EVENT_MARKED, it->id);
	return true;
}

bool
linear_list_answer(struct linear *l, struct item *it, const char *text)
{
	size_t row;

	if (text[0] == '\0')
		return true;
	if (strcmp(text, ">") == 0) {
		further(l, it);
		return false;
	}
	if (text[0] == '+' && choose(l, it, text + 1))
		return false;
	if (it->list->closed && choose(l, it, text))
		return false;
	l->asked = false;
	if (linear_number(text, list_count(it), &row)) {
		it->row = row;
		ui_tell(l->ui, FORM_EVENT_PRESSED, it->id);
		return false;
	}
	linear_say(l, _("There is no such row here."));
	l->marked = SIZE_MAX; /* the rows were said */
	return false;
}
