/* The form engine in a terminal: screens, keys nobody expects, signals. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "base/file.h"
#include "tests/ui/terminal.h"
#include "base/banned.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define TAB4   "\t\t\t\t"
#define TAB12  TAB4 TAB4 TAB4
#define DOWN   "\033[B"

/* Keys, then the screen tests/ui/NAME.screen. */
static const struct look {
	const char *name;
	struct terminal_how how;
	const char *keys;
} looks[] = {
	{ "apply", { .args = { NULL } }, "" },
	{ "apply-vt100", { .term = "vt100", .locale = "C" }, TAB4 TAB4 },
	{ "apply-132x43", { .rows = 43, .cols = 132 }, TAB12 },
	{ "apply-60x20", { .rows = 20, .cols = 60 }, TAB12 },
	{ "apply-40x10", { .rows = 10, .cols = 40 }, TAB12 },
	{ "apply-end", { 0 }, TAB12 TAB12 "\t" },
	{ "unknown-term", { .term = "no-such-terminal" }, "" },
	{ "pick", { 0 }, TAB12 "\r" DOWN DOWN DOWN },
	{ "pick-scrolled", { 0 }, TAB12 "\r\033[6~\033[6~\033[6~" DOWN },
	{ "pick-filter", { 0 }, TAB12 "kir" },
	{ "pick-none", { 0 }, TAB12 "\rxyz" },
	{ "pick-chosen", { 0 }, TAB12 "urfa\r" },
	{ "pick-short", { .args = { "--form", "small" } }, TAB4 "\t\r" },
	{ "help", { 0 }, TAB12 "\033OP" },
	{ "wrong", { 0 }, TAB12 "\t\t\t0530 12\t" },
	{ "wrong-60x20", { .rows = 20, .cols = 60 }, TAB12 "\t\t\t0530 12\t" },
	{ "first-wrong", { 0 }, TAB12 "\t\t\t0530 12\t\t\t\033[19~" },
	{ "login", { .args = { "--form", "login" } }, "1000" },
	{ "login-ascii", { .args = { "--form", "login", "--ascii" } }, "" },
	{ "login-linux", { .term = "linux", .args = { "--form", "login" } },
	    "" },
	{ "login-narrow",
	    { .rows = 20,
		.cols = 32,
		.term = "linux",
		.args = { "--form", "login" } },
	    "" },
	{ "date", { .args = { "--form", "login" } }, "\t\t1.2.19" },
	{ "text", { .args = { "--form", "text" } }, "" },
	{ "text-end", { .rows = 16, .args = { "--form", "text" } },
	    "\033[6~\033[6~\033[6~" },
	{ "text-132x43",
	    { .rows = 43, .cols = 132, .args = { "--form", "text" } }, "" },
	{ "menu", { .args = { "--form", "menu" } }, DOWN },
	{ "menu-cut", { .args = { "--form", "menu" } }, "" },
	{ "menu-help", { .args = { "--form", "menu" } }, "\033OP" },
	{ "menu-60x20",
	    { .rows = 20, .cols = 60, .args = { "--form", "menu" } }, "" },
	{ "secret", { .args = { "--form", "small" } }, TAB4 "\t\t\tgizli" },
	{ "secret-shown", { .args = { "--form", "small" } },
	    TAB4 "\t\t\tgizli\033OS" },
	{ "lines", { .args = { "--form", "small" } },
	    TAB4 TAB4 "Zafer Mah. Okul Sok. No:1 Bulanık Atatürk "
		      "Ortaokulu\rMUŞ" },
	{ "radio", { .args = { "--form", "small" } }, TAB4 "\t\t3" },
	{ "list", { .args = { "--form", "list" } }, DOWN DOWN " " DOWN " " },
	{ "list-scrolled", { .args = { "--form", "list" } },
	    "\033[6~\033[6~" DOWN DOWN " " },
	{ "list-60x20",
	    { .rows = 20, .cols = 60, .args = { "--form", "list" } }, DOWN },
	{ "list-vt100",
	    { .term = "vt100", .locale = "C", .args = { "--form", "list" } },
	    "\033[F" },
	{ "marks", { .args = { "--form", "marks" } }, DOWN " " DOWN " " },
	{ "list-filter", { .args = { "--form", "list" } }, "kaya 1" },
	{ "countdown", { .args = { "--form", "small", "--countdown", "288" } },
	    "" },
};

