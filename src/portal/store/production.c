#include "config.h"
#include "portal/store/production.h"

#include <string.h>

#include "base/lang.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

/* Runs a change and forgets how many rows it changed. */
static int
done(int rc)
{
	return rc < 0 ? rc : 0;
}

int
store_production_add(struct store *s, const struct production *p, struct err *e)
{
	return done(sql_run(s, e,
	    "INSERT INTO production (application, serial, not_before, "
	    "not_after, started_at) VALUES ($1, $2, $3, $4, $5)",
	    "isiii", p->application, p->serial, p->not_before, p->not_after,
	    p->started_at));
}

int
store_production_find(
    struct store *s, int64_t application, struct production *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT serial, not_before, not_after, started_at, certificate, "
	    "confirmed, on_card_at FROM production WHERE application = $1",
	    "i", application);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->application = application;
	sql_text(st, 0, out->serial, sizeof(out->serial));
	out->not_before = sql_int(st, 1);
	out->not_after = sql_int(st, 2);
	out->started_at = sql_int(st, 3);
	sql_text(st, 4, out->certificate, sizeof(out->certificate));
	out->confirmed = sql_int(st, 5) != 0;
	out->on_card_at = sql_int(st, 6);
	sql_end(st);
	return 0;
}

int
store_production_key(struct store *s, int64_t application,
    const unsigned char key[STORE_HASH], struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT application FROM production WHERE key = $1 AND "
	    "application <> $2",
	    "bi", key, (size_t)STORE_HASH, application);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	if (rc < 0)
		return rc;
	if (rc > 0) {
		sql_end(st);
		return err_why(e, ERR_CONFLICT, "key-used",
		    _("This key belongs to the card of another application. "
		      "Please make a new key on the card."));
	}
	return done(sql_run(s, e,
	    "UPDATE production SET key = $2 WHERE application = $1", "ib",
	    application, key, (size_t)STORE_HASH));
}

int
store_production_issued(
    struct store *s, int64_t application, const char *serial, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE production SET certificate = $2, confirmed = 0, "
	    "on_card_at = 0 WHERE application = $1",
	    "is", application, serial));
}

int
store_production_void(
    struct store *s, int64_t application, const char *serial, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE production SET serial = $2, certificate = '', confirmed = "
	    "0, on_card_at = 0, key = NULL WHERE application = $1",
	    "is", application, serial));
}

int
store_production_confirmed(struct store *s, int64_t application, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE production SET confirmed = 1 WHERE application = $1", "i",
	    application));
}

int
store_production_on_card(struct store *s, int64_t application, int64_t now,
    bool *first, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE production SET on_card_at = $2 WHERE application = $1 AND "
	    "on_card_at = 0",
	    "ii", application, now);

	*first = rc > 0;
	return done(rc);
}

int
store_batch_new(
    struct store *s, int64_t now, int64_t *id, long *n, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO batch (created_at) SELECT $1 WHERE EXISTS (SELECT 1 "
	    "FROM application WHERE state = 'approved' AND batch = 0)",
	    "i", now);

	*id = 0;
	*n = 0;
	if (rc <= 0)
		return rc;
	*id = sql_last_id(s);
	rc = sql_run(s, e,
	    "UPDATE application SET batch = $1 WHERE state = 'approved' AND "
	    "batch = 0",
	    "i", *id);
	if (rc < 0)
		return rc;
	*n = rc;
	return 0;
}

int
store_production_each(struct store *s, int64_t batch,
    int (*each)(void *arg, const struct production_row *r, struct err *e),
    void *arg, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT a.id, a.batch, coalesce(p.certificate, '') <> '', "
	    "coalesce(p.on_card_at, 0) > 0 FROM application a LEFT JOIN "
	    "production p ON p.application = a.id WHERE a.state IN "
	    "('approved', 'in_production') AND ($1 = 0 OR a.batch = $1) ORDER "
	    "BY a.id",
	    "i", batch);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct production_row r = { .application = sql_int(st, 0),
			.batch = sql_int(st, 1),
			.issued = sql_int(st, 2) != 0,
			.on_card = sql_int(st, 3) != 0 };

		rc = each(arg, &r, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_application_shipped(struct store *s, int64_t application,
    const char *tracking, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE application SET tracking = $2, shipped_at = $3 WHERE id = "
	    "$1",
	    "isi", application, tracking, now));
}

#define LATE "FROM application WHERE state = 'shipped' AND shipped_at <= $1 "

int
store_late_each(struct store *s, int64_t until,
    int (*each)(void *arg, const struct late_card *c, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT id, shipped_at, late_told, number, tckn, tracking " LATE
	    "ORDER BY shipped_at, id",
	    "i", until);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct late_card c = { .application = sql_int(st, 0),
			.shipped_at = sql_int(st, 1),
			.told_at = sql_int(st, 2),
			.number = (const char *)sqlite3_column_text(st, 3),
			.tckn = (const char *)sqlite3_column_text(st, 4),
			.tracking = (const char *)sqlite3_column_text(st, 5) };

		rc = each(arg, &c, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_late_next(struct store *s, int64_t until, int64_t *application,
    int64_t *shipped_at, char tracking[64], struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT id, shipped_at, tracking " LATE "AND late_told = 0 LIMIT 1",
	    "i", until);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*application = sql_int(st, 0);
	*shipped_at = sql_int(st, 1);
	sql_text(st, 2, tracking, 64);
	sql_end(st);
	return 0;
}

int
store_late_told(
    struct store *s, int64_t application, int64_t now, struct err *e)
{
	return done(
	    sql_run(s, e, "UPDATE application SET late_told = $2 WHERE id = $1",
		"ii", application, now));
}

int
store_card_secret_put(struct store *s, const char *tckn, const char *serial,
    const struct buf *pin, const struct buf *puk, struct err *e)
{
	return done(sql_run(s, e,
	    "INSERT INTO card_secret (tckn, serial, pin, puk) VALUES ($1, $2, "
	    "$3, $4)",
	    "ssbb", tckn, serial, pin->data, pin->len, puk->data, puk->len));
}

int
store_card_secret_find(struct store *s, const char *tckn, const char *serial,
    struct buf *pin, struct buf *puk, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT pin, puk FROM card_secret WHERE tckn = $1 AND serial = $2",
	    "ss", tckn, serial);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	if (buf_add(pin, sqlite3_column_blob(st, 0),
		(size_t)sqlite3_column_bytes(st, 0)) < 0 ||
	    buf_add(puk, sqlite3_column_blob(st, 1),
		(size_t)sqlite3_column_bytes(st, 1)) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	sql_end(st);
	return rc;
}

int
store_card_secret_rename(struct store *s, const char *tckn, const char *from,
    const char *to, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE card_secret SET serial = $3 WHERE tckn = $1 AND serial = "
	    "$2",
	    "sss", tckn, from, to));
}
