#include "config.h"
#include "client/form/keymap.h"

#include "base/lang.h"
#include "client/term/key.h"
#include "base/banned.h"

/* The order of rows is the order in F1. A key may stand more than once: the
 * first row whose context fits decides. */
static const struct binding rows[] = {
	{ CTX_PICK, KEYS_ENTER, ACT_ENTER, N_("Enter"),
	    N_("takes the row with the mark"), N_("take") },
	{ CTX_PICK, KEYS_TAB, ACT_NEXT, N_("Tab"),
	    N_("takes the row and goes to the next field"), NULL },
	{ CTX_PICK, KEYS_UP, ACT_UP, N_("Up, Down"), N_("another row"), NULL },
	{ CTX_PICK, KEYS_DOWN, ACT_DOWN, NULL, NULL, NULL },
	{ CTX_PICK, KEYS_PAGE_DOWN, ACT_PAGE_DOWN, N_("PgUp, PgDn"),
	    N_("a page further"), NULL },
	{ CTX_PICK, KEYS_PAGE_UP, ACT_PAGE_UP, NULL, NULL, NULL },
	{ CTX_PICK, KEYS_BACKSPACE, ACT_ERASE, N_("letters, Backspace"),
	    N_("narrow the list; digits 1-9 take a row of a short list"),
	    NULL },
	{ CTX_PICK, KEYS_ESCAPE, ACT_BACK, N_("Esc"),
	    N_("shows all rows again, then closes the list"), N_("close") },

	{ CTX_HELP, KEYS_ESCAPE, ACT_BACK, N_("Esc"), N_("closes the help"),
	    N_("close") },
	{ CTX_HELP, KEYS_F1, ACT_BACK, NULL, NULL, NULL },
	{ CTX_HELP, KEYS_ENTER, ACT_BACK, NULL, NULL, NULL },
	{ CTX_HELP, KEYS_DOWN, ACT_DOWN, N_("Up, Down"), N_("scroll the help"),
	    N_("scroll") },
	{ CTX_HELP, KEYS_UP, ACT_UP, NULL, NULL, NULL },
	{ CTX_HELP, KEYS_PAGE_DOWN, ACT_PAGE_DOWN, NULL, NULL, NULL },
	{ CTX_HELP, KEYS_PAGE_UP, ACT_PAGE_UP, NULL, NULL, NULL },

	{ CTX_BUSY, KEYS_ESCAPE, ACT_BACK, N_("Esc"),
	    N_("stops what is under way"), N_("cancel") },

	{ CTX_FORM, KEYS_TAB, ACT_NEXT, N_("Tab"), N_("the next item"),
	    N_("next") },
	{ CTX_FORM, KEYS_BACK_TAB, ACT_PREV, N_("Shift-Tab"),
	    N_("the item before"), NULL },
	{ CTX_LINES, KEYS_ENTER, ACT_ENTER, N_("Enter"), N_("a new line"),
	    N_("new line") },
	{ CTX_CHOICE, KEYS_ENTER, ACT_OPEN, N_("Enter"),
	    N_("opens the list, as a letter does"), N_("choose") },
	{ CTX_BUTTON, KEYS_ENTER, ACT_PRESS, N_("Enter"),
	    N_("presses the button"), N_("press") },
	{ CTX_ENTRY, KEYS_ENTER, ACT_PRESS, N_("Enter"),
	    N_("opens the entry, as its digit does"), N_("open") },
	{ CTX_LIST | CTX_ROWS, KEYS_ENTER, ACT_PRESS, N_("Enter"),
	    N_("opens the row"), N_("open") },
	{ CTX_LIST | CTX_MARKS, ' ', ACT_TOGGLE, N_("Space"),
	    N_("chooses the row, or not"), N_("select") },
	{ CTX_BUTTON | CTX_ENTRY, ' ', ACT_PRESS, NULL, NULL, NULL },
	{ CTX_CHOICE, ' ', ACT_OPEN, NULL, NULL, NULL },
	{ CTX_FORM, KEYS_ENTER, ACT_ENTER, N_("Enter"),
	    N_("goes on to the next item"), NULL },
	{ CTX_CHECK, ' ', ACT_TOGGLE, N_("Space"), N_("ticks or clears"),
	    N_("tick") },
	{ CTX_RADIO, ' ', ACT_TOGGLE, N_("Space"),
	    N_("chooses, as arrows and digits do"), N_("choose") },
	{ CTX_VIEWER, KEYS_DOWN, ACT_DOWN, NULL, NULL, NULL },
	{ CTX_FORM, KEYS_UP, ACT_UP, N_("Up, Down"),
	    N_("the item before, the next item"), NULL },
	{ CTX_FORM, KEYS_DOWN, ACT_DOWN, NULL, NULL, NULL },
	{ CTX_FORM, KEYS_PAGE_DOWN, ACT_PAGE_DOWN, N_("PgUp, PgDn"),
	    N_("scroll the text or the form"), NULL },
	{ CTX_FORM, KEYS_PAGE_UP, ACT_PAGE_UP, NULL, NULL, NULL },
	{ CTX_FORM, KEYS_LEFT, ACT_LEFT, NULL, NULL, NULL },
	{ CTX_FORM, KEYS_RIGHT, ACT_RIGHT, NULL, NULL, NULL },
	{ CTX_FORM, KEYS_HOME, ACT_HOME, N_("Home, End"),
	    N_("the beginning or end of the field"), NULL },
	{ CTX_FORM, KEYS_END, ACT_END, NULL, NULL, NULL },
	{ CTX_EDIT, KEYS_CTRL('a'), ACT_HOME, NULL, NULL, NULL },
	{ CTX_EDIT, KEYS_CTRL('e'), ACT_END, NULL, NULL, NULL },
	{ CTX_EDIT | CTX_CHOICE, KEYS_BACKSPACE, ACT_ERASE, NULL, NULL, NULL },
	{ CTX_EDIT | CTX_CHOICE, KEYS_DELETE, ACT_DELETE, NULL, NULL, NULL },
	{ CTX_EDIT, KEYS_CTRL('u'), ACT_ERASE_LINE, N_("Ctrl-U"),
	    N_("erases what stands before the cursor"), NULL },
	{ CTX_EDIT, KEYS_CTRL('w'), ACT_ERASE_WORD, N_("Ctrl-W"),
	    N_("erases the word before the cursor"), NULL },
	{ CTX_TEXT | CTX_LINES, KEYS_CTRL('z'), ACT_UNDO, N_("Ctrl-Z"),
	    N_("takes back the last change of this field"), NULL },
	{ CTX_SECRET, KEYS_F4, ACT_REVEAL, N_("F4"),
	    N_("shows or hides what is typed"), N_("show") },
	{ CTX_SECRET, KEYS_CTRL('r'), ACT_REVEAL, NULL, NULL, NULL },
	{ CTX_FORM, KEYS_F8, ACT_ERRORS, N_("F8"), N_("the first wrong field"),
	    NULL },
	{ CTX_FORM, KEYS_F10, ACT_MAIN, N_("F10, Ctrl-O"),
	    N_("presses the main button of the page"), NULL },
	{ CTX_FORM, KEYS_CTRL('o'), ACT_MAIN, NULL, NULL, NULL },
	{ CTX_FORM | CTX_PICK, KEYS_F1, ACT_HELP, N_("F1"), N_("this help"),
	    NULL },
	{ CTX_FORM, KEYS_ESCAPE, ACT_BACK, N_("Esc"), N_("goes back"), NULL },
	{ CTX_ANY, KEYS_CTRL('l'), ACT_REDRAW, N_("Ctrl-L"),
	    N_("draws the screen anew"), NULL },
	{ CTX_ANY & ~(unsigned)(CTX_TEXT | CTX_LINES), KEYS_CTRL('z'),
	    ACT_SUSPEND, N_("Ctrl-Z"),
	    N_("goes back to the shell; fg returns here"), NULL },
	{ CTX_ANY, KEYS_CTRL('q'), ACT_QUIT, N_("Ctrl-Q"),
	    N_("ends the program"), NULL },
	{ CTX_ANY, KEYS_CTRL('c'), ACT_QUIT, NULL, NULL, NULL },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct binding *
find(unsigned context, int key)
{
	for (size_t i = 0; i < ROWS; i++)
		if ((rows[i].context & context) != 0 && rows[i].key == key)
			return &rows[i];
	return NULL;
}

enum action
keymap_action(unsigned context, int key)
{
	const struct binding *b = find(context, key);

	return b != NULL ? b->action : ACT_NONE;
}

bool
keymap_holds(const struct binding *b, unsigned context)
{
	return find(context, b->key) == b;
}

const struct binding *
keymap_row(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}
