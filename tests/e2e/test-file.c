/* A text file is signed with the card and checked afterwards: no portal. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "robot.h"
#include "tsa.h"

#define TEXT "Sayın Müdürlük,\n\nbaşvurumu bilgilerinize sunarım.\n"

static char text[192], p7s[200], root[192], sub[192];

static void
write_text(const char *path, const char *content)
{
	assert_int_equal(
	    file_write(path, content, strlen(content), 0640, NULL), 0);
}

static void
open_world(struct world *w)
{
	world_open(w);
	world_kill_portal(w); /* nobody needs it */
	snprintf(text, sizeof(text), "%s/dilekce.txt", w->dir);
	snprintf(p7s, sizeof(p7s), "%s.p7s", text);
	snprintf(root, sizeof(root), "%s/ca/root.pem", w->dir);
	snprintf(sub, sizeof(sub), "%s/ca/sub.pem", w->dir);
	write_text(text, TEXT);
}

/* The client without a portal, on a screen or line by line. */
static struct vt *
start(struct world *w, const char *const *args)
{
	struct vt_options o = { 24, 80, "xterm-256color", NULL };
	const char *argv[24] = { world_program("eimza"), "--lang", "en",
		"--module", w->module };
	size_t n = 5;

	while (*args != NULL)
		argv[n++] = *args++;
	return vt_start(&o, (char *const *)(uintptr_t)argv);
}

/* Runs to its end; the exit status and what was shown. */
static void
expect(struct world *w, const char *const *args, int status, const char *says)
{
	struct vt *t = start(w, args);
	int end = vt_end(t);

	assert_true(WIFEXITED(end));
	if (WEXITSTATUS(end) != status || strstr(vt_screen(t), says) == NULL)
		fail_msg("status %d: %s", WEXITSTATUS(end), vt_screen(t));
	vt_free(t);
}

static void
sign_here(struct vt *t)
{
	assert_true(vt_wait(t, "read it to its end"));
	assert_true(vt_wait(t, "no wrong entry"));
	robot_to_pin(t);
	vt_type(t, WORLD_PIN);
	vt_type(t, KEY_F10);
}

static void
check(struct world *w)
{
	const char *const good[] = { "dogrula", p7s, "--ca", root, "--ca", sub,
		NULL };
	const char *const other[] = { "verify", p7s, "--content", "/dev/null",
		"--ca", root, "--ca", sub, NULL };

	expect(w, good, 0, "AYŞE ÖĞRETMEN");
	expect(w, other, 1, "other-content");
}

/* The same from the menu, with the authorities of the configuration. */
static void
check_on_screen(struct world *w)
{
	char conf[200], words[600];
	const char *const args[] = { "--config", conf, "--portal",
		"https://localhost:1", NULL };
	struct vt *t;

	snprintf(conf, sizeof(conf), "%s/own.conf", w->dir);
	snprintf(
	    words, sizeof(words), "trust = [ \"%s\", \"%s\" ];\n", root, sub);
	write_text(conf, words);
	t = start(w, args);
	assert_true(vt_wait(t, "Sign a file / check"));
	robot_press(t, "Sign a file");
	assert_true(vt_wait(t, "Name a text file"));
	vt_type(t, p7s);
	assert_true(vt_wait(t, p7s));
	robot_press(t, "Check the signature");
	assert_true(vt_wait(t, "The signature is good."));
	assert_true(vt_shows(t, "AYŞE ÖĞRETMEN"));
	robot_press(t, "Another file");
	assert_true(vt_wait(t, "Name a text file"));
	for (size_t i = 0; i < strlen(".p7s"); i++)
		vt_type(t, "\177");
	assert_true(vt_wait_gone(t, p7s));
	robot_press(t, "Check the signature");
	assert_true(vt_wait(t, "THE SIGNATURE IS NOT GOOD"));
	vt_free(t);
}

static void
test_signed(void **state)
{
	struct world w;
	const char *const args[] = { "imzala", "--dosya", text, NULL };
	struct vt *t;

	(void)state;
	open_world(&w);
	t = start(&w, args);
	sign_here(t);
	assert_true(vt_wait(t, "The text was signed."));
	vt_type(t, KEY_F10);
	assert_int_equal(vt_end(t), 0);
	vt_free(t);
	check(&w);
	check_on_screen(&w);
	world_close(&w);
}

/* A file that is there is replaced only when the person says so. */
static void
test_replaced(void **state)
{
	struct world w;
	const char *const args[] = { "sign", "--file", text, NULL };
	struct buf b = BUF_INIT(65536);
	struct vt *t;

	(void)state;
	open_world(&w);
	write_text(p7s, "eski");
	t = start(&w, args);
	assert_true(vt_wait(t, "exists already"));
	assert_int_equal(file_read(p7s, &b, NULL), 0);
	assert_string_equal(buf_str(&b), "eski");
	robot_tab_to(t, "Replace that file");
	vt_type(t, " ");
	vt_type(t, KEY_F10);
	sign_here(t);
	assert_true(vt_wait(t, "The text was signed."));
	vt_free(t);
	check(&w);
	buf_free(&b);
	world_close(&w);
}

