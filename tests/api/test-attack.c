/* What somebody with bad intentions tries, call by call. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow-world.h"
#include "portal/flow/flow.h"
#include "portal/store/application.h"
#include "portal/store/code.h"
#include "portal/store/people.h"
#include "sign/cades.h"
#include "base/banned.h"

#define OTHER_PHONE "5329876543"

static struct msg_empty none;

static void
form_with_phone(struct world *w, const char *phone)
{
	struct msg_form_request in = { world_form(true) };

	assert_int_equal(record_set(in.record, FIELD_MOBILE, phone, NULL), 0);
	world_want(w, &op_form, &in);
	record_free(in.record);
}

static void
to_signing(struct world *w, const char *tckn, char code[16], char **text)
{
	assert_int_equal(world_login(w, tckn), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_choose(w, "e-signed");
	world_signing(w, code, text);
}

/* A code that went to one telephone proves no other one. */
static void
other_telephone(void **state)
{
	struct world *w = *state;
	struct application a = { 0 };
	struct msg_sms_verify_request in = { NULL };
	char code[7], first[65];

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	memcpy(first, w->token, sizeof(first));
	/* A second session asks for a code, then the first one goes on to
	 * paper and gets it back for correction. */
	assert_int_equal(world_login(w, AYSE), 0);
	w->now += 60;
	world_want(w, &op_sms, &none);
	world_sms_code(w, code);
	memcpy(w->token, first, sizeof(first));
	world_choose(w, "paper");
	assert_int_equal(
	    store_application_open(w->flow.store, AYSE, &a, NULL), 0);
	{
		struct application_move m = {
			.event = EVENT_REQUEST_CORRECTION,
			.role = ROLE_OFFICER,
			.to = STATE_CORRECTION_REQUESTED,
			.detail = "",
		};

		assert_int_equal(
		    store_application_move(w->flow.store, &a, &m, w->now, NULL),
		    0);
	}
	application_clear(&a);
	form_with_phone(w, OTHER_PHONE);
	in.code = code;
	world_refused(w, &op_sms_verify, &in, ERR_EXPIRED, "sms-none");
	assert_string_equal(world_state(w), "form_approved");
}

/* One login must not send messages to the whole country. */
static void
many_telephones(void **state)
{
	struct world *w = *state;
	char phone[16];
	int sent = 0;

	assert_int_equal(world_login(w, AYSE), 0);
	for (int i = 0; i < 40; i++) {
		struct msg_sms out = { 0 };
		int rc;

		snprintf(phone, sizeof(phone), "53012345%02d", i);
		form_with_phone(w, phone);
		rc = world_call(w, &op_sms, &none, &out);
		wire_clear(&wire_sms, &out);
		sent += rc == 0;
		if (rc < 0) {
			assert_int_equal(rc, ERR_LIMIT);
			assert_string_equal(w->err.reason, "sms-hour");
			assert_in_range(w->retry_in, 1, 3600);
		}
		world_want(w, &op_edit, &none);
		w->now += 5;
	}
	assert_in_range(sent, 5, 2 * (int)w->options.sms_per_hour);
}

/* An identity is guessed from many addresses, each with its own riddle. */
static void
guessed_identity(void **state)
{
	struct world *w = *state;
	char peer[32], tckn[] = AYSE, name[] = "AYŞE", surname[] = "ÖĞRETMEN",
		       place[] = "MUŞ", date[16], answer[] = "ACEF9", id[40];
	struct msg_login_request in = { id, answer, tckn, name, surname, place,
		date };
	int guesses = 0;

	for (int i = 0; i < 60; i++) {
		struct msg_login out = { 0 };

		store_sweep(w->flow.store, w->now + 301, NULL);
		snprintf(peer, sizeof(peer), "198.51.100.%d", i);
		w->peer = peer;
		snprintf(date, sizeof(date), "%02d.%02d.1981", i % 28 + 1,
		    i / 28 + 1);
		snprintf(id, sizeof(id), "%s", world_picture(w, "ACEF9"));
		if (world_call(w, &op_login, &in, &out) == ERR_DENIED)
			guesses++;
		else
			assert_string_equal(w->err.reason, "identity-guesses");
		wire_clear(&wire_login, &out);
		w->now += 10;
	}
	assert_in_range(guesses, 5, 20);
	/* Neither is anybody else kept out, nor the person for ever. */
	w->peer = "192.0.2.1";
	assert_int_equal(world_login(w, FATMA), 0);
	w->now += 3600;
	assert_int_equal(world_login(w, AYSE), 0);
}

