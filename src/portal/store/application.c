#include "config.h"
#include "portal/store/application.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "portal/store/audit.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

void
application_clear(struct application *a)
{
	record_free(a->record);
	memset(a, 0, sizeof(*a));
}

/* The number after the year's last one. */
static int
next_number(struct store *s, struct application *a, int64_t now, struct err *e)
{
	struct date day = date_of(now);
	sqlite3_stmt *st = sql_query(s, e,
	    "INSERT INTO counter (year, last) VALUES ($1, 1) ON CONFLICT "
	    "(year) DO UPDATE SET last = last + 1 RETURNING last",
	    "i", (int64_t)day.year);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	long long last;

	if (rc < 0)
		return rc;
	last = (long long)sql_int(st, 0);
	/* RETURNING needs the second step for the change to be made. */
	rc = sql_step(s, st, e);
	snprintf(a->number, sizeof(a->number), "%04d-%06lld", day.year, last);
	return rc < 0 ? rc : 0;
}

static const char *const roles[ROLE_COUNT] = {
	[ROLE_APPLICANT] = "applicant",
	[ROLE_OFFICER] = "officer",
	[ROLE_OFFICE] = "office",
	[ROLE_SYSTEM] = "system",
};

static int
save_fields(struct store *s, const struct application *a, struct err *e)
{
	int rc = 0;

	for (int id = FIELD_FORM_FIRST; id <= FIELD_FORM_LAST; id++) {
		const struct field_def *f = field((enum field_id)id);
		const char *v = record_get(a->record, (enum field_id)id);

		if (f->kind == KIND_SECRET)
			continue;
		if (v[0] == '\0')
			rc = sql_run(s, e,
			    "DELETE FROM application_field WHERE application "
			    "= $1 AND name = $2",
			    "is", a->id, f->name);
		else
			rc = sql_run(s, e,
			    "INSERT INTO application_field (application, name, "
			    "value) VALUES ($1, $2, $3) ON CONFLICT "
			    "(application, name) DO UPDATE SET value = "
			    "excluded.value WHERE value <> excluded.value",
			    "iss", a->id, f->name, v);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int
store_application_add(
    struct store *s, struct application *a, int64_t now, struct err *e)
{
	struct application other = { 0 };
	bool is_open = workflow_open(a->state);
	int64_t open = is_open;
	int rc = store_application_open(s, a->tckn, &other, e);

	application_clear(&other);
	if (rc == 0)
		return err_why(e, ERR_CONFLICT, "open-application",
		    _("You have an open application already."));
	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = next_number(s, a, now, e);
	if (rc < 0)
		return rc;
	a->created_at = a->changed_at = now;
	rc = sql_run(s, e,
	    "INSERT INTO application (number, tckn, state, is_open, page, "
	    "field, renewal, method, reason, province, word, certificate, "
	    "certificate_ends, created_at, changed_at, expires_at) VALUES "
	    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
	    "$14, $15)",
	    "sssississsssiii", a->number, a->tckn, state_name(a->state), open,
	    a->page, a->field, (int64_t)a->renewal, a->method, a->reason,
	    a->province, a->word, a->certificate, a->certificate_ends, now,
	    a->expires_at);
	if (rc < 0)
		return rc;
	a->id = sql_last_id(s);
	return save_fields(s, a, e);
}

#define COLUMNS                                                                \
	"id, number, tckn, state, page, field, renewal, method, reason, "      \
	"province, word, certificate, certificate_ends, created_at, "          \
	"changed_at, expires_at, version, submitted_at, correct, proven"

static int
read_row(
    struct store *s, sqlite3_stmt *st, struct application *a, struct err *e)
{
	char word[32];

	memset(a, 0, sizeof(*a));
	a->record = record_new();
	if (a->record == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	a->id = sql_int(st, 0);
	sql_text(st, 1, a->number, sizeof(a->number));
	sql_text(st, 2, a->tckn, sizeof(a->tckn));
	sql_text(st, 3, word, sizeof(word));
	sql_text(st, 4, a->page, sizeof(a->page));
	sql_text(st, 5, a->field, sizeof(a->field));
	a->renewal = sql_int(st, 6) != 0;
	sql_text(st, 7, a->method, sizeof(a->method));
	sql_text(st, 8, a->reason, sizeof(a->reason));
	sql_text(st, 9, a->province, sizeof(a->province));
	sql_text(st, 10, a->word, sizeof(a->word));
	sql_text(st, 11, a->certificate, sizeof(a->certificate));
	a->certificate_ends = sql_int(st, 12);
	a->created_at = sql_int(st, 13);
	a->changed_at = sql_int(st, 14);
	a->expires_at = sql_int(st, 15);
	a->version = sql_int(st, 16);
	a->submitted_at = sql_int(st, 17);
	sql_text(st, 18, a->correct, sizeof(a->correct));
	sql_text(st, 19, a->proven, sizeof(a->proven));
	record_set_renewal(a->record, a->renewal);
	if (state_from_name(word, &a->state) < 0)
		return sql_error(s, e);
	return 0;
}

static int
read_fields(struct store *s, struct application *a, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT name, value FROM application_field WHERE application = $1",
	    "i", a->id);
	char name[40], value[4096];
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		const struct field_def *f;

		sql_text(st, 0, name, sizeof(name));
		sql_text(st, 1, value, sizeof(value));
		f = field_by_name(name);
		if (f == NULL) /* a field of an older version */
			continue;
		rc = record_set(a->record, f->id, value, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

/* Takes the bound statement st to its end. */
static int
read_one(
    struct store *s, sqlite3_stmt *st, struct application *out, struct err *e)
{
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	memset(out, 0, sizeof(*out));
	if (rc < 0)
		return rc;
	rc = read_row(s, st, out, e);
	sql_end(st);
	if (rc == 0)
		rc = read_fields(s, out, e);
	if (rc < 0)
		application_clear(out);
	return rc;
}

int
store_application_load(
    struct store *s, int64_t id, struct application *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e, "SELECT " COLUMNS " FROM application WHERE id = $1",
		"i", id),
	    out, e);
}

int
store_application_number(
    struct store *s, const char *number, struct application *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e,
		"SELECT " COLUMNS " FROM application WHERE number = $1", "s",
		number),
	    out, e);
}

