/*
 * The Doğrulama Kodu from both sides: shown here for a machine that has the
 * card, while this screen waits and goes on by itself; or typed here, where
 * the card is.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/text.h"
#include "client/view/signing.h"
#include "model/check.h"
#include "base/banned.h"

#define STATUS_EVERY 2000

enum { ID_CODE = 1, ID_LEFT, ID_HERE, ID_NEW, ID_OPEN };

static void
build_shown(struct view *v)
{
	struct app *a = v->app;
	char shown[20], text[160];

	form_add_text(v->form, 0,
	    _("Put the card into a computer of yours "
	      "and run there:"));
	form_add_space(v->form);
	signing_code_shown(a->signing.request.code, shown);
	snprintf(
	    text, sizeof(text), "    eimza imzala %s", a->signing.request.code);
	form_add_text(v->form, 0, text);
	form_add_space(v->form);
	snprintf(text, sizeof(text), _("Doğrulama Kodu:  %s"), shown);
	form_add_text(v->form, ID_CODE, text);
	form_add_countdown(v->form, ID_LEFT, _("Time left: {} seconds"));
	form_set_deadline(v->form, ID_LEFT, a->signing.deadline);
	form_add_space(v->form);
	form_add_text(v->form, 0,
	    _("Waiting for the signature; this screen "
	      "goes on by itself. Do not close it."));
	form_add_space(v->form);
	form_add_button(v->form, ID_HERE, _("Sign here instead"), true);
	form_add_button(v->form, ID_NEW, _("New code"), false);
	v->deadline = clock_mono_ms() + STATUS_EVERY;
}

static int
show_open(struct view *v, struct err *e)
{
	v->form = form_new(_("Doğrulama Kodu"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	signing_title(v);
	if (v->app->signing.request.code == NULL)
		signing_renew(v->app);
	else
		build_shown(v);
	return 0;
}

static void
show_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_TIMEOUT) {
		ui_say(a->ui, _("The code has run out of time. Press \"New "
				"code\" to go on."));
		form_focus(v->form, ID_NEW);
	} else if (ev->type == FORM_EVENT_BACK ||
		   (ev->type == FORM_EVENT_PRESSED && ev->id == ID_HERE)) {
		app_go(a, &view_sign);
	} else if (ev->type == FORM_EVENT_PRESSED) {
		struct link_call *call = NULL;

		if (signing_task_of(a)->ask(a, &call, NULL) == 0)
			app_wait(a, call, _("Preparing the text to sign"));
	}
}

static void
show_reply(struct view *v, const struct link_reply *r)
{
	const struct signing_task *task = signing_task_of(v->app);
	struct app *a = v->app;
	struct msg_signing *request;

	if (r->call == v->quiet) {
		v->quiet = NULL;
		v->deadline = clock_mono_ms() + STATUS_EVERY;
		task->stands(a, r);
		return;
	}
	request = r->err.code == 0 ? task->request(a, r) : NULL;
	if (request == NULL)
		task->reply(a, r);
	else if (signing_take(a, request))
		app_go(a, &view_show_code);
}

static void
show_due(struct view *v)
{
	v->deadline = -1;
	if (v->app->busy != NULL || v->quiet != NULL ||
	    signing_task_of(v->app)->status(v->app, &v->quiet, NULL) < 0)
		v->deadline = clock_mono_ms() + STATUS_EVERY;
}

static void
code_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_show_code = {
	.open = show_open,
	.event = show_event,
	.reply = show_reply,
	.due = show_due,
	.close = code_close,
};

static void
send_code(struct view *v)
{
	struct app *a = v->app;
	struct msg_sign_open_request m = { 0 };
	struct link_call *call = NULL;
	char digits[16];
	struct err e;

	if (check_sign_code(form_value(v->form, ID_CODE), &e) < 0) {
		form_set_error(v->form, ID_CODE, e.text);
		form_focus(v->form, ID_CODE);
		return;
	}
	text_digits(form_value(v->form, ID_CODE), digits, sizeof(digits));
	m.code = strdup(digits);
	if (calls_sign_open(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Fetching the text to sign"));
	wire_clear(&wire_sign_open_request, &m);
}

static int
enter_open(struct view *v, struct err *e)
{
	struct form_field code = {
		.id = ID_CODE,
		.label = _("Doğrulama Kodu"),
		.kind = FORM_DIGITS,
		.starred = true,
		.max = 15,
		.help = _("The 15 digits on the other screen; blanks do not "
			  "count"),
	};
	struct app *a = v->app;

	v->form = form_new(_("Doğrulama Kodu"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Sign with a code"), "");
	form_add_space(v->form);
	form_add_text(v->form, 0,
	    _("Type the Doğrulama Kodu that the other "
	      "screen shows, and go on with \"Next\". Your PIN stays on this "
	      "computer."));
	form_add_space(v->form);
	form_add_field(v->form, &code);
	form_add_space(v->form);
	form_add_button(v->form, ID_OPEN, _("Next"), true);
	form_focus(v->form, ID_CODE);
	if (a->code[0] != '\0') {
		form_set_value(v->form, ID_CODE, a->code);
		a->code[0] = '\0';
		send_code(v);
	}
	return 0;
}

static void
enter_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ID_CODE, NULL);
	else if (ev->type == FORM_EVENT_PRESSED)
		send_code(v);
	else if (ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_menu);
}

static void
enter_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->err.code != 0) {
		form_set_error(v->form, ID_CODE, r->err.text);
		form_focus(v->form, ID_CODE);
		return;
	}
	signing_forget(a);
	a->signing.by_code = true;
	if (signing_take(a, app_message(r)))
		app_go(a, &view_sign);
}

const struct view_ops view_enter_code = {
	.open = enter_open,
	.event = enter_event,
	.reply = enter_reply,
	.close = code_close,
};

/* What was signed here was asked for on another screen. */
static int
signed_open(struct view *v, struct err *e)
{
	char subject[128];

	v->form = form_new(_("Signed"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Sign with a code"), "");
	signing_subject(v->app, subject, sizeof(subject));
	form_add_space(v->form);
	form_add_text(v->form, 0, subject);
	form_add_text(v->form, 0,
	    _("The portal has taken your signature. The other screen goes on "
	      "by itself."));
	form_add_space(v->form);
	form_add_button(v->form, ID_OPEN, _("Close the program"), true);
	form_add_button(v->form, ID_NEW, _("Main menu"), false);
	signing_forget(v->app);
	return 0;
}

static void
signed_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_OPEN)
		v->app->quit = true;
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_menu);
}

const struct view_ops view_signed = {
	.open = signed_open,
	.event = signed_event,
	.close = code_close,
};
