/*
 * The thin layer over SQLite that the files of this folder share: prepared
 * statements kept by their text, values bound by a list of letters.
 */
#ifndef PORTAL_STORE_SQLITE_H
#define PORTAL_STORE_SQLITE_H

#include <sqlite3.h>

#include "portal/store/store.h"

#define STORE_STATEMENTS 256

struct store {
	sqlite3 *db;
	struct store_statement {
		const char *sql;
		sqlite3_stmt *st;
	} cache[STORE_STATEMENTS];
	size_t n;
};

/* Sets the sentence for the error the database has just answered. */
int sql_error(struct store *s, struct err *e);

/*
 * A bound statement of the cache; NULL with *e set. types has a letter for
 * each parameter: s text (const char *, NULL: ""), i int64_t, b bytes (const
 * void *, size_t), n null (nothing is given for it).
 */
sqlite3_stmt *sql_query(
    struct store *s, struct err *e, const char *sql, const char *types, ...);

/* 1: a row, 0: no more (the statement is reset), or an error. */
int sql_step(struct store *s, sqlite3_stmt *st, struct err *e);

/* One row is wanted: 0 with the row, ERR_NOT_FOUND, or an error. Ends with
 * sql_end. */
int sql_one(struct store *s, sqlite3_stmt *st, struct err *e);
void sql_end(sqlite3_stmt *st);

/* Binds, runs to the end; answers the rows changed (>= 0) or an error. */
int sql_run(
    struct store *s, struct err *e, const char *sql, const char *types, ...);

/* As sql_run for one INSERT ... RETURNING id. */
int64_t sql_last_id(struct store *s);

/* Columns of the row. A text that does not fit is cut. */
void sql_text(sqlite3_stmt *st, int column, char *out, size_t size);
int64_t sql_int(sqlite3_stmt *st, int column);
/* -1 when the column has not exactly len bytes. */
int sql_bytes(sqlite3_stmt *st, int column, void *out, size_t len);

/* Brings the schema up to date. */
int store_migrate(struct store *s, struct err *e);

#endif
