#include "config.h"
#include "client/view/cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/date.h"
#include "base/lang.h"
#include "client/view/app.h"
#include "base/banned.h"

int
app_card(struct app *a, struct err *e)
{
	struct app_cards *c = &a->cards;

	c->options.prefer = c->prefer;
	return a->card != NULL ? 0 : card_open(&a->card, &c->options, e);
}

void
cards_close(struct app *a)
{
	card_close(a->card);
	a->card = NULL;
	a->cards.list.type = CARD_NOTHING;
	free(a->cards.prefer);
	a->cards.prefer = NULL;
}

int
cards_follow(struct app *a, const char *tckn, struct err *e)
{
	struct app_cards *c = &a->cards;
	int rc = app_card(a, e);

	if (rc < 0)
		return rc;
	if (c->following && strcmp(c->tckn, tckn == NULL ? "" : tckn) == 0)
		return 0;
	snprintf(c->tckn, sizeof(c->tckn), "%s", tckn == NULL ? "" : tckn);
	c->following = c->pending = true;
	card_follow(a->card, tckn);
	return 0;
}

void
cards_again(struct app *a)
{
	const char *tckn = a->cards.tckn;

	if (a->card == NULL)
		return;
	a->cards.pending = true;
	card_list(a->card, tckn[0] == '\0' ? NULL : tckn);
}

void
cards_take(struct app *a, const struct card_event *ev)
{
	a->cards.list = *ev;
	if (!ev->changed)
		a->cards.pending = false;
}

bool
cards_known(const struct app *a)
{
	return a->cards.list.type == CARD_LIST;
}

const struct card_cert *
cards_usable(const struct app *a)
{
	const struct card_event *l = &a->cards.list;

	for (size_t i = 0; i < l->cert_count; i++)
		if (l->certs[i].refused == 0)
			return &l->certs[i];
	return NULL;
}

long
cards_find(const struct app *a, const char *reader, const char *serial)
{
	const struct card_event *l = &a->cards.list;

	for (size_t i = 0; i < l->reader_count; i++)
		if (l->readers[i].present &&
		    strcmp(l->readers[i].name, reader) == 0 &&
		    strcmp(l->readers[i].serial, serial) == 0)
			return (long)i;
	return -1;
}

const struct card_reader *
cards_reader(const struct app *a)
{
	const struct card_event *l = &a->cards.list;

	for (size_t i = 0; i < l->reader_count; i++)
		if (l->readers[i].present &&
		    strcmp(l->readers[i].name, a->cards.reader) == 0)
			return &l->readers[i];
	if (l->cert_count > 0)
		return &l->readers[l->certs[0].reader];
	for (size_t i = 0; i < l->reader_count; i++)
		if (l->readers[i].present)
			return &l->readers[i];
	return l->reader_count > 0 ? l->readers : NULL;
}

/* A certificate in its reader, the same in the next list. */
static void
name_cert(const struct app *a, const struct card_cert *c, char out[160])
{
	snprintf(out, 160, "%s %s", c->facts.fingerprint,
	    a->cards.list.readers[c->reader].name);
}

const struct card_cert *
cards_cert(const struct app *a)
{
	const struct card_event *l = &a->cards.list;
	const struct card_reader *r = cards_reader(a);
	const struct card_cert *first = NULL;
	char name[160];

	for (size_t i = 0; i < l->cert_count; i++) {
		if (&l->readers[l->certs[i].reader] != r)
			continue;
		name_cert(a, &l->certs[i], name);
		if (strcmp(name, a->cards.cert) == 0)
			return &l->certs[i];
		if (first == NULL)
			first = &l->certs[i];
	}
	return first;
}

void
cards_look_at(struct app *a, const struct card_reader *r)
{
	if (r == NULL)
		return;
	snprintf(a->cards.reader, sizeof(a->cards.reader), "%s", r->name);
	snprintf(a->cards.serial, sizeof(a->cards.serial), "%s", r->serial);
}

void
cards_look_at_cert(struct app *a, const char *value)
{
	snprintf(a->cards.cert, sizeof(a->cards.cert), "%s", value);
}

/* The ending that makes a year "to" it follows how its last word is spoken:
 * iki bin yirmi yedi'ye, sekiz'e, dokuz'a. */
