/* What the portal does by itself, in the store's thread. */
#ifndef PORTAL_FLOW_HOUSEKEEPING_H
#define PORTAL_FLOW_HOUSEKEEPING_H

#include <stdint.h>

#include "base/err.h"

struct store;

/* Ends drafts that have had their time and sweeps the store; call about once
 * a minute. Begins and commits by itself. */
int flow_housekeeping(struct store *s, int64_t now, struct err *e);

#endif
