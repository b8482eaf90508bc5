/* Who stands for a kurum yetkilisi, and what he decided. */
#include "config.h"
#include "portal/flow/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "model/check.h"
#include "portal/store/audit.h"
#include "base/banned.h"

static int
decided_load(struct op_call *c, struct err *e)
{
	const struct msg_after_request *in = c->in;
	struct msg_decided_list *out = c->out;
	struct decided_row *rows = calloc(QUEUE_PAGE, sizeof(*rows));
	struct msg_decided *items = calloc(QUEUE_PAGE, sizeof(*items));
	char moment[DATE_MOMENT];
	bool ok = rows != NULL && items != NULL;
	size_t n = 0;
	int rc = ok ? store_decided_page(c->flow->store, c->session.tckn,
			  in->after, rows, QUEUE_PAGE, &n, e)
		    : ERR_INTERNAL;

	out->rows.items = items;
	out->rows.n = n;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		items[i].id = (long)rows[i].id;
		items[i].number = flow_text(rows[i].number, &ok);
		items[i].name = flow_text(rows[i].name, &ok);
		items[i].surname = flow_text(rows[i].surname, &ok);
		items[i].action = flow_text(rows[i].event, &ok);
		items[i].reason = flow_text(rows[i].reason, &ok);
		items[i].at = flow_text(date_rfc3339(rows[i].at, moment), &ok);
	}
	free(rows);
	if (rc == 0 && !ok)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	return rc;
}

const struct op op_decided = {
	.name = "decided",
	.in = &wire_after_request,
	.out = &wire_decided_list,
	.role = OP_OFFICER,
	.load = decided_load,
};

struct listing {
	const struct op_call *c;
	struct msg_deputies *out;
	bool ok;
};

