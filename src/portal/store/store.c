/* Sessions, kept answers, tallies, and what is swept away. */
#include "config.h"
#include "portal/store/store.h"

#include <string.h>

#include "base/lang.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

#define HOUR INT64_C(3600)
#define DAY  INT64_C(86400)

static const char *const session_roles[SESSION_ROLES] = {
	[SESSION_APPLICANT] = "applicant",
	[SESSION_PERSONAL] = "personal",
	[SESSION_OFFICER] = "officer",
};

int
store_session_add(struct store *s, const unsigned char token[STORE_HASH],
    struct store_session *in, int64_t now, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO session (token, role, tckn, application, officer, "
	    "phone_proven, by_word, created_at, used_at) VALUES ($1, $2, $3, "
	    "nullif($4, 0), nullif($5, 0), $6, $7, $8, $8)",
	    "bssiiiii", token, (size_t)STORE_HASH, session_roles[in->role],
	    in->tckn, in->application, in->officer, (int64_t)in->phone_proven,
	    (int64_t)in->by_word, now);

	if (rc < 0)
		return rc;
	in->id = sql_last_id(s);
	return 0;
}

static enum session_role
role_of(const char *word)
{
	for (size_t i = 0; i < SESSION_ROLES; i++)
		if (strcmp(session_roles[i], word) == 0)
			return (enum session_role)i;
	return SESSION_APPLICANT; /* the table takes no other word */
}

int
store_session_find(struct store *s, const unsigned char token[STORE_HASH],
    struct store_session *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT id, role, tckn, coalesce(application, 0), "
	    "coalesce(officer, 0), phone_proven, by_word, used_at FROM session "
	    "WHERE token = $1",
	    "b", token, (size_t)STORE_HASH);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	char word[16];

	if (rc < 0)
		return rc;
	out->id = sql_int(st, 0);
	sql_text(st, 1, word, sizeof(word));
	out->role = role_of(word);
	sql_text(st, 2, out->tckn, sizeof(out->tckn));
	out->application = sql_int(st, 3);
	out->officer = sql_int(st, 4);
	out->phone_proven = sql_int(st, 5) != 0;
	out->by_word = sql_int(st, 6) != 0;
	out->used_at = sql_int(st, 7);
	sql_end(st);
	return 0;
}

/* Runs a change and forgets how many rows it changed. */
static int
done(int rc)
{
	return rc < 0 ? rc : 0;
}

int
store_session_used(struct store *s, int64_t id, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE session SET used_at = $2 WHERE id = $1", "ii", id, now));
}

int
store_session_phone(struct store *s, int64_t id, bool proven, struct err *e)
{
	return done(
	    sql_run(s, e, "UPDATE session SET phone_proven = $2 WHERE id = $1",
		"ii", id, (int64_t)proven));
}

int
store_session_unprove(struct store *s, int64_t application, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE session SET phone_proven = 0 WHERE application = $1", "i",
	    application));
}

int
store_session_end(struct store *s, int64_t id, struct err *e)
{
	int rc = sql_run(s, e, "DELETE FROM session WHERE id = $1", "i", id);

	if (rc < 0)
		return rc;
	return done(
	    sql_run(s, e, "DELETE FROM reply WHERE session = $1", "i", id));
}

int
store_reply_find(struct store *s, int64_t session, const char *key,
    const unsigned char hash[STORE_HASH], int *status, struct buf *body,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT hash, status, body FROM reply WHERE session = $1 AND "
	    "idempotency_key = $2",
	    "is", session, key);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	unsigned char kept[STORE_HASH];

	if (rc < 0)
		return rc;
	if (sql_bytes(st, 0, kept, sizeof(kept)) < 0 ||
	    memcmp(kept, hash, sizeof(kept)) != 0)
		rc = err_why(e, ERR_CONFLICT, "idempotency",
		    _("This request was made before with another content."));
	*status = (int)sql_int(st, 1);
	if (rc == 0 && buf_add(body, sqlite3_column_blob(st, 2),
			   (size_t)sqlite3_column_bytes(st, 2)) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	sql_end(st);
	return rc;
}

int
store_reply_keep(
    struct store *s, const struct store_reply *r, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "INSERT INTO reply (session, idempotency_key, hash, status, body, "
	    "created_at) VALUES ($1, $2, $3, $4, $5, $6)",
	    "isbibi", r->session, r->key, r->hash, (size_t)STORE_HASH,
	    (int64_t)r->status, r->body, r->len, now));
}

int
store_count_get(
    struct store *s, const char *scope, int64_t now, long *n, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT n FROM tally WHERE scope = $1 AND minute = $2", "si", scope,
	    now / 60);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	*n = 0;
	if (rc <= 0)
		return rc;
	*n = (long)sql_int(st, 0);
	sql_end(st);
	return 0;
}

int
store_count_hour(
    struct store *s, const char *scope, int64_t now, long *n, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT coalesce(sum(n), 0) FROM tally WHERE scope = $1 AND "
	    "minute > $2 AND minute <= $3",
	    "sii", scope, now / 60 - 60, now / 60);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*n = (long)sql_int(st, 0);
	sql_end(st);
	return 0;
}

int
store_count(
    struct store *s, const char *scope, int64_t now, long *n, struct err *e)
{
	int rc = store_count_get(s, scope, now, n, e);

	if (rc < 0)
		return rc;
	return done(sql_run(s, e,
	    "INSERT INTO tally (scope, minute, n) VALUES ($1, $2, 1) "
	    "ON CONFLICT (scope, minute) DO UPDATE SET n = n + 1",
	    "si", scope, now / 60));
}

/*
 * Kept answers of a login hold a token (sealed), so they go first. Codes stay
 * an hour: the limit of codes a telephone and hour counts them.
 */
int
store_sweep(struct store *s, int64_t now, struct err *e)
{
	static const struct {
		const char *sql;
		int64_t age;
	} rows[] = {
		{ "DELETE FROM reply WHERE session = 0 AND created_at < $1",
		    600 },
		{ "DELETE FROM reply WHERE created_at < $1", DAY },
		{ "DELETE FROM session WHERE used_at < $1", DAY },
		{ "DELETE FROM captcha WHERE expires_at < $1", 0 },
		{ "DELETE FROM tally WHERE minute * 60 < $1", HOUR + 60 },
		{ "DELETE FROM sms_code WHERE expires_at < $1 AND "
		  "created_at < $1",
		    HOUR },
		{ "DELETE FROM signing WHERE expires_at < $1", DAY },
		{ "DELETE FROM word_guess WHERE at < $1", DAY },
		{ "UPDATE outbox SET state = 'failed', text = CASE urgent "
		  "WHEN 1 THEN '' ELSE text END WHERE state = 'waiting' AND "
		  "expires_at > 0 AND expires_at < $1 AND taken_at = 0",
		    0 },
		{ "DELETE FROM outbox WHERE state <> 'waiting' AND created_at "
		  "< $1",
		    30 * DAY },
	};
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		rc = sql_run(s, e, rows[i].sql, "i", now - rows[i].age);
	return done(rc);
}
