#include "config.h"
#include "portal/store/audit.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

#define COLUMNS                                                                \
	"id, at, coalesce(application, 0), event, role, actor, state_from, "   \
	"state_to, detail, hash"

/* The NUL goes in too, so that parts cannot run into each other. */
static void
hash_text(crypto_hash_sha256_state *st, const char *text)
{
	if (text == NULL)
		text = "";
	crypto_hash_sha256_update(
	    st, (const unsigned char *)text, strlen(text) + 1);
}

static void
hash_number(crypto_hash_sha256_state *st, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	hash_text(st, text);
}

/* The hash of a row behind the one with the hash before. */
static void
link_of(const struct audit *a, const unsigned char before[STORE_HASH],
    unsigned char out[STORE_HASH])
{
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, before, STORE_HASH);
	hash_number(&st, a->id);
	hash_number(&st, a->at);
	hash_number(&st, a->application);
	hash_text(&st, a->event);
	hash_text(&st, a->role);
	hash_text(&st, a->actor);
	hash_text(&st, a->from);
	hash_text(&st, a->to);
	hash_text(&st, a->detail);
	crypto_hash_sha256_final(&st, out);
}

/* The last row's number and hash; nothing yet: 0 and zeroes. */
static int
last(
    struct store *s, int64_t *id, unsigned char hash[STORE_HASH], struct err *e)
{
	sqlite3_stmt *st = sql_query(
	    s, e, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1", "");
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	*id = 0;
	memset(hash, 0, STORE_HASH);
	if (rc <= 0)
		return rc;
	*id = sql_int(st, 0);
	rc = sql_bytes(st, 1, hash, STORE_HASH) < 0 ? sql_error(s, e) : 0;
	sql_end(st);
	return rc;
}

int
store_audit_add(struct store *s, struct audit *a, struct err *e)
{
	unsigned char before[STORE_HASH], own[STORE_HASH];
	int rc = last(s, &a->id, before, e);

	if (rc < 0)
		return rc;
	a->id++;
	link_of(a, before, own);
	rc = sql_run(s, e,
	    "INSERT INTO audit (id, at, application, event, role, actor, "
	    "state_from, state_to, detail, hash) VALUES ($1, $2, nullif($3, "
	    "0), $4, $5, $6, $7, $8, $9, $10)",
	    "iiissssssb", a->id, a->at, a->application, a->event, a->role,
	    a->actor, a->from, a->to, a->detail, own, (size_t)STORE_HASH);
	return rc < 0 ? rc : 0;
}

static const char *
word(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

static struct audit
row(sqlite3_stmt *st)
{
	return (struct audit){ sql_int(st, 0), sql_int(st, 1), sql_int(st, 2),
		word(st, 3), word(st, 4), word(st, 5), word(st, 6), word(st, 7),
		word(st, 8) };
}

int
store_audit_each(struct store *s, int64_t application,
    int (*each)(void *arg, const struct audit *a, struct err *e), void *arg,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT " COLUMNS " FROM audit WHERE application = $1 ORDER BY id",
	    "i", application);
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct audit a = row(st);

		rc = each(arg, &a, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_audit_verify(struct store *s, int64_t *rows,
    unsigned char head[STORE_HASH], int64_t *bad, struct err *e)
{
	sqlite3_stmt *st =
	    sql_query(s, e, "SELECT " COLUMNS " FROM audit ORDER BY id", "");
	unsigned char kept[STORE_HASH], own[STORE_HASH];
	int rc;

	*rows = *bad = 0;
	memset(head, 0, STORE_HASH);
	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct audit a = row(st);

		link_of(&a, head, own);
		if (a.id != *rows + 1 ||
		    sql_bytes(st, 9, kept, sizeof(kept)) < 0 ||
		    memcmp(own, kept, sizeof(own)) != 0) {
			*bad = *rows + 1;
			sql_end(st);
			return err_why(e, ERR_CONFLICT, "audit",
			    _("The audit trail was changed at row %lld."),
			    (long long)*bad);
		}
		memcpy(head, own, STORE_HASH);
		(*rows)++;
	}
	return rc;
}

int
store_audit_has(struct store *s, int64_t id,
    const unsigned char hash[STORE_HASH], bool *has, struct err *e)
{
	sqlite3_stmt *st =
	    sql_query(s, e, "SELECT hash FROM audit WHERE id = $1", "i", id);
	unsigned char kept[STORE_HASH];
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	*has = false;
	if (rc <= 0)
		return rc;
	*has = sql_bytes(st, 0, kept, sizeof(kept)) == 0 &&
	       memcmp(kept, hash, sizeof(kept)) == 0;
	sql_end(st);
	return 0;
}

/* The numbers become 1, 2, 3 ... too: rows may have been left out before. */
int
store_audit_seal(struct store *s, struct err *e)
{
	unsigned char head[STORE_HASH] = { 0 };
	int64_t n = 0;
	sqlite3_stmt *st;
	int rc;

	for (;;) {
		struct audit a;
		int64_t old;

		st = sql_query(s, e,
		    "SELECT " COLUMNS " FROM audit WHERE id > $1 AND hash = "
		    "x'' ORDER BY id LIMIT 1",
		    "i", n);
		rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);
		if (rc <= 0)
			return rc;
		a = row(st);
		old = a.id;
		a.id = ++n;
		link_of(&a, head, head);
		sql_end(st);
		rc = sql_run(s, e,
		    "UPDATE audit SET id = $2, hash = $3 WHERE id = $1", "iib",
		    old, n, head, (size_t)STORE_HASH);
		if (rc < 0)
			return rc;
	}
}
