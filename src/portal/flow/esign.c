/*
 * E-imzalı Giriş: a text is signed with the card, here or on another machine,
 * and whoever asked for it gets a session. Nothing is said of a person before
 * his signature is there.
 */
#include "config.h"
#include "portal/flow/purpose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/random.h"
#include "model/check.h"
#include "portal/flow/signing.h"
#include "portal/store/account.h"
#include "portal/store/officer.h"
#include "base/banned.h"

#define RANDOM_DIGITS 20
#define TEXT_MAX      ((size_t)2048)

static const char *const roles[] = {
	[SESSION_PERSONAL] = "personal",
	[SESSION_OFFICER] = "officer",
};

static int
role_of(const char *word, enum session_role *out)
{
	for (int i = SESSION_PERSONAL; i < SESSION_ROLES; i++)
		if (strcmp(roles[i], word) == 0) {
			*out = (enum session_role)i;
			return 0;
		}
	return -1;
}

/* Fixed words; the random line makes each text another one, so that an old
 * signature is of no use. */
static int
build(
    const struct op_call *c, const char *tckn, struct signing *g, struct err *e)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	struct date today = date_of(c->now);
	char moment[DATE_MOMENT], digits[RANDOM_DIGITS + 1], *bytes;
	size_t len = 0;

	date_format(&today, g->date);
	random_digits(digits, RANDOM_DIGITS, 0);
	buf_addf(&text,
	    "Kullanıcı servislerine elektronik imzalı olarak girme işlemini "
	    "onaylıyorum.\nPORTAL: %s\nT.C. KİMLİK NO: %s\nTARİH: %s\nİŞLEM: "
	    "%s\n",
	    c->flow->options->name, tckn, date_moment(c->now, moment), digits);
	bytes = buf_steal(&text, &len);
	buf_free(&text);
	return signing_take_text(g, bytes, len, 0, 0, e);
}

static int
read_request(
    const struct msg_esign_request *in, enum session_role *role, struct err *e)
{
	int rc = check_tckn(in->tckn, NULL, e);

	if (rc < 0) {
		err_field(e, "tckn");
		return rc;
	}
	if (role_of(in->role, role) == 0)
		return 0;
	err_fill(e, ERR_INVALID,
	    _("This is none of the choices. Please choose again."));
	err_field(e, "role");
	return ERR_INVALID;
}

