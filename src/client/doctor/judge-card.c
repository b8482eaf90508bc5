/* The driver, the card, its certificate and its PIN. */
#include "config.h"
#include "client/doctor/judge.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/banned.h"

#define HELP_DESK "444 5 576"

static void
add_module(struct buf *b, const struct found_module *m)
{
	const char *file = strrchr(m->path, '/');

	file = file != NULL ? file + 1 : m->path;
	buf_adds(b, b->len > 0 ? ", " : "");
	if (strcmp(m->name, file) == 0)
		buf_adds(b, file);
	else
		buf_addf(b, "%s (%s)", m->name, file);
}

/* Who was asked, where it is not known which of them is at fault. */
static void
say_candidates(const struct found_card *c, struct line *l)
{
	struct buf names = BUF_INIT(1024);

	for (size_t i = 0; i < c->modules; i++)
		add_module(&names, &c->module[i]);
	if (names.len > 0)
		line_more(l, _("Asked: %s."), buf_str(&names));
	buf_free(&names);
}

/* The driver gave no answer at all, of one kind or another. */
static bool
no_answer(const struct findings *f, struct line *l)
{
	const struct found_card *c = &f->card;

	if (c->listed)
		return false;
	if (c->end.seconds > 0 && judge_service(f) == SERVICE_SILENT) {
		line_skip(l, "%s",
		    _("Not checked: the card service does not answer."));
		return true;
	}
	if (c->end.seconds > 0)
		line_wrong(l, "module-hangs",
		    _("The card driver did not answer within %d s."),
		    c->end.seconds);
	else if (c->end.signal != 0)
		line_wrong(l, "module-crashes",
		    _("The card driver crashed (signal %d)."), c->end.signal);
	else
		line_wrong(l, "module-bad", "%s",
		    c->err.text[0] != '\0'
			? c->err.text
			: _("The card driver could not be asked."));
	say_candidates(c, l);
	line_do(l, "%s",
	    _("Take the card out and put it in again. If that does not help, "
	      "install the newest driver of the card, or try each driver alone "
	      "with --module."));
	return true;
}

void
judge_driver(const struct findings *f, struct line *l)
{
	const struct found_card *c = &f->card;
	struct buf good = BUF_INIT(1024), rest = BUF_INIT(1024);
	const struct found_module *bad = NULL;

	if (no_answer(f, l))
		return;
	for (size_t i = 0; i < c->modules; i++) {
		const struct found_module *m = &c->module[i];

		if (m->tried && m->why.code == 0)
			add_module(&good, m);
		else if (!m->tried)
			add_module(&rest, m);
		else if (bad == NULL)
			bad = m;
	}
	if (good.len > 0) {
		line_ok(l, _("Loads and answers: %s."), buf_str(&good));
		if (bad != NULL)
			line_more(l, _("Not used: %s"), bad->why.text);
		if (rest.len > 0)
			line_more(
			    l, _("Found, but not needed: %s."), buf_str(&rest));
	} else if (bad != NULL) {
		line_wrong(l,
		    bad->why.reason[0] != '\0' ? bad->why.reason : "module-bad",
		    "%s", bad->why.text);
	} else {
		line_wrong(
		    l, "no-module", "%s", _("No card driver was found."));
		line_do(l, "%s",
		    _("Install the driver that came with the card (AKİS), or "
		      "the package opensc-pkcs11; a driver in another place is "
		      "named with --module or in eimza.conf."));
	}
	buf_free(&good);
	buf_free(&rest);
}

static bool
in_reader(const struct findings *f)
{
	for (size_t i = 0; i < f->card.readers; i++)
		if (f->card.reader[i].present)
			return true;
	return false;
}

static bool
seen_by_service(const struct findings *f)
{
	for (size_t i = 0; i < f->pcsc.readers; i++)
		if (f->pcsc.reader[i].card)
			return true;
	return false;
}

/* A card that can be read; with_certs: and that is for signing. */
static bool
readable(const struct found_card_reader *r, bool with_certs)
{
	return r->present && (r->why.code == 0 ||
				 (!with_certs && strcmp(r->why.reason,
						     "no-certificate") == 0));
}

static bool
any_readable(const struct findings *f, bool with_certs)
{
	for (size_t i = 0; i < f->card.readers; i++)
		if (readable(&f->card.reader[i], with_certs))
			return true;
	return false;
}

void
judge_card(const struct findings *f, struct line *l)
{
	const struct found_card *c = &f->card;
	const struct found_card_reader *bad = NULL;

	for (size_t i = 0; i < c->readers && bad == NULL; i++)
		if (c->reader[i].present && !readable(&c->reader[i], false))
			bad = &c->reader[i];
	if (!c->listed) {
		line_skip(l, "%s", _("Not checked: no driver answered."));
	} else if (!in_reader(f) && judge_service(f) != SERVICE_GOOD) {
		line_skip(l, "%s",
		    _("Not checked: the card service cannot be used."));
	} else if (any_readable(f, false)) {
		line_ok(l, "%s", _("It is in the reader and can be read."));
		if (bad != NULL)
			line_more(
			    l, _("Another one cannot: %s"), bad->why.text);
	} else if (bad != NULL) {
		line_wrong(l, "card-unreadable", "%s", bad->why.text);
	} else if (seen_by_service(f)) {
		line_wrong(l, "card-unknown", "%s",
		    _("A card is in the reader, but no driver knows it."));
		line_do(l, "%s",
		    _("Put the card in the right way round, its chip first. "
		      "Install the driver that came with the card (AKİS)."));
	} else if (f->pcsc.readers == 0) {
		line_skip(l, "%s", _("Not checked: there is no reader."));
	} else {
		line_wrong(
		    l, "no-card", "%s", _("There is no card in a reader."));
		line_do(l, "%s",
		    _("Put the card into the reader, its chip first."));
	}
}

