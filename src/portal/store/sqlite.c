#include "config.h"
#include "portal/store/sqlite.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/banned.h"

#define BUSY_MS 5000 /* an office command may hold the file for a moment */

int
sql_error(struct store *s, struct err *e)
{
	int code = sqlite3_errcode(s->db);

	log_error("database: %s", sqlite3_errmsg(s->db));
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return err_why(e, ERR_UNAVAILABLE, "busy",
		    _("The portal is busy. Please try again in a moment."));
	if (code == SQLITE_FULL || code == SQLITE_IOERR)
		return err_why(e, ERR_UNAVAILABLE, "storage",
		    _("The portal cannot write at the moment. Please try "
		      "again later."));
	return err_why(e, ERR_INTERNAL, "storage",
	    _("The portal's database reported an error. Please try again "
	      "later."));
}

static sqlite3_stmt *
prepare(struct store *s, const char *sql, struct err *e)
{
	struct store_statement *new;

	for (size_t i = 0; i < s->n; i++)
		if (s->cache[i].sql == sql)
			return s->cache[i].st;
	if (s->n == STORE_STATEMENTS) {
		err_fill(e, ERR_INTERNAL, _("Memory is out."));
		return NULL;
	}
	new = &s->cache[s->n];
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		&new->st, NULL) != SQLITE_OK) {
		sql_error(s, e);
		return NULL;
	}
	new->sql = sql;
	s->n++;
	return new->st;
}

/* Where "$n" stands: SQLite counts such names in the order they appear. */
static int
place(sqlite3_stmt *st, int n)
{
	char name[16];

	snprintf(name, sizeof(name), "$%d", n);
	return sqlite3_bind_parameter_index(st, name);
}

/* One parameter; SQLITE_OK or its error. Bytes stay the caller's until the
 * statement has run, which is why they are not copied. */
static int
bind_one(sqlite3_stmt *st, int at, char type, va_list *ap)
{
	const char *text;
	const void *data;
	size_t len;

	switch (type) {
	case 's':
		text = va_arg(*ap, const char *);
		return sqlite3_bind_text(
		    st, at, text == NULL ? "" : text, -1, SQLITE_STATIC);
	case 'i':
		return sqlite3_bind_int64(st, at, va_arg(*ap, int64_t));
	case 'b':
		data = va_arg(*ap, const void *);
		len = va_arg(*ap, size_t);
		return sqlite3_bind_blob64(
		    st, at, len == 0 ? "" : data, len, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(st, at);
	}
}

static sqlite3_stmt *
query(struct store *s, struct err *e, const char *sql, const char *types,
    va_list *ap)
{
	sqlite3_stmt *st = prepare(s, sql, e);

	if (st == NULL)
		return NULL;
	for (int i = 0; types[i] != '\0'; i++)
		if (bind_one(st, place(st, i + 1), types[i], ap) != SQLITE_OK) {
			sql_error(s, e);
			sql_end(st);
			return NULL;
		}
	return st;
}

sqlite3_stmt *
sql_query(
    struct store *s, struct err *e, const char *sql, const char *types, ...)
{
	sqlite3_stmt *st;
	va_list ap;

	va_start(ap, types);
	st = query(s, e, sql, types, &ap);
	va_end(ap);
	return st;
}

int
sql_step(struct store *s, sqlite3_stmt *st, struct err *e)
{
	int rc = sqlite3_step(st);

	if (rc == SQLITE_ROW)
		return 1;
	rc = rc == SQLITE_DONE ? 0 : sql_error(s, e);
	sql_end(st);
	return rc;
}

int
sql_one(struct store *s, sqlite3_stmt *st, struct err *e)
{
	int rc = sql_step(s, st, e);

	if (rc == 0)
		return err_set(
		    e, ERR_NOT_FOUND, _("The portal has no such entry."));
	return rc < 0 ? rc : 0;
}

void
sql_end(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	/* Borrowed bytes must not be looked at after their owner is gone. */
	sqlite3_clear_bindings(st);
}

int
sql_run(struct store *s, struct err *e, const char *sql, const char *types, ...)
{
	sqlite3_stmt *st;
	va_list ap;
	int rc;

	va_start(ap, types);
	st = query(s, e, sql, types, &ap);
	va_end(ap);
	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0)
		continue;
	return rc < 0 ? rc : sqlite3_changes(s->db);
}

int64_t
sql_last_id(struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

void
sql_text(sqlite3_stmt *st, int column, char *out, size_t size)
{
	const unsigned char *text = sqlite3_column_text(st, column);

	snprintf(out, size, "%s", text == NULL ? "" : (const char *)text);
}

int64_t
sql_int(sqlite3_stmt *st, int column)
{
	return sqlite3_column_int64(st, column);
}

int
sql_bytes(sqlite3_stmt *st, int column, void *out, size_t len)
{
	const void *data = sqlite3_column_blob(st, column);

	if (data == NULL || (size_t)sqlite3_column_bytes(st, column) != len)
		return -1;
	memcpy(out, data, len);
	return 0;
}

/* Durable before it is confirmed; erased texts do not linger in free pages. */
static const char settings[] = "PRAGMA journal_mode = WAL;"
			       "PRAGMA synchronous = FULL;"
			       "PRAGMA foreign_keys = ON;"
			       "PRAGMA secure_delete = ON;"
			       "PRAGMA trusted_schema = OFF;"
			       "PRAGMA cell_size_check = ON;"
			       "PRAGMA cache_size = -8000;";

int
store_open(struct store **out, const char *path, struct err *e)
{
	struct store *s = calloc(1, sizeof(*s));
	mode_t mask;
	int rc;

	if (s == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	mask = umask(077); /* personal data: for the portal's user alone */
	rc = sqlite3_open_v2(path, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	    NULL);
	if (rc != SQLITE_OK) {
		rc = err_set(e, ERR_INVALID,
		    _("The database %s cannot be opened: %s."), path,
		    s->db == NULL ? "" : sqlite3_errmsg(s->db));
		goto out;
	}
	sqlite3_busy_timeout(s->db, BUSY_MS);
	if (sqlite3_exec(s->db, settings, NULL, NULL, NULL) != SQLITE_OK) {
		rc = err_set(e, ERR_INVALID,
		    _("The database %s cannot be opened: %s."), path,
		    sqlite3_errmsg(s->db));
		goto out;
	}
	rc = store_migrate(s, e);
	if (rc < 0)
		goto out;
	*out = s;
	s = NULL;
out:
	umask(mask);
	store_close(s);
	return rc;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_rollback(s);
	for (size_t i = 0; i < s->n; i++)
		sqlite3_finalize(s->cache[i].st);
	sqlite3_close(s->db);
	free(s);
}

int
store_begin(struct store *s, struct err *e)
{
	int rc = sql_run(s, e, "BEGIN IMMEDIATE", "");

	return rc < 0 ? rc : 0;
}

int
store_commit(struct store *s, struct err *e)
{
	int rc = sql_run(s, e, "COMMIT", "");

	return rc < 0 ? rc : 0;
}

void
store_rollback(struct store *s)
{
	if (sqlite3_get_autocommit(s->db) == 0)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}
