/* Bilgi Güncelle: where the portal tells a person what happens, and the
 * security word. A new telephone counts once a code has proven it. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "client/remote/calls-personal.h"
#include "model/check.h"
#include "base/banned.h"

enum { ID_SAVE = 200, ID_WORD_PAGE, ID_BACK };

static const enum field_id own_fields[] = { FIELD_EMAIL, FIELD_CHANNEL,
	FIELD_MOBILE };

#define OWN_FIELDS (sizeof(own_fields) / sizeof(own_fields[0]))

/* What is on record, unless more was typed before a session ended. */
static struct record *
typed(struct app *a)
{
	struct app_personal *p = &a->personal;

	if (p->typed != NULL)
		return p->typed;
	p->typed = record_new();
	if (p->typed == NULL)
		return NULL;
	record_set(p->typed, FIELD_EMAIL,
	    p->facts.email == NULL ? "" : p->facts.email, NULL);
	record_set(p->typed, FIELD_CHANNEL,
	    p->facts.channel == NULL ? "" : p->facts.channel, NULL);
	return p->typed;
}

static void
forget_typed(struct app *a)
{
	record_free(a->personal.typed);
	a->personal.typed = NULL;
}

static int
account_open(struct view *v, struct err *e)
{
	struct form_field mobile = {
		.id = VIEW_ID(FIELD_MOBILE),
		.label = _("New mobile phone"),
		.kind = FORM_PHONE,
		.help = _("Only when it changes: 10 digits; an SMS code comes "
			  "to it"),
	};
	struct app *a = v->app;
	struct record *r = typed(a);
	const char *phone = a->personal.facts.mobile;
	char text[160];

	v->form = form_new(_("Update my data"));
	if (v->form == NULL || r == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	if (view_add_field(v, FIELD_EMAIL, NULL) < 0 ||
	    view_add_field(v, FIELD_CHANNEL, NULL) < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	snprintf(text, sizeof(text),
	    _("Mobile phone on record: %s. For another one, type it below; it "
	      "is proven with an SMS code."),
	    phone == NULL || phone[0] == '\0' ? "-" : phone);
	form_add_text(v->form, 0, text);
	form_add_field(v->form, &mobile);
	for (size_t i = 0; i < OWN_FIELDS; i++) {
		char *shown =
		    field_shown(own_fields[i], record_get(r, own_fields[i]));

		form_set_value(v->form, VIEW_ID(own_fields[i]),
		    own_fields[i] == FIELD_MOBILE && shown != NULL
			? shown
			: record_get(r, own_fields[i]));
		free(shown);
	}
	form_add_space(v->form);
	form_add_button(v->form, ID_SAVE, _("Save"), true);
	form_add_button(v->form, ID_WORD_PAGE, _("Security word"), false);
	form_add_button(v->form, ID_BACK, _("Back"), false);
	return 0;
}

/* Each in its kept form; false: memory is out. */
static bool
collect(struct view *v)
{
	struct record *r = typed(v->app);

	for (size_t i = 0; r != NULL && i < OWN_FIELDS; i++)
		record_set(r, own_fields[i],
		    form_value(v->form, VIEW_ID(own_fields[i])), NULL);
	return r != NULL;
}

int
personal_send_account(struct app *a, struct link_call **call, struct err *e)
{
	const struct record *r = typed(a);
	struct msg_account_request m = { 0 };
	int rc;

	if (r == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	m.email = strdup(record_get(r, FIELD_EMAIL));
	m.channel = strdup(record_get(r, FIELD_CHANNEL));
	if (record_get(r, FIELD_MOBILE)[0] != '\0')
		m.mobile = strdup(record_get(r, FIELD_MOBILE));
	rc = calls_account(a->link, &m, call, e);
	wire_clear(&wire_account_request, &m);
	return rc;
}

static void
save(struct view *v)
{
	struct link_call *call = NULL;
	struct err e;

	if (!collect(v))
		return;
	for (size_t i = 0; i < OWN_FIELDS; i++) {
		enum field_id id = own_fields[i];
		bool empty = record_get(typed(v->app), id)[0] == '\0';

		form_set_error(v->form, VIEW_ID(id), NULL);
		if (!(empty && id == FIELD_MOBILE) &&
		    check_field(typed(v->app), id, &e) < 0)
			form_set_error(v->form, VIEW_ID(id), e.text);
	}
	if (form_focus_error(v->form))
		return;
	if (personal_send_account(v->app, &call, &e) < 0)
		ui_say(v->app->ui, e.text);
	else
		app_wait(v->app, call, _("Saving"));
}

static void
account_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_CHANGED) {
		form_set_error(v->form, ev->id, NULL);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SAVE) {
		save(v);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_WORD_PAGE) {
		collect(v);
		app_go(a, &view_personal_word);
	} else if (ev->type == FORM_EVENT_PRESSED ||
		   ev->type == FORM_EVENT_BACK) {
		forget_typed(a);
		app_go(a, &view_personal_menu);
	}
}

void
personal_account_saved(struct app *a)
{
	forget_typed(a);
	snprintf(a->notice, sizeof(a->notice), "%s", _("Your data is saved."));
	app_go(a, &view_personal_menu);
}

static void
account_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;
	const struct msg_sms *m = r->out;

	if (r->err.code != 0) {
		if (strcmp(r->err.reason, "sms-wait") == 0 ||
		    strncmp(r->err.reason, "sms-", 4) == 0) {
			form_set_error(
			    v->form, VIEW_ID(FIELD_MOBILE), r->err.text);
			form_focus(v->form, VIEW_ID(FIELD_MOBILE));
		} else {
			view_error(
			    v, FIELD_FORM_FIRST, FIELD_FORM_LAST, &r->err);
		}
	} else if (m->tries == 0) {
		personal_account_saved(a);
	} else {
		a->personal.new_phone = true;
		personal_sms_sent(a, m);
		app_go(a, &view_personal_sms);
	}
}

