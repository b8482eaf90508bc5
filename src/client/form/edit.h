/* One line or more of text under a cursor, with undo. */
#ifndef CLIENT_FORM_EDIT_H
#define CLIENT_FORM_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#define EDIT_UNDOS 32

enum edit_what { EDIT_OTHER, EDIT_TYPED, EDIT_ERASED };

struct edit_step {
	char *text;
	size_t at;
};

struct edit {
	char *text;   /* UTF-8, NUL-terminated */
	size_t room;  /* bytes of text, the NUL included */
	size_t max;   /* characters */
	size_t at;    /* where the cursor is, in bytes */
	bool foreign; /* the memory is another's (a secret): no undo */
	bool digits;  /* takes digits alone */
	bool lines;   /* takes line feeds */
	enum edit_what last;
	struct edit_step undo[EDIT_UNDOS];
	size_t undos;
};

/* Memory for max characters; -1 when there is none. edit_free wipes it. */
int edit_init(struct edit *e, size_t max);
/* Over memory that somebody else owns; keeps no undo. */
void edit_over(struct edit *e, char *text, size_t room, size_t max);
void edit_free(struct edit *e);

/* Replaces the text, cursor at its end, and forgets the undo steps. */
void edit_set(struct edit *e, const char *text);

/* Each answers whether the text has changed. */
bool edit_insert(struct edit *e, const char *text, bool paste);
bool edit_erase(struct edit *e);      /* before the cursor */
bool edit_delete(struct edit *e);     /* under the cursor */
bool edit_erase_line(struct edit *e); /* all before the cursor */
bool edit_erase_word(struct edit *e);
bool edit_undo(struct edit *e);

/* Each answers whether the cursor has moved. */
bool edit_left(struct edit *e);
bool edit_right(struct edit *e);
bool edit_home(struct edit *e); /* of the line */
bool edit_end(struct edit *e);

/* The next change is an undo step of its own. */
void edit_pause(struct edit *e);

#endif
