/* A black and white picture as braille dots (2 x 4 a cell), half blocks where
 * those are wanted for height, or ASCII (1 x 2 a cell). */
#include "config.h"
#include "client/form/draw.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/banned.h"

#define PICTURE_X 4

static bool
ink(const struct item *it, unsigned x, unsigned y)
{
	size_t stride = (it->bits_w + 7) / 8;

	if (x >= it->bits_w || y >= it->bits_h)
		return false;
	return (it->bits[y * stride + x / 8] >> (7 - x % 8) & 1) != 0;
}

/* Unicode 2.4.. "Braille Patterns": the dots' bits by column and row. */
static uint32_t
braille(const struct item *it, unsigned x, unsigned y)
{
	static const unsigned char dots[4][2] = { { 0x01, 0x08 },
		{ 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };
	uint32_t c = 0x2800;

	for (unsigned r = 0; r < 4; r++)
		for (unsigned k = 0; k < 2; k++)
			if (ink(it, x + k, y + r))
				c |= dots[r][k];
	return c == 0x2800 ? ' ' : c;
}

static uint32_t
ascii(const struct item *it, unsigned x, unsigned y)
{
	bool up = ink(it, x, y), down = ink(it, x, y + 1);

	return up && down ? '#' : up ? '"' : down ? '_' : ' ';
}

static int
height(const struct form *f, const struct item *it)
{
	if (it->bits == NULL)
		return 0;
	return (int)(f->ascii ? (it->bits_h + 1) / 2 : (it->bits_h + 3) / 4);
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	bool dots = screen_utf8(c->s);
	unsigned dx = dots ? 2 : 1, dy = dots ? 4 : 2;
	char one[5];

	if (it->bits == NULL)
		return;
	for (unsigned y = 0; y < it->bits_h; y += dy) {
		struct buf b = BUF_INIT(4096);

		for (unsigned x = 0; x < it->bits_w; x += dx) {
			uint32_t g = dots ? braille(it, x, y) : ascii(it, x, y);

			buf_add(&b, one, text_put(g, one));
		}
		canvas_put(c, it->top + (int)(y / dy), PICTURE_X,
		    f->cols - PICTURE_X, ROLE_PLAIN, buf_str(&b));
		buf_free(&b);
	}
}

const struct widget widget_picture = { .height = height, .draw = draw };
