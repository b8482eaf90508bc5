/* What a telephone guards once it was proven for an application. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "flow-world.h"
#include "portal/store/application.h"
#include "base/banned.h"

static struct msg_empty none;

/* Once a telephone was proven, identity data alone show nothing that was
 * typed and undo nothing; the telephone, proven again, does. */
static void
phone_bound(void **state)
{
	struct world *w = *state;
	struct msg_application m = { 0 };

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(world_call(w, &op_application, &none, &m), 0);
	assert_string_not_equal(record_get(m.record, FIELD_EMAIL), "");
	wire_clear(&wire_application, &m);
	world_prove_phone(w);
	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(world_call(w, &op_application, &none, &m), 0);
	assert_string_equal(record_get(m.record, FIELD_EMAIL), "");
	assert_string_equal(record_get(m.record, FIELD_MOBILE), "");
	assert_string_not_equal(record_get(m.record, FIELD_NAME), "");
	wire_clear(&wire_application, &m);
	world_refused(w, &op_edit, &none, ERR_DENIED, "phone");
	world_refused(w, &op_cancel, &none, ERR_DENIED, "phone");
	w->now += 61; /* another code may be asked for */
	world_prove_phone(w);
	assert_int_equal(world_call(w, &op_application, &none, &m), 0);
	assert_string_not_equal(record_get(m.record, FIELD_EMAIL), "");
	wire_clear(&wire_application, &m);
	world_want(w, &op_cancel, &none);
}

/* What a session with the identity data alone sees, and may do. */
static void
expect_closed(struct world *w)
{
	struct msg_form_request form = { world_form(true) };
	char page[] = "form", where[] = "email";
	struct msg_draft_request draft = { page, where, form.record };
	struct msg_draft_request moved = { page, where, NULL };
	struct msg_application m = { 0 };

	assert_int_equal(world_login(w, AYSE), 0);
	assert_int_equal(world_call(w, &op_application, &none, &m), 0);
	assert_string_equal(m.page, "sms-send");
	assert_string_equal(m.phone, "0530 *** ** 67");
	assert_null(m.reason);
	assert_int_equal(m.correct.n, 0);
	assert_string_equal(record_get(m.record, FIELD_EMAIL), "");
	assert_string_equal(record_get(m.record, FIELD_ADDRESS), "");
	wire_clear(&wire_application, &m);
	world_refused(w, &op_draft, &draft, ERR_DENIED, "phone");
	world_refused(w, &op_draft, &moved, ERR_DENIED, "phone");
	world_refused(w, &op_form, &form, ERR_DENIED, "phone");
	world_refused(w, &op_edit, &none, ERR_DENIED, "phone");
	world_refused(w, &op_cancel, &none, ERR_DENIED, "phone");
	record_free(form.record);
}

static void
expect_open(struct world *w, const char *page)
{
	struct msg_application m = { 0 };

	assert_int_equal(world_call(w, &op_application, &none, &m), 0);
	assert_string_equal(m.page, page);
	assert_string_not_equal(record_get(m.record, FIELD_EMAIL), "");
	wire_clear(&wire_application, &m);
}

/* Going back to the form does not take the telephone off the application. */
static void
draft_after_phone(void **state)
{
	struct world *w = *state;
	struct msg_form_request in = { world_form(true) };
	char first[65];

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_want(w, &op_edit, &none);
	expect_open(w, "form"); /* to the session that has proven it */
	world_refused(w, &op_sms, &none, ERR_CONFLICT, "state");
	memcpy(first, w->token, sizeof(first));
	expect_closed(w);
	w->now += 61;
	world_prove_phone(w);
	expect_open(w, "form");
	/* With another number on the form the old one opens it first. */
	record_set(in.record, FIELD_MOBILE, "5301234589", NULL);
	world_want(w, &op_form, &in);
	expect_closed(w);
	w->now += 61;
	world_prove_phone(w);
	assert_string_equal(world_state(w), "form_approved");
	expect_open(w, "sms-send");
	w->now += 61;
	world_prove_phone(w);
	expect_open(w, "method");
	/* From now on the new one counts, and the old proof no more. */
	memcpy(w->token, first, sizeof(first));
	world_refused(w, &op_edit, &none, ERR_DENIED, "phone");
	record_free(in.record);
}

static void
correction_after_phone(void **state)
{
	struct world *w = *state;
	struct application_move m = { EVENT_REQUEST_CORRECTION, ROLE_OFFICER,
		STATE_CORRECTION_REQUESTED, NULL, NULL };
	struct application a = { 0 };
	struct msg_application out = { 0 };
	struct msg_form_request in = { world_form(true) };

	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	snprintf(a.reason, sizeof(a.reason), "Adres eksik");
	snprintf(a.correct, sizeof(a.correct), "address");
	assert_int_equal(
	    store_application_save(w->flow.store, &a, w->now, NULL), 0);
	assert_int_equal(
	    store_application_move(w->flow.store, &a, &m, w->now, NULL), 0);
	application_clear(&a);
	expect_closed(w);
	w->now += 61;
	world_prove_phone(w);
	assert_string_equal(world_state(w), "correction_requested");
	expect_open(w, "form");
	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	assert_string_equal(out.reason, "Adres eksik");
	assert_int_equal(out.correct.n, 1);
	wire_clear(&wire_application, &out);
	world_want(w, &op_form, &in);
	record_free(in.record);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(phone_bound),
		T(draft_after_phone),
		T(correction_after_phone),
	};

	return cmocka_run_group_tests_name("flow-phone", tests, NULL, NULL);
}
