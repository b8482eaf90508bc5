/* The office's work on applications: the list, and the decision. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/text.h"
#include "model/page.h"
#include "model/workflow.h"
#include "portal/flow/flow.h"
#include "portal/flow/housekeeping.h"
#include "portal/flow/login.h"
#include "portal/flow/notice.h"
#include "portal/office.h"
#include "portal/store/application.h"
#include "portal/store/production.h"
#include "portal/store/stamp.h"
#include "portal/store/officer.h"
#include "base/banned.h"

#define REASON_MAX 500 /* characters */

static int
list_one(void *arg, const struct application *a, struct err *e)
{
	char masked[12], moment[DATE_MOMENT];
	long *n = arg;

	(void)e;
	printf("%-12s %-21s %-11s %-17s %-10s %s\n", a->number,
	    state_name(a->state), log_mask(a->tckn, masked, sizeof(masked)),
	    date_moment(a->changed_at, moment), a->method, a->province);
	(*n)++;
	return 0;
}

/* When the courier got it, and when its owner was told that it is late. */
static int
list_late(void *arg, const struct late_card *c, struct err *e)
{
	char masked[12], shipped[DATE_MOMENT], told[DATE_MOMENT] = "-";
	long *n = arg;

	(void)e;
	if (c->told_at != 0)
		date_moment(c->told_at, told);
	printf("%-12s %-11s %-17s %-17s %s\n", c->number,
	    log_mask(c->tckn, masked, sizeof(masked)),
	    date_moment(c->shipped_at, shipped), told, c->tracking);
	(*n)++;
	return 0;
}

struct wanted {
	const char *config, *word;
	enum state state;
	bool late;
};

static int
read_wanted(int argc, char **argv, struct wanted *w)
{
	const struct office_option options[] = { { "config", &w->config, NULL },
		{ "state", &w->word, NULL }, { "late", NULL, &w->late },
		{ NULL, NULL, NULL } };

	if (office_options(argc, argv, options) != argc ||
	    (w->word != NULL && w->late))
		return -1;
	return w->word == NULL ? 0 : state_from_name(w->word, &w->state);
}

static int
list_wanted(struct office *o, const struct wanted *w, long *n, struct err *e)
{
	if (w->late)
		return store_late_each(o->store,
		    late_until(&o->options, clock_wall()), list_late, n, e);
	return store_application_each(
	    o->store, w->word == NULL ? NULL : &w->state, list_one, n, e);
}

int
cmd_applications(int argc, char **argv)
{
	struct wanted w = { .state = STATE_DRAFT };
	struct err e = { 0 };
	struct office o = { 0 };
	long n = 0, waiting = 0;
	int rc;

	if (read_wanted(argc, argv, &w) < 0)
		return office_usage(
		    "applications [--config FILE] [--state STATE | --late]");
	rc = office_open(&o, w.config, &e);
	if (rc == 0)
		rc = list_wanted(&o, &w, &n, &e);
	if (rc == 0)
		rc = store_stamp_waiting(o.store, &waiting, &e);
	office_close(&o);
	if (rc < 0)
		return office_failed(argv[0], &e);
	printf(lang_plural(
		   "%ld application\n", "%ld applications\n", (unsigned long)n),
	    n);
	if (waiting > 0 && !w.late) {
		printf(lang_plural("%ld signature waits for its time-stamp\n",
			   "%ld signatures wait for their time-stamps\n",
			   (unsigned long)waiting),
		    waiting);
	}
	return 0;
}

static const struct verdict {
	const char *word;
	enum event event;
	enum role role;
	bool reason; /* compulsory; it reaches the applicant */
	enum notice told;
} decisions[] = {
	{ "approve", EVENT_APPROVE, ROLE_OFFICE, false, NOTICE_APPROVED },
	{ "reject", EVENT_REJECT, ROLE_OFFICE, true, NOTICE_REJECTED },
	{ "correct", EVENT_REQUEST_CORRECTION, ROLE_OFFICE, true,
	    NOTICE_CORRECTION },
	{ "received", EVENT_PAPER_RECEIVED, ROLE_OFFICE, false,
	    NOTICE_RECEIVED },
};

