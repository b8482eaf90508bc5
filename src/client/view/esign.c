/*
 * E-imzalı Giriş: T.C. Kimlik No, then a text that is signed here or, with
 * its Doğrulama Kodu, on the machine that has the card; this screen goes on by
 * itself.
 */
#include "config.h"
#include "client/view/esign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "client/remote/calls-office.h"
#include "client/view/office.h"
#include "client/view/signing.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_TCKN = 1, ID_LOGIN };

static char role_words[][9] = { "", "personal", "officer" };

/* Where each role begins. */
static const struct view_ops *
first_view(enum app_role role)
{
	return role == APP_OFFICER ? &view_queue : &view_menu;
}

static void
drop_ticket(struct app_session *s)
{
	if (s->ticket != NULL)
		explicit_bzero(s->ticket, strlen(s->ticket));
	free(s->ticket);
	s->ticket = NULL;
}

void
esign_forget(struct app *a)
{
	drop_ticket(&a->session);
	office_free(a->office);
	a->office = NULL;
	if (a->session.role != APP_APPLICANT)
		link_set_token(a->link, NULL);
	a->session.role = APP_APPLICANT;
}

void
esign_enter(struct app *a, enum app_role role)
{
	a->session.wanted = role;
	app_go(a, a->session.role == role ? first_view(role) : &view_esign);
}

void
esign_ended(struct app *a, const char *sentence)
{
	snprintf(a->notice, sizeof(a->notice), "%s", sentence);
	a->session.wanted = a->session.role;
	esign_forget(a);
	app_go(a, &view_esign);
}

static int
ask(struct app *a, struct link_call **call, struct err *e)
{
	struct msg_esign_request m = { a->session.tckn,
		role_words[a->session.wanted] };

	return calls_esign(a->link, &m, call, e);
}

/* Fixed words but for who, where and when: nothing else is a login. */
static bool
is_login(struct app *a, const struct msg_signing *m)
{
	const struct msg_sign_text *t = m->texts.items;
	char want[512];
	size_t n;

	snprintf(want, sizeof(want),
	    "Kullanıcı servislerine elektronik imzalı olarak girme işlemini "
	    "onaylıyorum.\nPORTAL: %s\nT.C. KİMLİK NO: %s\nTARİH: ",
	    a->portal, a->session.tckn);
	n = strlen(want);
	if (m->texts.n != 1 || strncmp(t->text, want, n) != 0 ||
	    strcmp(m->portal, a->portal) != 0)
		return false;
	n += strspn(t->text + n, "0123456789.: ");
	if (strncmp(t->text + n, "\nİŞLEM: ", strlen("\nİŞLEM: ")) != 0)
		return false;
	n += strlen("\nİŞLEM: ");
	n += strspn(t->text + n, "0123456789");
	return strcmp(t->text + n, "\n") == 0;
}

static struct msg_signing *
request(struct app *a, const struct link_reply *r)
{
	struct msg_esign *m;

	if (r->message != &wire_esign)
		return NULL;
	m = app_message(r);
	drop_ticket(&a->session);
	a->session.ticket = m->ticket;
	m->ticket = NULL;
	return m->signing.n == 1 ? m->signing.items : NULL;
}

static int
status(struct app *a, struct link_call **call, struct err *e)
{
	struct msg_ticket_request m = { a->session.ticket };

	if (m.ticket == NULL)
		return err_set(e, ERR_INVALID,
		    _("This login has ended. Please begin again."));
	return calls_esign_take(a->link, &m, call, e);
}

static void
take_session(struct app *a, struct msg_session *m)
{
	struct app_session *s = &a->session;

	link_set_token(a->link, m->token);
	signing_forget(a);
	drop_ticket(s);
	if (s->wanted == APP_PERSONAL) {
		personal_known_as(a, s->tckn, &view_esign);
		personal_entered(a);
		return;
	}
	s->role = s->wanted;
	snprintf(s->name, sizeof(s->name), "%s %s",
	    m->name == NULL ? "" : m->name,
	    m->surname == NULL ? "" : m->surname);
	snprintf(s->province, sizeof(s->province), "%s",
	    m->province == NULL ? "" : m->province);
	app_go(a, first_view(s->role));
}

