#include "config.h"
#include "portal/store/person-data.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/random.h"
#include "portal/store/audit.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

#define HIS "(SELECT id FROM application WHERE tckn = $1)"

/* Owners of his codes. */
#define OWNERS                                                                 \
	"(SELECT 'a' || id FROM application WHERE tckn = $1 UNION ALL SELECT " \
	"'s' || id FROM session WHERE tckn = $1 UNION ALL SELECT 'p' || id "   \
	"FROM session WHERE tckn = $1)"

/* Where messages to him go. */
#define ADDRESSES                                                              \
	"(SELECT mobile FROM account WHERE tckn = $1 UNION SELECT email FROM " \
	"account WHERE tckn = $1 UNION SELECT value FROM application_field "   \
	"WHERE application IN " HIS " AND name IN ('mobile', 'email') UNION "  \
	"SELECT proven FROM application WHERE tckn = $1 UNION "                \
	"SELECT phone FROM sms_code WHERE owner IN " OWNERS ")"

/* What says where something lies is erased last. */
enum erasing { ALWAYS, EVIDENCE, REGISTERS };

/* $1: his number; in erasing $2: the name that was drawn. */
/* clang-format off */
static const struct {
	const char *part;   /* NULL: nothing to write out */
	const char *select; /* columns by the names they are written with */
	const char *erase;  /* NULL: with another row */
	enum erasing when;
} parts[] = {
	{ "messages",
	    "SELECT kind, state, event, address, subject, text, created_at "
	    "FROM outbox WHERE application IN " HIS " OR (application IS NULL "
	    "AND address IN " ADDRESSES ")",
	    "DELETE FROM outbox WHERE application IN " HIS, ALWAYS },
	{ NULL, NULL,
	    /* A family may share an address. */
	    "DELETE FROM outbox WHERE address IN " ADDRESSES " AND NOT EXISTS "
	    "(SELECT 1 FROM account WHERE tckn <> $1 AND (mobile = address OR "
	    "email = address)) AND NOT EXISTS (SELECT 1 FROM "
	    "application_field f JOIN application a ON a.id = f.application "
	    "WHERE a.tckn <> $1 AND a.is_open = 1 AND f.name IN ('mobile', "
	    "'email') AND f.value = address)",
	    ALWAYS },
	{ "sms_codes",
	    "SELECT phone, created_at FROM sms_code WHERE owner IN " OWNERS,
	    "DELETE FROM sms_code WHERE owner IN " OWNERS, ALWAYS },
	{ NULL, NULL,
	    "DELETE FROM reply WHERE session IN (SELECT id FROM session WHERE "
	    "tckn = $1)",
	    ALWAYS },
	{ "sessions",
	    "SELECT role, phone_proven, by_word, created_at, used_at FROM "
	    "session WHERE tckn = $1",
	    "DELETE FROM session WHERE tckn = $1", ALWAYS },
	{ "signing_requests",
	    "SELECT purpose, date, created_at, opened_at, consumed_at, "
	    "refusal FROM signing WHERE tckn = $1",
	    "DELETE FROM signing WHERE tckn = $1", ALWAYS },
	{ "account",
	    "SELECT mobile, email, channel, word <> '' AS word_set, "
	    "created_at, changed_at FROM account WHERE tckn = $1",
	    "DELETE FROM account WHERE tckn = $1", ALWAYS },
	{ "consent",
	    "SELECT given, changed_at FROM consent WHERE tckn = $1",
	    "DELETE FROM consent WHERE tckn = $1", ALWAYS },
	{ "cards", "SELECT serial FROM card_secret WHERE tckn = $1",
	    "DELETE FROM card_secret WHERE tckn = $1", ALWAYS },
	{ "alerts", "SELECT serial, days, at FROM alert WHERE tckn = $1",
	    "DELETE FROM alert WHERE tckn = $1", ALWAYS },
	{ "language", "SELECT lang FROM language WHERE tckn = $1",
	    "DELETE FROM language WHERE tckn = $1", ALWAYS },
	{ NULL, NULL, "DELETE FROM tally WHERE scope = 'login ' || $1",
	    ALWAYS },
	{ "statements",
	    "SELECT kind, CAST(text AS TEXT) AS text, cms, certificate, at "
	    "FROM statement WHERE tckn = $1",
	    "DELETE FROM statement WHERE tckn = $1", EVIDENCE },
	{ "time_stamps",
	    "SELECT e.serial, t.state, t.stamped_at, t.authority FROM stamp t "
	    "JOIN evidence e ON e.id = t.evidence WHERE e.application "
	    "IN " HIS,
	    "DELETE FROM stamp WHERE evidence IN (SELECT id FROM evidence "
	    "WHERE application IN " HIS ")",
	    EVIDENCE },
	{ "evidence",
	    "SELECT a.number, CAST(e.text AS TEXT) AS text, e.cms, "
	    "e.certificate, e.serial, e.signed_at, e.received_at FROM evidence "
	    "e JOIN application a ON a.id = e.application WHERE a.tckn = $1",
	    "DELETE FROM evidence WHERE application IN " HIS, EVIDENCE },
	{ "decisions",
	    "SELECT a.number, d.event, d.reason, d.fields, CAST(d.text AS "
	    "TEXT) AS text, d.cms, d.at FROM decision d JOIN application a ON "
	    "a.id = d.application WHERE a.tckn = $1",
	    "DELETE FROM decision WHERE application IN " HIS, EVIDENCE },
	{ "officer",
	    "SELECT id, province, valid_from, valid_until, ended_at FROM "
	    "officer WHERE tckn = $1",
	    "UPDATE officer SET tckn = $2 WHERE tckn = $1", ALWAYS },
	{ "history",
	    "SELECT a.number, u.at, u.event, u.role, u.actor, u.state_from, "
	    "u.state_to, u.detail FROM audit u JOIN application a ON a.id = "
	    "u.application WHERE a.tckn = $1 ORDER BY u.id",
	    NULL, ALWAYS },
	{ "production",
	    "SELECT a.number, p.serial, p.started_at, p.on_card_at FROM "
	    "production p JOIN application a ON a.id = p.application WHERE "
	    "a.tckn = $1",
	    NULL, ALWAYS },
	{ "form_fields",
	    "SELECT a.number, f.name, f.value FROM application_field f JOIN "
	    "application a ON a.id = f.application WHERE a.tckn = $1 ORDER BY "
	    "a.id, f.name",
	    "DELETE FROM application_field WHERE application IN " HIS, ALWAYS },
	{ "certificates",
	    "SELECT serial, issuer, not_before, not_after, state, unopened, "
	    "changed_at, reason, der FROM certificate WHERE tckn = $1",
	    /* Its number stands on revocation lists. */
	    "UPDATE certificate SET tckn = $2, der = NULL WHERE tckn = $1",
	    ALWAYS },
	{ "applications",
	    "SELECT number, state, renewal, method, reason, province, proven, "
	    "certificate, certificate_ends, created_at, changed_at, "
	    "submitted_at, staff_from, staff_until, batch, tracking, "
	    "shipped_at FROM application WHERE tckn = $1 ORDER BY id",
	    "UPDATE application SET tckn = $2, field = '', reason = '', word "
	    "= '', correct = '', proven = '', fold = '', order_name = '', order_unit = '', "
	    "staff_from = '', staff_until = '', tracking = '', blanked = 1 "
	    "WHERE tckn = $1",
	    ALWAYS },
	{ "population_register",
	    "SELECT tckn, name, surname, birth_place, birth_date FROM person "
	    "WHERE tckn = $1",
	    "DELETE FROM person WHERE tckn = $1", REGISTERS },
	{ "personnel_record",
	    "SELECT employer, registry_no, unit, title, province, "
	    "assigned_from, assigned_until FROM staff WHERE tckn = $1",
	    "DELETE FROM staff WHERE tckn = $1", REGISTERS },
};
/* clang-format on */

