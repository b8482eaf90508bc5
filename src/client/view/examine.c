/* One application beside the personnel record: what differs is marked, and
 * comes first. */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "model/decisiontext.h"
#include "model/workflow.h"
#include "sign/hash.h"
#include "base/banned.h"

#define ROWS 640 /* compared, fields of the form, history */

enum {
	ID_STATE = 1,
	ID_NOTE,
	ID_LIST,
	ACTION_APPROVE,
	ACTION_REJECT,
	ACTION_CORRECT,
	ACTION_NEXT
};

enum kind { COMPARED, FIELD, HISTORY };

struct row {
	enum kind kind;
	size_t i; /* of that list, or the field */
};

struct examine {
	struct msg_office_application m;
	bool here;
	struct row row[ROWS];
	size_t rows;
	bool linear;
	bool next; /* the rows behind are loaded to go on there */
};

static const struct msg_compared *
compared(const struct examine *s, size_t i)
{
	return (const struct msg_compared *)s->m.compared.items + i;
}

static const char *
field_label_of(const char *name)
{
	const struct field_def *f = field_by_name(name);

	return f == NULL ? _("Assignment") : _(f->label);
}

static const char *
shown(const struct record *r, enum field_id id)
{
	const char *value = record_get(r, id);

	return field(id)->choices != NULL ? field_choice_label(field(id), value)
					  : value;
}

static const char *
moment(const struct msg_step *step, char out[DATE_MOMENT])
{
	int64_t at;

	if (date_from_rfc3339(step->at, &at) < 0)
		return "";
	return date_moment(at, out);
}

static const char *
state_of(const char *name)
{
	enum state s;

	return state_from_name(name, &s) < 0 ? name : state_label(s);
}

/* Mark, label, form, record. */
static const char *
text_of(const struct examine *s, size_t row, size_t column)
{
	static char when[DATE_MOMENT];
	const struct row *r = &s->row[row];
	const struct msg_step *step = s->m.history.items;
	const struct msg_compared *c;

	if (r->kind == FIELD) {
		enum field_id id = (enum field_id)r->i;

		return column == 1   ? _(field(id)->label)
		       : column == 2 ? shown(s->m.record, id)
				     : "";
	}
	if (r->kind == HISTORY) {
		return column == 1   ? moment(&step[r->i], when)
		       : column == 2 ? state_of(step[r->i].state)
				     : "";
	}
	c = compared(s, r->i);
	if (column == 0)
		return c->differs ? "!" : "";
	if (column == 1)
		return field_label_of(c->field);
	if (column == 2)
		return c->form == NULL ? "-" : c->form;
	return c->staff == NULL ? "-" : c->staff;
}

static size_t
count(void *ctx)
{
	const struct examine *s = ctx;

	return s->rows;
}

static const char *
cell(void *ctx, size_t row, size_t column)
{
	return text_of(ctx, row, column);
}

/* Whole, where the columns had to cut it. */
/* Both sides, where the columns are too narrow for them. */
static const char *
full_text(const struct examine *s, size_t row)
{
	static char text[1200];
	const struct row *r = &s->row[row];

	if (r->kind == COMPARED && compared(s, r->i)->differs)
		snprintf(text, sizeof(text),
		    _("DIFFERS. Form: %s. Personnel record: %s."),
		    text_of(s, row, 2), text_of(s, row, 3));
	else
		snprintf(text, sizeof(text), "%s", text_of(s, row, 2));
	return text;
}

static const char *
note(void *ctx, size_t row)
{
	const struct examine *s = ctx;
	const struct row *r = &s->row[row];

	if (s->linear && (r->kind != COMPARED || !compared(s, r->i)->differs))
		return NULL; /* every column was said */
	return full_text(s, row);
}

static void
add_row(struct examine *s, enum kind kind, size_t i)
{
	if (s->rows < ROWS)
		s->row[s->rows++] = (struct row){ kind, i };
}

static bool
is_compared(const struct examine *s, const char *name)
{
	for (size_t i = 0; i < s->m.compared.n; i++)
		if (strcmp(compared(s, i)->field, name) == 0)
			return true;
	return false;
}

