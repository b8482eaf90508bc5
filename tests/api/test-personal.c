/* Şifreli Giriş against guessing, and what an owner does with certificates,
 * secrets, telephone and security word. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "personal-world.h"
#include "portal/flow/personal.h"
#include "portal/issue/issuer.h"
#include "portal/publish/foreign.h"
#include "portal/store/audit.h"
#include "portal/store/code.h"
#include "portal/store/issued.h"
#include "base/banned.h"

#define MAIL	"ayse.ogretmen@example.org"
#define UNKNOWN "11111111110" /* well formed, nobody's */

static const struct msg_empty none;

static void
wants(struct world *w, int rc, int code, const char *reason)
{
	if (rc != code || strcmp(w->err.reason, reason) != 0)
		fail_msg("want %d %s, got %d %s: %s", code, reason, rc,
		    w->err.reason, w->err.text);
}

static void
enters_with_the_word(void **state)
{
	struct world *w = *state;
	struct msg_personal out = { 0 };
	const struct msg_certificate *c;
	const struct msg_brief *a;

	personal_delivered(w, STATE_DELIVERED);
	assert_int_equal(personal_word(w, MEHMET, WORD), 0);
	/* The word alone shows nothing. */
	world_refused(w, &op_personal, &none, ERR_DENIED, "phone");
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
	personal_enter(w, MEHMET, WORD);
	assert_int_equal(world_call(w, &op_personal, &none, &out), 0);
	assert_string_equal(out.mobile, "0530 *** ** 67");
	assert_string_equal(out.email, MAIL);
	assert_true(out.by_word && !out.set_word && !out.consent);
	assert_int_equal(out.certificates.n, 1);
	c = out.certificates.items;
	assert_string_equal(c->state, "unopened");
	assert_int_equal(c->days, 1096);
	assert_true(c->secret);
	assert_int_equal(out.applications.n, 1);
	a = out.applications.items;
	assert_string_equal(a->state, "delivered");
	assert_true(a->history.n >= 2);
	wire_clear(&wire_personal, &out);
	world_want(w, &op_logout, &none);
	world_refused(w, &op_personal, &none, ERR_DENIED, "session");
}

/* What is said to one who guesses at a person, word by word. */
static void
guess(struct world *w, const char *tckn)
{
	for (int i = 1; i < 5; i++) {
		wants(w, personal_word(w, tckn, "yanlis sozcuk"), ERR_DENIED,
		    "word");
		assert_int_equal(w->tries, 5 - i);
		assert_string_equal(w->err.field, "word");
	}
	wants(w, personal_word(w, tckn, "yanlis sozcuk"), ERR_LIMIT,
	    "word-locked");
	assert_int_equal(w->retry_in, 15 * 60);
	w->now += 15 * 60 - 1;
	wants(w, personal_word(w, tckn, WORD), ERR_LIMIT, "word-locked");
	assert_int_equal(w->retry_in, 1);
}

/* Known or not: the same words, and as many runs of Argon2id. */
static void
guesses_are_counted(void **state)
{
	struct world *w = *state;
	unsigned long known, unknown;

	personal_delivered(w, STATE_DELIVERED);
	word_runs = 0;
	guess(w, UNKNOWN);
	unknown = word_runs;
	word_runs = 0;
	guess(w, MEHMET);
	known = word_runs;
	assert_int_equal(known, 5);
	assert_int_equal(unknown, known);
	/* Locked for its time, not longer, and five tries again. */
	w->now += 1;
	wants(w, personal_word(w, MEHMET, "yine yanlis"), ERR_DENIED, "word");
	assert_int_equal(w->tries, 4);
	assert_int_equal(personal_word(w, MEHMET, WORD), 0);
	/* A right word ends the row of wrong ones. */
	wants(w, personal_word(w, MEHMET, "yine yanlis"), ERR_DENIED, "word");
	assert_int_equal(w->tries, 4);
	/* A clock that was set back locks nobody out for longer. */
	w->now -= 86400;
	assert_int_equal(personal_word(w, MEHMET, WORD), 0);
}

/* Many guesses under way at a time are no more guesses. */
static void
guesses_at_once(void **state)
{
	enum { MANY = 8 };
	struct world *w = *state;
	char tckn[] = MEHMET, word[] = "yanlis sozcuk", right[] = WORD,
	     answer[] = "ABCDE", id[33];
	struct msg_word_login_request in = { id, answer, tckn, word };
	struct op_call c[MANY];
	struct msg_session out = { 0 };
	int said = 0;

	personal_delivered(w, STATE_DELIVERED);
	w->options.captcha_tries = MANY + 1;
	snprintf(id, sizeof(id), "%s", world_picture(w, answer));
	for (int i = 0; i < MANY; i++) {
		in.word = i == MANY - 1 ? right : word;
		c[i] = (struct op_call){ .flow = &w->flow,
			.now = w->now,
			.in = &in,
			.out = &out,
			.tries = -1 };
		assert_int_equal(op_word_login.load(&c[i], &w->err), 0);
		assert_int_equal(op_word_login.work(&c[i], &w->err), 0);
	}
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	for (int i = 0; i < MANY; i++) {
		assert_true(op_word_login.save(&c[i], &w->err) < 0);
		said += strcmp(w->err.reason, "word") == 0;
		op_word_login.free_state(c[i].state);
	}
	store_rollback(w->flow.store);
	assert_int_equal(said, 4);
}

