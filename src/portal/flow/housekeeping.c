#include "config.h"
#include "portal/flow/housekeeping.h"

#include "portal/store/application.h"
#include "portal/store/code.h"
#include "portal/store/signing.h"
#include "portal/store/store.h"
#include "base/banned.h"

/* Ends one application; one that cannot expire any more is left in peace. */
static int
expire(struct store *s, struct application *a, int64_t now, struct err *e)
{
	struct application_move m = { .event = EVENT_EXPIRE,
		.role = ROLE_SYSTEM };
	char owner[SMS_OWNER];
	int rc = 0;

	if (workflow_next(a->state, m.event, m.role, &m.to, NULL) == 0)
		rc = store_application_move(s, a, &m, now, e);
	a->expires_at = 0;
	if (rc == 0)
		rc = store_application_save(s, a, now, e);
	if (rc == 0)
		rc = store_sms_end(s, sms_owner(owner, a->id, 0), e);
	return rc < 0 ? rc : store_signing_end(s, a->id, e);
}

int
flow_housekeeping(struct store *s, int64_t now, struct err *e)
{
	struct application a = { 0 };
	int rc = store_begin(s, e);

	if (rc < 0)
		return rc;
	while ((rc = store_application_due(s, now, &a, e)) == 0) {
		rc = expire(s, &a, now, e);
		application_clear(&a);
		if (rc < 0)
			break;
	}
	if (rc == ERR_NOT_FOUND)
		rc = store_sweep(s, now, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc;
}
