/* The body of the screen as a window over the form's lines. */
#ifndef CLIENT_FORM_DRAW_H
#define CLIENT_FORM_DRAW_H

#include "client/form/item.h"
#include "client/term/screen.h"

struct canvas {
	struct screen *s;
	int top, rows;		/* where the body is on the screen */
	int first;		/* the form's line in its first row */
	bool active;		/* the item that is drawn is the active one */
	int cursor_y, cursor_x; /* on the screen */
};

/* y counts the form's lines; what is outside the window is not drawn. Each
 * answers the columns used. */
int canvas_put(struct canvas *c, int y, int x, int width, enum role role,
    const char *text);
/* The same; what is cut ends in an ellipsis. */
int canvas_put_cut(struct canvas *c, int y, int x, int width, enum role role,
    const char *text);
void canvas_fill(struct canvas *c, int y, int x, int width, char ch);
void canvas_bar(struct canvas *c, int y, int x);
/* The cursor, when the item that is drawn is the active one. */
void canvas_cursor(struct canvas *c, int y, int x);

/* Marker, label and star; answers the line of the value (the label's, or the
 * one below when the label is long). */
int canvas_label(struct canvas *c, const struct form *f, const struct item *it);
bool label_is_long(const struct form *f, const struct item *it);

/* Text in lines of at most width columns; answers the lines. c may be NULL. */
int canvas_wrapped(struct canvas *c, int y, int x, int width, enum role role,
    const char *text);

/* Sets top and height of every item for a body of this size. */
void layout(struct form *f, int cols, int rows);
/* Scrolls so that the active item is in the window. */
void layout_scroll(struct form *f);

/* Draws all items into the window. */
void draw_body(struct canvas *c, struct form *f);

#endif
