/* Whole files, read with a limit and written so that a crash leaves either
 * the old one or the new one. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Adds the file to *out; refuses one larger than the buffer's limit. */
int file_read(const char *path, struct buf *out, struct err *e);

/* The same from what is open already; name is for the sentence of an error. */
int file_read_open(int fd, const char *name, struct buf *out, struct err *e);

/* Writes beside, syncs, renames over; mode as open(2). */
int file_write(
    const char *path, const void *data, size_t len, mode_t mode, struct err *e);

/* As file_write, but never over something: ERR_CONFLICT when the name is
 * taken. */
int file_write_new(
    const char *path, const void *data, size_t len, mode_t mode, struct err *e);

/* Makes the folder and its parents, with mode for those it makes. */
int file_make_dirs(const char *path, mode_t mode, struct err *e);

/* Removes a folder and what is in it, as far as it can. */
void file_remove_tree(const char *path);

#endif
