/* Linear mode: what is said for what is typed, to the letter. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/banned.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name, *form, *input;
} talks[] = {
	{ "linear-small", "--form small",
	    "Ayşe\n?\n10000000146\n1.2.1980\n0530\n05301234567\nsan\n1\n"
	    "Başka\n3\ngizli1\nZafer Mah.\nNo:1\n\n1\n1\n" },
	{ "linear-back", "--form login",
	    "123\n<\n\n!\nAd\n<\n<\nBaşka Ad\n\n1\n" },
	{ "linear-text", "--form text", "1\n" },
	{ "linear-clear", "--form small",
	    "Ay\305\237e\n<\n-\n<\n?\n\n123\n<\n-\n\n\nADANA\n<\n-\n"
	    "Ba\305\237ka\n<\n-\n2\n?\nF5\n<\n-\n\na\n\n<\n-\n\n1\n" },
	{ "linear-busy", "--form login --busy 50", "F5\n123\n" },
	{ "linear-words", "--form login --busy 50",
	    "Yeni RES\304\260M\n123\n" },
	{ "linear-menu", "--form menu", "4\n2\n" },
	{ "linear-list", "--form list --linear",
	    "ka\n+3\n+6\n>\n<\nx\n999\n+3\n\n<\n13\n" },
	{ "linear-table", "--form table", "2\n+3\n999\n\n1\n" },
	{ "linear-marks", "--form marks", "2\n+3\n6\n2\n\n1\n" },
	{ "linear-end", "--form login", "1234" },
};

static void
test_talk(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	const char *src = getenv("EIMZA_SRCDIR");
	const char *build = getenv("EIMZA_BUILDDIR");
	char dir[] = "/tmp/ui-linear-XXXXXX", path[4096], command[8192];
	struct buf got = BUF_INIT(1 << 20), want = BUF_INIT(1 << 20);

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/in", dir);
	assert_int_equal(file_write(path, talks[i].input,
			     strlen(talks[i].input), 0600, NULL),
	    0);
	snprintf(command, sizeof(command),
	    "cd %s && %s/tests/bench/form-demo --linear --english %s "
	    "--out values <in >out && cat values >>out",
	    dir, build != NULL ? build : ".", talks[i].form);
	assert_int_equal(system(command), 0);
	snprintf(path, sizeof(path), "%s/out", dir);
	assert_int_equal(file_read(path, &got, NULL), 0);
	snprintf(path, sizeof(path), "%s/tests/ui/%s.screen",
	    src != NULL ? src : ".", talks[i].name);
	if (getenv("UI_UPDATE") != NULL)
		file_write(path, got.data, got.len, 0644, NULL);
	assert_int_equal(file_read(path, &want, NULL), 0);
	assert_string_equal(buf_str(&got), buf_str(&want));
	buf_free(&got);
	buf_free(&want);
	file_remove_tree(dir);
}

int
main(void)
{
	static struct CMUnitTest tests[LEN(talks)];

	for (size_t i = 0; i < LEN(talks); i++)
		tests[i] = (struct CMUnitTest){ talks[i].name, test_talk, NULL,
			NULL, (void *)(uintptr_t)i };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
