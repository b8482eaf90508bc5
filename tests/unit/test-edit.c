#include "config.h"
#include "client/form/edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/banned.h"

/* Keys of a small language: < > left right, ^ $ home end, B erase, D delete,
 * U line, W word, Z undo, (...) a paste; anything else is typed. */
static void
play(struct edit *e, const char *keys)
{
	static const struct {
		char c;
		bool (*act)(struct edit *);
	} acts[] = { { '<', edit_left }, { '>', edit_right },
		{ '^', edit_home }, { '$', edit_end }, { 'B', edit_erase },
		{ 'D', edit_delete }, { 'U', edit_erase_line },
		{ 'W', edit_erase_word }, { 'Z', edit_undo } };
	char text[64];

	for (; *keys != '\0'; keys++) {
		size_t i, n = 1;

		for (i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
			if (acts[i].c == *keys)
				break;
		if (i < sizeof(acts) / sizeof(acts[0])) {
			acts[i].act(e);
			continue;
		}
		if (*keys == '(') {
			n = strcspn(++keys, ")");
			memcpy(text, keys, n);
			text[n] = '\0';
			edit_insert(e, text, true);
			keys += n;
			continue;
		}
		while (((unsigned char)keys[n] & 0xc0) == 0x80)
			n++;
		memcpy(text, keys, n);
		text[n] = '\0';
		edit_insert(e, text, false);
		keys += n - 1;
	}
}

static void
test_keys(void **state)
{
	static const struct {
		const char *keys, *text;
		size_t at;
	} cases[] = { { "abc", "abc", 3 }, { "abc<<x", "axbc", 2 },
		{ "\305\237\304\261B", "\305\237", 2 }, { "abc^D", "bc", 0 },
		{ "ab c dW", "ab c ", 5 }, { "ab c dWW", "ab ", 3 },
		{ "abc<U", "c", 0 }, { "abcZ", "", 0 }, { "abc<xZ", "abc", 2 },
		{ "abBBZ", "ab", 2 }, { "a(bc)Z", "a", 1 },
		{ "a(bc )", "abc", 3 }, { "a(b\nc)", "ab c", 4 },
		{ "Z<B^D", "", 0 }, { "abcdefghijklmn", "abcdefghij", 10 },
		{ "\003\177\302\205x", "x", 1 },
		{ "(\342\200\256x)", "x", 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct edit e;

		assert_int_equal(edit_init(&e, 10), 0);
		play(&e, cases[i].keys);
		assert_string_equal(e.text, cases[i].text);
		assert_int_equal(e.at, cases[i].at);
		edit_free(&e);
	}
}

static void
test_digits(void **state)
{
	struct edit e;

	(void)state;
	assert_int_equal(edit_init(&e, 11), 0);
	e.digits = true;
	play(&e, "1a2(3 4-5)");
	assert_string_equal(e.text, "12345");
	edit_free(&e);
}

/* More steps than are kept: the oldest are forgotten, none is lost twice. */
static void
test_many_steps(void **state)
{
	struct edit e;

	(void)state;
	assert_int_equal(edit_init(&e, 200), 0);
	for (int i = 0; i < EDIT_UNDOS + 8; i++)
		edit_insert(&e, "x", true);
	for (int i = 0; i < EDIT_UNDOS; i++)
		assert_true(edit_undo(&e));
	assert_false(edit_undo(&e));
	assert_string_equal(e.text, "xxxxxxxx");
	edit_free(&e);
}

static void
test_secret_memory(void **state)
{
	char memory[16] = "";
	struct edit e;

	(void)state;
	edit_over(&e, memory, sizeof(memory), 40);
	play(&e, "12345678901234567890");
	assert_string_equal(memory, "123456789012345");
	play(&e, "UZ");
	for (size_t i = 0; i < sizeof(memory); i++)
		assert_int_equal(memory[i], 0);
	edit_free(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_many_steps),
		cmocka_unit_test(test_secret_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
