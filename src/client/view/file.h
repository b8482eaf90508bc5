/* What the screens about files share. */
#ifndef CLIENT_VIEW_FILE_H
#define CLIENT_VIEW_FILE_H

#include "client/view/app.h"

/* An error at a field, or in the help line (id 0); the name of a file in it
 * may hold anything. */
void file_view_error(struct view *v, int id, const struct err *e);

/* Adds the field for the signature's file, and the question whether to
 * replace what is there, hidden until it comes up. */
void file_view_add_out(struct view *v, int id, int replace, const char *value);

/* Whether the signature may be written there: not over something else unless
 * the person has said so. Asks him otherwise. */
bool file_view_may_write(struct view *v, int id, int replace, const char *path);

/* Text of a screen, line by line; safe to show. */
void file_view_add_lines(struct view *v, const char *lines);

/* "~/..." written out; cut to size. */
void file_view_path(const char *typed, char *out, size_t size);

/* Back to the menu, or out of the program when there is nothing else. */
void file_view_leave(struct view *v);

#endif
