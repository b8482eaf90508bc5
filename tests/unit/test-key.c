/* The key decoder: every sequence whole, and cut at every byte. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <locale.h>
#include <cmocka.h>

#include "client/term/key.h"
#include "base/banned.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define DELAY  35

static const struct {
	const char *bytes;
	int key; /* 0: none, only the letter behind it */
} cases[] = {
	{ "a", 'a' },
	{ "\r", KEYS_ENTER },
	{ "\n", KEYS_ENTER },
	{ "\t", KEYS_TAB },
	{ "\177", KEYS_BACKSPACE },
	{ "\b", KEYS_BACKSPACE },
	{ "\001", KEYS_CTRL('a') },
	{ "\305\236", 0x15e },
	{ "\342\202\254", 0x20ac },
	{ "\360\237\230\200", 0x1f600 },
	{ "\033[A", KEYS_UP },
	{ "\233A", KEYS_UP },
	{ "\302\233A", KEYS_UP },
	{ "\2331;2P", 0 },
	{ "\033OB", KEYS_DOWN },
	{ "\033[C", KEYS_RIGHT },
	{ "\033OD", KEYS_LEFT },
	{ "\033[H", KEYS_HOME },
	{ "\033[1~", KEYS_HOME },
	{ "\033[7~", KEYS_HOME },
	{ "\033OF", KEYS_END },
	{ "\033[4~", KEYS_END },
	{ "\033[8~", KEYS_END },
	{ "\033[2~", KEYS_INSERT },
	{ "\033[3~", KEYS_DELETE },
	{ "\033[5~", KEYS_PAGE_UP },
	{ "\033[6~", KEYS_PAGE_DOWN },
	{ "\033[Z", KEYS_BACK_TAB },
	{ "\033[9;2u", KEYS_BACK_TAB },
	{ "\033OP", KEYS_F1 },
	{ "\033[11~", KEYS_F1 },
	{ "\033[[A", KEYS_F1 },
	{ "\033[P", KEYS_F1 },
	{ "\033[15~", KEYS_F5 },
	{ "\033[[E", KEYS_F5 },
	{ "\033[19~", KEYS_F8 },
	{ "\033[21~", KEYS_F10 },
	{ "\033[24~", KEYS_F12 },
	{ "\033OM", KEYS_ENTER },
	{ "\033Op", '0' },
	{ "\033Oy", '9' },
	{ "\033[27u", KEYS_ESCAPE },
	{ "\033[13u", KEYS_ENTER },
	{ "\033[97u", 'a' },
	{ "\033[97;5u", KEYS_CTRL('a') },
	/* What means nothing is swallowed whole. */
	{ "\033a", 0 },
	{ "\033\305\236", 0 },
	{ "\033[1;5C", 0 },
	{ "\033[1;2P", 0 },
	{ "\033[3;5~", 0 },
	{ "\033[I", 0 },
	{ "\033[O", 0 },
	{ "\033[97;3u", 0 },
	{ "\033[27;5;105~", 0 },
	{ "\033[24;80R", 0 },
	{ "\033[?62;1;2c", 0 },
	{ "\033[>0;276;0c", 0 },
	{ "\033[<0;10;10M", 0 },
	{ "\033[2$", 0 },
	{ "\033[7^", 0 },
	{ "\033Oc", 0 },
	{ "\033O5C", 0 },
	{ "\033\033[A", 0 },
	{ "\033]0;title\a", 0 },
	{ "\033]11;rgb:0/0/0\033\\", 0 },
	{ "\033P1$r0m\033\\", 0 },
	{ "\033_x\033\\", 0 },
	{ "\033[99999999999999;9999999999A", 0 },
	{ "\033[1;2;3;4;5;6;7;8;9m", 0 },
};

/* The keys of the bytes followed by "z"; what comes before the z. */
static int
decode(struct keys *k, const char *bytes, size_t cut)
{
	size_t len = strlen(bytes);
	int key = 0, got = 0;

	keys_feed(k, bytes, cut);
	while (keys_next(k, 1000, &key))
		got = key;
	keys_feed(k, bytes + cut, len - cut);
	while (keys_next(k, 1001, &key))
		got = key;
	keys_feed(k, "z", 1);
	assert_true(keys_next(k, 1002, &key));
	if (key != 'z') {
		got = key;
		assert_true(keys_next(k, 1002, &key));
	}
	assert_int_equal(key, 'z');
	assert_false(keys_next(k, 1002, &key));
	return got;
}

