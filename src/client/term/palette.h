/* What a thing looks like: roles of the screen, not colours. Meaning never
 * rests on a colour alone. */
#ifndef CLIENT_TERM_PALETTE_H
#define CLIENT_TERM_PALETTE_H

#include <curses.h>

enum role {
	ROLE_PLAIN,
	ROLE_TITLE,
	ROLE_SECTION,
	ROLE_ACTIVE, /* the label of the active item */
	ROLE_ERROR,
	ROLE_COUNT
};

struct palette {
	attr_t attr[ROLE_COUNT];
	short pair[ROLE_COUNT];
};

/* After newterm. Colours only where the terminal has them and NO_COLOR is
 * not set (no-color.org). */
void palette_init(struct palette *p);

#endif
