/* What reading a font and writing its smaller one share. */
#ifndef CLIENT_PAPER_FONT_OWN_H
#define CLIENT_PAPER_FONT_OWN_H

#include "client/paper/font.h"

#define FONT_GLYPHS_MAX 1024 /* letters of one form, with their parts */

struct font_table {
	size_t at, len; /* inside the file; len 0: there is none */
};

struct font {
	struct buf file;
	char name[64];
	struct font_table cmap, head, hhea, hmtx, loca, glyf, maxp, os2;
	struct font_table cvt, fpgm, prep; /* hints, copied as they are */
	unsigned units;			   /* of the em */
	unsigned glyphs, advances;
	bool wide_loca;
	size_t segments; /* of the characters, where they begin in the file */
	struct {
		uint32_t character;
		unsigned original; /* number in the file */
	} used[FONT_GLYPHS_MAX];
	unsigned count;
};

/* Big-endian numbers at a place of the file; 0 beyond its end. */
unsigned font_u8(const struct font *f, size_t at);
unsigned font_u16(const struct font *f, size_t at);
uint32_t font_u32(const struct font *f, size_t at);

/* Where an outline stands in the file; len 0: the glyph is blank. */
struct font_table font_outline(const struct font *f, unsigned original);

/* Advance in the font's own units. */
unsigned font_hmtx(const struct font *f, unsigned original);

/* A place in the smaller font; FONT_GLYPHS_MAX when there is no room. */
unsigned font_use(struct font *f, uint32_t c, unsigned original);

#endif
