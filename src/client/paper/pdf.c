/* Drawing: the contents of the pages. The file around them is pdf-file.c. */
#include "config.h"
#include "client/paper/pdf.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "client/paper/pdf-own.h"
#include "base/banned.h"

#define LINE_WIDTH 0.6

struct pdf *
pdf_new(struct font *regular, struct font *bold)
{
	struct pdf *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->fonts[PDF_REGULAR] = regular;
	p->fonts[PDF_BOLD] = bold;
	return p;
}

void
pdf_free(struct pdf *p)
{
	for (size_t i = 0; p != NULL && i < p->pages; i++)
		buf_free(&p->page[i]);
	free(p);
}

void
pdf_page(struct pdf *p)
{
	if (p->pages == PDF_PAGES) {
		p->failed = true;
		return;
	}
	p->page[p->pages++].max = PDF_PAGE_MAX;
}

/* The decimal sign is a point in every language (base/lang.h). */
static void
number(struct buf *b, double v)
{
	buf_addf(b, "%.2f ", v);
}

static struct buf *
here(struct pdf *p)
{
	if (p->pages == 0)
		pdf_page(p);
	return &p->page[p->pages - 1];
}

double
pdf_text_width(struct pdf *p, const struct pdf_style *s, const char *t)
{
	struct font *f = p->fonts[s->face];
	long sum = 0;
	uint32_t c;

	while ((c = text_next(&t)) != 0)
		sum += font_advance(f, font_glyph(f, c));
	return (double)sum * s->size / 1000;
}

size_t
pdf_text_wrap(struct pdf *p, const struct pdf_style *s, double width,
    const char *t, size_t *skip)
{
	struct font *f = p->fonts[s->face];
	const char *at = t, *blank = NULL, *end = t;
	double used = 0;
	uint32_t c;

	*skip = 0;
	while ((c = text_next(&at)) != 0 && c != '\n') {
		used += font_advance(f, font_glyph(f, c)) * s->size / 1000;
		if (c == ' ')
			blank = end > t && end[-1] == ' ' ? blank : end;
		else if (used > width && end > t)
			break;
		end = at;
	}
	if (c == 0)
		return (size_t)(end - t);
	if (c == '\n') {
		*skip = 1;
		return (size_t)(end - t);
	}
	if (blank != NULL && blank > t) {
		*skip = strspn(blank, " ");
		return (size_t)(blank - t);
	}
	return (size_t)(end - t);
}

void
pdf_text(struct pdf *p, const struct pdf_style *s, double x, double y,
    const char *t, size_t len)
{
	struct font *f = p->fonts[s->face];
	struct buf *b = here(p);
	const char *end = t + len;

	buf_adds(b, "BT ");
	number(b, s->grey);
	buf_addf(b, "g /F%d ", (int)s->face);
	number(b, s->size);
	buf_adds(b, "Tf ");
	number(b, x);
	number(b, PDF_HEIGHT - y);
	buf_adds(b, "Td <");
	while (t < end) {
		uint32_t c = text_next(&t);

		if (c == 0)
			break;
		buf_addf(b, "%04X", font_glyph(f, c));
	}
	buf_adds(b, "> Tj ET\n");
}

static void
rectangle(struct pdf *p, double x, double y, double w, double h)
{
	struct buf *b = here(p);

	number(b, x);
	number(b, PDF_HEIGHT - y - h);
	number(b, w);
	number(b, h);
	buf_adds(b, "re ");
}

void
pdf_line(struct pdf *p, double x, double y, double to_x, double to_y)
{
	struct buf *b = here(p);

	number(b, LINE_WIDTH);
	buf_adds(b, "w 0.45 G ");
	number(b, x);
	number(b, PDF_HEIGHT - y);
	buf_adds(b, "m ");
	number(b, to_x);
	number(b, PDF_HEIGHT - to_y);
	buf_adds(b, "l S\n");
}

void
pdf_frame(struct pdf *p, double x, double y, double w, double h)
{
	struct buf *b = here(p);

	number(b, LINE_WIDTH);
	buf_adds(b, "w 0.45 G ");
	rectangle(p, x, y, w, h);
	buf_adds(b, "S\n");
}

void
pdf_area(struct pdf *p, double x, double y, double w, double h, double grey)
{
	struct buf *b = here(p);

	number(b, grey);
	buf_adds(b, "g ");
	rectangle(p, x, y, w, h);
	buf_adds(b, "f\n");
}