static void
test_look(void **state)
{
	const struct look *l = *state;
	struct terminal *t = terminal_start(&l->how);

	assert_true(terminal_shows(t, " 2/6"));
	terminal_send(t, l->keys);
	assert_true(terminal_is(t, l->name));
	terminal_end(t);
}

/* None of these may end the form or change what was typed. */
static void
test_unexpected_keys(void **state)
{
	static const char *const keys[] = { "\033a", "\033[1;5C", "\033[1;2P",
		"\033[I", "\033[O", "\033[97;3u", "\033[200~\033[201~",
		"\033[27;5;105~", "\033\033[A", "\033]0;x\a", "\033P1$r\033\\",
		"\033[?1;2c", "\033[24;80R", "\033Oc", "\033[5;2$",
		"\033[38;5;1;2;3;4;5;6;7;8q" };
	struct terminal *t = terminal_start(
	    &(struct terminal_how){ .args = { "--form", "small" } });
	char one[2] = "";

	(void)state;
	assert_true(terminal_shows(t, "> Ad *"));
	for (size_t i = 0; i < LEN(keys); i++) {
		terminal_send(t, keys[i]);
		one[0] = (char)('a' + i);
		terminal_send(t, one);
	}
	assert_true(
	    terminal_shows(t, "> Ad *                abcdefghijklmnop"));
	terminal_send(t, "\021");
	assert_int_equal(terminal_wait(t), 0);
	terminal_end(t);
}

static void
ends_well(int sig, int status)
{
	struct terminal *t = terminal_start(&(struct terminal_how){ 0 });
	const char *bytes;
	int got;

	assert_true(terminal_shows(t, "Adım 2/6"));
	terminal_signal(t, sig);
	got = terminal_wait(t);
	if (status >= 0)
		assert_int_equal(got, status);
	else
		assert_true(got != 0);
	bytes = terminal_bytes(t);
	assert_non_null(strstr(bytes, "\033[?1049l"));
	assert_non_null(strstr(bytes, "\033[?2004l"));
	assert_true(terminal_sane(t));
	terminal_end(t);
}

static void
test_term(void **state)
{
	(void)state;
	ends_well(SIGTERM, 0);
}

static void
test_hup(void **state)
{
	(void)state;
	ends_well(SIGHUP, 0);
}

static void
test_int(void **state)
{
	(void)state;
	ends_well(SIGINT, 0);
}

static void
test_segv(void **state)
{
	(void)state;
	ends_well(SIGSEGV, -1);
}

/* The keys, Ctrl-Q, and what the program then holds. */
static const struct {
	const char *name, *keys, *values;
} types[] = {
	{ "text", "Ay\305\237e", "1 Ayşe\n" },
	{ "paste is one edit", "a\033[200~b c\r\n\033[201~\032", "1 a\n" },
	{ "paste never submits", "\033[200~x\ry\r\033[201~", "1 x y\n" },
	{ "pasted number", "\t\033[200~100 000-001 46\033[201~",
	    "2 10000000146\n" },
	{ "undo", "abc\033[Dd\032", "1 abc\n" },
	{ "undo twice", "abc\033[Dd\032\032", "" },
	{ "erase word and line", "bir iki\027\025x", "1 x\n" },
	{ "home and end", "b\001a\005c", "1 abc\n" },
	{ "date with dots", "\t\t1.2.1980", "5 01.02.1980\n" },
	{ "date pasted", "\t\t\033[200~1/2/1980\033[201~", "5 01.02.1980\n" },
	{ "phone", "\t\t\t05301234567", "16 0530 123 45 67\n" },
	{ "phone typed with its country", "\t\t\t+905301234567",
	    "16 0530 123 45 67\n" },
	{ "phone typed with 00 and its country", "\t\t\t00905301234567",
	    "16 0530 123 45 67\n" },
	{ "phone typed beyond its end", "\t\t\t+90 530 123 45 6789",
	    "16 0530 123 45 67\n" },
	{ "phone typed without its zero", "\t\t\t5301234567",
	    "16 530 123 45 67\n" },
	{ "phone pasted", "\t\t\t\033[200~+90 (530) 123-45-67\033[201~",
	    "16 0530 123 45 67\n" },
	{ "choice", TAB4 "sanliurfa\r", "13 ŞANLIURFA\n" },
	{ "choice cleared", TAB4 "sanliurfa\r\177", "" },
	{ "choice by digit", TAB4 "\t\r2", "14 VODAFONE\n" },
	{ "choice as typed", TAB4 "\tBa\305\237ka\r", "14 Başka\n" },
	{ "radio", TAB4 "\t\t\033[C", "20 SMS\n" },
	{ "secret", TAB4 "\t\t\tgizli", "22 gizli\n" },
	{ "lines", TAB4 TAB4 "a\rb", "10 a\nb\n" },
	{ "check", TAB4 TAB4 "\t ", "25 1\n" },
	{ "control characters", "a\002\004\033[200~\007\033[201~b", "1 ab\n" },
	{ "frozen terminal", "a\023\021", "" },
};

