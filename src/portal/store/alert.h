/* Who is to be told that a certificate ends, and in which language. */
#ifndef PORTAL_STORE_ALERT_H
#define PORTAL_STORE_ALERT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/lang.h"
#include "portal/store/store.h"

/* A certificate that ends, and the place in their order. */
struct alert_end {
	int64_t not_after;
	char tckn[12], serial[48];
};

/*
 * The certificate in use that ends next after *from, until a moment, and
 * whose owner has neither a later one nor an application under way;
 * ERR_NOT_FOUND when there is none.
 */
int store_alert_next(struct store *s, const struct alert_end *from,
    int64_t until, struct alert_end *out, struct err *e);

/* Notes the alert so many days before; *first is false when it was noted
 * before. */
int store_alert_note(struct store *s, const struct alert_end *c, long days,
    int64_t now, bool *first, struct err *e);

/* The language a person used last; Turkish when none is known. */
int store_language_set(
    struct store *s, const char *tckn, enum lang l, struct err *e);
int store_language_get(
    struct store *s, const char *tckn, enum lang *out, struct err *e);

#endif
