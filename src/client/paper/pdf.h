/*
 * A PDF (ISO 32000-1) of A4 pages with text, lines and grey areas in a regular
 * and a bold font, both embedded with only the letters that are used, so that
 * it looks the same everywhere and can be searched and copied. Written here:
 * libraries that do it bring 7 to 40 shared objects and their failures.
 *
 * Points (1/72 inch) from the upper left corner of the page.
 */
#ifndef CLIENT_PAPER_PDF_H
#define CLIENT_PAPER_PDF_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "client/paper/font.h"

#define PDF_WIDTH  595.28
#define PDF_HEIGHT 841.89
#define PDF_PAGES  64

enum pdf_face { PDF_REGULAR, PDF_BOLD, PDF_FACES };

struct pdf_style {
	enum pdf_face face;
	double size;
	double grey; /* 0 black, 1 white */
};

struct pdf;

/* The fonts are borrowed until it is freed. NULL when memory is out. */
struct pdf *pdf_new(struct font *regular, struct font *bold);
void pdf_free(struct pdf *p);

/* Everything from now on stands on a new page. */
void pdf_page(struct pdf *p);

/* The columns a text takes, in points. */
double pdf_text_width(struct pdf *p, const struct pdf_style *s, const char *t);

/* The bytes of the next line of t that fit, broken at a blank where there is
 * one; *skip gets what to pass over. 0 and *skip 0 at the end. */
size_t pdf_text_wrap(struct pdf *p, const struct pdf_style *s, double width,
    const char *t, size_t *skip);

/* Writes len bytes of t; y is the line the letters stand on. */
void pdf_text(struct pdf *p, const struct pdf_style *s, double x, double y,
    const char *t, size_t len);

void pdf_line(struct pdf *p, double x, double y, double to_x, double to_y);
void pdf_frame(struct pdf *p, double x, double y, double w, double h);
void pdf_area(
    struct pdf *p, double x, double y, double w, double h, double grey);

/* Adds the file. author: the program. ERR_LIMIT: too many pages, too long. */
int pdf_finish(struct pdf *p, const char *title, const char *program,
    struct buf *out, struct err *e);

#endif
