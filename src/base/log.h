/*
 * The log of a server, or of a client that was asked to keep one: one line a
 * message, control characters made visible. Never a PIN, a code, a security
 * word or a whole identity number; log_mask shortens what must be named.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

/* Messages above this level are dropped; starts at LOG_LEVEL_INFO. */
void log_level(enum log_level most);

/* Where lines go: a descriptor; starts at standard error. -1: nowhere. */
void log_to(int fd);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "10*******46": the ends of a number, the middle hidden; answers out. */
char *log_mask(const char *number, char *out, size_t size);

#endif
