/*
 * A program in a terminal inside the test: a pty, and libvterm to see what a
 * person would see. Waiting means reading until the screen shows something,
 * never letting time pass; a bound of 60 s ends a test that would hang.
 */
#ifndef TESTS_LIB_VT_H
#define TESTS_LIB_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

struct vt;

struct vt_options {
	int rows, cols;
	const char *term;	/* TERM */
	const char *const *env; /* "NAME=value", ended by NULL, or NULL */
};

/* Starts argv[0] with argv. Never NULL: a failure fails the test. */
struct vt *vt_start(const struct vt_options *o, char *const argv[]);

/* Kills what still runs, frees. NULL is fine. */
void vt_free(struct vt *t);

/* Bytes as if typed. */
void vt_type(struct vt *t, const char *bytes);

/* Reads until the screen shows the text; false (and the screen on standard
 * error) when the program ended or the bound was reached. */
bool vt_wait(struct vt *t, const char *text);

/* As vt_wait, until the screen no longer shows it. */
bool vt_wait_gone(struct vt *t, const char *text);

/* As vt_wait, until the test's own condition holds. */
bool vt_wait_for(
    struct vt *t, bool (*holds)(struct vt *t, void *ctx), void *ctx);

/* The row of the cursor, or one so many rows below (negative: above) it, as
 * vt_screen would give it; "" outside the screen; borrowed. */
const char *vt_cursor_row(struct vt *t, int below);

/* The screen now, rows ended by LF, blanks at the ends removed; borrowed. */
const char *vt_screen(struct vt *t);
bool vt_shows(struct vt *t, const char *text);

/* Row and column of the cursor from 0. */
void vt_cursor(const struct vt *t, int *row, int *col);

void vt_resize(struct vt *t, int rows, int cols);
void vt_signal(struct vt *t, int sig);
pid_t vt_pid(const struct vt *t);

/* Closes the terminal from outside, as a lost line does. */
void vt_hangup(struct vt *t);

/* Reads until the program ends; its wait status. */
int vt_end(struct vt *t);

/* The terminal's settings: now, and of one that nobody has touched. */
void vt_termios(const struct vt *t, struct termios *out);
void vt_fresh_termios(struct termios *out);

/* Whether the program has written these bytes since it was started, among its
 * last 64 kB. */
bool vt_wrote(const struct vt *t, const char *bytes);

/* Has the screen drawn anew (Ctrl-L) and waits for it: every key typed before
 * has been answered then. False when it never is. */
bool vt_settle(struct vt *t);

/*
 * How many bytes came that no screen of ours sends: bytes that are no UTF-8,
 * C1 controls, DEL, marks that turn text, control characters beside those of a
 * cursor and a bell, and strings to the terminal (titles, clipboard).
 */
size_t vt_strange(const struct vt *t);

/* For measurements: reads what is there until the program has been silent for
 * so many milliseconds, and says what came. */
struct vt_burst {
	size_t bytes;
	int reads;
	int64_t first_us, last_us; /* from the call; 0: nothing came */
};
void vt_silence(struct vt *t, int ms, struct vt_burst *out);

/* Bytes the program has written so far. */
size_t vt_bytes(const struct vt *t);

#endif
