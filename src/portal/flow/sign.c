/*
 * The card's side of a signature, which may be another machine: whoever shows
 * the Doğrulama Kodu gets the text and may hand in one signature, nothing
 * else. What is verified are the bytes that were issued.
 */
#include "config.h"
#include "portal/flow/signing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "model/check.h"
#include "portal/store/stamp.h"
#include "sign/cades.h"
#include "base/banned.h"

/* Wrong codes of all callers together, as a multiple of one caller's. */
#define OVERALL 20

static int
code_field(struct err *e, int rc)
{
	err_field(e, "code");
	return rc;
}

/* Refuses while too many wrong codes came in this minute. */
static int
check_guesses(struct op_call *c, struct err *e)
{
	long most = c->flow->options->signing_guesses_per_minute;
	long own = 0, all = 0;
	char scope[96];
	int rc;

	snprintf(scope, sizeof(scope), "sign %s", c->peer);
	rc = store_count_get(c->flow->store, scope, c->now, &own, e);
	if (rc == 0)
		rc = store_count_get(c->flow->store, "sign", c->now, &all, e);
	if (rc < 0 || (own < most && all < most * OVERALL))
		return rc;
	c->retry_in = 60 - (long)(c->now % 60);
	return code_field(
	    e, err_why(e, ERR_LIMIT, "sign-guesses",
		   _("Too many wrong verification codes. Please wait a minute "
		     "and try again.")));
}

static int
count_guess(const struct op_call *c, struct err *e)
{
	char scope[96];
	long n;
	int rc;

	snprintf(scope, sizeof(scope), "sign %s", c->peer);
	rc = store_count(c->flow->store, scope, c->now, &n, e);
	return rc < 0 ? rc : store_count(c->flow->store, "sign", c->now, &n, e);
}

/* Whether the request can still take a signature. */
static int
check_live(const struct op_call *c, const struct signing *g, struct err *e)
{
	if (g->consumed_at > 0)
		return code_field(
		    e, err_why(e, ERR_CONFLICT, "sign-used",
			   _("This verification code has been used: the "
			     "signature was taken.")));
	if (g->ended || c->now >= g->expires_at ||
	    c->now < g->created_at - FLOW_SKEW)
		return code_field(e,
		    err_why(e, ERR_EXPIRED, "sign-expired",
			_("The verification code has expired. Please ask for "
			  "a new one on the first screen.")));
	return 0;
}

static int
find(
    const struct op_call *c, const char *code, struct signing *g, struct err *e)
{
	unsigned char hash[STORE_HASH];
	int rc;

	signing_hash(c->flow, code, hash);
	rc = store_signing_find(c->flow->store, hash, g, e);
	if (rc == ERR_NOT_FOUND)
		return code_field(
		    e, err_why(e, ERR_NOT_FOUND, "sign-code",
			   _("There is no such verification code. Please check "
			     "its 15 digits.")));
	return rc < 0 ? rc : check_live(c, g, e);
}

/* Finds the request of a code within the limits; a wrong code counts. */
static int
find_counted(
    struct op_call *c, const char *code, struct signing *g, struct err *e)
{
	int rc = check_sign_code(code, e), counted;

