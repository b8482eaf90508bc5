/* What the use cases refuse, and why. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow-world.h"
#include "portal/store/application.h"
#include "portal/store/code.h"
#include "portal/store/outbox.h"
#include "portal/store/issued.h"
#include "base/banned.h"

static struct msg_empty none;

static void
expect_text(const struct world *w, const char *part)
{
	if (strstr(w->err.text, part) == NULL)
		fail_msg("\"%s\" is not in: %s", part, w->err.text);
}

static void
identity(void **state)
{
	struct world *w = *state;
	static const struct {
		const char *what, *tckn, *name, *surname, *place, *date;
		int code;
		const char *reason, *field;
	} cases[] = {
		{ "name", AYSE, "AYSE", "ÖĞRETMEN", "MUŞ", "01.02.1980",
		    ERR_DENIED, "identity", "" },
		{ "surname", AYSE, "AYŞE", "ÖĞRETMENN", "MUŞ", "01.02.1980",
		    ERR_DENIED, "identity", "" },
		{ "place", AYSE, "AYŞE", "ÖĞRETMEN", "VAN", "01.02.1980",
		    ERR_DENIED, "identity", "" },
		{ "date", AYSE, "AYŞE", "ÖĞRETMEN", "MUŞ", "02.02.1980",
		    ERR_DENIED, "identity", "" },
		{ "unknown", "20000000046", "AYŞE", "ÖĞRETMEN", "MUŞ",
		    "01.02.1980", ERR_DENIED, "identity", "" },
		{ "check digit", "10000000147", "AYŞE", "ÖĞRETMEN", "MUŞ",
		    "01.02.1980", ERR_INVALID, "", "tckn" },
		{ "no day", AYSE, "AYŞE", "ÖĞRETMEN", "MUŞ", "31.02.1980",
		    ERR_INVALID, "", "birth_date" },
		{ "control", AYSE, "AY\033[2JŞE", "ÖĞRETMEN", "MUŞ",
		    "01.02.1980", ERR_INVALID, "control", "name" },
		{ "lower case", AYSE, "ayşe", "öğretmen", "muş", "1.2.1980", 0,
		    "", "" },
	};
	char sentence[ERR_TEXT_MAX] = "", answer[] = "a cEf9";

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char part[6][64];
		struct msg_login_request in = { part[0], answer, part[1],
			part[2], part[3], part[4], part[5] };

		w->now += 400;
		store_sweep(w->flow.store, w->now, NULL);
		snprintf(part[0], 64, "%s", world_picture(w, "ACEF9"));
		snprintf(part[1], 64, "%s", cases[i].tckn);
		snprintf(part[2], 64, "%s", cases[i].name);
		snprintf(part[3], 64, "%s", cases[i].surname);
		snprintf(part[4], 64, "%s", cases[i].place);
		snprintf(part[5], 64, "%s", cases[i].date);
		if (cases[i].code == 0) {
			world_want(w, &op_login, &in);
			continue;
		}
		world_refused(
		    w, &op_login, &in, cases[i].code, cases[i].reason);
		assert_string_equal(w->err.field, cases[i].field);
		if (cases[i].code != ERR_DENIED)
			continue;
		/* The same words, whatever is wrong. */
		if (sentence[0] != '\0')
			assert_string_equal(sentence, w->err.text);
		snprintf(sentence, sizeof(sentence), "%s", w->err.text);
	}
}

static void
picture_answers(void **state)
{
	struct world *w = *state;
	char id[40], wrong[] = "AAAAA", right[] = "ACEF9", tckn[] = AYSE,
		     name[] = "AYŞE", surname[] = "ÖĞRETMEN", place[] = "MUŞ",
		     date[] = "01.02.1980", other[] = "VAN";
	struct msg_login_request in = { id, wrong, tckn, name, surname, place,
		date };

	snprintf(id, sizeof(id), "%s", world_picture(w, "ACEF9"));
	world_refused(w, &op_login, &in, ERR_DENIED, "captcha");
	assert_int_equal(w->tries, 2);
	world_refused(w, &op_login, &in, ERR_DENIED, "captcha");
	assert_int_equal(w->tries, 1);
	assert_string_equal(w->err.field, "image_text");
	world_refused(w, &op_login, &in, ERR_EXPIRED, "captcha-new");
	in.answer = right; /* too late */
	world_refused(w, &op_login, &in, ERR_EXPIRED, "captcha-new");
	/* Its time is over. */
	store_sweep(w->flow.store, w->now + 301, NULL);
	world_picture(w, "ACEF9");
	w->now += 300;
	world_refused(w, &op_login, &in, ERR_EXPIRED, "captcha-new");
	/* Solved once, it stays good while the identity is corrected... */
	store_sweep(w->flow.store, w->now + 301, NULL);
	world_picture(w, "ACEF9");
	in.birth_place = other;
	world_refused(w, &op_login, &in, ERR_DENIED, "identity");
	in.birth_place = place;
	world_want(w, &op_login, &in);
	/* ...but lets nobody in twice. */
	world_refused(w, &op_login, &in, ERR_EXPIRED, "captcha-new");
	snprintf(id, sizeof(id), "%s", "no-such-picture");
	world_refused(w, &op_login, &in, ERR_EXPIRED, "captcha-new");
}

