/* How it ended: signed, arrived on paper, or not at all; and the signature as
 * a file that stays with the person. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "client/view/signing.h"
#include "base/banned.h"

enum { ID_SAVED = 1, ID_CLOSE, ID_OTHER, ACTION_SAVE };

static const struct form_binding save_key = { KEYS_F2, ACTION_SAVE, "F2",
	N_("save the file") };

/* ~/eimza/NUMBER.ending, made readable for the person alone. */
static int
own_file(const char *number, const char *ending, char *path, size_t size,
    struct err *e)
{
	const char *home = getenv("HOME");
	int n;

	if (home == NULL || home[0] != '/')
		return err_set(e, ERR_INVALID,
		    _("HOME is not set, so there "
		      "is no folder to save in."));
	n = snprintf(path, size, "%s/eimza", home);
	if (n < 0 || (size_t)n >= size || file_make_dirs(path, 0700, e) < 0)
		return ERR_INVALID;
	for (const char *p = number; *p != '\0'; p++)
		if ((*p < '0' || *p > '9') && *p != '-')
			return err_set(e, ERR_INVALID,
			    _("The portal's application number is not valid."));
	snprintf(path, size, "%s/eimza/%s%s", home, number, ending);
	return 0;
}

static void
save(struct view *v, const char *ending, const void *data, size_t len)
{
	char path[4096], text[4300];
	struct err e;

	if (own_file(v->app->application.number, ending, path, sizeof(path),
		&e) < 0 ||
	    file_write(path, data, len, 0600, &e) < 0) {
		ui_say(v->app->ui, e.text);
		return;
	}
	snprintf(text, sizeof(text), _("Saved: %s"), path);
	form_set_text(v->form, ID_SAVED, text);
}

/* Label and value, the values one below the other as near as can be: a
 * narrow screen has no room to waste. */
static void
add_line(struct form *f, const char *label, const char *value)
{
	const char *const labels[] = { _("Application no"), _("State"),
		_("Province"), _("Reason") };
	size_t used = text_columns(label), room = 0;
	char line[400];

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (text_columns(labels[i]) > room)
			room = text_columns(labels[i]);
	snprintf(line, sizeof(line), "  %s%*s  %s", label,
	    (int)(used < room ? room - used : 0), "", value);
	form_add_text(f, 0, line);
}

static void
add_outcome(struct view *v)
{
	struct msg_application *p = &v->app->application;
	enum state s = STATE_SUBMITTED;
	const char *text;

	state_from_name(p->state == NULL ? "" : p->state, &s);
	if (s == STATE_REJECTED)
		text = _("Your application was refused.");
	else if (s == STATE_CANCELLED || s == STATE_EXPIRED)
		text = _("This application has ended.");
	else if (p->method != NULL && strcmp(p->method, "paper") == 0)
		text = _("Your application was taken.");
	else if (p->method != NULL && strcmp(p->method, "e-approved") == 0)
		text = _("Your application was taken as E-approved.");
	else
		text = _("Your application was taken as E-signed.");
	form_add_text(v->form, 0, text);
	form_add_space(v->form);
	add_line(v->form, _("Application no"), p->number);
	add_line(v->form, _("State"), state_label(s));
	if (p->province != NULL)
		add_line(v->form, _("Province"), p->province);
	if (p->reason != NULL)
		add_line(v->form, _("Reason"), p->reason);
	if (s == STATE_SUBMITTED)
		form_add_text(v->form, 0,
		    _("What comes next: after the "
		      "approval of your institution the card comes by courier "
		      "within 10-15 days to the address on the form."));
	if (s == STATE_SUBMITTED && v->app->record != NULL &&
	    strcmp(record_get(v->app->record, FIELD_REASON), "lost") == 0)
		form_add_text(v->form, 0,
		    _("The certificate you reported as lost stays suspended "
		      "and is revoked for ever when the new card is made."));
}

static int
result_open(struct view *v, struct err *e)
{
	struct form_binding key = save_key;
	struct app *a = v->app;

	v->form = form_new(_("Application result"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	app_title(v, PAGE_RESULT);
	form_add_space(v->form);
	add_outcome(v);
	form_add_space(v->form);
	form_add_text(v->form, ID_SAVED,
	    a->cms.len > 0 ? _("F2 saves the signature as a file.") : "");
	key.help = _(key.help);
	if (a->cms.len > 0)
		form_bind(v->form, &key, 1);
	form_add_space(v->form);
	form_add_button(v->form, ID_CLOSE, _("Close the program"), true);
	return 0;
}

static void
result_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_KEY)
		save(v, ".p7s", a->cms.data, a->cms.len);
	else if (ev->type == FORM_EVENT_PRESSED)
		a->quit = true;
	else if (ev->type == FORM_EVENT_BACK)
		app_quit(a);
}

static void
result_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_result = {
	.open = result_open,
	.event = result_event,
	.close = result_close,
};
