/* Who stands for a kurum yetkilisi, from when to when; naming and ending. */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_LIST = 1, ID_NEW, ID_END, ID_BACK };

struct deputies {
	struct msg_deputies m;
	bool here;
	long ending; /* asked once already; 0: no */
};

static const struct msg_deputy *
deputy(const struct deputies *s, size_t row)
{
	return (const struct msg_deputy *)s->m.rows.items + row;
}

static size_t
count(void *ctx)
{
	const struct deputies *s = ctx;

	return s->m.rows.n;
}

static const char *
cell(void *ctx, size_t row, size_t column)
{
	static char name[160];
	const struct msg_deputy *d = deputy(ctx, row);

	if (column == 1)
		return d->tckn;
	if (column == 2)
		return d->from;
	if (column == 3)
		return d->until;
	snprintf(name, sizeof(name), "%s %s",
	    d->surname == NULL ? "" : d->surname,
	    d->name == NULL ? "" : d->name);
	return name;
}

static void
add_list(struct view *v)
{
	const struct form_list list = { .id = ID_LIST,
		.label = _("Deputies of yours"),
		.empty = _("You have no deputy."),
		.column = { { _("Name"), 0, false },
		    { _("T.C. Kimlik No"), 14, true }, { _("From"), 10, false },
		    { _("Until"), 10, false } },
		.columns = 4,
		.least = 4,
		.count = count,
		.cell = cell,
		.closed = true,
		.ctx = v->state };

	form_add_list(v->form, &list);
}

static void
wait_for(struct view *v, int rc, struct link_call *call, const struct err *e)
{
	if (rc < 0)
		ui_say(v->app->ui, e->text);
	else
		app_wait(v->app, call, _("One moment"));
}

static int
deputies_open(struct view *v, struct err *e)
{
	struct link_call *call = NULL;
	struct err why;
	int rc;

	v->state = calloc(1, sizeof(struct deputies));
	v->form = form_new(_("Deputies"));
	if (v->form == NULL || v->state == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Kurum yetkilisi"), "");
	form_add_text(v->form, 0,
	    _("A deputy decides in your place for a period; his decisions "
	      "stand under his own name."));
	form_add_space(v->form);
	add_list(v);
	form_add_space(v->form);
	form_add_button(v->form, ID_NEW, _("Name a deputy"), true);
	form_add_button(v->form, ID_END, _("End the deputy"), false);
	form_add_button(v->form, ID_BACK, _("Back"), false);
	rc = calls_deputies(v->app->link, &call, &why);
	wait_for(v, rc, call, &why);
	return 0;
}

/* It takes effect at once: the same button twice. */
static void
end_deputy(struct view *v)
{
	struct app *a = v->app;
	struct deputies *s = v->state;
	size_t row = form_row(v->form, ID_LIST);
	struct msg_id_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;
	int rc;

	if (row >= s->m.rows.n) {
		ui_say(a->ui, _("You have no deputy."));
		return;
	}
	m.id = deputy(s, row)->id;
	if (s->ending != m.id) {
		char text[256];

		s->ending = m.id;
		snprintf(text, sizeof(text),
		    _("%s decides no more as soon as you press \"End the "
		      "deputy\" once again."),
		    cell(s, row, 0));
		ui_say(a->ui, text);
		return;
	}
	rc = calls_deputy_end(a->link, &m, &call, &e);
	wait_for(v, rc, call, &e);
}

static void
deputies_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_BACK ||
	    (ev->type == FORM_EVENT_PRESSED && ev->id == ID_BACK))
		app_go(a, &view_queue);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_NEW)
		app_go(a, &view_deputy);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_END)
		end_deputy(v);
}

static void
deputies_reply(struct view *v, const struct link_reply *r)
{
	struct deputies *s = v->state;
	bool first = !s->here;
	struct msg_deputies *m;

	if (r->err.code != 0) {
		ui_say(v->app->ui, r->err.text);
		return;
	}
	m = app_message(r);
	wire_clear(&wire_deputies, &s->m);
	s->m = *m;
	memset(m, 0, sizeof(*m));
	s->here = true;
	s->ending = 0;
	form_set_row(v->form, ID_LIST, form_row(v->form, ID_LIST));
	if (s->m.rows.n == 0)
		form_focus(v->form, ID_NEW);
	if (!first)
		ui_say(v->app->ui, _("The deputy decides no more."));
}

static void
deputies_close(struct view *v)
{
	struct deputies *s = v->state;

	if (s != NULL)
		wire_clear(&wire_deputies, &s->m);
	free(s);
}

const struct view_ops view_deputies = {
	.open = deputies_open,
	.event = deputies_event,
	.reply = deputies_reply,
	.close = deputies_close,
};

enum { ID_TCKN = 1, ID_FROM, ID_UNTIL, ID_NAME };

static int
deputy_open(struct view *v, struct err *e)
{
	const struct form_field fields[] = {
		{ .id = ID_TCKN,
		    .label = _("T.C. Kimlik No"),
		    .kind = FORM_DIGITS,
		    .starred = true,
		    .max = 11,
		    .help = _("Of the deputy: 11 digits") },
		{ .id = ID_FROM,
		    .label = _("First day"),
		    .kind = FORM_DATE,
		    .starred = true,
		    .help = _("The first day on which the deputy decides") },
		{ .id = ID_UNTIL,
		    .label = _("Last day"),
		    .kind = FORM_DATE,
		    .starred = true,
		    .help = _("The last day, whole") },
	};
	struct date today = date_of(clock_wall());
	char day[DATE_TEXT];

	v->form = form_new(_("Name a deputy"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Kurum yetkilisi"), "");
	hint_add(v, HINT_DEPUTY);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		form_add_field(v->form, &fields[i]);
	form_set_value(v->form, ID_FROM, date_format(&today, day));
	form_add_space(v->form);
	form_add_button(v->form, ID_NAME, _("Name the deputy"), true);
	return 0;
}

static void
send_deputy(struct view *v)
{
	struct app *a = v->app;
	struct msg_deputy_request m;
	char tckn[12], from[DATE_TEXT], until[DATE_TEXT];
	struct link_call *call = NULL;
	struct err e;
	int rc;

	if (check_tckn(form_value(v->form, ID_TCKN), NULL, &e) < 0) {
		form_set_error(v->form, ID_TCKN, e.text);
		form_focus(v->form, ID_TCKN);
		return;
	}
	snprintf(tckn, sizeof(tckn), "%s", form_value(v->form, ID_TCKN));
	snprintf(from, sizeof(from), "%s", form_value(v->form, ID_FROM));
	snprintf(until, sizeof(until), "%s", form_value(v->form, ID_UNTIL));
	m = (struct msg_deputy_request){ tckn, from, until };
	rc = calls_deputy(a->link, &m, &call, &e);
	wait_for(v, rc, call, &e);
}

static void
deputy_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ev->id, NULL);
	else if (ev->type == FORM_EVENT_PRESSED)
		send_deputy(v);
	else if (ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_deputies);
}

static void
deputy_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;
	int id = strcmp(r->err.field, "from") == 0    ? ID_FROM
		 : strcmp(r->err.field, "until") == 0 ? ID_UNTIL
						      : ID_TCKN;

	if (r->err.code == 0) {
		snprintf(a->notice, sizeof(a->notice), "%s",
		    _("The deputy is named."));
		app_go(a, &view_deputies);
		return;
	}
	form_set_error(v->form, id, r->err.text);
	form_focus(v->form, id);
}

static void
deputy_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_deputy = {
	.open = deputy_open,
	.event = deputy_event,
	.reply = deputy_reply,
	.close = deputy_close,
};
