/*
 * PIN / PUK Bilgisi: fetched when asked for, shown until the next key and
 * never longer than a minute, then wiped.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/remote/calls-personal.h"
#include "client/form/reveal.h"
#include "base/banned.h"

#define SHOWN_MS INT64_C(60000)

enum {
	ID_CERT = 1,
	ID_PIN,
	ID_PUK,
	ID_LEFT,
	ID_SHOW,
	ID_BACK,
	ACTION_SHOW,
	ACTION_HIDE
};

static void
add_secret(struct form *f, int id, const char *label)
{
	struct form_field secret = {
		.id = id,
		.label = label,
		.kind = FORM_SECRET,
		.locked = true,
		.max = 16,
	};

	form_add_field(f, &secret);
	form_hide(f, id, true);
}

static void
build(struct view *v, struct personal_rows *rows)
{
	static const struct form_binding key = { KEYS_F5, ACTION_SHOW, "F5",
		N_("show") };
	struct form_binding shown = key;

	form_add_text(v->form, 0,
	    _("PIN and PUK are shown until you press a key, for 60 seconds at "
	      "most. See to it that nobody looks on. Each time you are told "
	      "of it on your telephone or by e-mail."));
	form_add_space(v->form);
	personal_add_choice(v, ID_CERT, rows);
	form_add_space(v->form);
	add_secret(v->form, ID_PIN, _("PIN"));
	add_secret(v->form, ID_PUK, _("PUK"));
	if (ui_mode_of(v->app->ui) != UI_LINEAR) {
		form_add_countdown(v->form, ID_LEFT, _("Wiped in {} seconds"));
		form_set_deadline(v->form, ID_LEFT, -1);
		form_hide(v->form, ID_LEFT, true);
	}
	form_add_space(v->form);
	form_add_button(v->form, ID_SHOW, _("Show PIN and PUK"), true);
	form_add_button(v->form, ID_BACK, _("Back"), false);
	shown.help = _(key.help);
	if (ui_mode_of(v->app->ui) != UI_LINEAR) /* the button is as near */
		form_bind(v->form, &shown, 1);
	form_focus(v->form, ID_SHOW);
}

static int
secret_open(struct view *v, struct err *e)
{
	struct personal_rows *rows = calloc(1, sizeof(*rows));
	const struct msg_personal *m = &v->app->personal.facts;

	v->state = rows;
	v->form = form_new(_("PIN / PUK information"));
	if (rows == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	*rows = (struct personal_rows){ v->app,
		"valid future suspended unopened", true };
	form_title(v->form, _("Personal services"), "");
	if (m->by_word && personal_rows_count(rows) > 0) {
		build(v, rows);
		return 0;
	}
	form_add_text(v->form, 0,
	    m->by_word
		? _("The portal has no PIN for any of your cards. You find it "
		    "in the letter that came with the card; questions: 444 5 "
		    "576.")
		: _("PIN and PUK are shown only after \"Şifreli Giriş\", with "
		    "a security word of your own. Please log out and log in "
		    "that way."));
	form_add_space(v->form);
	form_add_button(v->form, ID_BACK, _("Back"), true);
	return 0;
}

static void
hide(struct view *v)
{
	v->deadline = -1;
	form_reveal(v->form, 0);
	form_set_value(v->form, ID_PIN, "");
	form_set_value(v->form, ID_PUK, "");
	form_hide(v->form, ID_PIN, true);
	form_hide(v->form, ID_PUK, true);
	form_set_deadline(v->form, ID_LEFT, -1);
	form_hide(v->form, ID_LEFT, true);
	form_focus(v->form, ID_SHOW);
	ui_say(v->app->ui, _("PIN and PUK were wiped from the screen."));
}

static void
ask(struct view *v)
{
	const struct msg_certificate *c = personal_chosen(v, ID_CERT, v->state);
	struct msg_serial_request m = { 0 };
	struct link_call *call = NULL;
	struct err e;

	if (c == NULL)
		return;
	m.serial = strdup(c->serial);
	if (calls_secret(v->app->link, &m, &call, &e) < 0)
		ui_say(v->app->ui, e.text);
	else
		app_wait(v->app, call, _("One moment"));
	wire_clear(&wire_serial_request, &m);
}

static void
secret_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ev->id, NULL);
	else if (ev->type == FORM_EVENT_TIMEOUT ||
		 (ev->type == FORM_EVENT_KEY && ev->id == ACTION_HIDE))
		hide(v);
	else if (ev->type == FORM_EVENT_KEY ||
		 (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SHOW))
		ask(v);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_personal_menu);
}

static void
show(struct view *v, struct msg_card_secret *m)
{
	int64_t end = clock_mono_ms() + SHOWN_MS;

	form_set_value(v->form, ID_PIN, m->pin);
	form_set_value(v->form, ID_PUK, m->puk);
	wire_clear(&wire_card_secret, m);
	form_hide(v->form, ID_PIN, false);
	form_hide(v->form, ID_PUK, false);
	form_hide(v->form, ID_LEFT, false);
	form_set_deadline(v->form, ID_LEFT, end);
	v->deadline = end;
	form_reveal(v->form, ACTION_HIDE);
}

static void
secret_reply(struct view *v, const struct link_reply *r)
{
	if (r->err.code == 0) {
		show(v, app_message(r));
		return;
	}
	ui_say(v->app->ui, r->err.text);
	form_set_error(v->form, ID_CERT, r->err.text);
}

static void
secret_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_personal_secret = {
	.open = secret_open,
	.event = secret_event,
	.reply = secret_reply,
	.due = hide,
	.leave = hide,
	.close = secret_close,
};
