/* Looking for people and applications, and counting. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/flow/housekeeping.h"
#include "portal/office.h"
#include "portal/store/report.h"
#include "base/banned.h"

/* --config FILE and so many words; answers where they are, -1: usage. */
static int
read_words(int argc, char **argv, int words, const char **config)
{
	const struct office_option options[] = { { "config", config, NULL },
		{ NULL, NULL, NULL } };
	int at = office_options(argc, argv, options);

	return at >= 0 && at + words == argc ? at : -1;
}

static int
print_found(void *arg, const struct found *f, struct err *e)
{
	char masked[12], moment[DATE_MOMENT] = "-";
	long *n = arg;

	(void)e;
	if (f->number != NULL)
		date_moment(f->changed_at, moment);
	printf("%s\t%s %s\t%s\t%s\t%s\t%s\n",
	    log_mask(f->tckn, masked, sizeof(masked)), f->name, f->surname,
	    f->number == NULL ? "-" : f->number,
	    f->state == NULL ? "-" : f->state, moment,
	    f->province == NULL ? "-" : f->province);
	(*n)++;
	return 0;
}

int
cmd_search(int argc, char **argv)
{
	const char *config = NULL;
	struct office o = { 0 };
	struct err e = { 0 };
	long n = 0;
	int rc, at = read_words(argc, argv, 1, &config);

	if (at < 0)
		return office_usage("search [--config FILE] TCKN|NUMBER|NAME");
	rc = office_open(&o, config, &e);
	if (rc == 0)
		rc = store_search(o.store, argv[at], print_found, &n, &e);
	if (rc == 0 && n == 0)
		rc = err_set(
		    &e, ERR_NOT_FOUND, _("Nobody and nothing was found."));
	if (rc == 0 && n == FOUND_MOST)
		fprintf(stderr, "%s\n",
		    _("There may be more. Please look for a longer part of "
		      "the name."));
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}

static int
print_count(void *arg, const struct counted *c, struct err *e)
{
	(void)arg;
	(void)e;
	printf("%s\t%s\t%lld\n", c->group, c->name, (long long)c->n);
	return 0;
}

int
cmd_statistics(int argc, char **argv)
{
	const char *config = NULL;
	struct office o = { 0 };
	struct err e = { 0 };
	int64_t now = clock_wall();
	int rc;

	if (read_words(argc, argv, 0, &config) < 0)
		return office_usage("statistics [--config FILE]");
	rc = office_open(&o, config, &e);
	if (rc == 0)
		rc = store_statistics(o.store, now, late_until(&o.options, now),
		    print_count, NULL, &e);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
