/*
 * The text a kurum yetkilisi signs for each decision. Its words are fixed in
 * Turkish and never go through the catalogue.
 */
#ifndef MODEL_DECISIONTEXT_H
#define MODEL_DECISIONTEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "model/record.h"
#include "model/workflow.h"

#define DECISIONTEXT_MAX ((size_t)8 * 1024)

struct decisiontext {
	enum event event; /* approve, reject or request correction */
	const char *number, *portal, *province;
	const char *date;   /* GG.AA.YYYY */
	const char *reason; /* "": none */
	const char *fields; /* names of fields to correct, with blanks; "" */
	const char *digest; /* of the form as it was shown, hexadecimal */
	const struct record *record;
};

/* Adds the text to *out; a value with a line feed or a character that cannot
 * be shown is refused (reason "control"). */
int decisiontext_build(
    const struct decisiontext *d, struct buf *out, struct err *e);

/* The lines the digest of a form is made of: every public field that is not
 * empty, "name=value". */
int decisiontext_form(const struct record *r, struct buf *out, struct err *e);

#endif
