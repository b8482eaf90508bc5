#include "config.h"
#include "portal/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "portal/commands.h"
#include "portal/store/store.h"
#include "base/banned.h"

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
