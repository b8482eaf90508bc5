/*
 * Client and portal judge a form alike: what check_record refuses before
 * anything is sent, the portal refuses too, at the same field and with the
 * same sentence; what it accepts, the portal accepts.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "flow-world.h"
#include "model/check.h"
#include "wire/messages.h"
#include "base/banned.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static struct msg_empty none;

/* The form as the client holds it: the portal's record with what was typed. */
static struct record *
filled(struct world *w)
{
	struct msg_application out = { 0 };
	struct record *typed = world_form(true), *r;

	assert_int_equal(world_call(w, &op_application, &none, &out), 0);
	r = record_copy(out.record);
	assert_non_null(r);
	wire_clear(&wire_application, &out);
	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++)
		if (!field_locked((enum field_id)i))
			assert_int_equal(
			    record_set(r, (enum field_id)i,
				record_get(typed, (enum field_id)i), NULL),
			    0);
	record_free(typed);
	return r;
}

/* Sends the record over the wire's codec to the portal. */
static int
hand_in(struct world *w, struct record *r)
{
	struct msg_form_request in = { r }, arrived = { NULL };
	struct msg_application out = { 0 };
	struct buf json = BUF_INIT(65536);
	int rc;

	assert_int_equal(wire_encode(&wire_form_request, &in, &json, NULL), 0);
	assert_int_equal(wire_decode(&wire_form_request, buf_str(&json),
			     json.len, &arrived, NULL),
	    0);
	rc = world_call(w, &op_form, &arrived, &out);
	if (rc == 0)
		wire_clear(&wire_application, &out);
	wire_clear(&wire_form_request, &arrived);
	buf_free(&json);
	return rc;
}

/* Both judge r; answers the first wrong field, or -1. */
static int
judge(struct world *w, struct record *r)
{
	struct err bad[FIELD_COUNT];
	int first = -1;

	check_record(r, FIELD_FORM_FIRST, FIELD_FORM_LAST, bad);
	for (int i = FIELD_FORM_LAST; i >= FIELD_FORM_FIRST; i--)
		if (bad[i].text[0] != '\0')
			first = i;
	if (hand_in(w, r) == 0) {
		if (first >= 0)
			fail_msg("the portal takes %s = \"%s\": %s",
			    field((enum field_id)first)->name,
			    record_get(r, (enum field_id)first),
			    bad[first].text);
		world_want(w, &op_edit, &none);
		return -1;
	}
	if (first < 0)
		fail_msg("the client takes what the portal refuses at %s: %s",
		    w->err.field, w->err.text);
	assert_string_equal(w->err.field, field((enum field_id)first)->name);
	assert_string_equal(w->err.text, bad[first].text);
	assert_int_equal(w->err.code, bad[first].code);
	return first;
}

/* Every value in every field that may be typed. */
static const char *const values[] = { "", " ", "x", "0", "1", "12345", "49500",
	"06100", "99999", "AYŞE", "MUŞ", "ANKARA", "MERKEZ", "muş merkez",
	"renewal", "none", "mini", "3", "both", "TURKCELL", "DİĞER",
	"5301234567", "0530 123 45 67", "+905301234567", "2121234567",
	"4363110000", "436311", "a@b", "a@example.org", "@", "a@@b.c",
	"mavi defne 42", "AYŞE ÖĞRETMEN 1", "10000000146 mavi", "01.02.1980",
	"kırmızı 01021980", "short", "' OR 1=1 --", "<b>x</b>", "%s%n",
	"ŞŞŞŞŞŞŞŞ", "ß", "ıIiİ", "a\nb",
	"1234567890123456789012345678901234567890123456789012345678901234567" };

static void
each_field(void **state)
{
	struct world *w = *state;
	int refused = 0;

	assert_int_equal(world_login(w, AYSE), 0);
	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++) {
		if (field_locked((enum field_id)i))
			continue;
		for (size_t v = 0; v < LEN(values); v++) {
			struct record *r = filled(w);

			/* What no record takes never leaves the client. */
			if (record_set(r, (enum field_id)i, values[v], NULL) ==
			    0)
				refused += judge(w, r) >= 0;
			record_free(r);
		}
	}
	assert_true(refused > 100);
}

/* All wrong at once, then corrected one by one in the portal's order. */
static void
one_by_one(void **state)
{
	struct world *w = *state;
	struct record *good, *r;
	int wrong, last = -1, steps = 0;

	assert_int_equal(world_login(w, AYSE), 0);
	good = filled(w);
	r = filled(w);
	for (int i = FIELD_FORM_FIRST; i <= FIELD_FORM_LAST; i++)
		if (!field_locked((enum field_id)i))
			record_set(r, (enum field_id)i, "?", NULL);
	while ((wrong = judge(w, r)) >= 0) {
		/* A right postcode beside a wrong il is wrong again. */
		last = wrong > last ? wrong : last + 1;
		assert_true(last <= FIELD_FORM_LAST);
		for (int i = FIELD_FORM_FIRST; i <= last; i++)
			assert_int_equal(
			    record_set(r, (enum field_id)i,
				record_get(good, (enum field_id)i), NULL),
			    0);
		assert_true(++steps < FIELD_COUNT);
	}
	assert_true(steps > 5);
	record_free(good);
	record_free(r);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(each_field),
		T(one_by_one),
	};

	return cmocka_run_group_tests_name("checks", tests, NULL, NULL);
}
