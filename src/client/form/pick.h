/* The open list of a choice, over the form. */
#ifndef CLIENT_FORM_PICK_H
#define CLIENT_FORM_PICK_H

#include "client/form/draw.h"

struct pick {
	struct item *item; /* NULL: closed */
	struct edit typed; /* the filter */
	size_t *row;	   /* what matches, best first */
	size_t rows;
	size_t at;    /* the marked one of row */
	size_t first; /* the one at the top of the list */
	char **key;   /* turkish_key of every row */
	size_t keys;
};

/* text: what was typed to open it, or "". -1: no memory. */
int pick_open(struct pick *p, struct item *it, const char *text);
void pick_close(struct pick *p);

/* OUT_DONE, OUT_CHANGED (chosen, closed), OUT_UNUSED (nothing was done). */
enum outcome pick_act(struct pick *p, enum action a, int height);
enum outcome pick_type(struct pick *p, const char *text, bool paste);

/* Draws over the body; answers through c where the cursor is. */
void pick_draw(struct pick *p, struct canvas *c, const struct form *f);
/* Lines of the list for this form and body. */
int pick_height(const struct pick *p, const struct form *f);

#endif
