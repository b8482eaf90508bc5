/* Başvuru Formu: saved while it is filled in, then approved. */
#include "config.h"
#include "portal/flow/flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "model/check.h"
#include "portal/flow/login.h"
#include "portal/store/account.h"
#include "portal/store/code.h"
#include "base/banned.h"

#define LOST_DAYS INT64_C(30) /* suspended then: for the loss reported now */

/* What a person may type, from one record to another; secrets stay out. */
static int
copy_typed(struct record *to, const struct record *from, struct err *e)
{
	int rc = 0;

	for (int i = FIELD_FORM_FIRST; rc == 0 && i <= FIELD_FORM_LAST; i++) {
		enum field_id id = (enum field_id)i;

		if (field_locked(id) || field(id)->kind == KIND_SECRET)
			continue;
		rc = record_set(to, id, record_get(from, id), e);
	}
	if (rc == 0 && !record_renewal(to))
		rc = record_set(to, FIELD_REASON, "", e);
	return rc;
}

/* An application that was sent back is a draft again with the first change. */
static int
reopen(const struct op_call *c, struct application *a, struct err *e)
{
	if (a->state == STATE_DRAFT)
		return 0;
	if (a->state != STATE_CORRECTION_REQUESTED)
		return flow_wrong_state(e);
	return flow_move(c, a, EVENT_EDIT, ROLE_APPLICANT, NULL, e);
}

static int
save_draft(struct op_call *c, struct application *a, struct err *e)
{
	const struct msg_draft_request *in = c->in;
	enum page page;
	int rc = 0;

	if (page_from_name(in->page, &page) < 0) {
		err_fill(e, ERR_INVALID, _("There is no such page."));
		err_field(e, "page");
		return ERR_INVALID;
	}
	if (in->field != NULL && page == PAGE_FORM &&
	    field_by_name(in->field) == NULL) {
		err_fill(e, ERR_INVALID, _("There is no such field."));
		err_field(e, "field");
		return ERR_INVALID;
	}
	/* Behind the form even the place alone would count as a change, and
	 * void what others have seen and decide on. */
	if (page_of(a->state, true) != PAGE_FORM)
		return flow_wrong_state(e);
	if (in->record != NULL) {
		rc = reopen(c, a, e);
		if (rc == 0)
			rc = copy_typed(a->record, in->record, e);
	}
	return rc < 0 ? rc : flow_keep(c, a, page, in->field, e);
}

