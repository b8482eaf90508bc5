/* What all screens do alike: changing over, waiting, saying what went wrong. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "client/view/signing.h"
#include "base/banned.h"

void
app_go(struct app *a, const struct view_ops *next)
{
	a->next = next;
}

void
app_quit(struct app *a)
{
	if (a->view->ops == &view_quit)
		return;
	if (a->view->ops->leave != NULL)
		a->view->ops->leave(a->view);
	app_cancel(a);
	a->from = a->view->ops;
	app_go(a, &view_quit);
}

/* What the portal showed only after the telephone was proven again. */
static void
complete(struct record *own, const struct record *sent)
{
	for (int id = FIELD_FORM_FIRST; id <= FIELD_FORM_LAST; id++)
		if (record_get(own, (enum field_id)id)[0] == '\0')
			record_set(own, (enum field_id)id,
			    record_get(sent, (enum field_id)id), NULL);
}

/* A pointer without its const, as the casts of C would do in silence. */
static void *
writable(const void *p)
{
	void *out;

	memcpy(&out, &p, sizeof(out));
	return out;
}

void *
app_message(const struct link_reply *r)
{
	return writable(r->out);
}

void
app_take_application(struct app *a, struct msg_application *m)
{
	/* Only what was withheld: no portal adds to a form typed here. */
	if (a->record != NULL && m->record != NULL && m->phone_proven &&
	    record_get(a->record, FIELD_MOBILE)[0] == '\0')
		complete(a->record, m->record);
	wire_clear(&wire_application, &a->application);
	a->application = *m;
	a->draft_field = NULL;
	memset(m, 0, sizeof(*m));
}

void
app_go_on(struct app *a)
{
	static const struct view_ops *const views[PAGE_COUNT] = {
		[PAGE_LOGIN] = &view_login,
		[PAGE_FORM] = &view_application,
		[PAGE_SMS_SEND] = &view_sms_send,
		[PAGE_SMS_CODE] = &view_sms_code,
		[PAGE_METHOD] = &view_method,
		[PAGE_SIGN] = &view_sign,
		[PAGE_PAPER] = &view_paper,
		[PAGE_RESULT] = &view_result,
	};
	enum page p;

	/* A code of another screen, or a login, has nothing to do with this
	 * application, whose text is always compared. */
	if (a->signing.by_code || a->signing.file || a->signing.task != NULL)
		signing_forget(a);
	if (a->application.page == NULL ||
	    page_from_name(a->application.page, &p) < 0)
		p = PAGE_LOGIN;
	app_go(a, views[p]);
}

void
app_wait(struct app *a, struct link_call *call, const char *text)
{
	a->busy = call;
	snprintf(a->busy_text, sizeof(a->busy_text), "%s", text);
	ui_busy(a->ui, a->busy_text);
}

void
app_wait_card(struct app *a, const char *text)
{
	a->card_busy = true;
	snprintf(a->busy_text, sizeof(a->busy_text), "%s", text);
	ui_busy(a->ui, a->busy_text);
}

void
app_wait_over(struct app *a)
{
	a->busy = NULL;
	a->card_busy = false;
	ui_busy(a->ui, NULL);
}

bool
app_cancel(struct app *a)
{
	bool waited = a->busy != NULL || a->card_busy || a->stamp != NULL;

	if (a->busy != NULL)
		link_cancel(a->link, a->busy);
	if (a->card_busy && a->card != NULL)
		card_cancel(a->card);
	stamp_drop(a->stamp);
	a->stamp = NULL;
	a->catching_up = NULL;
	if (waited)
		app_wait_over(a);
	return waited;
}

static enum form_kind
form_kind_of(enum field_kind k)
{
	static const enum form_kind kinds[] = {
		[KIND_TEXT] = FORM_TEXT,
		[KIND_DIGITS] = FORM_DIGITS,
		[KIND_SECRET] = FORM_SECRET,
		[KIND_DATE] = FORM_DATE,
		[KIND_PHONE] = FORM_PHONE,
		[KIND_LINES] = FORM_LINES,
		[KIND_RADIO] = FORM_RADIO,
		[KIND_CHOICE] = FORM_CHOICE,
		[KIND_CHOICE_OPEN] = FORM_CHOICE_OPEN,
	};

	return kinds[k];
}

/* The rows of a field whose choices stand in the catalogue. */
static size_t
choice_count(void *ctx)
{
	const struct field_def *f = ctx;
	size_t n = 0;

	while (f->choices[n].value != NULL)
		n++;
	return n;
}

static const char *
choice_value(void *ctx, size_t i)
{
	const struct field_def *f = ctx;

	return f->choices[i].value;
}

static const char *
choice_label(void *ctx, size_t i)
{
	const struct field_def *f = ctx;

	return field_choice_label(f, f->choices[i].value);
}

int
view_add_field(struct view *v, enum field_id id, const struct form_rows *rows)
{
	const struct field_def *f = field(id);
	struct form_field def = {
		.id = VIEW_ID(id),
		.label = _(f->label),
		.kind = form_kind_of(f->kind),
		.starred = f->starred,
		.locked = field_locked(id),
		.max = f->max,
		.height = 2,
		.help = _(f->help),
	};

	if (rows != NULL)
		def.rows = *rows;
	else if (f->choices != NULL)
		def.rows = (struct form_rows){ choice_count, choice_value,
			choice_label, writable(f) };
	return form_add_field(v->form, &def);
}

void
view_error(struct view *v, enum field_id first, enum field_id last,
    const struct err *e)
{
	for (int id = (int)first; id <= (int)last; id++) {
		if (strcmp(field((enum field_id)id)->name, e->field) != 0)
			continue;
		form_set_error(v->form, VIEW_ID(id), e->text);
		form_focus(v->form, VIEW_ID(id));
		return;
	}
	ui_say(v->app->ui, e->text);
}

void
app_title(struct view *v, enum page p)
{
	char step[64];

	snprintf(
	    step, sizeof(step), _("Step %d/%d"), page_step(p), page_steps());
	form_title(v->form, _("Certificate application"), step);
}
