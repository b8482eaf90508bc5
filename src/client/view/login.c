/*
 * Kullanıcı Girişi: identity and picture, or a proof of work instead of the
 * picture. Whoever mistypes a name keeps a picture that was solved, and all
 * else that was typed.
 */
#include "config.h"
#include "client/view/app.h"
#include "client/view/esign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "client/view/captcha.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_LOGIN = 100 };

static int
login_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	struct captcha *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(_("User login"));
	if (s == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	buf_reset(&a->cms); /* of what was signed before */
	app_title(v, PAGE_LOGIN);
	form_add_text(v->form, 0,
	    _("Your details must be as in the "
	      "population register. Questions: 444 5 576."));
	hint_add(v, HINT_LOGIN);
	for (int id = FIELD_LOGIN_FIRST; id < FIELD_LOGIN_LAST; id++) {
		if (view_add_field(v, (enum field_id)id, NULL) < 0)
			return err_set(e, ERR_INTERNAL, _("Memory is out."));
		if (a->login != NULL)
			form_set_value(v->form, VIEW_ID(id),
			    record_get(a->login, (enum field_id)id));
	}
	if (captcha_add(v) < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_add_button(v->form, ID_LOGIN, _("Log in"), true);
	captcha_bind(v);
	form_focus(v->form, VIEW_ID(FIELD_LOGIN_FIRST));
	captcha_ask(v, s, false);
	return 0;
}

/* What was typed so far, kept for the next time the screen is opened. */
static struct record *
collect(struct view *v)
{
	struct app *a = v->app;

	if (a->login == NULL)
		a->login = record_new();
	if (a->login == NULL)
		return NULL;
	for (int id = FIELD_LOGIN_FIRST; id <= FIELD_LOGIN_LAST; id++) {
		struct err e;

		if (record_set(a->login, (enum field_id)id,
			form_value(v->form, VIEW_ID(id)), &e) < 0)
			form_set_error(v->form, VIEW_ID(id), e.text);
	}
	return a->login;
}

static void
send_login(struct view *v)
{
	struct captcha *s = v->state;
	struct app *a = v->app;
	struct msg_login_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	m.captcha_id = strdup(s->id);
	m.answer = strdup(
	    captcha_answer(s, record_get(a->login, FIELD_LOGIN_IMAGE_TEXT)));
	m.tckn = strdup(record_get(a->login, FIELD_LOGIN_TCKN));
	m.name = strdup(record_get(a->login, FIELD_LOGIN_NAME));
	m.surname = strdup(record_get(a->login, FIELD_LOGIN_SURNAME));
	m.birth_place = strdup(record_get(a->login, FIELD_LOGIN_BIRTH_PLACE));
	m.birth_date = strdup(record_get(a->login, FIELD_LOGIN_BIRTH_DATE));
	if (calls_login(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Checking your identity"));
	wire_clear(&wire_login_request, &m);
}

static void
press_login(struct view *v)
{
	struct captcha *s = v->state;
	struct record *r = collect(v);
	struct err bad[FIELD_COUNT];
	int last = s->work ? FIELD_LOGIN_LAST - 1 : FIELD_LOGIN_LAST, wrong;

	if (r == NULL)
		return;
	wrong = check_record(r, FIELD_LOGIN_FIRST, (enum field_id)last, bad);
	for (int id = FIELD_LOGIN_FIRST; id <= last; id++)
		form_set_error(v->form, VIEW_ID(id),
		    bad[id].text[0] == '\0' ? NULL : bad[id].text);
	if (wrong > 0)
		form_focus_error(v->form);
	else if (captcha_ready(v, s))
		send_login(v);
}

static void
login_event(struct view *v, const struct form_event *ev)
{
	struct captcha *s = v->state;
	struct err e;

	switch (ev->type) {
	case FORM_EVENT_LEFT:
		if (ev->id > VIEW_ID(FIELD_LOGIN_LAST) || collect(v) == NULL)
			break;
		/* What is sent is what is shown: upper case. */
		if (ev->id != VIEW_ID(FIELD_LOGIN_IMAGE_TEXT))
			form_set_value(v->form, ev->id,
			    record_get(
				v->app->login, (enum field_id)(ev->id - 1)));
		if (form_value(v->form, ev->id)[0] != '\0' &&
		    check_field(
			v->app->login, (enum field_id)(ev->id - 1), &e) < 0)
			form_set_error(v->form, ev->id, e.text);
		else
			form_set_error(v->form, ev->id, NULL);
		break;
	case FORM_EVENT_CHANGED:
		form_set_error(v->form, ev->id, NULL);
		break;
	case FORM_EVENT_PRESSED:
		press_login(v);
		break;
	case FORM_EVENT_KEY:
		captcha_key(v, s, ev->id);
		break;
	case FORM_EVENT_BACK:
		collect(v);
		app_go(v->app, &view_menu);
		break;
	case FORM_EVENT_ROW:
	case FORM_EVENT_MARKED:
	case FORM_EVENT_NONE:
	case FORM_EVENT_QUIT:
	case FORM_EVENT_TIMEOUT:
		break;
	}
}

/* Typed by the same person before a session ended: it goes on. */
static void
keep_typed(struct app *a)
{
	struct record *sent = a->application.record;

	if (a->record != NULL && strcmp(record_get(a->record, FIELD_TCKN),
				     record_get(sent, FIELD_TCKN)) == 0) {
		a->unsaved = true;
		for (int id = FIELD_FORM_FIRST; id <= FIELD_FORM_LAST; id++) {
			const char *v =
			    record_get(a->record, (enum field_id)id);

			if (!field_locked((enum field_id)id) && v[0] != '\0')
				record_set(sent, (enum field_id)id, v, NULL);
		}
	} else {
		a->unsaved = false;
	}
	record_free(a->record);
	a->record = sent;
	a->application.record = NULL;
}

static void
take_login(struct view *v, const struct link_reply *r)
{
	struct captcha *s = v->state;
	struct app *a = v->app;
	struct msg_login *m;

	if (r->err.code == 0) {
		/* The reply is ours until the next one: what the application
		 * owns moves over. */
		m = app_message(r);
		esign_forget(a);
		link_set_token(a->link, m->token);
		app_take_application(a, &m->application);
		keep_typed(a);
		if (a->application.notice != NULL)
			snprintf(a->notice, sizeof(a->notice), "%s",
			    a->application.notice);
		app_go_on(a);
		return;
	}
	if (r->err.code == ERR_UNAVAILABLE || r->err.code == ERR_CANCELLED) {
		ui_say(a->ui, r->err.text);
		return;
	}
	if (captcha_refused(v, s, &r->err))
		return;
	view_error(v, FIELD_LOGIN_FIRST, FIELD_LOGIN_LAST, &r->err);
	if (r->err.field[0] == '\0') {
		form_set_error(v->form, VIEW_ID(FIELD_LOGIN_TCKN), r->err.text);
		form_focus(v->form, VIEW_ID(FIELD_LOGIN_TCKN));
	}
}

static void
login_reply(struct view *v, const struct link_reply *r)
{
	if (r->call == v->quiet) {
		v->quiet = NULL;
		if (captcha_take(v, v->state, r))
			press_login(v);
	} else {
		take_login(v, r);
	}
}

static void
login_due(struct view *v)
{
	if (captcha_due(v, v->state))
		press_login(v);
}

static void
login_leave(struct view *v)
{
	collect(v);
}

static void
login_close(struct view *v)
{
	struct captcha *s = v->state;

	if (s != NULL)
		captcha_clear(s);
	free(s);
}

const struct view_ops view_login = {
	.open = login_open,
	.event = login_event,
	.reply = login_reply,
	.due = login_due,
	.leave = login_leave,
	.close = login_close,
};
