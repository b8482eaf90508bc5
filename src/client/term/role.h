/* What a thing looks like: roles of the screen, not colours. */
#ifndef CLIENT_TERM_ROLE_H
#define CLIENT_TERM_ROLE_H

enum role {
	ROLE_PLAIN,
	ROLE_TITLE,
	ROLE_SECTION,
	ROLE_ACTIVE, /* the label of the active item */
	ROLE_ERROR,
	ROLE_COUNT
};

#endif
