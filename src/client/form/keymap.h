/*
 * What a person can do, as one table: where, key, action, help. Dispatch, the
 * key line and F1 read the same rows.
 */
#ifndef CLIENT_FORM_KEYMAP_H
#define CLIENT_FORM_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

enum action {
	ACT_NONE,
	ACT_NEXT,
	ACT_PREV,
	ACT_ENTER,
	ACT_UP,
	ACT_DOWN,
	ACT_LEFT,
	ACT_RIGHT,
	ACT_HOME,
	ACT_END,
	ACT_PAGE_UP,
	ACT_PAGE_DOWN,
	ACT_ERASE,
	ACT_DELETE,
	ACT_ERASE_LINE,
	ACT_ERASE_WORD,
	ACT_UNDO,
	ACT_REVEAL,
	ACT_TOGGLE,
	ACT_OPEN,
	ACT_PRESS,
	ACT_MAIN,
	ACT_HELP,
	ACT_ERRORS,
	ACT_BACK,
	ACT_REDRAW,
	ACT_SUSPEND,
	ACT_QUIT
};

enum {
	CTX_TEXT = 1 << 0, /* anything typed in one line */
	CTX_SECRET = 1 << 1,
	CTX_LINES = 1 << 2,
	CTX_RADIO = 1 << 3,
	CTX_CHECK = 1 << 4,
	CTX_CHOICE = 1 << 5, /* closed */
	CTX_BUTTON = 1 << 6,
	CTX_VIEWER = 1 << 7,
	CTX_LOCKED = 1 << 8, /* a field that is only read */
	CTX_PICK = 1 << 9,   /* the pick list is open */
	CTX_HELP = 1 << 10,  /* F1 is open */
	CTX_BUSY = 1 << 11,
	CTX_NOTHING = 1 << 12, /* a form without anything to reach */
	CTX_ENTRY = 1 << 13,   /* of a menu */
	CTX_LIST = 1 << 14,
	CTX_ROWS = 1 << 15,  /* a list without marks */
	CTX_TABLE = 1 << 16, /* one of which nothing opens */
	CTX_MARKS = 1 << 17, /* the same, but its rows are chosen */
	CTX_EDIT = CTX_TEXT | CTX_SECRET | CTX_LINES,
	CTX_FORM = CTX_EDIT | CTX_RADIO | CTX_CHECK | CTX_CHOICE | CTX_BUTTON |
		   CTX_ENTRY | CTX_LIST | CTX_ROWS | CTX_TABLE | CTX_MARKS |
		   CTX_VIEWER | CTX_LOCKED | CTX_NOTHING,
	CTX_ANY = CTX_FORM | CTX_PICK | CTX_HELP | CTX_BUSY
};

struct binding {
	unsigned context;
	int key;
	enum action action;
	const char *name; /* of the key, as people call it; NULL: not told */
	const char *help; /* what it does, N_() */
	const char *foot; /* the short word in the key line, N_(); NULL: none */
};

/* The action of a key in a context; ACT_NONE: none. */
enum action keymap_action(unsigned context, int key);

/* The row decides in this context; no earlier one takes its key. */
bool keymap_holds(const struct binding *b, unsigned context);

/* Row i; NULL behind the last. */
const struct binding *keymap_row(size_t i);

#endif
