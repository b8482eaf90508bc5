#include "config.h"

#include <string.h>

#include "unit.h"
#include "base/secret.h"

static void
holds_and_forgets(void **state)
{
	struct secret *s = secret_new();
	char big[SECRET_MAX + 1];

	(void)state;
	assert_non_null(s);
	assert_int_equal(secret_len(s), 0);
	assert_int_equal(secret_set(s, "123456", 6), 0);
	assert_string_equal(secret_text(s), "123456");
	assert_int_equal(secret_set(s, "12", 2), 0); /* nothing stays behind */
	assert_memory_equal(secret_text(s), "12\0\0\0\0", 6);
	memset(big, 'x', sizeof(big));
	assert_int_equal(secret_set(s, big, SECRET_MAX), -1);
	assert_string_equal(secret_text(s), "12");
	assert_int_equal(secret_set(s, big, SECRET_MAX - 1), 0);
	assert_int_equal(secret_len(s), SECRET_MAX - 1);
	secret_clear(s);
	for (size_t i = 0; i < SECRET_MAX; i++)
		assert_int_equal(secret_text(s)[i], 0);
	secret_edit(s)[0] = 'a';
	assert_string_equal(secret_text(s), "a");
	secret_free(s);
	secret_free(NULL);
	secret_clear(NULL);
}

static void
compares(void **state)
{
	(void)state;
	assert_int_equal(secret_compare("abc", "abc", 3), 0);
	assert_int_not_equal(secret_compare("abc", "abd", 3), 0);
	assert_int_not_equal(secret_compare("abc", "bbc", 3), 0);
	assert_int_equal(secret_compare("abc", "abd", 2), 0);
	assert_int_equal(secret_compare("", "", 0), 0);
	assert_int_not_equal(secret_compare("\x80", "\x00", 1), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_and_forgets),
		cmocka_unit_test(compares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
