/* Which item is the active one, and the counts that the help line shows. */
#include "config.h"
#include "client/form/item.h"

#include "base/banned.h"

void
form_settle(struct form *f)
{
	if (f->active < f->count && item_reachable(f->item[f->active]))
		return;
	for (size_t i = f->active; i < f->count; i++)
		if (item_reachable(f->item[i])) {
			f->active = i;
			return;
		}
	for (size_t i = f->count; i-- > 0;)
		if (item_reachable(f->item[i])) {
			f->active = i;
			return;
		}
	f->active = f->count;
}

void
form_move(struct form *f, int step)
{
	size_t i = f->active;

	if (f->count == 0)
		return;
	for (size_t n = 0; n < f->count; n++) {
		if (step > 0)
			i = i + 1 >= f->count ? 0 : i + 1;
		else
			i = i == 0 || i > f->count ? f->count - 1 : i - 1;
		if (item_reachable(f->item[i])) {
			f->active = i;
			return;
		}
	}
}

int
form_active(const struct form *f)
{
	const struct item *it = form_item_active(f);

	return it != NULL ? it->id : 0;
}

void
form_focus(struct form *f, int id)
{
	for (size_t i = 0; i < f->count; i++)
		if (id > 0 && f->item[i]->id == id &&
		    item_reachable(f->item[i]))
			f->active = i;
}

bool
form_focus_error(struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i]->error != NULL && item_reachable(f->item[i])) {
			f->active = i;
			return true;
		}
	return false;
}

struct form_count
form_counts(const struct form *f)
{
	struct form_count c = { 0 };

	for (size_t i = 0; i < f->count; i++) {
		const struct item *it = f->item[i];

		if (it->hidden || !it->w->field)
			continue;
		c.fields++;
		if (i == f->active)
			c.place = c.fields;
		if (it->error != NULL)
			c.wrong++;
		else if (item_missing(it))
			c.missing++;
	}
	return c;
}

struct item *
form_main_button(const struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i]->main && !f->item[i]->hidden &&
		    !f->item[i]->locked)
			return f->item[i];
	return NULL;
}

struct item *
form_countdown(const struct form *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->item[i]->w == &widget_countdown && !f->item[i]->hidden)
			return f->item[i];
	return NULL;
}
