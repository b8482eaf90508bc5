#include "config.h"
#include "client/card/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* Makes room for one more; the room is in place already when it fails. */
static void *
grow(void *list, size_t count, size_t size)
{
	return realloc(list, (count + 1) * size);
}

int
listing_add_module(struct listing *l, const char *name, const char *path)
{
	struct card_module *m = grow(l->modules, l->module_count, sizeof(*m));

	if (m == NULL)
		return -1;
	l->modules = m;
	m += l->module_count++;
	*m = (struct card_module){ 0 };
	snprintf(m->name, sizeof(m->name), "%s", name);
	snprintf(m->path, sizeof(m->path), "%s", path);
	return 0;
}

int
listing_add_reader(struct listing *l, const struct card_reader *r)
{
	struct card_reader *grown =
	    grow(l->readers, l->reader_count, sizeof(*grown));

	if (grown == NULL)
		return -1;
	l->readers = grown;
	grown[l->reader_count++] = *r;
	return 0;
}

bool
listing_has_cert(const struct listing *l, const struct card_cert *c)
{
	for (size_t i = 0; i < l->cert_count; i++) {
		const struct card_cert *o = &l->certs[i];

		if (o->reader == c->reader && o->der_len == c->der_len &&
		    o->id_len == c->id_len &&
		    memcmp(o->der, c->der, c->der_len) == 0 &&
		    memcmp(o->id, c->id, c->id_len) == 0)
			return true;
	}
	return false;
}

int
listing_add_cert(struct listing *l, const struct card_cert *c)
{
	struct card_cert *grown;

	if (l->cert_count >= LISTING_CERTS)
		return -1;
	grown = grow(l->certs, l->cert_count, sizeof(*grown));
	if (grown == NULL)
		return -1;
	l->certs = grown;
	grown[l->cert_count++] = *c;
	return 0;
}

static bool
has_certs(const struct listing *l, size_t reader)
{
	for (size_t i = 0; i < l->cert_count; i++)
		if (l->certs[i].reader == reader)
			return true;
	return false;
}

bool
listing_taken(const struct listing *l, const char *name, size_t module)
{
	for (size_t i = 0; i < l->reader_count; i++)
		if (l->readers[i].module != module && name[0] != '\0' &&
		    strcmp(l->readers[i].name, name) == 0 && has_certs(l, i))
			return true;
	return false;
}

/* How well a driver reads the card of a reader. */
static int
worth(const struct listing *l, size_t reader)
{
	const struct card_reader *r = &l->readers[reader];

	if (!r->present)
		return 0;
	if (has_certs(l, reader))
		return 3;
	return strcmp(r->why.reason, "no-certificate") == 0 ? 2 : 1;
}

/*
 * A driver may give one reader several places, one for each PIN of the card:
 * those with a card stay apart, empty ones are one reader.
 */
static bool
same_reader(const struct card_reader *a, const struct card_reader *b)
{
	return a->name[0] != '\0' && strcmp(a->name, b->name) == 0 &&
	       (a->module != b->module || !a->present || !b->present);
}

void
listing_settle(struct listing *l)
{
	size_t last = l->reader_count - 1, i = 0;

	while (i < last && !same_reader(&l->readers[i], &l->readers[last]))
		i++;
	if (i == last)
		return;
	if (worth(l, last) > worth(l, i))
		l->readers[i] = l->readers[last];
	for (size_t k = 0; k < l->cert_count; k++)
		if (l->certs[k].reader == last)
			l->certs[k].reader = i;
	l->reader_count--;
}

bool
listing_complete(const struct listing *l)
{
	for (size_t i = 0; i < l->reader_count; i++)
		if (l->readers[i].present && !has_certs(l, i))
			return false;
	return l->cert_count > 0;
}

static int
usable_first(const void *a, const void *b)
{
	const struct card_cert *x = a, *y = b;

	if ((x->refused == 0) != (y->refused == 0))
		return x->refused == 0 ? -1 : 1;
	if (x->facts.not_after != y->facts.not_after)
		return x->facts.not_after > y->facts.not_after ? -1 : 1;
	return strcmp(x->facts.fingerprint, y->facts.fingerprint);
}