static void
say_person(const struct findings *f, const struct found_cert *c, struct line *l)
{
	if (f->personal)
		line_more(l, _("Holder: %s. Serial number: %s."), c->owner,
		    c->serial);
}

static void
say_usable(const struct findings *f, const struct found_cert *c, struct line *l)
{
	struct date d = date_of(c->not_after);
	long days = date_days_until(f->now, c->not_after);
	char until[DATE_TEXT];

	line_ok(l,
	    lang_plural("Can sign until %s, %ld day from now. Issuer: %s.",
		"Can sign until %s, %ld days from now. Issuer: %s.",
		(unsigned long)days),
	    date_format(&d, until), days, c->issuer);
	say_person(f, c, l);
}

/* Nothing of it would be told that was not told before it: a card often has
 * several that were issued together. */
static bool
told(const struct findings *f, size_t i)
{
	const struct found_cert *c = f->card.cert;

	for (size_t k = 0; k < i && !f->personal; k++)
		if (!c[k].refused && c[k].not_after == c[i].not_after &&
		    strcmp(c[k].issuer, c[i].issuer) == 0)
			return true;
	return false;
}

void
judge_certificate(const struct findings *f, struct line *l)
{
	const struct found_card *c = &f->card;
	bool any = false;

	for (size_t i = 0; i < c->certs; i++) {
		if (c->cert[i].refused || told(f, i))
			continue;
		say_usable(f, &c->cert[i], l);
		any = true;
	}
	if (any)
		return;
	if (c->certs > 0) {
		const struct found_cert *bad = &c->cert[0];

		line_wrong(l,
		    bad->why.reason[0] != '\0' ? bad->why.reason : "unusable",
		    "%s", bad->why.text);
		say_person(f, bad, l);
		line_do(l,
		    _("Apply for a new certificate (\"eimza basvuru\"), or ask "
		      "the help desk: %s."),
		    HELP_DESK);
	} else if (in_reader(f)) {
		line_wrong(l, "no-certificate", "%s",
		    _("No certificate was found on the card."));
		line_do(l,
		    _("Check that it is the card of your signature; if it is, "
		      "ask the help desk: %s."),
		    HELP_DESK);
	} else {
		line_skip(l, "%s", _("Not checked: no card was read."));
	}
}

static void
say_pin(enum card_pin pin, struct line *l)
{
	switch (pin) {
	case CARD_PIN_LOCKED:
		line_wrong(l, "pin-locked", "%s", _("The PIN is locked."));
		line_do(l,
		    _("Unblock the card: Kilit Çözme in the issuer's online "
		      "transactions, or with the PUK under \"My card\" of the "
		      "main menu. Help desk: %s."),
		    HELP_DESK);
		break;
	case CARD_PIN_FINAL:
		line_wrong(l, "pin-last", "%s",
		    _("LAST TRY: one more wrong PIN locks the card."));
		line_do(l,
		    _("Type the PIN only if you are sure of it. If you are "
		      "not, ask the help desk first: %s."),
		    HELP_DESK);
		break;
	case CARD_PIN_LOW:
		line_ok(l, "%s",
		    _("Not locked, but a wrong PIN was typed before."));
		break;
	case CARD_PIN_PAD:
		line_ok(l, "%s", _("It is typed on the reader's own keys."));
		break;
	case CARD_PIN_OK:
		line_ok(l, "%s", _("Not locked; no wrong entry is known."));
		break;
	case CARD_PIN_UNKNOWN:
		line_skip(l, "%s", _("The card does not tell."));
		break;
	}
}

/* Which of two states of a PIN the person must know of. */
static int
weight(enum card_pin pin)
{
	static const int weights[] = {
		[CARD_PIN_UNKNOWN] = 0,
		[CARD_PIN_OK] = 1,
		[CARD_PIN_PAD] = 2,
		[CARD_PIN_LOW] = 3,
		[CARD_PIN_FINAL] = 4,
		[CARD_PIN_LOCKED] = 5,
	};

	return weights[pin];
}

void
judge_pin(const struct findings *f, struct line *l)
{
	const struct found_card_reader *worst = NULL;
	bool certs = any_readable(f, true);

	for (size_t i = 0; i < f->card.readers; i++) {
		const struct found_card_reader *r = &f->card.reader[i];

		if (readable(r, certs) &&
		    (worst == NULL || weight(r->pin) > weight(worst->pin)))
			worst = r;
	}
	if (worst == NULL)
		line_skip(l, "%s", _("Not checked: no card was read."));
	else
		say_pin(worst->pin, l);
}
