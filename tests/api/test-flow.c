/* The whole way of an application, as a person goes it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "flow-world.h"
#include "portal/flow/housekeeping.h"
#include "portal/flow/picture.h"
#include "portal/store/application.h"
#include "portal/store/audit.h"
#include "portal/store/outbox.h"
#include "portal/store/account.h"
#include "portal/store/people.h"
#include "base/banned.h"

static struct msg_empty none;

static void
expect_state(struct world *w, const char *want)
{
	assert_string_equal(world_state(w), want);
}

static void
expect_page(struct world *w, const char *page)
{
	struct msg_application out = { 0 };

	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_string_equal(out.page, page);
	wire_clear(&wire_application, &out);
}

static void
expect_methods(struct world *w, const char *want)
{
	struct msg_application out = { 0 };
	const struct msg_method *m;
	char all[64] = "";
	size_t n = 0;

	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	m = out.methods.items;
	for (size_t i = 0; i < out.methods.n; i++)
		n += (size_t)snprintf(
		    all + n, sizeof(all) - n, "%s ", m[i].name);
	assert_string_equal(all, want);
	wire_clear(&wire_application, &out);
}

static void
to_signature(struct world *w, const char *tckn, const char *reason)
{
	assert_int_equal(world_login(w, tckn), 0);
	world_draft_to_approved(w, true, reason);
	world_prove_phone(w);
	world_choose(w, "e-signed");
}

static int
read_evidence(void *arg, const struct evidence *v, struct err *e)
{
	(void)e;
	assert_int_equal(v->text_len, strlen(arg));
	assert_memory_equal(v->text, arg, v->text_len);
	assert_true(v->cms_len > v->text_len);
	return 0;
}

static int
count_audit(void *arg, const struct audit *a, struct err *e)
{
	(void)e;
	assert_string_equal(a->role, "applicant");
	(*(int *)arg)++;
	return 0;
}

/* The file is closed and opened again after every step: nothing that was
 * confirmed may depend on what was in memory. */
static void
renewal(void **state)
{
	struct world *w = *state;
	struct msg_sms_verify_request verify;
	struct msg_signing_status st = { 0 };
	char code[16], sms[7], *text;
	int rows = 0;

	assert_int_equal(world_login(w, AYSE), 0);
	world_reopen(w);
	expect_state(w, "draft");
	world_draft_to_approved(w, true, NULL);
	world_reopen(w);
	expect_page(w, "sms-send");
	world_want(w, &op_sms, &none);
	world_reopen(w);
	world_sms_code(w, sms);
	verify.code = sms;
	world_want(w, &op_sms_verify, &verify);
	world_reopen(w);
	expect_page(w, "method");
	expect_methods(w, "e-signed paper ");
	world_choose(w, "e-signed");
	world_reopen(w);
	world_signing(w, code, &text);
	world_reopen(w);
	assert_null(strstr(text, "defne"));
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	world_reopen(w);
	expect_state(w, "submitted");
	assert_int_equal(world_call(w, &op_signing_status, &none, &st), 0);
	assert_string_equal(st.state, "signed");
	wire_clear(&wire_signing_status, &st);
	assert_int_equal(
	    store_evidence_read(w->flow.store, 1, read_evidence, text, NULL),
	    0);
	assert_int_equal(
	    store_audit_each(w->flow.store, 1, count_audit, &rows, NULL), 0);
	assert_int_equal(rows, 4);
	free(text);
}

static void
resumed(void **state)
{
	struct world *w = *state;
	char page[] = "form", where[] = "postcode";
	struct msg_draft_request in = { page, where, world_form(true) };
	struct msg_application out = { 0 };

	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(record_set(in.record, FIELD_NAME, "BAŞKA", NULL), 0);
	world_want(w, &op_draft, &in);
	record_free(in.record);
	world_reopen(w);
	w->now += INT64_C(86400);
	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_string_equal(out.number, "2026-000001");
	assert_string_equal(out.field, "postcode");
	assert_string_equal(record_get(out.record, FIELD_POSTCODE), "49500");
	assert_string_equal(record_get(out.record, FIELD_NAME), "AYŞE");
	assert_false(out.word_set);
	wire_clear(&wire_application, &out);
	/* Later on the telephone is proven again, the method is kept. */
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_choose(w, "e-signed");
	assert_int_equal(world_login(w, AYSE), 0);
	expect_page(w, "sms-send");
	world_refused(w, &op_signing, &none, ERR_DENIED, "phone");
	w->now += 60;
	world_prove_phone(w);
	expect_page(w, "sign");
}

static int
count_paper(void *arg, const struct message_line *l, struct err *e)
{
	int *n = arg;

	(void)e;
	*n += strcmp(l->event, "paper") == 0;
	return 0;
}

/* Messages that ask for the paper; each way to tell counts. */
static int
asked_for_paper(const struct world *w)
{
	int n = 0;

	assert_int_equal(
	    store_message_each(w->flow.store, false, count_paper, &n, NULL), 0);
	return n;
}