#define PARTS (sizeof(parts) / sizeof(parts[0]))

static void
read_value(sqlite3_stmt *st, int column, struct person_value *v)
{
	v->name = sqlite3_column_name(st, column);
	v->bytes = NULL;
	v->len = 0;
	v->number = 0;
	switch (sqlite3_column_type(st, column)) {
	case SQLITE_INTEGER:
		v->kind = PERSON_NUMBER;
		v->number = sql_int(st, column);
		break;
	case SQLITE_TEXT:
		v->kind = PERSON_TEXT;
		v->bytes = sqlite3_column_text(st, column);
		v->len = (size_t)sqlite3_column_bytes(st, column);
		break;
	case SQLITE_BLOB:
		v->kind = PERSON_BYTES;
		v->bytes = sqlite3_column_blob(st, column);
		v->len = (size_t)sqlite3_column_bytes(st, column);
		break;
	default:
		v->kind = PERSON_NOTHING;
	}
}

static int
each_row(sqlite3_stmt *st, struct person_value *v,
    int (*each)(void *arg, const struct person_value *v, struct err *e),
    void *arg, struct err *e)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < sqlite3_column_count(st); i++) {
		read_value(st, i, v);
		rc = each(arg, v, e);
	}
	return rc;
}

static int
each_part(struct store *s, size_t n, const char *tckn,
    int (*each)(void *arg, const struct person_value *v, struct err *e),
    void *arg, struct err *e)
{
	struct person_value v = { .part = parts[n].part };
	sqlite3_stmt *st = sql_query(s, e, parts[n].select, "s", tckn);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		rc = each_row(st, &v, each, arg, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
		v.row++;
	}
	return rc;
}

