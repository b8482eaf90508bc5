/*
 * Formu Yazdır: on one of the computer's printers, or into a file where there
 * is none or the person wants one. Asking the printing system and printing run
 * beside the screen; Escape gives either up.
 */
#include "config.h"
#include "client/view/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/paper/printer.h"
#include "client/view/keep.h"
#include "base/banned.h"

#define COLUMNS 72 /* of the text: what every printer and screen has */

/* No printer's name has a slash. */
#define TO_PDF	"/pdf"
#define TO_TEXT "/text"

enum { ID_WHERE = 1, ID_FILE, ID_DO, ID_REPLACE, ID_BACK };

struct print {
	struct printer_job *list; /* owns the names */
	const char *names[PRINTERS_MAX];
	size_t n;
	bool listed;
	struct printer_job *job; /* what is being printed, or NULL */
	char offered[KEEP_PATH]; /* the file's name that was proposed */
};

static size_t
where_count(void *ctx)
{
	const struct print *s = ctx;

	return s->n + 2;
}

static const char *
where_value(void *ctx, size_t i)
{
	const struct print *s = ctx;

	return i < s->n ? s->names[i] : i == s->n ? TO_PDF : TO_TEXT;
}

static const char *
where_label(void *ctx, size_t i)
{
	const struct print *s = ctx;

	return i < s->n	   ? s->names[i]
	       : i == s->n ? _("Into a PDF file")
			   : _("Into a text file");
}

static bool
into_file(const struct view *v)
{
	return form_value(v->form, ID_WHERE)[0] == '/';
}

/* A file's name for the kind that is chosen, unless the person typed one. */
static void
offer(struct view *v)
{
	struct print *s = v->state;
	const char *ending =
	    strcmp(form_value(v->form, ID_WHERE), TO_TEXT) == 0 ? "txt" : "pdf";

	if (strcmp(form_value(v->form, ID_FILE), s->offered) != 0)
		return;
	snprintf(s->offered, sizeof(s->offered), "~/eimza/%s-%s.%s",
	    v->app->application.number, _("application-form"), ending);
	form_set_value(v->form, ID_FILE, s->offered);
}

/* What belongs to the place that is chosen. */
static void
follow(struct view *v)
{
	bool file = into_file(v);

	offer(v);
	form_hide(v->form, ID_FILE, !file);
	form_hide(v->form, ID_REPLACE, true);
	form_set_error(v->form, ID_FILE, NULL);
	form_set_text(v->form, ID_DO, file ? _("Save") : _("Print the form"));
}

static void
build(struct view *v)
{
	struct form_field where = {
		.id = ID_WHERE,
		.label = _("Where to"),
		.kind = FORM_CHOICE,
		.starred = true,
		.help = _("One of this computer's printers, or a file to "
			  "print elsewhere"),
		.rows = { where_count, where_value, where_label, v->state },
	};
	struct form_field file = {
		.id = ID_FILE,
		.label = _("File"),
		.kind = FORM_TEXT,
		.starred = true,
		.max = 1000,
		.help = _("Where it is saved; ~ is your own folder"),
	};

	form_add_text(v->form, 0,
	    _("Three copies are printed, each on a page of its own. Your "
	      "security word is not on them."));
	form_add_space(v->form);
	form_add_field(v->form, &where);
	form_add_field(v->form, &file);
	form_add_space(v->form);
	form_add_button(v->form, ID_DO, _("Print the form"), true);
	form_add_button(v->form, ID_REPLACE, _("Replace the file"), false);
	form_add_button(v->form, ID_BACK, _("Give up"), false);
	form_set_value(v->form, ID_WHERE, TO_PDF);
	follow(v);
}

static void
wait_for(struct view *v, const char *text)
{
	ui_busy(v->app->ui, text);
	v->deadline = clock_mono_ms() + PRINTER_POLL_MS;
}

/* The printing system has answered, or there is none. */
static void
listed(struct view *v)
{
	struct print *s = v->state;

	s->listed = true;
	ui_busy(v->app->ui, NULL);
	if (s->n > 0)
		form_set_value(v->form, ID_WHERE, s->names[0]);
	else
		ui_say(v->app->ui,
		    _("This computer has no printer: the form is saved as a "
		      "file, to be printed elsewhere."));
	follow(v);
}

