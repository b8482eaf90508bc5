#include "config.h"
#include "portal/flow/alerts.h"

#include <string.h>

#include "base/date.h"
#include "portal/flow/notice.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define DAY	 INT64_C(86400)
#define HOUR	 INT64_C(3600)
#define TURKEY	 (3 * HOUR)
#define LAST	 20  /* hour after which nobody is disturbed */
#define SHARE	 200 /* certificates of one transaction */
#define MOMENTS	 3
#define ALL_ONES "~" /* after every number */

struct moment {
	long days;
	enum notice notice;
};

static long
moments(const struct portal_options *o, struct moment m[MOMENTS])
{
	long most = 0;

	m[0] = (struct moment){ o->alert_first, NOTICE_ALERT_FIRST };
	m[1] = (struct moment){ o->alert_second, NOTICE_ALERT_SECOND };
	m[2] = (struct moment){ o->alert_last, NOTICE_ALERT_LAST };
	for (int i = 0; i < MOMENTS; i++)
		if (m[i].days > most)
			most = m[i].days;
	return most;
}

/* The nearest one that has come: whoever missed the first two gets only the
 * last. */
static const struct moment *
moment_of(const struct moment m[MOMENTS], long left)
{
	const struct moment *best = NULL;

	for (int i = 0; i < MOMENTS; i++)
		if (m[i].days > 0 && left <= m[i].days &&
		    (best == NULL || m[i].days < best->days))
			best = &m[i];
	return best;
}

static int
alert(struct store *s, const struct portal_options *o,
    const struct moment m[MOMENTS], const struct alert_end *c, int64_t now,
    struct err *e)
{
	struct notice_facts f = { .serial = c->serial,
		.ends = c->not_after,
		.days = date_days_until(now, c->not_after) };
	const struct moment *due = moment_of(m, f.days);
	bool first = false;
	int rc;

	if (due == NULL)
		return 0;
	rc = store_alert_note(s, c, due->days, now, &first, e);
	if (rc < 0 || !first)
		return rc;
	return notice_tell_person(s, o, c->tckn, due->notice, &f, now, e);
}

/* ERR_NOT_FOUND when the day's work is done. */
static int
share(struct alerts *t, struct store *s, const struct portal_options *o,
    int64_t now, struct err *e)
{
	struct moment m[MOMENTS];
	int64_t until = now + moments(o, m) * DAY;
	int rc = 0;

	if (t->at.not_after < now) {
		t->at = (struct alert_end){ .not_after = now };
		memcpy(t->at.tckn, ALL_ONES, sizeof(ALL_ONES));
	}
	for (int i = 0; rc == 0 && i < SHARE; i++) {
		rc = store_alert_next(s, &t->at, until, &t->at, e);
		if (rc == 0)
			rc = alert(s, o, m, &t->at, now, e);
	}
	return rc;
}

/* Of the next day's alerts; hour is one of the day in Turkey. */
static int64_t
opens(int64_t day, long hour)
{
	return day * DAY + hour * HOUR - TURKEY;
}

bool
alerts_awake(const struct portal_options *o, int64_t now)
{
	int64_t day = (now + TURKEY) / DAY;

	return now >= opens(day, o->alert_hour) && now < opens(day, LAST);
}

int
flow_alerts(struct alerts *t, struct store *s, const struct portal_options *o,
    int64_t now, int64_t *next, struct err *e)
{
	int64_t day = (now + TURKEY) / DAY;
	struct alert_end before = t->at;
	int rc;

	*next = opens(day, o->alert_hour);
	if (now < *next && t->day < day)
		return 0;
	*next = opens(day + 1, o->alert_hour);
	if (t->day >= day || now >= opens(day, LAST))
		return 0;
	rc = store_begin(s, e);
	if (rc < 0)
		return rc;
	rc = share(t, s, o, now, e);
	if (rc == ERR_NOT_FOUND) {
		rc = store_commit(s, e);
		if (rc == 0) {
			t->day = day;
			t->at = (struct alert_end){ 0 };
		}
	} else if (rc == 0) {
		rc = store_commit(s, e);
		*next = now + 1;
	}
	if (rc < 0) {
		store_rollback(s);
		t->at = before;
		*next = now + HOUR;
	}
	return rc;
}
