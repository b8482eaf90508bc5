/* The messages that wait or are in trouble, and what to do with one. */
#include "config.h"
#include "portal/commands.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/log.h"
#include "portal/office.h"
#include "portal/store/outbox.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define HOUR 3600

struct wish {
	const char *config;
	bool stuck;
	int64_t retry, drop; /* 0: none */
};

/* What stands before the "@" is the person's; a number is masked. */
static const char *
mask(const char *kind, const char *address, char *out, size_t size)
{
	const char *at = strchr(address, '@');

	if (kind[0] == 's' || at == NULL)
		return log_mask(address, out, size);
	snprintf(out, size, "%.1s***%s", address, at);
	return out;
}

static int
print_line(void *arg, const struct message_line *l, struct err *e)
{
	char masked[256], created[DATE_MOMENT], due[DATE_MOMENT];
	long *n = arg;

	(void)e;
	printf("%lld %s %s %s %s %s %s %ld %s%s%s\n", (long long)l->id,
	    date_moment(l->created_at, created), l->kind, l->state,
	    mask(l->kind, l->address, masked, sizeof(masked)),
	    l->event[0] == '\0' ? "-" : l->event,
	    l->number[0] == '\0' ? "-" : l->number, l->attempts,
	    l->state[0] == 'w' ? date_moment(l->due_at, due) : "-",
	    l->problem[0] == '\0' ? "" : ": ", l->problem);
	(*n)++;
	return 0;
}

static int
list(struct office *o, bool stuck, struct err *e)
{
	long n = 0;
	int rc = store_message_each(o->store, stuck, print_line, &n, e);

	if (rc == 0)
		printf(lang_plural(
			   "%ld message\n", "%ld messages\n", (unsigned long)n),
		    n);
	return rc;
}

static int
change(struct office *o, const struct wish *w, struct err *e)
{
	int64_t now = clock_wall();
	int rc = store_begin(o->store, e);

	if (rc == 0 && w->retry != 0)
		rc = store_message_retry(o->store, w->retry, now,
		    now + o->options.outbox_hours * HOUR, e);
	if (rc == 0 && w->drop != 0)
		rc = store_message_drop(o->store, w->drop, e);
	return office_finish(o, rc, e);
}

static int
take_id(const char *text, int64_t *out)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || n <= 0)
		return -1;
	*out = n;
	return 0;
}

static int
read_wish(int argc, char **argv, struct wish *w)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "stuck", no_argument, NULL, 's' },
		{ "retry", required_argument, NULL, 'r' },
		{ "drop", required_argument, NULL, 'd' }, { NULL, 0, NULL, 0 }
	};
	int c, rc = 0;

	optind = 0;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1)
		if (c == 'c')
			w->config = optarg;
		else if (c == 's')
			w->stuck = true;
		else if (c == 'r')
			rc |= take_id(optarg, &w->retry);
		else if (c == 'd')
			rc |= take_id(optarg, &w->drop);
		else
			rc = -1;
	return optind == argc ? rc : -1;
}

int
cmd_outbox(int argc, char **argv)
{
	struct wish w = { 0 };
	struct office o = { 0 };
	struct err e = { 0 };
	int rc;

	if (read_wish(argc, argv, &w) < 0)
		return office_usage(
		    "outbox [--config FILE] [--stuck] [--retry NUMBER] "
		    "[--drop NUMBER]");
	rc = office_open(&o, w.config, &e);
	if (rc == 0 && (w.retry != 0 || w.drop != 0))
		rc = change(&o, &w, &e);
	else if (rc == 0)
		rc = list(&o, w.stuck, &e);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
