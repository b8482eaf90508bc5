#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/text.h"
#include "base/turkish.h"
#include "model/place.h"

static void
counts(void **state)
{
	size_t districts = 0, codes = 0;

	(void)state;
	for (size_t p = 0; p < PLACE_PROVINCES; p++) {
		districts += place_district_count(p);
		for (size_t d = 0; d < place_district_count(p); d++)
			codes += place_postcode_count(p, d);
	}
	assert_int_equal(districts, 973);
	assert_int_equal(codes, 2771);
}

static void
turkish_order(void **state)
{
	(void)state;
	for (size_t p = 0; p < PLACE_PROVINCES; p++) {
		if (p > 0)
			assert_true(turkish_compare(place_province(p - 1),
					place_province(p)) < 0);
		for (size_t d = 1; d < place_district_count(p); d++)
			assert_true(turkish_compare(place_district(p, d - 1),
					place_district(p, d)) < 0);
	}
	assert_string_equal(place_province(0), "ADANA");
	assert_string_equal(place_province(PLACE_PROVINCES - 1), "ZONGULDAK");
	assert_true(
	    place_province_find("IĞDIR") + 1 == place_province_find("ISPARTA"));
	assert_true(place_province_find("ISPARTA") + 1 ==
		    place_province_find("İSTANBUL"));
}

static void
names_found(void **state)
{
	size_t central = 0;

	(void)state;
	for (size_t p = 0; p < PLACE_PROVINCES; p++) {
		const char *il = place_province(p);

		assert_int_equal(place_province_find(il), p);
		for (size_t d = 0; d < place_district_count(p); d++) {
			const char *name = place_district(p, d);

			assert_int_equal(place_district_find(p, name), d);
			assert_string_not_equal(name, "MERKEZ");
			assert_true(strlen(name) >= 2);
			if (strstr(name, " MERKEZ") == NULL)
				continue;
			central++;
			assert_memory_equal(name, il, strlen(il));
		}
	}
	assert_int_equal(central, 51);
	assert_int_equal(place_province_find("batman"), -1);
	assert_int_equal(place_district_find(0, "BULANIK"), -1);
}

/* Every way people type a name finds it and nothing else before it. */
static void
five_spellings(const char *name)
{
	char *spelling[5] = { strdup(name), turkish_lower(name),
		turkish_key(name), turkish_key(name), turkish_lower(name) };
	char *want = turkish_key(name);

	for (char *c = spelling[3]; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A'); /* "IGDIR" */
	if (spelling[4][0] >= 'a' && spelling[4][0] <= 'z' &&
	    spelling[4][0] != 'i')
		spelling[4][0] = (char)(spelling[4][0] - 'a' + 'A');
	for (size_t i = 0; i < 5; i++) {
		char *key = turkish_key(spelling[i]);

		assert_string_equal(key, want);
		assert_int_equal(turkish_match(want, key), 3);
		free(key);
		free(spelling[i]);
	}
	free(want);
}

static void
spellings(void **state)
{
	(void)state;
	for (size_t p = 0; p < PLACE_PROVINCES; p++) {
		five_spellings(place_province(p));
		for (size_t d = 0; d < place_district_count(p); d++)
			five_spellings(place_district(p, d));
	}
}

static void
postcodes(void **state)
{
	size_t p, d;

	(void)state;
	for (size_t i = 0; i < PLACE_PROVINCES; i++)
		for (size_t k = 0; k < place_district_count(i); k++)
			for (size_t n = 0; n < place_postcode_count(i, k);
			     n++) {
				const char *code = place_postcode(i, k, n);

				assert_int_equal(strlen(code), 5);
				assert_true(place_of_postcode(code, &p, &d));
				assert_int_equal(p, i);
				assert_int_equal(d, k);
			}
	assert_true(place_of_postcode("72050", &p, &d));
	assert_string_equal(place_province(p), "BATMAN");
	assert_string_equal(place_district(p, d), "BATMAN MERKEZ");
	assert_true(place_of_postcode("49500", &p, &d));
	assert_string_equal(place_district(p, d), "BULANIK");
	assert_false(place_of_postcode("00000", &p, &d));
	assert_false(place_of_postcode("99999", &p, &d));
	assert_false(place_of_postcode("7205", &p, &d));
	assert_false(place_of_postcode("", &p, &d));
}

static void
only_postcode(void **state)
{
	size_t only = 0;

	(void)state;
	for (size_t p = 0; p < PLACE_PROVINCES; p++)
		for (size_t d = 0; d < place_district_count(p); d++) {
			const char *code = place_only_postcode(p, d);

			only += code != NULL;
			assert_int_equal(
			    code != NULL, place_postcode_count(p, d) == 1);
		}
	assert_int_equal(only, 325);
}

static void
area_codes(void **state)
{
	bool seen[PLACE_PROVINCES] = { false };
	size_t known = 0;

	(void)state;
	for (unsigned c = 0; c < 1000; c++) {
		char code[8];
		int p;

		snprintf(code, sizeof(code), "%03u", c);
		p = place_of_area_code(code);
		if (p < 0)
			continue;
		known++;
		seen[p] = true;
	}
	assert_int_equal(known, 82);
	for (size_t p = 0; p < PLACE_PROVINCES; p++)
		assert_true(seen[p]);
	assert_int_equal(place_of_area_code("216"), place_of_area_code("212"));
	assert_int_equal(
	    place_of_area_code("488"), place_province_find("BATMAN"));
	assert_int_equal(place_of_area_code("392"), -1);
	assert_int_equal(place_of_area_code("53"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts),
		cmocka_unit_test(turkish_order),
		cmocka_unit_test(names_found),
		cmocka_unit_test(spellings),
		cmocka_unit_test(postcodes),
		cmocka_unit_test(only_postcode),
		cmocka_unit_test(area_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