static void
picture_comes_first(void **state)
{
	struct world *w = *state;
	char tckn[] = MEHMET, word[] = WORD, answer[] = "WRONG", id[33],
	     bad[] = "10000000147";
	struct msg_word_login_request in = { id, answer, tckn, word };

	personal_delivered(w, STATE_DELIVERED);
	snprintf(id, sizeof(id), "%s", world_picture(w, "ABCDE"));
	word_runs = 0;
	world_refused(w, &op_word_login, &in, ERR_DENIED, "captcha");
	assert_int_equal(word_runs, 0);
	in.tckn = bad;
	world_refused(w, &op_word_login, &in, ERR_INVALID, "");
	assert_string_equal(w->err.field, "tckn");
	/* Neither counted as a wrong word. */
	wants(w, personal_word(w, MEHMET, "yanlis sozcuk"), ERR_DENIED, "word");
	assert_int_equal(w->tries, 4);
	/* A password manager's longest nonsense is just wrong. */
	wants(w, personal_word(w, MEHMET, ""), ERR_DENIED, "word");
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

static void
reset(struct world *w, const char *tckn, char digits[20])
{
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	assert_int_equal(personal_reset_word(w->flow.store, &w->flow, tckn,
			     digits, w->now, NULL),
	    0);
	assert_int_equal(store_commit(w->flow.store, NULL), 0);
}

static void
the_word_is_reset(void **state)
{
	struct world *w = *state;
	char digits[20], grouped[24], serial[] = NEW_CARD;
	char bad[] = "kisa", good[] = "yeni defne 43";
	struct msg_serial_request ask = { serial };
	struct msg_word_request in = { bad };
	struct msg_personal out = { 0 };

	personal_delivered(w, STATE_DELIVERED);
	personal_enter(w, MEHMET, WORD);
	for (int i = 0; i < 5; i++)
		personal_word(w, MEHMET, "yanlis sozcuk");
	reset(w, MEHMET, digits);
	/* Who was in is out, the entrance is open, the old word is void. */
	world_refused(w, &op_personal, &none, ERR_DENIED, "session");
	wants(w, personal_word(w, MEHMET, WORD), ERR_DENIED, "word");
	assert_int_equal(personal_told(w, MOBILE, "word-reset"), 1);
	snprintf(grouped, sizeof(grouped), "%.4s %.4s %s", digits, digits + 4,
	    digits + 8);
	w->now += 120;
	personal_enter(w, MEHMET, grouped);
	world_refused(w, &op_secret, &ask, ERR_DENIED, "word-unset");
	wants(w, personal_act(w, NEW_CARD, "open", NULL), ERR_DENIED,
	    "word-unset");
	world_refused(w, &op_word, &in, ERR_INVALID, "");
	assert_string_equal(w->err.field, "security_word");
	in.word = good;
	assert_int_equal(world_call(w, &op_word, &in, &out), 0);
	assert_true(out.by_word && !out.set_word);
	wire_clear(&wire_personal, &out);
	assert_int_equal(personal_act(w, NEW_CARD, "open", NULL), 0);
	wants(w, personal_word(w, MEHMET, digits), ERR_DENIED, "word");
	assert_int_equal(personal_word(w, MEHMET, good), 0);
	/* The office's word has its time. */
	reset(w, MEHMET, digits);
	w->now += 86400;
	wants(w, personal_word(w, MEHMET, digits), ERR_DENIED, "word");
}

/* With the card a word is set at any time; others who are in are out. */
static void
the_word_is_set_with_the_card(void **state)
{
	struct world *w = *state;
	char good[] = "yeni defne 43", token[65];
	struct msg_word_request in = { good };

	personal_account_of(w, AYSE);
	personal_enter(w, AYSE, WORD);
	memcpy(token, w->token, sizeof(token));
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	world_want(w, &op_word, &in);
	world_want(w, &op_personal, &none);
	memcpy(w->token, token, sizeof(token));
	world_refused(w, &op_personal, &none, ERR_DENIED, "session");
	assert_int_equal(personal_word(w, AYSE, good), 0);
}

/* An account begins with a certificate. */
static void
needs_an_account(void **state)
{
	struct world *w = *state;
	char token[65];

	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	memcpy(token, w->token, sizeof(token));
	assert_int_equal(personal_card(w, ALI, "officer"), ERR_DENIED);
	wants(w, ERR_DENIED, ERR_DENIED, "officer");
	memcpy(w->token, token, sizeof(token));
	world_want(w, &op_personal, &none);
	world_refused(w, &op_personal_sms, &none, ERR_DENIED, "no-phone");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(enters_with_the_word),
		T(guesses_are_counted),
		T(guesses_at_once),
		T(picture_comes_first),
		T(opens_for_use),
		T(opens_what_is_delivered),
		T(suspends_and_revokes),
		T(ended_ones),
		T(lost_stays_suspended),
		T(revoked_in_production),
		T(revoked_at_the_courier),
		T(revoked_unopened),
		T(told_to_the_ca),
		T(shows_the_pin),
		T(a_new_phone_is_proven),
		T(the_word_is_reset),
		T(the_word_is_set_with_the_card),
		T(needs_an_account),
	};

	return cmocka_run_group_tests_name("personal", tests, NULL, NULL);
}
