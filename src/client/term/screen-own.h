/* The inside of a screen; for screen.c and paint.c alone. */
#ifndef CLIENT_TERM_SCREEN_OWN_H
#define CLIENT_TERM_SCREEN_OWN_H

#include <stdbool.h>
#include <stdio.h>
#include <termios.h>

#include "client/term/charset.h"
#include "client/term/output.h"
#include "client/term/palette.h"
#include "client/term/screen.h"

struct screen {
	SCREEN *curses;
	FILE *out; /* memory: curses writes piecemeal, the terminal gets one
		      write */
	struct output output;
	struct palette palette;
	struct termios before; /* as the shell had it */
	struct termios ours;
	bool guessed;
	bool console; /* the one of Linux: 512 glyphs */
	struct charset charset;
	bool paste; /* bracketed paste was asked for */
	bool lost;  /* nothing is painted any more */
	int cursor_y, cursor_x;
	int shown_y, shown_x; /* where the last paint left the cursor */
	bool placed;	      /* and where it still is */
	const char *save,
	    *back; /* what keeps the cursor, what brings it back */
};

/* What curses wrote, to the terminal. home: the cursor is back where the paint
 * began, if that was not touched in between. */
void screen_flush(struct screen *s, bool home);

#endif
