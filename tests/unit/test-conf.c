#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "base/buf.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/lang.h"

struct settings {
	char *name;
	char *backend;
	long port;
	bool tls;
	char **days;
};

static const char *const backends[] = { "sqlite", "postgres", NULL };

static const struct conf_row rows[] = {
	{ "name", CONF_STRING, offsetof(struct settings, name), "eimza", 0, 0,
	    NULL, "" },
	{ "store.backend", CONF_STRING, offsetof(struct settings, backend),
	    "sqlite", 0, 0, backends, "" },
	{ "store.port", CONF_INT, offsetof(struct settings, port), "443", 1,
	    65535, NULL, "" },
	{ "tls", CONF_BOOL, offsetof(struct settings, tls), "true", 0, 0, NULL,
	    "" },
	{ "days", CONF_LIST, offsetof(struct settings, days), "90", 0, 0, NULL,
	    "" },
	{ NULL, CONF_BOOL, 0, NULL, 0, 0, NULL, NULL },
};

static char folder[] = "/tmp/eimza-conf-XXXXXX";
static char path[64];

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/a.conf", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	file_remove_tree(folder);
	return 0;
}

static void
defaults(void **state)
{
	struct settings s = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(conf_defaults(rows, &s, &e), 0);
	assert_string_equal(s.name, "eimza");
	assert_string_equal(s.backend, "sqlite");
	assert_int_equal(s.port, 443);
	assert_true(s.tls);
	assert_string_equal(s.days[0], "90");
	assert_null(s.days[1]);
	conf_free(rows, &s);
	assert_null(s.name);
	assert_null(s.days);
}

static int
read_text(const char *text, struct settings *s, struct err *e)
{
	struct err ignored;

	err_clear(e);
	memset(s, 0, sizeof(*s));
	assert_int_equal(
	    file_write(path, text, strlen(text), 0600, &ignored), 0);
	assert_int_equal(conf_defaults(rows, s, e), 0);
	return conf_read(rows, path, s, e);
}

static void
reads(void **state)
{
	struct settings s;
	struct err e;

	(void)state;
	assert_int_equal(
	    read_text("# comment\nname = \"Muş\";\n"
		      "store = { backend = \"postgres\"; port = 5432; };\n"
		      "tls = false\ndays = [ \"90\", \"40\", \"30\" ]\n",
		&s, &e),
	    0);
	assert_string_equal(s.name, "Muş");
	assert_string_equal(s.backend, "postgres");
	assert_int_equal(s.port, 5432);
	assert_false(s.tls);
	assert_string_equal(s.days[2], "30");
	assert_null(s.days[3]);
	conf_free(rows, &s);
	assert_int_equal(read_text("", &s, &e), 0);
	assert_int_equal(s.port, 443);
	conf_free(rows, &s);
}

