/*
 * Kullanıcı Doğrulama: the two ways into the own account; and the first of
 * them, Şifreli Giriş, with identity number, picture and security word.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "client/remote/calls-personal.h"
#include "client/view/captcha.h"
#include "client/view/esign.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_BY_WORD = 1, ID_BY_CARD };

static int
choice_open(struct view *v, struct err *e)
{
	v->form = form_new(_("User verification"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	form_add_section(
	    v->form, _("Personal qualified electronic certificate services"));
	form_add_text(v->form, 0,
	    _("To open your certificate for use, please choose \"Şifreli "
	      "Giriş\". If you have an e-signature certificate that is open "
	      "for use, you can choose \"Şifreli Giriş\" or \"E-imzalı "
	      "Giriş\"."));
	form_add_space(v->form);
	hint_add(v, HINT_PERSONAL);
	form_add_entry(v->form, ID_BY_WORD, '1', _("Log in with the word"),
	    _("With T.C. Kimlik No, security word and an SMS code"));
	form_add_entry(v->form, ID_BY_CARD, '2', _("Log in with the card"),
	    _("With your card, here or on another computer"));
	/* The card is read while the person still reads. */
	cards_follow(v->app, NULL, NULL);
	return 0;
}

static void
choice_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_BACK) {
		personal_forget(a);
		app_go(a, &view_menu);
	}
	if (ev->type != FORM_EVENT_PRESSED)
		return;
	if (ev->id == ID_BY_CARD)
		esign_enter(a, APP_PERSONAL);
	else
		app_go(a, &view_personal_login);
}

static void
choice_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_personal = {
	.open = choice_open,
	.event = choice_event,
	.close = choice_close,
};

enum { ID_WORD = 100, ID_LOGIN, ID_FORGOTTEN, ID_CALL };

#define ID_TCKN VIEW_ID(FIELD_LOGIN_TCKN)

/* Who it was before, or whose card is in the reader. */
static void
offer_tckn(struct view *v)
{
	struct app *a = v->app;
	const struct card_cert *c = cards_known(a) ? cards_usable(a) : NULL;
	const char *known = a->personal.tckn;

	if (form_value(v->form, ID_TCKN)[0] != '\0')
		return;
	if (known[0] == '\0' && a->login != NULL)
		known = record_get(a->login, FIELD_LOGIN_TCKN);
	if (known[0] == '\0' && c != NULL)
		known = c->facts.tckn;
	form_set_value(v->form, ID_TCKN, known);
}

