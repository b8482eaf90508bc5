/* The frame around the body: title, rules, help line, key line. */
#include "config.h"
#include "client/form/ui-own.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define LEAST_ROWS 20
#define LEAST_COLS 60
#define FRAME_ROWS 4 /* title, rule, rule, keys; and the help */
#define HELP_LINES 3

static void
put_right(struct ui *u, int y, const char *text)
{
	int w = screen_columns(u->screen, text);

	screen_put(u->screen, y, screen_cols(u->screen) - MARGIN - w, w,
	    ROLE_PLAIN, text);
}

static void
paint_title(struct ui *u)
{
	struct buf b = BUF_INIT(1024), right = BUF_INIT(1024);
	const struct form *f = u->form;
	const char *text;
	int room;

	if (f != NULL && f->left != NULL && f->left[0] != '\0')
		buf_adds(&b, f->left);
	if (f != NULL && f->name[0] != '\0')
		buf_addf(&b, "%s%s", b.len > 0 ? " > " : "", f->name);
	if (f != NULL && f->right != NULL)
		buf_adds(&right, f->right);
	if (u->link != NULL)
		buf_addf(&right, "%s%s", right.len > 0 ? "  " : "", u->link);
	room = screen_cols(u->screen) - 2 * MARGIN -
	       (right.len > 0 ? screen_columns(u->screen, buf_str(&right)) + 2
			      : 0);
	text = buf_str(&b);
	if (f != NULL && f->name[0] != '\0' &&
	    screen_columns(u->screen, text) > room)
		text = f->name; /* where one is, rather than in what */
	screen_put_cut(u->screen, 0, MARGIN, room, ROLE_TITLE, text);
	put_right(u, 0, buf_str(&right));
	buf_free(&b);
	buf_free(&right);
}

/* "16/25 · 1 wrong · 12 missing"; the less detail, the fewer of them. */
static void
place_text(const struct form *f, int detail, struct buf *out)
{
	struct form_count n = form_counts(f);
	const char *dot = " \u00b7 ";

	buf_reset(out);
	if (n.place > 0)
		buf_addf(out, "%d/%d", n.place, n.fields);
	if (n.wrong > 0 && detail > 0) {
		buf_adds(out, out->len > 0 ? dot : "");
		buf_addf(out, _("%d wrong"), n.wrong);
	}
	if (n.missing > 0 && detail > 1) {
		buf_adds(out, out->len > 0 ? dot : "");
		buf_addf(out, _("%d missing"), n.missing);
	}
}

/* At the right of the help, as much as leaves the help whole; answers the
 * columns that are gone. */
static int
paint_place(struct ui *u, int y, int room, const char *help)
{
	struct buf b = BUF_INIT(256);
	int want = screen_columns(u->screen, help), w = 0;

	for (int detail = 2; detail >= 0; detail--) {
		place_text(u->form, detail, &b);
		w = screen_columns(u->screen, buf_str(&b));
		if (w == 0 || want + 2 + w <= room)
			break;
	}
	put_right(u, y, buf_str(&b));
	buf_free(&b);
	return w > 0 ? w + 2 : 0;
}

/* The countdown's warning belongs to its item; where that is scrolled away,
 * the help line says it. */
static const char *
unseen_words(const struct form *f)
{
	const struct item *it = form_countdown(f);
	const char *words = countdown_words(countdown_left(it));

	if (words == NULL || (it->top + it->height > f->first &&
				 it->top + it->height <= f->first + f->rows))
		return NULL;
	return words;
}

/* The sentence in the help line: what is under way, what was said, what
 * presses, or the help of the active item. */
static const char *
help_text(const struct ui *u)
{
	const struct item *it;

	if (u->busy != NULL)
		return u->busy;
	if (u->say != NULL)
		return u->say;
	if (u->form == NULL)
		return "";
	if (unseen_words(u->form) != NULL)
		return unseen_words(u->form);
	it = form_item_active(u->form);
	if (it == NULL)
		return "";
	if (it->w == &widget_list)
		return list_note(it) != NULL ? list_note(it) : "";
	if (it->locked && it->w->field && it->help == NULL)
		return _("(cannot be changed)");
	return it->help != NULL ? it->help : "";
}

static int
help_room(const struct ui *u)
{
	return screen_cols(u->screen) - 2 * MARGIN - (u->busy != NULL ? 2 : 0);
}

/* What was said must be read whole: it gets more lines when it is long. The
 * help of a field does not; F1 shows it. */
static int
help_lines(const struct ui *u)
{
	int most = screen_rows(u->screen) / 6, lines, room = help_room(u);

	if (u->busy == NULL && u->say == NULL)
		return 1;
	lines = canvas_wrapped(
	    NULL, 0, 0, room > 0 ? room : 1, ROLE_PLAIN, help_text(u));
	if (lines > HELP_LINES)
		lines = HELP_LINES;
	return lines > most && most > 0 ? most : lines;
}

