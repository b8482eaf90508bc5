/* What an owner does with certificates, secrets and telephone. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "personal-world.h"
#include "portal/flow/flow.h"
#include "portal/issue/issuer.h"
#include "portal/publish/foreign.h"
#include "portal/store/audit.h"
#include "portal/store/issued.h"
#include "portal/store/officer.h"
#include "base/banned.h"

static void
wants(struct world *w, int rc, int code, const char *reason)
{
	if (rc != code || strcmp(w->err.reason, reason) != 0)
		fail_msg("want %d %s, got %d %s: %s", code, reason, rc,
		    w->err.reason, w->err.text);
}

static void
opens_for_use(void **state)
{
	struct world *w = *state;
	struct application a = { 0 };
	char serial[48];

	personal_delivered(w, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	wants(w, personal_act(w, NEW_CARD, "resume", NULL), ERR_CONFLICT,
	    "certificate-state");
	wants(w, personal_act(w, NEW_CARD, "forget", NULL), ERR_INVALID, "");
	assert_int_equal(personal_act(w, NEW_CARD, "open", NULL), 0);
	assert_string_equal(personal_state(w, NEW_CARD), "valid");
	assert_int_equal(
	    store_application_open(w->flow.store, MEHMET, &a, NULL),
	    ERR_NOT_FOUND);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	assert_int_equal(a.state, STATE_OPENED);
	application_clear(&a);
	assert_int_equal(personal_told(w, MOBILE, "opened"), 1);
	assert_int_equal(personal_told(w, MAIL, "opened"), 1);
	wants(w, personal_act(w, NEW_CARD, "open", NULL), ERR_CONFLICT,
	    "certificate-state");
	/* With the card nothing is opened. */
	personal_serial(w, AYSE, serial);
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	wants(w, personal_act(w, serial, "open", NULL), ERR_DENIED, "by-word");
}

/* The courier has it still, or the press. */
static void
opens_what_is_delivered(void **state)
{
	struct world *w = *state;

	personal_delivered(w, STATE_SHIPPED);
	personal_enter(w, MEHMET, WORD);
	wants(w, personal_act(w, NEW_CARD, "open", NULL), ERR_CONFLICT,
	    "certificate-state");
	assert_string_equal(personal_state(w, NEW_CARD), "unopened");
}

static void
suspends_and_revokes(void **state)
{
	struct world *w = *state;
	char serial[48], other[48];
	int64_t rows, bad;
	unsigned char head[STORE_HASH];

	personal_serial(w, AYSE, serial);
	personal_serial(w, FATMA, other);
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	/* Somebody else's is not there. */
	wants(w, personal_act(w, other, "revoke", "lost"), ERR_NOT_FOUND,
	    "certificate");
	wants(w, personal_act(w, "00", "suspend", NULL), ERR_NOT_FOUND,
	    "certificate");
	assert_int_equal(personal_act(w, serial, "suspend", NULL), 0);
	assert_string_equal(personal_state(w, serial), "suspended");
	wants(w, personal_act(w, serial, "suspend", NULL), ERR_CONFLICT,
	    "certificate-state");
	assert_int_equal(personal_act(w, serial, "resume", NULL), 0);
	wants(w, personal_act(w, serial, "resume", NULL), ERR_CONFLICT,
	    "certificate-state");
	assert_int_equal(personal_act(w, serial, "suspend", NULL), 0);
	wants(w, personal_act(w, serial, "revoke", NULL), ERR_INVALID, "");
	assert_string_equal(w->err.field, "reason");
	wants(w, personal_act(w, serial, "revoke", "bored"), ERR_INVALID, "");
	assert_int_equal(personal_act(w, serial, "revoke", "changed"), 0);
	assert_string_equal(personal_state(w, serial), "revoked");
	for (int i = 0; i < 4; i++) {
		static const char *const all[] = { "open", "suspend", "resume",
			"revoke" };

		wants(w, personal_act(w, serial, all[i], "lost"), ERR_CONFLICT,
		    "revoked");
	}
	/* The card opens no door any more. */
	wants(w, personal_card(w, AYSE, "personal"), ERR_DENIED, "revoked");
	assert_int_equal(
	    store_audit_verify(w->flow.store, &rows, head, &bad, NULL), 0);
	assert_true(rows >= 4);
}

