/* How the queue is sorted and narrowed. */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

enum { ID_FIND = 1, ID_SORT, ID_RULE, ID_DAYS, ID_SHOW };

struct word {
	const char *value, *label;
};

static const struct word sorts[] = {
	{ "waiting", N_("longest waiting first") },
	{ "name", N_("surname") },
	{ "unit", N_("unit") },
	{ NULL, NULL },
};

static const struct word rules[] = {
	{ "any", N_("all") },
	{ "yes", N_("meets it") },
	{ "no", N_("does not meet it") },
	{ NULL, NULL },
};

static const struct word *const lists[] = { sorts, rules };

static size_t
count(void *ctx)
{
	const struct word *const *list = ctx;
	size_t n = 0;

	while ((*list)[n].value != NULL)
		n++;
	return n;
}

static const char *
value(void *ctx, size_t i)
{
	const struct word *const *list = ctx;

	return (*list)[i].value;
}

static const char *
label(void *ctx, size_t i)
{
	const struct word *const *list = ctx;

	return _((*list)[i].label);
}

static struct form_rows
rows_of(size_t which)
{
	struct form_rows rows = { count, value, label, NULL };
	const void *p = &lists[which];

	memcpy(&rows.ctx, &p, sizeof(p));
	return rows;
}

static int
find_open(struct view *v, struct err *e)
{
	const struct form_field fields[] = {
		{ .id = ID_FIND,
		    .label = _("Find"),
		    .kind = FORM_TEXT,
		    .max = 60,
		    .help = _("Part of a name, of a unit or of a number") },
		{ .id = ID_SORT,
		    .label = _("Sort by"),
		    .kind = FORM_RADIO,
		    .help = _("In which order the applications stand"),
		    .rows = rows_of(0) },
		{ .id = ID_RULE,
		    .label = _("Rule of approval"),
		    .kind = FORM_RADIO,
		    .help = _("The rule: a current assignment in the "
			      "personnel record"),
		    .rows = rows_of(1) },
		{ .id = ID_DAYS,
		    .label = _("Has waited at least (days)"),
		    .kind = FORM_DIGITS,
		    .max = 4,
		    .help = _("Empty: however long") },
	};
	const struct office_filter *f = &v->app->office->filter;
	char days[24] = "";

	v->form = form_new(_("Sort and filter"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Kurum yetkilisi"), "");
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		form_add_field(v->form, &fields[i]);
	form_set_value(v->form, ID_FIND, f->find);
	form_set_value(v->form, ID_SORT, f->sort);
	form_set_value(v->form, ID_RULE, f->rule);
	if (f->days > 0)
		snprintf(days, sizeof(days), "%ld", f->days);
	form_set_value(v->form, ID_DAYS, days);
	form_add_space(v->form);
	form_add_button(v->form, ID_SHOW, _("Show"), true);
	return 0;
}

static void
find_event(struct view *v, const struct form_event *ev)
{
	struct office *o = v->app->office;
	struct office_filter *f = &o->filter;

	if (ev->type == FORM_EVENT_PRESSED) {
		snprintf(f->find, sizeof(f->find), "%s",
		    form_value(v->form, ID_FIND));
		snprintf(f->sort, sizeof(f->sort), "%s",
		    form_value(v->form, ID_SORT));
		snprintf(f->rule, sizeof(f->rule), "%s",
		    form_value(v->form, ID_RULE));
		f->days = strtol(form_value(v->form, ID_DAYS), NULL, 10);
		o->at = 0;
		office_renew(o);
	} else if (ev->type != FORM_EVENT_BACK) {
		return;
	}
	app_go(v->app, &view_queue);
}

static void
find_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_queue_find = {
	.open = find_open,
	.event = find_event,
	.close = find_close,
};
