/* Reading: tables, characters, advances. */
#include "config.h"
#include "client/paper/font.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lang.h"
#include "client/paper/font-own.h"
#include "base/banned.h"

#define FILE_MAX      ((size_t)32 << 20)
#define CMAP_SEGMENTS 4 /* the subtable that every font of words has */

/* The plain and narrow ones first: a form has long values. */
static const struct {
	const char *regular, *bold;
} pairs[] = {
#define PAIR(folder, r, b)                                                     \
	{                                                                      \
		"/usr/share/fonts/" folder "/" r,                              \
		    "/usr/share/fonts/" folder "/" b                           \
	}
	PAIR("truetype/liberation", "LiberationSans-Regular.ttf",
	    "LiberationSans-Bold.ttf"),
	PAIR("truetype/liberation2", "LiberationSans-Regular.ttf",
	    "LiberationSans-Bold.ttf"),
	PAIR("liberation-sans", "LiberationSans-Regular.ttf",
	    "LiberationSans-Bold.ttf"),
	PAIR("truetype/dejavu", "DejaVuSansCondensed.ttf",
	    "DejaVuSansCondensed-Bold.ttf"),
	PAIR("truetype/dejavu", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
	PAIR("dejavu-sans-fonts", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
	PAIR("TTF", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
	PAIR("truetype/noto", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
	PAIR("truetype/freefont", "FreeSans.ttf", "FreeSansBold.ttf"),
#undef PAIR
};

int
font_find(const char **regular, const char **bold)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (access(pairs[i].regular, R_OK) == 0 &&
		    access(pairs[i].bold, R_OK) == 0) {
			*regular = pairs[i].regular;
			*bold = pairs[i].bold;
			return 0;
		}
	return -1;
}

unsigned
font_u8(const struct font *f, size_t at)
{
	return at < f->file.len ? (unsigned char)f->file.data[at] : 0;
}

unsigned
font_u16(const struct font *f, size_t at)
{
	return font_u8(f, at) << 8 | font_u8(f, at + 1);
}

uint32_t
font_u32(const struct font *f, size_t at)
{
	return (uint32_t)font_u16(f, at) << 16 | font_u16(f, at + 2);
}

static int
signed16(unsigned v)
{
	return v < 0x8000 ? (int)v : (int)v - 0x10000;
}

static struct font_table
find_table(const struct font *f, const char *tag)
{
	struct font_table none = { 0, 0 };
	unsigned n = font_u16(f, 4);

	for (unsigned i = 0; i < n; i++) {
		size_t row = 12 + (size_t)i * 16;
		size_t at = font_u32(f, row + 8), len = font_u32(f, row + 12);

		if (row + 16 > f->file.len)
			break;
		if (memcmp(f->file.data + row, tag, 4) != 0)
			continue;
		if (at > f->file.len || len > f->file.len - at)
			break;
		return (struct font_table){ at, len };
	}
	return none;
}

/* The Unicode subtable of the plane all our letters are on. */
static size_t
find_segments(const struct font *f)
{
	unsigned n = font_u16(f, f->cmap.at + 2);

	for (unsigned i = 0; i < n; i++) {
		size_t row = f->cmap.at + 4 + (size_t)i * 8;
		unsigned platform = font_u16(f, row);
		size_t at = f->cmap.at + font_u32(f, row + 4);

		if (row >= f->file.len)
			break;
		if ((platform == 0 ||
			(platform == 3 && font_u16(f, row + 2) == 1)) &&
		    font_u16(f, at) == CMAP_SEGMENTS)
			return at;
	}
	return 0;
}

/* The glyph of a character in the file; 0: it has none. */
static unsigned
original_of(const struct font *f, uint32_t c)
{
	size_t at = f->segments;
	size_t n = font_u16(f, at + 6) / 2;
	size_t ends = at + 14, starts = ends + 2 * n + 2;

	if (c > 0xffff)
		return 0;
	for (size_t i = 0; i < n; i++) {
		size_t start = starts + 2 * i, delta = start + 2 * n;
		size_t range = delta + 2 * n;
		unsigned offset = font_u16(f, range), glyph;

		if (font_u16(f, ends + 2 * i) < c)
			continue;
		if (font_u16(f, start) > c)
			return 0;
		if (offset == 0)
			return (c + font_u16(f, delta)) & 0xffff;
		glyph = font_u16(
		    f, range + offset + 2 * (size_t)(c - font_u16(f, start)));
		return glyph == 0 ? 0 : (glyph + font_u16(f, delta)) & 0xffff;
	}
	return 0;
}

static void
set_name(struct font *f, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = 0;

	for (const char *p = slash == NULL ? path : slash + 1;
	     *p != '\0' && *p != '.' && n < sizeof(f->name) - 1; p++)
		if ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') ||
		    (*p >= '0' && *p <= '9') || *p == '-')
			f->name[n++] = *p;
	f->name[n] = '\0';
}

static int
read_tables(struct font *f)
{
	f->cmap = find_table(f, "cmap");
	f->head = find_table(f, "head");
	f->hhea = find_table(f, "hhea");
	f->hmtx = find_table(f, "hmtx");
	f->loca = find_table(f, "loca");
	f->glyf = find_table(f, "glyf");
	f->maxp = find_table(f, "maxp");
	f->os2 = find_table(f, "OS/2");
	f->cvt = find_table(f, "cvt ");
	f->fpgm = find_table(f, "fpgm");
	f->prep = find_table(f, "prep");
	if (f->head.len < 54 || f->hhea.len < 36 || f->maxp.len < 32 ||
	    f->hmtx.len == 0 || f->loca.len == 0 || f->glyf.len == 0)
		return -1;
	f->units = font_u16(f, f->head.at + 18);
	f->wide_loca = font_u16(f, f->head.at + 50) != 0;
	f->glyphs = font_u16(f, f->maxp.at + 4);
	f->advances = font_u16(f, f->hhea.at + 34);
	f->segments = find_segments(f);
	return f->units < 16 || f->glyphs == 0 || f->advances == 0 ||
		       f->segments == 0
		   ? -1
		   : 0;
}

int
font_open(struct font **out, const char *path, struct err *e)
{
	struct font *f = calloc(1, sizeof(*f));
	int rc;

	if (f == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	f->file.max = FILE_MAX;
	set_name(f, path);
	rc = file_read(path, &f->file, e);
	if (rc == 0 && read_tables(f) < 0)
		rc = err_set(e, ERR_INVALID,
		    _("The file \"%s\" is not a TrueType font."), path);
	if (rc < 0) {
		font_free(f);
		return rc;
	}
	font_use(f, 0, 0); /* the missing glyph is always the first */
	*out = f;
	return 0;
}

void
font_free(struct font *f)
{
	if (f != NULL)
		buf_free(&f->file);
	free(f);
}

const char *
font_name(const struct font *f)
{
	return f->name;
}

static int
thousandths(const struct font *f, unsigned v)
{
	return signed16(v) * 1000 / (int)f->units;
}

void
font_metrics(const struct font *f, struct font_metrics *out)
{
	out->ascent = thousandths(f, font_u16(f, f->hhea.at + 4));
	out->descent = thousandths(f, font_u16(f, f->hhea.at + 6));
	out->cap_height = f->os2.len < 90 /* version 2 has it */
			      ? out->ascent
			      : thousandths(f, font_u16(f, f->os2.at + 88));
	for (unsigned i = 0; i < 4; i++)
		out->box[i] = thousandths(
		    f, font_u16(f, f->head.at + 36 + (size_t)i * 2));
}

unsigned
font_use(struct font *f, uint32_t c, unsigned original)
{
	if (f->count == FONT_GLYPHS_MAX)
		return FONT_GLYPHS_MAX;
	f->used[f->count].character = c;
	f->used[f->count].original = original;
	return f->count++;
}

unsigned
font_glyph(struct font *f, uint32_t c)
{
	unsigned original, n;

	for (unsigned i = 1; i < f->count; i++)
		if (f->used[i].character == c)
			return i;
	original = original_of(f, c);
	if (original == 0 && c != '?')
		return font_glyph(f, '?');
	n = font_use(f, c, original);
	return n == FONT_GLYPHS_MAX ? 0 : n;
}

unsigned
font_count(const struct font *f)
{
	return f->count;
}

uint32_t
font_character(const struct font *f, unsigned glyph)
{
	return glyph < f->count ? f->used[glyph].character : 0;
}

unsigned
font_hmtx(const struct font *f, unsigned original)
{
	size_t i = original < f->advances ? original : f->advances - 1;

	return i * 4 + 2 > f->hmtx.len ? 0 : font_u16(f, f->hmtx.at + i * 4);
}

int
font_advance(const struct font *f, unsigned glyph)
{
	if (glyph >= f->count)
		return 0;
	return (int)(font_hmtx(f, f->used[glyph].original) * 1000 / f->units);
}

struct font_table
font_outline(const struct font *f, unsigned original)
{
	struct font_table none = { 0, 0 };
	size_t width = f->wide_loca ? 4 : 2, from, to;

	if (original >= f->glyphs || (original + 2) * width > f->loca.len)
		return none;
	from = f->loca.at + original * width;
	to = from + width;
	from = f->wide_loca ? font_u32(f, from) : font_u16(f, from) * 2U;
	to = f->wide_loca ? font_u32(f, to) : font_u16(f, to) * 2U;
	if (from >= to || to > f->glyf.len)
		return none;
	return (struct font_table){ f->glyf.at + from, to - from };
}
