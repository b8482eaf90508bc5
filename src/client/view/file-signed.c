/*
 * The signature of a file is made; now it is kept. Whatever is in the way of
 * writing it, the person can name another place: he need not sign again. A
 * time-stamp comes after that, so that a service that is down loses nothing.
 */
#include "config.h"
#include "client/view/file.h"

#include <stdio.h>

#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "client/view/signing.h"
#include "base/banned.h"

enum {
	ID_OUT = 1,
	ID_REPLACE,
	ID_SAVE,
	ID_STAMP,
	ID_FETCH,
	ID_OTHER,
	ID_CLOSE
};

static int
save(struct app *a, struct err *e)
{
	const struct file_work *f = &a->file;

	return (f->replace ? file_write : file_write_new)(
	    f->out, a->cms.data, a->cms.len, f->text.mode, e);
}

static void
fetch(struct view *v)
{
	struct app *a = v->app;
	struct err e;

	if (stamp_start(&a->stamp, a->file.tsa, &a->cms, &e) < 0)
		ui_say(a->ui, e.text);
	else
		ui_busy(a->ui, _("Asking for a time-stamp"));
}

static void
signed_stamped(struct view *v)
{
	struct app *a = v->app;
	struct buf stamped = BUF_INIT(CADES_MAX);
	struct stamp *s = a->stamp;
	struct stamp_facts facts;
	char text[ERR_TEXT_MAX + 128], when[DATE_MOMENT];
	struct err e = { 0 };
	int rc;

	a->stamp = NULL;
	app_wait_over(a);
	rc = stamp_take(s, &stamped, &facts, &e);
	if (rc == 0)
		rc = file_write(a->file.out, stamped.data, stamped.len,
		    a->file.text.mode, &e);
	buf_free(&stamped);
	if (rc < 0) {
		snprintf(text, sizeof(text),
		    _("No time-stamp: %s The signature is kept without one."),
		    e.text);
	} else {
		snprintf(text, sizeof(text), _("Time-stamp: %s, %s"),
		    date_moment(facts.when, when), facts.authority);
		form_hide(v->form, ID_FETCH, true);
		form_focus(v->form, ID_CLOSE);
	}
	form_set_text(v->form, ID_STAMP, text);
	ui_say(a->ui, text); /* line by line nothing changes in place */
}

static void
build_saved(struct view *v)
{
	struct app *a = v->app;
	char text[4400];

	a->exit_status = 0;
	form_add_text(v->form, 0, _("The text was signed."));
	form_add_space(v->form);
	snprintf(text, sizeof(text), _("Text: %s"), a->file.name);
	file_view_add_lines(v, text);
	snprintf(text, sizeof(text), _("Signature: %s"), a->file.out);
	file_view_add_lines(v, text);
	if (a->file.tsa != NULL)
		form_add_text(v->form, ID_STAMP, _("No time-stamp yet."));
	form_add_space(v->form);
	form_add_text(v->form, 0,
	    _("The signature contains the text. Whoever gets that file can "
	      "check it, for example with \"eimza dogrula\"."));
	form_add_space(v->form);
	form_add_button(v->form, ID_CLOSE, _("Close the program"), true);
	form_add_button(v->form, ID_OTHER, _("Another file"), false);
	if (a->file.tsa == NULL)
		return;
	form_add_button(v->form, ID_FETCH, _("Fetch a time-stamp"), false);
	fetch(v);
}

static void
build_unsaved(struct view *v, const struct err *why)
{
	form_add_text(v->form, 0,
	    _("The text was signed, but the signature is not in a file "
	      "yet."));
	form_add_space(v->form);
	file_view_add_out(v, ID_OUT, ID_REPLACE, v->app->file.out);
	form_add_space(v->form);
	form_add_button(v->form, ID_SAVE, _("Save"), true);
	if (why->code == ERR_CONFLICT)
		file_view_may_write(v, ID_OUT, ID_REPLACE, v->app->file.out);
	else
		file_view_error(v, ID_OUT, why);
}

static int
signed_open(struct view *v, struct err *e)
{
	struct err why = { 0 };

	v->form = form_new(NULL);
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Sign a file"), "");
	form_add_space(v->form);
	if (save(v->app, &why) == 0)
		build_saved(v);
	else
		build_unsaved(v, &why);
	return 0;
}

/* Tries again by opening the screen anew. */
static void
save_again(struct view *v)
{
	struct file_work *f = &v->app->file;
	const char *typed = form_value(v->form, ID_OUT);

	if (typed[0] == '\0') {
		form_set_error(v->form, ID_OUT, _("Please name a file."));
		form_focus(v->form, ID_OUT);
		return;
	}
	file_view_path(typed, f->out, sizeof(f->out));
	if (!file_view_may_write(v, ID_OUT, ID_REPLACE, f->out))
		return;
	f->replace = form_value(v->form, ID_REPLACE)[0] != '\0';
	app_go(v->app, &view_file_signed);
}

static void
leave(struct view *v)
{
	struct file_work *f = &v->app->file;

	signing_forget(v->app);
	f->name[0] = f->out[0] = f->content[0] = '\0';
	app_go(v->app, &view_file);
}

static void
signed_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ID_OUT, NULL);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SAVE)
		save_again(v);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_FETCH)
		fetch(v);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_CLOSE)
		v->app->quit = true;
	else if (ev->type == FORM_EVENT_PRESSED)
		leave(v);
	else if (ev->type == FORM_EVENT_BACK)
		app_quit(v->app);
}

static void
signed_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_file_signed = {
	.open = signed_open,
	.event = signed_event,
	.stamped = signed_stamped,
	.close = signed_close,
};
