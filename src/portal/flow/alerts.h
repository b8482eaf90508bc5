/* Alerts before the end of a certificate. */
#ifndef PORTAL_FLOW_ALERTS_H
#define PORTAL_FLOW_ALERTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/options.h"
#include "portal/store/alert.h"

/* Where the work of a day stands; zero before the first. */
struct alerts {
	int64_t day; /* in Turkey, since 1970: the last that was finished */
	struct alert_end at;
};

/*
 * A share of the day's alerts in one transaction of its own, so that nobody
 * waits for it; *next is when to call again. Each person is told once at each
 * of the moments of the options, by the hours when people are awake.
 */
int flow_alerts(struct alerts *t, struct store *s,
    const struct portal_options *o, int64_t now, int64_t *next, struct err *e);

/* Whether it is an hour in which people are told what does not press. */
bool alerts_awake(const struct portal_options *o, int64_t now);

#endif
