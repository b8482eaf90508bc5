/*
 * A terminal inside the test: a program in a pty, its screen in libvterm.
 * Waiting means reading until what is expected is there; nothing sleeps.
 */
#ifndef TESTS_UI_TERMINAL_H
#define TESTS_UI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct terminal;

struct terminal_how {
	int rows, cols;	     /* 0: 24, 80 */
	const char *term;    /* NULL: xterm-256color */
	const char *locale;  /* LC_ALL; NULL: C.UTF-8 */
	const char *locpath; /* NULL: the system's */
	bool no_color;	     /* NO_COLOR is set */
	bool shell;	     /* a shell starts it, and fg after a line */
	const char *args[12];
};

/* Starts form-demo; it must be ended. */
struct terminal *terminal_start(const struct terminal_how *how);
/* Kills what still runs, frees. */
void terminal_end(struct terminal *t);

void terminal_send(struct terminal *t, const char *bytes);
void terminal_resize(struct terminal *t, int rows, int cols);
void terminal_signal(struct terminal *t, int sig);
/* Lets ms of the program's own clock pass. */
void terminal_pass(struct terminal *t, int64_t ms);

/* Reads until the text is (is not) on the screen; false after 20 s. */
bool terminal_shows(struct terminal *t, const char *text);
bool terminal_hides(struct terminal *t, const char *text);
/* A moment of reading, then whether it is there now. */
bool terminal_sees(struct terminal *t, const char *text);
/* Closes the terminal; the processor time the program took until it ended, in
 * ms, -1 when it does not. */
int64_t terminal_hang_up(struct terminal *t);
/* Reads until the screen and the cursor are those of tests/ui/NAME.screen;
 * UI_UPDATE in the environment writes the file instead. */
bool terminal_is(struct terminal *t, const char *name);
/* Reads until the program ends; its wait status, -1 after 20 s. */
int terminal_wait(struct terminal *t);
/* Everything that was written to the terminal so far. */
const char *terminal_bytes(const struct terminal *t);
/* The line discipline is as it was before the start. */
bool terminal_sane(const struct terminal *t);
/* The values the program wrote at its end; caller frees. */
char *terminal_values(const struct terminal *t);

#endif
