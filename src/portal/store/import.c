#include "config.h"
#include "portal/store/import.h"

#include "portal/store/officer.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

/* In memory: what it holds is nothing for a folder of temporary files. */
static const char *const make[] = {
	"PRAGMA temp_store = MEMORY",
	"CREATE TEMP TABLE IF NOT EXISTS person_in (tckn TEXT PRIMARY KEY, "
	"name TEXT, surname TEXT, birth_place TEXT, birth_date TEXT) STRICT, "
	"WITHOUT ROWID",
	"CREATE TEMP TABLE IF NOT EXISTS staff_in (tckn TEXT PRIMARY KEY, "
	"employer TEXT, registry_no TEXT, unit TEXT, title TEXT, province "
	"TEXT, assigned_from TEXT, assigned_until TEXT) STRICT, WITHOUT ROWID",
	"DELETE FROM person_in",
	"DELETE FROM staff_in",
	"BEGIN",
};

int
store_import_begin(struct store *s, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < sizeof(make) / sizeof(make[0]); i++)
		rc = sql_run(s, e, make[i], "");
	return rc < 0 ? rc : 0;
}

int
store_import_person(struct store *s, const struct person *p, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT OR REPLACE INTO person_in VALUES ($1, $2, $3, $4, $5)",
	    "sssss", p->tckn, p->name, p->surname, p->birth_place,
	    p->birth_date);

	return rc < 0 ? rc : 0;
}

int
store_import_staff(struct store *s, const struct staff *p, struct err *e)
{
	int rc = sql_run(s, e,
	    "INSERT OR REPLACE INTO staff_in VALUES ($1, $2, $3, $4, $5, $6, "
	    "$7, $8)",
	    "ssssssss", p->tckn, p->employer, p->registry_no, p->unit, p->title,
	    p->province, p->from, p->until);

	return rc < 0 ? rc : 0;
}

#define PERSON                                                                 \
	"INSERT INTO person (tckn, name, surname, birth_place, birth_date) "   \
	"SELECT tckn, name, surname, birth_place, birth_date FROM person_in "  \
	"WHERE true ON CONFLICT (tckn) DO UPDATE SET name = excluded.name, "   \
	"surname = excluded.surname, birth_place = excluded.birth_place, "     \
	"birth_date = excluded.birth_date WHERE (name, surname, "              \
	"birth_place, birth_date) IS NOT (excluded.name, excluded.surname, "   \
	"excluded.birth_place, excluded.birth_date)"

#define STAFF                                                                  \
	"INSERT INTO staff (tckn, employer, registry_no, unit, title, "        \
	"province, assigned_from, assigned_until) SELECT tckn, employer, "     \
	"registry_no, unit, title, province, assigned_from, assigned_until "   \
	"FROM staff_in WHERE true ON CONFLICT (tckn) DO UPDATE SET employer "  \
	"= excluded.employer, registry_no = excluded.registry_no, unit = "     \
	"excluded.unit, title = excluded.title, province = "                   \
	"excluded.province, assigned_from = excluded.assigned_from, "          \
	"assigned_until = excluded.assigned_until WHERE (employer, "           \
	"registry_no, unit, title, province, assigned_from, assigned_until) "  \
	"IS NOT (excluded.employer, excluded.registry_no, excluded.unit, "     \
	"excluded.title, excluded.province, excluded.assigned_from, "          \
	"excluded.assigned_until)"

/* Those who wait for an approval are judged by the new record. */
static int
requeue(struct store *s, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT DISTINCT i.tckn FROM application a JOIN staff_in i ON "
	    "i.tckn = a.tckn WHERE a.state = 'submitted'",
	    "");
	char tckn[12];
	int rc;

	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		sql_text(st, 0, tckn, sizeof(tckn));
		rc = store_queue_staff(s, tckn, e);
		if (rc < 0) {
			sql_end(st);
			return rc;
		}
	}
	return rc;
}

int
store_import_finish(struct store *s, long *changed, struct err *e)
{
	int people = sql_run(s, e, PERSON, "");
	int staff = people < 0 ? people : sql_run(s, e, STAFF, "");
	int rc = staff < 0 ? staff : requeue(s, e);

	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0) {
		store_rollback(s);
		return rc;
	}
	*changed = people + staff;
	sql_run(s, NULL, "DELETE FROM person_in", "");
	sql_run(s, NULL, "DELETE FROM staff_in", "");
	return 0;
}
