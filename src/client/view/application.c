/*
 * Başvuru Formu: the 25 fields. What is typed goes into the record at once
 * and to the portal a second later, so that a lost line loses nothing.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "client/view/draft.h"
#include "client/view/rows.h"
#include "model/check.h"
#include "model/place.h"
#include "model/signtext.h"
#include "base/banned.h"

#define SAVE_DELAY 1000	 /* milliseconds after the last change */
#define SAVE_AGAIN 10000 /* after a save that did not arrive */

enum { ID_APPROVE = 100 };

static void
show_postcode_note(struct view *v)
{
	struct record *r = v->app->record;
	size_t province, district;
	char note[128];

	if (!place_of_postcode(
		record_get(r, FIELD_POSTCODE), &province, &district)) {
		form_set_note(v->form, VIEW_ID(FIELD_POSTCODE), NULL);
		return;
	}
	snprintf(note, sizeof(note), "\u2192 %s / %s", place_province(province),
	    place_district(province, district));
	form_set_note(v->form, VIEW_ID(FIELD_POSTCODE), note);
}

static void
put(struct view *v, enum field_id id, const char *value)
{
	record_set(v->app->record, id, value, NULL);
	form_set_value(v->form, VIEW_ID(id), value);
	form_set_error(v->form, VIEW_ID(id), NULL);
}

/* Posta Kodu fills İl and İlçe; a new İl drops an İlçe of another; an İlçe
 * with one postal code fills it in. */
static void
follow(struct view *v, enum field_id id)
{
	struct record *r = v->app->record;
	size_t province, district;
	int p, d;

	if (id == FIELD_POSTCODE &&
	    place_of_postcode(
		record_get(r, FIELD_POSTCODE), &province, &district)) {
		put(v, FIELD_PROVINCE, place_province(province));
		put(v, FIELD_DISTRICT, place_district(province, district));
	}
	p = place_province_find(record_get(r, FIELD_PROVINCE));
	d = p < 0
		? -1
		: place_district_find((size_t)p, record_get(r, FIELD_DISTRICT));
	if (id == FIELD_PROVINCE && d < 0)
		put(v, FIELD_DISTRICT, "");
	if (id == FIELD_DISTRICT && p >= 0 && d >= 0) {
		const char *only = place_only_postcode((size_t)p, (size_t)d);

		if (only != NULL && record_get(r, FIELD_POSTCODE)[0] == '\0')
			put(v, FIELD_POSTCODE, only);
	}
	if (id == FIELD_POSTCODE || id == FIELD_DISTRICT ||
	    id == FIELD_PROVINCE)
		show_postcode_note(v);
}

static int
add_fields(struct view *v)
{
	struct app *a = v->app;
	enum field_section section = SECTION_LOGIN;
	struct form_rows rows;

	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++) {
		enum field_id id = (enum field_id)i;

		if (id == FIELD_REASON && !record_renewal(a->record))
			continue;
		if (field(id)->section != section) {
			section = field(id)->section;
			form_add_section(v->form, field_section_label(section));
		}
		rows = rows_of_place(id, a->record);
		if (view_add_field(v, id, rows.count == NULL ? NULL : &rows) <
		    0)
			return -1;
		form_set_value(v->form, VIEW_ID(id), record_get(a->record, id));
	}
	return 0;
}

/* What a first application asks for and a renewal does not need. */
static void
set_defaults(struct app *a)
{
	static const struct {
		enum field_id id;
		const char *renewal, *first;
	} defaults[] = {
		{ FIELD_REASON, "renewal", "" },
		{ FIELD_READER, "none", "mini" },
		{ FIELD_VALIDITY, "3", "3" },
		{ FIELD_CHANNEL, "both", "both" },
	};

	/* Chosen on the path of a lost card. */
	if (a->personal.lost && record_renewal(a->record))
		record_set(a->record, FIELD_REASON, "lost", NULL);
	a->personal.lost = false;
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (record_get(a->record, defaults[i].id)[0] == '\0')
			record_set(a->record, defaults[i].id,
			    record_renewal(a->record) ? defaults[i].renewal
						      : defaults[i].first,
			    NULL);
}

/* What the kurum yetkilisi wants otherwise is marked until it is changed. */
static void
mark_correct(struct view *v, enum field_id id)
{
	const bool *wanted = v->state;
	const char *why = v->app->application.reason;
	struct buf text = BUF_INIT(4096);
	int first = FIELD_FORM_FIRST;

	if (!wanted[id] || form_error(v->form, VIEW_ID(id)) != NULL)
		return;
	while (!wanted[first])
		first++;
	if (first == (int)id && why != NULL)
		buf_addf(&text,
		    _("Your kurum yetkilisi asks you to correct this field: "
		      "%s"),
		    why);
	else
		buf_adds(&text,
		    _("Your kurum yetkilisi asks you to correct this field."));
	form_set_warning(v->form, VIEW_ID(id), buf_str(&text));
	buf_free(&text);
}

