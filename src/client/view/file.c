/* A file is named: to be signed, or to have the signature in it checked. */
#include "config.h"
#include "client/view/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/lang.h"
#include "base/text.h"
#include "client/view/signing.h"
#include "base/banned.h"

#define NAME_MAX_TYPED 1000
#define SIGNED_ENDING  ".p7s"

enum { ID_NAME = 1, ID_OUT, ID_REPLACE, ID_CONTENT, ID_SIGN, ID_CHECK };

void
file_view_error(struct view *v, int id, const struct err *e)
{
	char *shown = text_shown(e->text, strlen(e->text), ERR_TEXT_MAX);

	if (shown != NULL && id > 0) {
		form_set_error(v->form, id, shown);
		form_focus(v->form, id);
	} else if (shown != NULL) {
		ui_say(v->app->ui, shown);
	}
	free(shown);
}

void
file_view_add_lines(struct view *v, const char *lines)
{
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");
		char *shown = text_shown(lines, len, FILE_TEXT_SHOWN_MAX);

		form_add_text(v->form, 0, shown == NULL ? "" : shown);
		free(shown);
		lines += len + (lines[len] == '\n');
	}
}

void
file_view_path(const char *typed, char *out, size_t size)
{
	const char *home = getenv("HOME");

	if (strncmp(typed, "~/", 2) == 0 && home != NULL)
		snprintf(out, size, "%s%s", home, typed + 1);
	else
		snprintf(out, size, "%s", typed);
}

void
file_view_add_out(struct view *v, int id, int replace, const char *value)
{
	struct form_field out = {
		.id = id,
		.label = _("Output file"),
		.kind = FORM_TEXT,
		.max = NAME_MAX_TYPED,
		.help = _("Where the signature goes; empty: beside the text, "
			  "with .p7s at its end"),
	};
	struct form_field over = {
		.id = replace,
		.label = _("Replace that file"),
		.kind = FORM_CHECK,
		.help = _("What was in it before is lost"),
	};

	form_add_field(v->form, &out);
	form_add_field(v->form, &over);
	form_hide(v->form, replace, true);
	form_set_value(v->form, id, value);
}

bool
file_view_may_write(struct view *v, int id, int replace, const char *path)
{
	struct stat st;
	struct err e;

	if (form_value(v->form, replace)[0] != '\0' || lstat(path, &st) < 0)
		return true;
	err_fill(&e, ERR_CONFLICT,
	    _("%s exists already. Tick \"Replace that file\" below, or give "
	      "another name."),
	    path);
	form_hide(v->form, replace, false);
	file_view_error(v, id, &e);
	return false;
}

void
file_view_leave(struct view *v)
{
	if (v->app->file.alone)
		app_quit(v->app);
	else
		app_go(v->app, &view_menu);
}

/* The names as they stand in the fields. */
static void
take_names(struct view *v)
{
	struct file_work *f = &v->app->file;

	file_view_path(form_value(v->form, ID_NAME), f->name, sizeof(f->name));
	file_view_path(form_value(v->form, ID_OUT), f->out, sizeof(f->out));
	file_view_path(
	    form_value(v->form, ID_CONTENT), f->content, sizeof(f->content));
	f->replace = form_value(v->form, ID_REPLACE)[0] != '\0';
}

static bool
named(struct view *v)
{
	take_names(v);
	if (v->app->file.name[0] != '\0')
		return true;
	form_set_error(v->form, ID_NAME, _("Please name a file."));
	form_focus(v->form, ID_NAME);
	return false;
}

static void
sign(struct view *v)
{
	struct app *a = v->app;
	struct file_work *f = &a->file;
	struct err e = { 0 };

	if (!named(v))
		return;
	if (file_text_read(&f->text, f->name, &e) < 0) {
		file_view_error(v, ID_NAME, &e);
		return;
	}
	if (f->out[0] == '\0' &&
	    snprintf(f->out, sizeof(f->out), "%s" SIGNED_ENDING, f->name) >=
		(int)sizeof(f->out)) {
		err_fill(&e, ERR_INVALID, _("The file name is too long."));
		file_view_error(v, ID_NAME, &e);
		return;
	}
	if (!file_view_may_write(v, ID_OUT, ID_REPLACE, f->out)) {
		form_set_value(v->form, ID_OUT, f->out);
		return;
	}
	signing_forget(a);
	a->signing.file = true;
	app_go(a, &view_sign);
}

static int
file_open(struct view *v, struct err *e)
{
	struct form_field name = {
		.id = ID_NAME,
		.label = _("File"),
		.kind = FORM_TEXT,
		.starred = true,
		.max = NAME_MAX_TYPED,
		.help = _("To sign: a text in UTF-8, at most 48 kilobytes. To "
			  "check: the file that ends in .p7s"),
	};
	struct form_field content = {
		.id = ID_CONTENT,
		.label = _("Signed text"),
		.kind = FORM_TEXT,
		.max = NAME_MAX_TYPED,
		.help = _("To check only: the file with the text, where it is "
			  "not inside the signature"),
	};
	struct app *a = v->app;

	v->form = form_new(NULL);
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Sign a file / check a signature"), "");
	form_add_space(v->form);
	form_add_text(v->form, 0,
	    _("Name a text file to sign it with your card, or a signature to "
	      "see whose it is and whether it is good."));
	form_add_space(v->form);
	form_add_field(v->form, &name);
	file_view_add_out(v, ID_OUT, ID_REPLACE, a->file.out);
	form_add_field(v->form, &content);
	form_add_space(v->form);
	form_add_button(v->form, ID_SIGN, _("Sign"), true);
	form_add_button(v->form, ID_CHECK, _("Check the signature"), false);
	form_set_value(v->form, ID_NAME, a->file.name);
	form_set_value(v->form, ID_CONTENT, a->file.content);
	form_focus(v->form, ID_NAME);
	if (a->file.sign_now) {
		a->file.sign_now = false;
		sign(v);
	}
	return 0;
}

static void
file_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED) {
		form_set_error(
		    v->form, ev->id == ID_REPLACE ? ID_OUT : ev->id, NULL);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SIGN) {
		sign(v);
	} else if (ev->type == FORM_EVENT_PRESSED && named(v)) {
		app_go(v->app, &view_file_checked);
	} else if (ev->type == FORM_EVENT_BACK) {
		take_names(v);
		file_view_leave(v);
	}
}

static void
file_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_file = {
	.open = file_open,
	.event = file_event,
	.close = file_close,
};