	if (rc < 0)
		return code_field(e, rc);
	rc = check_guesses(c, e);
	if (rc < 0)
		return rc;
	rc = find(c, code, g, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	counted = count_guess(c, e);
	c->keep = counted == 0;
	return counted < 0 ? counted : rc;
}

static int
open_save(struct op_call *c, struct err *e)
{
	const struct msg_sign_open_request *in = c->in;
	struct application a = { 0 };
	struct signing g = { 0 };
	int rc = find_counted(c, in->code, &g, e);

	if (rc == 0)
		rc = store_application_load(
		    c->flow->store, g.application, &a, e);
	if (rc == 0)
		rc = store_signing_opened(c->flow->store, g.id, c->now, e);
	if (rc == 0)
		rc = signing_answer(c, &a, &g, in->code, e);
	application_clear(&a);
	signing_clear(&g);
	return rc;
}

const struct op op_sign_open = {
	.name = "sign-open",
	.in = &wire_sign_open_request,
	.out = &wire_signing,
	.role = OP_PUBLIC,
	.save = open_save,
};

struct submitting {
	bool found;
	struct signing g;
	struct application a;
	int64_t verified; /* g.id when it was verified */
	struct cades_result result;
	struct err refusal; /* code 0: the signature is good */
};

static void
submitting_free(void *state)
{
	struct submitting *t = state;

	if (t == NULL)
		return;
	signing_clear(&t->g);
	application_clear(&t->a);
	cades_result_free(&t->result);
	free(t);
}

/* A code that is wrong is left for save, which counts it. */
static int
submit_load(struct op_call *c, struct err *e)
{
	const struct msg_sign_submit_request *in = c->in;
	struct submitting *t = calloc(1, sizeof(*t));
	int rc;

	c->state = t;
	if (t == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = check_sign_code(in->code, e);
	if (rc < 0)
		return code_field(e, rc);
	if (in->signatures.n != 1) {
		err_fill(e, ERR_INVALID,
		    _("One signature for each text is wanted."));
		err_reason(e, "count");
		err_field(e, "signatures");
		return ERR_INVALID;
	}
	rc = check_guesses(c, e);
	if (rc < 0)
		return rc;
	rc = find(c, in->code, &t->g, e);
	if (rc == ERR_NOT_FOUND)
		return 0;
	if (rc == 0)
		rc = store_application_load(
		    c->flow->store, t->g.application, &t->a, e);
	t->found = rc == 0;
	t->verified = t->g.id;
	return rc;
}

static int
submit_work(struct op_call *c, struct err *e)
{
	const struct msg_sign_submit_request *in = c->in;
	const struct msg_signature *sig = in->signatures.items;
	struct submitting *t = c->state;
	const struct cades_policy policy = {
		.trust = c->flow->trust,
		.content = t->g.text,
		.content_len = t->g.len,
		.tckn = t->a.tckn,
		.not_before = t->g.created_at - FLOW_SKEW,
		.not_after = c->now + FLOW_SKEW,
		.now = c->now,
		.crl_required = c->flow->options->crl_required,
		.ocsp = c->flow->options->ocsp,
	};

	(void)e; /* what is wrong with it is kept for the first screen */
	if (t->found)
		cades_verify(&policy, sig->cms.data, sig->cms.len, &t->result,
		    &t->refusal);
	return 0;
}

/* What the portal itself knows of the certificate; it may come from another
 * provider, then it knows nothing. */
static int
check_own_register(
    const struct op_call *c, const struct submitting *t, struct err *e)
{
	const char *serial = t->result.signer.serial;
	struct certificate k;
	int rc;

	if (strcmp(record_get(t->a.record, FIELD_REASON), "lost") == 0 &&
	    strcmp(serial, t->a.certificate) == 0)
		return err_why(e, ERR_DENIED, "lost-certificate",
		    _("The certificate reported as lost cannot sign the "
		      "application. Please choose another way."));
	rc = store_certificate_find(c->flow->store, t->a.tckn, serial, &k, e);
	if (rc == ERR_NOT_FOUND)
		return 0;
	if (rc < 0 || k.state == CERTIFICATE_VALID)
		return rc;
	if (k.state == CERTIFICATE_SUSPENDED)
		return err_why(e, ERR_DENIED, "suspended",
		    _("Your certificate is suspended. Please call the help "
		      "desk or choose another way of signing."));
	return err_why(e, ERR_DENIED, "revoked",
	    _("Your certificate is revoked. Please choose another way of "
	      "signing."));
}

static int
refuse(struct op_call *c, const struct submitting *t, struct err *e)
{
	int rc =
	    store_signing_refused(c->flow->store, t->g.id, t->refusal.text, e);

	if (rc < 0)
		return rc;
	c->keep = true;
	err_copy(e, &t->refusal);
	return t->refusal.code;
}

static int
keep_evidence(
    const struct op_call *c, const struct submitting *t, struct err *e)
{
	const struct msg_sign_submit_request *in = c->in;
	const struct msg_signature *sig = in->signatures.items;
	struct evidence v = { .application = t->a.id,
		.text = t->g.text,
		.text_len = t->g.len,
		.cms = sig->cms.data,
		.cms_len = sig->cms.len,
		.certificate = t->result.certificate.data,
		.certificate_len = t->result.certificate.len,
		.signed_at = t->result.signing_time,
		.received_at = c->now };
	int rc;

	snprintf(v.serial, sizeof(v.serial), "%s", t->result.signer.serial);
	rc = store_evidence_add(c->flow->store, &v, e);
	/* The stamp is fetched later: nobody waits for the service. */
	if (rc == 0 && c->flow->options->tsa != NULL &&
	    t->result.stamp.when == 0)
		rc = store_stamp_add(c->flow->store, t->a.id, c->now, e);
	return rc;
}

static int
accept(struct op_call *c, struct submitting *t, struct err *e)
{
	struct msg_sign_submit *out = c->out;
	bool first = false, ok = true;
	int rc =
	    store_signing_consume(c->flow->store, t->g.id, c->now, &first, e);

	if (rc == 0 && !first)
		return flow_wrong_state(e);
	if (rc == 0)
		rc = keep_evidence(c, t, e);
	if (rc == 0)
		rc = flow_move(c, &t->a, EVENT_SIGN, ROLE_APPLICANT,
		    t->result.signer.serial, e);
	if (rc == 0)
		rc = flow_keep(c, &t->a, PAGE_RESULT, NULL, e);
	if (rc == 0)
		rc = flow_submitted(c, &t->a, e);
	if (rc < 0)
		return rc;
	out->number = flow_text(t->a.number, &ok);
	out->state = flow_text(state_name(t->a.state), &ok);
	out->province = flow_text(t->a.province, &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

/* Everything is looked up again: the work took time, and another signature
 * may have been faster. */
static int
submit_save(struct op_call *c, struct err *e)
{
	const struct msg_sign_submit_request *in = c->in;
	struct submitting *t = c->state;
	int rc;

	signing_clear(&t->g);
	application_clear(&t->a);
	rc = find_counted(c, in->code, &t->g, e);
	if (rc == 0)
		rc = store_application_load(
		    c->flow->store, t->g.application, &t->a, e);
	if (rc == 0 && (!t->found || t->g.id != t->verified))
		rc = flow_wrong_state(e);
	if (rc == 0 && t->a.state != STATE_AWAITING_SIGNATURE)
		rc = flow_wrong_state(e);
	if (rc < 0)
		return rc;
	if (t->refusal.code == 0)
		check_own_register(c, t, &t->refusal);
	return t->refusal.code != 0 ? refuse(c, t, e) : accept(c, t, e);
}

const struct op op_sign_submit = {
	.name = "sign-submit",
	.in = &wire_sign_submit_request,
	.out = &wire_sign_submit,
	.role = OP_PUBLIC,
	.load = submit_load,
	.work = submit_work,
	.save = submit_save,
	.free_state = submitting_free,
};
