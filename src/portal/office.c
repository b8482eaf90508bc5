#include "config.h"
#include "portal/office.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "portal/commands.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define OPTIONS_MOST 8 /* of one command */

int
office_open(struct office *o, const char *config, struct err *e)
{
	int rc;

	memset(o, 0, sizeof(*o));
	rc = portal_options_read(
	    &o->options, config == NULL ? PORTAL_CONF : config, e);
	if (rc == 0)
		rc = store_open(&o->store, o->options.database, e);
	return rc;
}

void
office_close(struct office *o)
{
	store_close(o->store);
	portal_options_free(&o->options);
}

int
office_finish(struct office *o, int rc, struct err *e)
{
	if (rc == 0)
		rc = store_commit(o->store, e);
	if (rc < 0)
		store_rollback(o->store);
	return rc;
}

int
office_options(int argc, char **argv, const struct office_option *options)
{
	struct option longs[OPTIONS_MOST + 1] = { { 0 } };
	int c, i;

	for (i = 0; options[i].name != NULL; i++) {
		assert(i < OPTIONS_MOST);
		longs[i].name = options[i].name;
		longs[i].has_arg =
		    options[i].text != NULL ? required_argument : no_argument;
		longs[i].val = i;
	}
	optind = 0; /* another command may have read options before */
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c >= i)
			return -1;
		if (options[c].text != NULL)
			*options[c].text = optarg;
		else
			*options[c].flag = true;
	}
	return optind;
}

int
office_failed(const char *command, const struct err *e)
{
	/* It may quote a file that somebody else has made. */
	char *shown = text_shown(e->text, strlen(e->text), ERR_TEXT_MAX);

	fprintf(stderr, "eimza-portal %s: %s\n", command,
	    shown == NULL ? "" : shown);
	free(shown);
	return 1;
}

int
office_usage(const char *usage)
{
	/* TRANSLATORS: followed by the command's arguments. */
	fprintf(stderr, "%s eimza-portal %s\n", _("Usage:"), usage);
	return 2;
}
