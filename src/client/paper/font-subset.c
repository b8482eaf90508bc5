/*
 * Writing the smaller font: the used outlines under new numbers, with the
 * parts they are put together of, and the tables a PDF asks for
 * (ISO 32000-1 §9.9, OpenType 1.9).
 */
#include "config.h"
#include "client/paper/font.h"

#include <string.h>

#include "base/lang.h"
#include "client/paper/font-own.h"
#include "base/banned.h"

/* Flags of a part (glyf, composite glyphs). */
#define PART_WORDS    0x0001
#define PART_SCALE    0x0008
#define PART_MORE     0x0020
#define PART_XY_SCALE 0x0040
#define PART_MATRIX   0x0080

#define FONT_MAX ((size_t)4 << 20)
#define MAGIC	 0xb1b0afbaU /* of the whole file's sum (head) */

struct table {
	const char *tag;
	struct buf data;
};

static void
add16(struct buf *b, unsigned v)
{
	buf_addc(b, (char)(v >> 8 & 0xff));
	buf_addc(b, (char)(v & 0xff));
}

static void
add32(struct buf *b, uint32_t v)
{
	add16(b, v >> 16);
	add16(b, v & 0xffff);
}

static void
put16(struct buf *b, size_t at, unsigned v)
{
	if (at + 2 > b->len)
		return;
	b->data[at] = (char)(v >> 8 & 0xff);
	b->data[at + 1] = (char)(v & 0xff);
}

static void
put32(struct buf *b, size_t at, uint32_t v)
{
	put16(b, at, v >> 16);
	put16(b, at + 2, v & 0xffff);
}

static void
pad(struct buf *b)
{
	while (b->len % 4 != 0 && !b->failed)
		buf_addc(b, '\0');
}

/* The number of a part, which gets one when it has none. */
static unsigned
part_number(struct font *f, unsigned original)
{
	for (unsigned i = 0; i < f->count; i++)
		if (f->used[i].original == original)
			return i;
	return font_use(f, 0, original);
}

/*
 * The parts of an outline at a place of *b are numbered anew; the outline
 * stands at `at` of the file as well, where its numbers are read.
 */
static int
renumber(struct font *f, struct font_table g, struct buf *b, size_t to)
{
	size_t at = 10; /* contours and box before the first part */
	unsigned flags = PART_MORE;

	while ((flags & PART_MORE) != 0) {
		unsigned number;

		if (at + 4 > g.len)
			return -1;
		flags = font_u16(f, g.at + at);
		number = part_number(f, font_u16(f, g.at + at + 2));
		if (number == FONT_GLYPHS_MAX)
			return -1;
		put16(b, to + at + 2, number);
		at += (flags & PART_WORDS) != 0 ? 8 : 6;
		if ((flags & PART_SCALE) != 0)
			at += 2;
		else if ((flags & PART_XY_SCALE) != 0)
			at += 4;
		else if ((flags & PART_MATRIX) != 0)
			at += 8;
	}
	return 0;
}

/* glyf and loca; the count grows while parts are found. */
static int
add_outlines(struct font *f, struct buf *glyf, struct buf *loca)
{
	for (unsigned i = 0; i < f->count; i++) {
		struct font_table g = font_outline(f, f->used[i].original);
		size_t to = glyf->len;

		add32(loca, (uint32_t)to);
		buf_add(glyf, f->file.data + g.at, g.len);
		if (g.len > 10 && font_u16(f, g.at) >= 0x8000 &&
		    renumber(f, g, glyf, to) < 0)
			return -1;
		pad(glyf);
	}
	add32(loca, (uint32_t)glyf->len);
	return glyf->failed || loca->failed ? -1 : 0;
}

static void
add_copy(const struct font *f, struct buf *b, struct font_table t)
{
	buf_add(b, f->file.data + t.at, t.len);
}

