/* The file around the pages: objects, fonts, cross-reference table. */
#include "config.h"
#include "client/paper/pdf.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "client/paper/pdf-own.h"
#include "base/banned.h"

/* Numbers of the objects. */
enum { OBJECT_CATALOG = 1, OBJECT_PAGES, OBJECT_INFO, OBJECT_FONTS };

/* Of one font, from its first number. */
enum { FONT_TOP, FONT_CID, FONT_DESCRIPTOR, FONT_FILE, FONT_UNICODE, FONT_N };

#define OBJECT_PAGE (OBJECT_FONTS + FONT_N * PDF_FACES)
#define OBJECTS_MAX (OBJECT_PAGE + 2 * PDF_PAGES)
#define RANGES	    100 /* of one block of a CMap */

struct writer {
	struct pdf *pdf;
	struct buf *out;
	size_t begin;
	size_t at[OBJECTS_MAX];
	int count; /* numbers used, 0 included */
};

static void
object(struct writer *w, int number)
{
	w->at[number] = w->out->len - w->begin;
	if (number >= w->count)
		w->count = number + 1;
	buf_addf(w->out, "%d 0 obj\n", number);
}

static void
stream(struct writer *w, int number, const char *more, const struct buf *data)
{
	object(w, number);
	buf_addf(w->out, "<< /Length %zu%s >>\nstream\n", data->len, more);
	buf_add(w->out, data->data, data->len);
	buf_adds(w->out, "\nendstream\nendobj\n");
}

/* A text string in UTF-16 (ISO 32000-1 §7.9.2.2). */
static void
text_string(struct buf *b, const char *t)
{
	uint32_t c;

	buf_adds(b, "<FEFF");
	while ((c = text_next(&t)) != 0)
		buf_addf(b, "%04X", c > 0xffff ? 0xfffdU : (unsigned)c);
	buf_adds(b, ">");
}

/* Six capital letters of the subset (§9.6.4): another one for another set. */
static void
tag(const struct font *f, char out[7])
{
	uint32_t hash = 2166136261U;

	for (unsigned i = 0; i < font_count(f); i++)
		hash = (hash ^ font_character(f, i)) * 16777619U;
	for (int i = 0; i < 6; i++, hash /= 26)
		out[i] = (char)('A' + hash % 26);
	out[6] = '\0';
}

static void
font_objects(
    struct writer *w, int first, const struct font *f, enum pdf_face face)
{
	struct font_metrics m;
	char mark[7];

	tag(f, mark);
	font_metrics(f, &m);
	object(w, first + FONT_TOP);
	buf_addf(w->out,
	    "<< /Type /Font /Subtype /Type0 /BaseFont /%s+%s "
	    "/Encoding /Identity-H /DescendantFonts [%d 0 R] "
	    "/ToUnicode %d 0 R >>\nendobj\n",
	    mark, font_name(f), first + FONT_CID, first + FONT_UNICODE);
	object(w, first + FONT_CID);
	buf_addf(w->out,
	    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s+%s "
	    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
	    "/Supplement 0 >> /CIDToGIDMap /Identity "
	    "/FontDescriptor %d 0 R /DW 0 /W [0 [",
	    mark, font_name(f), first + FONT_DESCRIPTOR);
	for (unsigned i = 0; i < font_count(f); i++)
		buf_addf(w->out, "%s%d", i == 0 ? "" : " ", font_advance(f, i));
	buf_adds(w->out, "]] >>\nendobj\n");
	object(w, first + FONT_DESCRIPTOR);
	buf_addf(w->out,
	    "<< /Type /FontDescriptor /FontName /%s+%s /Flags 4 "
	    "/FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d "
	    "/Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R >>\n"
	    "endobj\n",
	    mark, font_name(f), m.box[0], m.box[1], m.box[2], m.box[3],
	    m.ascent, m.descent, m.cap_height, face == PDF_BOLD ? 140 : 80,
	    first + FONT_FILE);
}

