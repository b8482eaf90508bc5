/* Which files are text, why the others are not, and what is shown of them. */
#include "config.h"
#include "client/file/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lang.h"
#include "sign/cades.h"
#include "unit.h"

#include "base/banned.h"

static const struct {
	const char *bytes;
	size_t len; /* 0: up to the NUL */
	const char *shown, *reason, *says;
} cases[] = {
	{ "Merhaba dünya\n", 0, "Merhaba dünya\n", NULL, NULL },
	{ "no end", 0, "no end", NULL, NULL },
	{ "a\r\nb\r\n", 0, "a\nb\n", NULL, NULL },
	{ "\xef\xbb\xbf"
	  "a",
	    0, "a", NULL, NULL },
	{ "a\tb\n\tc", 0, "a       b\n        c", NULL, NULL },
	{ "ğ\tb", 0, "ğ       b", NULL, NULL },
	{ "12345678\tb", 0, "12345678        b", NULL, NULL },
	{ "\n\n", 0, "\n\n", NULL, NULL },
	{ "", 0, NULL, "empty", "empty" },
	{ "a\0b", 3, NULL, "nul", "NUL" },
	{ "\xff\xfe"
	  "a\0",
	    4, NULL, "utf-16", "UTF-16" },
	{ "\xfe\xff\0a", 4, NULL, "utf-16", "UTF-16" },
	{ "\xddmza", 0, NULL, "not-utf-8", "Windows-1254" },
	{ "\xc0\x80", 0, NULL, "not-utf-8", "UTF-8" },
	{ "\xed\xa0\x80", 0, NULL, "not-utf-8", "UTF-8" },
	{ "a\rb", 0, NULL, "character", "Line 1 " },
	{ "a\nb\n\033[2J", 0, NULL, "character", "Line 3 " },
	{ "a\fb", 0, NULL, "character", "U+000C" },
	{ "a\x7f", 0, NULL, "character", "U+007F" },
	{ "a\xc2\x9b", 0, NULL, "character", "U+009B" },
	{ "ödeme \xe2\x80\xae"
	  "001",
	    0, NULL, "character", "U+202E" },
	{ "a\xe2\x80\x8b"
	  "b",
	    0, NULL, "character", "U+200B" },
	{ "a\xef\xbb\xbf"
	  "b",
	    0, NULL, "character", "U+FEFF" },
};

static void
test_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len =
		    cases[i].len > 0 ? cases[i].len : strlen(cases[i].bytes);
		struct buf bytes = BUF_INIT(100), shown = BUF_INIT(100);
		struct err e = { 0 };
		int rc;

		buf_add(&bytes, cases[i].bytes, len);
		rc = file_text_judge(&bytes, &shown, &e);
		if (cases[i].reason == NULL) {
			assert_int_equal(rc, 0);
			assert_string_equal(buf_str(&shown), cases[i].shown);
		} else {
			assert_true(rc < 0);
			assert_string_equal(e.reason, cases[i].reason);
			assert_non_null(strstr(e.text, cases[i].says));
		}
		buf_free(&bytes);
		buf_free(&shown);
	}
}

/* The file's own bytes are kept; large ones and others are refused. */
static void
test_read(void **state)
{
	static char large[CADES_CONTENT_MAX + 1];
	char dir[] = "/tmp/eimza-test-XXXXXX", path[64];
	struct file_text t = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/text", dir);
	assert_int_equal(file_write(path, "a\r\n", 3, 0640, &e), 0);
	assert_int_equal(file_text_read(&t, path, &e), 0);
	assert_string_equal(buf_str(&t.bytes), "a\r\n");
	assert_string_equal(buf_str(&t.shown), "a\n");
	assert_int_equal(t.mode, 0640);
	memset(large, 'a', sizeof(large));
	assert_int_equal(
	    file_write(path, large, sizeof(large) - 1, 0600, &e), 0);
	assert_int_equal(file_text_read(&t, path, &e), 0);
	assert_int_equal(file_write(path, large, sizeof(large), 0600, &e), 0);
	assert_int_equal(file_text_read(&t, path, &e), ERR_LIMIT);
	assert_string_equal(e.reason, "too-large");
	assert_true(file_text_read(&t, dir, &e) < 0);
	assert_true(file_text_read(&t, "/dev/zero", &e) < 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_true(file_text_read(&t, path, &e) < 0); /* and does not wait */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_text_read(&t, path, &e), ERR_NOT_FOUND);
	file_text_free(&t);
	file_remove_tree(dir);
}

/* file_write_new leaves what is there. */
static void
test_write_new(void **state)
{
	char dir[] = "/tmp/eimza-test-XXXXXX", path[64];
	struct buf b = BUF_INIT(100);
	struct err e = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/new", dir);
	assert_int_equal(file_write_new(path, "1", 1, 0600, &e), 0);
	assert_int_equal(file_write_new(path, "2", 1, 0600, &e), ERR_CONFLICT);
	assert_int_equal(file_read(path, &b, &e), 0);
	assert_string_equal(buf_str(&b), "1");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0); /* nothing was left beside it */
	assert_int_equal(file_write_new(path, "1", 1, 0600, &e), ERR_INVALID);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judged),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_write_new),
	};

	lang_set(LANG_EN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
