/*
 * The schema's versions. A new one is a file of schema/ and a row here; what
 * has been released is never edited.
 */
#include "config.h"
#include "portal/store/sqlite.h"

#include <stdio.h>

#include "base/lang.h"
#include "portal/store/audit.h"
#include "base/banned.h"

static const char *const versions[] = {
#include "portal/store/schema-1.h"
	,
#include "portal/store/schema-2.h"
	,
#include "portal/store/schema-3.h"
	,
#include "portal/store/schema-4.h"
	,
#include "portal/store/schema-5.h"
	,
#include "portal/store/schema-6.h"
	,
};

#define NEWEST ((int)(sizeof(versions) / sizeof(versions[0])))

static int
version(struct store *s, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int v;

	if (sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &st, NULL) !=
		SQLITE_OK ||
	    sqlite3_step(st) != SQLITE_ROW) {
		sqlite3_finalize(st);
		return sql_error(s, e);
	}
	v = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return v < 0 ? NEWEST + 1 : v;
}

static int
step(struct store *s, int to, struct err *e)
{
	char note[64];

	snprintf(note, sizeof(note), "PRAGMA user_version = %d", to);
	if (sqlite3_exec(s->db, versions[to - 1], NULL, NULL, NULL) !=
		SQLITE_OK ||
	    sqlite3_exec(s->db, note, NULL, NULL, NULL) != SQLITE_OK)
		return sql_error(s, e);
	return 0;
}

int
store_migrate(struct store *s, struct err *e)
{
	int rc, v = version(s, e);

	if (v < 0 || v == NEWEST)
		return v < 0 ? v : 0;
	rc = store_begin(s, e);
	if (rc < 0)
		return rc;
	v = version(s, e); /* another process may have been faster */
	if (v > NEWEST)
		rc = err_set(e, ERR_CONFLICT,
		    _("The database was made by a newer version of this "
		      "program. Please install that version."));
	for (rc = v < 0 ? v : rc; rc == 0 && v < NEWEST; v++)
		rc = step(s, v + 1, e);
	if (rc == 0)
		rc = store_audit_seal(s, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc < 0 ? rc : 0;
}
