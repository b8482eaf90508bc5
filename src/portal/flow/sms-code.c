/* SMS Onay Kodu: one for an owner and a telephone at a time. */
#include "config.h"
#include "portal/flow/sms.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/text.h"
#include "model/check.h"
#include "portal/flow/notice.h"
#include "base/banned.h"

#define CODE_DIGITS 6
#define PHONES	    2 /* whole hours' codes of one owner */

/* A code belongs to one owner and one telephone. */
static void
code_hash(const struct op_call *c, const struct sms_target *t, const char *code,
    unsigned char out[STORE_HASH])
{
	char scope[64];

	snprintf(scope, sizeof(scope), "%s %s", t->owner, t->phone);
	flow_hash(c->flow, "sms", scope, code, out);
}

/* After a corrected number the other telephone need not wait, nor does who has
 * used his code or whose form is another now: there is none that he could
 * enter instead. Only wrong tries are waited for. */
static int
check_wait(struct op_call *c, const struct sms_target *t, struct err *e)
{
	const struct portal_options *o = c->flow->options;
	struct sms_code last;
	int rc = store_sms_last(c->flow->store, t->owner, &last, e);

	if (rc == ERR_NOT_FOUND)
		return 0;
	if (rc < 0 || strcmp(last.phone, t->phone) != 0 ||
	    (last.ended && last.tries > 0) ||
	    c->now >= last.created_at + o->sms_resend_seconds ||
	    c->now < last.created_at - FLOW_SKEW)
		return rc;
	c->retry_in = (long)(last.created_at + o->sms_resend_seconds - c->now);
	return err_why(e, ERR_LIMIT, "sms-wait",
	    lang_plural("A new code can be asked for in %ld second.",
		"A new code can be asked for in %ld seconds.",
		(unsigned long)c->retry_in),
	    c->retry_in);
}

/* At most so many codes in an hour to a telephone, and not many more to all
 * telephones that are typed into one application. */
static int
check_often(struct op_call *c, const struct sms_target *t, struct err *e)
{
	const long most = c->flow->options->sms_per_hour;
	struct sms_count to_phone = { .phone = t->phone,
		.after = c->now - FLOW_HOUR,
		.until = c->now + FLOW_SKEW };
	struct sms_count of_all = to_phone;
	int rc = check_wait(c, t, e);

	of_all.phone = NULL;
	of_all.owner = t->owner;
	if (rc == 0)
		rc = store_sms_recent(c->flow->store, &to_phone, e);
	if (rc == 0)
		rc = store_sms_recent(c->flow->store, &of_all, e);
	if (rc < 0 || (to_phone.n < most && of_all.n < most * PHONES))
		return rc;
	if (to_phone.n < most) {
		c->retry_in = (long)(of_all.first + FLOW_HOUR - c->now);
		return err_why(e, ERR_LIMIT, "sms-hour",
		    _("Too many codes were sent for this application. Please "
		      "try again in an hour."));
	}
	c->retry_in = (long)(to_phone.first + FLOW_HOUR - c->now);
	return err_why(e, ERR_LIMIT, "sms-hour",
	    _("Too many codes were sent to this phone. Please try again in "
	      "an hour."));
}

static int
send_code(struct op_call *c, const struct sms_target *t, struct err *e)
{
	const struct portal_options *o = c->flow->options;
	struct sms_code code = { .tries = o->sms_tries,
		.created_at = c->now,
		.expires_at = c->now + o->sms_seconds };
	char digits[CODE_DIGITS + 1];
	struct notice_facts facts = { .code = digits,
		.minutes = o->sms_seconds / FLOW_MINUTE };
	struct buf text = BUF_INIT(1024);
	int rc = store_sms_end(c->flow->store, t->owner, e);

	if (rc < 0)
		return rc;
	random_digits(digits, CODE_DIGITS, 0);
	code_hash(c, t, digits, code.hash);
	snprintf(code.phone, sizeof(code.phone), "%s", t->phone);
	snprintf(code.owner, sizeof(code.owner), "%s", t->owner);
	text.wipe = true;
	notice_sms(&text, NOTICE_CODE, o, NULL, &facts);
	rc = store_sms_add(c->flow->store, &code, buf_str(&text), e);
	explicit_bzero(digits, sizeof(digits));
	buf_free(&text);
	return rc;
}

