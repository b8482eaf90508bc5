/* What a kurum yetkilisi sees: the queue of his il, and one application
 * beside the personnel record. */
#include "config.h"
#include "portal/flow/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/turkish.h"
#include "portal/store/audit.h"
#include "base/banned.h"

int
office_caller(const struct op_call *c, struct officer *out, struct err *e)
{
	int rc =
	    store_officer_find(c->flow->store, c->session.tckn, c->now, out, e);

	if (rc == 0 && out->id == c->session.officer)
		return 0;
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	return err_why(e, ERR_DENIED, "officer",
	    _("You are not a kurum yetkilisi any more, or of another "
	      "province. Please log in again."));
}

int
office_in_province(
    const struct officer *o, const struct application *a, struct err *e)
{
	if (strcmp(a->province, o->province) == 0)
		return 0;
	return err_why(e, ERR_DENIED, "province",
	    _("The application belongs to another province; its kurum "
	      "yetkilisi decides on it."));
}

int
office_load(const struct op_call *c, const struct officer *o,
    const char *number, struct application *out, struct err *e)
{
	int rc = store_application_number(c->flow->store, number, out, e);

	if (rc == ERR_NOT_FOUND)
		return err_why(e, ERR_NOT_FOUND, "number",
		    _("There is no application with this number."));
	if (rc == 0)
		rc = office_in_province(o, out, e);
	if (rc < 0)
		application_clear(out);
	return rc;
}

char *
office_today(const struct op_call *c, char out[OFFICE_DAY])
{
	struct date d = date_of(c->now);

	snprintf(out, OFFICE_DAY, "%04u-%02u-%02u", (unsigned)d.year % 10000,
	    (unsigned)d.month % 100, (unsigned)d.day % 100);
	return out;
}

/* "2026-09-01" as 01.09.2026. */
static void
shown_day(const char *day, char *out, size_t size)
{
	if (strlen(day) == 10)
		snprintf(out, size, "%.2s.%.2s.%.4s", day + 8, day + 5, day);
	else
		snprintf(out, size, "%s", day);
}

const char *
office_rule(const char *from, const char *until, const char *today, char *out,
    size_t size)
{
	char day[16];

	if (from[0] == '\0')
		snprintf(out, size, "%s",
		    _("no assignment in the personnel record"));
	else if (strcmp(today, from) < 0) {
		shown_day(from, day, sizeof(day));
		snprintf(out, size, _("the assignment begins on %s"), day);
	} else if (until[0] != '\0' && strcmp(until, today) < 0) {
		shown_day(until, day, sizeof(day));
		snprintf(out, size, _("the assignment ended on %s"), day);
	} else {
		return NULL;
	}
	return out;
}

static int
invalid(struct err *e, const char *name)
{
	err_fill(e, ERR_INVALID,
	    _("This is none of the choices. Please choose again."));
	err_field(e, name);
	return ERR_INVALID;
}

static int
read_key(const char *text, char *out, size_t size)
{
	unsigned char *key;
	size_t len;
	int rc = base64_decode(text, &key, &len);

	if (rc < 0)
		return rc;
	if (len < size && text_valid((const char *)key, len))
		snprintf(out, size, "%.*s", (int)len, (const char *)key);
	else
		rc = -1;
	free(key);
	return rc;
}

/* "at id key": where the last page ended. The key is in base64, for its
 * characters are places of the order and not fit for a message. */
static int
read_cursor(const char *after, struct queue_filter *f, struct err *e)
{
	char *end;

	if (after == NULL)
		return 0;
	f->after_at = strtoll(after, &end, 10);
	if (*end != ' ')
		return invalid(e, "after");
	f->after_id = strtoll(end + 1, &end, 10);
	if (*end != ' ' || f->after_id <= 0 ||
	    read_key(end + 1, f->after_key, sizeof(f->after_key)) < 0)
		return invalid(e, "after");
	return 0;
}

