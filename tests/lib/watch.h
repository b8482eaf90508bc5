/*
 * What a module can see and do beside PKCS#11: it shares the program's memory,
 * open files and terminal.
 */
#ifndef TESTS_LIB_WATCH_H
#define TESTS_LIB_WATCH_H

#include <stddef.h>

/* Writes control characters to standard output and standard error. */
void watch_noise(void);

/* Starts a child; each descriptor beyond 2 that it inherits becomes a line
 * "file ..." of the log, and its end "files". */
void watch_files(void);

/* Keeps a PIN in a form that does not look like it. */
void watch_remember(const unsigned char *pin, size_t len);

/* Looks for that PIN in the whole memory of the process: a line "trace ..." of
 * the log for each place, then "looked"; "nothing to look for" without one. */
void watch_pin(void);

#endif