int
store_application_open(
    struct store *s, const char *tckn, struct application *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e,
		"SELECT " COLUMNS " FROM application WHERE tckn = $1 AND "
		"is_open = 1",
		"s", tckn),
	    out, e);
}

int
store_application_told(
    struct store *s, const char *tckn, struct application *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e,
		"SELECT " COLUMNS " FROM application WHERE tckn = $1 AND state "
		"NOT IN ('draft', 'form_approved', 'cancelled', 'expired') "
		"ORDER BY id DESC LIMIT 1",
		"s", tckn),
	    out, e);
}

int
store_application_due(
    struct store *s, int64_t now, struct application *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e,
		"SELECT " COLUMNS " FROM application WHERE is_open = 1 AND "
		"expires_at > 0 AND expires_at <= $1 ORDER BY expires_at "
		"LIMIT 1",
		"i", now),
	    out, e);
}

int
store_application_save(
    struct store *s, struct application *a, int64_t now, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE application SET page = $2, field = $3, renewal = $4, "
	    "method = $5, reason = $6, province = $7, word = $8, certificate "
	    "= $9, certificate_ends = $10, changed_at = $11, expires_at = $12, "
	    "correct = $13, proven = $14, version = version + 1 WHERE id = $1",
	    "ississsssiiiss", a->id, a->page, a->field, (int64_t)a->renewal,
	    a->method, a->reason, a->province, a->word, a->certificate,
	    a->certificate_ends, now, a->expires_at, a->correct, a->proven);

	if (rc < 0)
		return rc;
	a->version++;
	a->changed_at = now;
	return save_fields(s, a, e);
}

int
store_application_move(struct store *s, struct application *a,
    const struct application_move *m, int64_t now, struct err *e)
{
	bool is_open = workflow_open(m->to);
	int64_t open = is_open;
	struct audit row = { .at = now,
		.application = a->id,
		.event = event_name(m->event),
		.role = roles[m->role],
		.actor = m->actor,
		.from = state_name(a->state),
		.to = state_name(m->to),
		.detail = m->detail };
	int rc = sql_run(s, e,
	    "UPDATE application SET state = $2, is_open = $3, changed_at = $4 "
	    "WHERE id = $1",
	    "isii", a->id, state_name(m->to), open, now);

	if (rc < 0)
		return rc;
	rc = store_audit_add(s, &row, e);
	if (rc < 0)
		return rc;
	a->state = m->to;
	a->changed_at = now;
	return 0;
}

int
store_application_each(struct store *s, const enum state *state,
    int (*each)(void *arg, const struct application *a, struct err *e),
    void *arg, struct err *e)
{
	sqlite3_stmt *st =
	    state == NULL
		? sql_query(s, e,
		      "SELECT " COLUMNS " FROM application ORDER BY id", "")
		: sql_query(s, e,
		      "SELECT " COLUMNS " FROM application WHERE state = $1 "
		      "ORDER BY id",
		      "s", state_name(*state));
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct application a;

		rc = read_row(s, st, &a, e);
		if (rc == 0)
			rc = read_fields(s, &a, e);
		if (rc == 0)
			rc = each(arg, &a, e);
		application_clear(&a);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}
