/*
 * The text a person signs when an E-Onay is given or withdrawn. Its words are
 * fixed in Turkish and never go through the catalogue.
 */
#ifndef MODEL_CONSENTTEXT_H
#define MODEL_CONSENTTEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

#define CONSENTTEXT_MAX ((size_t)4 * 1024)

struct consenttext {
	bool give; /* false: withdrawn */
	const char *tckn, *name, *surname, *portal;
	const char *moment; /* GG.AA.YYYY SS:DD:ss */
	const char *mark;   /* makes each text another one */
};

/* What E-Onay means: two paragraphs with a line feed between, for the screen
 * and for the text. */
const char *consenttext_terms(void);

/* The choice itself, as it is shown and signed. */
const char *consenttext_choice(bool give);

/* Adds the text to *out; a value with a line feed or a character that cannot
 * be shown is refused (reason "control"). */
int consenttext_build(
    const struct consenttext *t, struct buf *out, struct err *e);

#endif
