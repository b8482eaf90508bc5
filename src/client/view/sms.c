/* SMS gönderim and SMS Onay Kodu: the telephone is proven once a session. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/view/sms-code.h"
#include "base/banned.h"

enum { ID_SEND = 1 }; /* on the first of the two screens */

/* The portal shows the number to who may correct it. */
static bool
number_typed(const struct app *a)
{
	return record_get(a->record, FIELD_MOBILE)[0] != '\0';
}

static int
send_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	char text[512], *phone;

	v->form = form_new(_("SMS sending"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	app_title(v, PAGE_SMS_SEND);
	form_add_space(v->form);
	phone = field_shown(FIELD_MOBILE, record_get(a->record, FIELD_MOBILE));
	snprintf(text, sizeof(text), _("Your telephone number: %s"),
	    phone != NULL && phone[0] != '\0' ? phone
	    : a->application.phone == NULL    ? ""
					      : a->application.phone);
	free(phone);
	form_add_text(v->form, 0, text);
	form_add_space(v->form);
	form_add_text(v->form, 0,
	    _("To go on with your application, an SMS "
	      "approval code is sent to the mobile phone above. Press \"Send\" "
	      "to have it sent. The SMS is free of charge."));
	/* The form opens behind a number that was proven before. */
	if (number_typed(a))
		form_add_text(v->form, 0,
		    _("If you mistyped the number, go back and "
		      "correct it: your form is kept."));
	form_add_text(v->form, 0,
	    _("If the number is not yours though you "
	      "did not type it, call 444 5 576."));
	form_add_space(v->form);
	form_add_button(v->form, ID_SEND, _("Send"), true);
	return 0;
}

static void
start_sms(struct view *v)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	if (calls_sms(a->link, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Sending the SMS"));
}

/* Back to the form to correct the number. */
static void
start_edit(struct view *v)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	if (calls_edit(a->link, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Back to the form"));
}

static void
send_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED)
		start_sms(v);
	else if (ev->type == FORM_EVENT_BACK)
		start_edit(v);
}

/* An answer that carries the application: where it says, there we go. */
static void
take_edit(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	app_take_application(a, app_message(r));
	free(a->application.field);
	a->application.field = strdup(field(FIELD_MOBILE)->name);
	app_go_on(a);
}

static bool
is_sms(const struct link_reply *r)
{
	return r->message == &wire_sms;
}

static void
send_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->err.code != 0) {
		if (strcmp(r->err.reason, "sms-wait") == 0) {
			snprintf(a->notice, sizeof(a->notice), "%s",
			    _("The code that was sent a moment ago is still "
			      "good: enter it."));
			app_go(a, &view_sms_code);
		} else {
			ui_say(a->ui, r->err.text);
		}
		return;
	}
	if (!is_sms(r)) {
		take_edit(v, r);
		return;
	}
	const struct msg_sms *m = r->out;

	a->sms_deadline = clock_mono_ms() + m->expires_in * 1000;
	app_go(a, &view_sms_code);
}

static void
no_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_sms_send = {
	.open = send_open,
	.event = send_event,
	.reply = send_reply,
	.close = no_close,
};

static int
code_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	char text[256];

	v->form = form_new(_("SMS approval code"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	app_title(v, PAGE_SMS_CODE);
	form_add_space(v->form);
	snprintf(text, sizeof(text),
	    _("Enter the SMS approval code that came "
	      "to your mobile phone %s."),
	    a->application.phone == NULL ? "" : a->application.phone);
	form_add_text(v->form, 0, text);
	/* The end of a code asked for by an earlier program is not known. */
	sms_code_add(v, a->sms_deadline);
	if (number_typed(a))
		form_add_text(v->form, 0,
		    _("Wrong number? Go back and correct it: your form is "
		      "kept."));
	form_add_text(v->form, 0, _("Not your number? Call 444 5 576."));
	form_focus(v->form, SMS_CODE);
	return 0;
}

static void
send_code(struct view *v)
{
	struct app *a = v->app;
	struct msg_sms_verify_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (sms_code_take(v, &m) < 0)
		return;
	if (calls_sms_verify(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Checking the code"));
	wire_clear(&wire_sms_verify_request, &m);
}

static void
code_event(struct view *v, const struct form_event *ev)
{
	switch (ev->type) {
	case FORM_EVENT_CHANGED:
		form_set_error(v->form, SMS_CODE, NULL);
		break;
	case FORM_EVENT_TIMEOUT:
		sms_code_timeout(v);
		break;
	case FORM_EVENT_PRESSED:
		if (ev->id == SMS_CODE_OK)
			send_code(v);
		else if (ev->id == SMS_CODE_NEW)
			start_sms(v);
		else
			app_go(v->app, &view_sms_send);
		break;
	case FORM_EVENT_BACK:
		start_edit(v);
		break;
	case FORM_EVENT_ROW:
	case FORM_EVENT_MARKED:
	case FORM_EVENT_NONE:
	case FORM_EVENT_LEFT:
	case FORM_EVENT_KEY:
	case FORM_EVENT_QUIT:
		break;
	}
}

static void
code_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->err.code == 0 && is_sms(r)) {
		const struct msg_sms *m = r->out;

		a->sms_deadline = clock_mono_ms() + m->expires_in * 1000;
		sms_code_renewed(v, a->sms_deadline);
	} else if (r->err.code == 0) {
		app_take_application(a, app_message(r));
		app_go_on(a);
	} else {
		sms_code_refused(v, &r->err);
	}
}

const struct view_ops view_sms_code = {
	.open = code_open,
	.event = code_event,
	.reply = code_reply,
	.close = no_close,
};
