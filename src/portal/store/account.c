#include "config.h"
#include "portal/store/account.h"

#include <string.h>

#include "portal/store/sqlite.h"
#include "base/banned.h"

static int
done(int rc)
{
	return rc < 0 ? rc : 0;
}

int
store_account_put(
    struct store *s, struct account *a, int64_t now, struct err *e)
{
	if (a->created_at == 0)
		a->created_at = now;
	a->changed_at = now;
	return done(sql_run(s, e,
	    "INSERT INTO account (tckn, word, word_until, mobile, email, "
	    "channel, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, "
	    "$7, $8) ON CONFLICT (tckn) DO UPDATE SET word = excluded.word, "
	    "word_until = excluded.word_until, mobile = excluded.mobile, "
	    "email = excluded.email, channel = excluded.channel, changed_at = "
	    "excluded.changed_at",
	    "ssisssii", a->tckn, a->word, a->word_until, a->mobile, a->email,
	    a->channel, a->created_at, a->changed_at));
}

int
store_account_find(
    struct store *s, const char *tckn, struct account *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT tckn, word, word_until, mobile, email, channel, "
	    "created_at, changed_at FROM account WHERE tckn = $1",
	    "s", tckn);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	memset(out, 0, sizeof(*out));
	if (rc < 0)
		return rc;
	sql_text(st, 0, out->tckn, sizeof(out->tckn));
	sql_text(st, 1, out->word, sizeof(out->word));
	out->word_until = sql_int(st, 2);
	sql_text(st, 3, out->mobile, sizeof(out->mobile));
	sql_text(st, 4, out->email, sizeof(out->email));
	sql_text(st, 5, out->channel, sizeof(out->channel));
	out->created_at = sql_int(st, 6);
	out->changed_at = sql_int(st, 7);
	sql_end(st);
	return 0;
}

int
store_guess_find(struct store *s, const unsigned char who[STORE_HASH],
    struct word_guess *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT wrong, locked_until, at FROM word_guess WHERE who = $1",
	    "b", who, (size_t)STORE_HASH);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	memset(out, 0, sizeof(*out));
	if (rc <= 0)
		return rc;
	out->wrong = (long)sql_int(st, 0);
	out->locked_until = sql_int(st, 1);
	out->at = sql_int(st, 2);
	sql_end(st);
	return 0;
}

int
store_guess_put(struct store *s, const unsigned char who[STORE_HASH],
    const struct word_guess *g, struct err *e)
{
	if (g->wrong == 0)
		return done(
		    sql_run(s, e, "DELETE FROM word_guess WHERE who = $1", "b",
			who, (size_t)STORE_HASH));
	return done(sql_run(s, e,
	    "INSERT INTO word_guess (who, wrong, locked_until, at) VALUES "
	    "($1, $2, $3, $4) ON CONFLICT (who) DO UPDATE SET wrong = "
	    "excluded.wrong, locked_until = excluded.locked_until, at = "
	    "excluded.at",
	    "biii", who, (size_t)STORE_HASH, (int64_t)g->wrong, g->locked_until,
	    g->at));
}

/* Whose: $1, but for $2. */
#define OF_ACCOUNT "tckn = $1 AND role = 'personal' AND id <> $2"
#define OF_CARD	   "tckn = $1 AND role <> 'applicant' AND by_word = 0 AND id <> $2"
#define REPLIES(whose)                                                         \
	"DELETE FROM reply WHERE session IN (SELECT id FROM session "          \
	"WHERE " whose ")"
#define SESSIONS(whose) "DELETE FROM session WHERE " whose

int
store_session_end_others(
    struct store *s, const char *tckn, int64_t but, struct err *e)
{
	int rc = sql_run(s, e, REPLIES(OF_ACCOUNT), "si", tckn, but);

	if (rc < 0)
		return rc;
	return done(sql_run(s, e, SESSIONS(OF_ACCOUNT), "si", tckn, but));
}

int
store_session_end_card(
    struct store *s, const char *tckn, int64_t but, struct err *e)
{
	int rc = sql_run(s, e, REPLIES(OF_CARD), "si", tckn, but);

	if (rc >= 0)
		rc = sql_run(s, e, SESSIONS(OF_CARD), "si", tckn, but);
	if (rc < 0)
		return rc;
	/* Signed for, and not taken yet. */
	return done(sql_run(s, e,
	    "UPDATE signing SET ticket = NULL WHERE tckn = $1 AND ticket IS "
	    "NOT NULL AND consumed_at > 0",
	    "s", tckn));
}

int
store_statement_add(struct store *s, const struct statement *t, struct err *e)
{
	return done(sql_run(s, e,
	    "INSERT INTO statement (tckn, kind, text, cms, certificate, at) "
	    "VALUES ($1, $2, $3, $4, $5, $6)",
	    "ssbbbi", t->tckn, t->kind, t->text, t->text_len, t->cms,
	    t->cms_len, t->certificate, t->certificate_len, t->at));
}

static const void *
bytes(sqlite3_stmt *st, int column, size_t *len)
{
	const void *data = sqlite3_column_blob(st, column);

	*len = (size_t)sqlite3_column_bytes(st, column);
	return data;
}

int
store_statement_each(struct store *s, const char *tckn,
    int (*each)(void *arg, const struct statement *t, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT kind, text, cms, certificate, at FROM statement WHERE tckn "
	    "= $1 ORDER BY id DESC",
	    "s", tckn);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct statement t = { .tckn = tckn };

		t.kind = (const char *)sqlite3_column_text(st, 0);
		t.text = bytes(st, 1, &t.text_len);
		t.cms = bytes(st, 2, &t.cms_len);
		t.certificate = bytes(st, 3, &t.certificate_len);
		t.at = sql_int(st, 4);
		rc = each(arg, &t, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_consent_find(
    struct store *s, const char *tckn, bool *given, int64_t *at, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT given, changed_at FROM consent WHERE tckn = $1", "s", tckn);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	*given = false;
	*at = 0;
	if (rc <= 0)
		return rc;
	*given = sql_int(st, 0) != 0;
	*at = sql_int(st, 1);
	sql_end(st);
	return 0;
}
