/*
 * A lost card, in one path: suspend the certificate, apply for a new card as
 * Kayıp Çalıntı, and what happens then.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "client/remote/calls-personal.h"
#include "base/banned.h"

enum { ID_CERT = 1, ID_SUSPEND, ID_APPLY, ID_BACK };

static void
add_steps(struct form *f, int step)
{
	const char *const steps[] = {
		_("1. The certificate is suspended: nobody can sign with the "
		  "lost card any more."),
		_("2. You apply for a new card with the reason \"Kayıp "
		  "Çalıntı\". It is not signed with the lost card: choose "
		  "\"E-Onaylı\" if your E-Onay is on record, else \"Islak "
		  "İmzalı\"."),
		_("3. When the new card is made, the lost one's certificate "
		  "is revoked for ever. The card comes by courier; you open "
		  "it for use here."),
	};
	char title[32];

	for (int i = 0; i < 3; i++) {
		if (i + 1 == step)
			form_add_section(f, _("Now:"));
		else if (i == step)
			form_add_section(f, _("Then:"));
		if (i + 1 >= step)
			form_add_text(f, 0, steps[i]);
	}
	snprintf(title, sizeof(title), _("Step %d/%d"), step, 3);
	form_title(f, _("Personal services"), title);
	form_add_space(f);
}

static int
lost_open(struct view *v, struct err *e)
{
	struct personal_rows *rows = calloc(1, sizeof(*rows));
	struct personal_rows held = { v->app, "suspended unopened", false };
	bool open;

	v->state = rows;
	v->form = form_new(_("My card is lost or stolen"));
	if (rows == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	*rows = (struct personal_rows){ v->app, "valid future", false };
	open = personal_rows_count(rows) > 0;
	if (!open && personal_rows_count(&held) == 0) {
		form_title(v->form, _("Personal services"), "");
		form_add_text(v->form, 0,
		    _("You have no certificate that could be lost: none is "
		      "valid. Apply for a new one from the main menu."));
		form_add_space(v->form);
		form_add_button(v->form, ID_BACK, _("Back"), true);
		return 0;
	}
	add_steps(v->form, open ? 1 : 2);
	if (open)
		personal_add_choice(v, ID_CERT, rows);
	form_add_space(v->form);
	if (open)
		form_add_button(v->form, ID_SUSPEND, _("Suspend it now"), true);
	/* Whose card was found suspended, or who has a second one. */
	if (personal_rows_count(&held) > 0)
		form_add_button(
		    v->form, ID_APPLY, _("Apply for a new card"), !open);
	form_add_button(v->form, ID_BACK, _("Back"), false);
	form_focus(v->form, open ? ID_CERT : ID_APPLY);
	return 0;
}

static void
suspend(struct view *v)
{
	const struct msg_certificate *c = personal_chosen(v, ID_CERT, v->state);
	struct msg_certificate_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (c == NULL)
		return;
	m.serial = strdup(c->serial);
	m.action = strdup("suspend");
	if (calls_certificate(v->app->link, &m, &call, &e) < 0)
		ui_say(v->app->ui, e.text);
	else
		app_wait(v->app, call, _("Suspending the certificate"));
	wire_clear(&wire_certificate_request, &m);
}

/* The application has a session of its own: this one ends first. */
static void
apply(struct view *v)
{
	struct link_call *call = personal_log_out(v->app);

	if (call != NULL)
		app_wait(v->app, call, _("One moment"));
}

static void
lost_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ev->id, NULL);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SUSPEND)
		suspend(v);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_APPLY)
		apply(v);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_personal_menu);
}

/* To the login of the application, with what is known of the person. */
static void
go_apply(struct app *a)
{
	const struct app_personal *p = &a->personal;

	if (a->login == NULL)
		a->login = record_new();
	if (a->login != NULL) {
		record_set(a->login, FIELD_LOGIN_TCKN, p->tckn, NULL);
		record_set(a->login, FIELD_LOGIN_NAME, p->facts.name, NULL);
		record_set(
		    a->login, FIELD_LOGIN_SURNAME, p->facts.surname, NULL);
	}
	personal_forget(a);
	a->personal.lost = true;
	snprintf(a->notice, sizeof(a->notice), "%s",
	    _("Log in to the application; the reason \"Kayıp Çalıntı\" is "
	      "chosen for you."));
	app_go(a, &view_login);
}

static void
lost_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->message != &wire_personal) {
		go_apply(a);
	} else if (r->err.code != 0) {
		ui_say(a->ui, r->err.text);
		form_set_error(v->form, ID_CERT, r->err.text);
	} else {
		personal_take(a, app_message(r));
		snprintf(a->notice, sizeof(a->notice), "%s",
		    _("The certificate is suspended: nobody can sign with "
		      "it."));
		app_go(a, &view_personal_lost);
	}
}

static void
lost_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_personal_lost = {
	.open = lost_open,
	.event = lost_event,
	.reply = lost_reply,
	.close = lost_close,
};