static const char *
year_ending(int year)
{
	static const char *const ones[] = { "", "e", "ye", "e", "e", "e", "ya",
		"ye", "e", "a" };
	static const char *const tens[] = { "e", "a", "ye", "a", "a", "ye", "a",
		"e", "e", "a" };

	if (year % 10 != 0)
		return ones[year % 10];
	return tens[year / 10 % 10];
}

char *
cards_until(int64_t end, char *out, size_t size)
{
	struct date d = date_of(end);
	char day[DATE_TEXT];

	date_format(&d, day);
	if (lang_get() == LANG_TR)
		snprintf(out, size, "%s'%s", day, year_ending(d.year));
	else
		snprintf(out, size, "%s", day);
	return out;
}

void
cards_line(const struct app *a, char *out, size_t size)
{
	const struct card_event *l = &a->cards.list;
	const struct card_cert *c = cards_usable(a);
	const char *why = l->err.reason, *driver;
	char day[32];

	out[0] = '\0';
	if (!cards_known(a))
		return;
	if (c == NULL && l->cert_count > 0)
		c = &l->certs[0];
	if (c != NULL) {
		driver = l->modules[l->readers[c->reader].module].name;
		cards_until(c->facts.not_after, day, sizeof(day));
		if (c->facts.not_after < clock_wall())
			snprintf(out, size, _("%s · %s · has ended"), driver,
			    c->facts.owner);
		else
			snprintf(out, size, _("%s · %s · until %s"), driver,
			    c->facts.owner, day);
		return;
	}
	snprintf(out, size, "%s",
	    strcmp(why, "no-reader") == 0   ? _("no card reader")
	    : strcmp(why, "no-card") == 0   ? _("no card in the reader")
	    : strcmp(why, "no-module") == 0 ? _("no driver for cards")
	    : strcmp(why, "no-certificate") == 0
		? _("no certificate on the card")
		: _("the card cannot be read"));
}

const char *
cards_pin_state(enum card_pin pin, bool *bad)
{
	*bad = pin == CARD_PIN_LOW || pin == CARD_PIN_FINAL ||
	       pin == CARD_PIN_LOCKED;
	switch (pin) {
	case CARD_PIN_OK:
		return _("no wrong entry on the card");
	case CARD_PIN_LOW:
		return _("A wrong PIN was entered on this card before.");
	case CARD_PIN_FINAL:
		return _("LAST TRY: a wrong PIN now locks the card.");
	case CARD_PIN_LOCKED:
		return _("The PIN is locked. Unlock it here with your PUK "
			 "(\"My card\"), with \"Kilit Çözme\" in the personal "
			 "services of Kamu SM, or call 444 5 576.");
	case CARD_PIN_PAD:
		return _("type the PIN on the keys of the card reader");
	case CARD_PIN_UNKNOWN:
		break;
	}
	return NULL;
}

static int
make_rows(struct card_rows *r, size_t n)
{
	card_rows_free(r);
	r->row = calloc(n + 1, sizeof(*r->row));
	return r->row == NULL ? -1 : 0;
}

void
card_rows_free(struct card_rows *r)
{
	free(r->row);
	*r = (struct card_rows){ 0, NULL };
}

/* Narrow screens cut the end: what tells two certificates apart is first. */
static void
label_cert(const struct app *a, const struct card_cert *c, bool many, char *out,
    size_t size)
{
	long days = date_days_until(clock_wall(), c->facts.not_after);
	const char *card = a->cards.list.readers[c->reader].token;
	struct date end = date_of(c->facts.not_after);
	char day[32], where[80] = "";

	if (many)
		snprintf(where, sizeof(where), "  [%s]", card);
	if (c->refused != 0)
		snprintf(out, size, _("%s%s  %s  (cannot be used)"),
		    c->facts.owner, where, date_format(&end, day));
	else
		snprintf(out, size, _("%s%s  until %s (%ld days)  %s"),
		    c->facts.owner, where,
		    cards_until(c->facts.not_after, day, sizeof(day)), days,
		    c->facts.issuer);
}

int
card_rows_certs(
    struct card_rows *r, const struct app *a, const struct card_reader *of)
{
	const struct card_event *l = &a->cards.list;
	bool many = false;

