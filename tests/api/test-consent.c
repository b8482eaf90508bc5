/* E-Onay: signed when it is given and when it is withdrawn, and what a
 * renewal with it may and may not do. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/consenttext.h"
#include "personal-world.h"
#include "portal/flow/personal.h"
#include "base/banned.h"

static const struct msg_empty none;

static void
ask(struct world *w, bool give, struct msg_signing *out)
{
	struct msg_consent_request in = { give };

	assert_int_equal(world_call(w, &op_consent, &in, out), 0);
	assert_string_equal(out->purpose, "consent");
	assert_null(out->number);
}

static const char *
waiting(struct world *w)
{
	static char state[16];
	struct msg_signing_status out = { 0 };

	assert_int_equal(world_call(w, &op_session_signing, &none, &out), 0);
	snprintf(state, sizeof(state), "%s", out.state);
	wire_clear(&wire_signing_status, &out);
	return state;
}

static bool
on_record(struct world *w)
{
	struct msg_personal out = { 0 };
	bool yes;

	assert_int_equal(world_call(w, &op_personal, &none, &out), 0);
	yes = out.consent;
	wire_clear(&wire_personal, &out);
	return yes;
}

struct kept {
	int n;
	char kind[32];
	char text[4096];
	size_t cms;
};

static int
keep(void *arg, const struct statement *t, struct err *e)
{
	struct kept *k = arg;

	(void)e;
	if (k->n++ > 0) /* the newest comes first */
		return 0;
	snprintf(k->kind, sizeof(k->kind), "%s", t->kind);
	snprintf(k->text, sizeof(k->text), "%.*s", (int)t->text_len, t->text);
	k->cms = t->cms_len;
	return 0;
}

static void
given_and_withdrawn(void **state)
{
	struct world *w = *state;
	struct msg_signing g = { 0 };
	const struct msg_sign_text *t;
	struct kept k = { 0 };
	struct msg_consent_request no = { false }, yes = { true };

	personal_account_of(w, AYSE);
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	assert_string_equal(waiting(w), "none");
	world_refused(w, &op_consent, &no, ERR_DENIED, "consent");
	ask(w, true, &g);
	t = g.texts.items;
	assert_non_null(strstr(t->text, consenttext_terms()));
	assert_non_null(strstr(t->text, "KABUL EDİYORUM."));
	assert_non_null(strstr(t->text, "T.C. KİMLİK NO: " AYSE));
	assert_string_equal(waiting(w), "waiting");
	assert_int_equal(personal_sign(w, &g, AYSE), 0);
	assert_string_equal(waiting(w), "signed");
	assert_true(on_record(w));
	/* The same signature once more is of no use. */
	assert_true(personal_sign(w, &g, AYSE) < 0);
	assert_string_equal(w->err.reason, "sign-used");
	wire_clear(&wire_signing, &g);
	assert_int_equal(personal_told(w, MOBILE, "consent-given"), 1);
	world_refused(w, &op_consent, &yes, ERR_DENIED, "consent");
	ask(w, false, &g);
	t = g.texts.items;
	assert_non_null(strstr(t->text, "KABUL ETMİYORUM."));
	assert_int_equal(personal_sign(w, &g, AYSE), 0);
	wire_clear(&wire_signing, &g);
	assert_false(on_record(w));
	assert_int_equal(
	    store_statement_each(w->flow.store, AYSE, keep, &k, NULL), 0);
	assert_int_equal(k.n, 2);
	assert_string_equal(k.kind, "consent_withdrawn");
	assert_non_null(strstr(k.text, "KABUL ETMİYORUM."));
	assert_true(k.cms > 500);
}

/* A signature of the text of one request is handed in for another. */
static int
hand_in(
    struct world *w, const struct msg_signing *of, const struct msg_signing *to)
{
	struct msg_signature sig = { { NULL, 0 } };
	struct buf cms = BUF_INIT(65536);
	const struct msg_sign_text *t = of->texts.items;
	char code[16];
	struct msg_sign_submit_request in = { code, { &sig, 1 } };
	struct msg_sign_submit out = { 0 };
	int rc;