/* Only with a current assignment in the personnel record. */
static int
check_rule(const struct office *o, const struct application *a,
    const struct verdict *d, int64_t now, struct err *e)
{
	struct staff s;
	int rc;

	if (d->event != EVENT_APPROVE)
		return 0;
	rc = store_staff_find(o->store, a->tckn, &s, e);
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == 0 && login_assigned(&s, now))
		return 0;
	return err_why(e, ERR_CONFLICT, "assignment",
	    _("The personnel record has no current assignment: the "
	      "application cannot be approved."));
}

/* A second paper of one application: said as what it is. */
static int
check_paper(const struct application *a, const struct verdict *d, struct err *e)
{
	static const enum state behind[] = { STATE_SUBMITTED,
		STATE_CORRECTION_REQUESTED, STATE_APPROVED, STATE_REJECTED,
		STATE_IN_PRODUCTION, STATE_SHIPPED, STATE_DELIVERED,
		STATE_OPENED };

	if (d->event != EVENT_PAPER_RECEIVED || strcmp(a->method, "paper") != 0)
		return 0;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (a->state == behind[i])
			return err_why(e, ERR_CONFLICT, "received",
			    _("The signed form of this application has arrived "
			      "before; nothing was changed. State of the "
			      "application: %s."),
			    state_label(a->state));
	return 0;
}

static int
decide(struct office *o, struct application *a, const struct verdict *d,
    const char *reason, struct err *e)
{
	struct application_move m = { .event = d->event, .role = d->role };
	int64_t now = clock_wall();
	int rc = check_rule(o, a, d, now, e);

	if (rc == 0)
		rc = check_paper(a, d, e);
	if (rc == 0)
		rc = workflow_next(a->state, d->event, d->role, &m.to, e);
	if (rc == 0)
		rc = store_application_move(o->store, a, &m, now, e);
	/* The paper's coming is the submission. */
	if (rc == 0 && d->event == EVENT_PAPER_RECEIVED)
		rc = flow_suspend_lost(o->store, &o->options, a, e);
	if (rc == 0 && d->event == EVENT_PAPER_RECEIVED)
		rc = store_queue_enter(o->store, a->id, now, e);
	if (rc < 0)
		return rc;
	snprintf(a->reason, sizeof(a->reason), "%s", reason);
	a->correct[0] = '\0';
	if (page_of(a->state, true) == PAGE_FORM)
		a->expires_at = now + o->options.draft_days * FLOW_DAY;
	rc = store_application_save(o->store, a, now, e);
	return rc < 0 ? rc
		      : notice_tell(
			    o->store, &o->options, a, d->told, NULL, now, e);
}

static const struct verdict *
find_decision(const char *word)
{
	for (size_t i = 0; i < sizeof(decisions) / sizeof(decisions[0]); i++)
		if (strcmp(decisions[i].word, word) == 0)
			return &decisions[i];
	return NULL;
}

static int
check_reason(const struct verdict *d, const char *reason, struct err *e)
{
	if (d->reason && reason[0] == '\0')
		return err_set(e, ERR_INVALID,
		    _("A reason is compulsory here: the applicant reads it. "
		      "Add --reason TEXT."));
	if (!text_valid(reason, strlen(reason)) ||
	    !text_printable(reason, false) || text_length(reason) > REASON_MAX)
		return err_set(e, ERR_INVALID,
		    _("The reason must be one line of at most %d characters."),
		    REASON_MAX);
	return 0;
}

int
cmd_decide(int argc, char **argv)
{
	const char *config = NULL, *reason = "";
	const struct office_option options[] = { { "config", &config, NULL },
		{ "reason", &reason, NULL }, { NULL, NULL, NULL } };
	const struct verdict *d = NULL;
	struct application a = { 0 };
	struct err e = { 0 };
	struct office o = { 0 };
	int rc, at = office_options(argc, argv, options);

	if (at >= 0 && at + 2 == argc)
		d = find_decision(argv[at + 1]);
	if (d == NULL)
		return office_usage(
		    "decide [--config FILE] APPLICATION "
		    "approve|reject|correct|received [--reason TEXT]");
	rc = check_reason(d, reason, &e);
	if (rc == 0)
		rc = office_open(&o, config, &e);
	if (rc == 0)
		rc = store_begin(o.store, &e);
	if (rc == 0)
		rc = store_application_number(o.store, argv[at], &a, &e);
	if (rc == 0)
		rc = decide(&o, &a, d, reason, &e);
	if (o.store != NULL)
		rc = office_finish(&o, rc, &e);
	if (rc == 0)
		printf("%s: %s\n", a.number, state_label(a.state));
	application_clear(&a);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