static void
ended_ones(void **state)
{
	struct world *w = *state;
	char serial[48];

	personal_serial(w, FATMA, serial);
	assert_int_equal(personal_card(w, FATMA, "personal"), 0);
	for (int i = 0; i < 80; i++) { /* the session lives on */
		w->now += 1700;
		assert_string_equal(personal_state(w, serial), "valid");
	}
	w->now -= 80 * 1700;
	w->options.session_minutes = 60L * 24 * 30;
	w->now += INT64_C(21) * 86400;
	assert_string_equal(personal_state(w, serial), "expired");
	wants(w, personal_act(w, serial, "suspend", NULL), ERR_CONFLICT,
	    "certificate-state");
}

/* A login that nobody took in time lets nobody in later. */
static void
a_login_does_not_wait(void **state)
{
	struct world *w = *state;
	char id[] = AYSE, role[] = "personal";
	struct msg_esign_request in = { id, role };
	struct msg_esign out = { 0 };
	struct msg_ticket_request take;

	assert_int_equal(world_call(w, &op_esign, &in, &out), 0);
	take.ticket = out.ticket;
	assert_int_equal(personal_sign(w, out.signing.items, AYSE), 0);
	w->now += w->options.session_minutes * 60;
	world_refused(w, &op_esign_take, &take, ERR_DENIED, "ticket");
	wire_clear(&wire_esign, &out);
}

/* Whoever is in with a card is out when it is suspended: a thief does not
 * lift it again. Who suspended it stays in. */
static void
ends_what_the_card_opened(void **state)
{
	static const struct msg_empty none;
	struct world *w = *state;
	struct officer o = { .tckn = AYSE, .province = "MUŞ" };
	char serial[48], thief[65], officer[65], id[] = AYSE,
						 role[] = "personal";
	struct msg_esign_request in = { id, role };
	struct msg_esign out = { 0 };
	struct msg_ticket_request take;

	personal_account_of(w, AYSE);
	o.valid_from = w->now - 1;
	assert_int_equal(store_officer_add(w->flow.store, &o, NULL), 0);
	personal_serial(w, AYSE, serial);
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	memcpy(thief, w->token, sizeof(thief));
	assert_int_equal(personal_card(w, AYSE, "officer"), 0);
	memcpy(officer, w->token, sizeof(officer));
	assert_int_equal(world_call(w, &op_esign, &in, &out), 0);
	assert_int_equal(personal_sign(w, out.signing.items, AYSE), 0);
	personal_enter(w, AYSE, WORD);
	assert_int_equal(personal_act(w, serial, "suspend", NULL), 0);
	assert_string_equal(personal_state(w, serial), "suspended");
	take.ticket = out.ticket;
	world_refused(w, &op_esign_take, &take, ERR_DENIED, "ticket");
	wire_clear(&wire_esign, &out);
	memcpy(w->token, thief, sizeof(thief));
	world_refused(w, &op_personal, &none, ERR_DENIED, "session");
	memcpy(w->token, officer, sizeof(officer));
	world_refused(w, &op_deputies, &none, ERR_DENIED, "session");
}

/* The same when it is reported as lost. */
static void
lost_ends_what_the_card_opened(void **state)
{
	static const struct msg_empty none;
	struct world *w = *state;
	struct application a = { 0 };
	char token[65];

	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	memcpy(token, w->token, sizeof(token));
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, "lost");
	assert_int_equal(
	    store_application_open(w->flow.store, AYSE, &a, NULL), 0);
	assert_int_equal(
	    flow_suspend_lost(w->flow.store, w->flow.options, &a, NULL), 0);
	application_clear(&a);
	memcpy(w->token, token, sizeof(token));
	world_refused(w, &op_personal, &none, ERR_DENIED, "session");
}

