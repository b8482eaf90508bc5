#include "config.h"
#include "client/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define SECONDS_MOST 600

static const char *const languages[] = { "tr", "en", NULL };

#define ROW(key, type, member, standard, words, help)                          \
	{                                                                      \
		key, type, offsetof(struct client_options, member), standard,  \
		    0, 0, words, help                                          \
	}

const struct conf_row client_option_rows[] = {
	ROW("portal", CONF_STRING, portal, NULL, NULL,
	    N_("address of the portal: https://...")),
	ROW("ca", CONF_STRING, ca, NULL, NULL,
	    N_("certificates that vouch for the portal, in PEM")),
	ROW("module", CONF_LIST, module, NULL, NULL,
	    N_("PKCS#11 modules, tried in this order")),
	ROW("card_type", CONF_STRING, card_type, NULL, NULL,
	    N_("the card type chosen last: a driver's name or path")),
	ROW("tsa", CONF_STRING, tsa, NULL, NULL,
	    N_("time-stamp service for signatures: http://...")),
	ROW("trust", CONF_LIST, trust, NULL, NULL,
	    N_("certificates that vouch for signers, in PEM or DER")),
	ROW("undertaking", CONF_STRING, undertaking, NULL, NULL,
	    N_("file with the undertaking that is printed below the form")),
	ROW("lang", CONF_STRING, lang, "tr", languages,
	    N_("language: tr or en")),
	ROW("linear", CONF_BOOL, linear, "false", NULL,
	    N_("line by line, for screen readers")),
	ROW("ascii", CONF_BOOL, ascii, "false", NULL,
	    N_("no line drawing and no braille")),
	{ NULL, CONF_BOOL, 0, NULL, 0, 0, NULL, NULL },
};

/* One table for the parser, --help and the manual page's test. */
static const struct {
	struct option option;
	const char *argument;
	const char *help;
} switches[] = {
	{ { "portal", required_argument, NULL, 'p' }, "URL",
	    N_("address of the portal") },
	{ { "ca", required_argument, NULL, 'a' }, "FILE",
	    N_("certificates that vouch for the portal (PEM), or with "
	       "\"dogrula\" for the signer") },
	{ { "crl", required_argument, NULL, 'r' }, "FILE",
	    N_("\"dogrula\": list of revoked certificates") },
	{ { "dosya", required_argument, NULL, 'f' }, "FILE",
	    N_("\"imzala\": the text file to sign") },
	{ { "file", required_argument, NULL, 'f' }, "FILE", N_("as --dosya") },
	{ { "icerik", required_argument, NULL, 'i' }, "FILE",
	    N_("\"dogrula\": the text that must have been signed") },
	{ { "content", required_argument, NULL, 'i' }, "FILE",
	    N_("as --icerik") },
	{ { "cikti", required_argument, NULL, 'o' }, "FILE",
	    N_("where the signature goes, or with \"dogrula\" the text") },
	{ { "out", required_argument, NULL, 'o' }, "FILE", N_("as --cikti") },
	{ { "config", required_argument, NULL, 'c' }, "FILE",
	    N_("configuration file instead of your own") },
	{ { "module", required_argument, NULL, 'm' }, "FILE",
	    N_("PKCS#11 module of the card") },
	{ { "lang", required_argument, NULL, 'l' }, "tr|en",
	    N_("language; Turkish is the default") },
	{ { "linear", no_argument, NULL, 'L' }, NULL,
	    N_("question by question, for screen readers") },
	{ { "ascii", no_argument, NULL, 'A' }, NULL,
	    N_("no line drawing and no braille") },
	{ { "demo", no_argument, NULL, 'D' }, NULL,
	    N_("try it: own portal, demo people, demo card") },
	{ { "json", no_argument, NULL, 'J' }, NULL,
	    N_("of tani: writes JSON") },
	{ { "kisisel", no_argument, NULL, 'K' }, NULL,
	    N_("of tani: names the card's holder and serial number too") },
	{ { "personal", no_argument, NULL, 'K' }, NULL, N_("the same") },
	{ { "seconds", required_argument, NULL, 's' }, "N",
	    N_("of tani: how long any check may take (20)") },
	{ { "version", no_argument, NULL, 'V' }, NULL,
	    N_("print the version") },
	{ { "help", no_argument, NULL, 'h' }, NULL, N_("print this help") },
};

#define SWITCHES (sizeof(switches) / sizeof(switches[0]))