static void
first_application(void **state)
{
	struct world *w = *state;
	char method[] = "e-signed";
	struct msg_method_request in = { method };
	int asked;

	assert_int_equal(world_login(w, MEHMET), 0);
	world_draft_to_approved(w, false, NULL);
	world_refused(w, &op_method, &in, ERR_DENIED, "phone");
	world_prove_phone(w);
	expect_methods(w, "paper ");
	world_refused(w, &op_method, &in, ERR_DENIED, "method");
	world_choose(w, "paper");
	expect_state(w, "awaiting_paper");
	asked = asked_for_paper(w);
	assert_in_range(asked, 1, MESSAGE_KINDS);
	world_want(w, &op_method_change, &none);
	world_choose(w, "paper");
	assert_int_equal(asked_for_paper(w), asked);
	world_want(w, &op_method_change, &none);
	expect_state(w, "phone_verified");
	world_want(w, &op_edit, &none);
	expect_state(w, "draft");
	world_want(w, &op_cancel, &none);
	expect_state(w, "cancelled");
	assert_int_equal(world_login(w, MEHMET), 0);
	expect_state(w, "draft");
}

/* An E-Onay on record, and an account with a telephone. */
static void
give_consent(struct world *w, const char *mobile)
{
	struct account a = { .tckn = AYSE };

	snprintf(a.mobile, sizeof(a.mobile), "%s", mobile);
	assert_int_equal(store_account_put(w->flow.store, &a, w->now, NULL), 0);
	assert_int_equal(
	    store_consent_set(w->flow.store, AYSE, true, w->now, NULL), 0);
}

static void
consent(void **state)
{
	struct world *w = *state;
	char name[] = "e-approved";
	struct msg_method_request in = { name };

	assert_int_equal(
	    store_consent_set(w->flow.store, AYSE, true, w->now, NULL), 0);
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	/* No account; another telephone than the one in it. */
	expect_methods(w, "e-signed paper ");
	give_consent(w, "5309998877");
	expect_methods(w, "e-signed paper ");
	world_refused(w, &op_method, &in, ERR_DENIED, "method");
	give_consent(w, "");
	expect_methods(w, "e-signed paper ");
	give_consent(w, "5301234567");
	expect_methods(w, "e-signed e-approved paper ");
	world_choose(w, "e-approved");
	expect_state(w, "submitted");
}

static void
lost(void **state)
{
	struct world *w = *state;
	struct certificate_holding h;

	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(store_certificate_holding(
			     w->flow.store, AYSE, NULL, w->now, &h, NULL),
	    0);
	assert_true(h.valid);
	give_consent(w, "5301234567");
	world_draft_to_approved(w, true, "lost");
	world_prove_phone(w);
	expect_methods(w, "paper "); /* never with the lost one */
	/* Another valid one may sign; the lost one is suspended then. */
	snprintf(h.newest.serial, sizeof(h.newest.serial), "77");
	h.newest.not_after -= 86400;
	assert_int_equal(
	    store_certificate_put(w->flow.store, &h.newest, NULL), 0);
	expect_methods(w, "e-signed e-approved paper ");
	world_choose(w, "e-approved");
	assert_int_equal(store_certificate_holding(
			     w->flow.store, AYSE, "77", w->now, &h, NULL),
	    0);
	assert_true(h.any);
	assert_false(h.valid);
}

static void
expired_certificate(void **state)
{
	struct world *w = *state;
	struct msg_application out = { 0 };

	w->now += 61 * INT64_C(86400);
	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_true(record_renewal(out.record));
	assert_non_null(strstr(out.notice, "no valid certificate"));
	wire_clear(&wire_application, &out);
	world_draft_to_approved(w, true, "renewal");
	world_prove_phone(w);
	expect_methods(w, "paper ");
}

/* Too early for a renewal only. */
static void
early(void **state)
{
	struct world *w = *state;
	struct msg_application out = { 0 };

	assert_int_equal(world_login(w, ALI), 0);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_non_null(strstr(out.notice, "11.03.2027"));
	wire_clear(&wire_application, &out);
	world_draft_to_approved(w, true, "other");
	world_prove_phone(w);
	expect_methods(w, "e-signed paper ");
	world_want(w, &op_edit, &none);
	world_draft_to_approved(w, true, "lost");
	w->now += 60; /* the second code */
	world_prove_phone(w);
	expect_methods(w, "paper ");
	world_choose(w, "paper");
	expect_state(w, "awaiting_paper");
}

static void
late(void **state)
{
	struct world *w = *state;
	struct msg_application out = { 0 };

	assert_int_equal(world_login(w, FATMA), 0);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_non_null(strstr(out.notice, "11.12.2026"));
	wire_clear(&wire_application, &out);
}

