/* Cards that were shipped and do not come. */
#include "config.h"
#include "portal/flow/housekeeping.h"

#include "portal/flow/alerts.h"
#include "portal/flow/flow.h"
#include "portal/flow/notice.h"
#include "portal/store/production.h"
#include "base/banned.h"

#define SHARE 200 /* cards of one transaction */

int64_t
late_until(const struct portal_options *o, int64_t now)
{
	return now - o->courier_days * FLOW_DAY;
}

/* ERR_NOT_FOUND when there is none. */
static int
tell_next(
    struct store *s, const struct portal_options *o, int64_t now, struct err *e)
{
	struct application a = { 0 };
	int64_t id = 0, shipped_at = 0;
	char tracking[64];
	struct notice_facts f = { .tracking = tracking };
	int rc = store_late_next(
	    s, late_until(o, now), &id, &shipped_at, tracking, e);

	if (rc == 0)
		rc = store_application_load(s, id, &a, e);
	if (rc < 0)
		return rc;
	f.days = (long)((now - shipped_at) / FLOW_DAY);
	rc = notice_tell(s, o, &a, NOTICE_LATE, &f, now, e);
	application_clear(&a);
	return rc < 0 ? rc : store_late_told(s, id, now, e);
}

int
flow_late(
    struct store *s, const struct portal_options *o, int64_t now, struct err *e)
{
	int rc;

	if (!alerts_awake(o, now))
		return 0;
	rc = store_begin(s, e);
	for (int i = 0; rc == 0 && i < SHARE; i++)
		rc = tell_next(s, o, now, e);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		rc = 0;
	}
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc;
}
