/*
 * A TrueType font (OpenType 1.9: cmap, glyf, head, hhea, hmtx, loca, maxp)
 * for a PDF: how wide a text is, and a font of only the letters it used.
 * A file that is not what it says it is gives wrong letters at worst: every
 * read stays inside it.
 */
#ifndef CLIENT_PAPER_FONT_H
#define CLIENT_PAPER_FONT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct font;

/* In 1/1000 of the size, as a PDF has them. */
struct font_metrics {
	int ascent, descent, cap_height;
	int box[4]; /* left, bottom, right, top */
};

/* Caller frees. ERR_INVALID: not a TrueType font with outlines. */
int font_open(struct font **out, const char *path, struct err *e);
void font_free(struct font *f);

/* The first regular and bold pair of the system, static; -1: there is none. */
int font_find(const char **regular, const char **bold);

/* The file's name without its ending, letters and digits only; borrowed. */
const char *font_name(const struct font *f);
void font_metrics(const struct font *f, struct font_metrics *out);

/* A character's number in the smaller font, where it has a place from now on;
 * that of '?' when the font has no such letter. */
unsigned font_glyph(struct font *f, uint32_t c);

/* Numbers given away so far, the missing glyph's included. */
unsigned font_count(const struct font *f);

/* The character behind a number; 0 for what is only a part of letters. */
uint32_t font_character(const struct font *f, unsigned glyph);

/* Advance in 1/1000 of the size. */
int font_advance(const struct font *f, unsigned glyph);

/* Adds the smaller font as a file; no letter can be added to it after that. */
int font_subset(struct font *f, struct buf *out, struct err *e);

#endif