static int
esign_save(struct op_call *c, struct err *e)
{
	const struct msg_esign_request *in = c->in;
	struct msg_esign *out = c->out;
	struct signing g = { .has_ticket = true };
	enum session_role role;
	int rc = read_request(in, &role, e);

	if (rc < 0)
		return rc;
	out->signing.items = calloc(1, sizeof(struct msg_signing));
	out->ticket = flow_token_new(g.ticket);
	if (out->signing.items == NULL || out->ticket == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	out->signing.n = 1;
	snprintf(g.purpose, sizeof(g.purpose), "%s", purpose_login.name);
	snprintf(g.tckn, sizeof(g.tckn), "%s", in->tckn);
	snprintf(g.detail, sizeof(g.detail), "%s", roles[role]);
	rc = build(c, in->tckn, &g, e);
	if (rc == 0)
		rc = signing_request(c, &g, out->signing.items, e);
	signing_clear(&g);
	return rc;
}

const struct op op_esign = {
	.name = "esign",
	.in = &wire_esign_request,
	.out = &wire_esign,
	.role = OP_PUBLIC,
	.save = esign_save,
};

static int
login_accept(struct op_call *c, struct submission *s,
    struct msg_sign_submit *out, struct err *e)
{
	(void)c;
	(void)s;
	(void)out;
	(void)e;
	return 0; /* whoever holds the ticket takes the session */
}

const struct purpose purpose_login = {
	.name = "login",
	.accept = login_accept,
};

static int
take_officer(const struct op_call *c, struct store_session *s,
    struct msg_session *out, struct err *e)
{
	struct officer o;
	bool ok = true;
	int rc = store_officer_find(c->flow->store, s->tckn, c->now, &o, e);

	if (rc == ERR_NOT_FOUND)
		return err_why(e, ERR_DENIED, "officer",
		    _("You are not entered as kurum yetkilisi. Please ask the "
		      "office that runs the portal."));
	if (rc < 0)
		return rc;
	s->officer = o.id;
	out->province = flow_text(o.province, &ok);
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

/* Whoever has an account, or had a certificate before there were accounts. */
static int
check_account(const struct op_call *c, const char *tckn, struct err *e)
{
	struct certificate_holding h;
	struct account a;
	int rc = store_account_find(c->flow->store, tckn, &a, e);

	if (rc != ERR_NOT_FOUND)
		return rc;
	rc = store_certificate_holding(
	    c->flow->store, tckn, NULL, c->now, &h, e);
	if (rc < 0 || h.any)
		return rc;
	return err_why(e, ERR_DENIED, "account",
	    _("You have no account here: it begins with the first "
	      "certificate. Please apply for one."));
}

static int
open_session(const struct op_call *c, const struct signing *g,
    struct msg_session *out, struct err *e)
{
	struct store_session s = { .phone_proven = true };
	struct person p = { 0 };
	bool first = false, ok = true;
	int rc;

	if (role_of(g->detail, &s.role) < 0)
		return flow_wrong_state(e);
	snprintf(s.tckn, sizeof(s.tckn), "%s", g->tckn);
	rc = store_person_find(c->flow->store, g->tckn, &p, e);
	if (rc == ERR_NOT_FOUND)
		return err_why(e, ERR_DENIED, "person",
		    _("The portal does not know you: there is no account with "
		      "this identity number."));
	if (rc == 0 && s.role == SESSION_PERSONAL)
		rc = check_account(c, s.tckn, e);
	if (rc == 0 && s.role == SESSION_OFFICER)
		rc = take_officer(c, &s, out, e);
	if (rc == 0)
		rc =
		    store_signing_drop_ticket(c->flow->store, g->id, &first, e);
	if (rc == 0 && !first)
		rc = flow_wrong_state(e);
	if (rc == 0)
		rc = flow_session_new(c, &s, &out->token, e);
	if (rc < 0)
		return rc;
	out->session_in = c->flow->options->session_minutes * FLOW_MINUTE;
	out->role = flow_text(roles[s.role], &ok);
	out->name = flow_text(p.name, &ok);
	out->surname = flow_text(p.surname, &ok);
	out->proven = true;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

/* Nobody comes back for it any more: the card may not be his by now. */
static bool
forgotten(const struct op_call *c, const struct signing *g)
{
	int64_t most = c->flow->options->session_minutes * FLOW_MINUTE;

	return g->consumed_at > 0 && c->now - g->consumed_at >= most;
}

static int
take_save(struct op_call *c, struct err *e)
{
	const struct msg_ticket_request *in = c->in;
	struct msg_session *out = c->out;
	unsigned char hash[STORE_HASH];
	struct signing g = { 0 };
	bool ok = true;
	int rc;

	flow_token_hash(in->ticket, hash);
	rc = store_signing_ticket(c->flow->store, hash, &g, e);
	if (rc == 0 && forgotten(c, &g)) {
		signing_clear(&g);
		rc = ERR_NOT_FOUND;
	}
	if (rc == ERR_NOT_FOUND)
		return err_why(e, ERR_DENIED, "ticket",
		    _("This login has ended. Please begin again."));
	if (rc < 0)
		return rc;
	out->state = flow_text(signing_status(c, &g), &ok);
	if (g.consumed_at == 0 && !g.ended && c->now < g.expires_at)
		out->expires_in = (long)(g.expires_at - c->now);
	if (g.consumed_at == 0)
		out->refusal = flow_text(g.refusal, &ok);
	if (!ok)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	else if (g.consumed_at > 0)
		rc = open_session(c, &g, out, e);
	signing_clear(&g);
	return rc;
}

const struct op op_esign_take = {
	.name = "esign-take",
	.in = &wire_ticket_request,
	.out = &wire_session,
	.role = OP_PUBLIC,
	.save = take_save,
};
