#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/text.h"

static void
valid(void **state)
{
	static const struct {
		const char *s;
		size_t len;
		bool ok;
	} cases[] = {
		{ "", 0, true },
		{ "şçğ", 6, true },
		{ "a\0b", 3, false },
		{ "\xff", 1, false },
		{ "\xc0\xaf", 2, false },     /* overlong */
		{ "\xed\xa0\x80", 3, false }, /* surrogate */
		{ "\xf4\x90\x80\x80", 4, false },
		{ "\xc5", 1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    text_valid(cases[i].s, cases[i].len), cases[i].ok);
}

static void
printable(void **state)
{
	static const char *const bad[] = { "\x01", "\x1b[2J", "a\tb", "\r",
		"\x7f", "\xc2\x80", "\xc2\x9b" /* C1 CSI */, "\xc2\x9f",
		"\xc2\xad" /* soft hyphen */, "\xe2\x80\x8b" /* zero width */,
		"\xe2\x80\x8d", "\xe2\x80\x8e", "\xe2\x80\xaa", "\xe2\x80\xae",
		"\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x80\xa8", "\xe2\x80\xa9",
		"\xef\xbb\xbf", "\xee\x80\x80" /* private use */,
		"\xef\xbf\xbf", "\xd8\x9c" /* Arabic letter mark */,
		"\xf3\xa0\x81\x81" /* tag */, "\xff" };
	static const char *const good[] = { "", "abc", "ŞĞÜİÖÇ şğıöüç",
		"Â’“”–…", "s\xcc\xa7", "日本", "😀", "\xc2\xa0" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_false(text_printable(bad[i], false));
		assert_false(text_printable(bad[i], true));
	}
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(text_printable(good[i], false));
	assert_false(text_printable("a\nb", false));
	assert_true(text_printable("a\nb", true));
}

static void
sizes(void **state)
{
	static const struct {
		const char *s;
		size_t length, columns;
	} cases[] = {
		{ "", 0, 0 },
		{ "abc", 3, 3 },
		{ "şçğ", 3, 3 },
		{ "s\xcc\xa7", 2, 1 },
		{ "日本", 2, 4 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(text_length(cases[i].s), cases[i].length);
		assert_int_equal(text_columns(cases[i].s), cases[i].columns);
	}
	assert_int_equal(text_fit("şçğ", 2), 4);
	assert_int_equal(text_fit("日本", 3), 3);
	assert_int_equal(text_fit("s\xcc\xa7x", 1), 3);
	assert_int_equal(text_fit("abc", 0), 0);
	assert_int_equal(text_fit("abc", 9), 3);
	assert_int_equal(text_width('\n'), -1);
	assert_int_equal(text_width(0x9b), -1);
}

static void
code_points(void **state)
{
	static const uint32_t points[] = { 'a', 0xe7, 0x131, 0x65e5, 0x1f600 };

	(void)state;
	for (size_t i = 0; i < COUNT(points); i++) {
		char one[5];
		const char *p = one;
		size_t n = text_put(points[i], one);

		assert_int_equal(n, strlen(one));
		assert_int_equal(text_next(&p), points[i]);
		assert_int_equal(text_next(&p), 0);
	}
	for (const char *p = "\xff\xc5";;) {
		uint32_t c = text_next(&p);

		if (c == 0)
			break;
		assert_int_equal(c, 0xfffd);
	}
	assert_true(text_letter('a') && text_letter(0x131));
	assert_false(text_letter('1') || text_letter(' ') || text_letter(0x2d));
}

static void
clean(void **state)
{
	static const struct {
		const char *s;
		bool lines;
		const char *out;
	} cases[] = {
		{ "", false, "" },
		{ "   ", false, "" },
		{ "  a  b\t c ", false, "a b c" },
		{ "a\nb", false, "a b" },
		{ "a\nb", true, "a\nb" },
		{ " \n a \n\n b \n ", true, "a\n\nb" },
		{ "s\xcc\xa7", false, "ş" },
		{ "a\xc2\xa0 b\xc2\xa0", false, "a b" },
		{ "\xc2\xa0", false, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *v = text_clean(cases[i].s, cases[i].lines);

		assert_string_equal(v, cases[i].out);
		free(v);
	}
	assert_null(text_clean("\xc5", false));
	assert_null(text_compose("\xc5"));
}

static void
shown(void **state)
{
	static const struct {
		const char *s;
		size_t len, max;
		const char *out;
	} cases[] = {
		{ "abc", 3, 10, "abc" },
		{ "abc", 3, 2, "ab…" },
		{ "abc", 2, 9, "ab" },
		{ "a\x1b[2J", 5, 9, "a?[2J" },
		{ "a\0b", 3, 9, "a?b" },
		{ "\xff\xfe", 2, 9, "??" },
		{ "ş\xc5", 3, 9, "ş?" },
		{ "\xe2\x80\xae", 3, 9, "?" },
		{ "a\nb", 3, 9, "a?b" },
		{ "", 0, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *v = text_shown(cases[i].s, cases[i].len, cases[i].max);

		assert_string_equal(v, cases[i].out);
		free(v);
	}
}

static void
digits(void **state)
{
	char out[5];

	(void)state;
	assert_int_equal(text_digits("a1 2-3", out, sizeof(out)), 3);
	assert_string_equal(out, "123");
	assert_int_equal(text_digits("1234567", out, sizeof(out)), 7);
	assert_string_equal(out, "1234");
	assert_true(text_all_digits("012"));
	assert_false(text_all_digits(""));
	assert_false(text_all_digits("1 2"));
	assert_true(text_ascii_equal("SIGN", "sign"));
	assert_false(text_ascii_equal("SİGN", "sign"));
	assert_false(text_ascii_equal("sig", "sign"));
}

static void
one_wrap(const char *s, size_t columns, const char *want)
{
	char out[200] = "";
	size_t used = 0, n, skip;

	while (*s != '\0') {
		n = text_wrap(s, columns, &skip);
		assert_true(n + skip > 0); /* it goes on */
		assert_true(used + n + 2 < sizeof(out));
		memcpy(out + used, s, n);
		used += n;
		out[used++] = '|';
		s += n + skip;
	}
	out[used] = '\0';
	assert_string_equal(out, want);
}

static void
wrap(void **state)
{
	size_t skip = 9;

	(void)state;
	one_wrap("bir iki üç", 7, "bir iki|üç|");
	one_wrap("bir iki üç", 6, "bir|iki üç|");
	one_wrap("bir   iki", 4, "bir|iki|");
	one_wrap("uzunkelime", 4, "uzun|keli|me|");
	one_wrap("a uzunkelime", 4, "a|uzun|keli|me|");
	one_wrap("a\n\nb\n", 9, "a||b|");
	one_wrap("ş", 0, "ş|");
	one_wrap("日本", 1, "日|本|");
	one_wrap("abcd\nef", 4, "abcd|ef|");
	assert_int_equal(text_wrap("", 9, &skip), 0);
	assert_int_equal(skip, 0);
}

static void
cut(void **state)
{
	char out[8];

	(void)state;
	text_cut(out, sizeof(out), "ŞĞİ");
	assert_string_equal(out, "ŞĞİ");
	text_cut(out, sizeof(out), "abcdefg");
	assert_string_equal(out, "abcdefg");
	text_cut(out, sizeof(out), "abcdefgh");
	assert_string_equal(out, "abcdefg");
	text_cut(out, sizeof(out), "ŞĞİÖ");
	assert_string_equal(out, "ŞĞİ");
	text_cut(out, 1, "Ş");
	assert_string_equal(out, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut),
		cmocka_unit_test(valid),
		cmocka_unit_test(printable),
		cmocka_unit_test(sizes),
		cmocka_unit_test(code_points),
		cmocka_unit_test(clean),
		cmocka_unit_test(shown),
		cmocka_unit_test(digits),
		cmocka_unit_test(wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
