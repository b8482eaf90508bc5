/*
 * Askıdan İndir, Askıya Al, Sertifikamı İptal Et: one certificate is chosen
 * and becomes something else. What cannot be taken back is typed.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/turkish.h"
#include "client/remote/calls-personal.h"
#include "base/banned.h"

enum { ID_CERT = 1, ID_REASON, ID_TYPED, ID_DO, ID_BACK };

struct act {
	const char *title, *text, *none, *button, *done;
	const char *states; /* of the certificates it is for */
	const char *action; /* of the portal; NULL: by the state */
	bool for_ever;
};

static const struct act acts[] = {
	{ N_("Take off suspension / open for use"),
	    N_("A new certificate arrives closed. Open it only when the card "
	       "is in your hand: from then on you can sign with it. One that "
	       "you suspended works again."),
	    N_("You have no certificate that is suspended or not yet open for "
	       "use."),
	    N_("Open for use"), N_("The certificate can be used now."),
	    "unopened suspended", NULL, false },
	{ N_("Suspend"),
	    N_("As long as it is suspended, nobody can sign with it or log in "
	       "with it. You can take it off suspension at any time."),
	    N_("You have no certificate that could be suspended."),
	    N_("Suspend"),
	    N_("The certificate is suspended: nobody can sign with it."),
	    "valid future", "suspend", false },
	{ N_("Revoke my certificate"),
	    N_("REVOCATION IS FOR EVER: the certificate can never be used "
	       "again, and nobody can undo it. What you have signed before "
	       "stays good. If the card may turn up again, suspend it "
	       "instead."),
	    N_("You have no certificate that could be revoked."),
	    N_("Revoke for ever"), N_("The certificate is revoked for ever."),
	    "valid future suspended unopened", "revoke", true },
};

static const struct {
	const char *word, *label;
} reasons[] = {
	{ "lost", N_("The card is lost or stolen") },
	{ "compromised", N_("Somebody else may know the PIN") },
	{ "changed", N_("I work elsewhere, or my details have changed") },
	{ "stopped", N_("I do not need it any more") },
};

struct acting {
	const struct act *act;
	struct personal_rows rows;
};

static size_t
reason_count(void *ctx)
{
	(void)ctx;
	return sizeof(reasons) / sizeof(reasons[0]);
}

static const char *
reason_value(void *ctx, size_t i)
{
	(void)ctx;
	return reasons[i].word;
}

static const char *
reason_label(void *ctx, size_t i)
{
	(void)ctx;
	return _(reasons[i].label);
}

static void
add_confirmation(struct form *f)
{
	struct form_field reason = {
		.id = ID_REASON,
		.label = _("Reason"),
		.kind = FORM_CHOICE,
		.starred = true,
		.help = _("Why the certificate is revoked; it stands on the "
			  "public list of revoked ones"),
		.rows = { reason_count, reason_value, reason_label, NULL },
	};
	struct form_field typed = {
		.id = ID_TYPED,
		.label = _("Type REVOKE"),
		.kind = FORM_TEXT,
		.starred = true,
		.max = 10,
		.help = _("Only when this word is typed the certificate is "
			  "revoked, for ever"),
	};

	form_add_field(f, &reason);
	form_add_field(f, &typed);
}

static int
open_act(struct view *v, const struct act *act, struct err *e)
{
	struct acting *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(_(act->title));
	if (s == NULL || v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->act = act;
	s->rows = (struct personal_rows){ v->app, act->states, false };
	form_title(v->form, _("Personal services"), "");
	if (personal_rows_count(&s->rows) == 0) {
		form_add_text(v->form, 0, _(act->none));
		form_add_space(v->form);
		form_add_button(v->form, ID_BACK, _("Back"), true);
		return 0;
	}
	form_add_text(v->form, 0, _(act->text));
	form_add_space(v->form);
	personal_add_choice(v, ID_CERT, &s->rows);
	if (act->for_ever)
		add_confirmation(v->form);
	form_add_space(v->form);
	/* The main key is too near to others for what is for ever. */
	form_add_button(v->form, ID_DO, _(act->button), !act->for_ever);
	form_add_button(v->form, ID_BACK, _("Give up"), act->for_ever);
	return 0;
}

static int
resume_open(struct view *v, struct err *e)
{
	return open_act(v, &acts[0], e);
}

static int
suspend_open(struct view *v, struct err *e)
{
	return open_act(v, &acts[1], e);
}

static int
revoke_open(struct view *v, struct err *e)
{
	return open_act(v, &acts[2], e);
}

static bool
wrong(struct view *v, int id, const char *sentence)
{
	form_set_error(v->form, id, sentence);
	form_focus(v->form, id);
	return false;
}

/* In either language, whatever the letters' case. */
static bool
confirmed(struct view *v)
{
	const char *typed = form_value(v->form, ID_TYPED);

	if (form_value(v->form, ID_REASON)[0] == '\0')
		return wrong(v, ID_REASON,
		    _("Please choose why the certificate is to be revoked."));
	if (turkish_same(typed, "İPTAL") || turkish_same(typed, "IPTAL") ||
	    turkish_same(typed, "REVOKE"))
		return true;
	return wrong(v, ID_TYPED,
	    _("Revocation is for ever. If you want it, type REVOKE here; "
	      "nothing has been done yet."));
}

static void
start(struct view *v)
{
	const struct acting *s = v->state;
	const struct msg_certificate *c = personal_chosen(v, ID_CERT, &s->rows);
	struct msg_certificate_request m = { 0 };
	struct link_call *call = NULL;
	const char *action = s->act->action;
	struct err e;

	if (c == NULL || (s->act->for_ever && !confirmed(v)))
		return;
	if (action == NULL)
		action = strcmp(c->state, "unopened") == 0 ? "open" : "resume";
	m.serial = strdup(c->serial);
	m.action = strdup(action);
	if (s->act->for_ever)
		m.reason = strdup(form_value(v->form, ID_REASON));
	if (calls_certificate(v->app->link, &m, &call, &e) < 0)
		ui_say(v->app->ui, e.text);
	else
		app_wait(v->app, call, _("One moment"));
	wire_clear(&wire_certificate_request, &m);
}

static void
act_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED)
		form_set_error(v->form, ev->id, NULL);
	else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_DO)
		start(v);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_personal_menu);
}

static void
act_reply(struct view *v, const struct link_reply *r)
{
	const struct acting *s = v->state;
	struct app *a = v->app;

	if (r->err.code == 0) {
		personal_take(a, app_message(r));
		snprintf(a->notice, sizeof(a->notice), "%s", _(s->act->done));
		app_go(a, &view_personal_menu);
		return;
	}
	ui_say(a->ui, r->err.text);
	wrong(v, strcmp(r->err.field, "reason") == 0 ? ID_REASON : ID_CERT,
	    r->err.text);
}

static void
act_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_personal_resume = {
	.open = resume_open,
	.event = act_event,
	.reply = act_reply,
	.close = act_close,
};

const struct view_ops view_personal_suspend = {
	.open = suspend_open,
	.event = act_event,
	.reply = act_reply,
	.close = act_close,
};

const struct view_ops view_personal_revoke = {
	.open = revoke_open,
	.event = act_event,
	.reply = act_reply,
	.close = act_close,
};
