/* What is kept of people ends by itself. */
#ifndef PORTAL_FLOW_RETENTION_H
#define PORTAL_FLOW_RETENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct store;

/*
 * One short step: blanks some applications that came to nothing so many days
 * ago, and forgets one person whose last certificate ended so many years ago.
 * *more: there is more to do now.
 */
int flow_retention(struct store *s, long days, long years, int64_t now,
    bool *more, struct err *e);

#endif
