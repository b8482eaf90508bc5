/*
 * The form as pages of A4: each copy begins with the address it is posted to,
 * the bar code and a band that says whose copy it is, and ends with the place
 * for the signature. An undertaking longer than a page goes on on the next.
 */
#include "config.h"
#include "client/paper/paper.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "client/paper/barcode.h"
#include "client/paper/paper-own.h"
#include "client/paper/sheet.h"
#include "model/signtext.h"
#include "base/banned.h"

#define BAR_HEIGHT 30.0
#define MODULE	   0.85 /* of the bar code: 0.3 mm, what old scanners want */
#define BAND	   20.0
#define SIGN	   72.0 /* height of the boxes to sign in */
#define BODY_MOST  8.6	/* of the text, in steps made smaller to fit a page */
#define BODY_LEAST 7.0
#define LEADING	   1.28 /* of the size */

static const struct pdf_style small = { PDF_REGULAR, 7, 0.3 },
			      plain = { PDF_REGULAR, 9, 0 },
			      strong = { PDF_BOLD, 9, 0 },
			      heading = { PDF_BOLD, 10, 0 },
			      title = { PDF_BOLD, 14, 0 },
			      band = { PDF_BOLD, 10, 1 },
			      band_way = { PDF_REGULAR, 10, 1 };

void
sheet_at(struct sheet *s, const struct pdf_style *style, double x, double y,
    const char *text)
{
	if (!s->dry)
		pdf_text(s->pdf, style, x, y, text, strlen(text));
}

static void
right_at(struct sheet *s, const struct pdf_style *style, double x, double y,
    const char *text)
{
	sheet_at(s, style, x - pdf_text_width(s->pdf, style, text), y, text);
}

static void
centre_at(struct sheet *s, const struct pdf_style *style, double x, double y,
    const char *text)
{
	sheet_at(
	    s, style, x - pdf_text_width(s->pdf, style, text) / 2, y, text);
}

void
sheet_frame(struct sheet *s, double x, double y, double w, double h)
{
	if (!s->dry)
		pdf_frame(s->pdf, x, y, w, h);
}

void
sheet_area(struct sheet *s, double x, double y, double w, double h, double grey)
{
	if (!s->dry)
		pdf_area(s->pdf, x, y, w, h, grey);
}

static void
add_foot(struct sheet *s)
{
	double y = SHEET_BOTTOM + 8;
	char text[64];

	if (s->dry)
		return;
	pdf_line(s->pdf, SHEET_LEFT, y, SHEET_RIGHT, y);
	sheet_at(s, &small, SHEET_LEFT, y + 10, words_notes[0]);
	sheet_at(s, &small, SHEET_LEFT, y + 19, words_notes[1]);
	snprintf(
	    text, sizeof(text), "Nüsha %s", words_copies[s->copy - 1].mark);
	right_at(s, &small, SHEET_RIGHT, y + 10, text);
	snprintf(text, sizeof(text), "Sayfa %u/%u", s->page, s->pages);
	right_at(s, &small, SHEET_RIGHT, y + 19, text);
}

static void
new_page(struct sheet *s)
{
	if (s->page > 0)
		add_foot(s);
	s->page++;
	s->y = SHEET_TOP;
	if (!s->dry)
		pdf_page(s->pdf);
}

/* A page that goes on says of what. */
static void
next_page(struct sheet *s)
{
	const struct paper *p = s->paper;
	char text[400];

	new_page(s);
	snprintf(text, sizeof(text), "%s: %s %s", p->number,
	    p->values[FIELD_NAME], p->values[FIELD_SURNAME]);
	sheet_at(s, &strong, SHEET_LEFT, s->y + 8, text);
	right_at(s, &plain, SHEET_RIGHT, s->y + 8, WORDS_SUBTITLE);
	s->y += 24;
}

void
sheet_room(struct sheet *s, double height)
{
	if (s->y + height > SHEET_BOTTOM)
		next_page(s);
}