static void
errors_name_file_and_line(void **state)
{
	static const struct {
		const char *text, *line, *says;
	} cases[] = {
		{ "\nnmae = \"x\";", "line 2", "no setting \"nmae\"" },
		{ "name = 5;", "line 1", "text in quotation marks" },
		{ "\n\nstore = { port = 0; };", "line 3",
		    "between 1 and 65535" },
		{ "store = { port = 65536; };", "line 1", "between" },
		{ "store = { port = \"5\"; };", "line 1", "whole number" },
		{ "store = { port = 1.5; };", "line 1", "whole number" },
		{ "store = { port = 99999999999L; };", "line 1", "between" },
		{ "store = { x = 1; };", "line 1", "no setting \"store.x\"" },
		{ "store = { a = { b = 1; }; };", "line 1", "no setting" },
		{ "store = { backend = \"oracle\"; };", "line 1",
		    "\"oracle\" is not a value" },
		{ "store = 5;", "line 1", "no setting \"store\"" },
		{ "tls = 1;", "line 1", "true or false" },
		{ "days = \"90\";", "line 1", "list of texts" },
		{ "days = [ 90 ];", "line 1", "list of texts" },
		{ "name = \"a\";\nname = \"b\";", "line 2", "" },
		{ "\n\nname = ", "line 3", "" },
		{ "name = \"a", "line", "" },
		{ "tls = true;\n @include \"/etc\"\n", "line 2", "included" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct settings s;
		struct err e;

		if (read_text(cases[i].text, &s, &e) != ERR_INVALID ||
		    strstr(e.text, path) == NULL ||
		    strstr(e.text, cases[i].line) == NULL ||
		    strstr(e.text, cases[i].says) == NULL)
			fail_msg("%s: \"%s\"", cases[i].text, e.text);
		conf_free(rows, &s);
	}
}

static void
no_file(void **state)
{
	struct settings s = { 0 };
	struct err e;

	(void)state;
	assert_int_equal(
	    conf_read(rows, "/nonexistent/a.conf", &s, &e), ERR_NOT_FOUND);
	assert_int_equal(conf_read(rows, folder, &s, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, folder));
	assert_int_equal(file_write(path, "tls = true;\0x", 13, 0600, &e), 0);
	assert_int_equal(conf_read(rows, path, &s, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "not a text"));
}

static void
write_as(const char *text)
{
	assert_int_equal(file_write(path, text, strlen(text), 0640, NULL), 0);
}

static void
is_written(const char *text)
{
	struct buf b = BUF_INIT(65536);

	assert_int_equal(file_read(path, &b, NULL), 0);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
}

/* What is not the value stays, byte by byte. */
static void
sets(void **state)
{
	static const struct {
		const char *was, *value, *now;
	} cases[] = {
		{ "", "A", "name = \"A\";\n" },
		{ "# mine\n", "A", "# mine\nname = \"A\";\n" },
		{ "tls = true", "A", "tls = true\nname = \"A\";\n" },
		{ "name = \"B\";", "AK\304\260S", "name = \"AK\304\260S\";" },
		{ "\tname:\"B\" # which\r\n\r\ntls=true\r\n", "A",
		    "\tname:\"A\" # which\r\n\r\ntls=true\r\n" },
		{ "name = \"a\" /* and */ \"b\" , tls = true;", "c",
		    "name = \"c\" , tls = true;" },
		{ "name = 5; # odd\n", "c", "name = \"c\"; # odd\n" },
		{ "x = { name = \"no\"; };\nname = \"B\";", "c",
		    "x = { name = \"no\"; };\nname = \"c\";" },
		{ "x = \"name = \\\"q\\\" {\";\n# name = \"no\";\n"
		  "/* name = \"no\";\n{ */ // name = \"no\"\nmyname = \"x\";\n"
		  "name2 = \"x\";\nname\n= # here\n\"B\";\n",
		    "c\"\\d",
		    "x = \"name = \\\"q\\\" {\";\n# name = \"no\";\n"
		    "/* name = \"no\";\n{ */ // name = \"no\"\nmyname = "
		    "\"x\";\n"
		    "name2 = \"x\";\nname\n= # here\n\"c\\\"\\\\d\";\n" },
		{ "l = ( { name = \"no\"; }, [ \"name\" ] );", "c",
		    "l = ( { name = \"no\"; }, [ \"name\" ] );\n"
		    "name = \"c\";\n" },
	};
	struct stat st;
	struct err e;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		write_as(cases[i].was);
		assert_int_equal(conf_set(path, "name", cases[i].value, &e), 0);
		is_written(cases[i].now);
		/* Again, and it is what it was. */
		assert_int_equal(conf_set(path, "name", cases[i].value, &e), 0);
		is_written(cases[i].now);
	}
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void
sets_no_broken_file(void **state)
{
	static const char *const broken[] = { "name = ", "name = \"a",
		"name = { x = 1; };", "tls = = true;", "name = [ \"a\" ];",
		"name = \"a\"; name = \"b\";" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++) {
		write_as(broken[i]);
		assert_int_equal(conf_set(path, "name", "c", &e), ERR_INVALID);
		assert_non_null(strstr(e.text, path));
		is_written(broken[i]);
	}
	write_as("");
	assert_int_equal(conf_set(path, "name", "a\nb", &e), ERR_INVALID);
	assert_int_equal(conf_set(path, "name", "\xff", &e), ERR_INVALID);
	is_written("");
	assert_int_equal(
	    conf_set("/proc/none/a.conf", "name", "c", &e), ERR_INVALID);
}

/* A new file is the person's alone; a link stays one. */
static void
sets_new_and_linked(void **state)
{
	char made[100], link[100];
	struct stat st;
	struct err e;

	(void)state;
	snprintf(made, sizeof(made), "%s/x/y/new.conf", folder);
	assert_int_equal(conf_set(made, "name", "A", &e), 0);
	assert_int_equal(stat(made, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	write_as("tls = true;\n");
	snprintf(link, sizeof(link), "%s/link.conf", folder);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(conf_set(link, "name", "A", &e), 0);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	is_written("tls = true;\nname = \"A\";\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(reads),
		cmocka_unit_test(errors_name_file_and_line),
		cmocka_unit_test(no_file),
		cmocka_unit_test(sets),
		cmocka_unit_test(sets_no_broken_file),
		cmocka_unit_test(sets_new_and_linked),
	};

	lang_set(LANG_EN);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
