/* Leaving, confirmed; whoever stays is back on the screen he came from. */
#include "config.h"
#include "client/view/app.h"

#include "base/lang.h"
#include "base/banned.h"

enum { ID_LEAVE = 1, ID_STAY };

static int
quit_open(struct view *v, struct err *e)
{
	v->form = form_new(NULL);
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, "eimza", "");
	form_add_space(v->form);
	form_add_text(v->form, 0, _("Do you want to leave?"));
	if (v->app->record != NULL)
		form_add_text(v->form, 0,
		    _("Your application is kept on the "
		      "portal: log in again to go "
		      "on where you stopped."));
	form_add_space(v->form);
	form_add_button(v->form, ID_LEAVE, _("Leave"), true);
	form_add_button(v->form, ID_STAY, _("Stay"), false);
	return 0;
}

static void
quit_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_LEAVE)
		a->quit = true;
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(a, a->from == NULL ? &view_menu : a->from);
}

static void
quit_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_quit = {
	.open = quit_open,
	.event = quit_event,
	.close = quit_close,
};
