#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "base/log.h"

static int ends[2];

static int
open_pipe(void **state)
{
	(void)state;
	if (pipe(ends) < 0)
		return -1;
	log_to(ends[1]);
	return 0;
}

static int
close_pipe(void **state)
{
	(void)state;
	log_to(STDERR_FILENO);
	log_level(LOG_LEVEL_INFO);
	close(ends[0]);
	close(ends[1]);
	return 0;
}

/* What was logged since the last call. */
static char *
logged(void)
{
	static char line[4096];
	ssize_t n;

	if (write(ends[1], "#", 1) != 1)
		return NULL;
	n = read(ends[0], line, sizeof(line) - 1);
	assert_true(n > 0);
	line[n - 1] = '\0';
	return line;
}

static void
one_line_a_message(void **state)
{
	char *line;

	(void)state;
	log_info("%s", "a\nb\r\x1b[2J\x7f \xc2\x9b \xe2\x80\xae \xff ş");
	line = logged();
	assert_non_null(strstr(line, "Z info: a?b??[2J? ? ? ? ş\n"));
	assert_ptr_equal(strchr(line, '\n') + 1, line + strlen(line));
}

static void
levels(void **state)
{
	(void)state;
	log_level(LOG_LEVEL_WARN);
	log_info("x");
	log_debug("x");
	assert_string_equal(logged(), "");
	log_warn("x");
	assert_non_null(strstr(logged(), " warning: x\n"));
	log_error("x");
	assert_non_null(strstr(logged(), " error: x\n"));
	log_level(LOG_LEVEL_DEBUG);
	log_debug("x");
	assert_non_null(strstr(logged(), " debug: x\n"));
	log_to(-1);
	log_error("x");
	log_to(ends[1]);
	assert_string_equal(logged(), "");
}

static void
long_message(void **state)
{
	char text[3000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_error("%s", text);
	assert_true(strlen(logged()) < 1400);
}

static void
mask(void **state)
{
	static const struct {
		const char *number, *masked;
	} cases[] = {
		{ "10000000146", "10*******46" },
		{ "123456", "12**56" },
		{ "12345", "*****" },
		{ "", "" },
	};
	char out[20];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(log_mask(cases[i].number, out, sizeof(out)),
		    cases[i].masked);
	assert_string_equal(log_mask("10000000146", out, 4), "***");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    one_line_a_message, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(levels, open_pipe, close_pipe),
		cmocka_unit_test_setup_teardown(
		    long_message, open_pipe, close_pipe),
		cmocka_unit_test(mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