static const struct {
	const char *name, *english;
	enum client_command command;
	const char *argument;
	const char *help;
} commands[] = {
	{ "basvuru", "apply", COMMAND_APPLY, NULL,
	    N_("apply for a certificate or renew it") },
	{ "kartim", "card", COMMAND_CARD, NULL,
	    N_("look at your card, change its PIN") },
	{ "bireysel", "personal", COMMAND_PERSONAL, NULL,
	    N_("your own account: suspend, revoke, PIN / PUK, E-Onay") },
	{ "yetkili", "officer", COMMAND_OFFICER, NULL,
	    N_("decide on the applications of your province") },
	{ "imzala", "sign", COMMAND_SIGN, "[CODE | --dosya FILE]",
	    N_("sign with a Doğrulama Kodu from another screen, or a text "
	       "file") },
	{ "dogrula", "verify", COMMAND_CHECK, "FILE.p7s",
	    N_("tell whether the signature in a file is good") },
	{ "tani", "doctor", COMMAND_DOCTOR, NULL,
	    N_("look for what is wrong, from the reader to the portal") },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

void
client_options_usage(void)
{
	printf("%s\n", _("Usage: eimza [COMMAND] [OPTIONS]"));
	printf("\n%s\n", _("Commands (none: the main menu):"));
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %s, %s %s\n        %s\n", commands[i].name,
		    commands[i].english,
		    commands[i].argument == NULL ? "" : commands[i].argument,
		    _(commands[i].help));
	printf("\n%s\n", _("Options:"));
	for (size_t i = 0; i < SWITCHES; i++)
		printf("  --%s %s\n        %s\n", switches[i].option.name,
		    switches[i].argument == NULL ? "" : switches[i].argument,
		    _(switches[i].help));
}