static void
test_type(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct terminal *t = terminal_start(
	    &(struct terminal_how){ .args = { "--form", "small" } });
	char *values;

	assert_true(terminal_shows(t, "> Ad *"));
	terminal_send(t, types[i].keys);
	if (i + 1 == LEN(types)) {
		assert_int_equal(terminal_wait(t), 0);
	} else {
		terminal_send(t, "\021");
		assert_int_equal(terminal_wait(t), 0);
		values = terminal_values(t);
		assert_non_null(strchr(values, '\n'));
		assert_string_equal(strchr(values, '\n') + 1, types[i].values);
		free(values);
	}
	terminal_end(t);
}

static void
test_resize(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){ 0 });

	(void)state;
	assert_true(terminal_shows(t, "Adım 2/6"));
	terminal_send(t, TAB12 "\t\t\t0530");
	assert_true(terminal_shows(t, "0530__________"));
	terminal_resize(t, 20, 60);
	assert_true(terminal_is(t, "resized-60x20"));
	terminal_resize(t, 43, 132);
	assert_true(terminal_is(t, "resized-132x43"));
	terminal_resize(t, 24, 80);
	assert_true(terminal_is(t, "resized-80x24"));
	terminal_end(t);
}

static void
test_countdown(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){
	    .args = { "--form", "small", "--countdown", "288" } });
	size_t before;

	(void)state;
	assert_true(terminal_shows(t, "süre: 288 saniye"));
	before = strlen(terminal_bytes(t));
	terminal_pass(t, 1000);
	assert_true(terminal_shows(t, "süre: 287 saniye"));
	assert_in_range(strlen(terminal_bytes(t)) - before, 1, 15);
	terminal_pass(t, 226999);
	assert_true(terminal_shows(t, "süre: 61 saniye"));
	assert_true(terminal_hides(t, "one minute"));
	terminal_pass(t, 1001);
	assert_true(terminal_shows(t, "Less than one minute is left."));
	terminal_pass(t, 40000);
	assert_true(terminal_shows(t, "Less than twenty seconds are left."));
	terminal_pass(t, 20000);
	assert_true(terminal_shows(t, "The time is over."));
	assert_true(terminal_shows(t, "Süre bitti."));
	terminal_end(t);
}

/* Scrolled away, it costs nothing, and the help line warns. */
static void
test_countdown_unseen(void **state)
{
	struct terminal *t = terminal_start(
	    &(struct terminal_how){ .args = { "--countdown", "70" } });
	size_t before;

	(void)state;
	assert_true(terminal_shows(t, "Adım 2/6"));
	assert_true(terminal_hides(t, "saniye"));
	before = strlen(terminal_bytes(t));
	for (int i = 0; i < 9; i++)
		terminal_pass(t, 1000);
	assert_true(terminal_hides(t, "minute"));
	assert_int_equal(strlen(terminal_bytes(t)), before);
	terminal_pass(t, 1000);
	assert_true(terminal_shows(t, " Less than one minute is left."));
	terminal_send(t, TAB12 TAB12 "\t");
	assert_true(terminal_shows(t, "süre: 60 saniye"));
	terminal_end(t);
}

/* Esc clears the filter, closes the list, and only then goes back. */
static void
test_escape(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){ 0 });

	(void)state;
	assert_true(terminal_shows(t, "Adım 2/6"));
	terminal_send(t, TAB12 "sanli");
	assert_true(terminal_shows(t, "1 match"));
	terminal_send(t, "\033[27u");
	assert_true(terminal_shows(t, "81 matches"));
	terminal_send(t, "\033[27u");
	assert_true(terminal_hides(t, "matches"));
	terminal_send(t, "\033[27u");
	assert_int_equal(terminal_wait(t), 0);
	terminal_end(t);
}

