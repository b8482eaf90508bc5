#include "config.h"
#include "portal/store/code.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

static int
done(int rc)
{
	return rc < 0 ? rc : 0;
}

int
store_captcha_add(struct store *s, const struct captcha *c, struct err *e)
{
	return done(sql_run(s, e,
	    "INSERT INTO captcha (id, work, answer, challenge, bits, uses, "
	    "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    "sibsiii", c->id, (int64_t)c->work, c->answer, (size_t)STORE_HASH,
	    c->challenge, (int64_t)c->bits, (int64_t)c->uses, c->expires_at));
}

int
store_captcha_find(
    struct store *s, const char *id, struct captcha *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT id, work, answer, challenge, bits, uses, expires_at FROM "
	    "captcha WHERE id = $1",
	    "s", id);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	sql_text(st, 0, out->id, sizeof(out->id));
	out->work = sql_int(st, 1) != 0;
	if (sql_bytes(st, 2, out->answer, STORE_HASH) < 0)
		rc = sql_error(s, e);
	sql_text(st, 3, out->challenge, sizeof(out->challenge));
	out->bits = (long)sql_int(st, 4);
	out->uses = (long)sql_int(st, 5);
	out->expires_at = sql_int(st, 6);
	sql_end(st);
	return rc;
}

int
store_captcha_uses(struct store *s, const char *id, long uses, struct err *e)
{
	return done(sql_run(s, e, "UPDATE captcha SET uses = $2 WHERE id = $1",
	    "si", id, (int64_t)uses));
}

int
store_sms_add(
    struct store *s, struct sms_code *c, const char *text, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT INTO sms_code (application, phone, hash, tries, "
	    "created_at, expires_at, ended) VALUES ($1, $2, $3, $4, $5, $6, 0)",
	    "isbiii", c->application, c->phone, c->hash, (size_t)STORE_HASH,
	    (int64_t)c->tries, c->created_at, c->expires_at);

	if (rc < 0)
		return rc;
	c->id = sql_last_id(s);
	return done(sql_run(s, e,
	    "INSERT INTO outbox (kind, state, address, text, sms_code, "
	    "attempts, created_at, due_at, expires_at) VALUES ('sms', "
	    "'waiting', $1, $2, $3, 0, $4, $4, $5)",
	    "ssiii", c->phone, text, c->id, c->created_at, c->expires_at));
}

int
store_sms_last(
    struct store *s, int64_t application, struct sms_code *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT id, application, phone, hash, tries, created_at, "
	    "expires_at, ended FROM sms_code WHERE application = $1 ORDER BY "
	    "id DESC LIMIT 1",
	    "i", application);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->id = sql_int(st, 0);
	out->application = sql_int(st, 1);
	sql_text(st, 2, out->phone, sizeof(out->phone));
	if (sql_bytes(st, 3, out->hash, STORE_HASH) < 0)
		rc = sql_error(s, e);
	out->tries = (long)sql_int(st, 4);
	out->created_at = sql_int(st, 5);
	out->expires_at = sql_int(st, 6);
	out->ended = sql_int(st, 7) != 0;
	sql_end(st);
	return rc;
}

int
store_sms_tries(struct store *s, int64_t id, long tries, struct err *e)
{
	return done(
	    sql_run(s, e, "UPDATE sms_code SET tries = $2 WHERE id = $1", "ii",
		id, (int64_t)tries));
}

int
store_sms_end(struct store *s, int64_t application, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE outbox SET state = 'void', text = '' WHERE state = "
	    "'waiting' AND sms_code IN (SELECT id FROM sms_code WHERE "
	    "application = $1 AND ended = 0)",
	    "i", application);

	if (rc < 0)
		return rc;
	return done(sql_run(s, e,
	    "UPDATE sms_code SET ended = 1 WHERE application = $1 AND ended = "
	    "0",
	    "i", application));
}

#define COUNT_SMS                                                              \
	"SELECT count(*), coalesce(min(created_at), 0) FROM sms_code WHERE "   \
	"created_at > $2 AND created_at <= $3 AND "

