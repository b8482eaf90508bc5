#include "config.h"
#include "portal/store/outbox.h"

#include <string.h>

#include "base/base64.h"
#include "base/random.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

#define ERASED "text = '', subject = '', attachment = NULL, taken_at = 0"
/* The text of a code must not outlive the code; other texts are kept until
 * the sweep, so that the office can have them sent again. */
#define GIVEN_UP                                                               \
	"state = 'failed', taken_at = 0, text = CASE urgent WHEN 1 THEN '' "   \
	"ELSE text END"

static const char *const kinds[] = {
	[MESSAGE_SMS] = "sms",
	[MESSAGE_EMAIL] = "email",
};

static int
done(int rc)
{
	return rc < 0 ? rc : 0;
}

const char *
message_kind_name(enum message_kind k)
{
	return kinds[k];
}

int
store_message_add(
    struct store *s, struct message *m, int64_t now, struct err *e)
{
	unsigned char bytes[(MESSAGE_REFERENCE - 1) / 2];
	int rc;

	random_bytes(bytes, sizeof(bytes));
	hex_encode(bytes, sizeof(bytes), m->reference);
	rc = sql_run(s, e,
	    "INSERT INTO outbox (kind, state, urgent, event, lang, address, "
	    "subject, text, attachment, attachment_name, application, "
	    "for_state, sms_code, reference, attempts, created_at, due_at, "
	    "expires_at) VALUES ($1, 'waiting', $2, $3, $4, $5, $6, $7, $8, "
	    "$9, nullif($10, 0), $11, nullif($12, 0), $13, 0, $14, $14, $15)",
	    "sisssssbsisisii", kinds[m->kind], (int64_t)(m->sms_code != 0),
	    m->event, lang_name(m->lang), m->address, m->subject, m->text,
	    m->attachment, strlen(m->attachment), m->attachment_name,
	    m->application, m->for_state, m->sms_code, m->reference, now,
	    m->expires_at);
	if (rc < 0)
		return rc;
	m->id = sql_last_id(s);
	return 0;
}

static void
read_attachment(sqlite3_stmt *st, int column, char *out, size_t size)
{
	const void *data = sqlite3_column_blob(st, column);
	size_t len = (size_t)sqlite3_column_bytes(st, column);

	if (len >= size)
		len = 0;
	if (len > 0)
		memcpy(out, data, len);
	out[len] = '\0';
}

static void
read_message(sqlite3_stmt *st, struct message *out)
{
	char lang[8];

	memset(out, 0, sizeof(*out));
	out->id = sql_int(st, 0);
	sql_text(st, 1, out->event, sizeof(out->event));
	sql_text(st, 2, lang, sizeof(lang));
	if (lang_from_name(lang, &out->lang) < 0)
		out->lang = LANG_TR;
	sql_text(st, 3, out->address, sizeof(out->address));
	sql_text(st, 4, out->subject, sizeof(out->subject));
	sql_text(st, 5, out->text, sizeof(out->text));
	read_attachment(st, 6, out->attachment, sizeof(out->attachment));
	sql_text(st, 7, out->attachment_name, sizeof(out->attachment_name));
	out->application = sql_int(st, 8);
	sql_text(st, 9, out->for_state, sizeof(out->for_state));
	out->sms_code = sql_int(st, 10);
	sql_text(st, 11, out->reference, sizeof(out->reference));
	out->attempts = (long)sql_int(st, 12);
	out->expires_at = sql_int(st, 13);
}

/* The first one that is due, and whether it says what still holds. */
static int
first_due(struct store *s, enum message_kind kind, bool urgent, int64_t now,
    struct message *out, bool *holds, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT o.id, o.event, o.lang, o.address, o.subject, o.text, "
	    "o.attachment, o.attachment_name, o.application, o.for_state, "
	    "o.sms_code, o.reference, o.attempts, o.expires_at, o.for_state = "
	    "'' OR coalesce(a.state, '') = o.for_state FROM outbox o LEFT JOIN "
	    "application a ON a.id = o.application WHERE o.state = 'waiting' "
	    "AND o.taken_at = 0 AND o.kind = $1 AND o.urgent = $2 AND "
	    "o.due_at <= $3 ORDER BY o.due_at, o.id LIMIT 1",
	    "sii", kinds[kind], (int64_t)urgent, now);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	read_message(st, out);
	out->kind = kind;
	*holds = sql_int(st, 14) != 0;
	sql_end(st);
	return 0;
}

static int
take(struct store *s, enum message_kind kind, bool urgent, int64_t now,
    struct message *out, struct err *e)
{
	bool holds = false;
	int rc;

	while ((rc = first_due(s, kind, urgent, now, out, &holds, e)) == 0 &&
	       !holds) {
		rc = sql_run(s, e,
		    "UPDATE outbox SET state = 'void', " ERASED
		    " WHERE id = $1",
		    "i", out->id);
		if (rc < 0)
			break;
	}
	if (rc < 0)
		return rc;
	return done(sql_run(s, e,
	    "UPDATE outbox SET attempts = attempts + 1, taken_at = $2 WHERE "
	    "id = $1",
	    "ii", out->id, now));
}

