/*
 * What a module of the tests is told while it runs, in the folder SHIM_DIR:
 * the file "do" holds words that say what goes wrong (read at every call),
 * "log" gets a line for each call that matters, and "hang" is a pipe on which
 * a call hangs until its other end is closed.
 */
#ifndef TESTS_LIB_ORDERS_H
#define TESTS_LIB_ORDERS_H

#include <stdbool.h>
#include <stddef.h>

/* The path of a file in the folder. */
const char *in_dir(const char *name, char *path, size_t size);

/* Whether the word stands in the file "do". */
bool told(const char *word);

/* As told, of the word that two parts joined by "-" make. */
bool told_of(const char *first, const char *second);

void note(const char *line);

/* Until the other end of the pipe is opened and closed. */
void hang(void);

#endif