static int
read_filter(const struct op_call *c, struct queue_filter *f, struct err *e)
{
	const struct msg_queue_request *in = c->in;
	static const char *const sorts[] = { "waiting", "name", "unit" };
	static const char *const rules[] = { "no", "yes", "any" };
	char *key;
	int i;

	for (i = 0; i < 3 && strcmp(sorts[i], in->sort) != 0;)
		i++;
	if (i == 3)
		return invalid(e, "sort");
	f->sort = (enum queue_sort)i;
	for (i = 0; i < 3 && strcmp(rules[i], in->rule) != 0;)
		i++;
	if (i == 3)
		return invalid(e, "rule");
	f->rule = i == 2 ? -1 : i;
	if (in->days > 0)
		f->before = c->now - in->days * FLOW_DAY;
	key = turkish_key(in->find == NULL ? "" : in->find);
	if (key == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	snprintf(f->key, sizeof(f->key), "%s", key);
	free(key);
	return read_cursor(in->after, f, e);
}

static bool
put_row(const struct op_call *c, const struct queue_row *r, const char *today,
    struct msg_queue_row *out)
{
	char note[160];
	const char *why = office_rule(
	    r->staff_from, r->staff_until, today, note, sizeof(note));
	bool ok = true;

	out->number = flow_text(r->number, &ok);
	out->name = flow_text(r->name, &ok);
	out->surname = flow_text(r->surname, &ok);
	out->unit = flow_text(r->unit, &ok);
	out->reason =
	    flow_text(r->reason[0] == '\0' ? "first" : r->reason, &ok);
	out->days = c->now < r->submitted_at
			? 0
			: (long)((c->now - r->submitted_at) / FLOW_DAY);
	out->meets = why == NULL;
	out->note = flow_text(why, &ok);
	out->version = (long)r->version;
	out->own = strcmp(r->tckn, c->session.tckn) == 0;
	return ok;
}

/* Caller frees; NULL when memory is out. */
static char *
next_cursor(const struct queue_row *last, enum queue_sort sort)
{
	char *key = base64_encode(
		 last->key, sort == QUEUE_WAITING ? 0 : strlen(last->key)),
	     *out = NULL;

	if (key != NULL &&
	    asprintf(&out, "%lld %lld %s", (long long)last->submitted_at,
		(long long)last->id, key) < 0)
		out = NULL;
	free(key);
	return out;
}

static int
put_rows(const struct op_call *c, const struct queue_row *rows, size_t n,
    const struct queue_filter *f, struct msg_queue *out, struct err *e)
{
	struct msg_queue_row *items = calloc(n + 1, sizeof(*items));
	bool ok = items != NULL;

	out->rows.items = items;
	out->rows.n = items == NULL ? 0 : n;
	for (size_t i = 0; ok && i < n; i++)
		ok = put_row(c, &rows[i], f->today, &items[i]);
	if (ok && n == QUEUE_PAGE)
		ok = (out->next = next_cursor(&rows[n - 1], f->sort)) != NULL;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
queue_load(struct op_call *c, struct err *e)
{
	struct msg_queue *out = c->out;
	struct queue_row *rows = calloc(QUEUE_PAGE, sizeof(*rows));
	struct queue_filter f = { 0 };
	struct queue_counts n = { 0 };
	struct officer o;
	char today[OFFICE_DAY];
	bool ok = true;
	size_t count = 0;
	int rc = office_caller(c, &o, e);

	f.province = o.province;
	f.today = office_today(c, today);
	if (rows == NULL)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (rc == 0)
		rc = read_filter(c, &f, e);
	if (rc == 0)
		rc = store_queue_counts(c->flow->store, o.province, today,
		    c->now - c->flow->options->late_days * FLOW_DAY, &n, e);
	if (rc == 0)
		rc = store_queue_page(
		    c->flow->store, &f, rows, QUEUE_PAGE, &count, e);
	if (rc == 0)
		rc = put_rows(c, rows, count, &f, out, e);
	free(rows);
	if (rc < 0)
		return rc;
	out->province = flow_text(o.province, &ok);
	out->waiting = (long)n.waiting;
	out->meeting = (long)n.meeting;
	out->late = (long)n.late;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_queue = {
	.name = "queue",
	.in = &wire_queue_request,
	.out = &wire_queue,
	.role = OP_OFFICER,
	.load = queue_load,
};

/* Fields that the personnel record has too. */
static const struct {
	enum field_id id;
	size_t offset;
} both[] = {
	{ FIELD_EMPLOYER, offsetof(struct staff, employer) },
	{ FIELD_REGISTRY_NO, offsetof(struct staff, registry_no) },
	{ FIELD_UNIT, offsetof(struct staff, unit) },
	{ FIELD_TITLE, offsetof(struct staff, title) },
	{ FIELD_PROVINCE, offsetof(struct staff, province) },
};

#define BOTH (sizeof(both) / sizeof(both[0]))

static int
compare(const struct application *a, const struct staff *s,
    struct msg_office_application *out, struct err *e)
{
	struct msg_compared *rows = calloc(BOTH + 1, sizeof(*rows));
	char period[48], from[16], until[16];
	bool ok = rows != NULL;

	out->compared.items = rows;
	out->compared.n = rows == NULL ? 0 : BOTH + 1;
	for (size_t i = 0; ok && i < BOTH; i++) {
		const char *form = record_get(a->record, both[i].id);
		const char *staff = (const char *)s + both[i].offset;

		rows[i].field = flow_text(field(both[i].id)->name, &ok);
		rows[i].form = flow_text(form, &ok);
		rows[i].staff = flow_text(staff, &ok);
		rows[i].differs = !turkish_same(form, staff);
	}
	if (!ok)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	shown_day(s->from, from, sizeof(from));
	shown_day(s->until, until, sizeof(until));
	snprintf(period, sizeof(period), "%s - %s", from, until);
	rows[BOTH].field = flow_text("assignment", &ok);
	rows[BOTH].staff = flow_text(s->from[0] == '\0' ? "" : period, &ok);
	rows[BOTH].differs = !out->meets;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

struct steps {
	struct msg_step *items;
	size_t n;
	bool ok;
};

static int
add_step(void *arg, const struct audit *a, struct err *e)
{
	struct steps *s = arg;
	struct msg_step *grown = realloc(s->items, (s->n + 1) * sizeof(*grown));
	char moment[DATE_MOMENT];

	if (grown == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->items = grown;
	grown[s->n].at = flow_text(date_rfc3339(a->at, moment), &s->ok);
	grown[s->n++].state = flow_text(a->to, &s->ok);
	return s->ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
note_signature(void *arg, const struct evidence *v, struct err *e)
{
	struct msg_office_application *out = arg;
	char moment[DATE_MOMENT];
	bool ok = true;

	out->signed_at = flow_text(date_rfc3339(v->signed_at, moment), &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
describe(const struct op_call *c, const struct application *a,
    struct msg_office_application *out, struct err *e)
{
	char moment[DATE_MOMENT], today[OFFICE_DAY], note[160];
	struct staff s = { 0 };
	struct steps steps = { .ok = true };
	const char *why;
	bool ok = true;
	int rc = store_staff_find(c->flow->store, a->tckn, &s, e);

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	why = office_rule(
	    s.from, s.until, office_today(c, today), note, sizeof(note));
	out->number = flow_text(a->number, &ok);
	out->state = flow_text(state_name(a->state), &ok);
	out->since_at = flow_text(date_rfc3339(a->submitted_at, moment), &ok);
	out->version = (long)a->version;
	out->meets = why == NULL;
	out->note = flow_text(why, &ok);
	out->own = strcmp(a->tckn, c->session.tckn) == 0;
	out->record = record_copy(a->record);
	if (!ok || out->record == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = compare(a, &s, out, e);
	if (rc == 0)
		rc = store_audit_each(
		    c->flow->store, a->id, add_step, &steps, e);
	out->history.items = steps.items;
	out->history.n = steps.n;
	if (rc == 0)
		rc = store_evidence_read(
		    c->flow->store, a->id, note_signature, out, e);
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int
application_load(struct op_call *c, struct err *e)
{
	const struct msg_number_request *in = c->in;
	struct application a = { 0 };
	struct officer o;
	int rc = office_caller(c, &o, e);

	if (rc == 0)
		rc = office_load(c, &o, in->number, &a, e);
	/* What was never submitted is nobody's business yet. */
	if (rc == 0 && a.submitted_at == 0)
		rc = flow_wrong_state(e);
	if (rc == 0)
		rc = describe(c, &a, c->out, e);
	application_clear(&a);
	return rc;
}

const struct op op_office_application = {
	.name = "office-application",
	.in = &wire_number_request,
	.out = &wire_office_application,
	.role = OP_OFFICER,
	.load = application_load,
};
