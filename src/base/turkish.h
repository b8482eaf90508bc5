/*
 * Turkish letters: case, order, and search by people whose keyboard has no
 * Turkish keys. None of this depends on a locale, and protocol words never
 * come here (I is not the capital of i in Turkish).
 */
#ifndef BASE_TURKISH_H
#define BASE_TURKISH_H

#include <stdbool.h>

/* Upper and lower case by Turkish rules (i-İ, ı-I), in NFC. Caller frees;
 * NULL: no memory or not UTF-8. */
char *turkish_upper(const char *s);
char *turkish_lower(const char *s);

/* Order of the Turkish alphabet without regard to case; Q, W and X after
 * their Latin places; other characters by code point. As strcmp. */
int turkish_compare(const char *a, const char *b);

/* A key in whose bytes (strcmp) that order is the order, for an index. Caller
 * frees; NULL: no memory or not UTF-8. */
char *turkish_order_key(const char *s);

/*
 * The key under which "sanliurfa", "ŞANLIURFA" and "Şanlıurfa" are one:
 * lower case, marks dropped, ı as i, runs of blanks as one. Caller frees;
 * NULL as above.
 */
char *turkish_key(const char *s);

/*
 * How well a row matches what was typed, both as turkish_key: 0 not at all,
 * 1 somewhere, 2 at the beginning of a word, 3 at its own beginning.
 */
int turkish_match(const char *key, const char *typed);

/* The same name whatever the case: "ÖĞRETMEN" and "öğretmen", but not
 * "OGRETMEN". */
bool turkish_same(const char *a, const char *b);

/* The nearest ASCII letters, for a terminal without Turkish ones; out holds
 * at most 3 characters and NUL. Answers out, "?" when there is none. */
const char *turkish_ascii(unsigned long c, char out[4]);

#endif
