#include "config.h"
#include "portal/flow/picture.h"

#include <string.h>
#include <unistd.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRIGONOMETRY_H

#include "base/lang.h"
#include "base/random.h"
#include "base/banned.h"

/* Upper or lower case as it is read best in few pixels; none looks like
 * another in either case (0 O o Q D, 1 l I i j, 2 Z z, 5 S s, 8 B, 6 b, 9 g q,
 * U V u v, M N W and the rest that is too wide are left out). */
static const char alphabet[] = "ACEFHKLPRTXYadehnrt3479";

static const char *const fonts[] = {
	"/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
	"/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf",
	"/usr/share/fonts/truetype/liberation2/LiberationSans-Bold.ttf",
	"/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
	"/usr/share/fonts/opentype/noto/NotoSans-Bold.otf",
	"/usr/share/fonts/truetype/freefont/FreeSansBold.ttf",
};

#define SIZE_MOST  24 /* pixels */
#define SIZE_LEAST 12
#define GAP	   1

void
picture_letters(char out[PICTURE_LETTERS + 1])
{
	for (int i = 0; i < PICTURE_LETTERS; i++)
		out[i] = alphabet[random_below(sizeof(alphabet) - 1)];
	out[PICTURE_LETTERS] = '\0';
}

static const char *
find_font(const char *font)
{
	if (font != NULL)
		return font;
	for (size_t i = 0; i < sizeof(fonts) / sizeof(fonts[0]); i++)
		if (access(fonts[i], R_OK) == 0)
			return fonts[i];
	return "";
}

/* A turn of at most some 9 degrees and a slant, different for each letter. */
struct slope {
	FT_Matrix m;
};

#define DEGREE 0x10000L /* FreeType's angles and numbers are 16.16 */

/* -most to most, evenly. */
static FT_Fixed
random_part(FT_Fixed most)
{
	uint32_t r = random_below((uint32_t)(2 * most + 1));

	return (FT_Fixed)r - most;
}

static void
random_slope(struct slope *s)
{
	FT_Angle turn = random_part(9 * DEGREE);
	FT_Fixed slant = random_part(0x10000L / 6);
	FT_Fixed c = FT_Cos(turn), n = FT_Sin(turn);

	s->m.xx = c;
	s->m.xy = FT_MulFix(c, slant) - n;
	s->m.yx = n;
	s->m.yy = FT_MulFix(n, slant) + c;
}

static int
render(FT_Face face, char letter, struct slope *s)
{
	FT_Set_Transform(face, &s->m, NULL);
	return FT_Load_Char(face, (FT_ULong)(unsigned char)letter,
	    FT_LOAD_RENDER | FT_LOAD_TARGET_MONO | FT_LOAD_NO_HINTING);
}

/* The width of all letters at a size; -1 when one cannot be drawn. */
static int
width_at(FT_Face face, unsigned size, const char *letters, struct slope *s)
{
	int sum = 0;

	if (FT_Set_Pixel_Sizes(face, 0, size) != 0)
		return -1;
	for (int i = 0; i < PICTURE_LETTERS; i++) {
		if (render(face, letters[i], &s[i]) != 0)
			return -1;
		sum += (int)face->glyph->bitmap.width + GAP;
	}
	return sum;
}

static void
ink(unsigned char *out, int x, int y)
{
	if (x < 0 || x >= PICTURE_WIDTH || y < 0 || y >= PICTURE_HEIGHT)
		return;
	out[y * PICTURE_ROW + x / 8] |= (unsigned char)(0x80U >> (x % 8));
}

/* The glyph's bits at x, y, its columns moved along a wave. */
static void
stamp(const FT_Bitmap *b, int x0, int y0, FT_Angle phase, unsigned char *out)
{
	for (int x = 0; x < (int)b->width; x++) {
		FT_Fixed wave = FT_Sin(phase + (FT_Angle)(x0 + x) * 8 * DEGREE);
		int dy = (int)(FT_RoundFix(wave * 7 / 5) / 0x10000L);

		for (int y = 0; y < (int)b->rows; y++) {
			const unsigned char *row =
			    b->buffer + (ptrdiff_t)y * b->pitch;

			if ((row[x / 8] & (0x80U >> (x % 8))) != 0)
				ink(out, x0 + x, y0 + y + dy);
		}
	}
}

static int
draw(FT_Face face, const char *letters, unsigned char *out)
{
	struct slope slopes[PICTURE_LETTERS];
	FT_Angle phase = random_part(180 * DEGREE);
	unsigned size = SIZE_MOST;
	int width, x;

	for (int i = 0; i < PICTURE_LETTERS; i++)
		random_slope(&slopes[i]);
	while (
	    (width = width_at(face, size, letters, slopes)) > PICTURE_WIDTH - 2)
		if (--size < SIZE_LEAST)
			return -1;
	if (width < 0)
		return -1;
	x = 1 + (int)random_below((uint32_t)(PICTURE_WIDTH - 1 - width));
	for (int i = 0; i < PICTURE_LETTERS; i++) {
		const FT_Bitmap *b = &face->glyph->bitmap;
		int room;

		if (render(face, letters[i], &slopes[i]) != 0)
			return -1;
		room = PICTURE_HEIGHT - 4 - (int)b->rows;
		stamp(b, x,
		    2 + (room > 0 ? (int)random_below((uint32_t)room + 1) : 0),
		    phase, out);
		x += (int)b->width + GAP;
	}
	return 0;
}

int
picture_draw(const char *letters, const char *font,
    unsigned char out[PICTURE_BYTES], struct err *e)
{
	const char *path = find_font(font);
	FT_Library library = NULL;
	FT_Face face = NULL;
	int rc = 0;

	memset(out, 0, PICTURE_BYTES);
	if (FT_Init_FreeType(&library) != 0 ||
	    FT_New_Face(library, path, 0, &face) != 0)
		rc = err_why(e, ERR_UNAVAILABLE, "font",
		    _("The portal has no font for the picture. Please choose "
		      "to go on without a picture."));
	else if (draw(face, letters, out) < 0)
		rc = err_why(e, ERR_UNAVAILABLE, "font",
		    _("The portal's font cannot draw the picture. Please "
		      "choose to go on without a picture."));
	FT_Done_Face(face);
	FT_Done_FreeType(library);
	return rc;
}
