/* The queue of a kurum yetkilisi: narrowed as one types, chosen with Space,
 * loaded as the cursor goes on. */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/banned.h"

#define TYPED_DELAY 250 /* milliseconds after the last letter */
#define FURTHER	    500 /* rows that one key loads */
#define LATE_MARK   "!"

enum {
	ID_FIND = 1,
	ID_LIST,
	ID_APPROVE,
	ID_REJECT,
	ID_CORRECT,
	ID_DECIDED,
	ID_DEPUTIES,
	ACTION_ALL,
	ACTION_RENEW,
	ACTION_FIND,
	ACTION_FURTHER
};

struct queue {
	size_t want; /* rows that are loaded one page after the other */
};

static struct office *
office(void *ctx)
{
	return ((struct app *)ctx)->office;
}

static size_t
count(void *ctx)
{
	return office(ctx)->count;
}

static bool
more(void *ctx)
{
	return office(ctx)->next != NULL;
}

static const char *
cell(void *ctx, size_t row, size_t column)
{
	const struct msg_queue_row *m = &office(ctx)->rows[row].m;
	static char text[160];

	switch (column) {
	case 0:
		office_who(m, text, sizeof(text));
		return text;
	case 1:
		return m->unit == NULL ? "" : m->unit;
	case 2:
		return office_reason_label(m->reason);
	case 3:
		snprintf(text, sizeof(text),
		    lang_plural("%ld day", "%ld days", (unsigned long)m->days),
		    m->days);
		return text;
	default:
		return m->meets && !m->own ? "" : LATE_MARK;
	}
}

static enum form_mark
mark(void *ctx, size_t row)
{
	const struct office_row *r = &office(ctx)->rows[row];

	if (r->m.own)
		return FORM_MARK_NONE;
	return r->chosen ? FORM_MARK_ON : FORM_MARK_OFF;
}

static const char *
note(void *ctx, size_t row)
{
	const struct msg_queue_row *m = &office(ctx)->rows[row].m;

	if (m->own)
		return _("This is your own application: somebody else "
			 "decides on it.");
	return m->note;
}

/* "47 chosen · 128 waiting · 119 meet the rule · 2 late" */
static void
show_counts(struct view *v)
{
	const struct office *o = v->app->office;
	char text[256];

	snprintf(text, sizeof(text),
	    _("%zu chosen \u00b7 %ld waiting \u00b7 %ld meet the rule \u00b7 "
	      "%ld late"),
	    o->chosen, o->waiting, o->meeting, o->late);
	form_set_text(v->form, ID_LIST, text);
}

static void
add_list(struct view *v)
{
	const struct form_list list = { .id = ID_LIST,
		.label = "",
		.empty = _("No application waits here."),
		.column = { { _("Name"), 0, false }, { _("Unit"), 0, true },
		    { _("Reason"), 10, false }, { _("Waits"), 7, false },
		    { "", 1, false } },
		.columns = 5,
		.least = 4,
		.filter = ID_FIND,
		.count = count,
		.more = more,
		.cell = cell,
		.mark = mark,
		.note = note,
		.help = _("Enter opens the application beside the personnel "
			  "record; Space chooses it or not"),
		.ctx = v->app };

	form_add_list(v->form, &list);
}

/* The last of them is offered while there are more; it always answers. */
static void
bind(struct view *v)
{
	const struct form_binding keys[] = {
		{ KEYS_F4, ACTION_ALL, "F4", _("all or none") },
		{ KEYS_F5, ACTION_RENEW, "F5", _("load anew") },
		{ KEYS_F6, ACTION_FIND, "F6", _("sort and filter") },
		{ KEYS_F7, ACTION_FURTHER, "F7",
		    more(v->app) ? _("load 500 more") : NULL },
	};

	form_bind(v->form, keys, sizeof(keys) / sizeof(keys[0]));
}

/* Quietly while one reads on; with a word where one waits for it. */
static void
load(struct view *v, bool wait)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	if (v->quiet != NULL || a->busy != NULL)
		return;
	wait = wait || ui_mode_of(a->ui) == UI_LINEAR;
	if (office_ask(a, wait ? &call : &v->quiet, &e) < 0)
		ui_say(a->ui, e.text);
	else if (wait)
		app_wait(a, call, _("Loading the applications"));
}

static void
renew(struct view *v, bool wait)
{
	link_cancel(v->app->link, v->quiet);
	v->quiet = NULL;
	office_renew(v->app->office);
	load(v, wait);
}