/* Lines of a text from s->y on, over as many pages as it takes; all but the
 * first stand so much further in. */
static void
add_paragraph(struct sheet *s, const struct pdf_style *style, double hang,
    const char *text, size_t len)
{
	double indent = 0, step = style->size * LEADING;
	const char *end = text + len;

	while (text < end) {
		size_t skip, n = pdf_text_wrap(s->pdf, style,
				 SHEET_WIDTH - indent, text, &skip);

		if (n + skip == 0)
			break;
		sheet_room(s, step);
		s->y += step;
		if (!s->dry)
			pdf_text(
			    s->pdf, style, SHEET_LEFT + indent, s->y, text, n);
		text += n + skip;
		indent = hang;
	}
}

/* How far the lines of "12. ..." stand in; 0: it is no item of a list. */
static double
hang_of(struct sheet *s, const char *text)
{
	size_t n = strspn(text, "0123456789");
	char mark[8];

	if (n == 0 || n > 3 || strncmp(text + n, ". ", 2) != 0)
		return 0;
	snprintf(mark, sizeof(mark), "%.*s. ", (int)n, text);
	return pdf_text_width(s->pdf, &s->body, mark);
}

static int
add_barcode(struct sheet *s, struct err *e)
{
	unsigned char widths[BARCODE_WIDTH];
	double x, y = SHEET_TOP;
	size_t n, modules;
	int rc = barcode_encode(s->paper->number, widths, &n, &modules, e);

	if (rc < 0)
		return rc;
	x = SHEET_RIGHT - (double)modules * MODULE;
	centre_at(s, &strong, x + (double)modules * MODULE / 2,
	    y + BAR_HEIGHT + 11, s->paper->number);
	for (size_t i = 0; i < n; i++) {
		double w = widths[i] * MODULE;

		if (i % 2 == 0)
			sheet_area(s, x, y, w, BAR_HEIGHT, 0);
		x += w;
	}
	return 0;
}

static int
add_head(struct sheet *s, struct err *e)
{
	const struct words_copy *c = &words_copies[s->copy - 1];
	double y = SHEET_TOP, middle = (SHEET_LEFT + SHEET_RIGHT) / 2;
	char text[256];
	int rc = add_barcode(s, e);

	sheet_at(s, &small, SHEET_LEFT, y + 6, "GÖNDERİLECEK ADRES");
	sheet_at(s, &strong, SHEET_LEFT, y + 18, WORDS_RECEIVER);
	sheet_at(s, &plain, SHEET_LEFT, y + 29, words_address[0]);
	sheet_at(s, &plain, SHEET_LEFT, y + 40, words_address[1]);
	y += 68;
	centre_at(s, &title, middle, y, WORDS_TITLE);
	snprintf(text, sizeof(text), "%s  ·  Başvuru No: %s  ·  Tarih: %s",
	    WORDS_SUBTITLE, s->paper->number, s->paper->date);
	centre_at(s, &plain, middle, y + 14, text);
	y += 24;
	sheet_area(s, SHEET_LEFT, y, SHEET_WIDTH, BAND, 0.15);
	snprintf(text, sizeof(text), "NÜSHA %s", c->mark);
	sheet_at(s, &band, SHEET_LEFT + 8, y + 13.5, text);
	right_at(s, &band_way, SHEET_RIGHT - 8, y + 13.5, c->way);
	s->y = y + BAND + 6;
	return rc;
}

static void
add_declaration(struct sheet *s)
{
	const char *text = signtext_declaration();

	s->y += 4;
	add_paragraph(s, &s->body, 0, text, strlen(text));
}

