#include "config.h"
#include "portal/store/stamp.h"

#include "base/lang.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

static int
done(int rc)
{
	return rc < 0 ? rc : 0;
}

int
store_stamp_add(
    struct store *s, int64_t application, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "INSERT INTO stamp (evidence, state, due_at) SELECT max(id), "
	    "'waiting', $2 FROM evidence WHERE application = $1",
	    "ii", application, now));
}

int
store_stamp_take(struct store *s, int64_t now, int64_t retry_at,
    struct stamp_wanted *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT evidence, attempts, cms FROM stamp JOIN evidence ON "
	    "evidence.id = evidence WHERE state = 'waiting' AND due_at <= $1 "
	    "ORDER BY due_at, evidence LIMIT 1",
	    "i", now);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->evidence = sql_int(st, 0);
	out->attempts = (long)sql_int(st, 1);
	buf_reset(&out->cms);
	if (buf_add(&out->cms, sqlite3_column_blob(st, 2),
		(size_t)sqlite3_column_bytes(st, 2)) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	sql_end(st);
	if (rc < 0)
		return rc;
	return done(sql_run(s, e,
	    "UPDATE stamp SET attempts = attempts + 1, due_at = $2 WHERE "
	    "evidence = $1",
	    "ii", out->evidence, retry_at));
}

int
store_stamp_done(struct store *s, int64_t evidence, const struct stamp_made *m,
    struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE stamp SET state = 'done', stamped_at = $2, authority = "
	    "$3, why = '' WHERE evidence = $1 AND state = 'waiting'",
	    "iis", evidence, m->when, m->authority);

	if (rc <= 0)
		return rc;
	return done(sql_run(s, e, "UPDATE evidence SET cms = $2 WHERE id = $1",
	    "ib", evidence, m->cms, m->len));
}

int
store_stamp_failed(struct store *s, int64_t evidence, const char *why,
    int64_t retry_at, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE stamp SET why = $2, due_at = $3 WHERE evidence = $1 AND "
	    "state = 'waiting'",
	    "isi", evidence, why, retry_at));
}

static int
number(struct store *s, const char *sql, int64_t *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e, sql, "");
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*out = sql_int(st, 0);
	sql_end(st);
	return 0;
}

int
store_stamp_next(struct store *s, int64_t *due, struct err *e)
{
	return number(s,
	    "SELECT coalesce(min(due_at), 0) FROM stamp WHERE state = "
	    "'waiting'",
	    due, e);
}

int
store_stamp_waiting(struct store *s, long *n, struct err *e)
{
	int64_t count = 0;
	int rc = number(
	    s, "SELECT count(*) FROM stamp WHERE state = 'waiting'", &count, e);

	*n = (long)count;
	return rc;
}

int
store_stamp_read(struct store *s, int64_t application, struct stamp_state *out,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT stamped_at, attempts, authority, why FROM stamp WHERE "
	    "evidence = (SELECT max(id) FROM evidence WHERE application = $1)",
	    "i", application);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->when = sql_int(st, 0);
	out->attempts = (long)sql_int(st, 1);
	sql_text(st, 2, out->authority, sizeof(out->authority));
	sql_text(st, 3, out->why, sizeof(out->why));
	sql_end(st);
	return 0;
}
