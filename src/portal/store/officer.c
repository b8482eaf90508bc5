#include "config.h"
#include "portal/store/officer.h"

#include "portal/store/sqlite.h"
#include "base/banned.h"

#define COLUMNS                                                                \
	"id, tckn, province, valid_from, valid_until, coalesce(deputy_of, "    \
	"0), ended_at"

int
store_officer_add(struct store *s, struct officer *o, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO officer (tckn, province, valid_from, valid_until, "
	    "deputy_of) VALUES ($1, $2, $3, $4, nullif($5, 0))",
	    "ssiii", o->tckn, o->province, o->valid_from, o->valid_until,
	    o->deputy_of);

	if (rc < 0)
		return rc;
	o->id = sql_last_id(s);
	return 0;
}

int
store_officer_end(struct store *s, int64_t id, int64_t now, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE officer SET ended_at = $2 WHERE id = $1 AND ended_at = 0",
	    "ii", id, now);

	return rc < 0 ? rc : 0;
}

static void
read_row(sqlite3_stmt *st, struct officer *o)
{
	o->id = sql_int(st, 0);
	sql_text(st, 1, o->tckn, sizeof(o->tckn));
	sql_text(st, 2, o->province, sizeof(o->province));
	o->valid_from = sql_int(st, 3);
	o->valid_until = sql_int(st, 4);
	o->deputy_of = sql_int(st, 5);
	o->ended_at = sql_int(st, 6);
}

static int
read_one(struct store *s, sqlite3_stmt *st, struct officer *out, struct err *e)
{
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	read_row(st, out);
	sql_end(st);
	return 0;
}

int
store_officer_load(
    struct store *s, int64_t id, struct officer *out, struct err *e)
{
	return read_one(s,
	    sql_query(
		s, e, "SELECT " COLUMNS " FROM officer WHERE id = $1", "i", id),
	    out, e);
}

#define HOLDS(o)                                                               \
	o ".ended_at = 0 AND " o ".valid_from <= $1 AND (" o                   \
	  ".valid_until = 0 OR $1 < " o ".valid_until)"

/* A deputy's row holds only while that of whom he stands for does. */
#define IN_OFFICE                                                              \
	HOLDS("o")                                                             \
	" AND (o.deputy_of IS NULL OR EXISTS (SELECT 1 FROM officer p WHERE "  \
	"p.id = o.deputy_of AND " HOLDS("p") "))"

int
store_officer_find(struct store *s, const char *tckn, int64_t now,
    struct officer *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e,
		"SELECT " COLUMNS " FROM officer o WHERE " IN_OFFICE
		" AND o.tckn = $2 ORDER BY o.deputy_of IS NOT NULL, o.id "
		"DESC LIMIT 1",
		"is", now, tckn),
	    out, e);
}

int
store_officer_taken(
    struct store *s, const struct officer *o, bool *taken, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT 1 FROM officer o WHERE o.tckn = $1 AND o.ended_at = 0 AND "
	    "coalesce(o.deputy_of, 0) <> $2 AND o.valid_from < $4 AND "
	    "(o.valid_until = 0 OR o.valid_until > $3) AND (o.deputy_of IS "
	    "NULL OR EXISTS (SELECT 1 FROM officer p WHERE p.id = o.deputy_of "
	    "AND p.ended_at = 0)) LIMIT 1",
	    "siii", o->tckn, o->deputy_of, o->valid_from, o->valid_until);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	*taken = rc > 0;
	if (rc > 0)
		sql_end(st);
	return rc < 0 ? rc : 0;
}

int
store_officer_any(struct store *s, int64_t now, bool *any, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT EXISTS (SELECT 1 FROM officer o WHERE " IN_OFFICE ")", "i",
	    now);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*any = sql_int(st, 0) != 0;
	sql_end(st);
	return 0;
}

int
store_officer_each(struct store *s, int64_t of,
    int (*each)(void *arg, const struct officer *o, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT " COLUMNS " FROM officer WHERE $1 = 0 OR deputy_of = $1 "
	    "ORDER BY CASE WHEN $1 = 0 THEN id ELSE -id END",
	    "i", of);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct officer o;

		read_row(st, &o);
		rc = each(arg, &o, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_decision_add(struct store *s, const struct decision *d, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO decision (application, officer, event, reason, "
	    "fields, version, text, cms, certificate, at) VALUES ($1, $2, $3, "
	    "$4, $5, $6, $7, $8, $9, $10)",
	    "iisssibbbi", d->application, d->officer, d->event, d->reason,
	    d->fields, d->version, d->text, d->text_len, d->cms, d->cms_len,
	    d->certificate, d->certificate_len, d->at);

	return rc < 0 ? rc : 0;
}

int
store_decided_page(struct store *s, const char *tckn, int64_t below,
    struct decided_row *rows, size_t n, size_t *count, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT d.id, d.at, a.number, p.name, p.surname, d.event, "
	    "d.reason FROM decision d JOIN application a ON a.id = "
	    "d.application LEFT JOIN person p ON p.tckn = a.tckn WHERE "
	    "d.officer IN (SELECT id FROM officer WHERE tckn = $1) AND ($2 = "
	    "0 OR d.id < $2) ORDER BY d.id DESC LIMIT $3",
	    "sii", tckn, below, (int64_t)n);
	int rc;

	*count = 0;
	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct decided_row *r = &rows[(*count)++];

		r->id = sql_int(st, 0);
		r->at = sql_int(st, 1);
		sql_text(st, 2, r->number, sizeof(r->number));
		sql_text(st, 3, r->name, sizeof(r->name));
		sql_text(st, 4, r->surname, sizeof(r->surname));
		sql_text(st, 5, r->event, sizeof(r->event));
		sql_text(st, 6, r->reason, sizeof(r->reason));
	}
	return rc;
}

static const void *
bytes(sqlite3_stmt *st, int column, size_t *len)
{
	const void *data = sqlite3_column_blob(st, column);

	*len = (size_t)sqlite3_column_bytes(st, column);
	return data;
}

static const char *
word(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

int
store_decision_each(struct store *s, int64_t application,
    int (*each)(void *arg, const struct decision *d, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT id, officer, version, at, event, reason, fields, text, "
	    "cms, certificate FROM decision WHERE application = $1 ORDER BY "
	    "id",
	    "i", application);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct decision d = { .application = application,
			.id = sql_int(st, 0),
			.officer = sql_int(st, 1),
			.version = sql_int(st, 2),
			.at = sql_int(st, 3),
			.event = word(st, 4),
			.reason = word(st, 5),
			.fields = word(st, 6) };

		d.text = bytes(st, 7, &d.text_len);
		d.cms = bytes(st, 8, &d.cms_len);
		d.certificate = bytes(st, 9, &d.certificate_len);
		rc = each(arg, &d, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}
