#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/buf.h"

static void
grows_to_its_limit(void **state)
{
	struct buf b = BUF_INIT(10);

	(void)state;
	assert_string_equal(buf_str(&b), "");
	assert_int_equal(buf_adds(&b, "abc"), 0);
	assert_int_equal(buf_addc(&b, 'd'), 0);
	assert_int_equal(buf_addf(&b, "%d", 1234), 0);
	assert_string_equal(buf_str(&b), "abcd1234");
	assert_int_equal(buf_adds(&b, "123"), -1);
	assert_true(b.failed);
	assert_string_equal(buf_str(&b), "abcd1234");
	assert_int_equal(buf_addc(&b, 'x'), -1); /* stays failed */
	assert_null(buf_steal(&b, NULL));
	buf_reset(&b);
	assert_int_equal(buf_adds(&b, "0123456789"), 0);
	assert_int_equal(buf_addc(&b, 'x'), -1);
	buf_free(&b);
	assert_int_equal(buf_addf(&b, "%s", "0123456789x"), -1);
	buf_free(&b);
	buf_free(NULL);
}

static void
drops_from_the_front(void **state)
{
	struct buf b = BUF_INIT(100);

	(void)state;
	buf_drop(&b, 3);
	buf_adds(&b, "abcdef");
	buf_drop(&b, 2);
	assert_string_equal(buf_str(&b), "cdef");
	buf_drop(&b, 99);
	assert_string_equal(buf_str(&b), "");
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void
gives_its_memory_away(void **state)
{
	struct buf b = BUF_INIT(100);
	size_t len = 9;
	char *p = buf_steal(&b, &len);

	(void)state;
	assert_string_equal(p, "");
	assert_int_equal(len, 0);
	free(p);
	buf_add(&b, "a\0b", 3);
	p = buf_steal(&b, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(p, "a\0b", 4);
	free(p);
	assert_null(b.data);
	buf_free(&b);
}

static void
wiping_keeps_the_content(void **state)
{
	struct buf b = BUF_INIT(100000);

	(void)state;
	b.wipe = true;
	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "%d", i % 10);
	assert_int_equal(b.len, 10000);
	for (size_t i = 0; i < b.len; i++)
		assert_int_equal(b.data[i], '0' + (int)(i % 10));
	buf_reset(&b);
	for (size_t i = 0; i < b.room; i++)
		assert_int_equal(b.data[i], 0);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_to_its_limit),
		cmocka_unit_test(drops_from_the_front),
		cmocka_unit_test(gives_its_memory_away),
		cmocka_unit_test(wiping_keeps_the_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