static int
draft_save(struct op_call *c, struct err *e)
{
	struct msg_draft *out = c->out;
	struct application a = { 0 };
	char moment[DATE_MOMENT];
	bool ok = true;
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = flow_need_owner(c, &a, e);
	if (rc == 0)
		rc = save_draft(c, &a, e);
	application_clear(&a);
	if (rc < 0)
		return rc;
	out->saved_at = flow_text(date_rfc3339(c->now, moment), &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_draft = {
	.name = "draft",
	.in = &wire_draft_request,
	.out = &wire_draft,
	.role = OP_APPLICANT,
	.save = draft_save,
};

struct approving {
	struct application a;
	struct record *typed; /* with the word */
	char word[160];	      /* hash of a new word, or empty */
};

static void
approving_free(void *state)
{
	struct approving *p = state;

	if (p == NULL)
		return;
	application_clear(&p->a);
	record_free(p->typed);
	explicit_bzero(p, sizeof(*p));
	free(p);
}

/* The locked fields are the portal's own, whatever was sent. */
static int
lock_fields(const struct op_call *c, struct record *r, struct err *e)
{
	struct person p;
	struct staff s;
	int rc = store_person_find(c->flow->store, c->session.tckn, &p, e);

	if (rc == 0)
		rc = store_staff_find(c->flow->store, c->session.tckn, &s, e);
	return rc < 0 ? rc : login_fill(r, &p, &s, e);
}

/* On the second approval the word on record may stay. */
static bool
word_stays(const struct approving *p)
{
	return p->a.word[0] != '\0' &&
	       record_get(p->typed, FIELD_WORD)[0] == '\0' &&
	       record_get(p->typed, FIELD_WORD_AGAIN)[0] == '\0';
}

static int
check_all(const struct approving *p, struct err *e)
{
	struct err *bad = calloc(FIELD_COUNT, sizeof(*bad));
	int rc = 0;

	if (bad == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	check_record(p->typed, FIELD_FORM_FIRST, FIELD_FORM_LAST, bad);
	for (int i = FIELD_FORM_FIRST; rc == 0 && i <= FIELD_FORM_LAST; i++) {
		if (bad[i].text[0] == '\0' ||
		    ((i == FIELD_WORD || i == FIELD_WORD_AGAIN) &&
			word_stays(p)))
			continue;
		err_copy(e, &bad[i]);
		rc = bad[i].code < 0 ? bad[i].code : ERR_INVALID;
	}
	free(bad);
	return rc;
}

/* A renewal may begin some days before the end of the certificate, every
 * other reason at any time. */
static int
check_window(const struct op_call *c, const struct approving *p, struct err *e)
{
	struct certificate_holding h;
	int64_t opens;
	char day[DATE_TEXT];
	struct date d;
	int rc;

	if (strcmp(record_get(p->typed, FIELD_REASON), "renewal") != 0)
		return 0;
	rc = store_certificate_holding(
	    c->flow->store, p->a.tckn, NULL, c->now, &h, e);
	if (rc < 0 || !h.valid)
		return rc;
	opens = flow_renewal_opens(c->flow, h.newest.not_after, c->now);
	if (c->now >= opens)
		return 0;
	d = date_of(opens);
	rc = err_why(e, ERR_INVALID, "window",
	    _("Your certificate is still valid for long. You can apply for "
	      "its renewal from %s on."),
	    date_format(&d, day));
	err_field(e, field(FIELD_REASON)->name);
	return rc;
}

static int
form_load(struct op_call *c, struct err *e)
{
	const struct msg_form_request *in = c->in;
	struct approving *p = calloc(1, sizeof(*p));
	int rc;

	c->state = p;
	if (p == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = flow_application(c, &p->a, e);
	if (rc == 0)
		rc = flow_need_owner(c, &p->a, e);
	if (rc < 0)
		return rc;
	if (p->a.state != STATE_DRAFT &&
	    p->a.state != STATE_CORRECTION_REQUESTED)
		return flow_wrong_state(e);
	p->typed = record_copy(in->record);
	if (p->typed == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	record_set_renewal(p->typed, p->a.renewal);
	rc = lock_fields(c, p->typed, e);
	if (rc == 0 && !p->a.renewal)
		rc = record_set(p->typed, FIELD_REASON, "", e);
	if (rc == 0)
		rc = check_all(p, e);
	return rc < 0 ? rc : check_window(c, p, e);
}

static int
form_work(struct op_call *c, struct err *e)
{
	struct approving *p = c->state;

	if (word_stays(p))
		return 0;
	return flow_word_hash(
	    record_get(p->typed, FIELD_WORD), p->word, sizeof(p->word), e);
}

/* The certificate that is followed: of a loss the lost one, which its owner may
 * have suspended before he applied. */
static int
follow(const struct op_call *c, struct application *a, struct err *e)
{
	struct certificate_holding h = { .valid = false };
	int rc;

	if (strcmp(record_get(a->record, FIELD_REASON), "lost") == 0) {
		rc = store_certificate_lost(c->flow->store, a->tckn, c->now,
		    c->now - LOST_DAYS * FLOW_DAY, &h.newest, e);
		h.valid = rc == 0;
		if (rc == ERR_NOT_FOUND) {
			err_clear(e);
			rc = 0;
		}
	} else {
		rc = store_certificate_holding(
		    c->flow->store, a->tckn, NULL, c->now, &h, e);
	}
	if (rc < 0 || !h.valid)
		return rc;
	memcpy(a->certificate, h.newest.serial, sizeof(a->certificate));
	a->certificate_ends = h.newest.not_after;
	return 0;
}

/* The application is read again: much may have happened during the work. */
static int
approve(struct op_call *c, struct application *a, struct err *e)
{
	char owner[SMS_OWNER];
	const struct approving *p = c->state;
	int rc = flow_need_owner(c, a, e);

	if (rc == 0)
		rc = reopen(c, a, e);
	if (rc == 0)
		rc = lock_fields(c, a->record, e);
	if (rc == 0)
		rc = copy_typed(a->record, p->typed, e);
	if (rc == 0)
		rc = follow(c, a, e);
	if (rc == 0)
		rc = flow_move(
		    c, a, EVENT_APPROVE_FORM, ROLE_APPLICANT, NULL, e);
	if (rc < 0)
		return rc;
	if (p->word[0] != '\0')
		memcpy(a->word, p->word, sizeof(a->word));
	a->reason[0] = '\0';
	rc = store_sms_end(c->flow->store, sms_owner(owner, a->id, 0), e);
	return rc < 0 ? rc : flow_keep(c, a, PAGE_SMS_SEND, NULL, e);
}

static int
form_save(struct op_call *c, struct err *e)
{
	struct application a = { 0 };
	int rc = flow_application(c, &a, e);

	if (rc == 0)
		rc = approve(c, &a, e);
	application_clear(&a);
	return rc < 0 ? rc : flow_answer_now(c, e);
}

const struct op op_form = {
	.name = "form",
	.in = &wire_form_request,
	.out = &wire_application,
	.role = OP_APPLICANT,
	.load = form_load,
	.work = form_work,
	.save = form_save,
	.free_state = approving_free,
};
