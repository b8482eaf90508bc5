/* What the office asks: who is it, and how many. */
#ifndef PORTAL_STORE_REPORT_H
#define PORTAL_STORE_REPORT_H

#include <stdint.h>

#include "base/err.h"
#include "portal/store/store.h"

/* A person, and one of his applications where there are any (the newest
 * first); texts are borrowed. */
struct found {
	const char *tckn, *name, *surname;
	const char *number, *state, *province; /* NULL: no application */
	int64_t changed_at;
};

#define FOUND_MOST 200

/*
 * By an identity number, by an application's number, or by a part of the
 * name (upper case by Turkish rules). At most FOUND_MOST.
 */
int store_search(struct store *s, const char *what,
    int (*each)(void *arg, const struct found *f, struct err *e), void *arg,
    struct err *e);

/* One count; texts are borrowed. */
struct counted {
	const char *group, *name;
	int64_t n;
};

/* late: a card shipped until then is. */
int store_statistics(struct store *s, int64_t now, int64_t late,
    int (*each)(void *arg, const struct counted *c, struct err *e), void *arg,
    struct err *e);

#endif