static int
set(char **slot, const char *value, struct err *e)
{
	char *copy = strdup(value);

	if (copy == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	free(*slot);
	*slot = copy;
	return 0;
}

static int
add_module(struct client_options *o, const char *path, struct err *e)
{
	char **list = calloc(2, sizeof(*list));

	if (list == NULL || set(&list[0], path, e) < 0) {
		free(list);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	for (size_t i = 0; o->module != NULL && o->module[i] != NULL; i++)
		free(o->module[i]);
	free(o->module);
	o->module = list;
	return 0;
}

/* Switches that mean something to tani alone. */
static int
apply_doctor(struct client_options *o, int c, const char *value, struct err *e)
{
	char *end;

	if (c == 'J')
		o->json = true;
	else if (c == 'K')
		o->personal = true;
	if (c != 's')
		return 0;
	o->seconds = strtol(value, &end, 10);
	if (*end != '\0' || o->seconds < 1 || o->seconds > SECONDS_MOST)
		return err_set(e, ERR_INVALID,
		    _("--seconds takes a number from 1 to %d."), SECONDS_MOST);
	return 0;
}

static int
add_to(const char *list[CLIENT_LIST_MAX], const char *path, struct err *e)
{
	size_t n = 0;

	while (n < CLIENT_LIST_MAX && list[n] != NULL)
		n++;
	if (n == CLIENT_LIST_MAX)
		return err_set(e, ERR_INVALID,
		    _("At most %d files can be named."), CLIENT_LIST_MAX);
	list[n] = path;
	return 0;
}

/* What only files need. */
static int
apply_file_switch(
    struct client_options *o, int c, const char *value, struct err *e)
{
	switch (c) {
	case 'f':
		o->files.file = value;
		return 0;
	case 'i':
		o->files.content = value;
		return 0;
	case 'o':
		o->files.out = value;
		return 0;
	case 'r':
		return add_to(o->files.crl, value, e);
	default:
		return err_set(e, ERR_INVALID,
		    _("The command line is not "
		      "right; \"eimza --help\" shows what there is."));
	}
}

static int
apply_switch(struct client_options *o, int c, const char *value, struct err *e)
{
	enum lang lang;

	switch (c) {
	case 'p':
		return set(&o->portal, value, e);
	case 'a':
		if (add_to(o->files.ca, value, e) < 0)
			return ERR_INVALID;
		return set(&o->ca, value, e);
	case 'm':
		return add_module(o, value, e);
	case 'l':
		if (lang_from_name(value, &lang) < 0)
			return err_set(
			    e, ERR_INVALID, _("--lang takes tr or en."));
		return set(&o->lang, value, e);
	case 'L':
		o->linear = true;
		return 0;
	case 'A':
		o->ascii = true;
		return 0;
	case 'D':
		o->demo = true;
		return 0;
	case 'V':
		o->command = COMMAND_VERSION;
		return 0;
	case 'h':
		o->command = COMMAND_HELP;
		return 0;
	case 'c':
		return 0; /* read before everything else */
	case 'J':
	case 'K':
	case 's':
		return apply_doctor(o, c, value, e);
	default:
		return apply_file_switch(o, c, value, e);
	}
}

/* Options that belong together, and to the command. */
static int
check_files(const struct client_options *o, struct err *e)
{
	const struct client_files *f = &o->files;
	bool sign = o->command == COMMAND_SIGN && f->file != NULL;
	bool check = o->command == COMMAND_CHECK;

	if (o->command == COMMAND_HELP || o->command == COMMAND_VERSION)
		return 0;
	if (check && o->code == NULL)
		return err_set(e, ERR_INVALID,
		    _("Which signature? Name its file: eimza dogrula "
		      "FILE.p7s"));
	if (sign && o->code != NULL)
		return err_set(e, ERR_INVALID,
		    _("Either a Doğrulama Kodu is signed or a file, not "
		      "both."));
	if ((f->file != NULL && !sign) || (f->out != NULL && !sign && !check) ||
	    (f->content != NULL && !check) || (f->crl[0] != NULL && !check))
		return err_set(e, ERR_INVALID,
		    _("An option does not belong to this command; \"eimza "
		      "--help\" shows what there is."));
	return 0;
}

static int
read_command(struct client_options *o, int argc, char **argv, struct err *e)
{
	if (optind < argc) {
		const char *word = argv[optind++];
		size_t i;

		for (i = 0; i < COMMANDS; i++)
			if (strcmp(commands[i].name, word) == 0 ||
			    strcmp(commands[i].english, word) == 0)
				break;
		if (i == COMMANDS)
			return err_set(e, ERR_INVALID,
			    _("There is no command "
			      "\"%s\"; \"eimza --help\" shows what there is."),
			    word);
		if (o->command == COMMAND_MENU)
			o->command = commands[i].command;
		if (optind < argc && commands[i].argument != NULL)
			o->code = argv[optind++];
	}
	if (optind < argc)
		return err_set(e, ERR_INVALID,
		    _("\"%s\" is one word too "
		      "many; \"eimza --help\" shows what there is."),
		    argv[optind]);
	return check_files(o, e);
}

/* The person's own file: $XDG_CONFIG_HOME or ~/.config. */
static int
own_file(char *path, size_t size)
{
	const char *dir = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (dir != NULL && dir[0] == '/')
		snprintf(path, size, "%s/eimza/eimza.conf", dir);
	else if (home != NULL)
		snprintf(path, size, "%s/.config/eimza/eimza.conf", home);
	else
		return -1;
	return 0;
}

/* Most people have none: that is no reason to have the C library open its
 * own catalogue for a sentence nobody reads. One that was named must be there.
 */
static int
read_one(struct client_options *o, const char *path, bool named, struct err *e)
{
	struct client_conf *f = &o->confs[o->conf_count++];

	snprintf(f->path, sizeof(f->path), "%s", path);
	f->there = access(path, F_OK) == 0 || errno != ENOENT;
	if (!f->there && !named)
		return 0;
	if (conf_read(client_option_rows, path, o, &f->why) == 0)
		return 0;
	err_copy(e, &f->why);
	return f->why.code;
}

/* The second is read also when the first is wrong: tani tells of both. */
static int
read_files(struct client_options *o, struct err *e)
{
	struct err second = { 0 };
	char path[4096];
	int rc = read_one(o, SYSCONFDIR "/eimza/eimza.conf", false, e);

	if (o->config != NULL || own_file(path, sizeof(path)) == 0) {
		int mine =
		    set(&o->own_conf, o->config != NULL ? o->config : path, e);

		if (mine < 0)
			return mine;
		read_one(o, o->own_conf, o->config != NULL, &second);
	}
	if (rc == 0)
		err_copy(e, &second);
	return rc < 0 ? rc : second.code;
}

/* What does not go together; files: how reading the files went. */
static int
judge(const struct client_options *o, int files, const struct err *why,
    struct err *e)
{
	bool other = o->command == COMMAND_MENU ||
		     o->command == COMMAND_APPLY ||
		     o->command == COMMAND_SIGN || o->command == COMMAND_CARD;

	if (other && (o->json || o->personal || o->seconds > 0))
		return err_set(e, ERR_INVALID,
		    _("--json, --kisisel and --seconds belong to the command "
		      "\"tani\"."));
	if (files < 0 && o->command != COMMAND_DOCTOR)
		err_copy(e, why);
	return o->command == COMMAND_DOCTOR ? 0 : files;
}

int
client_options_read(
    struct client_options *o, int argc, char **argv, struct err *e)
{
	struct option longs[SWITCHES + 1];
	struct err why = { 0 };
	enum lang lang;
	int rc, c, files = 0;

	memset(longs, 0, sizeof(longs));
	for (size_t i = 0; i < SWITCHES; i++)
		longs[i] = switches[i].option;
	memset(o, 0, sizeof(*o));
	/* The file comes first, but the command line names it. */
	opterr = 0;
	while ((c = getopt_long(argc, argv, "hV", longs, NULL)) != -1)
		if (c == 'c')
			o->config = optarg;
	rc = conf_defaults(client_option_rows, o, e);
	if (rc == 0)
		files = read_files(o, &why);
	optind = 0;
	while (
	    rc == 0 && (c = getopt_long(argc, argv, "hV", longs, NULL)) != -1)
		rc = apply_switch(o, c, optarg, e);
	if (o->lang != NULL && lang_from_name(o->lang, &lang) == 0)
		lang_set(lang); /* what is wrong is said in it too */
	if (rc == 0)
		rc = read_command(o, argc, argv, e);
	if (rc == 0)
		rc = judge(o, files, &why, e);
	return rc;
}

void
client_options_free(struct client_options *o)
{
	conf_free(client_option_rows, o);
	free(o->own_conf);
	o->own_conf = NULL;
}