static void
who_may_apply(void **state)
{
	struct world *w = *state;
	struct person p = { "20000000046", "CAN", "ÖZ", "VAN", "01.01.1990" };

	assert_int_equal(world_login(w, ZEYNEP), ERR_DENIED);
	assert_string_equal(w->err.reason, "assignment");
	assert_int_equal(store_person_put(w->flow.store, &p, NULL), 0);
	assert_int_equal(world_login(w, p.tckn), ERR_DENIED);
	assert_string_equal(w->err.reason, "staff");
}

static void
too_early(void **state)
{
	struct world *w = *state;
	struct msg_form_request in = { world_form(true) };

	assert_int_equal(world_login(w, ALI), 0);
	world_refused(w, &op_form, &in, ERR_INVALID, "window");
	assert_string_equal(w->err.field, "reason");
	expect_text(w, "11.03.2027"); /* 90 days before 09.06.2027 */
	assert_string_equal(world_state(w), "draft");
	/* A draft lives for 30 days, so the second one is another. */
	w->now += 110 * INT64_C(86400) - 1;
	assert_int_equal(world_login(w, ALI), 0);
	world_refused(w, &op_form, &in, ERR_INVALID, "window");
	w->now += 1;
	world_want(w, &op_form, &in);
	record_free(in.record);
}

static void
forms(void **state)
{
	struct world *w = *state;
	static const struct {
		enum field_id id;
		const char *value, *field;
	} cases[] = {
		{ FIELD_REASON, "", "reason" },
		{ FIELD_REASON, "because", "reason" },
		{ FIELD_WORD, "short", "security_word" },
		{ FIELD_WORD_AGAIN, "other word", "security_word_again" },
		{ FIELD_UNIT, "", "unit" },
		{ FIELD_POSTCODE, "4950", "postcode" },
		{ FIELD_POSTCODE, "72050", "postcode" },
		{ FIELD_DISTRICT, "VARTO", "postcode" },
		{ FIELD_PROVINCE, "NOWHERE", "postcode" },
		{ FIELD_EMAIL, "nobody", "email" },
		{ FIELD_MOBILE, "123", "mobile" },
		{ FIELD_OPERATOR, "NOKIA", "operator" },
	};

	assert_int_equal(world_login(w, AYSE), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct msg_form_request in = { world_form(true) };

		assert_int_equal(
		    record_set(in.record, cases[i].id, cases[i].value, NULL),
		    0);
		world_refused(w, &op_form, &in, ERR_INVALID,
		    cases[i].value[0] == '\0' ? "missing" : "");
		if (strcmp(w->err.field, cases[i].field) != 0 &&
		    strcmp(w->err.field, field(cases[i].id)->name) != 0)
			fail_msg("case %zu: field %s", i, w->err.field);
		record_free(in.record);
	}
	assert_string_equal(world_state(w), "draft");
	world_draft_to_approved(w, true, NULL);
	{
		struct msg_form_request in = { world_form(true) };
		char page[] = "form", bad[] = "nowhere";
		struct msg_draft_request draft = { page, NULL, in.record };

		world_refused(w, &op_form, &in, ERR_CONFLICT, "state");
		world_refused(w, &op_draft, &draft, ERR_CONFLICT, "state");
		draft.record = NULL; /* the place alone */
		world_refused(w, &op_draft, &draft, ERR_CONFLICT, "state");
		draft.page = bad;
		world_refused(w, &op_draft, &draft, ERR_INVALID, "");
		assert_string_equal(w->err.field, "page");
		draft.page = page;
		draft.field = bad;
		world_refused(w, &op_draft, &draft, ERR_INVALID, "");
		record_free(in.record);
	}
}

static void
to_code(struct world *w, char code[7])
{
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_want(w, &op_sms, &none);
	world_sms_code(w, code);
}

