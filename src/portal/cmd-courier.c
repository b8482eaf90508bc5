/* The office tells what the courier does with a card. */
#include "config.h"
#include "portal/commands.h"

#include <getopt.h>
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
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "tracking", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 0;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1)
		if (c == 'c')
			a->config = optarg;
		else if (c == 't')
			a->tracking = optarg;
		else
			return -1;
	return optind + 1 == argc ? optind : -1;
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
