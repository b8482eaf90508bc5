#include "config.h"
#include "portal/store/code.h"

#include <stdio.h>
#include <string.h>

#include "portal/store/outbox.h"
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

char *
sms_owner(char out[SMS_OWNER], int64_t application, int64_t session)
{
	snprintf(out, SMS_OWNER, "%c%lld", session == 0 ? 'a' : 's',
	    (long long)(session == 0 ? application : session));
	return out;
}

int
store_sms_add(
    struct store *s, struct sms_code *c, const char *text, struct err *e)
{
	struct message m = { .kind = MESSAGE_SMS, .event = "code" };
	int rc = sql_run(s, e,
	    "INSERT INTO sms_code (owner, phone, hash, tries, created_at, "
	    "expires_at, ended) VALUES ($1, $2, $3, $4, $5, $6, 0)",
	    "ssbiii", c->owner, c->phone, c->hash, (size_t)STORE_HASH,
	    (int64_t)c->tries, c->created_at, c->expires_at);

	if (rc < 0)
		return rc;
	c->id = sql_last_id(s);
	m.sms_code = c->id;
	m.expires_at = c->expires_at;
	snprintf(m.address, sizeof(m.address), "%s", c->phone);
	snprintf(m.text, sizeof(m.text), "%s", text);
	rc = store_message_add(s, &m, c->created_at, e);
	explicit_bzero(m.text, sizeof(m.text));
	return rc;
}

int
store_sms_last(
    struct store *s, const char *owner, struct sms_code *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT id, owner, phone, hash, tries, created_at, expires_at, "
	    "ended FROM sms_code WHERE owner = $1 ORDER BY id DESC LIMIT 1",
	    "s", owner);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->id = sql_int(st, 0);
	sql_text(st, 1, out->owner, sizeof(out->owner));
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
store_sms_end(struct store *s, const char *owner, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE outbox SET state = 'void', text = '', taken_at = 0 WHERE "
	    "state = 'waiting' AND sms_code IN (SELECT id FROM sms_code WHERE "
	    "owner = $1 AND ended = 0)",
	    "s", owner);

	if (rc < 0)
		return rc;
	return done(sql_run(s, e,
	    "UPDATE sms_code SET ended = 1 WHERE owner = $1 AND ended = 0", "s",
	    owner));
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
			       : sql_query(s, e, COUNT_SMS "owner = $1", "sii",
				     c->owner, c->after, c->until);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	c->n = (long)sql_int(st, 0);
	c->first = sql_int(st, 1);
	sql_end(st);
	return 0;
}
