#include "config.h"
#include "portal/store/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/turkish.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

#define FOUND                                                                  \
	"SELECT coalesce(p.tckn, a.tckn), coalesce(p.name, ''), "              \
	"coalesce(p.surname, ''), a.number, a.state, a.province, "             \
	"coalesce(a.changed_at, 0) FROM "
#define WITH_APPLICATIONS                                                      \
	"person p LEFT JOIN application a ON a.tckn = p.tckn WHERE "
#define ORDER " ORDER BY p.tckn, a.id DESC LIMIT $2"

/* Numbers of applications have a hyphen. */
static const char *
question(const char *what)
{
	if (strlen(what) == 11 && text_all_digits(what))
		return FOUND WITH_APPLICATIONS "p.tckn = $1" ORDER;
	if (strlen(what) > 5 && what[4] == '-' &&
	    strspn(what, "0123456789-") == strlen(what))
		return FOUND
		    "application a LEFT JOIN person p ON p.tckn = a.tckn "
		    "WHERE a.number = $1 LIMIT $2";
	return FOUND WITH_APPLICATIONS
	    "instr(p.name || ' ' || p.surname, $1) > 0" ORDER;
}

static const char *
word(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

int
store_search(struct store *s, const char *what,
    int (*each)(void *arg, const struct found *f, struct err *e), void *arg,
    struct err *e)
{
	char *upper = turkish_upper(what);
	sqlite3_stmt *st;
	int rc;

	if (upper == NULL)
		return err_set(e, ERR_INVALID,
		    _("The text to look for is not valid UTF-8."));
	st = sql_query(s, e, question(upper), "si", upper, (int64_t)FOUND_MOST);
	rc = st == NULL ? ERR_INTERNAL : 1;
	while (rc > 0 && (rc = sql_step(s, st, e)) > 0) {
		struct found f = { word(st, 0), word(st, 1), word(st, 2),
			word(st, 3), word(st, 4), word(st, 5), sql_int(st, 6) };

		rc = each(arg, &f, e);
		if (rc < 0)
			sql_end(st);
		else
			rc = 1;
	}
	free(upper);
	return rc;
}

static const struct {
	const char *group, *sql; /* $1: now */
} counts[] = {
	{ "applications",
	    "SELECT state, count(*) FROM application WHERE $1 = $1 GROUP BY "
	    "state" },
	{ "methods",
	    "SELECT method, count(*) FROM application WHERE method <> '' AND "
	    "$1 = $1 GROUP BY method" },
	{ "waiting", "SELECT province, count(*) FROM application WHERE state = "
		     "'submitted' AND $1 = $1 GROUP BY province" },
	{ "certificates",
	    "SELECT CASE WHEN state <> 'revoked' AND not_after <= $1 THEN "
	    "'ended' WHEN unopened THEN 'unopened' ELSE state END AS s, "
	    "count(*) FROM certificate GROUP BY s" },
	{ "ending",
	    "SELECT 'days_90', count(*) FROM certificate WHERE state = 'valid' "
	    "AND not_after > $1 AND not_after <= $1 + 7776000" },
	{ "decision_days",
	    "SELECT d.event, cast(avg(d.at - a.submitted_at) / 86400 + 0.5 AS "
	    "INTEGER) FROM decision d JOIN application a ON a.id = "
	    "d.application WHERE a.submitted_at > 0 AND d.at > $1 - 7776000 "
	    "GROUP BY d.event" },
	{ "accounts",
	    "SELECT CASE WHEN word = '' OR word_until > 0 THEN 'word_unset' "
	    "ELSE 'word_set' END AS w, count(*) FROM account WHERE $1 = $1 "
	    "GROUP BY w" },
	{ "consents",
	    "SELECT CASE given WHEN 0 THEN 'withdrawn' ELSE 'given' END AS g, "
	    "count(*) FROM consent WHERE $1 = $1 GROUP BY g" },
	{ "messages",
	    "SELECT state, count(*) FROM outbox WHERE $1 = $1 GROUP BY "
	    "state" },
	{ "registers",
	    "SELECT 'population', (SELECT count(*) FROM person) UNION ALL "
	    "SELECT 'personnel', (SELECT count(*) FROM staff) WHERE $1 = $1" },
};

static const char late_cards[] =
    "SELECT 'courier', count(*) FROM application WHERE state = 'shipped' AND "
    "shipped_at <= $1";

/* Who gets the counts. */
struct counting {
	struct store *store;
	int (*each)(void *arg, const struct counted *c, struct err *e);
	void *arg;
};

static int
count_group(const struct counting *c, const char *group, const char *sql,
    int64_t moment, struct err *e)
{
	sqlite3_stmt *st = sql_query(c->store, e, sql, "i", moment);
	int rc = st == NULL ? ERR_INTERNAL : 0;

	while (rc == 0 && (rc = sql_step(c->store, st, e)) > 0) {
		struct counted one = { group, word(st, 0), sql_int(st, 1) };

		rc = c->each(c->arg, &one, e);
		if (rc < 0)
			sql_end(st);
	}
	return rc;
}

int
store_statistics(struct store *s, int64_t now, int64_t late,
    int (*each)(void *arg, const struct counted *c, struct err *e), void *arg,
    struct err *e)
{
	const struct counting c = { s, each, arg };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(counts) / sizeof(counts[0]);
	     i++)
		rc = count_group(&c, counts[i].group, counts[i].sql, now, e);
	return rc < 0 ? rc : count_group(&c, "late", late_cards, late, e);
}