static void
wrong_codes(void **state)
{
	struct world *w = *state;
	char code[7], bad[7] = "000000", odd[] = "12345a";
	struct msg_sms_verify_request in = { bad };

	to_code(w, code);
	if (strcmp(code, bad) == 0)
		bad[5] = '1';
	in.code = odd;
	world_refused(w, &op_sms_verify, &in, ERR_INVALID, "");
	in.code = bad;
	for (long left = 4; left > 0; left--) {
		world_refused(w, &op_sms_verify, &in, ERR_DENIED, "sms-code");
		assert_int_equal(w->tries, left);
		assert_string_equal(w->err.field, "code");
	}
	expect_text(w, "Wrong code. 1 try left.");
	world_refused(w, &op_sms_verify, &in, ERR_LIMIT, "sms-tries");
	in.code = code; /* the right one is void now */
	world_refused(w, &op_sms_verify, &in, ERR_LIMIT, "sms-tries");
	world_refused(w, &op_sms, &none, ERR_LIMIT, "sms-wait");
	assert_int_equal(w->retry_in, 60);
	w->now += 60;
	world_prove_phone(w);
}

static void
code_times(void **state)
{
	struct world *w = *state;
	char code[7];
	struct msg_sms_verify_request in = { code };
	struct message m;

	to_code(w, code);
	w->now += 59;
	world_refused(w, &op_sms, &none, ERR_LIMIT, "sms-wait");
	expect_text(w, "1 second.");
	w->now += 1;
	world_want(w, &op_sms, &none); /* voids the first */
	/* Only the second one is ever sent. */
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	assert_int_equal(
	    store_message_take(w->flow.store, MESSAGE_SMS, w->now, &m, NULL),
	    0);
	assert_null(strstr(m.text, code));
	assert_int_equal(
	    store_message_take(w->flow.store, MESSAGE_SMS, w->now, &m, NULL),
	    ERR_NOT_FOUND);
	store_rollback(w->flow.store);
	world_refused(w, &op_sms_verify, &in, ERR_DENIED, "sms-code");
	world_sms_code(w, code);
	w->now += 300;
	world_refused(w, &op_sms_verify, &in, ERR_EXPIRED, "sms-expired");
	for (int i = 0; i < 3; i++) {
		world_want(w, &op_sms, &none);
		w->now += 60;
	}
	world_refused(w, &op_sms, &none, ERR_LIMIT, "sms-hour");
	assert_in_range(w->retry_in, 1, 3600);
	w->now += w->retry_in;
	assert_int_equal(world_login(w, AYSE), 0);
	world_want(w, &op_sms, &none);
}

/* Who has used his code, or has it no more, has none to wait with. */
static void
code_after_a_used_one(void **state)
{
	struct world *w = *state;
	char code[7], next[7];
	struct msg_sms_verify_request in = { code };

	to_code(w, code);
	world_want(w, &op_sms_verify, &in);
	world_want(w, &op_edit, &none);
	world_draft_to_approved(w, true, NULL);
	world_want(w, &op_sms, &none);
	world_sms_code(w, next);
	world_refused(w, &op_sms, &none, ERR_LIMIT, "sms-wait");
	world_want(w, &op_edit, &none);
	in.code = next;
	world_draft_to_approved(w, true, NULL);
	world_refused(w, &op_sms_verify, &in, ERR_EXPIRED, "sms-none");
	world_want(w, &op_sms, &none);
}

/* Of sixteen equal calls one is the first; the session proves it once. */
static void
right_code_sixteen_times(void **state)
{
	struct world *w = *state;
	char code[7];
	struct msg_sms_verify_request in = { code };
	struct msg_application out = { 0 };
	int taken = 0;

	to_code(w, code);
	for (int i = 0; i < 16; i++) {
		if (world_call(w, &op_sms_verify, &in, &out) == 0)
			taken++;
		else
			assert_string_equal(w->err.reason, "sms-none");
		wire_clear(&wire_application, &out);
	}
	assert_int_equal(taken, 1);
}

static void
to_signing(struct world *w, char code[16], char **text)
{
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_choose(w, "e-signed");
	world_signing(w, code, text);
}

