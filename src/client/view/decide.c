/* Why an application is refused or sent back, and which fields are wanted
 * otherwise; the applicant reads it. */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

enum { ID_WHO = 1, ID_REASON, ID_FIELDS, ID_GO, ID_BACK };

struct decide {
	enum field_id id[FIELD_COUNT];
	bool chosen[FIELD_COUNT];
	size_t n;
};

static size_t
count(void *ctx)
{
	const struct decide *s = ctx;

	return s->n;
}

static const char *
cell(void *ctx, size_t row, size_t column)
{
	const struct decide *s = ctx;

	(void)column;
	return _(field(s->id[row])->label);
}

static enum form_mark
mark(void *ctx, size_t row)
{
	const struct decide *s = ctx;

	return s->chosen[row] ? FORM_MARK_ON : FORM_MARK_OFF;
}

/* Those that the applicant can change; what was chosen stays. */
static void
fill(struct decide *s, const struct office_batch *b)
{
	const struct msg_field_name *names = b->fields.items;
	bool first = true;

	for (size_t i = 0; i < b->count; i++)
		first = first && b->items[i].first;
	for (int id = FIELD_FORM_FIRST; id <= FIELD_FORM_LAST; id++) {
		if (field_locked((enum field_id)id) ||
		    (id == FIELD_REASON && first) ||
		    field((enum field_id)id)->kind == KIND_SECRET)
			continue;
		s->id[s->n] = (enum field_id)id;
		for (size_t i = 0; i < b->fields.n; i++)
			if (strcmp(names[i].name,
				field((enum field_id)id)->name) == 0)
				s->chosen[s->n] = true;
		s->n++;
	}
}

static void
add_list(struct view *v)
{
	const struct form_list list = { .id = ID_FIELDS,
		.label = _("Fields to correct"),
		.empty = "",
		.column = { { _("Field"), 0, false } },
		.columns = 1,
		.least = 5,
		.count = count,
		.cell = cell,
		.mark = mark,
		.closed = true,
		.ctx = v->state };

	form_add_list(v->form, &list);
}

/* Whom it concerns: the first few by name. */
static void
say_who(struct view *v)
{
	const struct office_batch *b = &v->app->office->batch;
	char text[512];

	if (b->count == 1)
		snprintf(text, sizeof(text), "%s  %s", b->items[0].number,
		    b->items[0].who);
	else
		snprintf(text, sizeof(text),
		    lang_plural("%zu application: %s, %s ...",
			"%zu applications: %s, %s ...", b->count),
		    b->count, b->items[0].who, b->items[1].who);
	form_add_text(v->form, ID_WHO, text);
}

static int
decide_open(struct view *v, struct err *e)
{
	struct form_field reason = {
		.id = ID_REASON,
		.label = _("Reason"),
		.kind = FORM_LINES,
		.starred = true,
		.max = OFFICE_REASON,
		.height = 3,
		.help = _("Compulsory: the applicant reads it; 500 "
			  "characters fit"),
	};
	const struct office_batch *b = &v->app->office->batch;
	bool correct = b->action == OFFICE_CORRECT;
	struct decide *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(office_action_label(b->action));
	if (v->form == NULL || s == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	fill(s, b);
	form_title(v->form, _("Kurum yetkilisi"), "");
	say_who(v);
	form_add_space(v->form);
	form_add_field(v->form, &reason);
	form_set_value(v->form, ID_REASON, b->reason);
	if (correct)
		add_list(v);
	form_add_space(v->form);
	form_add_button(v->form, ID_GO, office_action_label(b->action), true);
	form_add_button(v->form, ID_BACK, _("Back"), false);
	form_focus(v->form, ID_REASON);
	return 0;
}

/* In one line, as the text that is signed has it. */
static bool
take_reason(struct view *v)
{
	struct office_batch *b = &v->app->office->batch;
	char *clean;

	snprintf(
	    b->reason, sizeof(b->reason), "%s", form_value(v->form, ID_REASON));
	for (char *p = b->reason; *p != '\0'; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	clean = text_clean(b->reason, false);
	snprintf(
	    b->reason, sizeof(b->reason), "%s", clean == NULL ? "" : clean);
	free(clean);
	if (b->reason[0] != '\0' && text_printable(b->reason, false))
		return true;
	form_set_error(v->form, ID_REASON,
	    b->reason[0] == '\0'
		? _("A reason is compulsory here: the applicant reads it.")
		: _("The reason has a character that cannot be shown."));
	form_focus(v->form, ID_REASON);
	return false;
}

static bool
take_fields(struct view *v)
{
	const struct decide *s = v->state;
	struct office_batch *b = &v->app->office->batch;
	struct msg_field_name *names = calloc(FIELD_COUNT, sizeof(*names));

	free(b->fields.items);
	b->fields = (struct wire_list){ names, 0 };
	if (names == NULL)
		return false;
	for (size_t i = 0; b->action == OFFICE_CORRECT && i < s->n; i++) {
		const char *const name = field(s->id[i])->name;

		if (s->chosen[i]) /* only read: it goes into a request */
			memcpy(&names[b->fields.n++].name, &name, sizeof(name));
	}
	if (b->action != OFFICE_CORRECT || b->fields.n > 0)
		return true;
	ui_say(v->app->ui, _("Choose with Space which fields are to be "
			     "corrected."));
	form_focus(v->form, ID_FIELDS);
	return false;
}

static void
decide_event(struct view *v, const struct form_event *ev)
{
	struct decide *s = v->state;
	size_t row = form_row(v->form, ID_FIELDS);

	if (ev->type == FORM_EVENT_CHANGED) {
		form_set_error(v->form, ID_REASON, NULL);
	} else if (ev->type == FORM_EVENT_MARKED && row < s->n) {
		s->chosen[row] = !s->chosen[row];
	} else if (ev->type == FORM_EVENT_BACK ||
		   (ev->type == FORM_EVENT_PRESSED && ev->id == ID_BACK)) {
		app_go(v->app, v->app->office->back);
	} else if (ev->type == FORM_EVENT_PRESSED && take_reason(v) &&
		   take_fields(v)) {
		app_go(v->app, &view_batch);
	}
}

static void
decide_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_decide = {
	.open = decide_open,
	.event = decide_event,
	.close = decide_close,
};
