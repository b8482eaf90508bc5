/*
 * Letters between UTF-8 and what the terminal understands: the charset of the
 * locale, and for what it lacks the nearest ASCII.
 */
#ifndef CLIENT_TERM_CHARSET_H
#define CLIENT_TERM_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include "base/buf.h"

struct charset {
	bool utf8;    /* the locale's charset is UTF-8 */
	bool letters; /* it is at least more than ASCII */
	bool ascii;   /* asked for: no signs beyond letters */
};

/* From the locale that is set. */
void charset_init(struct charset *c, bool ascii);

/* A code point as the terminal can show it, at most 3 characters and the end;
 * answers how many. A control character becomes "?". */
size_t charset_shown(const struct charset *c, uint32_t u, wchar_t out[4]);

/* Adds UTF-8 text in the terminal's bytes; line feeds pass. */
void charset_write(const struct charset *c, const char *text, struct buf *out);

/* Adds the terminal's bytes as UTF-8. */
void charset_read(
    const struct charset *c, const char *bytes, size_t len, struct buf *out);

#endif
