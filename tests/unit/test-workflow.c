#include "config.h"

#include <string.h>

#include "unit.h"
#include "base/lang.h"
#include "model/page.h"
#include "model/workflow.h"

#define A (1 << ROLE_APPLICANT)
#define K (1 << ROLE_OFFICER)
#define O (1 << ROLE_OFFICE)
#define Y (1 << ROLE_SYSTEM)

/* Written down a second time, by state, as the process has it. */
struct step {
	const char *event;
	int by;
	const char *to;
};

static const struct step draft[] = { { "approve_form", A, "form_approved" },
	{ "verify_phone", A, "draft" }, { "cancel", A, "cancelled" },
	{ "expire", Y, "expired" }, { 0 } };
static const struct step form_approved[] = { { "edit", A, "draft" },
	{ "verify_phone", A, "phone_verified" }, { "cancel", A, "cancelled" },
	{ "expire", Y, "expired" }, { 0 } };
static const struct step phone_verified[] = { { "edit", A, "draft" },
	{ "verify_phone", A, "phone_verified" },
	{ "choose_signature", A, "awaiting_signature" },
	{ "choose_paper", A, "awaiting_paper" },
	{ "choose_consent", A, "submitted" }, { "cancel", A, "cancelled" },
	{ "expire", Y, "expired" }, { 0 } };
static const struct step awaiting_signature[] = { { "edit", A, "draft" },
	{ "verify_phone", A, "awaiting_signature" },
	{ "change_method", A, "phone_verified" }, { "sign", A, "submitted" },
	{ "cancel", A, "cancelled" }, { "expire", Y, "expired" }, { 0 } };
static const struct step awaiting_paper[] = { { "edit", A, "draft" },
	{ "verify_phone", A, "awaiting_paper" },
	{ "change_method", A, "phone_verified" },
	{ "paper_received", O, "submitted" }, { "cancel", A, "cancelled" },
	{ "expire", Y, "expired" }, { 0 } };
static const struct step submitted[] = { { "approve", K | O, "approved" },
	{ "reject", K | O, "rejected" },
	{ "request_correction", K | O, "correction_requested" },
	{ "cancel", A, "cancelled" }, { 0 } };
static const struct step correction_requested[] = { { "edit", A, "draft" },
	{ "verify_phone", A, "correction_requested" },
	{ "cancel", A, "cancelled" }, { "expire", Y, "expired" }, { 0 } };
static const struct step approved[] = { { "produce", O, "in_production" },
	{ 0 } };
static const struct step in_production[] = { { "ship", O, "shipped" },
	{ "expire", Y, "expired" }, { 0 } };
static const struct step shipped[] = { { "deliver", O, "delivered" },
	{ "expire", Y, "expired" }, { 0 } };
static const struct step delivered[] = { { "open", A, "opened" },
	{ "expire", Y, "expired" }, { 0 } };
static const struct step ended[] = { { 0 } };

static const struct {
	const char *name;
	const struct step *steps;
	bool open;
} expected[] = {
	{ "draft", draft, true },
	{ "form_approved", form_approved, true },
	{ "phone_verified", phone_verified, true },
	{ "awaiting_signature", awaiting_signature, true },
	{ "awaiting_paper", awaiting_paper, true },
	{ "submitted", submitted, true },
	{ "correction_requested", correction_requested, true },
	{ "approved", approved, true },
	{ "rejected", ended, false },
	{ "in_production", in_production, true },
	{ "shipped", shipped, true },
	{ "delivered", delivered, true },
	{ "opened", ended, false },
	{ "cancelled", ended, false },
	{ "expired", ended, false },
};

static const struct step *
find(const struct step *steps, const char *event)
{
	for (; steps->event != NULL; steps++)
		if (strcmp(steps->event, event) == 0)
			return steps;
	return NULL;
}

