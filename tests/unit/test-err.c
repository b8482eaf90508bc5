#include "config.h"

#include <string.h>

#include "unit.h"
#include "base/err.h"
#include "base/text.h"

static void
words(void **state)
{
	(void)state;
	for (int code = ERR_INTERNAL; code <= ERR_OK; code++)
		assert_int_equal(err_from_word(err_word(code)), code);
	assert_string_equal(err_word(-1000), "internal");
	assert_int_equal(err_from_word("nonsense"), ERR_INTERNAL);
}

static void
setting(void **state)
{
	struct err e, copy = { 0 };

	(void)state;
	assert_int_equal(
	    err_why(&e, ERR_LIMIT, "full", "%d is too many.", 7), ERR_LIMIT);
	assert_string_equal(e.text, "7 is too many.");
	assert_string_equal(e.reason, "full");
	err_field(&e, "email");
	err_copy(&copy, &e);
	assert_string_equal(copy.field, "email");
	/* A new sentence may quote the old one; the rest is forgotten. */
	assert_int_equal(err_set(&e, ERR_DENIED, "No: %s", e.text), ERR_DENIED);
	assert_string_equal(e.text, "No: 7 is too many.");
	assert_string_equal(e.reason, "");
	assert_string_equal(e.field, "");
	err_clear(&e);
	assert_int_equal(e.code, ERR_OK);
	assert_int_equal(err_set(NULL, ERR_INVALID, "x"), ERR_INVALID);
	err_field(NULL, "x");
	err_reason(NULL, "x");
	err_copy(NULL, &e);
	err_clear(NULL);
}

/* Whatever is cut, what stays is UTF-8. */
static void
cut_whole(void **state)
{
	static const char *const letters[] = { "a", "ş", "日", "😀" };

	(void)state;
	for (size_t i = 0; i < COUNT(letters); i++)
		for (size_t lead = 0; lead < 4; lead++) {
			char s[1200];
			size_t n = strlen(letters[i]), used = lead;
			struct err e;

			memset(s, '.', lead);
			while (used + n < sizeof(s)) {
				memcpy(s + used, letters[i], n);
				used += n;
			}
			s[used] = '\0';
			err_fill(&e, ERR_INVALID, "%s", s);
			err_field(&e, s);
			assert_true(text_valid(e.text, strlen(e.text)));
			assert_true(text_valid(e.field, strlen(e.field)));
			assert_true(strlen(e.text) + n >= ERR_TEXT_MAX - 1);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(setting),
		cmocka_unit_test(cut_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