static int
answer(const struct op_call *c, const char *phone, struct msg_sms *out,
    struct err *e)
{
	const struct portal_options *o = c->flow->options;
	char masked[32];
	bool ok = true;

	flow_mask_phone(phone, masked, sizeof(masked));
	out->phone = flow_text(masked, &ok);
	out->expires_in = o->sms_seconds;
	out->resend_in = o->sms_resend_seconds;
	out->tries = o->sms_tries;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

int
sms_send(struct op_call *c, const struct sms_target *t, struct msg_sms *out,
    struct err *e)
{
	int rc = check_often(c, t, e);

	if (rc == 0)
		rc = send_code(c, t, e);
	return rc < 0 ? rc : answer(c, t->phone, out, e);
}

static int
code_field(struct err *e, int rc)
{
	err_field(e, "code");
	return rc;
}

/* The live code. */
static int
live_code(const struct op_call *c, const struct sms_target *t,
    struct sms_code *k, struct err *e)
{
	int rc = store_sms_last(c->flow->store, t->owner, k, e);

	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == 0 && k->tries <= 0)
		return code_field(
		    e, err_why(e, ERR_LIMIT, "sms-tries",
			   _("The code was typed wrong too often and is void. "
			     "Please ask for a new code.")));
	/* A code that went to another number proves nothing of this one. */
	if (rc == ERR_NOT_FOUND || k->ended || strcmp(k->phone, t->phone) != 0)
		return code_field(e,
		    err_why(e, ERR_EXPIRED, "sms-none",
			_("There is no code to compare with. Please ask for a "
			  "new code.")));
	if (c->now >= k->expires_at || c->now < k->created_at - FLOW_SKEW)
		return code_field(
		    e, err_why(e, ERR_EXPIRED, "sms-expired",
			   _("The code has expired. Please ask for a new "
			     "code.")));
	return 0;
}

/* A wrong try counts although the call fails. */
static int
wrong_code(struct op_call *c, const struct sms_target *t,
    const struct sms_code *k, struct err *e)
{
	long left = k->tries - 1;
	int rc = store_sms_tries(c->flow->store, k->id, left, e);

	if (rc == 0 && left == 0)
		rc = store_sms_end(c->flow->store, t->owner, e);
	if (rc < 0)
		return rc;
	c->keep = true;
	c->tries = left;
	if (left == 0)
		return code_field(
		    e, err_why(e, ERR_LIMIT, "sms-tries",
			   _("Wrong code, and it is void now. Please ask for a "
			     "new code.")));
	return code_field(
	    e, err_why(e, ERR_DENIED, "sms-code",
		   lang_plural("Wrong code. %ld try left.",
		       "Wrong code. %ld tries left.", (unsigned long)left),
		   left));
}

int
sms_verify(struct op_call *c, const struct sms_target *t, const char *digits,
    struct err *e)
{
	unsigned char hash[STORE_HASH];
	struct sms_code k;
	int rc = check_sms_code(digits, e);

	if (rc < 0)
		return code_field(e, rc);
	rc = live_code(c, t, &k, e);
	if (rc < 0)
		return rc;
	code_hash(c, t, digits, hash);
	if (secret_compare(hash, k.hash, sizeof(hash)) != 0)
		return wrong_code(c, t, &k, e);
	rc = store_sms_end(c->flow->store, t->owner, e);
	if (rc == 0)
		rc =
		    store_session_phone(c->flow->store, c->session.id, true, e);
	if (rc == 0)
		c->session.phone_proven = true;
	return rc;
}