/* The clock of the portal is set back: nothing lives longer for it, nobody
 * has to wait for it. */
static void
clock_set_back(void **state)
{
	struct world *w = *state;
	char code[7], sign[16], *text;
	struct msg_sms_verify_request in = { code };
	struct msg_sign_open_request open = { sign };

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_want(w, &op_sms, &none);
	world_sms_code(w, code);
	w->now -= 86400;
	world_refused(w, &op_sms_verify, &in, ERR_EXPIRED, "sms-expired");
	world_prove_phone(w); /* without waiting */
	world_choose(w, "e-signed");
	world_signing(w, sign, &text);
	free(text);
	w->now -= 86400;
	world_refused(w, &op_sign_open, &open, ERR_EXPIRED, "sign-expired");
	/* Used here, the session ends 30 minutes after this moment. */
	world_want(w, &op_application, &none);
	w->now += 1900;
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
}

/* A signature is for one application on one way. */
static void
signature_again(void **state)
{
	struct world *w = *state;
	char code[16], later[16], *text, *second;
	struct msg_sign_open_request open = { code };

	/* The form is opened again behind the signer's back. */
	to_signing(w, AYSE, code, &text);
	world_want(w, &op_edit, &none);
	assert_int_equal(world_sign(w, code, text, AYSE), ERR_EXPIRED);
	world_refused(w, &op_sign_open, &open, ERR_EXPIRED, "sign-expired");
	assert_string_equal(world_state(w), "draft");
	/* Cancelled, and a new one: the old signature is of another text. */
	world_want(w, &op_cancel, &none);
	w->now += 61;
	to_signing(w, AYSE, later, &second);
	assert_string_not_equal(text, second);
	assert_true(world_sign(w, later, text, AYSE) < 0);
	/* Another person's code with the own signature. */
	free(text);
	to_signing(w, FATMA, code, &text);
	assert_true(world_sign(w, code, second, AYSE) < 0);
	assert_true(world_sign(w, later, text, FATMA) < 0);
	assert_string_equal(world_state(w), "awaiting_signature");
	assert_int_equal(world_sign(w, later, second, AYSE), 0);
	assert_string_equal(world_state(w), "awaiting_signature");
	free(text);
	free(second);
}

/* Whoever merely knows the identity does not end a request for a signature,
 * nor takes an application off its way. */
static void
not_his_step(void **state)
{
	struct world *w = *state;
	char code[16], *text;

	to_signing(w, AYSE, code, &text);
	assert_int_equal(world_login(w, AYSE), 0);
	world_refused(w, &op_method_change, &none, ERR_DENIED, "phone");
	world_refused(w, &op_edit, &none, ERR_DENIED, "phone");
	world_refused(w, &op_cancel, &none, ERR_DENIED, "phone");
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	free(text);
}

/* Pages are not skipped, and another session's proof does not count. */
static void
skipped_pages(void **state)
{
	struct world *w = *state;
	char method[] = "e-signed", approved[] = "e-approved";
	struct msg_method_request choose = { method };
	char first[65], *text, code[16];

	assert_int_equal(world_login(w, AYSE), 0);
	world_refused(w, &op_method_change, &none, ERR_CONFLICT, "state");
	world_draft_to_approved(w, true, NULL);
	world_refused(w, &op_method, &choose, ERR_DENIED, "phone");
	world_prove_phone(w);
	world_refused(w, &op_signing, &none, ERR_CONFLICT, "state");
	choose.method = approved; /* no E-Onay on record */
	world_refused(w, &op_method, &choose, ERR_DENIED, "method");
	memcpy(first, w->token, sizeof(first));
	/* A second session has proven nothing. */
	assert_int_equal(world_login(w, AYSE), 0);
	choose.method = method;
	world_refused(w, &op_method, &choose, ERR_DENIED, "phone");
	memcpy(w->token, first, sizeof(first));
	world_want(w, &op_method, &choose);
	/* A new form is to be proven again, whatever was before. */
	world_signing(w, code, &text);
	free(text);
	world_want(w, &op_edit, &none);
	world_draft_to_approved(w, true, NULL);
	world_refused(w, &op_method, &choose, ERR_CONFLICT, "state");
	/* A token is one of ours or none. */
	memset(w->token, 'a', 64);
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
	w->token[0] = '\0';
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
}

