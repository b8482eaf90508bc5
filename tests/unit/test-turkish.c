#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/turkish.h"

static void
case_by_turkish_rules(void **state)
{
	static const struct {
		const char *lower, *upper;
	} pairs[] = {
		{ "", "" },
		{ "iğdır ılgın", "İĞDIR ILGIN" },
		{ "şçöüğ", "ŞÇÖÜĞ" },
		{ "muş 1", "MUŞ 1" },
		{ "hakkâri", "HAKKÂRİ" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		char *up = turkish_upper(pairs[i].lower);
		char *low = turkish_lower(pairs[i].upper);

		assert_string_equal(up, pairs[i].upper);
		assert_string_equal(low, pairs[i].lower);
		free(up);
		free(low);
	}
	assert_null(turkish_upper("\xff"));
	assert_null(turkish_lower("\xff"));
	assert_null(turkish_key("\xff"));
}

static void
order(void **state)
{
	static const char *const sorted[] = { "", " ", "1", "a", "az", "b", "c",
		"ç", "d", "g", "ğ", "h", "ı", "i", "j", "o", "ö", "p", "q", "r",
		"s", "ş", "t", "u", "ü", "v", "w", "x", "y", "z" };

	(void)state;
	for (size_t i = 0; i < COUNT(sorted); i++)
		for (size_t k = 0; k < COUNT(sorted); k++) {
			char *up = turkish_upper(sorted[k]);
			int c = turkish_compare(sorted[i], up);

			assert_int_equal((c > 0) - (c < 0), (i > k) - (i < k));
			free(up);
		}
}

static void
keys(void **state)
{
	static const struct {
		const char *s, *key;
	} cases[] = {
		{ "ŞANLIURFA", "sanliurfa" },
		{ "Şanlıurfa", "sanliurfa" },
		{ "sanliurfa", "sanliurfa" },
		{ "IĞDIR", "igdir" },
		{ "İğdir", "igdir" },
		{ "HAKKÂRİ", "hakkari" },
		{ "  BATMAN \t MERKEZ ", "batman merkez" },
		{ "", "" },
		{ "   ", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *key = turkish_key(cases[i].s);

		assert_string_equal(key, cases[i].key);
		free(key);
	}
}

static void
match(void **state)
{
	(void)state;
	assert_int_equal(turkish_match("batman merkez", "bat"), 3);
	assert_int_equal(turkish_match("batman merkez", "mer"), 2);
	assert_int_equal(turkish_match("mudur/mudur yardimcisi", "mudur y"), 2);
	assert_int_equal(turkish_match("batman merkez", "erk"), 1);
	assert_int_equal(turkish_match("batman merkez", "xyz"), 0);
	assert_int_equal(turkish_match("batman", ""), 3);
	assert_int_equal(turkish_match("xa ab", "ab"), 2);
	assert_true(turkish_same("ÖĞRETMEN", "öğretmen"));
	assert_true(turkish_same("ISPARTA", "ısparta"));
	assert_false(turkish_same("ISPARTA", "isparta"));
	assert_false(turkish_same("ÖĞRETMEN", "OGRETMEN"));
	assert_false(turkish_same("\xff", "\xff"));
}

static void
ascii(void **state)
{
	static const struct {
		unsigned long c;
		const char *text;
	} cases[] = {
		{ 'a', "a" },
		{ 0x131, "i" },
		{ 0x130, "I" },
		{ 0x15e, "S" },
		{ 0x11f, "g" },
		{ 0xfc, "u" },
		{ 0x2026, "..." },
		{ 0x65e5, "?" },
	};
	char out[4];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(
		    turkish_ascii(cases[i].c, out), cases[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_by_turkish_rules),
		cmocka_unit_test(order),
		cmocka_unit_test(keys),
		cmocka_unit_test(match),
		cmocka_unit_test(ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
