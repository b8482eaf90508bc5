/*
 * Askıdan İndir, Askıya Al, Sertifikamı İptal Et, PIN / PUK Bilgisi: what an
 * owner does with a certificate, one row for each action.
 */
#include "config.h"
#include "portal/flow/personal.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "portal/flow/card-secret.h"
#include "portal/store/issued.h"
#include "base/banned.h"

struct acting {
	struct account account;
	struct holding h;
	enum revocation_reason reason;
};

static int
bad_field(struct err *e, const char *name, const char *sentence)
{
	err_fill(e, ERR_INVALID, "%s", sentence);
	err_field(e, name);
	return ERR_INVALID;
}

static int
not_now(struct err *e, const char *sentence)
{
	return err_why(e, ERR_CONFLICT, "certificate-state", "%s", sentence);
}

/* Opening is the applicant's last step of the way. */
static int
open_it(const struct op_call *c, struct acting *t, struct err *e)
{
	struct application a = { 0 };
	int rc = personal_need_word(c, &t->account, e);

	if (rc < 0)
		return rc;
	if (!t->h.unopened)
		return not_now(
		    e, _("This certificate was opened for use before. One that "
			 "is suspended is resumed."));
	rc = store_application_load(c->flow->store, t->h.application, &a, e);
	if (rc == 0 && a.state != STATE_DELIVERED)
		rc = not_now(e,
		    _("The courier has not noted your card as delivered yet. "
		      "Please try again later."));
	if (rc == 0)
		rc = flow_move(
		    c, &a, EVENT_OPEN, ROLE_APPLICANT, t->h.facts.serial, e);
	application_clear(&a);
	return rc;
}

static int
suspend_it(const struct op_call *c, struct acting *t, struct err *e)
{
	(void)c;
	if (t->h.facts.state == CERTIFICATE_SUSPENDED)
		return not_now(e, _("This certificate is suspended already."));
	return 0;
}

/* One that was reported as lost stays suspended as long as that stands. */
static int
resume_it(const struct op_call *c, struct acting *t, struct err *e)
{
	char number[20];
	int rc;

	if (t->h.unopened)
		return not_now(
		    e, _("This certificate has not been opened for use yet. "
			 "Please open it with Şifreli Giriş."));
	if (t->h.facts.state != CERTIFICATE_SUSPENDED)
		return not_now(e, _("This certificate is not suspended."));
	rc = store_lost_by(
	    c->flow->store, t->account.tckn, t->h.facts.serial, number, e);
	if (rc < 0 || number[0] == '\0')
		return rc;
	return err_why(e, ERR_CONFLICT, "lost",
	    _("You have reported this certificate as lost with the "
	      "application %s. Please cancel that application first."),
	    number);
}

/* One that nobody will open any more does not keep its owner from applying
 * again. */
static int
revoke_it(const struct op_call *c, struct acting *t, struct err *e)
{
	struct application a = { 0 };
	enum state to;
	int rc;

	rc = store_untold_add(
	    c->flow->store, t->account.tckn, t->h.facts.serial, e);
	if (rc < 0 || !t->h.unopened || t->h.application == 0)
		return rc;
	rc = store_application_load(c->flow->store, t->h.application, &a, e);
	if (rc == 0 &&
	    workflow_next(a.state, EVENT_EXPIRE, ROLE_SYSTEM, &to, NULL) == 0)
		rc = flow_move(
		    c, &a, EVENT_EXPIRE, ROLE_SYSTEM, t->h.facts.serial, e);
	application_clear(&a);
	return rc;
}

static const struct action {
	const char *word;
	const char *event; /* in the history */
	int (*rule)(const struct op_call *c, struct acting *t, struct err *e);
	enum certificate_state to;
	enum notice told;
} actions[] = {
	{ "open", "certificate_open", open_it, CERTIFICATE_VALID,
	    NOTICE_OPENED },
	{ "suspend", "certificate_suspend", suspend_it, CERTIFICATE_SUSPENDED,
	    NOTICE_SUSPENDED },
	{ "resume", "certificate_resume", resume_it, CERTIFICATE_VALID,
	    NOTICE_RESUMED },
	{ "revoke", "certificate_revoke", revoke_it, CERTIFICATE_REVOKED,
	    NOTICE_REVOKED },
};

