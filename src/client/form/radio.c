/* One of few, all shown: beside each other where they fit, else one a line. */
#include "config.h"
#include "client/form/draw.h"

#include <string.h>

#include "base/text.h"
#include "base/banned.h"

#define MARK_W 4 /* "( ) " */
#define GAP    2

static bool
beside(const struct form *f, const struct item *it)
{
	size_t n = item_rows(it);
	int sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += MARK_W + GAP +
		       (int)text_columns(it->rows.label(it->rows.ctx, i));
	return sum - GAP <= f->value_w + 6;
}

static int
height(const struct form *f, const struct item *it)
{
	size_t n = item_rows(it);

	return n == 0 || beside(f, it) ? 1 : (int)n;
}

static void
draw(struct canvas *c, struct form *f, struct item *it)
{
	int y = canvas_label(c, f, it), x = f->value_x;
	size_t n = item_rows(it), chosen = item_row(it);
	bool flat = beside(f, it);

	if (it->row >= n)
		it->row = 0;
	if (n == 0)
		canvas_cursor(c, y, x);
	for (size_t i = 0; i < n; i++) {
		const char *label = it->rows.label(it->rows.ctx, i);
		const char *mark = "( )";

		if (i == chosen)
			mark = screen_utf8(c->s) ? "(\u2022)" : "(*)";
		canvas_put(c, y, x, 3, ROLE_PLAIN, mark);
		canvas_put_cut(c, y, x + MARK_W, f->cols - x - MARK_W - 2,
		    ROLE_PLAIN, label);
		if (i == it->row)
			canvas_cursor(c, y, x + 1);
		if (flat)
			x += MARK_W + GAP + (int)text_columns(label);
		else
			y++;
	}
}

static enum outcome
choose(struct item *it, size_t row)
{
	it->row = row;
	if (it->locked)
		return OUT_DONE;
	return item_choose(it, row) ? OUT_CHANGED : OUT_DONE;
}

static enum outcome
act(struct form *f, struct item *it, enum action a)
{
	size_t n = item_rows(it);
	bool vertical = !beside(f, it);

	if (n == 0)
		return OUT_UNUSED;
	if (a == ACT_TOGGLE)
		return choose(it, it->row);
	if (a == ACT_LEFT || (a == ACT_UP && vertical)) {
		if (it->row > 0)
			return choose(it, it->row - 1);
		return a == ACT_UP ? OUT_UNUSED : OUT_DONE;
	}
	if (a == ACT_RIGHT || (a == ACT_DOWN && vertical)) {
		if (it->row + 1 < n)
			return choose(it, it->row + 1);
		return a == ACT_DOWN ? OUT_UNUSED : OUT_DONE;
	}
	return OUT_UNUSED;
}

static enum outcome
type(struct form *f, struct item *it, const char *text, bool paste)
{
	(void)f;
	if (paste || text[0] < '1' || text[0] > '9')
		return OUT_UNUSED;
	if ((size_t)(text[0] - '1') >= item_rows(it))
		return OUT_UNUSED;
	return choose(it, (size_t)(text[0] - '1'));
}

const struct widget widget_radio = { .context = CTX_RADIO,
	.field = true,
	.reachable = true,
	.height = height,
	.draw = draw,
	.act = act,
	.type = type };
