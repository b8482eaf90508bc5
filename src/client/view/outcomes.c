/* What became of the decisions: what fell comes first, with its sentence. */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"
#include "base/banned.h"

enum { ID_LIST = 1, ID_BACK };

struct outcomes {
	const struct office_batch *b;
	size_t *row, n;
};

static const struct office_item *
item(const struct outcomes *s, size_t row)
{
	return &s->b->items[s->row[row]];
}

static size_t
count(void *ctx)
{
	const struct outcomes *s = ctx;

	return s->n;
}

static const char *
result(const struct outcomes *s, const struct office_item *it)
{
	if (!it->decided)
		return _("not decided: nothing was signed");
	return it->why != NULL ? it->why : office_action_done(s->b->action);
}

static const char *
cell(void *ctx, size_t row, size_t column)
{
	const struct outcomes *s = ctx;
	const struct office_item *it = item(s, row);

	if (column == 0)
		return it->decided && it->why == NULL ? "" : "!";
	if (column == 1)
		return it->number;
	return column == 2 ? it->who : result(s, it);
}

static const char *
note(void *ctx, size_t row)
{
	const struct outcomes *s = ctx;
	const struct office_item *it = item(s, row);

	return it->decided && it->why == NULL ? NULL : result(s, it);
}

static size_t
order(struct outcomes *s)
{
	size_t fell;

	for (size_t i = 0; i < s->b->count; i++)
		if (!s->b->items[i].decided || s->b->items[i].why != NULL)
			s->row[s->n++] = i;
	fell = s->n;
	for (size_t i = 0; i < s->b->count; i++)
		if (s->b->items[i].decided && s->b->items[i].why == NULL)
			s->row[s->n++] = i;
	return fell;
}

static int
outcomes_open(struct view *v, struct err *e)
{
	struct office *o = v->app->office;
	struct outcomes *s = calloc(1, sizeof(*s));
	struct form_list list = { .id = ID_LIST,
		.label = "",
		.empty = "",
		.column = { { "", 1, false }, { _("Number"), 11, false },
		    { _("Name"), 0, false }, { _("Outcome"), 0, false } },
		.columns = 4,
		.least = 5,
		.count = count,
		.cell = cell,
		.note = note,
		.closed = true,
		.ctx = s };
	char text[160];
	size_t fell;

	v->state = s;
	v->form = form_new(_("Outcomes"));
	if (s != NULL)
		s->row = calloc(o->batch.count + 1, sizeof(*s->row));
	if (v->form == NULL || s == NULL || s->row == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->b = &o->batch;
	fell = order(s);
	form_title(v->form, _("Kurum yetkilisi"), "");
	if (fell > 0)
		snprintf(text, sizeof(text), _("%zu %s, %zu not"), s->n - fell,
		    office_action_done(o->batch.action), fell);
	else
		snprintf(text, sizeof(text), "%zu %s", s->n,
		    office_action_done(o->batch.action));
	form_add_list(v->form, &list);
	form_set_text(v->form, ID_LIST, text);
	form_add_space(v->form);
	form_add_button(v->form, ID_BACK, _("Back to the queue"), true);
	form_focus(v->form, fell > 0 ? ID_LIST : ID_BACK);
	office_renew(o);
	return 0;
}

static void
outcomes_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_queue);
}

static void
outcomes_close(struct view *v)
{
	struct outcomes *s = v->state;

	if (s != NULL)
		free(s->row);
	free(s);
}

const struct view_ops view_outcomes = {
	.open = outcomes_open,
	.event = outcomes_event,
	.close = outcomes_close,
};
