/* From the finished card to its owner's hands. */
#include "config.h"
#include "portal/flow/produce.h"

#include <string.h>

#include "base/lang.h"
#include "portal/flow/flow.h"
#include "portal/flow/notice.h"
#include "base/banned.h"

#define TRACKING_LEAST 4
#define TRACKING_MOST  40

/* Letters, digits and hyphens, as couriers use them. */
static int
check_tracking(const char *tracking, struct err *e)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t n = strlen(tracking);

	if (n >= TRACKING_LEAST && n <= TRACKING_MOST &&
	    strspn(tracking, allowed) == n)
		return 0;
	return err_set(e, ERR_INVALID,
	    _("The courier's number must have %d to %d letters, digits and "
	      "hyphens."),
	    TRACKING_LEAST, TRACKING_MOST);
}

static int
move(struct store *s, struct application *a, enum event ev, const char *detail,
    int64_t now, struct err *e)
{
	struct application_move m = {
		.event = ev, .role = ROLE_OFFICE, .detail = detail
	};
	int rc = workflow_next(a->state, ev, m.role, &m.to, e);

	return rc < 0 ? rc : store_application_move(s, a, &m, now, e);
}

static int
check_card(struct store *s, const struct application *a, struct err *e)
{
	struct production p;
	int rc = store_production_find(s, a->id, &p, e);

	if (rc == 0 && p.on_card_at > 0)
		return 0;
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	return err_why(e, ERR_CONFLICT, "no-card",
	    _("The card of the application %s is not finished yet."),
	    a->number);
}

static int
ship(struct store *s, const struct portal_options *o, struct application *a,
    const char *tracking, int64_t now, struct err *e)
{
	const struct notice_facts f = { .tracking = tracking,
		.days = o->courier_days };
	int rc = move(s, a, EVENT_SHIP, tracking, now, e);

	if (rc == 0)
		rc = check_card(s, a, e);
	if (rc == 0)
		rc = store_application_shipped(s, a->id, tracking, now, e);
	return rc < 0 ? rc : notice_tell(s, o, a, NOTICE_SHIPPED, &f, now, e);
}

static int
deliver(struct store *s, const struct portal_options *o, struct application *a,
    int64_t now, struct err *e)
{
	int rc = move(s, a, EVENT_DELIVER, NULL, now, e);

	return rc < 0 ? rc
		      : notice_tell(s, o, a, NOTICE_DELIVERED, NULL, now, e);
}

/* Loads, moves and commits; tracking NULL: delivered. */
static int
step(struct store *s, const struct portal_options *o, const char *number,
    const char *tracking, int64_t now, struct err *e)
{
	struct application a = { 0 };
	int rc = store_begin(s, e);

	if (rc < 0)
		return rc;
	rc = store_application_number(s, number, &a, e);
	if (rc == ERR_NOT_FOUND)
		rc = err_set(
		    e, ERR_NOT_FOUND, _("There is no application %s."), number);
	if (rc == 0)
		rc = tracking == NULL ? deliver(s, o, &a, now, e)
				      : ship(s, o, &a, tracking, now, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	application_clear(&a);
	return rc;
}

int
produce_ship(struct store *s, const struct portal_options *o,
    const char *number, const char *tracking, int64_t now, struct err *e)
{
	int rc = check_tracking(tracking, e);

	return rc < 0 ? rc : step(s, o, number, tracking, now, e);
}

int
produce_deliver(struct store *s, const struct portal_options *o,
    const char *number, int64_t now, struct err *e)
{
	return step(s, o, number, NULL, now, e);
}