	snprintf(code, sizeof(code), "%s", to->code);
	world_cms(w, t->text, AYSE, &cms);
	sig.cms.data = (unsigned char *)cms.data;
	sig.cms.len = cms.len;
	rc = world_call(w, &op_sign_submit, &in, &out);
	wire_clear(&wire_sign_submit, &out);
	buf_free(&cms);
	return rc;
}

static void
only_by_this_signature(void **state)
{
	struct world *w = *state;
	struct msg_signing first = { 0 }, second = { 0 };
	char serial[48];

	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	ask(w, true, &first);
	ask(w, true, &second);
	/* Somebody else's card; the text of the request before. */
	assert_true(personal_sign(w, &second, FATMA) < 0);
	assert_string_equal(w->err.reason, "other-person");
	assert_true(hand_in(w, &first, &second) < 0);
	assert_string_equal(w->err.reason, "other-content");
	assert_true(personal_sign(w, &first, AYSE) < 0);
	assert_string_equal(w->err.reason, "sign-expired");
	assert_false(on_record(w));
	/* A certificate that is suspended meanwhile. */
	personal_serial(w, AYSE, serial);
	assert_int_equal(personal_act(w, serial, "suspend", NULL), 0);
	assert_true(personal_sign(w, &second, AYSE) < 0);
	assert_string_equal(w->err.reason, "suspended");
	assert_int_equal(personal_act(w, serial, "resume", NULL), 0);
	w->now += 300;
	assert_true(personal_sign(w, &second, AYSE) < 0);
	assert_string_equal(w->err.reason, "sign-expired");
	assert_false(on_record(w));
	wire_clear(&wire_signing, &first);
	wire_clear(&wire_signing, &second);
}

/* Two requests of two sessions: the second finds it done. */
static void
given_twice(void **state)
{
	struct world *w = *state;
	struct msg_signing first = { 0 }, second = { 0 };

	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	ask(w, true, &first);
	assert_int_equal(personal_card(w, AYSE, "personal"), 0);
	ask(w, true, &second);
	assert_int_equal(personal_sign(w, &first, AYSE), 0);
	assert_true(personal_sign(w, &second, AYSE) < 0);
	assert_string_equal(w->err.reason, "consent");
	assert_true(on_record(w));
	wire_clear(&wire_signing, &first);
	wire_clear(&wire_signing, &second);
}

/* From the E-Onay to the renewal that needs no signature. */
static void
renews_with_it(void **state)
{
	struct world *w = *state;
	struct msg_signing g = { 0 };

	personal_account_of(w, AYSE);
	personal_enter(w, AYSE, WORD);
	ask(w, true, &g);
	assert_int_equal(personal_sign(w, &g, AYSE), 0);
	wire_clear(&wire_signing, &g);
	w->now += 120;
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_choose(w, "e-approved");
	assert_string_equal(world_state(w), "submitted");
}

/* It was no proof of who applied: word and telephone stay the owner's. */
static void
keeps_the_word(void **state)
{
	struct world *w = *state;
	struct store *s = w->flow.store;
	struct application a;
	struct account before, after;

	personal_account_of(w, AYSE);
	assert_int_equal(store_account_find(s, AYSE, &before, NULL), 0);
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, "other");
	assert_int_equal(store_application_open(s, AYSE, &a, NULL), 0);
	assert_string_not_equal(a.word, before.word);
	snprintf(a.method, sizeof(a.method), "e-approved");
	assert_int_equal(
	    record_set(a.record, FIELD_MOBILE, "5329998877", NULL), 0);
	assert_int_equal(personal_open_account(s, &a, w->now, NULL), 0);
	assert_int_equal(store_account_find(s, AYSE, &after, NULL), 0);
	assert_string_equal(after.word, before.word);
	assert_string_equal(after.mobile, before.mobile);
	snprintf(a.method, sizeof(a.method), "e-signed");
	assert_int_equal(personal_open_account(s, &a, w->now, NULL), 0);
	assert_int_equal(store_account_find(s, AYSE, &after, NULL), 0);
	assert_string_equal(after.word, a.word);
	assert_string_equal(after.mobile, "5329998877");
	application_clear(&a);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(given_and_withdrawn),
		T(only_by_this_signature),
		T(given_twice),
		T(renews_with_it),
		T(keeps_the_word),
	};

	return cmocka_run_group_tests_name("consent", tests, NULL, NULL);
}
