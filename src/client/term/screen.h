/*
 * The terminal as a screen of cells (curses) and as a source of bytes. Text
 * goes in as UTF-8; what the terminal cannot show becomes the nearest ASCII,
 * and control characters never pass.
 */
#ifndef CLIENT_TERM_SCREEN_H
#define CLIENT_TERM_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "client/term/role.h"

struct screen;

/* Whether TERM names a terminal that can move its cursor. */
bool screen_possible(void);

/* Caller closes. ascii: no line drawing, no braille. */
int screen_open(struct screen **out, bool ascii, struct err *e);
void screen_close(struct screen *s);

int screen_rows(const struct screen *s);
int screen_cols(const struct screen *s);
/* TERM was not known, so that it is driven as a VT100. */
bool screen_guessed(const struct screen *s);
bool screen_utf8(const struct screen *s); /* and not asked for ASCII */

/* What a picture is made of here: the console of Linux has no braille. */
enum screen_dots { SCREEN_ASCII, SCREEN_BLOCKS, SCREEN_BRAILLE };
enum screen_dots screen_dots(const struct screen *s);

/* The size has changed; everything is painted anew next time. */
void screen_resize(struct screen *s);
void screen_redraw(struct screen *s);
/* Gives the terminal to the shell until the process goes on (^Z, fg). */
void screen_suspend(struct screen *s);
/* Sets the terminal's mode again after SIGCONT. */
void screen_resume(struct screen *s);
/* The terminal is gone: nothing is written to it any more. */
void screen_lost(struct screen *s);

/* Painting (paint.c): erase, put, show. show is one write. */
void screen_erase(struct screen *s);
void screen_show(struct screen *s);
/* Puts at most width columns of text; answers the columns used. */
int screen_put(struct screen *s, int y, int x, int width, enum role role,
    const char *text);
/* The same, but what is cut ends in an ellipsis, at a blank if one is near. */
int screen_put_cut(struct screen *s, int y, int x, int width, enum role role,
    const char *text);
void screen_fill(struct screen *s, int y, int x, int width, char c);
void screen_rule(struct screen *s, int y);
void screen_bar(struct screen *s, int y, int x); /* a vertical stroke */
void screen_cursor(struct screen *s, int y, int x);
/* What stands for a sign of this screen; ASCII where the terminal is. */
const char *screen_sign(const struct screen *s, const char *utf8);
/* Columns that a text takes on this terminal. */
int screen_columns(const struct screen *s, const char *text);

#endif
