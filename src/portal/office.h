/* What the office's sub-commands share: the configuration and the store. */
#ifndef PORTAL_OFFICE_H
#define PORTAL_OFFICE_H

#include <stdbool.h>

#include "base/err.h"
#include "portal/options.h"

struct store;

struct office {
	struct portal_options options;
	struct store *store;
};

/* Reads the configuration (NULL: the usual place) and opens the store. */
int office_open(struct office *o, const char *config, struct err *e);
void office_close(struct office *o);

/* Commits when rc is 0, else rolls back; answers what became of it. */
int office_finish(struct office *o, int rc, struct err *e);

/* An option of a command: --NAME VALUE, or --NAME alone. */
struct office_option {
	const char *name;  /* NULL ends a table */
	const char **text; /* gets the value, borrowed from argv */
	bool *flag;	   /* of an option without one */
};

/*
 * Reads the options, wherever they stand. Answers the index of the first of
 * the other words, which stand at the end then; -1 for an option that is not
 * in the table, or has no value: office_usage is what to answer.
 */
int office_options(int argc, char **argv, const struct office_option *options);

/* Says the error of a command on standard error; the exit status. */
int office_failed(const char *command, const struct err *e);
int office_usage(const char *usage);

#endif