/* Suspended because it is lost: not while the application stands. */
static void
lost_stays_suspended(void **state)
{
	struct world *w = *state;
	struct application a = { 0 };
	struct application_move m = { .event = EVENT_CANCEL,
		.role = ROLE_APPLICANT,
		.to = STATE_CANCELLED };
	char serial[48];
	struct store *s = w->flow.store;

	personal_serial(w, AYSE, serial);
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	{
		char token[65];

		memcpy(token, w->token, sizeof(token));
		assert_int_equal(world_login(w, AYSE), 0);
		world_draft_to_approved(w, true, "lost");
		assert_int_equal(store_application_open(s, AYSE, &a, NULL), 0);
		m.to = STATE_SUBMITTED;
		assert_int_equal(
		    store_application_move(s, &a, &m, w->now, NULL), 0);
		memcpy(w->token, token, sizeof(token));
	}
	assert_int_equal(personal_act(w, serial, "suspend", NULL), 0);
	wants(w, personal_act(w, serial, "resume", NULL), ERR_CONFLICT, "lost");
	m.to = STATE_CANCELLED;
	assert_int_equal(store_application_move(s, &a, &m, w->now, NULL), 0);
	application_clear(&a);
	assert_int_equal(personal_act(w, serial, "resume", NULL), 0);
}

/* The card was lost on its way: its owner may apply again. */
static void
revoked_on_its_way(struct world *w, enum state at)
{
	struct application a = { 0 };

	personal_delivered(w, at);
	personal_enter(w, MEHMET, WORD);
	assert_int_equal(personal_act(w, NEW_CARD, "revoke", "lost"), 0);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	assert_int_equal(a.state, STATE_EXPIRED);
	application_clear(&a);
	assert_int_equal(world_login(w, MEHMET), 0);
	assert_string_equal(world_state(w), "draft");
}

static void
revoked_in_production(void **state)
{
	revoked_on_its_way(*state, STATE_IN_PRODUCTION);
}

static void
revoked_at_the_courier(void **state)
{
	revoked_on_its_way(*state, STATE_SHIPPED);
}

static void
revoked_unopened(void **state)
{
	revoked_on_its_way(*state, STATE_DELIVERED);
}