static int
queue_open(struct view *v, struct err *e)
{
	struct form_field find = {
		.id = ID_FIND,
		.label = _("Find"),
		.kind = FORM_TEXT,
		.max = 60,
		.help = _("Part of a name, of a unit or of a number"),
	};
	struct app *a = v->app;
	struct office *o = office_of(a);
	/* Line by line one goes through all fields: the screen of F6 has
	 * this one too. */
	bool linear = ui_mode_of(a->ui) == UI_LINEAR;

	v->state = calloc(1, sizeof(struct queue));
	v->form = form_new(a->session.province);
	if (v->form == NULL || v->state == NULL || o == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Kurum yetkilisi"), a->session.name);
	if (!linear)
		form_add_field(v->form, &find);
	form_set_value(v->form, ID_FIND, o->filter.find);
	add_list(v);
	form_add_button(v->form, ID_APPROVE, _("Approve"), true);
	form_add_button(v->form, ID_REJECT, _("Refuse"), false);
	form_add_button(v->form, ID_CORRECT, _("Send back"), false);
	form_add_button(v->form, ID_DECIDED, _("Decided"), false);
	form_add_button(v->form, ID_DEPUTIES, _("Deputies"), false);
	bind(v);
	show_counts(v);
	form_set_row(v->form, ID_LIST, o->at);
	form_focus(v->form, ID_LIST);
	if (!o->fresh)
		load(v, true);
	return 0;
}

static void
choose(struct view *v)
{
	struct office *o = v->app->office;
	size_t row = form_row(v->form, ID_LIST);

	if (row >= o->count)
		return;
	o->at = row;
	if (o->rows[row].m.own)
		ui_say(v->app->ui, note(v->app, row));
	else
		office_choose(o, row, !o->rows[row].chosen);
	show_counts(v);
}

/* All that are here and may be chosen; none, when they are. */
static void
choose_all(struct view *v)
{
	struct office *o = v->app->office;
	bool all = true;

	for (size_t i = 0; i < o->count; i++)
		all = all && (o->rows[i].chosen || o->rows[i].m.own);
	for (size_t i = 0; i < o->count; i++)
		office_choose(o, i, !all);
	show_counts(v);
}

static void
open_row(struct view *v)
{
	struct office *o = v->app->office;

	o->at = form_row(v->form, ID_LIST);
	if (o->at >= o->count)
		return;
	snprintf(o->number, sizeof(o->number), "%s", o->rows[o->at].m.number);
	app_go(v->app, &view_examine);
}

static void
pressed(struct view *v, int id)
{
	struct app *a = v->app;

	a->office->at = form_row(v->form, ID_LIST);
	if (id == ID_LIST)
		open_row(v);
	else if (id == ID_DECIDED)
		app_go(a, &view_decided);
	else if (id == ID_DEPUTIES)
		app_go(a, &view_deputies);
	else if (office_begin(a, (enum office_action)(id - ID_APPROVE)) == 0)
		app_go(a, id == ID_APPROVE ? &view_batch : &view_decide);
}

static void
key(struct view *v, int action)
{
	struct app *a = v->app;
	struct queue *s = v->state;

	if (action == ACTION_ALL) {
		choose_all(v);
	} else if (action == ACTION_RENEW) {
		renew(v, true);
	} else if (action == ACTION_FIND) {
		app_go(a, &view_queue_find);
	} else if (a->office->next == NULL) {
		ui_say(a->ui, _("All applications are here already."));
	} else {
		s->want = a->office->count + FURTHER;
		load(v, true);
	}
}

static void
queue_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;
	struct office *o = a->office;

	if (ev->type == FORM_EVENT_CHANGED) {
		snprintf(o->filter.find, sizeof(o->filter.find), "%s",
		    form_value(v->form, ID_FIND));
		v->deadline = clock_mono_ms() + TYPED_DELAY;
	} else if (ev->type == FORM_EVENT_ROW) {
		o->at = form_row(v->form, ID_LIST);
		if (office_wants_more(o))
			load(v, o->at + 1 >= o->count);
	} else if (ev->type == FORM_EVENT_MARKED) {
		choose(v);
	} else if (ev->type == FORM_EVENT_PRESSED) {
		pressed(v, ev->id);
	} else if (ev->type == FORM_EVENT_KEY) {
		key(v, ev->id);
	} else if (ev->type == FORM_EVENT_BACK) {
		app_go(a, &view_menu);
	}
}

static void
queue_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;
	struct office *o = a->office;
	struct queue *s = v->state;
	bool first = !o->fresh;

	if (r->call == v->quiet)
		v->quiet = NULL;
	if (r->err.code != 0 || office_take(o, app_message(r)) < 0) {
		s->want = 0;
		ui_say(a->ui,
		    r->err.code != 0 ? r->err.text : _("Memory is out."));
		return;
	}
	show_counts(v);
	bind(v);
	if (first)
		form_set_row(v->form, ID_LIST, o->at);
	if (o->next != NULL && o->count < s->want)
		load(v, true);
	else
		s->want = 0;
	if (s->want == 0 && office_wants_more(o) &&
	    ui_mode_of(a->ui) != UI_LINEAR)
		load(v, false); /* the cursor ran ahead */
	/* Line by line the question is asked with the new rows. */
	if (a->busy == NULL && ui_mode_of(a->ui) == UI_LINEAR && !first)
		ui_say(a->ui, _("More applications were loaded."));
}

/* What was typed has come to rest. */
static void
queue_due(struct view *v)
{
	v->deadline = -1;
	v->app->office->at = 0;
	renew(v, false);
}

static void
queue_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_queue = {
	.open = queue_open,
	.event = queue_event,
	.reply = queue_reply,
	.due = queue_due,
	.close = queue_close,
};
