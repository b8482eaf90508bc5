/* SMS gönderim and SMS Onay Kodu: the telephone is proven once a session. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_CODE = 1, ID_LEFT, ID_SEND, ID_OK, ID_NEW, ID_CANCEL };

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
		    _("If you mistyped the number, press Esc "
		      "and correct it: your form is kept."));
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
	struct form_field code = {
		.id = ID_CODE,
		.label = _("SMS verification code"),
		.kind = FORM_DIGITS,
		.starred = true,
		.max = 6,
		.help = _("The 6 digits in the SMS that came to your phone"),
	};
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
	form_add_space(v->form);
	form_add_field(v->form, &code);
	form_add_space(v->form);
	form_add_countdown(v->form, ID_LEFT,
	    _("Time left for your SMS approval code: {} seconds"));
	/* The end of a code asked for by an earlier program is not known. */
	form_set_deadline(
	    v->form, ID_LEFT, a->sms_deadline == 0 ? -1 : a->sms_deadline);
	form_add_space(v->form);
	form_add_button(v->form, ID_OK, _("OK"), true);
	form_add_button(v->form, ID_NEW, _("New code"), false);
	form_add_button(v->form, ID_CANCEL, _("Cancel"), false);
	form_add_space(v->form);
	if (number_typed(a))
		form_add_text(v->form, 0,
		    _("Wrong number? Esc: correct it, your form is kept."));
	form_add_text(v->form, 0, _("Not your number? Call 444 5 576."));
	form_focus(v->form, ID_CODE);
	return 0;
}

static void
send_code(struct view *v)
{
	struct app *a = v->app;
	struct msg_sms_verify_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (check_sms_code(form_value(v->form, ID_CODE), &e) < 0) {
		form_set_error(v->form, ID_CODE, e.text);
		form_focus(v->form, ID_CODE);
		return;
	}
	m.code = strdup(form_value(v->form, ID_CODE));
	if (calls_sms_verify(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Checking the code"));
	wire_clear(&wire_sms_verify_request, &m);
}

static void
close_code(struct view *v, const char *sentence)
{
	form_set_deadline(v->form, ID_LEFT, -1);
	form_set_error(v->form, ID_CODE, sentence);
	form_lock(v->form, ID_CODE, true);
	form_focus(v->form, ID_NEW);
}

static void
code_event(struct view *v, const struct form_event *ev)
{
	switch (ev->type) {
	case FORM_EVENT_CHANGED:
		form_set_error(v->form, ID_CODE, NULL);
		break;
	case FORM_EVENT_TIMEOUT:
		close_code(v, _("The code has run out of time. Ask for a new "
				"code."));
		break;
	case FORM_EVENT_PRESSED:
		if (ev->id == ID_OK)
			send_code(v);
		else if (ev->id == ID_NEW)
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
		form_set_deadline(v->form, ID_LEFT, a->sms_deadline);
		form_lock(v->form, ID_CODE, false);
		form_set_value(v->form, ID_CODE, "");
		form_set_error(v->form, ID_CODE, NULL);
		form_focus(v->form, ID_CODE);
		ui_say(a->ui, _("A new code is on its way; the old one no "
				"longer works."));
	} else if (r->err.code == 0) {
		app_take_application(a, app_message(r));
		app_go_on(a);
	} else if (strcmp(r->err.reason, "sms-tries") == 0 ||
		   r->err.code == ERR_EXPIRED) {
		close_code(v, r->err.text);
	} else if (strcmp(r->err.reason, "sms-code") == 0) {
		form_set_value(v->form, ID_CODE, "");
		form_set_error(v->form, ID_CODE, r->err.text);
		form_focus(v->form, ID_CODE);
	} else {
		ui_say(a->ui, r->err.text);
	}
}

const struct view_ops view_sms_code = {
	.open = code_open,
	.event = code_event,
	.reply = code_reply,
	.close = no_close,
};
