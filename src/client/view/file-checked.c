/* What was found out about the signature in a file. */
#include "config.h"
#include "client/view/file.h"

#include <stdio.h>

#include "base/lang.h"
#include "client/file/check.h"
#include "base/banned.h"

enum { ID_OTHER = 1, ID_CLOSE };

static const char *
given(const char *name)
{
	return name[0] == '\0' ? NULL : name;
}

static int
checked_open(struct view *v, struct err *e)
{
	const struct file_work *f = &v->app->file;
	struct file_check c = { .path = f->name,
		.content = given(f->content),
		.out = given(f->out),
		.ca = f->trust };
	struct buf report = BUF_INIT(FILE_REPORT_MAX);
	struct err why = { 0 };

	v->form = form_new(NULL);
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Check a signature"), "");
	form_add_space(v->form);
	file_view_add_lines(v, f->name);
	form_add_space(v->form);
	if (file_check(&c, &report, &why) == 0) {
		file_view_add_lines(v, buf_str(&report));
	} else {
		if (why.reason[0] != '\0')
			form_add_text(v->form, 0,
			    _("THE SIGNATURE IS NOT GOOD, or cannot be "
			      "trusted here:"));
		file_view_add_lines(v, why.text);
	}
	buf_free(&report);
	form_add_space(v->form);
	form_add_button(v->form, ID_OTHER, _("Another file"), true);
	form_add_button(v->form, ID_CLOSE, _("Close the program"), false);
	return 0;
}

static void
checked_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_CLOSE)
		v->app->quit = true;
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_file);
}

static void
checked_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_file_checked = {
	.open = checked_open,
	.event = checked_event,
	.close = checked_close,
};