static void
check_one(enum state from, const struct step *want, enum event ev, enum role by)
{
	enum state to = STATE_COUNT;
	struct err e;
	int rc;

	err_clear(&e);
	rc = workflow_next(from, ev, by, &to, &e);
	if (want == NULL) {
		assert_int_equal(rc, ERR_CONFLICT);
		assert_string_equal(e.reason, "state");
		assert_true(strlen(e.text) > 20);
	} else if ((want->by & (1 << by)) == 0) {
		assert_int_equal(rc, ERR_DENIED);
		assert_true(strlen(e.text) > 20);
	} else {
		assert_int_equal(rc, 0);
		assert_string_equal(state_name(to), want->to);
		return;
	}
	assert_int_equal(to, STATE_COUNT); /* untouched */
}

static void
every_combination(void **state)
{
	(void)state;
	assert_int_equal(COUNT(expected), STATE_COUNT);
	for (int s = 0; s < STATE_COUNT; s++) {
		assert_string_equal(
		    state_name((enum state)s), expected[s].name);
		for (int ev = 0; ev < EVENT_COUNT; ev++)
			for (int by = 0; by < ROLE_COUNT; by++)
				check_one((enum state)s,
				    find(expected[s].steps,
					event_name((enum event)ev)),
				    (enum event)ev, (enum role)by);
	}
}

static void
names(void **state)
{
	(void)state;
	for (int s = 0; s < STATE_COUNT; s++) {
		enum state back;

		assert_int_equal(
		    state_from_name(state_name((enum state)s), &back), 0);
		assert_int_equal(back, s);
		assert_int_equal(
		    workflow_open((enum state)s), expected[s].open);
		assert_true(state_label((enum state)s)[0] != '\0');
	}
	assert_int_equal(state_from_name("DRAFT", &(enum state){ 0 }), -1);
	for (int a = 0; a < EVENT_COUNT; a++)
		for (int b = 0; b < a; b++)
			assert_string_not_equal(event_name((enum event)a),
			    event_name((enum event)b));
}

static void
where_to_go_on(void **state)
{
	static const struct {
		enum page fresh, proven;
	} want[] = {
		[STATE_DRAFT] = { PAGE_FORM, PAGE_FORM },
		[STATE_FORM_APPROVED] = { PAGE_SMS_SEND, PAGE_SMS_SEND },
		[STATE_PHONE_VERIFIED] = { PAGE_SMS_SEND, PAGE_METHOD },
		[STATE_AWAITING_SIGNATURE] = { PAGE_SMS_SEND, PAGE_SIGN },
		[STATE_AWAITING_PAPER] = { PAGE_SMS_SEND, PAGE_PAPER },
		[STATE_SUBMITTED] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_CORRECTION_REQUESTED] = { PAGE_FORM, PAGE_FORM },
		[STATE_APPROVED] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_REJECTED] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_IN_PRODUCTION] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_SHIPPED] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_DELIVERED] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_OPENED] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_CANCELLED] = { PAGE_RESULT, PAGE_RESULT },
		[STATE_EXPIRED] = { PAGE_RESULT, PAGE_RESULT },
	};

	(void)state;
	for (int s = 0; s < STATE_COUNT; s++) {
		assert_int_equal(page_of((enum state)s, false), want[s].fresh);
		assert_int_equal(page_of((enum state)s, true), want[s].proven);
	}
}

static void
pages(void **state)
{
	static const int steps[] = { 1, 2, 3, 3, 4, 5, 5, 6 };

	(void)state;
	assert_int_equal(page_steps(), 6);
	for (int p = 0; p < PAGE_COUNT; p++) {
		enum page back;

		assert_int_equal(page_step((enum page)p), steps[p]);
		assert_int_equal(
		    page_from_name(page_name((enum page)p), &back), 0);
		assert_int_equal(back, p);
	}
	assert_int_equal(page_from_name("", &(enum page){ 0 }), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_combination),
		cmocka_unit_test(names),
		cmocka_unit_test(where_to_go_on),
		cmocka_unit_test(pages),
	};

	lang_set(LANG_EN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
