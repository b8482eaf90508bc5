/* The way the form is signed: the methods open to this person today, numbered
 * in the order in which the portal offers them. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/banned.h"

#define ID_METHOD 10 /* and the next ones */

static const struct {
	const char *name, *label, *help;
} methods[] = {
	{ "e-signed", N_("E-signed application"),
	    N_("You sign the form now with the card of your present "
	       "certificate.") },
	{ "e-approved", N_("E-approved application"),
	    N_("Your E-Onay is on record: the application ends here without "
	       "another signature.") },
	{ "paper", N_("Wet-ink signed application"),
	    N_("You print the form, sign it by hand and send it by post.") },
};

static size_t
find_method(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(methods[i].name, name) == 0)
			break;
	return i;
}

static int
method_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	const struct msg_method *m = a->application.methods.items;
	char label[160];

	v->form = form_new(_("Signing method"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	buf_reset(&a->cms); /* of what was signed before */
	app_title(v, PAGE_METHOD);
	form_add_section(
	    v->form, _("How the application form and the "
		       "certificate owner's undertaking are signed"));
	form_add_text(v->form, 0,
	    _("Sign the application form you filled in "
	      "and its undertaking (FORM-001-042 Kamu SM Qualified Electronic "
	      "Certificate Owner's Undertaking) in one of these ways."));
	form_add_space(v->form);
	for (size_t i = 0; i < a->application.methods.n; i++) {
		size_t k = find_method(m[i].name);

		if (k == sizeof(methods) / sizeof(methods[0]))
			continue; /* of a newer portal */
		snprintf(label, sizeof(label), _("Method %zu: %s"), i + 1,
		    _(methods[k].label));
		form_add_entry(v->form, ID_METHOD + (int)k,
		    "123456789"[i < 9 ? i : 9], label, NULL);
		form_set_note(v->form, ID_METHOD + (int)k, _(methods[k].help));
		form_add_space(v->form);
	}
	/* The card is read while the person still reads. */
	cards_follow(a, record_get(a->record, FIELD_TCKN), NULL);
	return 0;
}

static void
method_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;
	struct msg_method_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (ev->type == FORM_EVENT_BACK) {
		if (calls_edit(a->link, &call, &e) < 0)
			ui_say(a->ui, e.text);
		else
			app_wait(a, call, _("Back to the form"));
	}
	if (ev->type != FORM_EVENT_PRESSED)
		return;
	m.method = strdup(methods[ev->id - ID_METHOD].name);
	if (calls_method(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("One moment"));
	wire_clear(&wire_method_request, &m);
}

static void
method_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->err.code != 0) {
		ui_say(a->ui, r->err.text);
		return;
	}
	app_take_application(a, app_message(r));
	app_go_on(a);
}

static void
method_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_method = {
	.open = method_open,
	.event = method_event,
	.reply = method_reply,
	.close = method_close,
};