int
store_person_each(struct store *s, const char *tckn,
    int (*each)(void *arg, const struct person_value *v, struct err *e),
    void *arg, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < PARTS; i++)
		if (parts[i].select != NULL)
			rc = each_part(s, i, tckn, each, arg, e);
	return rc;
}

/* Whether a question has an answer. */
static int
any(struct store *s, const char *sql, const char *tckn, int64_t now, bool *yes,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e, sql, "si", tckn, now);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	*yes = rc > 0;
	if (rc > 0)
		sql_end(st);
	return rc < 0 ? rc : 0;
}

static int
check_needed(struct store *s, const char *tckn, int64_t now, struct err *e)
{
	static const struct {
		const char *sql, *reason, *sentence;
	} rows[] = {
		{ "SELECT 1 FROM application WHERE tckn = $1 AND is_open = 1 "
		  "AND $2 = $2",
		    "open-application",
		    N_("This person has an open application. It has to end "
		       "first.") },
		{ "SELECT 1 FROM certificate WHERE tckn = $1 AND state <> "
		  "'revoked' AND not_after > $2",
		    "live-certificate",
		    N_("This person has a certificate that has not ended. It "
		       "has to be revoked first.") },
		{ "SELECT 1 FROM officer WHERE tckn = $1 AND ended_at = 0 AND "
		  "(valid_until = 0 OR valid_until > $2)",
		    "officer",
		    N_("This person is a kurum yetkilisi. The time has to be "
		       "ended first.") },
	};
	bool yes = false;
	int rc = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rc = any(s, rows[i].sql, tckn, now, &yes, e);
		if (rc < 0)
			return rc;
		if (yes)
			return err_why(e, ERR_CONFLICT, rows[i].reason, "%s",
			    _(rows[i].sentence));
	}
	rc = any(s,
	    "SELECT 1 FROM person WHERE tckn = $1 UNION ALL SELECT 1 FROM "
	    "application WHERE tckn = $1 UNION ALL SELECT 1 FROM certificate "
	    "WHERE tckn = $1 UNION ALL SELECT 1 FROM staff WHERE tckn = $1 "
	    "UNION ALL SELECT 1 FROM statement WHERE tckn = $1 AND $2 = $2",
	    tckn, now, &yes, e);
	if (rc == 0 && !yes)
		rc = err_set(e, ERR_NOT_FOUND,
		    _("The portal knows nothing of this person."));
	return rc;
}

int
store_person_erase(
    struct store *s, const struct person_erasure *p, int64_t now, struct err *e)
{
	char name[12] = "e", detail[32];
	struct audit row = { .at = now,
		.event = "person_erased",
		.role = "office",
		.actor = "office",
		.detail = detail };
	int rc = check_needed(s, p->tckn, now, e);

