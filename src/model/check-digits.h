/* What the files of check.h share: numbers of a fixed length. */
#ifndef MODEL_CHECK_DIGITS_H
#define MODEL_CHECK_DIGITS_H

#include <stddef.h>

#include "base/err.h"

/* v has exactly want digits and nothing else; the sentence names what
 * (translated: "Mobile phone") and says what is missing or too many. */
int check_digits(const char *v, const char *what, size_t want, struct err *e);

/* The character at s alone, for a sentence; "?" when it cannot be shown. */
const char *check_offender(const char *s, char one[5]);

#endif
