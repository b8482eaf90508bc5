/*
 * Islak İmzalı Başvuru: the form as it is signed by hand, in three copies, as
 * a PDF and as plain text. Always Turkish, as the text that is signed with a
 * card; the security word appears only as "(gizli)".
 */
#ifndef CLIENT_PAPER_PAPER_H
#define CLIENT_PAPER_PAPER_H

#include "base/buf.h"
#include "base/err.h"
#include "model/record.h"

#define PAPER_COPIES 3
#define PAPER_MAX    ((size_t)16 << 20) /* bytes of a form that is made */

struct paper_facts {
	const char *number; /* of the application: "2026-000123" */
	const char *portal; /* the portal's name */
	const char *date;   /* GG.AA.YYYY of today */
	/* A file with the institution's undertaking, UTF-8, a paragraph a
	 * line; NULL: the project's own. */
	const char *undertaking;
};

struct paper;

/* Copies what it needs. Caller frees. ERR_INVALID: the number is none, or
 * the undertaking's file cannot be shown. */
int paper_new(struct paper **out, const struct record *r,
    const struct paper_facts *f, struct err *e);
void paper_free(struct paper *p);

/* Adds one copy (1 to 3) or all of them (0), each on a page of its own, as
 * text; columns 0: the reader breaks the lines. */
int paper_text(const struct paper *p, unsigned copy, unsigned columns,
    struct buf *out, struct err *e);

/* Adds the PDF of the three copies. ERR_UNAVAILABLE, "no-font": no TrueType
 * font is installed. */
int paper_pdf(const struct paper *p, struct buf *out, struct err *e);

#endif
