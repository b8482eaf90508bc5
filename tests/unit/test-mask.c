#include "config.h"
#include "client/form/mask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/banned.h"

static void
test_date(void **state)
{
	static const struct {
		const char *typed, *digits, *shown;
	} cases[] = { { "1.1.1980", "01011980", "01.01.1980" },
		{ "01/02/1980", "01021980", "01.02.1980" },
		{ "01021980", "01021980", "01.02.1980" },
		{ "010", "010", "01.0" }, { "", "", "" }, { "x", "", "" },
		{ "99999999999", "99999999", "99.99.9999" } };
	char out[MASK_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		mask_date_digits(cases[i].typed, out);
		assert_string_equal(out, cases[i].digits);
		mask_date(cases[i].digits, out);
		assert_string_equal(out, cases[i].shown);
	}
	assert_int_equal(mask_date_at(0), 0);
	assert_int_equal(mask_date_at(2), 3);
	assert_int_equal(mask_date_at(8), 10);
}

static void
test_phone(void **state)
{
	static const struct {
		const char *typed, *digits, *shown;
	} cases[] = { { "05301234567", "05301234567", "0530 123 45 67" },
		{ "+90 (530) 123-45-67", "05301234567", "0530 123 45 67" },
		{ "0090 530 123 45 67", "05301234567", "0530 123 45 67" },
		{ "5301234567", "5301234567", "530 123 45 67" },
		{ "0530 12", "053012", "0530 12" }, { "", "", "" },
		{ "053012345678999", "05301234567", "0530 123 45 67" } };
	char out[MASK_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		mask_phone_digits(cases[i].typed, out);
		assert_string_equal(out, cases[i].digits);
		mask_phone(cases[i].digits, out);
		assert_string_equal(out, cases[i].shown);
	}
	assert_int_equal(mask_phone_at("05301234567", 4), 4);
	assert_int_equal(mask_phone_at("05301234567", 5), 6);
	assert_int_equal(mask_phone_at("05301234567", 11), 14);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_phone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