	random_digits(name + 1, 10, 0);
	for (size_t i = 0; rc >= 0 && i < PARTS; i++) {
		if (parts[i].erase == NULL ||
		    (parts[i].when == EVIDENCE && !p->evidence) ||
		    (parts[i].when == REGISTERS && !p->registers))
			continue;
		rc = strstr(parts[i].erase, "$2") != NULL
			 ? sql_run(s, e, parts[i].erase, "ss", p->tckn, name)
			 : sql_run(s, e, parts[i].erase, "s", p->tckn);
	}
	if (rc < 0)
		return rc;
	snprintf(detail, sizeof(detail), "%s%s", name,
	    p->evidence ? " evidence" : "");
	return store_audit_add(s, &row, e);
}

int
store_checkpoint(struct store *s, struct err *e)
{
	int rc = sql_run(s, e, "PRAGMA wal_checkpoint(TRUNCATE)", "");

	return rc < 0 ? rc : 0;
}

#define DUE                                                                    \
	"(SELECT id FROM application WHERE is_open = 0 AND blanked = 0 AND "   \
	"state <> 'opened' AND changed_at < $1 ORDER BY changed_at, id LIMIT " \
	"$2)"

int
store_blank_applications(
    struct store *s, int64_t before, long most, long *n, struct err *e)
{
	int rc = sql_run(s, e,
	    "DELETE FROM application_field WHERE application IN " DUE, "ii",
	    before, (int64_t)most);

	if (rc >= 0)
		rc = sql_run(s, e,
		    "UPDATE application SET field = '', reason = '', word = "
		    "'', correct = '', proven = '', fold = '', order_name = "
		    "'', order_unit = '', staff_from = '', staff_until = '', "
		    "blanked = 1 "
		    "WHERE id IN " DUE,
		    "ii", before, (int64_t)most);
	*n = rc;
	return rc < 0 ? rc : 0;
}

int
store_person_forgotten(
    struct store *s, int64_t before, char tckn[12], struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT c.tckn FROM certificate c WHERE c.not_after < $1 AND "
	    "c.tckn NOT LIKE 'e%' AND NOT EXISTS (SELECT 1 FROM certificate o "
	    "WHERE o.tckn = c.tckn AND o.not_after >= $1) AND NOT EXISTS "
	    "(SELECT 1 FROM application a WHERE a.tckn = c.tckn AND "
	    "(a.is_open = 1 OR a.changed_at >= $1)) AND NOT EXISTS (SELECT 1 "
	    "FROM officer f WHERE f.tckn = c.tckn AND f.ended_at = 0) UNION "
	    "ALL SELECT a.tckn FROM application a WHERE a.is_open = 0 AND "
	    "a.blanked = 1 AND a.changed_at < $1 AND a.tckn NOT LIKE 'e%' AND "
	    "NOT EXISTS (SELECT 1 FROM certificate o WHERE o.tckn = a.tckn) "
	    "AND NOT EXISTS (SELECT 1 FROM application b WHERE b.tckn = "
	    "a.tckn AND (b.is_open = 1 OR b.changed_at >= $1)) AND NOT EXISTS "
	    "(SELECT 1 FROM officer f WHERE f.tckn = a.tckn AND f.ended_at = "
	    "0) LIMIT 1",
	    "i", before);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	sql_text(st, 0, tckn, 12);
	sql_end(st);
	return 0;
}

#define ERASED "(SELECT id FROM application WHERE tckn >= 'e' AND tckn < 'f')"

int
store_evidence_forget(struct store *s, int64_t before, struct err *e)
{
	static const char *const rows[] = {
		"DELETE FROM stamp WHERE evidence IN (SELECT id FROM evidence "
		"WHERE received_at < $1 AND application IN " ERASED ")",
		"DELETE FROM evidence WHERE received_at < $1 AND application "
		"IN " ERASED,
		"DELETE FROM decision WHERE at < $1 AND application IN " ERASED,
		"DELETE FROM statement WHERE at < $1 AND NOT EXISTS (SELECT 1 "
		"FROM account a WHERE a.tckn = statement.tckn)",
	};
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		rc = sql_run(s, e, rows[i], "i", before);
	return rc < 0 ? rc : 0;
}
