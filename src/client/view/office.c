#include "config.h"
#include "client/view/office.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

struct office *
office_of(struct app *a)
{
	struct office *o = a->office;

	if (o != NULL)
		return o;
	o = calloc(1, sizeof(*o));
	if (o == NULL)
		return NULL;
	snprintf(o->filter.sort, sizeof(o->filter.sort), "waiting");
	snprintf(o->filter.rule, sizeof(o->filter.rule), "any");
	a->office = o;
	return o;
}

static void
clear_row(struct office_row *r)
{
	free(r->m.number);
	free(r->m.name);
	free(r->m.surname);
	free(r->m.unit);
	free(r->m.reason);
	free(r->m.note);
}

static void
clear_rows(struct office *o)
{
	for (size_t i = 0; i < o->count; i++)
		clear_row(&o->rows[i]);
	o->count = o->chosen = 0;
}

void
office_batch_clear(struct office_batch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		free(b->items[i].why);
		free(b->items[i].digest);
	}
	free(b->items);
	free(b->fields.items);
	memset(b, 0, sizeof(*b));
}

void
office_free(struct office *o)
{
	if (o == NULL)
		return;
	clear_rows(o);
	office_batch_clear(&o->batch);
	free(o->rows);
	tdestroy(o->choices, free);
	free(o->next);
	free(o);
}

int
office_ask(struct app *a, struct link_call **call, struct err *e)
{
	struct office *o = a->office;
	struct msg_queue_request m = { .after = o->fresh ? o->next : NULL,
		.sort = o->filter.sort,
		.find = o->filter.find[0] == '\0' ? NULL : o->filter.find,
		.rule = o->filter.rule,
		.days = o->filter.days };

	return calls_queue(a->link, &m, call, e);
}

void
office_renew(struct office *o)
{
	o->fresh = false;
}

static int
by_number(const void *a, const void *b)
{
	const struct office_choice *x = a, *y = b;

	return strcmp(x->number, y->number);
}

/* Ten thousand rows may be chosen with one key: a tree, no list. */
static struct office_choice *
choice_of(const struct office *o, const char *number)
{
	struct office_choice key;
	struct office_choice *const *found;

	snprintf(key.number, sizeof(key.number), "%s", number);
	found = tfind(&key, &o->choices, by_number);
	return found == NULL ? NULL : *found;
}

static struct office_choice *
choice_new(struct office *o, const char *number)
{
	struct office_choice *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	snprintf(c->number, sizeof(c->number), "%s", number);
	if (tsearch(c, &o->choices, by_number) != NULL)
		return c;
	free(c);
	return NULL;
}

static bool
chosen_before(const struct office *o, const struct msg_queue_row *m)
{
	const struct office_choice *c = choice_of(o, m->number);

	return !m->own && (c != NULL ? c->chosen : m->meets);
}

void
office_choose(struct office *o, size_t row, bool chosen)
{
	struct office_row *r = &o->rows[row];
	struct office_choice *c;

	if (r->m.own || r->chosen == chosen)
		return;
	c = choice_of(o, r->m.number);
	if (c == NULL)
		c = choice_new(o, r->m.number);
	if (c == NULL)
		return; /* better not chosen than forgotten */
	r->chosen = c->chosen = chosen;
	if (chosen)
		o->chosen++;
	else
		o->chosen--;
}

int
office_take(struct office *o, struct msg_queue *m)
{
	struct msg_queue_row *rows = m->rows.items;
	size_t n = m->rows.n;

	if (!o->fresh)
		clear_rows(o);
	o->fresh = true;
	if (o->count + n > o->room) {
		size_t room = 2 * (o->count + n) + QUEUE_PAGE;
		struct office_row *grown =
		    realloc(o->rows, room * sizeof(*grown));

		if (grown == NULL)
			return -1;
		o->rows = grown;
		o->room = room;
	}
	for (size_t i = 0; i < n; i++) {
		struct office_row *r = &o->rows[o->count++];

		r->m = rows[i];
		r->chosen = chosen_before(o, &r->m);
		o->chosen += r->chosen;
		memset(&rows[i], 0, sizeof(rows[i]));
	}
	free(o->next);
	o->next = m->next;
	m->next = NULL;
	o->waiting = m->waiting;
	o->meeting = m->meeting;
	o->late = m->late;
	if (o->at >= o->count)
		o->at = o->count > 0 ? o->count - 1 : 0;
	return 0;
}

bool
office_wants_more(const struct office *o)
{
	return o->fresh && o->next != NULL && o->at + OFFICE_AHEAD >= o->count;
}

void
office_who(const struct msg_queue_row *m, char *out, size_t size)
{
	snprintf(out, size, "%s %s", m->surname, m->name);
}

const char *
office_reason_label(const char *reason)
{
	return strcmp(reason, "first") == 0
		   ? _("First")
		   : field_choice_label(field(FIELD_REASON), reason);
}

static void
item_of_row(struct office_item *it, const struct msg_queue_row *m)
{
	snprintf(it->number, sizeof(it->number), "%s", m->number);
	snprintf(it->name, sizeof(it->name), "%s", m->name);
	snprintf(it->surname, sizeof(it->surname), "%s", m->surname);
	snprintf(
	    it->unit, sizeof(it->unit), "%s", m->unit == NULL ? "" : m->unit);
	office_who(m, it->who, sizeof(it->who));
	it->version = m->version;
	it->first = m->reason != NULL && strcmp(m->reason, "first") == 0;
}

static int
begin(struct app *a, enum office_action action, size_t n)
{
	struct office_batch *b = &a->office->batch;

	office_batch_clear(b);
	b->action = action;
	b->items = calloc(n, sizeof(*b->items));
	if (b->items != NULL)
		return 0;
	ui_say(a->ui, _("Memory is out."));
	return -1;
}

int
office_begin(struct app *a, enum office_action action)
{
	struct office *o = a->office;
	struct office_batch *b = &o->batch;
	size_t n = o->chosen;

	if (n == 0) {
		ui_say(a->ui,
		    _("Nothing is chosen: Space chooses an application."));
		return -1;
	}
	if (begin(a, action, n) < 0)
		return -1;
	for (size_t i = 0; i < o->count; i++)
		if (o->rows[i].chosen)
			item_of_row(&b->items[b->count++], &o->rows[i].m);
	o->back = &view_queue;
	return 0;
}

int
office_begin_one(
    struct app *a, enum office_action action, const struct office_item *item)
{
	struct office *o = a->office;

	if (begin(a, action, 1) < 0)
		return -1;
	o->batch.items[0] = *item;
	o->batch.count = 1;
	o->back = &view_examine;
	return 0;
}

const char *
office_action_label(enum office_action action)
{
	static const char *const labels[] = { N_("Approve"), N_("Refuse"),
		N_("Ask for a correction") };

	return _(labels[action]);
}

const char *
office_action_done(enum office_action action)
{
	static const char *const labels[] = { N_("approved"), N_("refused"),
		N_("correction asked for") };

	return _(labels[action]);
}
