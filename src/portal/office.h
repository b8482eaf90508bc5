/* What the office's sub-commands share: the configuration and the store. */
#ifndef PORTAL_OFFICE_H
#define PORTAL_OFFICE_H

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

/* Says the error of a command on standard error; the exit status. */
int office_failed(const char *command, const struct err *e);
int office_usage(const char *usage);

#endif