static int
reason_of(const char *word, enum revocation_reason *out, struct err *e)
{
	static const struct {
		const char *word;
		enum revocation_reason reason;
	} rows[] = {
		{ "lost", REVOCATION_KEY_COMPROMISE },
		{ "compromised", REVOCATION_KEY_COMPROMISE },
		{ "changed", REVOCATION_AFFILIATION },
		{ "stopped", REVOCATION_CESSATION },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (word != NULL && strcmp(rows[i].word, word) == 0) {
			*out = rows[i].reason;
			return 0;
		}
	return bad_field(e, "reason",
	    _("Please choose why the certificate is to be revoked."));
}

static int
read_request(const struct msg_certificate_request *in, struct acting *t,
    const struct action **out, struct err *e)
{
	*out = NULL;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].word, in->action) == 0)
			*out = &actions[i];
	if (*out == NULL)
		return bad_field(e, "action",
		    _("This is none of the choices. Please choose again."));
	t->reason = REVOCATION_HOLD;
	if ((*out)->to == CERTIFICATE_REVOKED)
		return reason_of(in->reason, &t->reason, e);
	return 0;
}

/* Somebody else's is as unknown as one that is not there. */
static int
find(const struct op_call *c, const char *serial, struct acting *t,
    struct err *e)
{
	int rc = personal_account(c, &t->account, e);

	if (rc == 0)
		rc = store_holding_find(
		    c->flow->store, c->session.tckn, serial, &t->h, e);
	if (rc == ERR_NOT_FOUND)
		return err_why(e, ERR_NOT_FOUND, "certificate",
		    _("You have no such certificate. Please open the list "
		      "again."));
	return rc;
}

static int
check(const struct op_call *c, const struct action *a, struct acting *t,
    struct err *e)
{
	if (t->h.facts.state == CERTIFICATE_REVOKED)
		return err_why(e, ERR_CONFLICT, "revoked",
		    _("This certificate is revoked, and that is for ever. "
		      "Please apply for a new one."));
	if (t->h.facts.not_after <= c->now)
		return not_now(
		    e, _("This certificate has ended. Please apply for a new "
			 "one."));
	return a->rule(c, t, e);
}

static int
certificate_save(struct op_call *c, struct err *e)
{
	const struct msg_certificate_request *in = c->in;
	const struct action *a;
	struct acting t = { 0 };
	int rc = read_request(in, &t, &a, e);

	if (rc == 0)
		rc = find(c, in->serial, &t, e);
	if (rc == 0)
		rc = check(c, a, &t, e);
	if (rc == 0)
		rc = store_certificate_change(c->flow->store, t.account.tckn,
		    t.h.facts.serial, a->to, t.reason, c->now, e);
	/* Whoever has the card must not undo it. */
	if (rc == 0 && a->to != CERTIFICATE_VALID)
		rc = store_session_end_card(
		    c->flow->store, t.account.tckn, c->session.id, e);
	if (rc == 0)
		rc = personal_audit(
		    c, a->event, t.h.application, t.h.facts.serial, e);
	if (rc < 0)
		return rc;
	rc = personal_tell(c, &t.account, a->told, e);
	return rc < 0 ? rc : personal_answer(c, c->out, e);
}

const struct op op_certificate = {
	.name = "certificate",
	.in = &wire_certificate_request,
	.out = &wire_personal,
	.role = OP_PERSONAL,
	.save = certificate_save,
};

static int
answer_secret(const struct op_call *c, const struct acting *t,
    struct msg_card_secret *out, struct err *e)
{
	struct card_secret k;
	bool ok = true;
	int rc = card_secret_open(c->flow->store, c->flow->key, c->session.tckn,
	    t->h.facts.serial, &k, e);

	if (rc == ERR_NOT_FOUND)
		return err_why(e, ERR_NOT_FOUND, "secret",
		    _("The portal has no PIN for this card."));
	if (rc < 0)
		return rc;
	out->pin = flow_text(k.pin, &ok);
	out->puk = flow_text(k.puk, &ok);
	card_secret_wipe(&k);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
secret_save(struct op_call *c, struct err *e)
{
	const struct msg_serial_request *in = c->in;
	struct acting t = { 0 };
	int rc = find(c, in->serial, &t, e);

	if (rc == 0)
		rc = personal_need_word(c, &t.account, e);
	if (rc == 0 && t.h.facts.state == CERTIFICATE_REVOKED)
		rc = not_now(e,
		    _("This certificate is revoked; its card is of no use any "
		      "more."));
	if (rc == 0)
		rc = answer_secret(c, &t, c->out, e);
	if (rc == 0)
		rc = personal_audit(
		    c, "secret_shown", t.h.application, t.h.facts.serial, e);
	if (rc < 0)
		return rc;
	return personal_tell(c, &t.account, NOTICE_SECRET, e);
}

const struct op op_secret = {
	.name = "secret",
	.in = &wire_serial_request,
	.out = &wire_card_secret,
	.role = OP_PERSONAL,
	.save = secret_save,
};
