/* Two ways into an account: Şifreli Giriş against guessing, the ticket of
 * E-imzalı Giriş, and a security word that is set or reset. */
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
#include "base/banned.h"

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

/* The ticket of a login opens one session, once it is signed, in its time. */
static void
a_ticket_is_used_once(void **state)
{
	struct world *w = *state;
	char id[] = AYSE, role[] = "personal", wrong[] = "0000";
	struct msg_esign_request in = { id, role };
	struct msg_esign first = { 0 }, second = { 0 };
	struct msg_ticket_request take = { wrong };
	struct msg_session out = { 0 };

	world_refused(w, &op_esign_take, &take, ERR_DENIED, "ticket");
	assert_int_equal(world_call(w, &op_esign, &in, &first), 0);
	assert_int_equal(world_call(w, &op_esign, &in, &second), 0);
	take.ticket = first.ticket;
	assert_int_equal(world_call(w, &op_esign_take, &take, &out), 0);
	assert_null(out.token);
	wire_clear(&wire_session, &out);
	assert_true(personal_sign(w, first.signing.items, FATMA) < 0);
	assert_int_equal(personal_sign(w, first.signing.items, AYSE), 0);
	/* Whoever waits with another ticket gets nothing of it. */
	take.ticket = second.ticket;
	assert_int_equal(world_call(w, &op_esign_take, &take, &out), 0);
	assert_null(out.token);
	wire_clear(&wire_session, &out);
	take.ticket = first.ticket;
	assert_int_equal(world_call(w, &op_esign_take, &take, &out), 0);
	assert_non_null(out.token);
	wire_clear(&wire_session, &out);
	world_refused(w, &op_esign_take, &take, ERR_DENIED, "ticket");
	assert_true(personal_sign(w, first.signing.items, AYSE) < 0);
	wire_clear(&wire_esign, &first);
	wire_clear(&wire_esign, &second);
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
		T(the_word_is_reset),
		T(the_word_is_set_with_the_card),
		T(a_ticket_is_used_once),
		T(needs_an_account),
	};

	return cmocka_run_group_tests_name("word", tests, NULL, NULL);
}