int
store_sms_recent(struct store *s, struct sms_count *c, struct err *e)
{
	sqlite3_stmt *st = c->phone != NULL
			       ? sql_query(s, e, COUNT_SMS "phone = $1", "sii",
				     c->phone, c->after, c->until)
			       : sql_query(s, e, COUNT_SMS "application = $1",
				     "iii", c->application, c->after, c->until);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	c->n = (long)sql_int(st, 0);
	c->first = sql_int(st, 1);
	sql_end(st);
	return 0;
}

void
signing_clear(struct signing *g)
{
	free(g->text);
	memset(g, 0, sizeof(*g));
}

int
store_signing_add(struct store *s, struct signing *g, struct err *e)
{
	int rc = store_signing_end(s, g->application, e);

	if (rc < 0)
		return rc;
	rc = sql_run(s, e,
	    "INSERT INTO signing (application, hash, date, text, created_at, "
	    "expires_at, opened_at, consumed_at, ended, refusal) VALUES ($1, "
	    "$2, $3, $4, $5, $6, 0, 0, 0, '')",
	    "ibsbii", g->application, g->hash, (size_t)STORE_HASH, g->date,
	    g->text, g->len, g->created_at, g->expires_at);
	if (rc < 0)
		return rc;
	g->id = sql_last_id(s);
	return 0;
}

#define SIGNING_COLUMNS                                                        \
	"id, application, hash, date, text, created_at, expires_at, "          \
	"opened_at, consumed_at, ended, refusal"

static int
read_signing(
    struct store *s, sqlite3_stmt *st, struct signing *g, struct err *e)
{
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);
	const void *text;

	memset(g, 0, sizeof(*g));
	if (rc < 0)
		return rc;
	g->id = sql_int(st, 0);
	g->application = sql_int(st, 1);
	if (sql_bytes(st, 2, g->hash, STORE_HASH) < 0)
		rc = sql_error(s, e);
	sql_text(st, 3, g->date, sizeof(g->date));
	text = sqlite3_column_blob(st, 4);
	g->len = (size_t)sqlite3_column_bytes(st, 4);
	g->text = calloc(1, g->len + 1);
	if (g->text == NULL)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	else if (g->len > 0)
		memcpy(g->text, text, g->len);
	g->created_at = sql_int(st, 5);
	g->expires_at = sql_int(st, 6);
	g->opened_at = sql_int(st, 7);
	g->consumed_at = sql_int(st, 8);
	g->ended = sql_int(st, 9) != 0;
	sql_text(st, 10, g->refusal, sizeof(g->refusal));
	sql_end(st);
	if (rc < 0)
		signing_clear(g);
	return rc;
}

int
store_signing_find(struct store *s, const unsigned char hash[STORE_HASH],
    struct signing *out, struct err *e)
{
	return read_signing(s,
	    sql_query(s, e,
		"SELECT " SIGNING_COLUMNS " FROM signing WHERE hash = $1", "b",
		hash, (size_t)STORE_HASH),
	    out, e);
}

int
store_signing_last(
    struct store *s, int64_t application, struct signing *out, struct err *e)
{
	return read_signing(s,
	    sql_query(s, e,
		"SELECT " SIGNING_COLUMNS " FROM signing WHERE application = "
		"$1 ORDER BY id DESC LIMIT 1",
		"i", application),
	    out, e);
}

int
store_signing_opened(struct store *s, int64_t id, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE signing SET opened_at = $2 WHERE id = $1 AND opened_at = 0",
	    "ii", id, now));
}

int
store_signing_refused(
    struct store *s, int64_t id, const char *why, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE signing SET refusal = $2 WHERE id = $1", "is", id, why));
}

int
store_signing_consume(
    struct store *s, int64_t id, int64_t now, bool *done_now, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE signing SET consumed_at = $2 WHERE id = $1 AND "
	    "consumed_at = 0 AND ended = 0",
	    "ii", id, now);

	*done_now = rc == 1;
	return done(rc);
}

int
store_signing_end(struct store *s, int64_t application, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE signing SET ended = 1 WHERE application = $1 AND "
	    "consumed_at = 0 AND ended = 0",
	    "i", application));
}
