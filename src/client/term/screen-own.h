/* The inside of a screen; for screen.c and paint.c alone. */
#ifndef CLIENT_TERM_SCREEN_OWN_H
#define CLIENT_TERM_SCREEN_OWN_H

#include <stdbool.h>
#include <termios.h>

#include "client/term/screen.h"

struct screen {
	SCREEN *curses;
	struct palette palette;
	struct termios before; /* as the shell had it */
	struct termios ours;
	bool guessed;
	bool utf8;    /* the locale's charset is UTF-8 */
	bool charset; /* letters go through the locale, not through ASCII */
	bool ascii;   /* asked for: no line drawing, no braille */
	bool paste;   /* bracketed paste was asked for */
	bool lost;
	int cursor_y, cursor_x;
};

#endif
