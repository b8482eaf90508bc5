#include "config.h"
#include "portal/store/alert.h"

#include "portal/store/sqlite.h"
#include "base/banned.h"

int
store_alert_next(struct store *s, const struct alert_end *from, int64_t until,
    struct alert_end *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT c.not_after, c.tckn, c.serial FROM certificate c WHERE "
	    "(c.not_after, c.tckn, c.serial) > ($1, $2, $3) AND c.not_after <= "
	    "$4 AND c.state = 'valid' AND NOT EXISTS (SELECT 1 FROM "
	    "certificate n WHERE n.tckn = c.tckn AND n.state <> 'revoked' AND "
	    "n.not_after > c.not_after) AND NOT EXISTS (SELECT 1 FROM "
	    "application a WHERE a.tckn = c.tckn AND a.is_open = 1 AND a.state "
	    "IN ('submitted', 'approved', 'in_production', 'shipped', "
	    "'delivered')) ORDER BY c.not_after, c.tckn, c.serial LIMIT 1",
	    "issi", from->not_after, from->tckn, from->serial, until);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->not_after = sql_int(st, 0);
	sql_text(st, 1, out->tckn, sizeof(out->tckn));
	sql_text(st, 2, out->serial, sizeof(out->serial));
	sql_end(st);
	return 0;
}

int
store_alert_note(struct store *s, const struct alert_end *c, long days,
    int64_t now, bool *first, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO alert (tckn, serial, days, at) VALUES ($1, $2, $3, "
	    "$4) ON CONFLICT DO NOTHING",
	    "ssii", c->tckn, c->serial, (int64_t)days, now);

	*first = rc > 0;
	return rc < 0 ? rc : 0;
}

int
store_language_set(
    struct store *s, const char *tckn, enum lang l, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO language (tckn, lang) VALUES ($1, $2) ON CONFLICT "
	    "(tckn) DO UPDATE SET lang = excluded.lang WHERE lang <> "
	    "excluded.lang",
	    "ss", tckn, lang_name(l));

	return rc < 0 ? rc : 0;
}

int
store_language_get(
    struct store *s, const char *tckn, enum lang *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(
	    s, e, "SELECT lang FROM language WHERE tckn = $1", "s", tckn);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	char word[8];

	*out = LANG_TR;
	if (rc < 0)
		return rc == ERR_NOT_FOUND ? 0 : rc;
	sql_text(st, 0, word, sizeof(word));
	sql_end(st);
	if (lang_from_name(word, out) < 0)
		*out = LANG_TR;
	return 0;
}
