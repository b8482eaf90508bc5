#include "config.h"

#include <string.h>

#include "unit.h"
#include "base/clock.h"
#include "base/date.h"

static void
parse(void **state)
{
	static const struct {
		const char *s, *day; /* NULL: refused */
		int rc;
	} cases[] = {
		{ "05.03.1980", "05.03.1980", 0 },
		{ "5.3.1980", "05.03.1980", 0 },
		{ "5/3/1980", "05.03.1980", 0 },
		{ "5-3-1980", "05.03.1980", 0 },
		{ "5 3 1980", "05.03.1980", 0 },
		{ "5 . 3 . 1980", "05.03.1980", 0 },
		{ "05031980", "05.03.1980", 0 },
		{ "29.02.2000", "29.02.2000", 0 },
		{ "29.02.1900", NULL, -2 },
		{ "29.02.2023", NULL, -2 },
		{ "31.04.2000", NULL, -2 },
		{ "00.01.2000", NULL, -2 },
		{ "01.00.2000", NULL, -2 },
		{ "01.13.2000", NULL, -2 },
		{ "01.01.0000", NULL, -2 },
		{ "", NULL, -1 },
		{ "5..3.1980", NULL, -1 },
		{ "5.3.80", NULL, -1 },
		{ "005.3.1980", NULL, -1 },
		{ "5.3.19800", NULL, -1 },
		{ "5.3.1980x", NULL, -1 },
		{ "1980.03.05", NULL, -1 },
		{ "5.3.-980", NULL, -1 },
		{ "0503198a", NULL, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[DATE_TEXT];
		struct date d;

		assert_int_equal(date_parse(cases[i].s, &d), cases[i].rc);
		if (cases[i].day != NULL)
			assert_string_equal(
			    date_format(&d, text), cases[i].day);
	}
}

static void
ages(void **state)
{
	struct date birth = { 2000, 2, 29 }, before = { 2018, 2, 28 },
		    after = { 2018, 3, 1 };

	(void)state;
	assert_int_equal(date_age(&birth, &before), 17);
	assert_int_equal(date_age(&birth, &after), 18);
	assert_true(date_cmp(&before, &after) < 0);
	assert_true(date_cmp(&after, &before) > 0);
	assert_int_equal(date_cmp(&after, &after), 0);
}

static void
turkish_day(void **state)
{
	char text[DATE_MOMENT];
	struct date d;

	(void)state;
	d = date_of(1795294800); /* 21.11.2026 21:00 UTC: 00:00 in Turkey */
	assert_int_equal(d.day, 22);
	d = date_of(1795294799);
	assert_int_equal(d.day, 21);
	assert_string_equal(
	    date_moment(1795294800, text), "22.11.2026 00:00:00");
	assert_string_equal(
	    date_rfc3339(1795294800, text), "2026-11-21T21:00:00Z");
	assert_int_equal(date_days_until(0, 86400), 1);
	assert_int_equal(date_days_until(0, 86401), 2);
	assert_int_equal(date_days_until(0, 0), 0);
	assert_true(date_days_until(86400, 0) < 0);
}

static void
rfc3339(void **state)
{
	static const char *const bad[] = { "", "2026-11-21", "2026-11-21T14:02",
		"2026-11-21T14:02:10", "2026-11-21 14:02:10Z",
		"2026-11-21T14:02:10z", "2026-02-30T14:02:10Z",
		"2026-11-21T24:00:00Z", "2026-11-21T23:59:60Z",
		"2026-13-01T00:00:00Z", "+026-11-21T14:02:10Z",
		"2026-11-21T14:02:10Zx", "2026-11-21T14:02:10+00:00" };
	int64_t t = 0;

	(void)state;
	assert_int_equal(date_from_rfc3339("2026-11-21T21:00:00Z", &t), 0);
	assert_int_equal(t, 1795294800);
	assert_int_equal(date_from_rfc3339("2000-02-29T00:00:00Z", &t), 0);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(date_from_rfc3339(bad[i], &t), -1);
}

static int64_t
fixed(void)
{
	return 42;
}

static void
clocks(void **state)
{
	int64_t a = clock_mono_ms(), b = clock_mono_ms();

	(void)state;
	assert_true(b >= a);
	assert_true(clock_wall() > 1600000000);
	clock_set(fixed, fixed);
	assert_int_equal(clock_mono_ms(), 42);
	assert_int_equal(clock_wall(), 42);
	clock_set(NULL, NULL);
	assert_true(clock_wall() > 1600000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),
		cmocka_unit_test(ages),
		cmocka_unit_test(turkish_day),
		cmocka_unit_test(rfc3339),
		cmocka_unit_test(clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