	if (make_rows(r, l->cert_count) < 0)
		return -1;
	for (size_t i = 1; of == NULL && i < l->cert_count; i++)
		many = many || l->certs[i].reader != l->certs[0].reader;
	for (size_t i = 0; i < l->cert_count; i++) {
		struct card_row *row = &r->row[r->n];

		if (of != NULL && &l->readers[l->certs[i].reader] != of)
			continue;
		row->index = i;
		name_cert(a, &l->certs[i], row->value);
		label_cert(
		    a, &l->certs[i], many, row->label, sizeof(row->label));
		r->n++;
	}
	return 0;
}

int
card_rows_readers(struct card_rows *r, const struct app *a)
{
	const struct card_event *l = &a->cards.list;

	if (make_rows(r, l->reader_count) < 0)
		return -1;
	for (r->n = 0; r->n < l->reader_count; r->n++) {
		const struct card_reader *c = &l->readers[r->n];
		struct card_row *row = &r->row[r->n];

		row->index = r->n;
		snprintf(row->value, sizeof(row->value), "%s", c->name);
		if (!c->present)
			snprintf(row->label, sizeof(row->label),
			    _("no card  (%s)"), c->name);
		else
			snprintf(row->label, sizeof(row->label), "%s  (%s)",
			    c->token[0] != '\0' ? c->token : _("a card"),
			    c->name);
	}
	return 0;
}

static size_t
row_count(void *ctx)
{
	return ((struct card_rows *)ctx)->n;
}

static const char *
row_value(void *ctx, size_t i)
{
	return ((struct card_rows *)ctx)->row[i].value;
}

static const char *
row_label(void *ctx, size_t i)
{
	return ((struct card_rows *)ctx)->row[i].label;
}

struct form_rows
card_rows_for(struct card_rows *r)
{
	return (struct form_rows){ row_count, row_value, row_label, r };
}

const struct card_row *
card_rows_find(const struct card_rows *r, const char *value)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->row[i].value, value) == 0)
			return &r->row[i];
	return NULL;
}

static size_t
type_count(void *ctx)
{
	return ((struct app_cards *)ctx)->list.module_count;
}

/* Two drivers of one name are told apart by where they lie. */
static const char *
type_value(void *ctx, size_t i)
{
	const struct card_module *m = ((struct app_cards *)ctx)->list.modules;
	size_t n = ((struct app_cards *)ctx)->list.module_count;

	for (size_t k = 0; k < n; k++)
		if (k != i && strcmp(m[k].name, m[i].name) == 0)
			return m[i].path;
	return m[i].name;
}

int
cards_add_type(struct view *v, int id)
{
	struct form_field type = {
		.id = id,
		.label = _("Card type"),
		.kind = FORM_CHOICE,
		.help = _("The driver that reads your card; it is remembered. "
			  "Choose another one when the card is not read"),
		.rows = { type_count, type_value, type_value, &v->app->cards },
	};
	int rc = form_add_field(v->form, &type);

	form_hide(v->form, id, true);
	return rc;
}

void
cards_show_type(struct view *v, int id)
{
	struct app_cards *c = &v->app->cards;
	const struct card_reader *r = cards_reader(v->app);
	const char *now = c->prefer == NULL ? "" : c->prefer;

	if (!cards_known(v->app) || c->list.module_count < 2) {
		form_hide(v->form, id, true);
		return;
	}
	if (r != NULL && r->present && r->module < c->list.module_count)
		now = type_value(c, r->module);
	form_set_value(v->form, id, now);
	form_hide(v->form, id, false);
}

void
cards_take_type(struct view *v, int id)
{
	struct app_cards *c = &v->app->cards;
	const char *type = form_value(v->form, id);
	char *copy = strdup(type), said[ERR_TEXT_MAX];
	struct err e;

	if (copy == NULL || type[0] == '\0') {
		free(copy);
		return;
	}
	free(c->prefer);
	c->prefer = copy;
	if (c->own_conf != NULL &&
	    conf_set(c->own_conf, "card_type", copy, &e) < 0) {
		ui_say(v->app->ui, e.text);
	} else {
		snprintf(said, sizeof(said), _("Card type: %s"), copy);
		ui_say(v->app->ui, said);
	}
	if (v->app->card != NULL) {
		c->pending = true;
		card_prefer(v->app->card, copy);
	}
}
