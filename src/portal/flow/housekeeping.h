/* What the portal does by itself, in the store's thread. */
#ifndef PORTAL_FLOW_HOUSEKEEPING_H
#define PORTAL_FLOW_HOUSEKEEPING_H

#include <stdint.h>

#include "base/err.h"

struct portal_options;
struct store;

/* Ends drafts that have had their time and sweeps the store; call about once
 * a minute. Begins and commits by itself. */
int flow_housekeeping(struct store *s, int64_t now, struct err *e);

/*
 * Tells the owners of cards that the courier does not deliver, once each and
 * by the hours when people are awake; a share at a time, call it with each
 * housekeeping. Begins and commits by itself.
 */
int flow_late(struct store *s, const struct portal_options *o, int64_t now,
    struct err *e);

/* Until when a card must have been shipped to be late now. */
int64_t late_until(const struct portal_options *o, int64_t now);

#endif
