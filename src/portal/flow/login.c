/*
 * Kullanıcı Girişi: the picture, the identity against the population
 * register, the assignment, the certificate's dates; then the person's open
 * application or a new one, and a session.
 */
#include "config.h"
#include "portal/flow/flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "model/check.h"
#include "portal/flow/captcha.h"
#include "portal/flow/login.h"
#include "base/banned.h"

#define GUESSES_PER_HOUR 10 /* wrong identities with one number */

static void
record_release(void *state)
{
	record_free(state);
}

/* The identity as it was typed, each field judged for itself. */
static int
login_load(struct op_call *c, struct err *e)
{
	const struct msg_login_request *in = c->in;
	const struct {
		enum field_id id;
		const char *typed;
	} rows[] = {
		{ FIELD_LOGIN_TCKN, in->tckn },
		{ FIELD_LOGIN_NAME, in->name },
		{ FIELD_LOGIN_SURNAME, in->surname },
		{ FIELD_LOGIN_BIRTH_PLACE, in->birth_place },
		{ FIELD_LOGIN_BIRTH_DATE, in->birth_date },
	};
	struct record *r = record_new();
	int rc = 0;

	c->state = r;
	if (r == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	for (size_t i = 0; rc == 0 && i < sizeof(rows) / sizeof(rows[0]); i++) {
		rc = record_set(r, rows[i].id, rows[i].typed, e);
		if (rc == 0)
			rc = check_field(r, rows[i].id, e);
	}
	return rc;
}

/* Many addresses may guess at one person: wrong ones count by number, be it
 * somebody's or not. */
static int
check_guesses(struct op_call *c, const char *scope, struct err *e)
{
	long n = 0;
	int rc = store_count_hour(c->flow->store, scope, c->now, &n, e);

	if (rc < 0 || n < GUESSES_PER_HOUR)
		return rc;
	c->retry_in = FLOW_HOUR;
	return err_why(e, ERR_LIMIT, "identity-guesses",
	    _("There were too many wrong logins with this identity number. "
	      "Please try again in an hour."));
}

/* One sentence, whichever part is wrong: it must not help guessing. */
static int
check_identity(struct op_call *c, const struct record *r, struct err *e)
{
	const char *tckn = record_get(r, FIELD_LOGIN_TCKN);
	char scope[32];
	struct person p;
	long n;
	int rc;

	snprintf(scope, sizeof(scope), "login %s", tckn);
	rc = check_guesses(c, scope, e);
	if (rc < 0)
		return rc;
	rc = store_person_find(c->flow->store, tckn, &p, e);
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == 0 && strcmp(p.name, record_get(r, FIELD_LOGIN_NAME)) == 0 &&
	    strcmp(p.surname, record_get(r, FIELD_LOGIN_SURNAME)) == 0 &&
	    strcmp(p.birth_place, record_get(r, FIELD_LOGIN_BIRTH_PLACE)) ==
		0 &&
	    strcmp(p.birth_date, record_get(r, FIELD_LOGIN_BIRTH_DATE)) == 0)
		return 0;
	rc = store_count(c->flow->store, scope, c->now, &n, e);
	if (rc < 0)
		return rc;
	return err_why(e, ERR_DENIED, "identity",
	    _("What you typed does not match the population register. Please "
	      "check all of it; write it as on your identity card."));
}

bool
login_assigned(const struct staff *s, int64_t now)
{
	struct date d = date_of(now);
	char today[48];

	snprintf(
	    today, sizeof(today), "%04d-%02d-%02d", d.year, d.month, d.day);
	return s->from[0] != '\0' && strcmp(s->from, today) <= 0 &&
	       (s->until[0] == '\0' || strcmp(today, s->until) <= 0);
}

static int
check_staff(
    const struct op_call *c, const char *tckn, struct staff *out, struct err *e)
{
	int rc = store_staff_find(c->flow->store, tckn, out, e);

	if (rc == ERR_NOT_FOUND)
		return err_why(e, ERR_DENIED, "staff",
		    _("There is no personnel record for you. Please contact "
		      "the personnel office of your institution."));
	if (rc < 0 || login_assigned(out, c->now))
		return rc;
	return err_why(e, ERR_DENIED, "assignment",
	    _("Your personnel record has no current assignment. Please have "
	      "it entered by the personnel office, then apply again."));
}

static int
set(struct record *r, enum field_id id, const char *value, struct err *e)
{
	return record_set(r, id, value, e);
}

int
login_fill(struct record *r, const struct person *p, const struct staff *s,
    struct err *e)
{
	int rc = set(r, FIELD_TCKN, p->tckn, e);

	rc = rc < 0 ? rc : set(r, FIELD_NAME, p->name, e);
	rc = rc < 0 ? rc : set(r, FIELD_SURNAME, p->surname, e);
	rc = rc < 0 ? rc : set(r, FIELD_BIRTH_PLACE, p->birth_place, e);
	rc = rc < 0 ? rc : set(r, FIELD_BIRTH_DATE, p->birth_date, e);
	rc = rc < 0 ? rc : set(r, FIELD_EMPLOYER, s->employer, e);
	return rc < 0 ? rc : set(r, FIELD_REGISTRY_NO, s->registry_no, e);
}

