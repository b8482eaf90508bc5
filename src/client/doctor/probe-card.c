/* Drivers, readers and cards, as the rest of the program sees them. No
 * request is made that knows a PIN. */
#include "config.h"
#include "client/doctor/probe.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "client/card/driver.h"
#include "base/banned.h"

/* Who may be asked: told when nobody answers. */
static void
add_candidate(void *ctx, const char *path)
{
	struct found_card *c = ctx;
	struct found_module *m = &c->module[c->modules];

	for (size_t i = 0; i < c->modules; i++)
		if (driver_same(path, c->module[i].path))
			return;
	if (c->modules == FOUND_MODULES)
		return;
	driver_name(path, m->name, sizeof(m->name));
	snprintf(m->path, sizeof(m->path), "%.511s", path);
	c->modules++;
}

static void
take_modules(struct found_card *c, const struct card_event *ev)
{
	c->modules = 0;
	for (size_t i = 0; i < ev->module_count && i < FOUND_MODULES; i++) {
		const struct card_module *from = &ev->modules[i];
		struct found_module *to = &c->module[c->modules++];

		snprintf(to->name, sizeof(to->name), "%s", from->name);
		snprintf(to->path, sizeof(to->path), "%.511s", from->path);
		to->tried = from->tried;
		to->why = from->why;
	}
}

static void
take_readers(struct found_card *c, const struct card_event *ev)
{
	for (size_t i = 0; i < ev->reader_count && i < FOUND_READERS; i++) {
		const struct card_reader *from = &ev->readers[i];
		struct found_card_reader *to = &c->reader[c->readers++];

		to->present = from->present;
		to->pin = from->pin;
		to->why = from->why;
	}
}

static void
take_certs(struct found_card *c, const struct card_event *ev)
{
	for (size_t i = 0; i < ev->cert_count && i < FOUND_CERTS; i++) {
		const struct card_cert *from = &ev->certs[i];
		struct found_cert *to = &c->cert[c->certs++];

		snprintf(to->owner, sizeof(to->owner), "%s", from->facts.owner);
		snprintf(
		    to->issuer, sizeof(to->issuer), "%s", from->facts.issuer);
		snprintf(
		    to->serial, sizeof(to->serial), "%s", from->facts.serial);
		to->not_after = from->facts.not_after;
		to->refused = from->refused != 0;
		to->why = from->why;
	}
}

void
probe_card(struct findings *f, const struct doctor_options *o)
{
	struct card_options co = { .modules = o->modules, .prefer = o->prefer };
	struct found_card *c = &f->card;
	struct card_event ev = { .type = CARD_NOTHING };
	struct card *card = NULL;

	for (size_t i = 0; o->modules != NULL && o->modules[i] != NULL; i++)
		add_candidate(c, o->modules[i]);
	if (o->modules == NULL || o->modules[0] == NULL)
		driver_find(NULL, add_candidate, c);
	if (card_open(&card, &co, &c->err) < 0)
		return;
	card_list(card, NULL);
	while (ev.type != CARD_LIST) {
		struct pollfd p = { card_fd(card), POLLIN, 0 };

		/* However long: who started this process ends it. */
		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			break;
		while (ev.type != CARD_LIST && card_next(card, &ev))
			continue;
	}
	if (ev.type == CARD_LIST) {
		c->err = ev.err;
		take_modules(c, &ev);
		take_readers(c, &ev);
		take_certs(c, &ev);
		c->listed = true;
	}
	card_close(card);
}