static void
shows_the_pin(void **state)
{
	struct world *w = *state;
	char serial[48] = NEW_CARD, own[48];
	struct msg_serial_request in = { serial };
	struct msg_card_secret out = { 0 };

	personal_delivered(w, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	assert_int_equal(world_call(w, &op_secret, &in, &out), 0);
	assert_int_equal(strlen(out.pin), 6);
	assert_int_equal(strlen(out.puk), 8);
	wire_clear(&wire_card_secret, &out);
	assert_int_equal(personal_told(w, MOBILE, "secret"), 1);
	assert_int_equal(personal_act(w, NEW_CARD, "revoke", "stopped"), 0);
	world_refused(w, &op_secret, &in, ERR_CONFLICT, "certificate-state");
	personal_serial(w, AYSE, own);
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	world_refused(w, &op_secret, &in, ERR_NOT_FOUND, "certificate");
	in.serial = own;
	world_refused(w, &op_secret, &in, ERR_DENIED, "by-word");
}

static int revocations;
static int ca_answer;

static int
hear(struct issuer *i, const unsigned char *der, size_t len, int reason,
    struct err *e)
{
	(void)i;
	assert_memory_equal(der, "der", len);
	assert_int_equal(reason, REVOCATION_KEY_COMPROMISE);
	revocations++;
	return ca_answer == 0 ? 0 : err_set(e, ca_answer, "The CA is away.");
}

/* A foreign CA hears of it, once, when it is there. */
static void
told_to_the_ca(void **state)
{
	static const struct issuer_ops own = { .name = "own" }, foreign = {
		.name = "foreign", .confirms = true, .revoke = hear
	};
	struct world *w = *state;
	struct issuer i = { .ops = &own };
	bool more;

	personal_delivered(w, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	assert_int_equal(personal_act(w, NEW_CARD, "revoke", "lost"), 0);
	assert_int_equal(foreign_tell(w->flow.store, &i, &more, NULL), 0);
	i.ops = &foreign;
	revocations = 0;
	ca_answer = ERR_UNAVAILABLE;
	assert_int_equal(
	    foreign_tell(w->flow.store, &i, &more, &w->err), ca_answer);
	ca_answer = 0;
	assert_int_equal(foreign_tell(w->flow.store, &i, &more, NULL), 0);
	assert_int_equal(foreign_tell(w->flow.store, &i, &more, NULL), 0);
	assert_int_equal(revocations, 2);
}

static int
change(struct world *w, const char *mobile, const char *email,
    const char *channel, struct msg_sms *out)
{
	char phone[12], mail[64], word[16];
	struct msg_account_request in = { NULL, mail, word };

	if (mobile != NULL) {
		snprintf(phone, sizeof(phone), "%s", mobile);
		in.mobile = phone;
	}
	snprintf(mail, sizeof(mail), "%s", email);
	snprintf(word, sizeof(word), "%s", channel);
	return world_call(w, &op_account, &in, out);
}

static void
a_new_phone_is_proven(void **state)
{
	struct world *w = *state;
	struct msg_sms sms = { 0 };
	struct msg_personal out = { 0 };
	struct account a;
	char wrong[] = "000000";
	struct msg_sms_verify_request in = { wrong };

	personal_delivered(w, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	world_refused(w, &op_account_verify, &in, ERR_EXPIRED, "sms-none");
	assert_int_equal(
	    change(w, NULL, "x@example.org", "pigeon", &sms), ERR_INVALID);
	assert_string_equal(w->err.field, "channel");
	assert_int_equal(
	    change(w, "123", "x@example.org", "sms", &sms), ERR_INVALID);
	assert_string_equal(w->err.field, "mobile");
	assert_int_equal(change(w, MOBILE, "x@example.org", "both", &sms), 0);
	assert_int_equal(sms.tries, 0);
	wire_clear(&wire_sms, &sms);
	/* Both addresses hear of it. */
	assert_int_equal(personal_told(w, MAIL, "account"), 1);
	assert_int_equal(personal_told(w, "x@example.org", "account"), 1);
	assert_int_equal(
	    change(w, "5321112233", "x@example.org", "both", &sms), 0);
	assert_int_equal(sms.tries, 5);
	wire_clear(&wire_sms, &sms);
	world_refused(w, &op_account_verify, &in, ERR_DENIED, "sms-code");
	assert_int_equal(
	    store_account_find(w->flow.store, MEHMET, &a, NULL), 0);
	assert_string_equal(a.mobile, MOBILE);
	assert_int_equal(personal_type_code(w, &op_account_verify, &out), 0);
	assert_string_equal(out.mobile, "0532 *** ** 33");
	wire_clear(&wire_personal, &out);
	assert_int_equal(personal_told(w, MOBILE, "account"), 2);
	assert_int_equal(personal_told(w, "5321112233", "account"), 1);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(opens_for_use),
		T(opens_what_is_delivered),
		T(suspends_and_revokes),
		T(ended_ones),
		T(a_login_does_not_wait),
		T(ends_what_the_card_opened),
		T(lost_ends_what_the_card_opened),
		T(lost_stays_suspended),
		T(revoked_in_production),
		T(revoked_at_the_courier),
		T(revoked_unopened),
		T(shows_the_pin),
		T(told_to_the_ca),
		T(a_new_phone_is_proven),
	};

	return cmocka_run_group_tests_name("personal", tests, NULL, NULL);
}