/* Signed by whom the portal does not let in: said where he typed who he is. */
static void
take_status(struct app *a, const struct link_reply *r)
{
	struct msg_session *m;

	if (r->err.code == ERR_UNAVAILABLE || r->err.code == ERR_CANCELLED)
		return;
	if (r->err.code != 0) {
		snprintf(a->notice, sizeof(a->notice), "%s", r->err.text);
		signing_forget(a);
		app_go(a, &view_esign);
		return;
	}
	m = app_message(r);
	if (m->token != NULL)
		take_session(a, m);
	else if (m->refusal != NULL)
		ui_say(a->ui, m->refusal);
}

static void
done(struct app *a, const struct msg_sign_submit *m)
{
	struct link_call *call = NULL;
	struct err e;

	(void)m;
	if (status(a, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("The signature has arrived"));
}

static void
other(struct app *a, const struct link_reply *r)
{
	if (r->message == &wire_session)
		take_status(a, r);
	else if (r->err.code != 0)
		ui_say(a->ui, r->err.text);
}

static void
leave(struct app *a)
{
	drop_ticket(&a->session);
	signing_forget(a);
	app_go(a, &view_esign);
}

static const struct signing_task task_login = {
	.title = N_("E-signed login"),
	.compared =
	    N_("The text was compared: it lets you in and does nothing else."),
	.ours = is_login,
	.ask = ask,
	.request = request,
	.status = status,
	.stands = take_status,
	.done = done,
	.reply = other,
	.leave = leave,
};

/* Whose card is in the reader need not type his number. */
static void
offer_card(struct view *v)
{
	const struct card_cert *c =
	    cards_known(v->app) ? cards_usable(v->app) : NULL;

	if (c == NULL || form_value(v->form, ID_TCKN)[0] != '\0')
		return;
	form_set_value(v->form, ID_TCKN, c->facts.tckn);
	form_set_note(v->form, ID_TCKN, _("from your card"));
}

static int
esign_open(struct view *v, struct err *e)
{
	struct form_field tckn = {
		.id = ID_TCKN,
		.label = _("T.C. Kimlik No"),
		.kind = FORM_DIGITS,
		.starred = true,
		.max = 11,
		.help = _("Type your 11-digit identity number"),
	};
	struct app *a = v->app;

	v->form = form_new(_("E-signed login"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form,
	    a->session.wanted == APP_OFFICER ? _("Kurum yetkilisi")
					     : _("Personal services"),
	    "");
	signing_begin(a, &task_login);
	form_add_text(v->form, 0,
	    _("You log in with your qualified electronic certificate, of "
	      "whatever provider: you sign a short text with your card, here "
	      "or on another computer of yours."));
	form_add_space(v->form);
	hint_add(v, HINT_ESIGN);
	form_add_field(v->form, &tckn);
	form_add_space(v->form);
	form_add_button(v->form, ID_LOGIN, _("Log in"), true);
	form_set_value(v->form, ID_TCKN, a->session.tckn);
	form_focus(v->form, ID_TCKN);
	cards_follow(a, NULL, NULL);
	offer_card(v);
	return 0;
}

static void
esign_card(struct view *v, const struct card_event *ev)
{
	if (ev->type == CARD_LIST)
		offer_card(v);
}

static void
log_in(struct view *v)
{
	struct app *a = v->app;
	struct link_call *call = NULL;
	struct err e;

	if (check_tckn(form_value(v->form, ID_TCKN), NULL, &e) < 0) {
		form_set_error(v->form, ID_TCKN, e.text);
		form_focus(v->form, ID_TCKN);
		return;
	}
	snprintf(a->session.tckn, sizeof(a->session.tckn), "%s",
	    form_value(v->form, ID_TCKN));
	if (ask(a, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Preparing the text to sign"));
}

static void
esign_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED) {
		form_set_error(v->form, ID_TCKN, NULL);
		form_set_note(v->form, ID_TCKN, NULL);
	} else if (ev->type == FORM_EVENT_PRESSED) {
		log_in(v);
	} else if (ev->type == FORM_EVENT_BACK) {
		signing_forget(v->app);
		app_go(v->app, v->app->session.wanted == APP_PERSONAL
				   ? &view_personal
				   : &view_menu);
	}
}

static void
esign_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;
	struct msg_signing *m = r->err.code == 0 ? request(a, r) : NULL;

	if (m == NULL) {
		form_set_error(v->form, ID_TCKN, r->err.text);
		form_focus(v->form, ID_TCKN);
	} else if (signing_take(a, m)) {
		app_go(a, &view_sign);
	}
}

static void
esign_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_esign = {
	.open = esign_open,
	.event = esign_event,
	.reply = esign_reply,
	.card = esign_card,
	.close = esign_close,
};
