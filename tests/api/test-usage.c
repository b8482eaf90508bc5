/* Every command of the office, called wrongly: it says how it is called, does
 * nothing, and answers 2. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "command-world.h"
#include "base/banned.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "serve", cmd_serve },
	{ "init", cmd_init },
	{ "import-population", cmd_import_population },
	{ "import-staff", cmd_import_staff },
	{ "import-certificate", cmd_import_certificate },
	{ "applications", cmd_applications },
	{ "decide", cmd_decide },
	{ "officers", cmd_officers },
	{ "audit", cmd_audit },
	{ "produce", cmd_produce },
	{ "ship", cmd_ship },
	{ "deliver", cmd_deliver },
	{ "crl", cmd_crl },
	{ "outbox", cmd_outbox },
	{ "search", cmd_search },
	{ "statistics", cmd_statistics },
	{ "reset-word", cmd_reset_word },
	{ "export-person", cmd_export_person },
	{ "erase-person", cmd_erase_person },
	{ "evidence", cmd_evidence },
	{ "verify", cmd_verify },
};

static void
expect_usage(int status, const char *name)
{
	char line[64];

	snprintf(line, sizeof(line), "Usage: eimza-portal %s ", name);
	if (status != 2 || strstr(command_said, line) == NULL)
		fail_msg("%s: %d, %s", name, status, command_said);
}

static void
wrong_words(void **state)
{
	static const char *const wrong[][3] = {
		{ "--no-such-option", NULL, NULL },
		{ "verify", "--no-such-option", NULL },
		{ "2026-000001", "--no-such-option=1", NULL },
		{ "2026-000001", "approve", "-x" },
		{ "2026-000001", "--config", NULL }, /* of which file? */
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++)
			expect_usage(
			    COMMAND(w, commands[i].run, commands[i].name,
				wrong[n][0], wrong[n][1], wrong[n][2]),
			    commands[i].name);
}

static int
open_commands(void **state)
{
	if (world_open(state) < 0)
		return -1;
	command_open(*state);
	return 0;
}

static int
close_commands(void **state)
{
	command_close();
	return world_close(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    wrong_words, open_commands, close_commands),
	};

	return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
