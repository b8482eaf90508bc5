#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"
#include "base/base64.h"

/* RFC 4648 §10 */
static const struct {
	const char *plain, *coded;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xff\xfe\xfd", "//79" },
	{ "\xfb\xf0", "+/A=" },
};

static void
known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		size_t n = strlen(vectors[i].plain), len;
		char *coded = base64_encode(vectors[i].plain, n);
		unsigned char *plain;

		assert_string_equal(coded, vectors[i].coded);
		assert_int_equal(base64_decode(coded, &plain, &len), 0);
		assert_int_equal(len, n);
		assert_memory_equal(plain, vectors[i].plain, n);
		free(coded);
		free(plain);
	}
}

static void
every_byte(void **state)
{
	unsigned char all[256], *back;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (unsigned char)i;
	for (size_t n = 0; n <= sizeof(all); n++) {
		char *coded = base64_encode(all, n);

		assert_int_equal(base64_decode(coded, &back, &len), 0);
		assert_int_equal(len, n);
		assert_memory_equal(back, all, n);
		free(coded);
		free(back);
	}
}

static void
only_canonical(void **state)
{
	static const char *const bad[] = { "Z", "Zg", "Zg=", "Zg===", "=",
		"====", "Z===", "Zg==Zg==", "Zm=v", "Z=9v", "Zm9v\n", " Zm9v",
		"Zm 9", "Zm9-", "Zm9_", "Zh==", "Zm9=", "Zm8=Zm9v", "Zm9\xff" };
	unsigned char *out;
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (base64_decode(bad[i], &out, &len) != -1)
			fail_msg("\"%s\" was taken", bad[i]);
}

static void
hexadecimal(void **state)
{
	char out[7];

	(void)state;
	hex_encode("\x00\x9f\xff", 3, out);
	assert_string_equal(out, "009fff");
	hex_encode("", 0, out);
	assert_string_equal(out, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(every_byte),
		cmocka_unit_test(only_canonical),
		cmocka_unit_test(hexadecimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
