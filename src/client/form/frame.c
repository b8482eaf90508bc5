/* The frame around the body: title, rules, help line, key line. */
#include "config.h"
#include "client/form/ui-own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define LEAST_ROWS 20
#define LEAST_COLS 60
#define FRAME_ROWS 5 /* title, rule, rule, help, keys */
#define MARGIN	   1

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

	if (f != NULL && f->left != NULL && f->left[0] != '\0')
		buf_adds(&b, f->left);
	if (f != NULL && f->name[0] != '\0')
		buf_addf(&b, "%s%s", b.len > 0 ? " > " : "", f->name);
	if (f != NULL && f->right != NULL)
		buf_adds(&right, f->right);
	if (u->link != NULL)
		buf_addf(&right, "%s%s", right.len > 0 ? "  " : "", u->link);
	screen_put(u->screen, 0, MARGIN, screen_cols(u->screen) - 2 * MARGIN,
	    ROLE_TITLE, buf_str(&b));
	put_right(u, 0, buf_str(&right));
	buf_free(&b);
	buf_free(&right);
}

static void
paint_place(struct ui *u, int y, char *text, size_t size)
{
	struct form_count n = form_counts(u->form);
	struct buf b = BUF_INIT(256);
	const char *dot = " \u00b7 ";

	if (n.place > 0)
		buf_addf(&b, "%d/%d", n.place, n.fields);
	if (n.wrong > 0) {
		buf_adds(&b, b.len > 0 ? dot : "");
		buf_addf(&b, _("%d wrong"), n.wrong);
	}
	if (n.missing > 0) {
		buf_adds(&b, b.len > 0 ? dot : "");
		buf_addf(&b, _("%d missing"), n.missing);
	}
	put_right(u, y, buf_str(&b));
	snprintf(text, size, "%s", buf_str(&b));
	buf_free(&b);
}

/* The sentence in the help line: what was said, what is wrong with the
 * terminal, or the help of the active item. */
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
	it = form_item_active(u->form);
	if (it == NULL)
		return "";
	if (it->locked && it->w->field && it->help == NULL)
		return _("(cannot be changed)");
	return it->help != NULL ? it->help : "";
}

static void
paint_help(struct ui *u, int y)
{
	const struct item *it =
	    u->form != NULL ? form_item_active(u->form) : NULL;
	char place[128] = "";
	int room = screen_cols(u->screen) - 2 * MARGIN, used;

	if (u->form != NULL && u->busy == NULL)
		paint_place(u, y, place, sizeof(place));
	room -= (int)text_columns(place) + 2;
	used = screen_put(u->screen, y, MARGIN, room, ROLE_PLAIN, help_text(u));
	if (it != NULL && it->locked && it->w->field && it->help != NULL &&
	    u->busy == NULL && u->say == NULL)
		screen_put(u->screen, y, MARGIN + used + 1, room - used - 1,
		    ROLE_PLAIN, _("(cannot be changed)"));
}

struct keyline {
	struct ui *u;
	int y, x, reserve;
};

static void
add_key(struct keyline *k, const char *name, const char *what)
{
	int w = screen_columns(k->u->screen, name) +
		screen_columns(k->u->screen, what) + 1;

	if (what[0] == '\0' ||
	    k->x + w > screen_cols(k->u->screen) - MARGIN - k->reserve)
		return;
	k->x += screen_put(k->u->screen, k->y, k->x, w, ROLE_PLAIN, name) + 1;
	k->x += screen_put(k->u->screen, k->y, k->x, w, ROLE_PLAIN, what) + 2;
}

/* What belongs to the active item stands last, so that moving from field to
 * field repaints the end of the line at most. */
static void
paint_keys(struct ui *u, int y)
{
	unsigned context = ui_context(u);
	struct keyline k = { u, y, MARGIN, 0 };
	const struct form *f = u->form;
	const struct binding *b;
	bool form = f != NULL && (context & CTX_FORM) != 0;

	if (form && context != CTX_NOTHING)
		add_key(&k, _("Tab"), _("next"));
	if (form && form_counts(f).wrong > 0)
		add_key(&k, "F8", _("first wrong"));
	if (form && form_main_button(f) != NULL)
		add_key(&k, "F10", form_main_button(f)->label);
	for (size_t i = 0; form && i < f->bindings; i++)
		if (f->binding[i].name != NULL && f->binding[i].help != NULL)
			add_key(&k, f->binding[i].name, f->binding[i].help);
	if (form) {
		add_key(&k, "F1", _("help"));
		add_key(&k, _("Esc"), _("back"));
	}
	for (size_t i = 0; (b = keymap_row(i)) != NULL; i++)
		if (b->foot != NULL && keymap_holds(b, context) &&
		    b->action != ACT_NEXT)
			add_key(&k, _(b->name), _(b->foot));
	if (f == NULL || !form)
		add_key(&k, "Ctrl-Q", _("quit"));
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
			screen_put(u->screen, y + i, MARGIN,
			    screen_cols(u->screen) - MARGIN, ROLE_PLAIN, line);
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

	f->ascii = !screen_utf8(u->screen);
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
		screen_put(u->screen, y, MARGIN, cols - MARGIN, ROLE_PLAIN,
		    _("This window is smaller than 60 x 20. "));
	else if (screen_guessed(u->screen))
		screen_put(u->screen, y, MARGIN, cols - MARGIN, ROLE_PLAIN,
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
	int bottom, rows;

	screen_erase(u->screen);
	bottom = paint_foot(u, screen_rows(u->screen));
	rows = bottom - FRAME_ROWS;
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
	screen_rule(u->screen, bottom - 3);
	paint_more(u, 1, bottom - 3);
	paint_help(u, bottom - 2);
	paint_keys(u, bottom - 1);
	screen_show(u->screen);
}