/* Nothing was signed: the status says so. */
static void
test_left(void **state)
{
	struct world w;
	const char *const args[] = { "imzala", "--dosya", text, NULL };
	struct vt *t;

	(void)state;
	open_world(&w);
	t = start(&w, args);
	assert_true(vt_wait(t, "no wrong entry"));
	vt_type(t, "\021"); /* Ctrl-Q */
	assert_true(vt_wait(t, "Do you want to leave"));
	vt_type(t, KEY_F10);
	assert_int_equal(WEXITSTATUS(vt_end(t)), 1);
	vt_free(t);
	assert_int_not_equal(access(p7s, F_OK), 0);
	world_close(&w);
}

static void
test_refused(void **state)
{
	struct world w;
	const char *const args[] = { "imzala", "--dosya", text, NULL };
	struct vt *t;

	(void)state;
	open_world(&w);
	write_text(text, "bir\n\033[31miki\n");
	t = start(&w, args);
	assert_true(vt_wait(t, "U+001B"));
	vt_free(t);
	write_text(text, "\xddmza");
	t = start(&w, args);
	assert_true(vt_wait(t, "Windows-1254"));
	vt_free(t);
	world_close(&w);
}

/* The service is there at the second time only: nothing is lost. */
static void
test_stamped(void **state)
{
	struct world w;
	char conf[200], words[200], path[2][200];
	const char *const args[] = { "--config", conf, "imzala", "--dosya",
		text, NULL };
	const char *const good[] = { "dogrula", p7s, "--ca", root, "--ca", sub,
		NULL };
	struct tsa_order o = { .trick = TSA_REJECTED };
	struct ca_profile p = tsa_profile(clock_wall());
	struct ca_id *ca = NULL, *id = NULL;
	struct tsa *tsa;
	struct vt *t;

	(void)state;
	open_world(&w);
	snprintf(path[0], sizeof(path[0]), "%s", sub);
	snprintf(path[1], sizeof(path[1]), "%s/ca/sub.key", w.dir);
	assert_int_equal(ca_read(&ca, path[0], path[1], NULL), 0);
	assert_int_equal(ca_issue(&id, ca, &p, NULL), 0);
	o.id = id;
	o.when = clock_wall();
	tsa = tsa_start(&o);
	snprintf(conf, sizeof(conf), "%s/own.conf", w.dir);
	snprintf(words, sizeof(words), "tsa = \"%s\";\n", tsa_url(tsa));
	write_text(conf, words);
	t = start(&w, args);
	sign_here(t);
	assert_true(vt_wait(t, "service refused"));
	expect(&w, good, 0, "Time-stamp: none");
	o.trick = TSA_GOOD;
	robot_press(t, "Fetch a time-stamp");
	assert_true(vt_wait(t, ", Test TSA"));
	vt_type(t, KEY_F10);
	assert_int_equal(vt_end(t), 0);
	vt_free(t);
	expect(&w, good, 0, "Test TSA");
	tsa_stop(tsa);
	ca_id_free(id);
	ca_id_free(ca);
	world_close(&w);
}

/* A service that says nothing does not hold the person. */
static void
test_silent(void **state)
{
	struct world w;
	char conf[200], words[200];
	const char *const args[] = { "--config", conf, "imzala", "--dosya",
		text, NULL };
	struct tsa_order o = { .trick = TSA_SILENT };
	struct tsa *tsa = tsa_start(&o);
	struct vt *t;

	(void)state;
	open_world(&w);
	snprintf(conf, sizeof(conf), "%s/own.conf", w.dir);
	snprintf(words, sizeof(words), "tsa = \"%s\";\n", tsa_url(tsa));
	write_text(conf, words);
	t = start(&w, args);
	sign_here(t);
	assert_true(vt_wait(t, "Asking for a time-stamp"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "Cancelled"));
	assert_true(vt_wait(t, "No time-stamp yet."));
	vt_type(t, KEY_F10);
	assert_int_equal(vt_end(t), 0);
	vt_free(t);
	check(&w);
	tsa_stop(tsa);
	world_close(&w);
}

static void
test_linear(void **state)
{
	struct world w;
	const char *const args[] = { "--linear", "imzala", "--dosya", text,
		NULL };
	struct vt *t;

	(void)state;
	open_world(&w);
	t = start(&w, args);
	assert_true(vt_wait(t, "bilgilerinize sunarım."));
	assert_true(vt_wait(t, "Field 1 / 2."));
	vt_type(t, "\r");
	assert_true(vt_wait(t, "Field 2 / 2. PIN"));
	vt_type(t, WORLD_PIN "\r");
	assert_true(vt_wait(t, "Number"));
	vt_type(t, "1\r");
	assert_true(vt_wait(t, "The text was signed."));
	vt_free(t);
	check(&w);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_left),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_stamped),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
