/* The attributes of each role. Meaning never rests on a colour alone. */
#ifndef CLIENT_TERM_PALETTE_H
#define CLIENT_TERM_PALETTE_H

#include <curses.h>

#include "client/term/role.h"

struct palette {
	attr_t attr[ROLE_COUNT];
	short pair[ROLE_COUNT];
};

/* After newterm. Colours only where the terminal has them and NO_COLOR is
 * not set (no-color.org). */
void palette_init(struct palette *p);

#endif
