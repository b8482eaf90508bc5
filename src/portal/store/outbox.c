#include "config.h"
#include "portal/store/outbox.h"

#include <string.h>

#include "portal/store/sqlite.h"
#include "base/banned.h"

static const char *const kinds[] = {
	[MESSAGE_SMS] = "sms",
	[MESSAGE_EMAIL] = "email",
};

static int
done(int rc)
{
	return rc < 0 ? rc : 0;
}

int
store_message_add(
    struct store *s, const struct message *m, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "INSERT INTO outbox (kind, state, address, text, sms_code, "
	    "attempts, created_at, due_at, expires_at) VALUES ($1, 'waiting', "
	    "$2, $3, NULL, 0, $4, $4, $5)",
	    "sssii", kinds[m->kind], m->address, m->text, now, m->expires_at));
}

int
store_message_take(struct store *s, int64_t now, int64_t retry_at,
    struct message *out, struct err *e)
{
	sqlite3_stmt *st;
	char kind[8];
	int rc = sql_run(s, e,
	    "UPDATE outbox SET state = 'failed', text = '' WHERE state = "
	    "'waiting' AND expires_at > 0 AND expires_at <= $1 AND due_at <= "
	    "$1",
	    "i", now);

	if (rc < 0)
		return rc;
	st = sql_query(s, e,
	    "SELECT id, kind, address, text, attempts, expires_at FROM outbox "
	    "WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at, id "
	    "LIMIT 1",
	    "i", now);
	rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	if (rc < 0)
		return rc;
	out->id = sql_int(st, 0);
	sql_text(st, 1, kind, sizeof(kind));
	out->kind = strcmp(kind, "sms") == 0 ? MESSAGE_SMS : MESSAGE_EMAIL;
	sql_text(st, 2, out->address, sizeof(out->address));
	sql_text(st, 3, out->text, sizeof(out->text));
	out->attempts = (long)sql_int(st, 4);
	out->expires_at = sql_int(st, 5);
	sql_end(st);
	return done(sql_run(s, e,
	    "UPDATE outbox SET attempts = attempts + 1, due_at = $2 WHERE id = "
	    "$1",
	    "ii", out->id, retry_at));
}

int
store_message_sent(struct store *s, int64_t id, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE outbox SET state = 'sent', text = '', due_at = $2 WHERE id "
	    "= $1",
	    "ii", id, now));
}

int
store_message_failed(
    struct store *s, int64_t id, int64_t retry_at, struct err *e)
{
	if (retry_at == 0)
		return done(sql_run(s, e,
		    "UPDATE outbox SET state = 'failed', text = '' WHERE id = "
		    "$1 AND state = 'waiting'",
		    "i", id));
	return done(sql_run(s, e,
	    "UPDATE outbox SET due_at = $2 WHERE id = $1 AND state = 'waiting'",
	    "ii", id, retry_at));
}

int
store_message_next(struct store *s, int64_t *due, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT coalesce(min(due_at), 0) FROM outbox WHERE state = "
	    "'waiting'",
	    "");
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*due = sql_int(st, 0);
	sql_end(st);
	return 0;
}
