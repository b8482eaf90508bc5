/*
 * The card's side of a signature, which may be another machine: whoever shows
 * the Doğrulama Kodu gets the texts and may hand in one signature for each,
 * nothing else. What is verified are the bytes that were issued.
 */
#include "config.h"
#include "portal/flow/signing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "model/check.h"
#include "portal/flow/purpose.h"
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
	struct signing g = { 0 };
	int rc = find_counted(c, in->code, &g, e);

	if (rc == 0)
		rc = store_signing_opened(c->flow->store, g.id, c->now, e);
	if (rc == 0)
		rc = signing_answer(c, &g, in->code, c->out, e);
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
	struct submission s;
	size_t results;	    /* to free */
	int64_t verified;   /* s.g.id when it was verified; 0: not found */
	struct err refusal; /* code 0: the signatures are good */
};

static void
forget_results(struct submitting *t)
{
	for (size_t i = 0; i < t->results; i++)
		cades_result_free(&t->s.results[i]);
	free(t->s.results);
	t->s.results = NULL;
	t->results = 0;
}

static void
submitting_free(void *state)
{
	struct submitting *t = state;

	if (t == NULL)
		return;
	forget_results(t);
	signing_clear(&t->s.g);
	free(t);
}

static int
check_count(const struct submitting *t, struct err *e)
{
	if (t->s.in->signatures.n == t->s.g.count)
		return 0;
	err_fill(e, ERR_INVALID, _("One signature for each text is wanted."));
	err_reason(e, "count");
	err_field(e, "signatures");
	return ERR_INVALID;
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
	t->s.in = in;
	rc = check_sign_code(in->code, e);
	if (rc < 0)
		return code_field(e, rc);
	rc = check_guesses(c, e);
	if (rc < 0)
		return rc;
	rc = find(c, in->code, &t->s.g, e);
	if (rc == ERR_NOT_FOUND)
		return 0;
	if (rc == 0)
		rc = check_count(t, e);
	t->verified = rc == 0 ? t->s.g.id : 0;
	return rc;
}

static int
submit_work(struct op_call *c, struct err *e)
{
	struct submitting *t = c->state;
	const struct signing *g = &t->s.g;
	struct cades_policy policy = {
		.trust = c->flow->trust,
		.tckn = g->tckn,
		.not_before = g->created_at - FLOW_SKEW,
		.not_after = c->now + FLOW_SKEW,
		.now = c->now,
		.crl_required = c->flow->options->crl_required,
		.ocsp = c->flow->options->ocsp,
	};

	if (t->verified == 0)
		return 0;
	t->s.results = calloc(g->count, sizeof(*t->s.results));
	if (t->s.results == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	/* What is wrong with one is kept for the first screen. */
	while (t->results < g->count && t->refusal.code == 0) {
		const struct msg_signature *m =
		    submission_signature(&t->s, t->results);

		policy.content = g->texts[t->results].text;
		policy.content_len = g->texts[t->results].len;
		cades_verify(&policy, m->cms.data, m->cms.len,
		    &t->s.results[t->results++], &t->refusal);
	}
	return 0;
}

/* What the portal itself knows of a certificate; it may come from another
 * provider, then it knows nothing. */
static int
check_own_register(const struct op_call *c, const char *tckn,
    const char *serial, struct err *e)
{
	struct certificate k;
	int rc = store_certificate_find(c->flow->store, tckn, serial, &k, e);

	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return 0;
	}
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
	int rc = store_signing_refused(
	    c->flow->store, t->s.g.id, t->refusal.text, e);

	if (rc < 0)
		return rc;
	c->keep = true;
	err_copy(e, &t->refusal);
	return t->refusal.code;
}

static int
accept(struct op_call *c, const struct purpose *p, struct submitting *t,
    struct err *e)
{
	bool first = false;
	int rc =
	    store_signing_consume(c->flow->store, t->s.g.id, c->now, &first, e);

	if (rc == 0 && !first)
		return flow_wrong_state(e);
	return rc < 0 ? rc : p->accept(c, &t->s, c->out, e);
}

/* Everything is looked up again: the work took time, and another signature
 * may have been faster. */
static int
submit_save(struct op_call *c, struct err *e)
{
	const struct msg_sign_submit_request *in = c->in;
	struct submitting *t = c->state;
	struct signing *g = &t->s.g;
	const struct purpose *p;
	int rc;

	signing_clear(g);
	rc = find_counted(c, in->code, g, e);
	if (rc < 0)
		return rc;
	p = purpose_find(g->purpose);
	if (p == NULL || g->id != t->verified ||
	    g->count != t->s.in->signatures.n)
		return flow_wrong_state(e);
	for (size_t i = 0; t->refusal.code == 0 && i < g->count; i++)
		check_own_register(
		    c, g->tckn, t->s.results[i].signer.serial, &t->refusal);
	if (t->refusal.code == 0 && p->check != NULL) {
		rc = p->check(c, &t->s, &t->refusal);
		if (rc == ERR_CONFLICT || rc == ERR_INTERNAL) {
			err_copy(e, &t->refusal);
			return rc;
		}
	}
	return t->refusal.code != 0 ? refuse(c, t, e) : accept(c, p, t, e);
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