static void
take_correct(struct view *v)
{
	const struct wire_list *list = &v->app->application.correct;
	const struct msg_field_name *names = list->items;
	bool *wanted = v->state;

	for (size_t i = 0; i < list->n; i++) {
		const struct field_def *f = field_by_name(names[i].name);

		if (f == NULL || field_locked(f->id))
			continue;
		wanted[f->id] = true;
		mark_correct(v, f->id);
	}
}

/* The first field to correct, the one it stood at, or the first that is
 * empty. */
static void
place_cursor(struct view *v)
{
	struct app *a = v->app;
	const bool *wanted = v->state;

	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++)
		if (wanted[i] && a->draft_field == NULL) {
			form_focus(v->form, VIEW_ID(i));
			return;
		}
	const char *name =
	    a->draft_field != NULL ? a->draft_field : a->application.field;
	const struct field_def *f = name == NULL ? NULL : field_by_name(name);

	if (f != NULL && !field_locked(f->id)) {
		form_focus(v->form, VIEW_ID(f->id));
		return;
	}
	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++)
		if (field((enum field_id)i)->starred &&
		    !field_locked((enum field_id)i) &&
		    record_get(a->record, (enum field_id)i)[0] == '\0' &&
		    (i != FIELD_REASON || record_renewal(a->record)) &&
		    !(field((enum field_id)i)->kind == KIND_SECRET &&
			a->application.word_set)) {
			form_focus(v->form, VIEW_ID(i));
			return;
		}
}

/* Why it came back, of the whole form. */
static void
say_reason(struct view *v)
{
	const char *why = v->app->application.reason;
	struct buf text = BUF_INIT(4096);

	if (why == NULL)
		return;
	buf_addf(&text, _("To be corrected: %s"), why);
	form_add_text(v->form, 0, buf_str(&text));
	buf_free(&text);
}