static void
test_sequences(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++)
		for (size_t cut = 0; cut <= strlen(cases[i].bytes); cut++) {
			struct keys *k = keys_new(DELAY);

			assert_non_null(k);
			assert_int_equal(
			    decode(k, cases[i].bytes, cut), cases[i].key);
			keys_free(k);
		}
}

/* An ESC with nothing behind it is Escape, but only after the delay. */
static void
test_escape(void **state)
{
	struct keys *k = keys_new(DELAY);
	int key = 0;

	(void)state;
	assert_int_equal(keys_deadline(k), -1);
	keys_feed(k, "\033", 1);
	assert_false(keys_next(k, 1000, &key));
	assert_int_equal(keys_deadline(k), 1000 + DELAY);
	assert_false(keys_next(k, 1000 + DELAY - 1, &key));
	assert_true(keys_next(k, 1000 + DELAY, &key));
	assert_int_equal(key, KEYS_ESCAPE);
	assert_int_equal(keys_deadline(k), -1);
	keys_free(k);
}

static void
test_half_sequence(void **state)
{
	struct keys *k = keys_new(DELAY);
	int key = 0;

	(void)state;
	keys_feed(k, "\033[1;", 4);
	assert_false(keys_next(k, 1000, &key));
	assert_false(keys_next(k, 1000 + DELAY, &key));
	assert_int_equal(keys_deadline(k), -1);
	keys_feed(k, "x", 1);
	assert_true(keys_next(k, 1100, &key));
	assert_int_equal(key, 'x');
	keys_free(k);
}

static void
test_paste(void **state)
{
	static const char bytes[] = "\033[200~a\r\nb\033[Ac\033[201~";
	int key = 0;

	(void)state;
	for (size_t cut = 0; cut < sizeof(bytes); cut++) {
		struct keys *k = keys_new(DELAY);

		keys_feed(k, bytes, cut);
		if (cut > 6)
			(void)keys_next(k, 1000, &key);
		keys_feed(k, bytes + cut, sizeof(bytes) - 1 - cut);
		if (cut < sizeof(bytes) - 1)
			assert_true(keys_next(k, 1001, &key));
		assert_int_equal(key, KEYS_PASTE);
		assert_string_equal(keys_paste(k), "a\nb\033[Ac");
		assert_false(keys_next(k, 1002, &key));
		keys_free(k);
	}
}

/* A paste whose end never comes does not hold the keyboard for ever. */
static void
test_paste_without_end(void **state)
{
	struct keys *k = keys_new(DELAY);
	int key = 0;

	(void)state;
	keys_feed(k, "\033[200~abc", 9);
	assert_false(keys_next(k, 1000, &key));
	assert_true(keys_deadline(k) > 1000);
	assert_true(keys_next(k, keys_deadline(k), &key));
	assert_int_equal(key, KEYS_PASTE);
	assert_string_equal(keys_paste(k), "abc");
	keys_free(k);
}

static void
test_too_much(void **state)
{
	struct keys *k = keys_new(DELAY);
	char many[4096];
	int key = 0, n = 0;

	(void)state;
	memset(many, 'x', sizeof(many));
	for (int i = 0; i < 20; i++)
		keys_feed(k, many, sizeof(many));
	while (keys_next(k, 1000, &key)) {
		assert_int_equal(key, 'x');
		n++;
	}
	assert_int_equal(n, 65536);
	keys_free(k);
}

static void
test_forget(void **state)
{
	struct keys *k = keys_new(25);
	int key;

	(void)state;
	assert_non_null(k);
	keys_feed(k, "\033[200~123456\033[201~78", 20);
	assert_true(keys_next(k, 0, &key));
	assert_int_equal(key, KEYS_PASTE);
	keys_forget(k);
	assert_string_equal(keys_paste(k), "");
	assert_false(keys_next(k, 0, &key));
	keys_feed(k, "9", 1);
	assert_true(keys_next(k, 0, &key));
	assert_int_equal(key, '9');
	keys_free(k);
}

static void
test_bad_bytes(void **state)
{
	static const char *const bad[] = { "\300\257", "\355\240\200", "\377",
		"\302", "\200", "\364\220\200\200" };
	int key = 0;

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct keys *k = keys_new(DELAY);

		keys_feed(k, bad[i], strlen(bad[i]));
		while (keys_next(k, 1000, &key))
			assert_true(key >= 0xa0 || key == 0);
		keys_feed(k, "z", 1);
		while (keys_next(k, 1000, &key))
			;
		while (keys_next(k, 1000 + DELAY, &key))
			;
		assert_int_equal(key, 'z');
		keys_free(k);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_half_sequence),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_paste_without_end),
		cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_bad_bytes),
		cmocka_unit_test(test_forget),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