static int
print_open(struct view *v, struct err *e)
{
	struct print *s = calloc(1, sizeof(*s));
	struct paper *p = NULL;
	struct err why;

	v->state = s;
	v->form = form_new(_("Print the form"));
	if (s == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	app_title(v, PAGE_PAPER);
	if (paper_of(v->app, &p, &why) < 0) {
		paper_refuse(v, &why, ID_BACK);
		return 0;
	}
	paper_free(p);
	build(v);
	if (printer_list(&s->list, &why) < 0)
		listed(v);
	else
		wait_for(v, _("Looking for printers"));
	return 0;
}

/* The document of the kind that is chosen. */
static int
make(const struct view *v, struct buf *out, struct err *e)
{
	struct paper *p = NULL;
	int rc = paper_of(v->app, &p, e);

	if (rc == 0 && strcmp(form_value(v->form, ID_WHERE), TO_TEXT) == 0)
		rc = paper_text(p, 0, COLUMNS, out, e);
	else if (rc == 0)
		rc = paper_pdf(p, out, e);
	paper_free(p);
	return rc;
}

static void
save(struct view *v, bool replace)
{
	struct app *a = v->app;
	struct buf out = BUF_INIT(PAPER_MAX);
	char path[KEEP_PATH];
	struct err e;
	int rc;

	rc = keep_path(form_value(v->form, ID_FILE), path, sizeof(path), &e);
	if (rc == 0)
		rc = make(v, &out, &e);
	if (rc == 0)
		rc = keep_file(path, out.data, out.len, replace, &e);
	buf_free(&out);
	if (rc == 0) {
		snprintf(a->notice, sizeof(a->notice), _("Saved: %s"), path);
		app_go(a, &view_paper);
		return;
	}
	form_hide(v->form, ID_REPLACE, rc != ERR_CONFLICT);
	form_set_error(v->form, ID_FILE, keep_sentence(&e));
	form_focus(v->form, ID_FILE);
}

static void
print(struct view *v)
{
	struct print *s = v->state;
	struct buf out = BUF_INIT(PAPER_MAX);
	char title[64];
	struct err e;
	int rc = make(v, &out, &e);

	snprintf(title, sizeof(title), "eimza %s", v->app->application.number);
	if (rc == 0)
		rc = printer_print(&s->job, form_value(v->form, ID_WHERE),
		    title, out.data, out.len, &e);
	buf_free(&out);
	if (rc < 0)
		form_set_error(v->form, ID_WHERE, e.text);
	else
		wait_for(v, _("Printing"));
}

static void
printed(struct view *v, int rc, const struct err *e)
{
	struct print *s = v->state;
	struct app *a = v->app;

	ui_busy(a->ui, NULL);
	printer_end(s->job);
	s->job = NULL;
	if (rc == 0) {
		snprintf(a->notice, sizeof(a->notice),
		    _("Sent to the printer %s. Please sign all three copies by "
		      "hand."),
		    form_value(v->form, ID_WHERE));
		app_go(a, &view_paper);
		return;
	}
	form_set_error(v->form, ID_WHERE, e->text);
	form_focus(v->form, ID_WHERE);
}

static void
print_due(struct view *v)
{
	struct print *s = v->state;
	struct printer_job *j = s->job != NULL ? s->job : s->list;
	struct err e;
	int rc = printer_poll(j, &e);

	v->deadline = -1;
	if (rc > 0) {
		v->deadline = clock_mono_ms() + PRINTER_POLL_MS;
	} else if (s->job != NULL) {
		printed(v, rc, &e);
	} else {
		/* A printing system that does not run has no printers. */
		if (rc == 0)
			s->n = printer_names(j, s->names);
		listed(v);
	}
}

/* Escape while something runs. */
static void
give_up(struct view *v)
{
	struct print *s = v->state;

	v->deadline = -1;
	ui_busy(v->app->ui, NULL);
	printer_end(s->job);
	s->job = NULL;
	if (!s->listed)
		listed(v);
	else
		ui_say(v->app->ui, _("Cancelled; nothing you typed is lost."));
}

static void
print_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED) {
		form_set_error(v->form, ev->id, NULL);
		form_hide(v->form, ID_REPLACE, true);
		if (ev->id == ID_WHERE)
			follow(v);
	} else if (ev->type == FORM_EVENT_BACK && v->deadline >= 0) {
		give_up(v);
	} else if ((ev->type == FORM_EVENT_PRESSED && ev->id == ID_BACK) ||
		   ev->type == FORM_EVENT_BACK) {
		app_go(v->app, &view_paper);
	} else if (ev->type == FORM_EVENT_PRESSED && into_file(v)) {
		save(v, ev->id == ID_REPLACE);
	} else if (ev->type == FORM_EVENT_PRESSED) {
		print(v);
	}
}

static void
print_close(struct view *v)
{
	struct print *s = v->state;

	ui_busy(v->app->ui, NULL);
	if (s != NULL) {
		printer_end(s->job);
		printer_end(s->list);
	}
	free(s);
}

const struct view_ops view_paper_print = {
	.open = print_open,
	.event = print_event,
	.due = print_due,
	.close = print_close,
};
