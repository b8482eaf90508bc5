#include "config.h"
#include "portal/store/issued.h"

#include <string.h>

#include "base/lang.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

static const char *const state_words[] = { "valid", "suspended", "revoked" };

int
store_issued_add(
    struct store *s, const struct issued *i, int64_t now, struct err *e)
{
	const struct certificate *c = &i->facts;
	struct certificate_status known;
	int rc = store_issued_status(s, c->issuer, c->serial, &known, e);

	if (rc == 0)
		return err_why(e, ERR_CONFLICT, "serial",
		    _("A certificate with this serial number was issued "
		      "before."));
	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = sql_run(s, e,
	    "INSERT INTO certificate (tckn, serial, issuer, not_before, "
	    "not_after, state, unopened, changed_at, reason, application, der, "
	    "ours) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
	    "sssiisiiiib", c->tckn, c->serial, c->issuer, c->not_before,
	    c->not_after, state_words[c->state], (int64_t)i->unopened, now,
	    (int64_t)i->reason, i->application, i->der, i->der_len);
	return rc < 0 ? rc : 0;
}

int
store_certificate_change(struct store *s, const char *tckn, const char *serial,
    enum certificate_state state, enum revocation_reason reason, int64_t now,
    struct err *e)
{
	struct certificate_status known;
	int rc = sql_run(s, e,
	    "UPDATE certificate SET state = $3, reason = $4, changed_at = $5, "
	    "unopened = unopened AND $3 <> 'valid' WHERE tckn = $1 AND serial "
	    "= $2 AND state <> 'revoked'",
	    "sssii", tckn, serial, state_words[state],
	    (int64_t)(state == CERTIFICATE_VALID ? REVOCATION_UNSTATED
						 : reason),
	    now);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = store_certificate_status(s, tckn, serial, &known, e);
	if (rc < 0)
		return rc;
	return err_why(e, ERR_CONFLICT, "revoked",
	    _("The certificate was revoked; a revocation cannot be undone."));
}

static enum revocation_reason
reason_of(sqlite3_stmt *st, int column)
{
	int64_t n = sql_int(st, column);

	return n < 0 || n > 10 ? REVOCATION_UNSTATED
			       : (enum revocation_reason)n;
}

static int
read_status(struct store *s, sqlite3_stmt *st, struct certificate_status *out,
    struct err *e)
{
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	char word[16];

	if (rc < 0)
		return rc;
	sql_text(st, 0, word, sizeof(word));
	out->state = CERTIFICATE_REVOKED;
	for (int i = 0; i < 3; i++)
		if (strcmp(word, state_words[i]) == 0)
			out->state = (enum certificate_state)i;
	out->reason = reason_of(st, 1);
	out->changed_at = sql_int(st, 2);
	out->not_after = sql_int(st, 3);
	out->ours = sql_int(st, 4) != 0;
	out->unopened = sql_int(st, 5) != 0;
	sql_end(st);
	return 0;
}

#define STATUS "state, reason, changed_at, not_after, ours, unopened"

int
store_certificate_status(struct store *s, const char *tckn, const char *serial,
    struct certificate_status *out, struct err *e)
{
	return read_status(s,
	    sql_query(s, e,
		"SELECT " STATUS " FROM certificate WHERE tckn = $1 AND "
		"serial = $2",
		"ss", tckn, serial),
	    out, e);
}

int
store_issued_status(struct store *s, const char *issuer, const char *serial,
    struct certificate_status *out, struct err *e)
{
	return read_status(s,
	    sql_query(s, e,
		"SELECT " STATUS " FROM certificate WHERE serial = $1 AND "
		"issuer = $2 AND ours = 1",
		"ss", serial, issuer),
	    out, e);
}

static int
add_blob(struct store *s, sqlite3_stmt *st, int column, struct buf *out,
    struct err *e)
{
	(void)s;
	if (buf_add(out, sqlite3_column_blob(st, column),
		(size_t)sqlite3_column_bytes(st, column)) < 0)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	return 0;
}