static void
account_leave(struct view *v)
{
	collect(v);
}

static void
account_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_personal_account = {
	.open = account_open,
	.event = account_event,
	.reply = account_reply,
	.leave = account_leave,
	.close = account_close,
};

static int
word_open(struct view *v, struct err *e)
{
	v->form = form_new(_("Security word"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	form_add_text(v->form, 0,
	    _("With this word you log in here and learn your PIN. Write it "
	      "down and keep it where nobody finds it; it has 8 to 64 "
	      "characters and holds neither your name nor your birth date."));
	form_add_space(v->form);
	if (view_add_field(v, FIELD_WORD, NULL) < 0 ||
	    view_add_field(v, FIELD_WORD_AGAIN, NULL) < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_add_space(v->form);
	form_add_button(v->form, ID_SAVE, _("Set the word"), true);
	form_add_button(v->form, ID_BACK, _("Give up"), false);
	return 0;
}

/* The rules of the form's own field, as far as they can be judged here. */
static bool
word_right(struct view *v)
{
	const struct msg_personal *m = &v->app->personal.facts;
	struct record *r = record_new();
	struct err e;

	if (r == NULL)
		return false;
	record_set(r, FIELD_TCKN, v->app->personal.tckn, NULL);
	record_set(r, FIELD_NAME, m->name, NULL);
	record_set(r, FIELD_SURNAME, m->surname, NULL);
	for (int id = FIELD_WORD; id <= FIELD_WORD_AGAIN; id++) {
		record_set(r, (enum field_id)id,
		    form_value(v->form, VIEW_ID(id)), NULL);
		form_set_error(v->form, VIEW_ID(id),
		    check_field(r, (enum field_id)id, &e) < 0 ? e.text : NULL);
	}
	record_free(r);
	return !form_focus_error(v->form);
}

static void
set_word(struct view *v)
{
	struct msg_word_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (!word_right(v))
		return;
	m.word = strdup(secret_text(form_secret(v->form, VIEW_ID(FIELD_WORD))));
	if (calls_word(v->app->link, &m, &call, &e) < 0)
		ui_say(v->app->ui, e.text);
	else
		app_wait(v->app, call, _("Saving"));
	wire_clear(&wire_word_request, &m);
}

static void
word_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ev->id, NULL);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SAVE)
		set_word(v);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_personal_account);
}

static void
word_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->err.code != 0) {
		view_error(v, FIELD_FORM_FIRST, FIELD_FORM_LAST, &r->err);
		return;
	}
	personal_take(a, app_message(r));
	snprintf(a->notice, sizeof(a->notice), "%s",
	    _("Your security word is set. Whoever else was logged in with the "
	      "old one is logged out."));
	app_go(a, &view_personal_menu);
}

const struct view_ops view_personal_word = {
	.open = word_open,
	.event = word_event,
	.reply = word_reply,
	.close = account_close,
};
