#include "config.h"
#include "personal-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "portal/flow/card-secret.h"
#include "portal/flow/personal.h"
#include "portal/store/issued.h"
#include "portal/store/outbox.h"
#include "sign/hash.h"
#include "base/banned.h"

unsigned long word_runs;

/* Time is no measure on a busy machine; runs are. */
int __real_crypto_pwhash_str_verify(
    const char *str, const char *passwd, unsigned long long len);
int __wrap_crypto_pwhash_str_verify(
    const char *str, const char *passwd, unsigned long long len);

int
__wrap_crypto_pwhash_str_verify(
    const char *str, const char *passwd, unsigned long long len)
{
	word_runs++;
	return __real_crypto_pwhash_str_verify(str, passwd, len);
}

static void
move_to(struct world *w, struct application *a, enum state to)
{
	struct application_move m = {
		.event = EVENT_DELIVER, .role = ROLE_OFFICE, .to = to
	};

	assert_int_equal(
	    store_application_move(w->flow.store, a, &m, w->now, NULL), 0);
}

void
personal_delivered(struct world *w, enum state state)
{
	struct store *s = w->flow.store;
	struct application a;
	struct issued i = { .facts = { .serial = NEW_CARD,
				.issuer = "Test",
				.not_before = w->now,
				.not_after = w->now + INT64_C(1096) * 86400,
				.state = CERTIFICATE_SUSPENDED },
		.unopened = true,
		.reason = REVOCATION_HOLD,
		.der = (const unsigned char *)"der",
		.der_len = 3 };

	assert_int_equal(world_login(w, MEHMET), 0);
	world_draft_to_approved(w, false, NULL);
	assert_int_equal(store_application_open(s, MEHMET, &a, NULL), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	move_to(w, &a, state);
	memcpy(i.facts.tckn, MEHMET, sizeof(i.facts.tckn));
	i.application = a.id;
	assert_int_equal(store_issued_add(s, &i, w->now, NULL), 0);
	assert_int_equal(
	    card_secret_make(s, w->flow.key, MEHMET, NEW_CARD, NULL), 0);
	assert_int_equal(personal_open_account(s, &a, w->now, NULL), 0);
	assert_int_equal(store_commit(s, NULL), 0);
	application_clear(&a);
}

void
personal_account_of(struct world *w, const char *tckn)
{
	struct store *s = w->flow.store;
	struct application a;
	struct msg_empty none = { 0 };

	assert_int_equal(world_login(w, tckn), 0);
	world_draft_to_approved(w, true, "other");
	assert_int_equal(store_application_open(s, tckn, &a, NULL), 0);
	assert_int_equal(store_begin(s, NULL), 0);
	assert_int_equal(personal_open_account(s, &a, w->now, NULL), 0);
	assert_int_equal(store_commit(s, NULL), 0);
	application_clear(&a);
	world_want(w, &op_cancel, &none);
}

int
personal_word(struct world *w, const char *tckn, const char *word)
{
	char kind[] = "work", nonce[24], owner[12], typed[65];
	struct msg_captcha_request ask = { kind };
	struct msg_captcha k = { 0 };
	struct msg_session out = { 0 };
	struct msg_word_login_request in = {
		.answer = nonce, .tckn = owner, .word = typed
	};
	uint64_t n = 0;
	int rc;

	snprintf(owner, sizeof(owner), "%s", tckn);
	snprintf(typed, sizeof(typed), "%s", word);
	assert_int_equal(world_call(w, &op_captcha, &ask, &k), 0);
	while (!hash_work(k.challenge, n, (unsigned)k.bits))
		n++;
	snprintf(nonce, sizeof(nonce), "%llu", (unsigned long long)n);
	in.captcha_id = k.id;
	rc = world_call(w, &op_word_login, &in, &out);
	if (rc == 0) {
		assert_false(out.proven);
		assert_null(out.name);
		memcpy(w->token, out.token, sizeof(w->token));
		wire_clear(&wire_session, &out);
	}
	wire_clear(&wire_captcha, &k);
	return rc;
}

int
personal_type_code(struct world *w, const struct op *op, void *out)
{
	char code[7];
	struct msg_sms_verify_request in = { code };

	world_sms_code(w, code);
	return world_call(w, op, &in, out);
}

void
personal_enter(struct world *w, const char *tckn, const char *word)
{
	struct msg_empty none = { 0 };
	struct msg_session out = { 0 };

	assert_int_equal(personal_word(w, tckn, word), 0);
	world_want(w, &op_personal_sms, &none);
	assert_int_equal(personal_type_code(w, &op_personal_verify, &out), 0);
	assert_true(out.proven);
	wire_clear(&wire_session, &out);
}

int
personal_sign(struct world *w, const struct msg_signing *g, const char *tckn)
{
	struct msg_signature sig = { { NULL, 0 } };
	struct buf cms = BUF_INIT(65536);
	const struct msg_sign_text *t = g->texts.items;
	char code[16];
	struct msg_sign_submit_request in = { code, { &sig, 1 } };
	struct msg_sign_submit out = { 0 };
	int rc;

	assert_int_equal(g->texts.n, 1);
	snprintf(code, sizeof(code), "%s", g->code);
	world_cms(w, t->text, tckn, &cms);
	sig.cms.data = (unsigned char *)cms.data;
	sig.cms.len = cms.len;
	rc = world_call(w, &op_sign_submit, &in, &out);
	if (rc == 0)
		wire_clear(&wire_sign_submit, &out);
	buf_free(&cms);
	return rc;
}

int
personal_card(struct world *w, const char *tckn, const char *role)
{
	char id[12], word[16];
	struct msg_esign_request in = { id, word };
	struct msg_esign out = { 0 };
	struct msg_session s = { 0 };
	struct msg_ticket_request take;
	int rc;

	snprintf(id, sizeof(id), "%s", tckn);
	snprintf(word, sizeof(word), "%s", role);
	assert_int_equal(world_call(w, &op_esign, &in, &out), 0);
	take.ticket = out.ticket;
	rc = personal_sign(w, out.signing.items, tckn);
	if (rc == 0)
		rc = world_call(w, &op_esign_take, &take, &s);
	if (rc == 0) {
		memcpy(w->token, s.token, sizeof(w->token));
		wire_clear(&wire_session, &s);
	}
	wire_clear(&wire_esign, &out);
	return rc;
}

void
personal_serial(struct world *w, const char *tckn, char out[48])
{
	struct certificate_holding h;

	assert_int_equal(store_certificate_holding(
			     w->flow.store, tckn, NULL, w->now, &h, NULL),
	    0);
	assert_true(h.valid);
	memcpy(out, h.newest.serial, 48);
}

int
personal_act(
    struct world *w, const char *serial, const char *action, const char *reason)
{
	char number[48], word[16], why[16] = "";
	struct msg_certificate_request in = { number, word, NULL };
	struct msg_personal out = { 0 };
	int rc;

	snprintf(number, sizeof(number), "%s", serial);
	snprintf(word, sizeof(word), "%s", action);
	if (reason != NULL) {
		snprintf(why, sizeof(why), "%s", reason);
		in.reason = why;
	}
	rc = world_call(w, &op_certificate, &in, &out);
	if (rc == 0)
		wire_clear(&wire_personal, &out);
	return rc;
}

const char *
personal_state(struct world *w, const char *serial)
{
	static char state[16];
	struct msg_empty none = { 0 };
	struct msg_personal out = { 0 };
	const struct msg_certificate *rows;

	assert_int_equal(world_call(w, &op_personal, &none, &out), 0);
	rows = out.certificates.items;
	state[0] = '\0';
	for (size_t i = 0; i < out.certificates.n; i++)
		if (strcmp(rows[i].serial, serial) == 0)
			snprintf(state, sizeof(state), "%s", rows[i].state);
	wire_clear(&wire_personal, &out);
	return state;
}

int
personal_told(struct world *w, const char *address, const char *event)
{
	struct store *s = w->flow.store;
	struct message m;
	int n = 0;

	assert_int_equal(store_begin(s, NULL), 0);
	for (int kind = 0; kind < MESSAGE_KINDS; kind++)
		while (store_message_take(
			   s, (enum message_kind)kind, w->now, &m, NULL) == 0)
			n += strcmp(m.address, address) == 0 &&
			     strcmp(m.event, event) == 0;
	store_rollback(s);
	return n;
}
