/* Text into cells. Every character that reaches the terminal passes here. */
#include "config.h"
#include "client/term/screen.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"
#include "client/term/screen-own.h"
#include "base/banned.h"

#define BLANK_NEAR 6 /* bytes */

void
screen_erase(struct screen *s)
{
	(void)s;
	erase();
}

void
screen_show(struct screen *s)
{
	if (s->lost)
		return;
	move(s->cursor_y, s->cursor_x);
	wnoutrefresh(stdscr);
	doupdate();
	screen_flush(s, s->cursor_y == s->shown_y && s->cursor_x == s->shown_x);
	s->shown_y = s->cursor_y;
	s->shown_x = s->cursor_x;
	s->placed = true;
}

static void
set_role(const struct screen *s, enum role role)
{
	attr_set(s->palette.attr[role], s->palette.pair[role], NULL);
}

int
screen_columns(const struct screen *s, const char *text)
{
	wchar_t out[4];
	uint32_t c;
	int n = 0;

	while ((c = text_next(&text)) != 0) {
		int w = text_width(c);
		size_t len = charset_shown(&s->charset, c, out);

		n += out[0] == (wchar_t)c ? (w > 0 ? w : 0) : (int)len;
	}
	return n;
}

int
screen_put(
    struct screen *s, int y, int x, int width, enum role role, const char *text)
{
	wchar_t out[4];
	uint32_t c;
	int used = 0;

	if (y < 0 || y >= LINES || x < 0 || x >= COLS)
		return 0;
	if (width > COLS - x)
		width = COLS - x;
	set_role(s, role);
	move(y, x);
	while ((c = text_next(&text)) != 0) {
		size_t len = charset_shown(&s->charset, c, out);
		int w = out[0] == (wchar_t)c ? text_width(c) : (int)len;

		if (used + (w > 0 ? w : 0) > width)
			break;
		addnwstr(out, (int)len);
		used += w > 0 ? w : 0;
	}
	set_role(s, ROLE_PLAIN);
	return used;
}

int
screen_put_cut(
    struct screen *s, int y, int x, int width, enum role role, const char *text)
{
	const char *dots = screen_utf8(s) ? "\u2026" : "...";
	int room = width - (int)text_columns(dots), used;
	size_t fit, at;
	char *cut;

	if (screen_columns(s, text) <= width || room <= 0)
		return screen_put(s, y, x, width, role, text);
	fit = text_fit(text, (size_t)room);
	for (at = fit; at > 1 && fit - at < BLANK_NEAR; at--)
		if (text[at] == ' ') {
			fit = at;
			break;
		}
	cut = strndup(text, fit);
	if (cut == NULL)
		return 0;
	used = screen_put(s, y, x, room, role, cut);
	used += screen_put(s, y, x + used, width - used, role, dots);
	explicit_bzero(cut, fit);
	free(cut);
	return used;
}

void
screen_fill(struct screen *s, int y, int x, int width, char c)
{
	(void)s;
	if (y < 0 || y >= LINES || x < 0 || x >= COLS || width <= 0)
		return;
	mvhline(y, x, (chtype)c, width < COLS - x ? width : COLS - x);
}

/* Where text is UTF-8 lines are too: PuTTY shows letters instead of the
 * VT100's lines then. */
static void
line(struct screen *s, int y, int x, int n, const wchar_t *wide, chtype narrow)
{
	cchar_t c;

	if (s->charset.utf8 && !s->charset.ascii &&
	    setcchar(&c, wide, A_NORMAL, 0, NULL) == OK)
		mvhline_set(y, x, &c, n);
	else
		mvhline(y, x, narrow, n);
}

void
screen_rule(struct screen *s, int y)
{
	if (y < 0 || y >= LINES)
		return;
	line(s, y, 0, COLS, L"\u2500", s->charset.ascii ? '-' : ACS_HLINE);
}

void
screen_bar(struct screen *s, int y, int x)
{
	if (y < 0 || y >= LINES || x < 0 || x >= COLS)
		return;
	line(s, y, x, 1, L"\u2502", s->charset.ascii ? '|' : ACS_VLINE);
}

void
screen_cursor(struct screen *s, int y, int x)
{
	s->cursor_y = y < 0 ? 0 : y >= LINES ? LINES - 1 : y;
	s->cursor_x = x < 0 ? 0 : x >= COLS ? COLS - 1 : x;
}

const char *
screen_sign(const struct screen *s, const char *utf8)
{
	static const char *const letters[] = { "*", "^", "v", ">", "|", "." };
	const char *p = utf8;
	wchar_t out[4];

	charset_shown(&s->charset, text_next(&p), out);
	if (out[0] >= 0x80)
		return utf8;
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if ((wchar_t)letters[i][0] == out[0])
			return letters[i];
	return "?";
}
