/* The SMS Onay Kodu of the own account: to the telephone on record at the
 * login, or to the one that is to be on record. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/remote/calls-personal.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_CODE = 1, ID_LEFT, ID_OK, ID_NEW, ID_CANCEL };

void
personal_sms_sent(struct app *a, const struct msg_sms *m)
{
	struct app_personal *p = &a->personal;

	snprintf(p->phone, sizeof(p->phone), "%s", m->phone);
	p->sms_until = clock_mono_ms() + m->expires_in * 1000;
}

static void
leave(struct app *a)
{
	bool login = !a->personal.new_phone;

	if (login)
		link_set_token(a->link, NULL);
	app_go(a, login ? &view_personal_login : &view_personal_account);
}

static int
sms_open(struct view *v, struct err *e)
{
	const struct app_personal *p = &v->app->personal;
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
	form_title(v->form, _("Personal services"), "");
	form_add_space(v->form);
	if (p->new_phone)
		snprintf(text, sizeof(text),
		    _("Enter the SMS approval code that came to your new "
		      "telephone %s; until then the old one counts."),
		    p->phone);
	else
		snprintf(text, sizeof(text),
		    _("Enter the SMS approval code that came to your mobile "
		      "phone %s."),
		    p->phone);
	form_add_text(v->form, 0, text);
	form_add_space(v->form);
	form_add_field(v->form, &code);
	form_add_space(v->form);
	form_add_countdown(v->form, ID_LEFT,
	    _("Time left for your SMS approval code: {} seconds"));
	form_set_deadline(
	    v->form, ID_LEFT, p->sms_until == 0 ? -1 : p->sms_until);
	form_add_space(v->form);
	form_add_button(v->form, ID_OK, _("OK"), true);
	form_add_button(v->form, ID_NEW, _("New code"), false);
	form_add_button(v->form, ID_CANCEL, _("Cancel"), false);
	form_add_space(v->form);
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
	int rc;

	if (check_sms_code(form_value(v->form, ID_CODE), &e) < 0) {
		form_set_error(v->form, ID_CODE, e.text);
		form_focus(v->form, ID_CODE);
		return;
	}
	m.code = strdup(form_value(v->form, ID_CODE));
	rc = a->personal.new_phone
		 ? calls_account_verify(a->link, &m, &call, &e)
		 : calls_personal_verify(a->link, &m, &call, &e);
	if (rc < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Checking the code"));
	wire_clear(&wire_sms_verify_request, &m);
}

static void
new_code(struct view *v)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;
	int rc = a->personal.new_phone ? personal_send_account(a, &call, &e)
				       : calls_personal_sms(a->link, &call, &e);

	if (rc < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Sending the SMS"));
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
sms_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ID_CODE, NULL);
	else if (ev->type == FORM_EVENT_TIMEOUT)
		close_code(v, _("The code has run out of time. Ask for a new "
				"code."));
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_OK)
		send_code(v);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_NEW)
		new_code(v);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		leave(v->app);
}

static void
take_new_code(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	personal_sms_sent(a, r->out);
	form_set_deadline(v->form, ID_LEFT, a->personal.sms_until);
	form_lock(v->form, ID_CODE, false);
	form_set_value(v->form, ID_CODE, "");
	form_set_error(v->form, ID_CODE, NULL);
	form_focus(v->form, ID_CODE);
	ui_say(a->ui, _("A new code is on its way; the old one no longer "
			"works."));
}

static void
refused(struct view *v, const struct err *e)
{
	if (strcmp(e->reason, "sms-tries") == 0 || e->code == ERR_EXPIRED) {
		close_code(v, e->text);
	} else if (strcmp(e->reason, "sms-code") == 0) {
		form_set_value(v->form, ID_CODE, "");
		form_set_error(v->form, ID_CODE, e->text);
		form_focus(v->form, ID_CODE);
	} else {
		ui_say(v->app->ui, e->text);
	}
}

static void
sms_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	/* Before it is proven the session is nobody's yet. */
	if (strcmp(r->err.reason, "session") == 0) {
		snprintf(a->notice, sizeof(a->notice), "%s", r->err.text);
		leave(a);
	} else if (r->err.code != 0) {
		refused(v, &r->err);
	} else if (r->message == &wire_sms) {
		take_new_code(v, r);
	} else if (a->personal.new_phone) {
		personal_take(a, app_message(r));
		personal_account_saved(a);
	} else {
		personal_entered(a);
	}
}

static void
sms_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_personal_sms = {
	.open = sms_open,
	.event = sms_event,
	.reply = sms_reply,
	.close = sms_close,
};
