/* Each step of an application by the call or the command that makes it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "command-world.h"
#include "issue-world.h"
#include "personal-world.h"
#include "workflow-steps.h"
#include "portal/flow/housekeeping.h"
#include "portal/store/audit.h"
#include "portal/store/officer.h"
#include "portal/store/production.h"
#include "base/banned.h"

#define LONG_LATER (INT64_C(31) * 86400) /* a draft has ended by then */

static const struct msg_empty none;

static void
as(struct scene *s, const char *token)
{
	memcpy(s->w->token, token, sizeof(s->w->token));
}

static int
call(struct scene *s, const struct op *op, const void *in)
{
	void *out = calloc(1, op->out->size);
	int rc;

	assert_non_null(out);
	rc = world_call(s->w, op, in, out);
	if (rc == 0)
		wire_clear(op->out, out);
	free(out);
	return rc;
}

int
approve_form(struct scene *s)
{
	struct msg_form_request in = { world_form(true) };
	int rc;

	assert_int_equal(record_set(in.record, FIELD_REASON, "other", NULL), 0);
	rc = call(s, &op_form, &in);
	record_free(in.record);
	return rc;
}

int
edit(struct scene *s)
{
	return call(s, &op_edit, &none);
}

int
verify_phone(struct scene *s)
{
	char code[7];
	struct msg_sms_verify_request in = { code };
	int rc = call(s, &op_sms, &none);

	if (rc < 0)
		return rc;
	world_sms_code(s->w, code);
	return call(s, &op_sms_verify, &in);
}

/* In a session that knows no more than the identity data. */
int
verify_again(struct scene *s)
{
	int rc = world_login(s->w, AYSE);

	if (rc == 0)
		rc = verify_phone(s);
	as(s, s->applicant);
	return rc;
}

static int
choose(struct scene *s, const char *method)
{
	char name[16];
	struct msg_method_request in = { name };

	snprintf(name, sizeof(name), "%s", method);
	return call(s, &op_method, &in);
}

int
choose_signature(struct scene *s)
{
	return choose(s, "e-signed");
}

int
choose_consent(struct scene *s)
{
	return choose(s, "e-approved");
}

int
choose_paper(struct scene *s)
{
	return choose(s, "paper");
}

int
change_method(struct scene *s)
{
	return call(s, &op_method_change, &none);
}

int
sign(struct scene *s)
{
	struct msg_signing out = { 0 };
	int rc = world_call(s->w, &op_signing, &none, &out);

	if (rc == 0)
		rc = personal_sign(s->w, &out, AYSE);
	wire_clear(&wire_signing, &out);
	return rc;
}

int
cancel(struct scene *s)
{
	return call(s, &op_cancel, &none);
}

static int
office(struct scene *s, const char *word)
{
	return -COMMAND(s->w, cmd_decide, "decide", s->number, word, "--reason",
	    "Adres eksik");
}

int
paper_received(struct scene *s)
{
	return office(s, "received");
}

int
office_approve(struct scene *s)
{
	return office(s, "approve");
}

int
office_reject(struct scene *s)
{
	return office(s, "reject");
}

int
office_correct(struct scene *s)
{
	return office(s, "correct");
}

static long
version_of(struct scene *s)
{
	struct application a = { 0 };
	long v;

	assert_int_equal(
	    store_application_load(s->w->flow.store, s->id, &a, NULL), 0);
	v = (long)a.version;
	application_clear(&a);
	return v;
}

static int
decide(struct scene *s, const char *action)
{
	char word[16], why[] = "Adres eksik";
	struct msg_decide_item item = { s->number, version_of(s) };
	struct msg_decide_request in = { word, why, { NULL, 0 }, { &item, 1 } };
	struct msg_decide out = { 0 };
	int rc;

	snprintf(word, sizeof(word), "%s", action);
	as(s, s->officer);
	rc = world_call(s->w, &op_decide, &in, &out);
	if (rc == 0 && !out.any) {
		const struct msg_outcome *o = out.refused.items;

		assert_int_equal(out.refused.n, 1);
		rc = err_set(&s->w->err, ERR_CONFLICT, "%s", o->why);
	} else if (rc == 0) {
		rc = personal_sign(s->w, out.signing.items, ALI);
	}
	wire_clear(&wire_decide, &out);
	as(s, s->applicant);
	return rc;
}