/* What is chosen unless the person chooses otherwise. */
static int
fill_usual(struct record *r, bool renewal, struct err *e)
{
	int rc = set(r, FIELD_VALIDITY, "3", e);

	rc = rc < 0 ? rc : set(r, FIELD_CHANNEL, "both", e);
	return rc < 0 ? rc : set(r, FIELD_READER, renewal ? "none" : "mini", e);
}

/* Ends the open application when its time has passed. */
static int
expire(const struct op_call *c, struct application *a, struct err *e)
{
	enum state to;

	if (a->expires_at == 0 || c->now < a->expires_at ||
	    workflow_next(a->state, EVENT_EXPIRE, ROLE_SYSTEM, &to, NULL) < 0)
		return 0;
	return flow_move(c, a, EVENT_EXPIRE, ROLE_SYSTEM, NULL, e);
}

/* The open application of the person, if any: a->id is 0 when there is
 * none. */
static int
resume(const struct op_call *c, const char *tckn, struct application *a,
    struct err *e)
{
	int rc = store_application_open(c->flow->store, tckn, a, e);

	if (rc == ERR_NOT_FOUND)
		return 0;
	if (rc == 0)
		rc = expire(c, a, e);
	if (rc == 0 && workflow_open(a->state))
		return 0;
	application_clear(a);
	return rc;
}

static int
begin(const struct op_call *c, const struct person *p, const struct staff *s,
    struct application *a, struct err *e)
{
	struct certificate_holding h;
	int rc = store_certificate_holding(
	    c->flow->store, p->tckn, NULL, c->now, &h, e);

	if (rc < 0)
		return rc;
	a->record = record_new();
	if (a->record == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	snprintf(a->tckn, sizeof(a->tckn), "%s", p->tckn);
	snprintf(a->province, sizeof(a->province), "%s", s->province);
	snprintf(a->page, sizeof(a->page), "%s", page_name(PAGE_FORM));
	a->state = STATE_DRAFT;
	a->renewal = h.any;
	a->expires_at = c->now + c->flow->options->draft_days * FLOW_DAY;
	if (h.valid) {
		memcpy(a->certificate, h.newest.serial, sizeof(a->certificate));
		a->certificate_ends = h.newest.not_after;
	}
	record_set_renewal(a->record, a->renewal);
	rc = login_fill(a->record, p, s, e);
	if (rc == 0)
		rc = fill_usual(a->record, a->renewal, e);
	return rc < 0 ? rc
		      : store_application_add(c->flow->store, a, c->now, e);
}

static int
new_session(const struct op_call *c, const struct application *a,
    struct msg_login *out, struct err *e)
{
	struct store_session s = { .role = SESSION_APPLICANT,
		.application = a->id };

	memcpy(s.tckn, a->tckn, sizeof(s.tckn));
	out->expires_in = c->flow->options->session_minutes * FLOW_MINUTE;
	return flow_session_new(c, &s, &out->token, e);
}

static int
enter(struct op_call *c, const char *tckn, struct application *a, struct err *e)
{
	const struct msg_login_request *in = c->in;
	struct person p;
	struct staff s;
	int rc = store_person_find(c->flow->store, tckn, &p, e);

	if (rc == 0)
		rc = check_staff(c, tckn, &s, e);
	if (rc == 0)
		rc = resume(c, tckn, a, e);
	if (rc == 0 && a->id == 0)
		rc = begin(c, &p, &s, a, e);
	if (rc < 0)
		return rc;
	c->keep = false; /* from here on all or nothing */
	c->tries = -1;
	rc = captcha_consume(c, in->captcha_id, e);
	if (rc == 0)
		rc = new_session(c, a, c->out, e);
	return rc;
}

static int
login_save(struct op_call *c, struct err *e)
{
	const struct msg_login_request *in = c->in;
	struct msg_login *out = c->out;
	struct record *r = c->state;
	struct application a = { 0 };
	int rc = captcha_check(c, in->captcha_id, in->answer, e);

	if (rc == 0)
		rc = check_identity(c, r, e);
	if (rc == 0)
		rc = enter(c, record_get(r, FIELD_LOGIN_TCKN), &a, e);
	if (rc == 0)
		rc = flow_answer(c, &a, false, &out->application, e);
	application_clear(&a);
	return rc;
}

const struct op op_login = {
	.name = "login",
	.in = &wire_login_request,
	.out = &wire_login,
	.role = OP_PUBLIC,
	.load = login_load,
	.save = login_save,
	.free_state = record_release,
};

static int
logout_save(struct op_call *c, struct err *e)
{
	return store_session_end(c->flow->store, c->session.id, e);
}

const struct op op_logout = {
	.name = "logout",
	.in = &wire_empty,
	.out = &wire_empty,
	.role = OP_SESSION,
	.save = logout_save,
};
