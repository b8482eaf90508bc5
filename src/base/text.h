/*
 * UTF-8 text that came from outside, and the columns it takes on a screen.
 * Letters of the alphabet that depend on a language are in turkish.h.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Valid UTF-8 without NUL inside len bytes. */
bool text_valid(const char *s, size_t len);

/*
 * No character that could move a cursor, hide or turn text: C0 and C1
 * controls, DEL, bidirectional overrides, zero-width and other format
 * characters, private use, unassigned. Line feeds pass when lines is set.
 * s must be valid UTF-8.
 */
bool text_printable(const char *s, bool lines);

/* Characters (code points), not bytes. s must be valid UTF-8. */
size_t text_length(const char *s);

/* Columns on a terminal; combining marks take none, wide letters two. */
size_t text_columns(const char *s);

/*
 * Reads one code point and moves *s behind it; 0 at the end, U+FFFD (one byte
 * further) for bytes that are no UTF-8.
 */
uint32_t text_next(const char **s);

/* Writes a code point as UTF-8 and NUL; answers the bytes (1 to 4). */
size_t text_put(uint32_t c, char out[5]);

/* Columns of one code point: 0, 1 or 2; -1 for a control character. */
int text_width(uint32_t c);

/* Bytes of the longest beginning of s that fits into columns. */
size_t text_fit(const char *s, size_t columns);

/* A letter of any alphabet. */
bool text_letter(uint32_t c);

/* Composed form (NFC), nothing else changed. Caller frees; NULL: no memory or
 * not UTF-8. */
char *text_compose(const char *s);

/* Composed form (NFC), blanks at both ends removed and runs of blanks made
 * one (no-break spaces too); line feeds stay when lines is set. Caller frees;
 * NULL: no memory or not UTF-8. */
char *text_clean(const char *s, bool lines);

/*
 * A copy that is safe to show whatever it was: invalid bytes and characters
 * that text_printable refuses become '?'. Cut at max characters with an
 * ellipsis. Caller frees; NULL when memory is out.
 */
char *text_shown(const char *s, size_t len, size_t max);

/* Copies as many whole characters as fit into size bytes with the NUL. */
void text_cut(char *out, size_t size, const char *s);

/* The digits of s into out (at most size - 1); answers how many s has. */
size_t text_digits(const char *s, char *out, size_t size);

/* ASCII only, whatever the locale; for protocol words. */
bool text_ascii_equal(const char *a, const char *b);
bool text_all_digits(const char *s);

/*
 * The length in bytes of the next line of s that fits into columns, broken
 * at a blank where there is one; *skip gets the blanks or the line feed to
 * pass over. 0 and *skip 0 at the end.
 */
size_t text_wrap(const char *s, size_t columns, size_t *skip);

#endif