/* What each number means, for searching and copying (§9.10.3). */
static void
unicode_object(struct writer *w, int number, const struct font *f)
{
	struct buf b = BUF_INIT(PDF_PAGE_MAX);
	unsigned i = 1, n = font_count(f), end;

	while (n > 1 && font_character(f, n - 1) == 0)
		n--; /* parts of letters come last */
	buf_adds(&b, "/CIDInit /ProcSet findresource begin\n12 dict begin\n"
		     "begincmap\n/CIDSystemInfo << /Registry (Adobe) "
		     "/Ordering (UCS) /Supplement 0 >> def\n"
		     "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
		     "1 begincodespacerange\n<0000> <FFFF>\n"
		     "endcodespacerange\n");
	while (i < n) {
		end = i + RANGES < n ? i + RANGES : n;
		buf_addf(&b, "%u beginbfchar\n", end - i);
		for (; i < end; i++)
			buf_addf(&b, "<%04X> <%04X>\n", i,
			    (unsigned)font_character(f, i));
		buf_adds(&b, "endbfchar\n");
	}
	buf_adds(&b, "endcmap\nCMapName currentdict /CMap defineresource pop\n"
		     "end\nend\n");
	w->out->failed = w->out->failed || b.failed;
	stream(w, number, "", &b);
	buf_free(&b);
}

static int
add_fonts(struct writer *w, struct err *e)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < PDF_FACES; i++) {
		struct font *f = w->pdf->fonts[i];
		int first = OBJECT_FONTS + i * FONT_N;
		struct buf file = BUF_INIT(PDF_PAGE_MAX * 4);
		char length[40];

		/* First: it gives numbers to the parts of letters. */
		rc = font_subset(f, &file, e);
		font_objects(w, first, f, (enum pdf_face)i);
		snprintf(length, sizeof(length), " /Length1 %zu", file.len);
		stream(w, first + FONT_FILE, length, &file);
		unicode_object(w, first + FONT_UNICODE, f);
		buf_free(&file);
	}
	return rc;
}

static void
add_pages(struct writer *w)
{
	size_t n = w->pdf->pages;

	object(w, OBJECT_PAGES);
	buf_addf(w->out,
	    "<< /Type /Pages /Count %zu /MediaBox [0 0 595.28 841.89] "
	    "/Resources << /Font << /F0 %d 0 R /F1 %d 0 R >> >>\n/Kids [",
	    n, OBJECT_FONTS + FONT_TOP, OBJECT_FONTS + FONT_N + FONT_TOP);
	for (size_t i = 0; i < n; i++)
		buf_addf(w->out, "%d 0 R ", OBJECT_PAGE + 2 * (int)i);
	buf_adds(w->out, "] >>\nendobj\n");
	for (size_t i = 0; i < n; i++) {
		int number = OBJECT_PAGE + 2 * (int)i;

		object(w, number);
		buf_addf(w->out,
		    "<< /Type /Page /Parent %d 0 R /Contents %d 0 R >>\n"
		    "endobj\n",
		    OBJECT_PAGES, number + 1);
		w->out->failed = w->out->failed || w->pdf->page[i].failed;
		stream(w, number + 1, "", &w->pdf->page[i]);
	}
}

static void
add_end(struct writer *w)
{
	size_t at = w->out->len - w->begin;

	buf_addf(w->out, "xref\n0 %d\n0000000000 65535 f \n", w->count);
	for (int i = 1; i < w->count; i++)
		buf_addf(w->out, "%010zu 00000 n \n", w->at[i]);
	buf_addf(w->out,
	    "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n"
	    "startxref\n%zu\n%%%%EOF\n",
	    w->count, OBJECT_CATALOG, OBJECT_INFO, at);
}

int
pdf_finish(struct pdf *p, const char *title, const char *program,
    struct buf *out, struct err *e)
{
	struct writer w = { .pdf = p, .out = out, .begin = out->len };
	int rc;

	/* Bytes above 127 in the second line: it is not a text file. */
	buf_adds(out, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
	object(&w, OBJECT_CATALOG);
	buf_addf(out,
	    "<< /Type /Catalog /Pages %d 0 R /Lang (tr-TR) "
	    "/ViewerPreferences << /DisplayDocTitle true /Duplex /Simplex "
	    "/PrintScaling /None >> >>\nendobj\n",
	    OBJECT_PAGES);
	object(&w, OBJECT_INFO);
	buf_adds(out, "<< /Title ");
	text_string(out, title);
	buf_adds(out, " /Creator ");
	text_string(out, program);
	buf_adds(out, " >>\nendobj\n");
	add_pages(&w);
	rc = add_fonts(&w, e);
	add_end(&w);
	if (rc == 0 && (p->failed || out->failed))
		rc = err_set(
		    e, ERR_LIMIT, _("The form is too long to be printed."));
	return rc;
}
