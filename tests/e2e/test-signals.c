/* Keys nobody asked for leave what was typed; signals, a lost line and a
 * person who leaves find the terminal as it was, and the draft on the
 * portal. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <cmocka.h>

#include "robot.h"

static const char *const apply[] = { "basvuru", NULL };

/* Each followed by an x that has to arrive as such. */
static const struct {
	const char *name, *bytes;
} keys[] = {
	{ "Alt-a", "\033a" },
	{ "Ctrl-Right", "\033[1;5C" },
	{ "Shift-F1", "\033[1;2P" },
	{ "focus in and out", "\033[I\033[O" },
	{ "CSI u", "\033[57358u" },
	{ "bracketed paste", "\033[200~Lise\033[201~" },
	{ "mouse report", "\033[<0;10;10M\033[<0;10;10m" },
	{ "device attributes", "\033[?1;2c" },
	{ "OSC reply", "\033]11;rgb:0000/0000/0000\033\\" },
	{ "unknown SS3", "\033Oz" },
	{ "8-bit CSI", "\x9b"
		       "1;2P" },
	{ "8-bit CSI in UTF-8", "\xc2\x9b"
				"1;2P" },
	{ "F20", "\033[34~" },
};

static struct vt *
to_unit(struct world *w)
{
	struct vt *t = world_client(w, 24, 80, "xterm-256color", apply);

	robot_login(t);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	robot_tab_to(t, "Çalıştığı Birim");
	return t;
}

static void
test_keys(void **state)
{
	char typed[64] = "Okul";
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = to_unit(&w);
	vt_type(t, typed);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		fprintf(stderr, "%s\n", keys[i].name);
		vt_type(t, keys[i].bytes);
		vt_type(t, "x");
		strcat(typed, strstr(keys[i].bytes, "Lise") ? "Lisex" : "x");
		assert_true(vt_wait(t, typed));
		assert_true(vt_shows(t, PAGE_FORM_TITLE));
	}
	/* One that is cut off: the next key is the next key. */
	vt_type(t, "\033[" KEY_F10);
	assert_true(vt_wait(t, "zorunludur"));
	robot_tab_to(t, "Ünvan");
	assert_true(vt_wait(t, "OKULXXXXXLİSEXXXXXXX"));
	vt_free(t);
	world_close(&w);
}

/* The client in the middle of the form, ended by a signal. */
static void
end_by(int sig, bool saves)
{
	struct termios before, after;
	struct world w;
	struct vt *t;
	int status;

	world_open(&w);
	t = to_unit(&w);
	vt_termios(t, &after);
	assert_int_equal(after.c_lflag & ICANON, 0);
	vt_type(t, "Liseler Okulu");
	assert_true(vt_wait(t, "Liseler Okulu"));
	vt_signal(t, sig);
	status = vt_end(t);
	assert_true(WIFEXITED(status) || WTERMSIG(status) == sig ||
		    WTERMSIG(status) == SIGABRT);
	vt_termios(t, &after);
	vt_fresh_termios(&before);
	assert_int_equal(after.c_iflag, before.c_iflag);
	assert_int_equal(after.c_oflag, before.c_oflag);
	assert_int_equal(after.c_lflag, before.c_lflag);
	assert_memory_equal(after.c_cc, before.c_cc, sizeof(after.c_cc));
	assert_true(vt_wrote(t, "\033[?1049l")); /* rmcup */
	/* The cursor is seen: it was never hidden, or shown again. */
	assert_true(!vt_wrote(t, "\033[?25l") || vt_wrote(t, "\033[?25h"));
	vt_free(t);
	if (saves) {
		t = world_client(&w, 24, 80, "xterm-256color", apply);
		robot_login(t);
		assert_true(vt_wait(t, "LİSELER OKULU"));
		vt_free(t);
	}
	world_close(&w);
}

static void
test_term(void **state)
{
	(void)state;
	end_by(SIGTERM, true);
}

static void
test_hup(void **state)
{
	(void)state;
	end_by(SIGHUP, true);
}

static void
test_int(void **state)
{
	(void)state;
	end_by(SIGINT, true);
}

static void
test_segv(void **state)
{
	(void)state;
	end_by(SIGSEGV, false);
}

/* Escape asks; whoever stays is where he was, whoever leaves finds what he
 * typed a moment before. */
static void
test_leave(void **state)
{
	struct world w;
	struct vt *t;
	int status;

	(void)state;
	world_open(&w);
	t = to_unit(&w);
	vt_type(t, "Liseler Okulu\033");
	assert_true(vt_wait(t, "Çıkmak istiyor musunuz?"));
	robot_press(t, "Kal ]");
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	assert_true(
	    vt_wait_for(t, robot_at, (void *)(uintptr_t) "Çalıştığı Birim"));
	vt_type(t, "\033[F 2\033");
	assert_true(vt_wait(t, "Çıkmak istiyor musunuz?"));
	vt_type(t, KEY_F10);
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	vt_free(t);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_login(t);
	assert_true(vt_wait(t, "LİSELER OKULU 2"));
	vt_free(t);
	world_close(&w);
}

/* The line is lost: the program ends by itself, and the draft is saved. */
static void
test_hangup(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = to_unit(&w);
	vt_type(t, "Liseler Okulu");
	assert_true(vt_wait(t, "Liseler Okulu"));
	vt_hangup(t);
	vt_end(t);
	vt_free(t);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_login(t);
	assert_true(vt_wait(t, "LİSELER OKULU"));
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_term),
		cmocka_unit_test(test_hup),
		cmocka_unit_test(test_int),
		cmocka_unit_test(test_segv),
		cmocka_unit_test(test_hangup),
		cmocka_unit_test(test_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