/* A sentence in so many lines, the last one cut; answers that one's columns. */
static int
paint_sentence(struct ui *u, int y, int lines, int width, const char *text)
{
	for (; lines > 1; lines--, y++) {
		size_t skip = 0, len = text_wrap(text, (size_t)width, &skip);
		char *line = strndup(text, len);

		if (line != NULL)
			screen_put(
			    u->screen, y, MARGIN, width, ROLE_PLAIN, line);
		free(line);
		text += len + skip;
	}
	return screen_put_cut(u->screen, y, MARGIN, width, ROLE_PLAIN, text);
}

/* One character that turns once a second, with the cursor on it. */
static void
paint_busy(struct ui *u, int y, int x)
{
	int64_t s = ui_busy_seconds(u);
	const char mark[2] = { "|/-\\"[s % 4], '\0' };

	if (s > 0)
		screen_put(u->screen, y, x, 1, ROLE_PLAIN, mark);
	screen_cursor(u->screen, y, x);
}

static void
paint_help(struct ui *u, int y, int lines)
{
	const struct item *it =
	    u->form != NULL ? form_item_active(u->form) : NULL;
	int room = help_room(u), used;

	if (u->form != NULL && u->busy == NULL && lines == 1)
		room -= paint_place(u, y, room, help_text(u));
	used = paint_sentence(u, y, lines, room > 0 ? room : 1, help_text(u));
	if (u->busy != NULL)
		paint_busy(u, y + lines - 1, MARGIN + used + 1);
	else if (it != NULL && it->locked && it->w->field && it->help != NULL &&
		 u->say == NULL)
		screen_put_cut(u->screen, y, MARGIN + used + 1, room - used - 1,
		    ROLE_PLAIN, _("(cannot be changed)"));
}

static int
paint_foot(struct ui *u, int bottom)
{
	const char *p = u->foot;
	int lines = 0, y;

	for (; p != NULL && *p != '\0' && lines < UI_FOOTS; lines++)
		p += strcspn(p, "\n") + (strchr(p, '\n') != NULL);
	p = u->foot;
	y = bottom - lines;
	for (int i = 0; i < lines; i++) {
		size_t len = strcspn(p, "\n");
		char *line = strndup(p, len);

		if (line != NULL)
			screen_put_cut(u->screen, y + i, MARGIN,
			    screen_cols(u->screen) - 2 * MARGIN, ROLE_PLAIN,
			    line);
		free(line);
		p += len + (p[len] == '\n');
	}
	return y;
}

static void
paint_body(struct ui *u, int top, int rows)
{
	struct canvas c = { .s = u->screen, .top = top, .rows = rows };
	struct form *f = u->form;

	f->dots = screen_dots(u->screen);
	form_settle(f);
	layout(f, screen_cols(u->screen), rows);
	c.first = f->first;
	c.cursor_y = top;
	c.cursor_x = 2;
	if (u->help) {
		help_draw(u, top, rows);
		screen_cursor(u->screen, top, MARGIN);
		return;
	}
	draw_body(&c, f);
	if (u->pick.item != NULL)
		pick_draw(&u->pick, &c, f);
	screen_cursor(u->screen, c.cursor_y, c.cursor_x);
}

/* Why this terminal is not as it should be, in the place of the upper rule. */
static void
paint_notice(struct ui *u, int y)
{
	int rows = screen_rows(u->screen), cols = screen_cols(u->screen);

	screen_rule(u->screen, y);
	if (rows < LEAST_ROWS || cols < LEAST_COLS)
		screen_put_cut(u->screen, y, MARGIN, cols - 3, ROLE_PLAIN,
		    _("This window is smaller than 60 x 20. "));
	else if (screen_guessed(u->screen))
		screen_put_cut(u->screen, y, MARGIN, cols - 3, ROLE_PLAIN,
		    _("This kind of terminal (TERM) is not known; it is "
		      "treated as a VT100. "));
}

/* More above or below: on the rules, which do not scroll. */
static void
paint_more(struct ui *u, int upper, int lower)
{
	const struct form *f = u->form;
	int x = screen_cols(u->screen) - 2;

	if (f == NULL || u->help)
		return;
	if (f->first > 0)
		screen_put(u->screen, upper, x, 1, ROLE_PLAIN,
		    screen_sign(u->screen, "\u25b2"));
	if (f->first + f->rows < f->total)
		screen_put(u->screen, lower, x, 1, ROLE_PLAIN,
		    screen_sign(u->screen, "\u25bc"));
}

void
frame_paint(struct ui *u)
{
	int bottom, rows, lines;

	screen_erase(u->screen);
	bottom = paint_foot(u, screen_rows(u->screen));
	lines = help_lines(u);
	rows = bottom - FRAME_ROWS - lines;
	if (rows < 1) { /* a sliver: the active item and nothing else */
		if (u->form != NULL)
			paint_body(u, 0, bottom > 0 ? bottom : 1);
		screen_show(u->screen);
		return;
	}
	paint_title(u);
	paint_notice(u, 1);
	screen_cursor(u->screen, 2, MARGIN);
	if (u->form != NULL)
		paint_body(u, 2, rows);
	screen_rule(u->screen, 2 + rows);
	paint_more(u, 1, 2 + rows);
	paint_help(u, 3 + rows, lines);
	keyline_paint(u, bottom - 1);
	screen_show(u->screen);
}