static int
add_deputy(void *arg, const struct officer *o, struct err *e)
{
	struct listing *l = arg;
	struct msg_deputy *d = l->out->rows.items;
	struct date from = date_of(o->valid_from);
	struct date until = date_of(o->valid_until - 1);
	char day[DATE_TEXT];
	struct person p = { 0 };
	int rc;

	/* The latest come first; what has ended is history. */
	if (o->ended_at != 0 || o->valid_until <= l->c->now ||
	    l->out->rows.n == QUEUE_PAGE)
		return 0;
	d += l->out->rows.n++;
	d->id = (long)o->id;
	d->tckn = flow_text(o->tckn, &l->ok);
	d->from = flow_text(date_format(&from, day), &l->ok);
	d->until = flow_text(date_format(&until, day), &l->ok);
	rc = store_person_find(l->c->flow->store, o->tckn, &p, e);
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	d->name = flow_text(p.name, &l->ok);
	d->surname = flow_text(p.surname, &l->ok);
	return l->ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
answer(struct op_call *c, const struct officer *o, struct err *e)
{
	struct listing l = { c, c->out, true };

	l.out->rows.items = calloc(QUEUE_PAGE, sizeof(struct msg_deputy));
	if (l.out->rows.items == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	return store_officer_each(c->flow->store, o->id, add_deputy, &l, e);
}

/* Only who has the right himself gives it to another. */
static int
principal(const struct op_call *c, struct officer *o, struct err *e)
{
	int rc = office_caller(c, o, e);

	if (rc < 0 || o->deputy_of == 0)
		return rc;
	return err_why(e, ERR_DENIED, "deputy",
	    _("A deputy cannot name a deputy of his own."));
}

static int
deputies_load(struct op_call *c, struct err *e)
{
	struct officer o;
	int rc = office_caller(c, &o, e);

	return rc < 0 ? rc : answer(c, &o, e);
}

const struct op op_deputies = {
	.name = "deputies",
	.in = &wire_empty,
	.out = &wire_deputies,
	.role = OP_OFFICER,
	.load = deputies_load,
};

static int
day_of(const char *text, const char *name, int64_t *at, struct err *e)
{
	struct date d;

	if (date_parse(text, &d) < 0) {
		err_fill(
		    e, ERR_INVALID, _("Please type the day as DD.MM.YYYY."));
		err_field(e, name);
		return ERR_INVALID;
	}
	*at = date_begins(&d);
	return 0;
}

static int
read_deputy(const struct op_call *c, struct officer *d, struct err *e)
{
	const struct msg_deputy_request *in = c->in;
	struct person p;
	int rc = check_tckn(in->tckn, NULL, e);

	if (rc == 0)
		rc = store_person_find(c->flow->store, in->tckn, &p, e);
	if (rc == ERR_NOT_FOUND)
		rc = err_why(e, ERR_NOT_FOUND, "person",
		    _("There is nobody with this identity number in the "
		      "population register."));
	if (rc < 0) {
		err_field(e, "tckn");
		return rc;
	}
	if (strcmp(in->tckn, c->session.tckn) == 0)
		return err_why(
		    e, ERR_INVALID, "own", _("Nobody is his own deputy."));
	snprintf(d->tckn, sizeof(d->tckn), "%s", in->tckn);
	rc = day_of(in->from, "from", &d->valid_from, e);
	if (rc == 0)
		rc = day_of(in->until, "until", &d->valid_until, e);
	if (rc < 0)
		return rc;
	d->valid_until += FLOW_DAY; /* its last day counts whole */
	if (d->valid_until > d->valid_from && d->valid_until > c->now)
		return 0;
	err_fill(e, ERR_INVALID,
	    _("The last day must not be before the first one, nor in the "
	      "past."));
	err_field(e, "until");
	return ERR_INVALID;
}

static int
note(const struct op_call *c, const struct officer *o, const char *event,
    int64_t deputy, struct err *e)
{
	char actor[32], detail[32];
	struct audit a = { .at = c->now,
		.event = event,
		.role = "officer",
		.actor = actor,
		.detail = detail };

	snprintf(actor, sizeof(actor), "officer %lld", (long long)o->id);
	snprintf(detail, sizeof(detail), "officer %lld", (long long)deputy);
	return store_audit_add(c->flow->store, &a, e);
}

/* One person decides in one province at a time: whoever is named elsewhere
 * would be taken from there. */
static int
check_free(const struct op_call *c, const struct officer *d, struct err *e)
{
	bool taken = false;
	int rc = store_officer_taken(c->flow->store, d, &taken, e);

	if (rc < 0 || !taken)
		return rc;
	rc = err_why(e, ERR_CONFLICT, "taken",
	    _("This person is a kurum yetkilisi in that time, or somebody "
	      "else's deputy. Please name somebody else."));
	err_field(e, "tckn");
	return rc;
}

static int
deputy_save(struct op_call *c, struct err *e)
{
	struct officer o, d = { 0 };
	int rc = principal(c, &o, e);

	if (rc == 0)
		rc = read_deputy(c, &d, e);
	if (rc < 0)
		return rc;
	snprintf(d.province, sizeof(d.province), "%s", o.province);
	d.deputy_of = o.id;
	rc = check_free(c, &d, e);
	if (rc == 0)
		rc = store_officer_add(c->flow->store, &d, e);
	if (rc == 0)
		rc = note(c, &o, "deputy", d.id, e);
	return rc < 0 ? rc : answer(c, &o, e);
}

const struct op op_deputy = {
	.name = "deputy",
	.in = &wire_deputy_request,
	.out = &wire_deputies,
	.role = OP_OFFICER,
	.save = deputy_save,
};

static int
end_save(struct op_call *c, struct err *e)
{
	const struct msg_id_request *in = c->in;
	struct officer o, d;
	int rc = principal(c, &o, e);

	if (rc == 0)
		rc = store_officer_load(c->flow->store, in->id, &d, e);
	if (rc == ERR_NOT_FOUND || (rc == 0 && d.deputy_of != o.id))
		return err_why(e, ERR_NOT_FOUND, "deputy",
		    _("There is no such deputy of yours."));
	if (rc == 0)
		rc = store_officer_end(c->flow->store, d.id, c->now, e);
	if (rc == 0)
		rc = note(c, &o, "deputy_end", d.id, e);
	return rc < 0 ? rc : answer(c, &o, e);
}

const struct op op_deputy_end = {
	.name = "deputy-end",
	.in = &wire_id_request,
	.out = &wire_deputies,
	.role = OP_OFFICER,
	.save = end_save,
};
