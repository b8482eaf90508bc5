/* The main menu. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>

#include "base/lang.h"
#include "base/banned.h"

enum { ID_HINT = 1, ID_APPLY, ID_SIGN, ID_QUIT, ACTION_LANGUAGE };

static int
menu_open(struct view *v, struct err *e)
{
	static const struct form_binding keys[] = {
		{ KEYS_F9, ACTION_LANGUAGE, "F9", "Türkçe / English" },
	};
	struct app *a = v->app;

	v->form = form_new(NULL);
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, "eimza", "");
	form_add_text(v->form, 0,
	    _("Apply for and renew your qualified "
	      "electronic certificate, and sign with your card."));
	form_add_space(v->form);
	if (a->demo_hint != NULL) {
		form_add_text(v->form, ID_HINT, a->demo_hint);
		form_add_space(v->form);
	}
	form_add_entry(v->form, ID_APPLY, '1',
	    _("Certificate application and renewal"),
	    _("New application, renewal, or going on with one that was "
	      "interrupted"));
	form_add_entry(v->form, ID_SIGN, '2', _("Sign with a Doğrulama Kodu"),
	    _("Signs here what was filled in on another computer"));
	form_add_entry(v->form, ID_QUIT, '3', _("Leave"),
	    _("Ends the program; it asks first"));
	form_bind(v->form, keys, 1);
	return 0;
}

static void
menu_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_BACK ||
	    (ev->type == FORM_EVENT_PRESSED && ev->id == ID_QUIT)) {
		app_quit(a);
	} else if (ev->type == FORM_EVENT_KEY) {
		lang_set(lang_get() == LANG_TR ? LANG_EN : LANG_TR);
		app_go(a, &view_menu);
	} else if (ev->type == FORM_EVENT_PRESSED) {
		app_go(a, ev->id == ID_APPLY ? &view_login : &view_enter_code);
	}
}

static void
menu_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_menu = {
	.open = menu_open,
	.event = menu_event,
	.close = menu_close,
};