static void
add_undertaking(struct sheet *s)
{
	const char *text = s->paper->undertaking;

	s->y += 9;
	sheet_room(s, 40); /* a heading never stands alone */
	s->y += 8;
	sheet_at(s, &heading, SHEET_LEFT, s->y, WORDS_UNDERTAKING);
	s->y += 2;
	if (s->paper->own)
		add_paragraph(s, &small, 0, words_undertaking_mark,
		    strlen(words_undertaking_mark));
	s->y += 2;
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		add_paragraph(s, &s->body, hang_of(s, text), text, n);
		text += n + (text[n] == '\n');
	}
}

static void
add_signature(struct sheet *s)
{
	static const struct {
		double part;
		const char *label;
	} boxes[] = { { 0.36, "Adı Soyadı" }, { 0.24, "Tarih (elle yazılır)" },
		{ 0.40, "Islak imza" } };
	const struct paper *p = s->paper;
	double x = SHEET_LEFT;
	char name[300];

	s->y += 8;
	sheet_room(s, SIGN);
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		double w = SHEET_WIDTH * boxes[i].part;

		sheet_frame(s, x, s->y, w, SIGN);
		sheet_at(s, &small, x + 5, s->y + 9, boxes[i].label);
		if (i == 1)
			centre_at(s, &plain, x + w / 2, s->y + SIGN - 20,
			    "....... / ....... / ...............");
		x += w;
	}
	snprintf(name, sizeof(name), "%s %s", p->values[FIELD_NAME],
	    p->values[FIELD_SURNAME]);
	sheet_value(s, SHEET_LEFT + 5, s->y + 25,
	    SHEET_WIDTH * boxes[0].part - 10, name);
	s->y += SIGN;
}

static int
add_copy(struct sheet *s, struct err *e)
{
	int rc;

	s->page = 0;
	new_page(s);
	rc = add_head(s, e);
	sheet_fields(s);
	add_declaration(s);
	add_undertaking(s);
	add_signature(s);
	add_foot(s);
	return rc;
}

/* Lays a copy out without drawing, to learn how many pages it has. */
static unsigned
count_pages(struct sheet *s, double size, struct err *e)
{
	s->body = (struct pdf_style){ PDF_REGULAR, size, 0 };
	s->dry = true;
	s->copy = 1;
	s->pages = add_copy(s, e) < 0 ? 0 : s->page;
	s->dry = false;
	return s->pages;
}

static int
add_copies(struct sheet *s, struct err *e)
{
	double size = BODY_MOST;
	int rc = 0;

	while (size > BODY_LEAST && count_pages(s, size, e) > 1)
		size -= 0.2;
	/* What does not fit in small letters either is left readable. */
	if (count_pages(s, size, e) != 1)
		count_pages(s, BODY_MOST, e);
	for (s->copy = 1; rc == 0 && s->copy <= PAPER_COPIES; s->copy++)
		rc = add_copy(s, e);
	return rc;
}

int
paper_pdf(const struct paper *p, struct buf *out, struct err *e)
{
	struct font *regular = NULL, *bold = NULL;
	const char *paths[PDF_FACES];
	struct sheet s = { .paper = p };
	char name[128];
	int rc;

	if (font_find(&paths[PDF_REGULAR], &paths[PDF_BOLD]) < 0)
		return err_why(e, ERR_UNAVAILABLE, "no-font",
		    _("This computer has no TrueType font, so the form cannot "
		      "be made as a PDF. Please have the package "
		      "fonts-dejavu-core installed, or save the form as "
		      "text."));
	rc = font_open(&regular, paths[PDF_REGULAR], e);
	if (rc == 0)
		rc = font_open(&bold, paths[PDF_BOLD], e);
	if (rc == 0 && (s.pdf = pdf_new(regular, bold)) == NULL)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (rc == 0)
		rc = add_copies(&s, e);
	snprintf(name, sizeof(name), "%s %s", WORDS_SUBTITLE, p->number);
	if (rc == 0)
		rc = pdf_finish(s.pdf, name, PACKAGE_STRING, out, e);
	pdf_free(s.pdf);
	font_free(regular);
	font_free(bold);
	return rc;
}