static void
order(struct examine *s)
{
	s->rows = 0;
	for (int want = 1; want >= 0; want--)
		for (size_t i = 0; i < s->m.compared.n; i++)
			if (compared(s, i)->differs == want)
				add_row(s, COMPARED, i);
	for (int id = FIELD_FORM_FIRST; id <= FIELD_FORM_LAST; id++)
		if (field((enum field_id)id)->kind != KIND_SECRET &&
		    record_get(s->m.record, (enum field_id)id)[0] != '\0' &&
		    !is_compared(s, field((enum field_id)id)->name))
			add_row(s, FIELD, (size_t)id);
	for (size_t i = 0; i < s->m.history.n; i++)
		add_row(s, HISTORY, i);
}

static size_t
differences(const struct examine *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->m.compared.n; i++)
		n += compared(s, i)->differs;
	return n;
}

static void
show(struct view *v)
{
	struct examine *s = v->state;
	const struct record *r = s->m.record;
	char text[512], who[160], when[DATE_MOMENT] = "";
	int64_t at;

	order(s);
	snprintf(who, sizeof(who), "%s %s", record_get(r, FIELD_SURNAME),
	    record_get(r, FIELD_NAME));
	form_title(v->form, who, s->m.number);
	if (s->m.signed_at != NULL &&
	    date_from_rfc3339(s->m.signed_at, &at) == 0)
		date_moment(at, when);
	snprintf(text, sizeof(text), "%s. %s", state_of(s->m.state),
	    when[0] == '\0' ? _("Signed by hand, on paper.") : "");
	if (when[0] != '\0')
		snprintf(text, sizeof(text),
		    _("%s. Signed with the card on "
		      "%s."),
		    state_of(s->m.state), when);
	form_set_text(v->form, ID_STATE, text);
	if (s->m.own)
		snprintf(text, sizeof(text), "%s",
		    _("This is your own application: somebody else decides "
		      "on it."));
	else if (s->m.note != NULL)
		snprintf(text, sizeof(text),
		    _("! It does not meet the rule: %s."), s->m.note);
	else
		snprintf(text, sizeof(text), "%s",
		    _("It meets the rule: the assignment is current."));
	form_set_text(v->form, ID_NOTE, text);
	snprintf(text, sizeof(text),
	    lang_plural("%zu difference from the personnel record",
		"%zu differences from the personnel record", differences(s)),
	    differences(s));
	form_set_text(v->form, ID_LIST, text);
	form_set_row(v->form, ID_LIST, 0);
}

static void
add_list(struct view *v)
{
	const struct form_list list = { .id = ID_LIST,
		.label = "",
		.empty = _("Loading the application"),
		.column = { { "", 1, false }, { _("Field"), 20, false },
		    { _("On the form"), 0, false },
		    { _("In the personnel record"), 0, false } },
		.columns = 4,
		.least = 6,
		.count = count,
		.cell = cell,
		.note = note,
		.ctx = v->state };

	form_add_list(v->form, &list);
}

static void
bind(struct form *f)
{
	const struct form_binding keys[] = {
		{ 'o', ACTION_APPROVE, "o", _("approve") },
		{ 'r', ACTION_REJECT, "r", _("refuse") },
		{ 'd', ACTION_CORRECT, "d", _("ask for a correction") },
		{ 'n', ACTION_NEXT, "n", _("next application") },
		{ 'O', ACTION_APPROVE, NULL, NULL },
		{ 'R', ACTION_REJECT, NULL, NULL },
		{ 'D', ACTION_CORRECT, NULL, NULL },
		{ 'N', ACTION_NEXT, NULL, NULL },
	};

	form_bind(f, keys, sizeof(keys) / sizeof(keys[0]));
}