int
approve(struct scene *s)
{
	return decide(s, "approve");
}

int
reject(struct scene *s)
{
	return decide(s, "reject");
}

int
correct(struct scene *s)
{
	return decide(s, "correct");
}

/* Each time with the key of another card. */
int
produce(struct scene *s)
{
	struct buf request = BUF_INIT(REQUEST_MAX);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	char in[128], out[128];

	snprintf(in, sizeof(in), "%s/request.der", s->w->dir);
	snprintf(out, sizeof(out), "%s/certificate.der", s->w->dir);
	issue_request(&request, key, NULL, NULL, NULL);
	assert_int_equal(
	    file_write(in, request.data, request.len, 0600, NULL), 0);
	buf_free(&request);
	EVP_PKEY_free(key);
	return -COMMAND(s->w, cmd_produce, "produce", s->number, "--request",
	    in, "--out", out);
}

int
ship(struct scene *s)
{
	return -COMMAND(
	    s->w, cmd_ship, "ship", s->number, "--tracking", "TR-123456");
}

int
deliver(struct scene *s)
{
	return -COMMAND(s->w, cmd_deliver, "deliver", s->number);
}

/* On the certificate that was produced for the application. */
static int
act(struct scene *s, const char *action, const char *reason)
{
	struct production p = { .certificate = "00" };
	int rc;

	store_production_find(s->w->flow.store, s->id, &p, NULL);
	as(s, s->personal);
	rc = personal_act(s->w, p.certificate, action, reason);
	as(s, s->applicant);
	return rc;
}

int
open_it(struct scene *s)
{
	return act(s, "open", NULL);
}

int
revoke(struct scene *s)
{
	return act(s, "revoke", "stopped");
}

/* Nobody does anything for long; sessions end with it. */
int
time_passes(struct scene *s)
{
	int rc =
	    flow_housekeeping(s->w->flow.store, s->w->now + LONG_LATER, NULL);

	s->officer[0] = s->personal[0] = '\0';
	return rc;
}

#define A ROLE_APPLICANT
#define K ROLE_OFFICER
#define O ROLE_OFFICE
#define S ROLE_SYSTEM

const struct way ways[] = {
	{ "form", EVENT_APPROVE_FORM, A, approve_form, false },
	{ "edit", EVENT_EDIT, A, edit, false },
	{ "sms", EVENT_VERIFY_PHONE, A, verify_phone, false },
	{ "sms again", EVENT_VERIFY_PHONE, A, verify_again, false },
	{ "e-signed", EVENT_CHOOSE_SIGNATURE, A, choose_signature, false },
	{ "paper", EVENT_CHOOSE_PAPER, A, choose_paper, false },
	{ "e-approved", EVENT_CHOOSE_CONSENT, A, choose_consent, false },
	{ "method-change", EVENT_CHANGE_METHOD, A, change_method, false },
	{ "sign", EVENT_SIGN, A, sign, false },
	{ "cancel", EVENT_CANCEL, A, cancel, false },
	{ "open", EVENT_OPEN, A, open_it, false },
	{ "approve", EVENT_APPROVE, K, approve, false },
	{ "reject", EVENT_REJECT, K, reject, false },
	{ "correct", EVENT_REQUEST_CORRECTION, K, correct, false },
	{ "decide received", EVENT_PAPER_RECEIVED, O, paper_received, false },
	{ "decide approve", EVENT_APPROVE, O, office_approve, false },
	{ "decide reject", EVENT_REJECT, O, office_reject, false },
	{ "decide correct", EVENT_REQUEST_CORRECTION, O, office_correct,
	    false },
	{ "produce", EVENT_PRODUCE, O, produce, false },
	{ "ship", EVENT_SHIP, O, ship, false },
	{ "deliver", EVENT_DELIVER, O, deliver, false },
	/* What ends everything comes last. */
	{ "revoke", EVENT_EXPIRE, S, revoke, true },
	{ "housekeeping", EVENT_EXPIRE, S, time_passes, true },
};

const size_t way_count = sizeof(ways) / sizeof(ways[0]);
