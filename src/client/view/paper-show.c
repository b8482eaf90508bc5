/* Formu Aç: the whole form on the screen, word for word as it is printed. */
#include "config.h"
#include "client/view/paper.h"

#include "base/lang.h"
#include "base/banned.h"

enum { ID_TEXT = 1, ID_PRINT, ID_BACK };

static int
show_open(struct view *v, struct err *e)
{
	struct buf text = BUF_INIT(PAPER_MAX);
	struct paper *p = NULL;
	struct err why;
	int rc;

	v->form = form_new(_("Form to sign by hand"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	app_title(v, PAGE_PAPER);
	rc = paper_of(v->app, &p, &why);
	if (rc == 0)
		rc = paper_text(p, 1, 0, &text, &why);
	if (rc == 0) {
		form_add_viewer(v->form, ID_TEXT, _("First of three copies"),
		    buf_str(&text), 6);
		form_add_button(v->form, ID_PRINT, _("Print the form"), true);
		form_add_button(v->form, ID_BACK, _("Back"), false);
	} else {
		paper_refuse(v, &why, ID_BACK);
	}
	buf_free(&text);
	paper_free(p);
	return 0;
}

static void
show_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_PRINT)
		app_go(v->app, &view_paper_print);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_paper);
}

static void
show_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_paper_show = {
	.open = show_open,
	.event = show_event,
	.close = show_close,
};
