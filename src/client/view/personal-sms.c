/* The SMS Onay Kodu of the own account: to the telephone on record at the
 * login, or to the one that is to be on record. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/remote/calls-personal.h"
#include "client/view/sms-code.h"
#include "base/banned.h"

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
	sms_code_add(v, p->sms_until);
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
	int rc;

	if (sms_code_take(v, &m) < 0)
		return;
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
sms_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, SMS_CODE, NULL);
	else if (ev->type == FORM_EVENT_TIMEOUT)
		sms_code_timeout(v);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == SMS_CODE_OK)
		send_code(v);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == SMS_CODE_NEW)
		new_code(v);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		leave(v->app);
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
		sms_code_refused(v, &r->err);
	} else if (r->message == &wire_sms) {
		personal_sms_sent(a, r->out);
		sms_code_renewed(v, a->personal.sms_until);
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