static void
add_advances(const struct font *f, struct buf *b)
{
	for (unsigned i = 0; i < f->count; i++) {
		unsigned o = f->used[i].original;
		size_t side = o < f->advances
				  ? (size_t)o * 4 + 2
				  : (size_t)f->advances * 4 +
					(size_t)(o - f->advances) * 2;

		add16(b, font_hmtx(f, o));
		add16(b, side + 2 > f->hmtx.len
			     ? 0
			     : font_u16(f, f->hmtx.at + side));
	}
}

static uint32_t
sum(const char *data, size_t len)
{
	uint32_t s = 0;

	for (size_t i = 0; i < len; i++)
		s += (uint32_t)(unsigned char)data[i] << (24 - i % 4 * 8);
	return s;
}

/* Directory and tables; answers where the head's sum stands. */
static size_t
add_file(struct buf *out, struct table *t, size_t n)
{
	size_t at = 12 + 16 * n, head = 0;

	add32(out, 0x00010000);
	add16(out, (unsigned)n);
	add16(out, 128); /* of binary search: 16 x the power of two below n */
	add16(out, 3);
	add16(out, (unsigned)(16 * n - 128));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(t[i].tag, "head") == 0)
			head = at + 8;
		buf_add(out, t[i].tag, 4);
		add32(out, sum(buf_str(&t[i].data), t[i].data.len));
		add32(out, (uint32_t)at);
		add32(out, (uint32_t)t[i].data.len);
		at += (t[i].data.len + 3) / 4 * 4;
	}
	for (size_t i = 0; i < n; i++) {
		buf_add(out, t[i].data.data, t[i].data.len);
		pad(out);
	}
	return head;
}

enum { CVT, FPGM, GLYF, HEAD, HHEA, HMTX, LOCA, MAXP, PREP };

static int
fill(struct font *f, struct table *t)
{
	int rc = add_outlines(f, &t[GLYF].data, &t[LOCA].data);

	add_copy(f, &t[CVT].data, f->cvt);
	add_copy(f, &t[FPGM].data, f->fpgm);
	add_copy(f, &t[PREP].data, f->prep);
	add_copy(f, &t[HEAD].data, f->head);
	put32(&t[HEAD].data, 8, 0);
	put16(&t[HEAD].data, 50, 1); /* loca of four bytes */
	add_copy(f, &t[HHEA].data, f->hhea);
	put16(&t[HHEA].data, 34, f->count);
	add_copy(f, &t[MAXP].data, f->maxp);
	put16(&t[MAXP].data, 4, f->count);
	add_advances(f, &t[HMTX].data);
	for (size_t i = CVT; rc == 0 && i <= PREP; i++)
		rc = t[i].data.failed ? -1 : 0;
	return rc;
}

int
font_subset(struct font *f, struct buf *out, struct err *e)
{
	/* In the order of their names, as the directory needs them. */
	struct table t[] = {
		[CVT] = { "cvt ", BUF_INIT(FONT_MAX) },
		[FPGM] = { "fpgm", BUF_INIT(FONT_MAX) },
		[GLYF] = { "glyf", BUF_INIT(FONT_MAX) },
		[HEAD] = { "head", BUF_INIT(FONT_MAX) },
		[HHEA] = { "hhea", BUF_INIT(FONT_MAX) },
		[HMTX] = { "hmtx", BUF_INIT(FONT_MAX) },
		[LOCA] = { "loca", BUF_INIT(FONT_MAX) },
		[MAXP] = { "maxp", BUF_INIT(FONT_MAX) },
		[PREP] = { "prep", BUF_INIT(FONT_MAX) },
	};
	size_t begin = out->len, head;
	int rc = fill(f, t);

	if (rc == 0) {
		head = begin + add_file(out, t, sizeof(t) / sizeof(t[0]));
		put32(out, head,
		    MAGIC - sum(out->data + begin, out->len - begin));
	}
	if (rc < 0 || out->failed)
		rc = err_set(e, ERR_INVALID,
		    _("The font \"%s\" cannot be put into the form."), f->name);
	for (size_t i = CVT; i <= PREP; i++)
		buf_free(&t[i].data);
	return rc;
}
