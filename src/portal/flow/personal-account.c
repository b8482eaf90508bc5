/* Bilgi Güncelle: where a person is told, and his security word. A new
 * telephone counts once it is proven. */
#include "config.h"
#include "portal/flow/personal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "model/check.h"
#include "portal/flow/sms.h"
#include "base/banned.h"

/* Each value judged by the rule of the form's own field, in its kept form. */
static int
take(enum field_id id, const char *typed, char *out, size_t size, struct err *e)
{
	struct record *r = record_new();
	int rc;

	if (r == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = record_set(r, id, typed, e);
	if (rc == 0)
		rc = check_field(r, id, e);
	if (rc == 0)
		snprintf(out, size, "%s", record_get(r, id));
	record_free(r);
	return rc;
}

/* A telephone that is not proven yet; its codes have an owner of their own,
 * so that they never prove the one on record. */
static void
new_phone(const struct op_call *c, struct sms_target *t)
{
	snprintf(t->owner, sizeof(t->owner), "p%lld", (long long)c->session.id);
}

/* Told where he was told before, and where he was not. */
static int
change(const struct op_call *c, const struct account *old, struct account *a,
    struct err *e)
{
	struct account new = *a;
	bool mobile = strcmp(old->mobile, a->mobile) != 0;
	bool email = strcmp(old->email, a->email) != 0;
	int rc;

	if (!mobile && !email && strcmp(old->channel, a->channel) == 0)
		return 0;
	if (!mobile)
		new.mobile[0] = '\0';
	if (!email)
		new.email[0] = '\0';
	rc = store_account_put(c->flow->store, a, c->now, e);
	if (rc == 0)
		rc = personal_audit(c, "account_change", 0, NULL, e);
	if (rc == 0)
		rc = personal_tell(c, old, NOTICE_ACCOUNT, e);
	return rc < 0 ? rc : personal_tell(c, &new, NOTICE_ACCOUNT, e);
}

static int
account_save(struct op_call *c, struct err *e)
{
	const struct msg_account_request *in = c->in;
	struct msg_sms *out = c->out;
	struct account old, a;
	struct sms_target t;
	char mobile[12] = "", masked[32];
	bool ok = true;
	int rc = personal_account(c, &old, e);

	a = old;
	if (rc == 0)
		rc = take(FIELD_EMAIL, in->email, a.email, sizeof(a.email), e);
	if (rc == 0)
		rc = take(FIELD_CHANNEL, in->channel, a.channel,
		    sizeof(a.channel), e);
	if (rc == 0 && in->mobile != NULL)
		rc = take(FIELD_MOBILE, in->mobile, mobile, sizeof(mobile), e);
	if (rc == 0)
		rc = change(c, &old, &a, e);
	if (rc < 0)
		return rc;
	if (mobile[0] != '\0' && strcmp(mobile, old.mobile) != 0) {
		new_phone(c, &t);
		t.phone = mobile;
		return sms_send(c, &t, out, e);
	}
	flow_mask_phone(a.mobile, masked, sizeof(masked));
	out->phone = flow_text(masked[0] == '\0' ? "-" : masked, &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_account = {
	.name = "account",
	.in = &wire_account_request,
	.out = &wire_sms,
	.role = OP_PERSONAL,
	.save = account_save,
};

static int
verify_save(struct op_call *c, struct err *e)
{
	const struct msg_sms_verify_request *in = c->in;
	struct account old, a;
	struct sms_target t;
	struct sms_code last = { 0 };
	int rc;

	new_phone(c, &t);
	rc = store_sms_last(c->flow->store, t.owner, &last, e);
	if (rc < 0 && rc != ERR_NOT_FOUND)
		return rc;
	t.phone = last.phone; /* "" where none was sent: refused below */
	rc = sms_verify(c, &t, in->code, e);
	if (rc == 0)
		rc = personal_account(c, &old, e);
	if (rc < 0)
		return rc;
	a = old;
	snprintf(a.mobile, sizeof(a.mobile), "%s", last.phone);
	rc = change(c, &old, &a, e);
	return rc < 0 ? rc : personal_answer(c, c->out, e);
}

const struct op op_account_verify = {
	.name = "account-verify",
	.in = &wire_sms_verify_request,
	.out = &wire_personal,
	.role = OP_PERSONAL,
	.save = verify_save,
};

struct setting {
	struct record *typed;
	char hash[160];
};

static void
setting_free(void *state)
{
	struct setting *t = state;

	if (t == NULL)
		return;
	record_free(t->typed);
	explicit_bzero(t, sizeof(*t));
	free(t);
}

/* The rule of the word knows the person's data: it must not hold them. */
static int
word_load(struct op_call *c, struct err *e)
{
	const struct msg_word_request *in = c->in;
	struct setting *t = calloc(1, sizeof(*t));
	struct person p;
	int rc;

	c->state = t;
	if (t == NULL || (t->typed = record_new()) == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = store_person_find(c->flow->store, c->session.tckn, &p, e);
	if (rc == 0)
		rc = record_set(t->typed, FIELD_TCKN, p.tckn, e);
	if (rc == 0)
		rc = record_set(t->typed, FIELD_NAME, p.name, e);
	if (rc == 0)
		rc = record_set(t->typed, FIELD_SURNAME, p.surname, e);
	if (rc == 0)
		rc = record_set(t->typed, FIELD_BIRTH_DATE, p.birth_date, e);
	if (rc == 0)
		rc = record_set(t->typed, FIELD_WORD, in->word, e);
	return rc < 0 ? rc : check_field(t->typed, FIELD_WORD, e);
}

static int
word_work(struct op_call *c, struct err *e)
{
	struct setting *t = c->state;

	return flow_word_hash(
	    record_get(t->typed, FIELD_WORD), t->hash, sizeof(t->hash), e);
}

/* Whoever else is in with the word before is out. */
static int
word_save(struct op_call *c, struct err *e)
{
	const struct setting *t = c->state;
	struct account a;
	int rc = personal_account(c, &a, e);

	if (rc < 0)
		return rc;
	memcpy(a.word, t->hash, sizeof(a.word));
	a.word_until = 0;
	rc = store_account_put(c->flow->store, &a, c->now, e);
	if (rc == 0)
		rc = store_session_end_others(
		    c->flow->store, a.tckn, c->session.id, e);
	if (rc == 0)
		rc = personal_audit(c, "word_set", 0, NULL, e);
	if (rc < 0)
		return rc;
	rc = personal_tell(c, &a, NOTICE_WORD_SET, e);
	return rc < 0 ? rc : personal_answer(c, c->out, e);
}

const struct op op_word = {
	.name = "word",
	.in = &wire_word_request,
	.out = &wire_personal,
	.role = OP_PERSONAL,
	.load = word_load,
	.work = word_work,
	.save = word_save,
	.free_state = setting_free,
};
