/* The office tells what the courier does with a card. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/lang.h"
#include "portal/flow/produce.h"
#include "portal/office.h"
#include "base/banned.h"

struct arguments {
	const char *config, *tracking;
};

/* Answers where the application stands, -1: wrong usage. */
static int
parse(int argc, char **argv, struct arguments *a)
{
	const struct office_option options[] = { { "config", &a->config, NULL },
		{ "tracking", &a->tracking, NULL }, { NULL, NULL, NULL } };
	int at = office_options(argc, argv, options);

	return at >= 0 && at + 1 == argc ? at : -1;
}

int
cmd_ship(int argc, char **argv)
{
	struct arguments a = { NULL, NULL };
	struct office o = { 0 };
	struct err e = { 0 };
	int rc, at = parse(argc, argv, &a);

	if (at < 0 || a.tracking == NULL)
		return office_usage("ship [--config FILE] APPLICATION "
				    "--tracking NUMBER");
	rc = office_open(&o, a.config, &e);
	if (rc == 0)
		rc = produce_ship(o.store, &o.options, argv[at], a.tracking,
		    clock_wall(), &e);
	office_close(&o);
	if (rc < 0)
		return office_failed(argv[0], &e);
	printf("%s: %s\n", argv[at], state_label(STATE_SHIPPED));
	return 0;
}

int
cmd_deliver(int argc, char **argv)
{
	struct arguments a = { NULL, NULL };
	struct office o = { 0 };
	struct err e = { 0 };
	int rc, at = parse(argc, argv, &a);

	if (at < 0 || a.tracking != NULL)
		return office_usage("deliver [--config FILE] APPLICATION");
	rc = office_open(&o, a.config, &e);
	if (rc == 0)
		rc = produce_deliver(
		    o.store, &o.options, argv[at], clock_wall(), &e);
	office_close(&o);
	if (rc < 0)
		return office_failed(argv[0], &e);
	printf("%s: %s\n", argv[at], state_label(STATE_DELIVERED));
	return 0;
}
