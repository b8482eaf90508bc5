/*
 * The "İmzalanacak Metin": computed from the record by the client and by the
 * portal, byte for byte the same, so that nobody signs bytes that only the
 * other side has seen. Always Turkish, UTF-8 in NFC, lines end in LF.
 */
#ifndef MODEL_SIGNTEXT_H
#define MODEL_SIGNTEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "model/record.h"

struct signtext_facts {
	const char *number; /* of the application: "2026-000123" */
	const char *portal; /* the portal's name */
	const char *date;   /* GG.AA.YYYY of the signing request */
};

#define SIGNTEXT_MAX ((size_t)32 * 1024) /* bytes of one text */

/* Adds the text to *out. The security word appears only as "(gizli)". */
int signtext_build(const struct record *r, const struct signtext_facts *f,
    struct buf *out, struct err *e);

/* The Turkish word of a stored choice; the value itself where it has none. */
const char *signtext_word(enum field_id id, const char *value);

/* The declaration of the form (process text P2), one paragraph, no line feed;
 * the application form shows the same words. */
const char *signtext_declaration(void);

#endif
