/* What a kurum yetkilisi has decided, newest first. */
#include "config.h"
#include "client/view/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/banned.h"

enum { ID_LIST = 1, ID_BACK };

struct decided {
	struct msg_decided *rows;
	size_t n;
	bool all;
};

static size_t
count(void *ctx)
{
	const struct decided *s = ctx;

	return s->n;
}

static bool
more(void *ctx)
{
	const struct decided *s = ctx;

	return !s->all;
}

static const char *
action_of(const char *event)
{
	if (strcmp(event, "approve") == 0)
		return office_action_done(OFFICE_APPROVE);
	if (strcmp(event, "reject") == 0)
		return office_action_done(OFFICE_REJECT);
	return office_action_done(OFFICE_CORRECT);
}

static const char *
cell(void *ctx, size_t row, size_t column)
{
	static char text[160];
	const struct msg_decided *d = &((struct decided *)ctx)->rows[row];
	int64_t at;

	switch (column) {
	case 0:
		if (date_from_rfc3339(d->at, &at) < 0)
			return "";
		date_moment(at, text);
		text[16] = '\0'; /* no seconds */
		return text;
	case 1:
		return d->number;
	case 2:
		snprintf(text, sizeof(text), "%s %s",
		    d->surname == NULL ? "" : d->surname,
		    d->name == NULL ? "" : d->name);
		return text;
	default:
		return action_of(d->action);
	}
}

static const char *
note(void *ctx, size_t row)
{
	return ((struct decided *)ctx)->rows[row].reason;
}

static void
load(struct view *v)
{
	struct app *a = v->app;
	struct decided *s = v->state;
	struct msg_after_request m = { s->n > 0 ? s->rows[s->n - 1].id : 0 };
	struct link_call *call = NULL;
	struct err e;

	if (a->busy != NULL || s->all)
		return;
	if (calls_decided(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Loading the decisions"));
}

static int
decided_open(struct view *v, struct err *e)
{
	struct decided *s = calloc(1, sizeof(*s));
	const struct form_list list = { .id = ID_LIST,
		.label = _("What you have decided"),
		.empty = _("You have not decided anything yet."),
		.column = { { _("When"), 16, false }, { _("Number"), 11, true },
		    { _("Name"), 0, false }, { _("Decision"), 18, false } },
		.columns = 4,
		.least = 5,
		.count = count,
		.more = more,
		.cell = cell,
		.note = note,
		.closed = true,
		.ctx = s };

	v->state = s;
	v->form = form_new(_("Decided"));
	if (v->form == NULL || s == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Kurum yetkilisi"), "");
	form_add_list(v->form, &list);
	form_add_button(v->form, ID_BACK, _("Back"), true);
	load(v);
	return 0;
}

static void
decided_event(struct view *v, const struct form_event *ev)
{
	struct decided *s = v->state;
	size_t row = form_row(v->form, ID_LIST);

	if (ev->type == FORM_EVENT_ROW && row + 1 >= s->n)
		load(v);
	else if ((ev->type == FORM_EVENT_PRESSED && ev->id == ID_BACK) ||
		 ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_queue);
}

static void
decided_reply(struct view *v, const struct link_reply *r)
{
	struct decided *s = v->state;
	struct msg_decided_list *m;
	struct msg_decided *grown;

	if (r->err.code != 0) {
		ui_say(v->app->ui, r->err.text);
		return;
	}
	m = app_message(r);
	s->all = m->rows.n < QUEUE_PAGE;
	if (m->rows.n == 0)
		return;
	grown = realloc(s->rows, (s->n + m->rows.n) * sizeof(*grown));
	if (grown == NULL) {
		ui_say(v->app->ui, _("Memory is out."));
		return;
	}
	s->rows = grown;
	memcpy(grown + s->n, m->rows.items, m->rows.n * sizeof(*grown));
	s->n += m->rows.n;
	m->rows.n = 0; /* moved out */
}

static void
decided_close(struct view *v)
{
	struct decided *s = v->state;

	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n; i++) {
		free(s->rows[i].number);
		free(s->rows[i].name);
		free(s->rows[i].surname);
		free(s->rows[i].action);
		free(s->rows[i].reason);
		free(s->rows[i].at);
	}
	free(s->rows);
	free(s);
}

const struct view_ops view_decided = {
	.open = decided_open,
	.event = decided_event,
	.reply = decided_reply,
	.close = decided_close,
};
