/* The main menu. What it says of the card comes from the card alone, as soon
 * as it is read and whenever it changes. */
#include "config.h"
#include "client/view/esign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/banned.h"

#define LINE_MAX_BYTES 320
#define RENEW_DAYS     90 /* the portal takes a renewal so long before the end */

enum { ID_RENEW = 1, ACTION_LANGUAGE, ID_FIRST };

/* In the order of their digits; the last one leaves. */
static const struct {
	const char *label, *help;
	const struct view_ops *view;
} entries[] = {
	{ N_("Certificate application and renewal"),
	    N_("New application, renewal, or going on with one that was "
	       "interrupted"),
	    &view_login },
	{ N_("Sign with a Doğrulama Kodu"),
	    N_("Signs here what was filled in on another computer"),
	    &view_enter_code },
	{ N_("Personal services (suspend, revoke, PIN, E-Onay, state)"),
	    N_("Your own account: certificates, PIN / PUK, your data, the "
	       "state of your application"),
	    &view_personal },
	{ N_("My card"),
	    N_("Your certificates and the PIN: look, change, unlock, save"),
	    &view_card },
	{ N_("Sign a file / check a signature"),
	    N_("Signs a text file with your card, or tells whether the "
	       "signature in a file is good"),
	    &view_file },
	{ N_("Diagnosis"),
	    N_("Looks for what is wrong, from the reader to the portal"),
	    &view_doctor },
	{ N_("Kurum yetkilisi"),
	    N_("Decide on the applications of your province, with your card"),
	    &view_esign },
	{ N_("Leave"), N_("Ends the program; it asks first"), NULL },
};

#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

/* "Sertifikanızın bitmesine 60 gün var"; false: nothing to say. */
static bool
renewal(const struct app *a, char *out, size_t size)
{
	const struct card_cert *c = cards_usable(a);
	const struct card_event *l = &a->cards.list;
	long days;

	if (!cards_known(a))
		return false;
	if (c == NULL && l->cert_count > 0 &&
	    strcmp(l->certs[0].why.reason, "expired") == 0) {
		snprintf(out, size, "%s",
		    _("Your certificate has ended. Press 1 to apply for a new "
		      "one."));
		return true;
	}
	if (c == NULL)
		return false;
	days = date_days_until(clock_wall(), c->facts.not_after);
	if (days < 0 || days > RENEW_DAYS)
		return false;
	snprintf(out, size,
	    lang_plural(
		"Your certificate ends in %ld day. Press 1 to renew it.",
		"Your certificate ends in %ld days. Press 1 to renew it.",
		(unsigned long)days),
	    days);
	return true;
}

/* The live line, behind the entry of the card. */
static void
show_card(struct view *v)
{
	char line[LINE_MAX_BYTES], label[400];
	bool any;

	for (size_t i = 0; i < ENTRIES; i++) {
		if (entries[i].view != &view_card)
			continue;
		cards_line(v->app, line, sizeof(line));
		snprintf(label, sizeof(label),
		    line[0] != '\0' ? "%s   (%s)" : "%s%s", _(entries[i].label),
		    line);
		form_set_text(v->form, ID_FIRST + (int)i, label);
	}
	any = renewal(v->app, line, sizeof(line));
	form_set_text(v->form, ID_RENEW, any ? line : "");
	form_hide(v->form, ID_RENEW, !any);
}

/* The other entries keep their digits. A portal of an older version says
 * nothing of it: its queue is asked for by whoever wants it. */
static void
show_offers(struct view *v)
{
	for (size_t i = 0; i < ENTRIES; i++)
		if (entries[i].view == &view_esign)
			form_hide(
			    v->form, ID_FIRST + (int)i, v->app->no_officers);
}

static int
menu_open(struct view *v, struct err *e)
{
	static const struct form_binding keys[] = {
		{ KEYS_F9, ACTION_LANGUAGE, "F9", "Türkçe / English" },
	};
	struct app *a = v->app;

	v->form = form_new(NULL);
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, "eimza", "");
	form_add_text(v->form, 0,
	    _("Apply for and renew your qualified "
	      "electronic certificate, and sign with your card."));
	form_add_space(v->form);
	hint_add(v, HINT_MENU);
	for (size_t i = 0; i < ENTRIES; i++)
		form_add_entry(v->form, ID_FIRST + (int)i, (char)('1' + i),
		    _(entries[i].label), _(entries[i].help));
	form_add_space(v->form);
	form_add_text(v->form, ID_RENEW, "");
	form_bind(v->form, keys, 1);
	show_card(v);
	show_offers(v);
	v->state = calloc(1, LINE_MAX_BYTES); /* the line that was said */
	if (v->state != NULL)
		cards_line(a, v->state, LINE_MAX_BYTES);
	/* Without a driver the menu is what it is; "My card" says why. */
	cards_follow(a, NULL, NULL);
	return 0;
}

/* Line by line nothing changes in place: what is new is said. */
static void
menu_card(struct view *v, const struct card_event *ev)
{
	struct app *a = v->app;
	char line[LINE_MAX_BYTES], said[400], *last = v->state;

	if (ev->type != CARD_LIST)
		return;
	show_card(v);
	cards_line(a, line, sizeof(line));
	if (ui_mode_of(a->ui) != UI_LINEAR || last == NULL ||
	    strcmp(line, last) == 0)
		return;
	memcpy(last, line, sizeof(line));
	snprintf(said, sizeof(said), _("Your card: %s"), line);
	ui_say(a->ui, said);
	if (renewal(a, line, sizeof(line)))
		ui_say(a->ui, line);
}

static void
menu_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;
	const struct view_ops *to;

	if (ev->type == FORM_EVENT_KEY) {
		lang_set(lang_get() == LANG_TR ? LANG_EN : LANG_TR);
		app_go(a, &view_menu);
		return;
	}
	if (ev->type != FORM_EVENT_BACK && ev->type != FORM_EVENT_PRESSED)
		return;
	to = ev->type == FORM_EVENT_BACK ? NULL
					 : entries[ev->id - ID_FIRST].view;
	if (to == NULL)
		app_quit(a);
	else if (to == &view_personal)
		personal_enter(a);
	else if (to == &view_esign)
		esign_enter(a, APP_OFFICER);
	else
		app_go(a, to);
}

static void
menu_close(struct view *v)
{
	free(v->state);
}

const struct view_ops view_menu = {
	.open = menu_open,
	.event = menu_event,
	.card = menu_card,
	.introduced = show_offers,
	.close = menu_close,
};
