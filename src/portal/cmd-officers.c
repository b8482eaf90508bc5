/* Who decides in which province. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/log.h"
#include "model/check.h"
#include "model/place.h"
#include "portal/office.h"
#include "portal/store/audit.h"
#include "portal/store/officer.h"
#include "base/banned.h"

#define DAY 86400

struct wish {
	const char *config, *add, *end, *province, *from, *until;
};

static int
list_one(void *arg, const struct officer *o, struct err *e)
{
	struct date from = date_of(o->valid_from);
	struct date until = date_of(o->valid_until - 1);
	char masked[12], a[DATE_TEXT], b[DATE_TEXT] = "-", of[32] = "-";
	long *n = arg;

	(void)e;
	if (o->valid_until != 0)
		date_format(&until, b);
	if (o->deputy_of != 0)
		snprintf(of, sizeof(of), "%lld", (long long)o->deputy_of);
	printf("%-5lld %-11s %-16s %-10s %-10s %-6s %s\n", (long long)o->id,
	    log_mask(o->tckn, masked, sizeof(masked)), o->province,
	    date_format(&from, a), b, of, o->ended_at != 0 ? _("ended") : "");
	(*n)++;
	return 0;
}

static int
note(struct office *o, const char *event, int64_t id, struct err *e)
{
	char detail[32];
	struct audit a = { .at = clock_wall(),
		.event = event,
		.role = "office",
		.detail = detail };

	snprintf(detail, sizeof(detail), "officer %lld", (long long)id);
	return store_audit_add(o->store, &a, e);
}

static int
day_of(const char *text, int64_t *at, struct err *e)
{
	struct date d;

	if (date_parse(text, &d) < 0)
		return err_set(e, ERR_INVALID,
		    _("\"%s\" is no day; write it as DD.MM.YYYY."), text);
	*at = date_begins(&d);
	return 0;
}

static int
add(struct office *o, const struct wish *w, struct err *e)
{
	struct officer row = { .valid_from = clock_wall() };
	int rc = check_tckn(w->add, NULL, e), il;

	if (rc < 0)
		return rc;
	if (w->province == NULL)
		return err_set(e, ERR_INVALID,
		    _("Of which province? Name it with --province."));
	il = place_province_find(w->province);
	if (il < 0)
		return err_set(e, ERR_INVALID,
		    _("There is no province \"%s\"."), w->province);
	snprintf(row.tckn, sizeof(row.tckn), "%s", w->add);
	snprintf(row.province, sizeof(row.province), "%s",
	    place_province((size_t)il));
	if (w->from != NULL)
		rc = day_of(w->from, &row.valid_from, e);
	if (rc == 0 && w->until != NULL) {
		rc = day_of(w->until, &row.valid_until, e);
		row.valid_until += DAY; /* its last day counts whole */
		if (rc == 0 && row.valid_until <= row.valid_from)
			rc = err_set(e, ERR_INVALID,
			    _("The last day must not be before the first "
			      "one."));
	}
	if (rc == 0)
		rc = store_officer_add(o->store, &row, e);
	return rc < 0 ? rc : note(o, "officer", row.id, e);
}

static int
end(struct office *o, const char *text, struct err *e)
{
	struct officer row;
	char *rest;
	long long id = strtoll(text, &rest, 10);
	int rc = *rest != '\0' || id <= 0
		     ? ERR_NOT_FOUND
		     : store_officer_load(o->store, id, &row, e);

	if (rc == ERR_NOT_FOUND)
		return err_set(e, rc,
		    _("There is no row %s; \"officers\" lists them."), text);
	if (rc == 0)
		rc = store_officer_end(o->store, id, clock_wall(), e);
	return rc < 0 ? rc : note(o, "officer_end", id, e);
}

static int
read_wish(int argc, char **argv, struct wish *w)
{
	const struct office_option options[] = { { "config", &w->config, NULL },
		{ "add", &w->add, NULL }, { "end", &w->end, NULL },
		{ "province", &w->province, NULL }, { "from", &w->from, NULL },
		{ "until", &w->until, NULL }, { NULL, NULL, NULL } };

	return office_options(argc, argv, options) == argc &&
		       (w->add == NULL || w->end == NULL)
		   ? 0
		   : -1;
}

int
cmd_officers(int argc, char **argv)
{
	struct wish w = { 0 };
	struct office o = { 0 };
	struct err e = { 0 };
	long n = 0;
	int rc;

	if (read_wish(argc, argv, &w) < 0)
		return office_usage(
		    "officers [--config FILE] [--add TCKN --province IL "
		    "[--from DAY] [--until DAY] | --end NUMBER]");
	rc = office_open(&o, w.config, &e);
	if (rc == 0 && (w.add != NULL || w.end != NULL)) {
		rc = store_begin(o.store, &e);
		if (rc == 0)
			rc = w.add != NULL ? add(&o, &w, &e)
					   : end(&o, w.end, &e);
		rc = office_finish(&o, rc, &e);
	}
	if (rc == 0)
		rc = store_officer_each(o.store, 0, list_one, &n, &e);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