/* A call between its steps, as it stands beside others in the portal. */
struct half {
	struct op_call c;
	struct err e;
	int rc;
};

static void
begin_call(struct world *w, struct half *h, const struct op *op, const void *in)
{
	memset(h, 0, sizeof(*h));
	h->c = (struct op_call){ .flow = &w->flow,
		.peer = w->peer,
		.now = w->now,
		.in = in,
		.out = calloc(1, op->out->size),
		.tries = -1 };
	assert_non_null(h->c.out);
	if (op->role == OP_APPLICANT)
		assert_int_equal(flow_session_find(&w->flow, w->token, w->now,
				     &h->c.session, &h->e),
		    0);
	assert_int_equal(op->load(&h->c, &h->e), 0);
	assert_int_equal(op->work(&h->c, &h->e), 0);
}

static void
end_call(struct world *w, struct half *h, const struct op *op)
{
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	h->rc = op->save(&h->c, &h->e);
	if (h->rc == 0 || h->c.keep)
		assert_int_equal(store_commit(w->flow.store, NULL), 0);
	else
		store_rollback(w->flow.store);
	op->free_state(h->c.state);
	wire_clear(op->out, h->c.out);
	free(h->c.out);
}

/* The same signature twice at once, and one that the applicant overtakes. */
static void
two_signatures(void **state)
{
	struct world *w = *state;
	char code[16], *text;
	struct buf cms = BUF_INIT(CADES_MAX);
	struct msg_signature sig = { { NULL, 0 } };
	struct msg_sign_submit_request in = { code, { &sig, 1 } };
	struct half one, two, three;

	to_signing(w, AYSE, code, &text);
	world_cms(w, text, AYSE, &cms);
	sig.cms.data = (unsigned char *)cms.data;
	sig.cms.len = cms.len;
	begin_call(w, &one, &op_sign_submit, &in);
	begin_call(w, &two, &op_sign_submit, &in);
	begin_call(w, &three, &op_sign_submit, &in);
	world_want(w, &op_method_change, &none);
	end_call(w, &one, &op_sign_submit);
	assert_int_equal(one.rc, ERR_EXPIRED);
	assert_string_equal(world_state(w), "phone_verified");
	buf_reset(&cms);
	free(text);
	world_choose(w, "e-signed");
	world_signing(w, code, &text);
	end_call(w, &two, &op_sign_submit); /* the new code, not verified */
	assert_true(two.rc < 0);
	end_call(w, &three, &op_sign_submit);
	assert_true(three.rc < 0);
	assert_string_equal(world_state(w), "awaiting_signature");
	world_cms(w, text, AYSE, &cms);
	sig.cms.data = (unsigned char *)cms.data;
	sig.cms.len = cms.len;
	begin_call(w, &one, &op_sign_submit, &in);
	begin_call(w, &two, &op_sign_submit, &in);
	end_call(w, &one, &op_sign_submit);
	end_call(w, &two, &op_sign_submit);
	assert_int_equal(one.rc, 0);
	assert_int_equal(two.rc, ERR_CONFLICT);
	assert_string_equal(two.e.reason, "sign-used");
	assert_string_equal(world_state(w), "submitted");
	free(text);
	buf_free(&cms);
}

/* Two forms at once; a draft and a cancelling between the steps of one. */
static void
two_forms(void **state)
{
	struct world *w = *state;
	struct msg_form_request in = { world_form(true) };
	char page[] = "form";
	struct msg_draft_request draft = { page, NULL, in.record };
	struct half one, two;

	assert_int_equal(world_login(w, AYSE), 0);
	begin_call(w, &one, &op_form, &in);
	begin_call(w, &two, &op_form, &in);
	world_want(w, &op_draft, &draft);
	end_call(w, &one, &op_form);
	end_call(w, &two, &op_form);
	assert_int_equal(one.rc, 0);
	assert_int_equal(two.rc, ERR_CONFLICT);
	assert_string_equal(world_state(w), "form_approved");
	world_refused(w, &op_draft, &draft, ERR_CONFLICT, "state");
	world_want(w, &op_edit, &none);
	begin_call(w, &one, &op_form, &in);
	world_want(w, &op_cancel, &none);
	end_call(w, &one, &op_form);
	assert_int_equal(one.rc, ERR_CONFLICT);
	assert_string_equal(world_state(w), "cancelled");
	record_free(in.record);
}

/* Whoever knows an identity reads nothing of what was typed once it has been
 * sent in; the form's own telephone is needed for that. */
