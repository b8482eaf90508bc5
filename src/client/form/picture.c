/* A black and white picture as braille dots (2 x 4 in a cell), half blocks or
 * ASCII (1 x 2), made smaller where the terminal is too narrow for it. */
#include "config.h"
#include "client/form/draw.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/banned.h"

#define PICTURE_X 4
#define ROW_MAX	  ((size_t)64 * 1024)

/* How a cell shows it, and how many pixels aside and down become one dot. */
struct raster {
	enum screen_dots dots;
	unsigned w, h; /* dots of a cell */
	unsigned scale;
};

static bool
ink(const struct item *it, unsigned x, unsigned y)
{
	size_t stride = (it->bits_w + 7) / 8;

	if (x >= it->bits_w || y >= it->bits_h)
		return false;
	return (it->bits[y * stride + x / 8] >> (7 - x % 8) & 1) != 0;
}

/* A quarter of its pixels sets a dot, so that thin strokes stay. */
static bool
dot(const struct item *it, const struct raster *r, unsigned x, unsigned y)
{
	unsigned n = 0;

	for (unsigned j = 0; j < r->scale; j++)
		for (unsigned i = 0; i < r->scale; i++)
			n += ink(it, x * r->scale + i, y * r->scale + j);
	return n > 0 && 4 * n >= r->scale * r->scale;
}

static struct raster
raster(const struct form *f, const struct item *it)
{
	bool fine = f->dots == SCREEN_BRAILLE;
	struct raster r = { f->dots, fine ? 2 : 1, fine ? 4 : 2, 1 };
	unsigned room = f->cols > PICTURE_X ? (unsigned)f->cols - PICTURE_X : 1;

	while (it->bits_w > room * r.w * r.scale)
		r.scale++;
	return r;
}

/* Unicode 2.4.. "Braille Patterns": the dots' bits by column and row. */
static uint32_t
braille(const struct item *it, const struct raster *r, unsigned x, unsigned y)
{
	static const unsigned char bit[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 },
		{ 0x04, 0x20 }, { 0x40, 0x80 } };
	uint32_t c = 0x2800;

	for (unsigned j = 0; j < 4; j++)
		for (unsigned i = 0; i < 2; i++)
			if (dot(it, r, 2 * x + i, 4 * y + j))
				c |= bit[j][i];
	return c == 0x2800 ? ' ' : c;
}

static uint32_t
cell(const struct item *it, const struct raster *r, unsigned x, unsigned y)
{
	static const uint32_t signs[2][4] = { { ' ', '"', '_', '#' },
		{ ' ', 0x2580, 0x2584, 0x2588 } };
	bool above, below;

	if (r->dots == SCREEN_BRAILLE)
		return braille(it, r, x, y);
	above = dot(it, r, x, 2 * y);
	below = dot(it, r, x, 2 * y + 1);
	return signs[r->dots == SCREEN_BLOCKS][above + 2 * below];
}

static unsigned
up(unsigned n, unsigned by)
{
	return (n + by - 1) / by;
}

static int
height(const struct form *f, const struct item *it)
{
	struct raster r = raster(f, it);

	if (it->bits == NULL)
		return 0;
	return (int)up(it->bits_h, r.h * r.scale);
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	struct raster r = raster(f, it);
	unsigned rows = (unsigned)height(f, it);
	unsigned cols = up(it->bits_w, r.w * r.scale);
	char one[5];

	for (unsigned y = 0; y < rows; y++) {
		struct buf b = BUF_INIT(ROW_MAX);

		for (unsigned x = 0; x < cols; x++)
			buf_add(&b, one, text_put(cell(it, &r, x, y), one));
		canvas_put(c, it->top + (int)y, PICTURE_X, f->cols - PICTURE_X,
		    ROLE_PLAIN, buf_str(&b));
		buf_free(&b);
	}
}

const struct widget widget_picture = { .height = height, .draw = draw };