static void
second_machine(void **state)
{
	struct world *w = *state;
	char code[16], *text;
	struct msg_sign_open_request in = { code };
	struct msg_signing out = { 0 };
	struct msg_signing_status st = { 0 };

	to_signature(w, AYSE, NULL);
	world_signing(w, code, &text);
	assert_int_equal(world_call(w, &op_signing_status, &none, &st), 0);
	assert_string_equal(st.state, "waiting");
	assert_int_equal(st.expires_in, 300);
	wire_clear(&wire_signing_status, &st);
	w->now += 100;
	w->peer = "198.51.100.7";
	assert_int_equal(world_call(w, &op_sign_open, &in, &out), 0);
	assert_int_equal(out.expires_in, 200);
	assert_string_equal(
	    ((struct msg_sign_text *)out.texts.items)->text, text);
	wire_clear(&wire_signing, &out);
	assert_int_equal(world_call(w, &op_signing_status, &none, &st), 0);
	assert_string_equal(st.state, "opened");
	wire_clear(&wire_signing_status, &st);
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	world_refused(w, &op_sign_open, &in, ERR_CONFLICT, "sign-used");
	free(text);
}

static void
corrected(void **state)
{
	struct world *w = *state;
	struct application a = { 0 };
	struct application_move m = { EVENT_REQUEST_CORRECTION, ROLE_OFFICER,
		STATE_CORRECTION_REQUESTED, NULL, NULL };
	struct msg_form_request in = { world_form(true) };
	char code[16], *text;

	to_signature(w, AYSE, NULL);
	world_signing(w, code, &text);
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	free(text);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	assert_int_equal(
	    store_application_move(w->flow.store, &a, &m, w->now, NULL), 0);
	application_clear(&a);
	expect_page(w, "form");
	/* The word on record stays when none is typed. */
	record_set(in.record, FIELD_WORD, "", NULL);
	record_set(in.record, FIELD_WORD_AGAIN, "", NULL);
	world_want(w, &op_form, &in);
	record_free(in.record);
	expect_state(w, "form_approved");
}

static void
drafts_expire(void **state)
{
	struct world *w = *state;
	struct msg_application out = { 0 };

	assert_int_equal(world_login(w, AYSE), 0);
	w->now += 29 * INT64_C(86400);
	assert_int_equal(flow_housekeeping(w->flow.store, w->now, NULL), 0);
	assert_int_equal(world_login(w, AYSE), 0);
	expect_state(w, "draft");
	w->now += INT64_C(86400);
	/* At the login, without housekeeping. */
	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_string_equal(out.number, "2026-000002");
	wire_clear(&wire_application, &out);
	w->now += 30 * INT64_C(86400);
	assert_int_equal(flow_housekeeping(w->flow.store, w->now, NULL), 0);
	w->token[0] = 'x';
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
}

static void
pictures(void **state)
{
	struct world *w = *state;
	char kind[] = "image";
	struct msg_captcha_request in = { kind };
	struct msg_captcha out = { 0 };
	size_t ink = 0;

	assert_int_equal(world_call(w, &op_captcha, &in, &out), 0);
	assert_int_equal(out.pixels.len, PICTURE_BYTES);
	for (size_t i = 0; i < out.pixels.len; i++)
		for (unsigned b = out.pixels.data[i]; b != 0; b &= b - 1)
			ink++;
	assert_in_range(ink, 200, 1500);
	wire_clear(&wire_captcha, &out);
	kind[0] = 'x';
	world_refused(w, &op_captcha, &in, ERR_INVALID, "");
	assert_string_equal(w->err.field, "kind");
}

/* Neither the word nor a code stands in the files of the database. */
static void
secrets_are_not_kept(void **state)
{
	struct world *w = *state;
	struct buf all = BUF_INIT(64UL * 1024 * 1024);
	char sms[7], code[16], *text;
	struct msg_sms_verify_request verify = { sms };
	struct message m;

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_want(w, &op_sms, &none);
	world_sms_code(w, sms);
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	assert_int_equal(
	    store_message_take(w->flow.store, MESSAGE_SMS, w->now, &m, NULL),
	    0);
	assert_int_equal(
	    store_message_sent(w->flow.store, m.id, "", w->now, NULL), 0);
	assert_int_equal(store_commit(w->flow.store, NULL), 0);
	world_want(w, &op_sms_verify, &verify);
	world_choose(w, "e-signed");
	world_signing(w, code, &text);
	free(text);
	world_reopen(w); /* the log goes into the file */
	assert_int_equal(file_read(w->db, &all, NULL), 0);
	assert_null(memmem(all.data, all.len, "mavi defne", 10));
	assert_null(memmem(all.data, all.len, sms, 6));
	assert_null(memmem(all.data, all.len, code, 15));
	assert_null(memmem(all.data, all.len, w->token, 64));
	assert_non_null(
	    memmem(all.data, all.len, "$argon2id$v=19$m=19456,t=2,p=1$", 31));
	buf_free(&all);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(renewal),
		T(resumed),
		T(first_application),
		T(consent),
		T(lost),
		T(expired_certificate),
		T(early),
		T(late),
		T(second_machine),
		T(corrected),
		T(drafts_expire),
		T(pictures),
		T(secrets_are_not_kept),
	};

	return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
