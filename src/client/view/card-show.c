/* One certificate, whole: what a person reads out on the telephone, compares
 * or copies. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

enum { ID_TEXT = 1, ID_SAVE, ID_BACK };

/* Label and value, the values one below the other. */
static void
line(struct buf *b, const char *label, const char *value)
{
	size_t used = text_columns(label);

	if (value[0] == '\0')
		return;
	buf_addf(b, "%s:%*s %s\n", label, (int)(used < 20 ? 20 - used : 0), "",
	    value);
}

/* In groups of four bytes, so that an eye or an ear keeps the place. */
static void
fingerprint(struct buf *b, const char *hex)
{
	buf_addf(b, "%s:\n", _("Fingerprint (SHA-256)"));
	for (size_t i = 0; hex[i] != '\0'; i++) {
		if (i % 8 == 0)
			buf_adds(b, i % 32 != 0 ? " " : i > 0 ? "\n  " : "  ");
		buf_addc(b, hex[i]);
	}
	buf_addc(b, '\n');
}

static const char *
use_of(const struct cert_facts *f)
{
	if (f->ca)
		return _("authority: it vouches for other certificates");
	if (f->seal)
		return _("electronic seal of an institution");
	if (!f->non_repudiation)
		return _("log-in, not signatures");
	return f->qualified ? _("qualified electronic signature")
			    : _("signature, not a qualified one");
}

static void
describe(const struct app *a, const struct card_cert *c, struct buf *b)
{
	const struct cert_facts *f = &c->facts;
	char moment[DATE_MOMENT], left[64];
	long days = date_days_until(clock_wall(), f->not_after);

	line(b, _("Holder"), f->owner);
	line(b, _("T.C. Kimlik No"), f->tckn);
	line(b, _("Issuer"), f->issuer);
	line(b, _("Valid from"), date_moment(f->not_before, moment));
	line(b, _("Valid until"), date_moment(f->not_after, moment));
	snprintf(left, sizeof(left), "%ld", days);
	line(b, _("Days left"), days < 0 ? _("none, it has ended") : left);
	line(b, _("Purpose"), use_of(f));
	line(b, _("Signing here"),
	    c->refused != 0 ? c->why.text : _("possible"));
	line(b, _("Key"), f->key);
	line(b, _("Serial number"), f->serial);
	line(b, _("Card"), c->token);
	line(b, _("Reader"), c->slot);
	line(b, _("Card type"),
	    a->cards.list.modules[a->cards.list.readers[c->reader].module]
		.name);
	buf_addc(b, '\n');
	fingerprint(b, f->fingerprint);
}

static int
show_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	const struct card_cert *c = cards_known(a) ? cards_cert(a) : NULL;
	struct buf text = BUF_INIT(16384);

	v->form = form_new(_("Certificate"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("My card"), "");
	if (c == NULL) {
		app_go(a, &view_card);
		return 0;
	}
	describe(a, c, &text);
	form_add_viewer(v->form, ID_TEXT, c->facts.owner, buf_str(&text), 8);
	form_add_space(v->form);
	form_add_button(v->form, ID_SAVE, _("Save the certificate"), false);
	form_add_button(v->form, ID_BACK, _("Back"), true);
	buf_free(&text);
	return 0;
}

/* Whoever reads it may take the card out: the text stays. */
static void
show_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_SAVE)
		app_go(v->app, &view_card_save);
	else if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_card);
}

static void
show_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_card_show = {
	.open = show_open,
	.event = show_event,
	.close = show_close,
};
