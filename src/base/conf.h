/*
 * A configuration file (libconfig) read by a table: every key, its type, its
 * default and its limits stand in one row; anything else in the file is an
 * error with file and line.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include <stddef.h>

#include "base/err.h"

enum conf_type {
	CONF_STRING, /* char *, owned by the target */
	CONF_INT,    /* long */
	CONF_BOOL,   /* bool */
	CONF_LIST    /* char **, ended by NULL, owned by the target */
};

struct conf_row {
	const char *key; /* dotted for groups: "sms.backend" */
	enum conf_type type;
	size_t offset;	      /* in the target structure */
	const char *standard; /* default as text; lists: one entry or NULL */
	long least, most;     /* CONF_INT only */
	const char *const *words; /* CONF_STRING: what is allowed, NULL: all */
	const char *help;	  /* one line for the manual, N_() */
};

/* Sets every default. rows ends with a row whose key is NULL. */
int conf_defaults(const struct conf_row *rows, void *target, struct err *e);

/*
 * Reads one file over what target holds. ERR_NOT_FOUND when there is none;
 * otherwise the sentence names file and line.
 */
int conf_read(
    const struct conf_row *rows, const char *path, void *target, struct err *e);

/*
 * Sets one text of a file, outside all groups, and leaves every other byte as
 * it is: at its place where it has one, else in a line at the end. A file
 * that is not there is made, for the person alone; a crash leaves the old one
 * or the new one. Refuses a file that libconfig would not read.
 */
int conf_set(
    const char *path, const char *key, const char *value, struct err *e);

/* Frees the strings and lists of target. */
void conf_free(const struct conf_row *rows, void *target);

#endif
