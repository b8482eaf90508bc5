/* Chooses the sub-command; what each does is in its own file. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "portal/api/routes.h"
#include "portal/commands.h"
#include "base/banned.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "serve", cmd_serve, N_("answers clients over HTTPS") },
	{ "init", cmd_init, N_("makes a portal in a folder") },
	{ "import-population", cmd_import_population,
	    N_("reads the population register's people from a table") },
	{ "import-staff", cmd_import_staff,
	    N_("reads personnel records from a table") },
	{ "import-certificate", cmd_import_certificate,
	    N_("adds the certificates people hold") },
	{ "applications", cmd_applications, N_("lists the applications") },
	{ "decide", cmd_decide,
	    N_("approves, refuses or sends back an application") },
	{ "officers", cmd_officers,
	    N_("lists, names and ends kurum yetkilisi") },
	{ "audit", cmd_audit, N_("proves that no history was changed") },
	{ "produce", cmd_produce,
	    N_("makes the cards of approved applications") },
	{ "ship", cmd_ship, N_("notes that the courier has a card") },
	{ "deliver", cmd_deliver, N_("notes that a card was delivered") },
	{ "crl", cmd_crl, N_("makes and publishes a revocation list") },
	{ "outbox", cmd_outbox, N_("lists messages that are not sent") },
	{ "search", cmd_search, N_("finds people and applications") },
	{ "statistics", cmd_statistics, N_("counts what there is") },
	{ "reset-word", cmd_reset_word,
	    N_("gives a person a security word for the next login") },
	{ "export-person", cmd_export_person,
	    N_("writes everything about a person to a file") },
	{ "erase-person", cmd_erase_person, N_("erases a person's data") },
	{ "evidence", cmd_evidence,
	    N_("writes what proves a signature to a folder") },
	{ "verify", cmd_verify, N_("judges a signature in a file") },
};

#define WRONG_USAGE 2
#define COMMANDS    (sizeof(commands) / sizeof(commands[0]))

static int
usage(FILE *out)
{
	fprintf(out, "%s\n\n",
	    _("Usage: eimza-portal [--lang tr|en] COMMAND [OPTION]..."));
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(
		    out, "  %-20s %s\n", commands[i].name, _(commands[i].help));
	fprintf(out, "\n%s\n",
	    _("eimza-portal(8) describes each command and its options."));
	return out == stdout ? EXIT_SUCCESS : WRONG_USAGE;
}

/* Takes --lang from the front; answers the arguments it took, -1: wrong. */
static int
take_language(int argc, char **argv)
{
	const char *name = NULL;
	enum lang l;
	int taken = 1;

	if (argc > 1 && strncmp(argv[1], "--lang=", 7) == 0)
		name = argv[1] + 7;
	else if (argc > 2 && strcmp(argv[1], "--lang") == 0) {
		name = argv[2];
		taken = 2;
	}
	if (name == NULL)
		return 0;
	if (lang_from_name(name, &l) < 0)
		return -1;
	lang_set(l);
	return taken;
}

int
main(int argc, char **argv)
{
	int taken;

	lang_init();
	taken = take_language(argc, argv);
	if (taken < 0 || argc - taken < 2)
		return usage(stderr);
	argc -= taken + 1;
	argv += taken + 1;
	if (strcmp(argv[0], "--help") == 0)
		return usage(stdout);
	if (strcmp(argv[0], "--version") == 0) {
		printf("eimza-portal %s\n", PACKAGE_VERSION);
		return EXIT_SUCCESS;
	}
	/* For the test of the manual page. */
	if (strcmp(argv[0], "--routes") == 0) {
		routes_print(stdout);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, argv[0]) == 0)
			return commands[i].run(argc, argv);
	fprintf(stderr, _("There is no command \"%s\".\n"), argv[0]);
	return usage(stderr);
}