static void
load(struct view *v)
{
	struct app *a = v->app;
	struct msg_number_request m = { a->office->number };
	struct link_call *call = NULL;
	struct err e;

	if (calls_office_application(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Loading the application"));
}

static int
examine_open(struct view *v, struct err *e)
{
	struct examine *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(NULL);
	if (v->form == NULL || s == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->linear = ui_mode_of(v->app->ui) == UI_LINEAR;
	form_title(v->form, _("Kurum yetkilisi"), v->app->office->number);
	form_add_text(v->form, ID_STATE, "");
	form_add_text(v->form, ID_NOTE, "");
	add_list(v);
	bind(v->form);
	load(v);
	return 0;
}

/* The digest of the form as it is shown: what is signed must be that one. */
static void
digest_of(const struct record *r, struct office_item *it)
{
	struct buf form = BUF_INIT(DECISIONTEXT_MAX * 8);

	it->digest = malloc(HASH_SIZE);
	if (it->digest != NULL && decisiontext_form(r, &form, NULL) == 0)
		hash_sha256(form.data, form.len, it->digest);
	buf_free(&form);
}

static void
decide(struct view *v, enum office_action action)
{
	struct app *a = v->app;
	const struct examine *s = v->state;
	struct office_item it = { .version = s->m.version };
	const struct record *r = s->m.record;

	if (s->m.own) {
		ui_say(a->ui, _("This is your own application: somebody else "
				"decides on it."));
		return;
	}
	snprintf(it.number, sizeof(it.number), "%s", s->m.number);
	snprintf(it.name, sizeof(it.name), "%s", record_get(r, FIELD_NAME));
	snprintf(
	    it.surname, sizeof(it.surname), "%s", record_get(r, FIELD_SURNAME));
	snprintf(it.unit, sizeof(it.unit), "%s", record_get(r, FIELD_UNIT));
	snprintf(it.who, sizeof(it.who), "%s %s", it.surname, it.name);
	it.first = record_get(r, FIELD_REASON)[0] == '\0';
	digest_of(r, &it);
	if (office_begin_one(a, action, &it) < 0)
		free(it.digest);
	else
		app_go(
		    a, action == OFFICE_APPROVE ? &view_batch : &view_decide);
}

/* The application behind this one in the queue. */
static void
go_next(struct view *v)
{
	struct app *a = v->app;
	struct examine *s = v->state;
	struct office *o = a->office;
	struct link_call *call = NULL;
	struct err e;

	if (o->at + 1 < o->count) {
		o->at++;
		snprintf(o->number, sizeof(o->number), "%s",
		    o->rows[o->at].m.number);
		app_go(a, &view_examine);
	} else if (o->next == NULL) {
		ui_say(a->ui, _("This was the last application."));
	} else if (office_ask(a, &call, &e) < 0) {
		ui_say(a->ui, e.text);
	} else {
		s->next = true;
		app_wait(a, call, _("Loading the applications"));
	}
}

static void
examine_event(struct view *v, const struct form_event *ev)
{
	struct examine *s = v->state;

	if (ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_queue);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_LIST &&
		 form_row(v->form, ID_LIST) < s->rows)
		ui_say(v->app->ui, full_text(s, form_row(v->form, ID_LIST)));
	else if (ev->type == FORM_EVENT_KEY && ev->id == ACTION_NEXT)
		go_next(v);
	else if (ev->type == FORM_EVENT_KEY && s->here)
		decide(v, (enum office_action)(ev->id - ACTION_APPROVE));
}

static void
examine_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;
	struct examine *s = v->state;

	if (r->err.code != 0) {
		ui_say(a->ui, r->err.text);
	} else if (r->message == &wire_queue) {
		if (office_take(a->office, app_message(r)) == 0 && s->next &&
		    a->office->at + 1 < a->office->count)
			go_next(v);
	} else {
		struct msg_office_application *m = app_message(r);

		s->m = *m;
		memset(m, 0, sizeof(*m));
		s->here = true;
		show(v);
	}
}

static void
examine_close(struct view *v)
{
	struct examine *s = v->state;

	if (s != NULL)
		wire_clear(&wire_office_application, &s->m);
	free(s);
}

const struct view_ops view_examine = {
	.open = examine_open,
	.event = examine_event,
	.reply = examine_reply,
	.close = examine_close,
};
