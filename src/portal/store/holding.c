/* What the owner of an account sees of his certificates and applications. */
#include "config.h"
#include "portal/store/account.h"

#include <stdio.h>
#include <string.h>

#include "portal/store/sqlite.h"
#include "base/banned.h"

#define HOLDING                                                                \
	"SELECT c.tckn, c.serial, c.issuer, c.not_before, c.not_after, "       \
	"c.state, c.unopened, c.ours, c.application, EXISTS (SELECT 1 FROM "   \
	"card_secret k WHERE k.tckn = c.tckn AND k.serial = c.serial) FROM "   \
	"certificate c WHERE c.tckn = $1 "

static void
read_holding(sqlite3_stmt *st, struct holding *h)
{
	char word[16];

	memset(h, 0, sizeof(*h));
	sql_text(st, 0, h->facts.tckn, sizeof(h->facts.tckn));
	sql_text(st, 1, h->facts.serial, sizeof(h->facts.serial));
	sql_text(st, 2, h->facts.issuer, sizeof(h->facts.issuer));
	h->facts.not_before = sql_int(st, 3);
	h->facts.not_after = sql_int(st, 4);
	sql_text(st, 5, word, sizeof(word));
	h->facts.state = CERTIFICATE_REVOKED;
	if (strcmp(word, "valid") == 0)
		h->facts.state = CERTIFICATE_VALID;
	else if (strcmp(word, "suspended") == 0)
		h->facts.state = CERTIFICATE_SUSPENDED;
	h->unopened = sql_int(st, 6) != 0;
	h->ours = sql_int(st, 7) != 0;
	h->application = sql_int(st, 8);
	h->secret = sql_int(st, 9) != 0;
}

int
store_holding_find(struct store *s, const char *tckn, const char *serial,
    struct holding *out, struct err *e)
{
	sqlite3_stmt *st =
	    sql_query(s, e, HOLDING "AND c.serial = $2", "ss", tckn, serial);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	read_holding(st, out);
	sql_end(st);
	return 0;
}

int
store_holding_each(struct store *s, const char *tckn,
    int (*each)(void *arg, const struct holding *h, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(
	    s, e, HOLDING "ORDER BY c.not_after DESC, c.serial", "s", tckn);
	struct holding h;
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		read_holding(st, &h);
		rc = each(arg, &h, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_certificate_lost(struct store *s, const char *tckn, int64_t now,
    int64_t since, struct certificate *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    HOLDING "AND c.not_after > $2 AND c.state <> 'revoked' ORDER BY "
		    "CASE WHEN c.state = 'suspended' AND c.unopened = 0 AND "
		    "c.changed_at >= $3 THEN 0 WHEN c.state = 'valid' AND "
		    "c.not_before <= $2 THEN 1 "
		    "WHEN c.unopened = 0 THEN 2 ELSE 3 END, c.not_after DESC, "
		    "c.serial LIMIT 1",
	    "sii", tckn, now, since);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	struct holding h;

	if (rc < 0)
		return rc;
	read_holding(st, &h);
	sql_end(st);
	*out = h.facts;
	return 0;
}

static const char *
word(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

int
store_own_each(struct store *s, const char *tckn, long most,
    int (*each)(void *arg, const struct own_application *a, struct err *e),
    void *arg, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT a.id, coalesce((SELECT max(at) FROM audit u WHERE "
	    "u.application = a.id AND u.state_from <> u.state_to), "
	    "a.created_at), CASE a.state WHEN 'shipped' THEN a.shipped_at ELSE "
	    "0 END, a.number, a.state, a.tracking, a.reason FROM application "
	    "a WHERE a.tckn = $1 ORDER BY a.id DESC LIMIT $2",
	    "si", tckn, (int64_t)most);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct own_application a = { sql_int(st, 0), sql_int(st, 1),
			sql_int(st, 2), word(st, 3), word(st, 4), word(st, 5),
			word(st, 6) };

		rc = each(arg, &a, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_lost_by(struct store *s, const char *tckn, const char *serial,
    char number[20], struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT a.number FROM application a JOIN application_field f ON "
	    "f.application = a.id AND f.name = 'reason' AND f.value = 'lost' "
	    "WHERE a.tckn = $1 AND a.certificate = $2 AND a.state IN "
	    "('submitted', 'correction_requested', 'approved', "
	    "'in_production')",
	    "ss", tckn, serial);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	number[0] = '\0';
	if (rc <= 0)
		return rc;
	sql_text(st, 0, number, 20);
	sql_end(st);
	return 0;
}
