/* In a demonstration every screen says what to type there. */
#ifndef CLIENT_VIEW_HINT_H
#define CLIENT_VIEW_HINT_H

struct view;

/* What there is to type; all borrowed. */
struct demo_facts {
	const char *tckn, *name, *surname, *birth_place, *birth_date;
	const char *word;     /* security word of the accounts */
	const char *new_card; /* whose card waits to be opened for use */
	const char *deputy;   /* who can stand for the kurum yetkilisi */
};

enum hint {
	HINT_MENU,
	HINT_LOGIN,
	HINT_CARD,
	HINT_PERSONAL,
	HINT_WORD,
	HINT_ESIGN,
	HINT_DEPUTY
};

/* Adds the text of the screen that is being opened; where it is no
 * demonstration, nothing. */
void hint_add(struct view *v, enum hint h);

#endif
