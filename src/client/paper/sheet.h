/* The pages of one form while they are drawn. */
#ifndef CLIENT_PAPER_SHEET_H
#define CLIENT_PAPER_SHEET_H

#include <stdbool.h>

#include "client/paper/paper-own.h"
#include "client/paper/pdf.h"

#define SHEET_LEFT   42.0
#define SHEET_RIGHT  (PDF_WIDTH - 42.0)
#define SHEET_WIDTH  (SHEET_RIGHT - SHEET_LEFT)
#define SHEET_TOP    34.0
#define SHEET_BOTTOM (PDF_HEIGHT - 56.0) /* the foot stands below */

struct sheet {
	const struct paper *paper;
	struct pdf *pdf;
	unsigned copy, page, pages;
	struct pdf_style body; /* of declaration and undertaking */
	bool dry;	       /* only to learn how many pages there are */
	double y;	       /* where the next thing stands */
};

void sheet_at(struct sheet *s, const struct pdf_style *style, double x,
    double y, const char *text);
void sheet_frame(struct sheet *s, double x, double y, double w, double h);
void sheet_area(
    struct sheet *s, double x, double y, double w, double h, double grey);

/* Begins a new page when so much does not fit on this one any more. */
void sheet_room(struct sheet *s, double height);

/* The form's fields in their boxes. */
void sheet_fields(struct sheet *s);

/* A value in as many lines as it takes; answers how many. */
unsigned sheet_value(
    struct sheet *s, double x, double y, double width, const char *text);

#endif
