/* The queue of a kurum yetkilisi: read from indexes over what is submitted
 * alone, so that what was decided in all the years before costs nothing. */
#include "config.h"
#include "portal/store/officer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/turkish.h"
#include "portal/store/application.h"
#include "portal/store/sqlite.h"
#include "base/banned.h"

#define MEETS                                                                  \
	"(staff_from <> '' AND staff_from <= $2 AND (staff_until = '' OR $2 "  \
	"<= staff_until))"

/* $1 il, $2 today, $3 moment, $4 rule, $5 searched, $6 and $7 the last row,
 * $8 most. */
#define PAGE(key, index)                                                       \
	"SELECT id, number, tckn, submitted_at, version, staff_from, "         \
	"staff_until, " key " FROM application INDEXED BY " index              \
	" WHERE province = $1 AND "                                            \
	"state = 'submitted' AND ($3 = 0 OR submitted_at <= $3) AND ($4 < 0 "  \
	"OR $4 = " MEETS ") AND ($5 = '' OR instr(fold, $5) > 0) AND (" key    \
	", id) > ($6, $7) ORDER BY " key ", id LIMIT $8"

static const char *const pages[] = {
	[QUEUE_WAITING] = PAGE("submitted_at", "application_queue"),
	[QUEUE_NAME] = PAGE("order_name", "application_queue_name"),
	[QUEUE_UNIT] = PAGE("order_unit", "application_queue_unit"),
};

static int
value_of(struct store *s, int64_t id, const char *field, char *out, size_t size,
    struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT value FROM application_field WHERE application = $1 AND "
	    "name = $2",
	    "is", id, field);
	int rc = st == NULL ? ERR_INTERNAL : sql_step(s, st, e);

	out[0] = '\0';
	if (rc <= 0)
		return rc;
	sql_text(st, 0, out, size);
	sql_end(st);
	return 0;
}

static int
fill(struct store *s, struct queue_row *r, struct err *e)
{
	int rc = value_of(s, r->id, "name", r->name, sizeof(r->name), e);

	if (rc == 0)
		rc = value_of(
		    s, r->id, "surname", r->surname, sizeof(r->surname), e);
	if (rc == 0)
		rc = value_of(s, r->id, "unit", r->unit, sizeof(r->unit), e);
	return rc < 0 ? rc
		      : value_of(s, r->id, "reason", r->reason,
			    sizeof(r->reason), e);
}

int
store_queue_page(struct store *s, const struct queue_filter *f,
    struct queue_row *rows, size_t n, size_t *count, struct err *e)
{
	sqlite3_stmt *st =
	    f->sort == QUEUE_WAITING
		? sql_query(s, e, pages[f->sort], "ssiisiii", f->province,
		      f->today, f->before, (int64_t)f->rule, f->key,
		      f->after_at, f->after_id, (int64_t)n)
		: sql_query(s, e, pages[f->sort], "ssiissii", f->province,
		      f->today, f->before, (int64_t)f->rule, f->key,
		      f->after_key, f->after_id, (int64_t)n);
	int rc;

	*count = 0;
	if (st == NULL)
		return ERR_INTERNAL;
	while ((rc = sql_step(s, st, e)) > 0) {
		struct queue_row *r = &rows[(*count)++];

		r->id = sql_int(st, 0);
		sql_text(st, 1, r->number, sizeof(r->number));
		sql_text(st, 2, r->tckn, sizeof(r->tckn));
		r->submitted_at = sql_int(st, 3);
		r->version = sql_int(st, 4);
		sql_text(st, 5, r->staff_from, sizeof(r->staff_from));
		sql_text(st, 6, r->staff_until, sizeof(r->staff_until));
		sql_text(st, 7, r->key, sizeof(r->key));
	}
	for (size_t i = 0; rc == 0 && i < *count; i++)
		rc = fill(s, &rows[i], e);
	return rc;
}

int
store_queue_counts(struct store *s, const char *province, const char *today,
    int64_t late_before, struct queue_counts *out, struct err *e)
{
	sqlite3_stmt *st = sql_query(s, e,
	    "SELECT count(*), coalesce(sum(" MEETS "), 0), "
	    "coalesce(sum(submitted_at < $3), 0) FROM application INDEXED BY "
	    "application_queue WHERE province = $1 AND state = 'submitted'",
	    "ssi", province, today, late_before);
	int rc = st == NULL ? ERR_INTERNAL : sql_one(s, st, e);

	if (rc < 0)
		return rc;
	out->waiting = sql_int(st, 0);
	out->meeting = sql_int(st, 1);
	out->late = sql_int(st, 2);
	sql_end(st);
	return 0;
}

/* The name in both orders, as people look for it. */
static int
searched(const struct application *a, char *out, size_t size)
{
	const char *name = record_get(a->record, FIELD_NAME);
	char *all = NULL, *key;

	if (asprintf(&all, "%s %s %s %s", name,
		record_get(a->record, FIELD_SURNAME), name,
		record_get(a->record, FIELD_UNIT)) < 0)
		return -1;
	key = turkish_key(all);
	free(all);
	if (key == NULL)
		return -1;
	snprintf(out, size, "%s %s", key, a->number);
	free(key);
	return 0;
}

static char *
name_order(const struct application *a)
{
	char *whole = NULL, *key;

	if (asprintf(&whole, "%s %s", record_get(a->record, FIELD_SURNAME),
		record_get(a->record, FIELD_NAME)) < 0)
		return NULL;
	key = turkish_order_key(whole);
	free(whole);
	return key;
}

static int
enter(struct store *s, const struct application *a, int64_t now, struct err *e)
{
	char *by_name = name_order(a), fold[2048];
	char *by_unit = turkish_order_key(record_get(a->record, FIELD_UNIT));
	int rc;

	if (by_name == NULL || by_unit == NULL ||
	    searched(a, fold, sizeof(fold)) < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	else
		rc = sql_run(s, e,
		    "UPDATE application SET submitted_at = $2, fold = $3, "
		    "order_name = $4, order_unit = $5 WHERE id = $1",
		    "iisss", a->id, now, fold, by_name, by_unit);
	free(by_name);
	free(by_unit);
	return rc < 0 ? rc : 0;
}

int
store_queue_enter(
    struct store *s, int64_t application, int64_t now, struct err *e)
{
	struct application a = { 0 };
	int rc = store_application_load(s, application, &a, e);

	if (rc == 0)
		rc = enter(s, &a, now, e);
	if (rc == 0)
		rc = store_queue_staff(s, a.tckn, e);
	application_clear(&a);
	return rc;
}

int
store_queue_staff(struct store *s, const char *tckn, struct err *e)
{
	int rc = sql_run(s, e,
	    "UPDATE application SET staff_from = coalesce((SELECT "
	    "assigned_from FROM staff WHERE staff.tckn = $1), ''), staff_until "
	    "= coalesce((SELECT assigned_until FROM staff WHERE staff.tckn = "
	    "$1), '') WHERE tckn = $1 AND is_open = 1",
	    "s", tckn);

	return rc < 0 ? rc : 0;
}
