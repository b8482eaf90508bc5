#include "config.h"
#include "portal/store/signing.h"

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

void
signing_clear(struct signing *g)
{
	for (size_t i = 0; i < g->count; i++)
		free(g->texts[i].text);
	free(g->texts);
	memset(g, 0, sizeof(*g));
}

int
signing_take_text(struct signing *g, char *text, size_t len, int64_t subject,
    int64_t version, struct err *e)
{
	struct signing_text *grown =
	    realloc(g->texts, (g->count + 1) * sizeof(*grown));

	if (grown == NULL || text == NULL) {
		free(text);
		g->texts = grown != NULL ? grown : g->texts;
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	g->texts = grown;
	grown[g->count++] = (struct signing_text){
		.text = text, .len = len, .subject = subject, .version = version
	};
	return 0;
}

static int
add_texts(struct store *s, const struct signing *g, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < g->count; i++)
		rc = sql_run(s, e,
		    "INSERT INTO signing_text (signing, n, text, subject, "
		    "version) VALUES ($1, $2, $3, $4, $5)",
		    "iibii", g->id, (int64_t)i, g->texts[i].text,
		    g->texts[i].len, g->texts[i].subject, g->texts[i].version);
	return done(rc);
}

#define ADD                                                                    \
	"INSERT INTO signing (purpose, tckn, application, session, hash, "     \
	"ticket, date, detail, created_at, expires_at, opened_at, "            \
	"consumed_at, ended, refusal) VALUES ($1, $2, nullif($3, 0), $4, "     \
	"$5, $6, $7, $8, $9, $10, 0, 0, 0, '')"

int
store_signing_add(struct store *s, struct signing *g, struct err *e)
{
	int rc = 0;

	if (g->application != 0)
		rc = store_signing_end(s, g->application, e);
	else if (g->session != 0)
		rc = sql_run(s, e,
		    "UPDATE signing SET ended = 1 WHERE session = $1 AND "
		    "consumed_at = 0 AND ended = 0",
		    "i", g->session);
	if (rc < 0)
		return rc;
	if (g->has_ticket)
		rc = sql_run(s, e, ADD, "ssiibbssii", g->purpose, g->tckn,
		    g->application, g->session, g->hash, (size_t)STORE_HASH,
		    g->ticket, (size_t)STORE_HASH, g->date, g->detail,
		    g->created_at, g->expires_at);
	else
		rc = sql_run(s, e, ADD, "ssiibnssii", g->purpose, g->tckn,
		    g->application, g->session, g->hash, (size_t)STORE_HASH,
		    g->date, g->detail, g->created_at, g->expires_at);
	if (rc < 0)
		return rc;
	g->id = sql_last_id(s);
	return add_texts(s, g, e);
}

#define COLUMNS                                                                \
	"id, purpose, tckn, coalesce(application, 0), session, hash, "         \
	"ticket IS NOT NULL, date, detail, created_at, expires_at, "           \
	"opened_at, consumed_at, ended, refusal"

static int
read_row(struct store *s, sqlite3_stmt *st, struct signing *g, struct err *e)
{
	g->id = sql_int(st, 0);
	sql_text(st, 1, g->purpose, sizeof(g->purpose));
	sql_text(st, 2, g->tckn, sizeof(g->tckn));
	g->application = sql_int(st, 3);
	g->session = sql_int(st, 4);
	g->has_ticket = sql_int(st, 6) != 0;
	sql_text(st, 7, g->date, sizeof(g->date));
	sql_text(st, 8, g->detail, sizeof(g->detail));
	g->created_at = sql_int(st, 9);
	g->expires_at = sql_int(st, 10);
	g->opened_at = sql_int(st, 11);
	g->consumed_at = sql_int(st, 12);
	g->ended = sql_int(st, 13) != 0;
	sql_text(st, 14, g->refusal, sizeof(g->refusal));
	return sql_bytes(st, 5, g->hash, STORE_HASH) < 0 ? sql_error(s, e) : 0;
}

static int
read_text(sqlite3_stmt *st, struct signing *g, struct err *e)
{
	size_t len = (size_t)sqlite3_column_bytes(st, 0);
	const void *text = sqlite3_column_blob(st, 0);
	char *copy = calloc(1, len + 1);
	int rc;

	if (copy != NULL && len > 0)
		memcpy(copy, text, len);
	rc = signing_take_text(g, copy, len, sql_int(st, 1), sql_int(st, 2), e);
	if (rc == 0)
		sql_text(st, 3, g->texts[g->count - 1].outcome,
		    sizeof(g->texts[0].outcome));
	return rc;
}

static int
read_texts(struct store *s, struct signing *g, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT text, subject, version, outcome FROM signing_text WHERE "
	    "signing = $1 ORDER BY n",
	    "i", g->id);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		rc = read_text(st, g, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

/* Takes the bound statement st to its end. */
static int
read_one(struct store *s, sqlite3_stmt *st, struct signing *g, struct err *e)
{
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	memset(g, 0, sizeof(*g));
	if (rc < 0)
		return rc;
	rc = read_row(s, st, g, e);
	sql_end(st);
	if (rc == 0)
		rc = read_texts(s, g, e);
	if (rc < 0)
		signing_clear(g);
	return rc;
}

int
store_signing_find(struct store *s, const unsigned char hash[STORE_HASH],
    struct signing *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e, "SELECT " COLUMNS " FROM signing WHERE hash = $1",
		"b", hash, (size_t)STORE_HASH),
	    out, e);
}

int
store_signing_ticket(struct store *s, const unsigned char ticket[STORE_HASH],
    struct signing *out, struct err *e)
{
	return read_one(s,
	    sql_query(s, e, "SELECT " COLUMNS " FROM signing WHERE ticket = $1",
		"b", ticket, (size_t)STORE_HASH),
	    out, e);
}

int
store_signing_last(struct store *s, int64_t application, int64_t session,
    struct signing *out, struct err *e)
{
	return read_one(s,
	    application != 0
		? sql_query(s, e,
		      "SELECT " COLUMNS " FROM signing WHERE application = $1 "
		      "ORDER BY id DESC LIMIT 1",
		      "i", application)
		: sql_query(s, e,
		      "SELECT " COLUMNS " FROM signing WHERE session = $1 "
		      "ORDER BY id DESC LIMIT 1",
		      "i", session),
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
store_signing_outcome(
    struct store *s, int64_t id, size_t n, const char *why, struct err *e)
{
	return done(sql_run(s, e,
	    "UPDATE signing_text SET outcome = $3 WHERE signing = $1 AND n = "
	    "$2",
	    "iis", id, (int64_t)n, why));
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
store_signing_drop_ticket(
    struct store *s, int64_t id, bool *done_now, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE signing SET ticket = NULL WHERE id = $1 AND ticket IS NOT "
	    "NULL",
	    "i", id);

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