static void
reads_along(void **state)
{
	static const enum field_id typed[] = { FIELD_ADDRESS, FIELD_EMAIL,
		FIELD_MOBILE, FIELD_WORK_PHONE, FIELD_POSTCODE };
	struct world *w = *state;
	struct msg_application out = { 0 };
	char *text, code[16];

	to_signing(w, AYSE, code, &text);
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	free(text);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_string_not_equal(record_get(out.record, FIELD_ADDRESS), "");
	wire_clear(&wire_application, &out);
	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
		assert_string_equal(record_get(out.record, typed[i]), "");
	assert_string_equal(record_get(out.record, FIELD_TCKN), AYSE);
	assert_string_equal(out.state, "submitted");
	wire_clear(&wire_application, &out);
}

/* A day ends between the text and its signature: the text keeps its date. */
static void
midnight(void **state)
{
	struct world *w = *state;
	char code[16], *text;

	w->now += 11 * INT64_C(3600) - 61; /* 23:58:59 in Turkey */
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_choose(w, "e-signed");
	world_signing(w, code, &text);
	assert_non_null(strstr(text, "21.11.2026"));
	w->now += 120;
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	free(text);
	/* The draft of another ends with the second it was given. */
	assert_int_equal(world_login(w, FATMA), 0);
	w->now += 30 * INT64_C(86400) - 1;
	assert_int_equal(world_login(w, FATMA), 0);
	assert_string_equal(world_state(w), "draft");
}

/* Nothing that was typed is ever SQL or a control. */
static void
odd_texts(void **state)
{
	static const char sql[] = "X'); DROP TABLE application; --";
	static const char *const bad[] = { "a\tb", "a\x1b[2Jb", "a\x7f",
		"a\xc2\x85", "a\xe2\x80\xae", "a\xe2\x81\xa6", "a\xe2\x80\x8b",
		"a\xef\xbb\xbf", "a\xff", "a\xc0\xaf", "a\xed\xa0\x80",
		"a\xf4\x90\x80\x80", "a\xe2\x80\xa8", "a\xf3\xa0\x81\x81" };
	struct world *w = *state;
	struct msg_application out = { 0 };
	struct msg_form_request in = { world_form(true) };

	for (int id = 0; id < FIELD_COUNT; id++)
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			if (record_set(in.record, (enum field_id)id, bad[i],
				NULL) == 0)
				fail_msg("%s takes case %zu",
				    field((enum field_id)id)->name, i);
	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(record_set(in.record, FIELD_ADDRESS, sql, NULL), 0);
	world_want(w, &op_form, &in);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_string_equal(record_get(out.record, FIELD_ADDRESS), sql);
	wire_clear(&wire_application, &out);
	record_free(in.record);
}

/* Locked fields and the kind of application are the portal's. */
static void
locked_fields(void **state)
{
	struct world *w = *state;
	struct msg_application out = { 0 };
	struct msg_form_request in = { world_form(false) };

	assert_int_equal(record_set(in.record, FIELD_TCKN, FATMA, NULL), 0);
	assert_int_equal(record_set(in.record, FIELD_NAME, "FATMA", NULL), 0);
	assert_int_equal(
	    record_set(in.record, FIELD_EMPLOYER, "BAŞKA YER", NULL), 0);
	assert_int_equal(world_login(w, AYSE), 0);
	/* Not a first application: the reason is compulsory. */
	world_refused(w, &op_form, &in, ERR_INVALID, "missing");
	assert_string_equal(w->err.field, "reason");
	assert_int_equal(record_set(in.record, FIELD_REASON, "other", NULL), 0);
	world_want(w, &op_form, &in);
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_string_equal(record_get(out.record, FIELD_TCKN), AYSE);
	assert_string_equal(record_get(out.record, FIELD_NAME), "AYŞE");
	assert_string_not_equal(
	    record_get(out.record, FIELD_EMPLOYER), "BAŞKA YER");
	assert_true(record_renewal(out.record));
	wire_clear(&wire_application, &out);
	record_free(in.record);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(other_telephone),
		T(many_telephones),
		T(guessed_identity),
		T(clock_set_back),
		T(signature_again),
		T(not_his_step),
		T(skipped_pages),
		T(two_signatures),
		T(two_forms),
		T(reads_along),
		T(midnight),
		T(odd_texts),
		T(locked_fields),
	};

	return cmocka_run_group_tests_name("attack", tests, NULL, NULL);
}
