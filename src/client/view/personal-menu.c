/* İşlemler Menüsü: what a person can do in his own account. Each choice shows
 * what is true at that moment, so the portal is asked before it opens. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

#define RENEW_DAYS 90

enum { ID_FIRST = 1, ID_LAST = 40 };

/* In the order of their digits; the last one logs out. */
static const struct {
	const char *label, *help;
	const struct view_ops *view;
} entries[] = {
	{ N_("List of certificates"),
	    N_("Your certificates, their state and the days they have left"),
	    &view_personal_list },
	{ N_("Take off suspension / open for use"),
	    N_("Opens a new certificate for use, or one that you suspended"),
	    &view_personal_resume },
	{ N_("Suspend"),
	    N_("Nobody can sign with it until you take it off suspension"),
	    &view_personal_suspend },
	{ N_("Revoke my certificate"), N_("Ends it for ever"),
	    &view_personal_revoke },
	{ N_("My card is lost or stolen"),
	    N_("Suspends the certificate and applies for a new card, step by "
	       "step"),
	    &view_personal_lost },
	{ N_("State of my application"),
	    N_("Where it stands, its history and the tracking number of the "
	       "courier"),
	    &view_personal_status },
	{ N_("Update my data"),
	    N_("Mobile phone, e-mail, information channel, security word"),
	    &view_personal_account },
	{ N_("PIN / PUK information"),
	    N_("Shows the PIN and the PUK of your card, for a minute at most"),
	    &view_personal_secret },
	{ N_("Unlock my card"),
	    N_("After three wrong PINs: sets a new PIN on the card in the "
	       "reader"),
	    &view_personal_unlock },
	{ N_("E-Onay"),
	    N_("Gives or withdraws the consent with which a renewal needs no "
	       "signed form"),
	    &view_personal_consent },
	{ N_("Log out"), N_("Ends your session at the portal"), NULL },
};

#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

/* The one thing that should be done next; empty: nothing presses. */
static const char *
next_step(const struct msg_personal *m)
{
	const struct msg_certificate *c = m->certificates.items;

	if (m->set_word && m->by_word == false && m->certificates.n == 0)
		return "";
	if (m->set_word)
		return _("You have no security word of your own. Please set "
			 "one: press 7.");
	for (size_t i = 0; i < m->certificates.n; i++)
		if (strcmp(c[i].state, "unopened") == 0)
			return _("You have a certificate that is not open for "
				 "use yet. When your card is here, press 2.");
	for (size_t i = 0; i < m->certificates.n; i++)
		if (strcmp(c[i].state, "valid") == 0 && c[i].days > RENEW_DAYS)
			return "";
	for (size_t i = 0; i < m->certificates.n; i++)
		if (strcmp(c[i].state, "valid") == 0)
			return _("Your certificate ends soon. Renew it from "
				 "the main menu.");
	return "";
}

static void
build(struct view *v)
{
	const struct msg_personal *m = &v->app->personal.facts;
	char text[400];

	snprintf(text, sizeof(text),
	    _("Dear %s %s, here you can change the state of your certificate "
	      "and update your personal data."),
	    m->name, m->surname);
	form_add_text(v->form, 0, text);
	if (next_step(m)[0] != '\0')
		form_add_text(v->form, 0, next_step(m));
	form_add_space(v->form);
	for (size_t i = 0; i < ENTRIES; i++)
		form_add_entry(v->form, ID_FIRST + (int)i,
		    "1234567890"[i < 10 ? i : 10], _(entries[i].label),
		    _(entries[i].help));
	for (size_t i = 0; i < ENTRIES; i++)
		if (entries[i].view != NULL &&
		    entries[i].view == v->app->personal.wanted)
			form_focus(v->form, ID_FIRST + (int)i);
}

static int
menu_open(struct view *v, struct err *e)
{
	struct app_personal *p = &v->app->personal;

	v->form = form_new(_("Menu"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	if (p->known) {
		build(v);
		return 0;
	}
	snprintf(p->notice, sizeof(p->notice), "%s", v->app->notice);
	v->app->notice[0] = '\0';
	/* Just logged in: to the place where the last session ended. */
	personal_fetch(v->app, p->back != NULL ? p->back : &view_personal_menu);
	p->back = NULL;
	return 0;
}

static void
log_out(struct view *v)
{
	struct link_call *call = personal_log_out(v->app);

	if (call != NULL)
		app_wait(v->app, call, _("Logging out"));
}

static void
menu_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;
	const struct view_ops *to;

	if (ev->type == FORM_EVENT_BACK)
		log_out(v);
	if (ev->type != FORM_EVENT_PRESSED)
		return;
	to = entries[ev->id - ID_FIRST].view;
	if (to == NULL)
		log_out(v);
	else
		personal_fetch(a, to);
}

static void
menu_reply(struct view *v, const struct link_reply *r)
{
	struct app *a = v->app;

	if (r->message == &wire_personal) {
		personal_fetched(a, r);
		return;
	}
	/* A portal that cannot be reached forgets the session by itself. */
	snprintf(a->notice, sizeof(a->notice), "%s",
	    r->err.code == 0 ? _("You are logged out.")
			     : _("The portal could not be told; it ends your "
				 "session by itself soon."));
	personal_forget(a);
	app_go(a, &view_menu);
}

static void
menu_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_personal_menu = {
	.open = menu_open,
	.event = menu_event,
	.reply = menu_reply,
	.close = menu_close,
};