static void
test_redraw_after_busy(void **state)
{
	struct terminal *t = terminal_start(
	    &(struct terminal_how){ .args = { "--form", "login" } });

	(void)state;
	assert_true(terminal_shows(t, "Adım 2/6"));
	terminal_send(t, "\033[15~12");
	assert_true(terminal_shows(t, "Yeni resim"));
	terminal_send(t, "\033[27u");
	assert_true(terminal_hides(t, "Yeni resim al"));
	terminal_send(t, "34");
	assert_true(terminal_shows(t, "34_________"));
	terminal_end(t);
}

/* A terminal of ISO-8859-9: every byte is a letter of that charset. */
static void
test_latin5(void **state)
{
	char dir[] = "/tmp/ui-locale-XXXXXX", command[512];
	struct terminal *t;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command),
	    "localedef -i tr_TR -f ISO-8859-9 %s/tr_TR.ISO-8859-9 "
	    "2>/dev/null",
	    dir);
	(void)!system(command); /* warnings make it answer 1 */
	t = terminal_start(&(struct terminal_how){ .term = "vt100",
	    .locale = "tr_TR.ISO-8859-9",
	    .locpath = dir,
	    .args = { "--form", "small" } });
	assert_true(terminal_shows(t, "> Ad *"));
	/* "Başvuru", "Adım" as bytes; no UTF-8. */
	assert_non_null(strstr(terminal_bytes(t), "Ba\376vuru"));
	assert_non_null(strstr(terminal_bytes(t), "Ad\375m"));
	terminal_send(t, "\336\364\021"); /* Şô, Ctrl-Q */
	assert_int_equal(terminal_wait(t), 0);
	{
		char *values = terminal_values(t);

		assert_non_null(strstr(values, "1 Şô\n"));
		free(values);
	}
	terminal_end(t);
	file_remove_tree(dir);
}

/* One screen while something is under way; what was typed comes after it. */
static void
test_busy(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){
	    .args = { "--form", "login", "--busy", "2500" } });
	size_t before;

	(void)state;
	assert_true(terminal_shows(t, "Adım 2/6"));
	terminal_send(t, "\033[15~");
	assert_true(terminal_shows(t, "alınıyor…"));
	terminal_send(t, "12\t\033[200~Ayşe\033[201~");
	terminal_pass(t, 1000);
	assert_true(terminal_is(t, "busy"));
	before = strlen(terminal_bytes(t));
	terminal_pass(t, 1000);
	assert_true(terminal_shows(t, "alınıyor… -"));
	assert_in_range(strlen(terminal_bytes(t)) - before, 1, 10);
	terminal_pass(t, 500);
	assert_true(terminal_shows(t, "> Ad *            Ayşe____"));
	assert_true(terminal_shows(t, "Kimlik No *     12_________"));
	terminal_end(t);
}

/* A long sentence is shown whole until the next key; F1 keeps it. */
static void
test_said(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){
	    .args = { "--form", "login", "--busy", "500" } });

	(void)state;
	assert_true(terminal_shows(t, "Adım 2/6"));
	terminal_send(t, "\033[15~");
	assert_true(terminal_shows(t, "alınıyor…"));
	terminal_pass(t, 500);
	assert_true(terminal_is(t, "said"));
	terminal_send(t, "\033OP");
	assert_true(terminal_is(t, "said-help"));
	terminal_send(t, "\033OP");
	assert_true(terminal_hides(t, "Yeni resim geldi"));
	terminal_end(t);
}

/* One byte ESC is Escape as soon as nothing follows for a moment. */
static void
test_bare_escape(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){ 0 });

	(void)state;
	assert_true(terminal_shows(t, "Adım 2/6"));
	terminal_send(t, TAB12 "\r");
	assert_true(terminal_shows(t, "81 matches"));
	terminal_send(t, "\033");
	for (int i = 0; i < 1000 && terminal_sees(t, "81 matches"); i++)
		terminal_pass(t, 35);
	assert_true(terminal_shows(t, "> İl *"));
	assert_true(terminal_hides(t, "81 matches"));
	terminal_end(t);
}

static void
test_stop(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){
	    .shell = true, .args = { "--form", "menu" } });

	(void)state;
	assert_true(terminal_is(t, "menu-cut"));
	terminal_send(t, "\032");
	assert_true(terminal_shows(t, "stopped here"));
	assert_true(terminal_hides(t, "Sertifika"));
	assert_true(terminal_sane(t));
	terminal_send(t, "\n");
	assert_true(terminal_is(t, "menu-cut"));
	terminal_send(t, "3");
	assert_int_equal(terminal_wait(t), 0);
	assert_true(terminal_sane(t));
	terminal_end(t);
}

