/*
 * No trace of a PIN in the program once the card has had it, or once the
 * person has left the page without sending it. The module before the card
 * looks through the whole memory of the program, when it is finalised (screen
 * and network still stand) and at the very end.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "base/file.h"
#include "client/card/card.h"
#include "robot.h"

#define PIN    "739251"
#define TURNED "840362" /* as tests/lib/shim-pkcs11.c is told of it */

/* The sanitizer does not let a program lock its memory. */
#ifdef __SANITIZE_ADDRESS__
#define LOCKED ""
#else
#define LOCKED ", locked"
#endif

#define PASTED "\033[200~" PIN "\033[201~"
#define ERASED "\b\b\b\b\b\b"
#define UNDO   "\032"

/* What the module has found in the program that has just ended. */
static void
no_trace(struct world *w, bool sent)
{
	struct buf log = BUF_INIT(1 << 20);
	char path[256];

	snprintf(path, sizeof(path), "%s/shim/log", w->dir);
	assert_int_equal(file_read(path, &log, NULL), 0);
	for (char *at = log.data; (at = strstr(at, "# ")) != NULL; at++)
		fprintf(stderr, "%.*s\n", (int)strcspn(at, "\n"), at);
	assert_non_null(strstr(buf_str(&log), "finalize: 0 traces\n"));
	assert_non_null(strstr(buf_str(&log), "exit: 0 traces\n"));
	assert_non_null(strstr(buf_str(&log), "never dumped\n"));
	assert_null(strstr(buf_str(&log), "\ndumped\n"));
	/* Where it has come to the card, it lay in the page it was typed to. */
	if (sent)
		assert_non_null(strstr(buf_str(&log),
		    "PIN: 1 pages" LOCKED ", not dumped, not forked\n"));
	buf_free(&log);
	assert_int_equal(file_write(path, "", 0, 0600, NULL), 0);
}

/* It finds what is there: this program has the PIN in its text. */
static void
finds(struct world *w)
{
	const char *const modules[] = { w->module, NULL };
	struct card_options o = { .modules = modules };
	struct buf log = BUF_INIT(1 << 20);
	struct card_event ev;
	struct card *c = NULL;
	struct pollfd p = { .events = POLLIN };
	char path[256];

	assert_int_equal(card_open(&c, &o, NULL), 0);
	card_list(c, NULL);
	p.fd = card_fd(c);
	while (!card_next(c, &ev))
		assert_int_equal(poll(&p, 1, 60000), 1);
	card_close(c);
	snprintf(path, sizeof(path), "%s/shim/log", w->dir);
	assert_int_equal(file_read(path, &log, NULL), 0);
	assert_non_null(strstr(buf_str(&log), "finalize: "));
	assert_null(strstr(buf_str(&log), "finalize: 0 traces\n"));
	buf_free(&log);
	assert_int_equal(file_write(path, "", 0, 0600, NULL), 0);
}

static void
leave(struct vt *t, struct world *w, bool sent)
{
	vt_hangup(t);
	assert_true(WIFEXITED(vt_end(t)));
	vt_free(t);
	no_trace(w, sent);
}

/* All that was typed has been taken. */
static bool
past_pin(struct vt *t, void *ctx)
{
	(void)ctx;
	return !robot_at(t, (void *)(uintptr_t) "PIN *");
}

static void
test_screen(void **state)
{
	static const char *const apply[] = { "basvuru", NULL };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "");
	setenv("SHIM_LOOK", TURNED, 1);
	finds(&w);
	/* Typed, pasted, taken back, shown again, and not sent. */
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_to_signature(t, &w);
	robot_to_pin(t);
	vt_type(t, PASTED ERASED PIN UNDO ERASED PASTED ERASED PIN);
	vt_type(t, "\t");
	assert_true(vt_wait_for(t, past_pin, NULL));
	leave(t, &w, false);
	/* Sent. */
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_login(t);
	robot_sms(t, &w);
	robot_read_text(t);
	robot_to_pin(t);
	vt_type(t, PIN ERASED PASTED);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	leave(t, &w, true);
	unsetenv("SHIM_LOOK"); /* this program may keep it */
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
