/* The grid: a box a field, its label small above the value. */
#include "config.h"
#include "client/paper/sheet.h"

#include <string.h>

#include "base/banned.h"

#define PAD	4.0
#define LABEL	9.5  /* from the box's top to the line of its label */
#define VALUE	21.5 /* to that of its first value */
#define STEP	11.5
#define BELOW	5.5
#define SECTION 16.0

static const struct pdf_style label = { PDF_REGULAR, 7, 0.3 },
			      value = { PDF_BOLD, 10, 0 },
			      section = { PDF_BOLD, 9, 0 };

unsigned
sheet_value(struct sheet *s, double x, double y, double width, const char *text)
{
	unsigned lines = 0;
	size_t n, skip;

	while ((n = pdf_text_wrap(s->pdf, &value, width, text, &skip)) > 0) {
		if (!s->dry)
			pdf_text(s->pdf, &value, x, y + lines * STEP, text, n);
		text += n + skip;
		lines++;
	}
	return lines;
}

/* Rows from i on that share its line; their parts of the width in *sum. */
static size_t
line_of(const struct paper *p, size_t i, int *sum)
{
	size_t end = i;

	*sum = 0;
	for (; end < words_row_count &&
	       words_rows[end].line == words_rows[i].line;
	     end++)
		if (p->values[words_rows[end].id] != NULL)
			*sum += words_rows[end].part;
	return end;
}

static double
width_of(size_t i, int sum)
{
	return SHEET_WIDTH * words_rows[i].part / sum;
}

/* The height of the fullest box. */
static double
height_of(struct sheet *s, size_t from, size_t to, int sum)
{
	bool dry = s->dry;
	unsigned most = 1;

	s->dry = true;
	for (size_t i = from; i < to; i++) {
		const char *v = s->paper->values[words_rows[i].id];
		unsigned n = v == NULL ? 0
				       : sheet_value(s, 0, 0,
					     width_of(i, sum) - 2 * PAD, v);

		if (n > most)
			most = n;
	}
	s->dry = dry;
	return VALUE + (most - 1) * STEP + BELOW;
}

static void
add_line(struct sheet *s, size_t from, size_t to, int sum)
{
	double x = SHEET_LEFT, height = height_of(s, from, to, sum);

	sheet_room(s, height);
	for (size_t i = from; i < to; i++) {
		const struct words_row *row = &words_rows[i];
		const char *v = s->paper->values[row->id];
		double w = width_of(i, sum);

		if (v == NULL)
			continue;
		sheet_frame(s, x, s->y, w, height);
		sheet_at(s, &label, x + PAD, s->y + LABEL, row->label);
		sheet_value(s, x + PAD, s->y + VALUE, w - 2 * PAD, v);
		x += w;
	}
	s->y += height;
}

void
sheet_fields(struct sheet *s)
{
	enum field_section last = SECTION_LOGIN;
	size_t i = 0, end;
	int sum;

	while (i < words_row_count) {
		end = line_of(s->paper, i, &sum);
		if (words_rows[i].section != last) {
			last = words_rows[i].section;
			sheet_room(s, SECTION + VALUE + BELOW);
			sheet_area(
			    s, SHEET_LEFT, s->y, SHEET_WIDTH, SECTION, 0.88);
			sheet_frame(s, SHEET_LEFT, s->y, SHEET_WIDTH, SECTION);
			sheet_at(s, &section, SHEET_LEFT + PAD, s->y + 11.5,
			    words_section(last));
			s->y += SECTION;
		}
		if (sum > 0)
			add_line(s, i, end, sum);
		i = end;
	}
}