static int
login_open(struct view *v, struct err *e)
{
	struct form_field word = {
		.id = ID_WORD,
		.label = _("Security word"),
		.kind = FORM_SECRET,
		.starred = true,
		.max = 64,
		.help = _("The word you chose on the application form; F4 "
			  "shows what you type"),
	};
	struct captcha *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(_("Login with the word"));
	if (s == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	form_add_text(v->form, 0,
	    _("After this an SMS code is sent to the mobile phone on "
	      "record. Questions: 444 5 576."));
	hint_add(v, HINT_WORD);
	if (view_add_field(v, FIELD_LOGIN_TCKN, NULL) < 0 ||
	    captcha_add(v) < 0 || form_add_field(v->form, &word) < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_add_text(v->form, ID_CALL,
	    _("Your security word can be reset by the call centre alone: "
	      "444 5 576. You are told a word for one day there, log in with "
	      "it and set one of your own."));
	form_hide(v->form, ID_CALL, true);
	form_add_space(v->form);
	form_add_button(v->form, ID_LOGIN, _("Log in"), true);
	form_add_button(
	    v->form, ID_FORGOTTEN, _("I have forgotten my word"), false);
	captcha_bind(v);
	offer_tckn(v);
	form_focus(v->form,
	    form_value(v->form, ID_TCKN)[0] == '\0' ? ID_TCKN : CAPTCHA_FIELD);
	captcha_ask(v, s, false);
	return 0;
}

static bool
wrong(struct view *v, int id, const char *sentence)
{
	form_set_error(v->form, id, sentence);
	form_focus(v->form, id);
	return false;
}

static bool
typed(struct view *v)
{
	const struct captcha *s = v->state;
	struct err e;

	if (check_tckn(form_value(v->form, ID_TCKN), NULL, &e) < 0)
		return wrong(v, ID_TCKN, e.text);
	if (!s->work && form_value(v->form, CAPTCHA_FIELD)[0] == '\0')
		return wrong(v, CAPTCHA_FIELD,
		    _("Type the text of the picture, or press F6."));
	if (form_value(v->form, ID_WORD)[0] == '\0')
		return wrong(v, ID_WORD, _("Type your security word."));
	return true;
}

static void
press_login(struct view *v)
{
	struct captcha *s = v->state;
	struct app *a = v->app;
	struct msg_word_login_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (!typed(v) || !captcha_ready(v, s))
		return;
	m.captcha_id = strdup(s->id);
	m.answer =
	    strdup(captcha_answer(s, form_value(v->form, CAPTCHA_FIELD)));
	m.tckn = strdup(form_value(v->form, ID_TCKN));
	m.word = strdup(secret_text(form_secret(v->form, ID_WORD)));
	if (calls_word_login(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Checking your identity"));
	wire_clear(&wire_word_login_request, &m);
}

static void
press(struct view *v, int id)
{
	if (id == ID_LOGIN) {
		press_login(v);
		return;
	}
	form_hide(v->form, ID_CALL, false);
	ui_say(v->app->ui, _("Please call 444 5 576: your security word is "
			     "reset there."));
}

static void
login_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ev->id, NULL);
	else if (ev->type == FORM_EVENT_PRESSED)
		press(v, ev->id);
	else if (ev->type == FORM_EVENT_KEY)
		captcha_key(v, v->state, ev->id);
	else if (ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_personal);
}

/* The session is there, but may do nothing before the telephone is proven. */
static void
take_session(struct view *v, struct msg_session *m)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	esign_forget(a);
	personal_known_as(
	    a, form_value(v->form, ID_TCKN), &view_personal_login);
	link_set_token(a->link, m->token);
	form_set_value(v->form, ID_WORD, "");
	if (calls_personal_sms(a->link, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Sending the SMS"));
}

static void
refused(struct view *v, const struct err *e)
{
	if (e->code == ERR_UNAVAILABLE || e->code == ERR_CANCELLED) {
		ui_say(v->app->ui, e->text);
		return;
	}
	ui_say(v->app->ui, NULL); /* that it would go on by itself */
	if (captcha_refused(v, v->state, e))
		return;
	if (strcmp(e->reason, "word") == 0)
		form_set_value(v->form, ID_WORD, "");
	wrong(v, strcmp(e->field, "tckn") == 0 ? ID_TCKN : ID_WORD, e->text);
}

/* A code that is on its way already is as good. */
static void
take_sms(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->err.code != 0 && strcmp(r->err.reason, "sms-wait") != 0) {
		link_set_token(a->link, NULL);
		wrong(v, ID_WORD, r->err.text);
		return;
	}
	a->personal.sms_until = 0;
	a->personal.phone[0] = '\0';
	a->personal.new_phone = false;
	if (r->err.code == 0)
		personal_sms_sent(a, r->out);
	app_go(a, &view_personal_sms);
}

static void
login_reply(struct view *v, const struct link_reply *r)
{
	if (r->call == v->quiet) {
		v->quiet = NULL;
		if (captcha_take(v, v->state, r))
			press_login(v);
	} else if (r->message == &wire_sms) {
		take_sms(v, r);
	} else if (r->err.code != 0) {
		refused(v, &r->err);
	} else {
		take_session(v, app_message(r));
	}
}

static void
login_card(struct view *v, const struct card_event *ev)
{
	if (ev->type == CARD_LIST)
		offer_tckn(v);
}

static void
login_due(struct view *v)
{
	if (captcha_due(v, v->state))
		press_login(v);
}

static void
login_close(struct view *v)
{
	if (v->state != NULL)
		captcha_clear(v->state);
	free(v->state);
}

const struct view_ops view_personal_login = {
	.open = login_open,
	.event = login_event,
	.reply = login_reply,
	.card = login_card,
	.due = login_due,
	.close = login_close,
};