static void
test_dumb(void **state)
{
	struct terminal *t = terminal_start(&(struct terminal_how){
	    .term = "dumb", .args = { "--form", "small" } });

	(void)state;
	assert_true(terminal_shows(t, "Field 1 / 10. Ad ("));
	terminal_send(t, "Ayşe\n");
	assert_true(terminal_shows(t, "Field 2 / 10. Kimlik No ("));
	assert_null(strchr(terminal_bytes(t), '\033'));
	terminal_end(t);
}

/* A wrong field is red, with NO_COLOR it is not; it says so in both. */
static void
test_colour(void **state)
{
	for (int no = 0; no < 2; no++) {
		struct terminal *t = terminal_start(
		    &(struct terminal_how){ .no_color = no == 1 });
		const char *red;

		(void)state;
		assert_true(terminal_shows(t, "Adım 2/6"));
		terminal_send(t, TAB12 "\t\t\t0530 12\t");
		assert_true(terminal_shows(t, "! Cep telefonu 10 haneli"));
		red = strstr(terminal_bytes(t), "\033[31m");
		assert_true((red == NULL) == (no == 1));
		terminal_end(t);
	}
}

/* The terminal is closed: the program ends, and takes no time to notice. */
static void
test_hang_up(void **state)
{
	static const char *const forms[] = { "small", "text", "menu" };

	(void)state;
	for (size_t i = 0; i < LEN(forms); i++) {
		struct terminal *t = terminal_start(
		    &(struct terminal_how){ .args = { "--form", forms[i] } });
		char *values;

		assert_true(terminal_shows(t, "Adım 2/6"));
		assert_in_range(terminal_hang_up(t), 0, 2000);
		values = terminal_values(t);
		assert_non_null(strstr(values, " lost\n"));
		free(values);
		terminal_end(t);
	}
}

/* A text counts as read when its end has been on the screen. */
static void
test_viewer(void **state)
{
	static const struct {
		const char *keys, *last;
		bool viewed;
	} ways[] = {
		{ "", "21 lines, 1-", false },
		{ "\033[6~", "21 lines, ", false },
		{ DOWN DOWN "\033[A", "21 lines, 2-", false },
		{ "\033[6~\033[6~\033[6~\033[6~", "-21\n", true },
		{ "\033[F", "-21\n", true },
	};

	(void)state;
	for (size_t i = 0; i < LEN(ways); i++) {
		struct terminal *t = terminal_start(&(struct terminal_how){
		    .rows = 16, .args = { "--form", "text" } });
		char *values;

		assert_true(terminal_shows(t, "Adım 2/6"));
		terminal_send(t, ways[i].keys);
		assert_true(terminal_shows(t, ways[i].last));
		terminal_send(t, "\021");
		assert_int_equal(terminal_wait(t), 0);
		values = terminal_values(t);
		assert_true(
		    (strstr(values, "viewed") != NULL) == ways[i].viewed);
		free(values);
		terminal_end(t);
	}
}

#define SINGLE 19

int
main(void)
{
	static struct CMUnitTest tests[SINGLE + LEN(looks) + LEN(types)] = {
		cmocka_unit_test(test_unexpected_keys),
		cmocka_unit_test(test_term),
		cmocka_unit_test(test_hup),
		cmocka_unit_test(test_int),
		cmocka_unit_test(test_segv),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_countdown),
		cmocka_unit_test(test_countdown_unseen),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_redraw_after_busy),
		cmocka_unit_test(test_latin5),
		cmocka_unit_test(test_busy),
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_bare_escape),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_dumb),
		cmocka_unit_test(test_colour),
		cmocka_unit_test(test_hang_up),
		cmocka_unit_test(test_viewer),
	};

	for (size_t i = 0; i < LEN(looks); i++)
		tests[SINGLE + i] = (struct CMUnitTest){ looks[i].name,
			test_look, NULL, NULL, (void *)(uintptr_t)&looks[i] };
	for (size_t i = 0; i < LEN(types); i++)
		tests[SINGLE + LEN(looks) + i] =
		    (struct CMUnitTest){ types[i].name, test_type, NULL, NULL,
			    (void *)(uintptr_t)i };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