static void
signatures(void **state)
{
	struct world *w = *state;
	char code[16], other[16], *text, *changed, *second;
	struct msg_signing_status st = { 0 };
	struct msg_sign_open_request open = { code };

	to_signing(w, code, &text);
	/* Somebody else's card, then another text. */
	assert_true(world_sign(w, code, text, FATMA) < 0);
	assert_string_equal(w->err.reason, "other-person");
	changed = strdup(text);
	changed[0] = 'X';
	assert_true(world_sign(w, code, changed, AYSE) < 0);
	assert_true(w->err.reason[0] != '\0');
	assert_int_equal(world_call(w, &op_signing_status, &none, &st), 0);
	assert_non_null(st.refusal); /* the first screen says it too */
	wire_clear(&wire_signing_status, &st);
	/* A new code voids the old one. */
	world_signing(w, other, &second);
	assert_int_equal(world_sign(w, code, text, AYSE), ERR_EXPIRED);
	assert_string_equal(w->err.reason, "sign-expired");
	world_refused(w, &op_sign_open, &open, ERR_EXPIRED, "sign-expired");
	w->now += 300;
	assert_int_equal(world_sign(w, other, second, AYSE), ERR_EXPIRED);
	assert_int_equal(world_call(w, &op_signing_status, &none, &st), 0);
	assert_string_equal(st.state, "expired");
	wire_clear(&wire_signing_status, &st);
	free(second);
	world_signing(w, other, &second);
	assert_int_equal(world_sign(w, other, second, AYSE), 0);
	assert_int_equal(world_sign(w, other, second, AYSE), ERR_CONFLICT);
	assert_string_equal(w->err.reason, "sign-used");
	free(text);
	free(changed);
	free(second);
}

static void
suspended_certificate(void **state)
{
	struct world *w = *state;
	struct certificate_holding h;
	char code[16], *text;

	to_signing(w, code, &text);
	assert_int_equal(store_certificate_holding(
			     w->flow.store, AYSE, NULL, w->now, &h, NULL),
	    0);
	assert_int_equal(
	    store_certificate_change(w->flow.store, AYSE, h.newest.serial,
		CERTIFICATE_SUSPENDED, REVOCATION_UNSTATED, WORLD_NOW, NULL),
	    0);
	assert_int_equal(world_sign(w, code, text, AYSE), ERR_DENIED);
	assert_string_equal(w->err.reason, "suspended");
	assert_string_equal(world_state(w), "awaiting_signature");
	free(text);
}

static void
guessed_codes(void **state)
{
	struct world *w = *state;
	char code[16], *text, guess[] = "123456789012345", bad[] = "123";
	struct msg_sign_open_request in = { guess };

	to_signing(w, code, &text);
	free(text);
	w->peer = "203.0.113.9";
	for (int i = 0; i < 10; i++)
		world_refused(
		    w, &op_sign_open, &in, ERR_NOT_FOUND, "sign-code");
	world_refused(w, &op_sign_open, &in, ERR_LIMIT, "sign-guesses");
	assert_in_range(w->retry_in, 1, 60);
	in.code = code; /* not even the right one from there */
	world_refused(w, &op_sign_open, &in, ERR_LIMIT, "sign-guesses");
	w->peer = "192.0.2.1";
	world_want(w, &op_sign_open, &in);
	in.code = bad;
	world_refused(w, &op_sign_open, &in, ERR_INVALID, "");
	assert_string_equal(w->err.field, "code");
}

static void
sessions(void **state)
{
	struct world *w = *state;

	assert_int_equal(world_login(w, AYSE), 0);
	for (int i = 0; i < 4; i++) {
		w->now += INT64_C(29) * 60;
		world_want(w, &op_application, &none);
	}
	w->now += INT64_C(31) * 60;
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
	assert_int_equal(world_login(w, AYSE), 0);
	world_want(w, &op_logout, &none);
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
}

static void
wrong_states(void **state)
{
	struct world *w = *state;
	char code[] = "123456", method[] = "paper", odd[] = "telepathy";
	struct msg_sms_verify_request verify = { code };
	struct msg_method_request choose = { method };
	struct msg_signing_status st = { 0 };

	assert_int_equal(world_login(w, AYSE), 0);
	world_refused(w, &op_sms, &none, ERR_CONFLICT, "state");
	world_refused(w, &op_sms_verify, &verify, ERR_CONFLICT, "state");
	world_refused(w, &op_method, &choose, ERR_DENIED, "phone");
	world_refused(w, &op_signing, &none, ERR_DENIED, "phone");
	choose.method = odd;
	world_refused(w, &op_method, &choose, ERR_INVALID, "");
	assert_int_equal(world_call(w, &op_signing_status, &none, &st), 0);
	assert_string_equal(st.state, "none");
	wire_clear(&wire_signing_status, &st);
	world_draft_to_approved(w, true, NULL);
	world_refused(w, &op_sms_verify, &verify, ERR_EXPIRED, "sms-none");
	world_want(w, &op_cancel, &none);
	world_refused(w, &op_cancel, &none, ERR_CONFLICT, "state");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(identity),
		T(picture_answers),
		T(who_may_apply),
		T(too_early),
		T(forms),
		T(wrong_codes),
		T(code_times),
		T(code_after_a_used_one),
		T(right_code_sixteen_times),
		T(signatures),
		T(suspended_certificate),
		T(guessed_codes),
		T(sessions),
		T(wrong_states),
	};

	return cmocka_run_group_tests_name("flow-refused", tests, NULL, NULL);
}
