/* What the fields hold. */
#include "config.h"
#include "client/form/form.h"

#include <stdlib.h>
#include <string.h>

#include "client/form/item.h"
#include "client/form/mask.h"
#include "base/banned.h"

size_t
item_rows(const struct item *it)
{
	return it->rows.count != NULL ? it->rows.count(it->rows.ctx) : 0;
}

size_t
item_row(const struct item *it)
{
	size_t n = item_rows(it);

	for (size_t i = 0; i < n; i++)
		if (strcmp(it->rows.value(it->rows.ctx, i), it->value) == 0)
			return i;
	return n;
}

bool
item_set_own(struct item *it, const char *value, const char *shown)
{
	bool changed = strcmp(it->value, value) != 0;

	item_set(&it->value, value);
	item_set(&it->shown, shown);
	return changed;
}

bool
item_choose(struct item *it, size_t row)
{
	if (row >= item_rows(it))
		return false;
	it->row = row;
	return item_set_own(it, it->rows.value(it->rows.ctx, row),
	    it->rows.label(it->rows.ctx, row));
}

void
item_masked(struct item *it)
{
	char out[MASK_MAX];

	if (it->kind == FORM_DATE)
		mask_date(it->edit.text, out);
	else if (it->kind == FORM_PHONE)
		mask_phone(it->edit.text, out);
	else
		return;
	item_set(&it->value, out);
}

static const char *
value_of(const struct item *it)
{
	switch (it->kind) {
	case FORM_TEXT:
	case FORM_DIGITS:
	case FORM_LINES:
	case FORM_SECRET:
		return it->edit.text != NULL ? it->edit.text : "";
	case FORM_DATE:
	case FORM_PHONE:
	case FORM_RADIO:
	case FORM_CHECK:
	case FORM_CHOICE:
	case FORM_CHOICE_OPEN:
		break;
	}
	return it->value != NULL ? it->value : "";
}

const char *
form_value(const struct form *f, int id)
{
	const struct item *it = form_item(f, id);

	return it != NULL && it->w->field ? value_of(it) : "";
}

bool
item_missing(const struct item *it)
{
	return it->starred && !it->locked && value_of(it)[0] == '\0';
}

struct secret *
form_secret(struct form *f, int id)
{
	struct item *it = form_item(f, id);

	return it != NULL ? it->secret : NULL;
}

static void
set_chosen(struct item *it, const char *value)
{
	size_t row;

	item_set_own(it, value, value);
	row = item_row(it);
	if (row < item_rows(it))
		item_choose(it, row);
}

void
form_set_value(struct form *f, int id, const char *value)
{
	struct item *it = form_item(f, id);
	char digits[MASK_MAX];

	if (it == NULL || !it->w->field)
		return;
	if (value == NULL)
		value = "";
	switch (it->kind) {
	case FORM_DATE:
		mask_date_digits(value, digits);
		edit_set(&it->edit, digits);
		item_masked(it);
		break;
	case FORM_PHONE:
		mask_phone_digits(value, digits);
		edit_set(&it->edit, digits);
		item_masked(it);
		break;
	case FORM_TEXT:
	case FORM_DIGITS:
	case FORM_LINES:
	case FORM_SECRET:
		edit_set(&it->edit, value);
		break;
	case FORM_CHECK:
		item_set_own(it, value[0] != '\0' ? "1" : "", "");
		break;
	case FORM_RADIO:
	case FORM_CHOICE:
	case FORM_CHOICE_OPEN:
		set_chosen(it, value);
		break;
	}
	it->scroll = 0;
}
