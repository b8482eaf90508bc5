#include "config.h"
#include "portal/store/people.h"

#include <string.h>

#include "portal/store/sqlite.h"
#include "base/banned.h"

static const char *const state_words[] = { "valid", "suspended", "revoked" };

int
store_person_put(struct store *s, const struct person *p, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO person (tckn, name, surname, birth_place, birth_date) "
	    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tckn) DO UPDATE SET "
	    "name = excluded.name, surname = excluded.surname, birth_place = "
	    "excluded.birth_place, birth_date = excluded.birth_date",
	    "sssss", p->tckn, p->name, p->surname, p->birth_place,
	    p->birth_date);

	return rc < 0 ? rc : 0;
}

int
store_person_find(
    struct store *s, const char *tckn, struct person *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT tckn, name, surname, birth_place, birth_date FROM person "
	    "WHERE tckn = $1",
	    "s", tckn);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	sql_text(st, 0, out->tckn, sizeof(out->tckn));
	sql_text(st, 1, out->name, sizeof(out->name));
	sql_text(st, 2, out->surname, sizeof(out->surname));
	sql_text(st, 3, out->birth_place, sizeof(out->birth_place));
	sql_text(st, 4, out->birth_date, sizeof(out->birth_date));
	sql_end(st);
	return 0;
}

int
store_staff_put(struct store *s, const struct staff *p, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO staff (tckn, employer, registry_no, unit, title, "
	    "province, assigned_from, assigned_until) VALUES ($1, $2, $3, $4, "
	    "$5, $6, $7, $8) ON CONFLICT (tckn) DO UPDATE SET employer = "
	    "excluded.employer, registry_no = excluded.registry_no, unit = "
	    "excluded.unit, title = excluded.title, province = "
	    "excluded.province, assigned_from = excluded.assigned_from, "
	    "assigned_until = excluded.assigned_until",
	    "ssssssss", p->tckn, p->employer, p->registry_no, p->unit, p->title,
	    p->province, p->from, p->until);

	return rc < 0 ? rc : 0;
}

int
store_staff_find(
    struct store *s, const char *tckn, struct staff *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT tckn, employer, registry_no, unit, title, province, "
	    "assigned_from, assigned_until FROM staff WHERE tckn = $1",
	    "s", tckn);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	sql_text(st, 0, out->tckn, sizeof(out->tckn));
	sql_text(st, 1, out->employer, sizeof(out->employer));
	sql_text(st, 2, out->registry_no, sizeof(out->registry_no));
	sql_text(st, 3, out->unit, sizeof(out->unit));
	sql_text(st, 4, out->title, sizeof(out->title));
	sql_text(st, 5, out->province, sizeof(out->province));
	sql_text(st, 6, out->from, sizeof(out->from));
	sql_text(st, 7, out->until, sizeof(out->until));
	sql_end(st);
	return 0;
}

int
store_certificate_put(
    struct store *s, const struct certificate *c, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO certificate (tckn, serial, issuer, not_before, "
	    "not_after, state) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT "
	    "(tckn, serial) DO UPDATE SET issuer = excluded.issuer, not_before "
	    "= excluded.not_before, not_after = excluded.not_after, state = "
	    "excluded.state",
	    "sssiis", c->tckn, c->serial, c->issuer, c->not_before,
	    c->not_after, state_words[c->state]);

	return rc < 0 ? rc : 0;
}

#define CERTIFICATE_COLUMNS "tckn, serial, issuer, not_before, not_after, state"

static void
certificate_row(sqlite3_stmt *st, struct certificate *c)
{
	char word[16];

	sql_text(st, 0, c->tckn, sizeof(c->tckn));
	sql_text(st, 1, c->serial, sizeof(c->serial));
	sql_text(st, 2, c->issuer, sizeof(c->issuer));
	c->not_before = sql_int(st, 3);
	c->not_after = sql_int(st, 4);
	sql_text(st, 5, word, sizeof(word));
	c->state = CERTIFICATE_REVOKED;
	for (int i = 0; i < 3; i++)
		if (strcmp(word, state_words[i]) == 0)
			c->state = (enum certificate_state)i;
}

int
store_certificate_find(struct store *s, const char *tckn, const char *serial,
    struct certificate *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT " CERTIFICATE_COLUMNS " FROM certificate WHERE tckn = $1 "
	    "AND serial = $2",
	    "ss", tckn, serial);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	certificate_row(st, out);
	sql_end(st);
	return 0;
}

int
store_certificate_holding(struct store *s, const char *tckn, const char *except,
    int64_t now, struct certificate_holding *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT " CERTIFICATE_COLUMNS " FROM certificate WHERE tckn = $1 "
	    "ORDER BY not_after DESC",
	    "s", tckn);
	struct certificate c;
	int rc;

	memset(out, 0, sizeof(*out));
	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		certificate_row(st, &c);
		out->any = true;
		if (out->valid || c.state != CERTIFICATE_VALID ||
		    c.not_before > now || c.not_after <= now ||
		    (except != NULL && strcmp(except, c.serial) == 0))
			continue;
		out->valid = true;
		out->newest = c;
	}
	return rc;
}

int
store_consent_set(
    struct store *s, const char *tckn, bool given, int64_t now, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO consent (tckn, given, changed_at) VALUES ($1, $2, $3) "
	    "ON CONFLICT (tckn) DO UPDATE SET given = excluded.given, "
	    "changed_at = excluded.changed_at",
	    "sii", tckn, (int64_t)given, now);

	return rc < 0 ? rc : 0;
}

int
store_consent_given(
    struct store *s, const char *tckn, bool *given, struct err *e)
{
	sqlite3_stmt *st = sql_query(
	    s, e, "SELECT given FROM consent WHERE tckn = $1", "s", tckn);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	*given = false;
	if (rc <= 0)
		return rc;
	*given = sql_int(st, 0) != 0;
	sql_end(st);
	return 0;
}