static int
application_open(struct view *v, struct err *e)
{
	struct app *a = v->app;

	v->state = calloc(FIELD_COUNT, sizeof(bool)); /* to correct */
	v->form = form_new(_("Application form"));
	if (v->form == NULL || v->state == NULL || a->record == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	app_title(v, PAGE_FORM);
	set_defaults(a);
	form_add_text(v->form, 0, signtext_declaration());
	say_reason(v);
	if (add_fields(v) < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_add_space(v->form);
	form_add_button(v->form, ID_APPROVE, _("Approve the form"), true);
	form_add_text(
	    v->form, 0, _("Fields marked with (*) must be filled in."));
	form_add_text(v->form, 0,
	    _("PLEASE do not take a print-screen of "
	      "this page. The form that you will sign comes in the next "
	      "step."));
	show_postcode_note(v);
	if (a->application.word_set) {
		form_set_starred(v->form, VIEW_ID(FIELD_WORD), false);
		form_set_starred(v->form, VIEW_ID(FIELD_WORD_AGAIN), false);
		form_set_note(v->form, VIEW_ID(FIELD_WORD),
		    _("on record; empty: as it is"));
	}
	take_correct(v);
	place_cursor(v);
	if (a->unsaved) /* typed before the session ended */
		v->deadline = clock_mono_ms() + SAVE_DELAY;
	return 0;
}

static void
save(struct view *v)
{
	struct app *a = v->app;
	int id = form_active(v->form);

	v->deadline = -1;
	if (id >= VIEW_ID(FIELD_FORM_FIRST) && id <= VIEW_ID(FIELD_FORM_LAST))
		draft_place(a, (enum field_id)(id - 1));
	draft_send(a);
}

static void
judge(struct view *v, enum field_id id)
{
	struct record *r = v->app->record;
	struct err e;

	form_set_warning(v->form, VIEW_ID(id), NULL);
	mark_correct(v, id);
	if (record_get(r, id)[0] == '\0') {
		form_set_error(v->form, VIEW_ID(id), NULL);
		return;
	}
	if (check_field(r, id, &e) < 0) {
		form_set_error(v->form, VIEW_ID(id), e.text);
		return;
	}
	form_set_error(v->form, VIEW_ID(id), NULL);
	if (check_warning(r, id, &e))
		form_set_warning(v->form, VIEW_ID(id), e.text);
}

static void
changed(struct view *v, enum field_id id)
{
	struct err e;
	bool *wanted = v->state;

	wanted[id] = false;
	form_set_error(v->form, VIEW_ID(id), NULL);
	form_set_warning(v->form, VIEW_ID(id), NULL);
	if (record_set(
		v->app->record, id, form_value(v->form, VIEW_ID(id)), &e) < 0) {
		form_set_error(v->form, VIEW_ID(id), e.text);
		return;
	}
	follow(v, id);
	if (field(id)->kind == KIND_SECRET)
		return; /* never part of a draft */
	v->app->unsaved = true;
	v->deadline = clock_mono_ms() + SAVE_DELAY;
}

static void
left(struct view *v, enum field_id id)
{
	struct record *r = v->app->record;
	const struct field_def *f = field(id);

	/* What is kept is what is shown: upper case, dates in one form. */
	if (f->kind == KIND_TEXT || f->kind == KIND_DATE ||
	    f->kind == KIND_CHOICE_OPEN)
		form_set_value(v->form, VIEW_ID(id), record_get(r, id));
	judge(v, id);
	if (id == FIELD_WORD && record_get(r, FIELD_WORD_AGAIN)[0] != '\0')
		judge(v, FIELD_WORD_AGAIN);
	if (id == FIELD_PROVINCE) {
		judge(v, FIELD_POSTCODE);
		judge(v, FIELD_WORK_PHONE);
	}
}

/* The word on record may stay when neither field was typed into. */
static bool
word_stays(const struct app *a)
{
	return a->application.word_set &&
	       record_get(a->record, FIELD_WORD)[0] == '\0' &&
	       record_get(a->record, FIELD_WORD_AGAIN)[0] == '\0';
}

/* Every field judged and marked; true: nothing is wrong. */
static bool
all_right(struct view *v)
{
	struct app *a = v->app;
	struct err bad[FIELD_COUNT];

	check_record(a->record, FIELD_FORM_FIRST, FIELD_FORM_LAST, bad);
	if (word_stays(a)) {
		err_clear(&bad[FIELD_WORD]);
		err_clear(&bad[FIELD_WORD_AGAIN]);
	}
	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++)
		form_set_error(v->form, VIEW_ID(i),
		    bad[i].text[0] == '\0' ? NULL : bad[i].text);
	return !form_focus_error(v->form);
}

static void
approve(struct view *v)
{
	struct app *a = v->app;
	struct msg_form_request m = { a->record };
	struct link_call *call = NULL;
	struct err e;

	if (!all_right(v))
		return;
	if (calls_form(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Sending the form"));
}

static void
application_event(struct view *v, const struct form_event *ev)
{
	bool field_event = ev->id > VIEW_ID(FIELD_FORM_FIRST) - 1 &&
			   ev->id <= VIEW_ID(FIELD_FORM_LAST);

	if (ev->type == FORM_EVENT_CHANGED && field_event)
		changed(v, (enum field_id)(ev->id - 1));
	else if (ev->type == FORM_EVENT_LEFT && field_event)
		left(v, (enum field_id)(ev->id - 1));
	else if (ev->type == FORM_EVENT_PRESSED)
		approve(v);
	else if (ev->type == FORM_EVENT_BACK)
		app_quit(v->app);
}

static void
show_saved(struct view *v, const struct msg_draft *m)
{
	char moment[DATE_MOMENT], right[96];
	int64_t at;

	if (date_from_rfc3339(m->saved_at, &at) < 0)
		return;
	date_moment(at, moment); /* "GG.AA.YYYY SS:DD:ss" */
	snprintf(right, sizeof(right), _("saved %.5s   Step %d/%d"),
	    moment + 11, page_step(PAGE_FORM), page_steps());
	form_title(v->form, NULL, right);
}

static void
take_draft(struct view *v, const struct link_reply *r)
{
	if (r->err.code == 0) {
		show_saved(v, r->out);
	} else if (r->err.code == ERR_INVALID) {
		ui_say(v->app->ui, r->err.text);
	} else {
		v->app->unsaved = true;
		v->deadline = clock_mono_ms() + SAVE_AGAIN;
	}
}

static void
application_reply(struct view *v, const struct link_reply *r)
{
	if (r->message == &wire_draft) {
		take_draft(v, r);
		return;
	}
	if (r->err.code != 0) {
		view_error(v, FIELD_FORM_FIRST, FIELD_FORM_LAST, &r->err);
		return;
	}
	v->app->unsaved = false;
	app_take_application(v->app, app_message(r));
	app_go_on(v->app);
}

static void
application_due(struct view *v)
{
	save(v);
}

/* With the cursor's place, also when nothing was typed. */
static void
application_leave(struct view *v)
{
	save(v);
}

static void
application_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_application = {
	.open = application_open,
	.event = application_event,
	.reply = application_reply,
	.due = application_due,
	.leave = application_leave,
	.close = application_close,
};