void
listing_sort(struct listing *l)
{
	if (l->cert_count > 1)
		qsort(
		    l->certs, l->cert_count, sizeof(l->certs[0]), usable_first);
}

/* The certificate nearest to being of use explains best what is missing. */
static const struct card_cert *
nearest(const struct listing *l)
{
	static const char *const order[] = { "ca", "seal", "no-non-repudiation",
		"not-qualified", "weak-key", "no-tckn", "no-key",
		"other-person", "not-yet-valid", "expired" };
	const struct card_cert *best = &l->certs[0];
	size_t rank = 0;

	for (size_t i = 0; i < l->cert_count; i++)
		for (size_t k = rank; k < LENGTH(order); k++)
			if (strcmp(l->certs[i].why.reason, order[k]) == 0) {
				best = &l->certs[i];
				rank = k;
			}
	return best;
}

static int
explain_cards(const struct listing *l, struct err *e)
{
	const struct card_reader *r = NULL;

	for (size_t i = 0; i < l->reader_count; i++)
		if (l->readers[i].present && (r == NULL || worth(l, i) == 2))
			r = &l->readers[i];
	if (r == NULL && !l->blank)
		return err_why(e, ERR_NOT_FOUND, "no-card",
		    _("There is no card in the reader. Put the card in, the "
		      "chip first, and try again."));
	if (r != NULL && strcmp(r->why.reason, "no-certificate") != 0) {
		err_copy(e, &r->why);
		return r->why.code;
	}
	return err_why(e, ERR_NOT_FOUND, "no-certificate",
	    _("There is no certificate on the card. Put in the card with "
	      "your electronic signature and try again."));
}

/* How far a driver came; its sentence helps more than that of one before. */
static size_t
rank_of(const struct card_module *m)
{
	static const char *const order[] = { "no-module", "module-bad", "",
		"device" };

	if (!m->tried)
		return 0;
	for (size_t i = 0; i < LENGTH(order); i++)
		if (strcmp(m->why.reason, order[i]) == 0)
			return i + 1;
	return LENGTH(order);
}

/* No reader was seen: because there is none, or because no driver works. */
static int
explain_drivers(const struct listing *l, struct err *e)
{
	const struct card_module *best = NULL;

	for (size_t i = 0; i < l->module_count; i++)
		if (rank_of(&l->modules[i]) >
		    (best != NULL ? rank_of(best) : 0))
			best = &l->modules[i];
	if (best == NULL)
		return err_why(e, ERR_NOT_FOUND, "no-module",
		    _("No card driver was found. Install the driver of your "
		      "card (AKİS), or the package opensc."));
	if (best->why.code == 0)
		return err_why(e, ERR_NOT_FOUND, "no-reader",
		    _("No card reader was found. Plug the reader in and try "
		      "again; if it is plugged in, name the driver of your "
		      "card with the option --module."));
	err_copy(e, &best->why);
	return best->why.code;
}

int
listing_explain(const struct listing *l, struct err *e)
{
	for (size_t i = 0; i < l->cert_count; i++)
		if (l->certs[i].refused == 0)
			return 0;
	if (l->cert_count > 0)
		return err_why(e, ERR_NOT_FOUND, "no-certificate", "%s",
		    nearest(l)->why.text);
	if (l->reader_count > 0 || l->blank)
		return explain_cards(l, e);
	return explain_drivers(l, e);
}

int
listing_copy_cert(struct card_cert *to, const struct card_cert *from)
{
	*to = *from;
	to->der = malloc(from->der_len);
	if (to->der == NULL)
		return -1;
	memcpy(to->der, from->der, from->der_len);
	return 0;
}

void
listing_free(struct listing *l)
{
	for (size_t i = 0; i < l->cert_count; i++)
		free(l->certs[i].der);
	free(l->certs);
	free(l->readers);
	free(l->modules);
	*l = (struct listing){ 0 };
}