int
store_message_take(struct store *s, enum message_kind kind, int64_t now,
    struct message *out, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE outbox SET " GIVEN_UP " WHERE state = 'waiting' AND "
	    "expires_at > 0 AND expires_at <= $1 AND taken_at = 0",
	    "i", now);

	if (rc < 0)
		return rc;
	rc = take(s, kind, true, now, out, e);
	return rc == ERR_NOT_FOUND ? take(s, kind, false, now, out, e) : rc;
}

int
store_message_sent(struct store *s, int64_t id, const char *provider_id,
    int64_t now, struct err *e)
{
	/* Its delivery report may have been faster. */
	return done(sql_run(s, e,
	    "UPDATE outbox SET state = CASE state WHEN 'waiting' THEN 'sent' "
	    "ELSE state END, provider_id = $2, problem = '', due_at = "
	    "$3, " ERASED " WHERE id = $1 AND state IN ('waiting', "
	    "'delivered', 'sent', 'void')",
	    "isi", id, provider_id, now));
}

int
store_message_later(struct store *s, int64_t id, const char *problem,
    int64_t retry_at, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE outbox SET due_at = $3, problem = $2, taken_at = 0 WHERE "
	    "id = $1 AND state = 'waiting'",
	    "isi", id, problem, retry_at));
}

/* The other message with the same news does not wait for its turn. */
static int
hurry_other(struct store *s, int64_t id, int64_t now, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE outbox SET due_at = $2 FROM outbox AS f WHERE f.id = $1 "
	    "AND outbox.application = f.application AND outbox.event = "
	    "f.event AND outbox.created_at = f.created_at AND outbox.kind <> "
	    "f.kind AND outbox.state = 'waiting' AND outbox.taken_at = 0 AND "
	    "outbox.due_at > $2",
	    "ii", id, now));
}

int
store_message_failed(struct store *s, int64_t id, const char *problem,
    int64_t now, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE outbox SET problem = $2, " GIVEN_UP " WHERE id = $1 AND "
	    "state = 'waiting'",
	    "is", id, problem);

	return rc > 0 ? hurry_other(s, id, now, e) : rc;
}

int
store_message_recover(struct store *s, int64_t retry_at, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE outbox SET due_at = $1, taken_at = 0 WHERE taken_at > 0 "
	    "AND state = 'waiting'",
	    "i", retry_at));
}

int
store_message_next(
    struct store *s, enum message_kind kind, int64_t *due, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT coalesce(min(a, b), a, b, 0) FROM (SELECT (SELECT "
	    "min(due_at) FROM outbox WHERE state = 'waiting' AND taken_at = 0 "
	    "AND kind = $1 AND urgent = 1) AS a, (SELECT min(due_at) FROM "
	    "outbox WHERE state = 'waiting' AND taken_at = 0 AND kind = $1 AND "
	    "urgent = 0) AS b)",
	    "s", kinds[kind]);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*due = sql_int(st, 0);
	sql_end(st);
	return 0;
}

int
store_message_told(struct store *s, int64_t application, const char *event,
    bool *told, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT 1 FROM outbox WHERE application = $1 AND event = $2 LIMIT "
	    "1",
	    "is", application, event);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	*told = rc == 0;
	if (rc == 0)
		sql_end(st);
	return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int
find_reference(
    struct store *s, const char *reference, int64_t *id, struct err *e)
{
	sqlite3_stmt *st = sql_query(
	    s, e, "SELECT id FROM outbox WHERE reference = $1", "s", reference);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	*id = sql_int(st, 0);
	sql_end(st);
	return 0;
}

int
store_message_reported(struct store *s, const char *reference,
    enum message_report r, const char *problem, int64_t now, struct err *e)
{
	int64_t id = 0;
	int rc = find_reference(s, reference, &id, e);

	if (rc < 0)
		return rc;
	if (r == REPORT_ACCEPTED)
		return done(sql_run(s, e,
		    "UPDATE outbox SET state = 'sent', " ERASED " WHERE id = "
		    "$1 AND state = 'waiting'",
		    "i", id));
	if (r == REPORT_DELIVERED)
		return done(sql_run(s, e,
		    "UPDATE outbox SET state = 'delivered', delivered_at = $2, "
		    "problem = '', " ERASED " WHERE id = $1 AND state <> "
		    "'delivered'",
		    "ii", id, now));
	rc = sql_run(s, e,
	    "UPDATE outbox SET problem = $2, " GIVEN_UP " WHERE id = $1 AND "
	    "state IN ('waiting', 'sent')",
	    "is", id, problem);
	return rc > 0 ? hurry_other(s, id, now, e) : rc;
}
