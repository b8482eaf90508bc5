/* Messages as the office sees them: what is stuck, and what to do with it. */
#include "config.h"
#include "portal/store/outbox.h"

#include "base/lang.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

static const char *
column(sqlite3_stmt *st, int n)
{
	return (const char *)sqlite3_column_text(st, n);
}

#define LIST                                                                   \
	"SELECT o.id, o.created_at, o.due_at, o.kind, o.state, o.event, "      \
	"o.address, coalesce(a.number, ''), o.problem, o.attempts FROM "       \
	"outbox o LEFT JOIN application a ON a.id = o.application WHERE "

int
store_message_each(struct store *s, bool stuck,
    int (*each)(void *arg, const struct message_line *l, struct err *e),
    void *arg, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    stuck ? LIST "o.state = 'failed' OR (o.state = 'waiting' AND "
			 "o.attempts > 2) ORDER BY o.id"
		  : LIST "o.state IN ('waiting', 'failed') ORDER BY o.id",
	    "");
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct message_line l = { .id = sql_int(st, 0),
			.created_at = sql_int(st, 1),
			.due_at = sql_int(st, 2),
			.kind = column(st, 3),
			.state = column(st, 4),
			.event = column(st, 5),
			.address = column(st, 6),
			.number = column(st, 7),
			.problem = column(st, 8),
			.attempts = (long)sql_int(st, 9) };

		rc = each(arg, &l, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

static int
exists(struct store *s, int64_t id, struct err *e)
{
	sqlite3_stmt *st =
	    sql_query(s, e, "SELECT id FROM outbox WHERE id = $1", "i", id);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc == 0)
		sql_end(st);
	return rc;
}

static int
changed(struct store *s, int64_t id, int n, struct err *e)
{
	if (n != 0)
		return n < 0 ? n : 0;
	n = exists(s, id, e);
	return n < 0 ? n
		     : err_set(e, ERR_CONFLICT,
			   _("This message has been sent, or its text has been "
			     "erased."));
}

int
store_message_retry(
    struct store *s, int64_t id, int64_t now, int64_t expires_at, struct err *e)
{
	return changed(s, id,
	    sql_run(s, e,
		"UPDATE outbox SET state = 'waiting', due_at = $2, expires_at "
		"= CASE urgent WHEN 1 THEN expires_at ELSE $3 END WHERE id = "
		"$1 AND state IN ('waiting', 'failed') AND taken_at = 0 AND "
		"text <> ''",
		"iii", id, now, expires_at),
	    e);
}

int
store_message_drop(struct store *s, int64_t id, struct err *e)
{
	return changed(s, id,
	    sql_run(s, e,
		"UPDATE outbox SET state = 'void', text = '', subject = '', "
		"attachment = NULL, taken_at = 0 WHERE id = $1 AND state IN "
		"('waiting', 'failed')",
		"i", id),
	    e);
}