int
store_certificate_der(struct store *s, const char *tckn, const char *serial,
    struct buf *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT der FROM certificate WHERE tckn = $1 AND serial = $2 AND "
	    "der IS NOT NULL",
	    "ss", tckn, serial);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	rc = add_blob(s, st, 0, out, e);
	sql_end(st);
	return rc;
}

int
store_untold_add(
    struct store *s, const char *tckn, const char *serial, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE certificate SET untold = 1 WHERE tckn = $1 AND serial = $2 "
	    "AND ours = 1",
	    "ss", tckn, serial);

	return rc < 0 ? rc : 0;
}

int
store_untold_first(
    struct store *s, struct untold *out, struct buf *der, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT tckn, serial, reason, der FROM certificate WHERE untold > "
	    "0 AND der IS NOT NULL ORDER BY untold, changed_at LIMIT 1",
	    "");
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	sql_text(st, 0, out->tckn, sizeof(out->tckn));
	sql_text(st, 1, out->serial, sizeof(out->serial));
	out->reason = reason_of(st, 2);
	rc = add_blob(s, st, 3, der, e);
	sql_end(st);
	return rc;
}

int
store_untold_note(
    struct store *s, const struct untold *u, bool told, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE certificate SET untold = CASE $3 WHEN 1 THEN 0 ELSE "
	    "untold + 1 END WHERE tckn = $1 AND serial = $2",
	    "ssi", u->tckn, u->serial, (int64_t)told);

	return rc < 0 ? rc : 0;
}

int
store_listed_each(struct store *s, const char *issuer, int64_t since,
    int (*each)(void *arg, const struct listed *l, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT serial, changed_at, reason FROM certificate WHERE issuer "
	    "= $1 AND not_after >= $2 AND state <> 'valid' AND ours = 1",
	    "si", issuer, since);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct listed l = {
			.serial = (const char *)sqlite3_column_text(st, 0),
			.changed_at = sql_int(st, 1),
			.reason = reason_of(st, 2),
		};

		rc = l.serial == NULL ? sql_error(s, e) : each(arg, &l, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_issued_changed(struct store *s, int64_t *at, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT coalesce(max(changed_at), 0) FROM certificate WHERE ours "
	    "= 1",
	    "");
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*at = sql_int(st, 0);
	sql_end(st);
	return 0;
}

int
store_crl_begin(struct store *s, struct store_crl *c, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO crl (number, this_update, next_update, der) SELECT "
	    "coalesce(max(number), 0) + 1, $1, $2, x'' FROM crl",
	    "ii", c->this_update, c->next_update);

	if (rc < 0)
		return rc;
	c->number = sql_last_id(s);
	return 0;
}

int
store_crl_keep(
    struct store *s, int64_t number, const void *der, size_t len, struct err *e)
{
	int rc = sql_run(s, e, "UPDATE crl SET der = $2 WHERE number = $1",
	    "ib", number, der, len);

	if (rc >= 0)
		rc = sql_run(
		    s, e, "DELETE FROM crl WHERE number < $1 - 1", "i", number);
	return rc < 0 ? rc : 0;
}

int
store_crl_newest(
    struct store *s, struct store_crl *out, struct buf *der, struct err *e)
{
	sqlite3_stmt *st =
	    der == NULL
		? sql_query(s, e,
		      "SELECT number, this_update, next_update FROM crl WHERE "
		      "length(der) > 0 ORDER BY number DESC LIMIT 1",
		      "")
		: sql_query(s, e,
		      "SELECT number, this_update, next_update, der FROM crl "
		      "WHERE length(der) > 0 ORDER BY number DESC LIMIT 1",
		      "");
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->number = sql_int(st, 0);
	out->this_update = sql_int(st, 1);
	out->next_update = sql_int(st, 2);
	if (der != NULL)
		rc = add_blob(s, st, 3, der, e);
	sql_end(st);
	return rc;
}
