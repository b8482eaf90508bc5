/* Text into cells. Every character that reaches the terminal passes here. */
#include "config.h"
#include "client/term/screen.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/text.h"
#include "base/turkish.h"
#include "client/term/screen-own.h"
#include "base/banned.h"

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
}

static void
set_role(const struct screen *s, enum role role)
{
	attr_set(s->palette.attr[role], s->palette.pair[role], NULL);
}

/* Signs that ASCII letters stand for, one column each, so that the layout is
 * the same on every terminal. */
static char
sign_ascii(uint32_t c)
{
	static const struct {
		uint32_t c;
		char a;
	} signs[] = { { 0x2022, '*' }, { 0x2026, '.' }, { 0x2192, '>' },
		{ 0x2014, '-' }, { 0x2013, '-' }, { 0x25b2, '^' },
		{ 0x25bc, 'v' }, { 0x25be, 'v' }, { 0x2502, '|' },
		{ 0x2500, '-' } };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (signs[i].c == c)
			return signs[i].a;
	return '\0';
}

/* A code point as this terminal can show it; at most 3 characters. */
static size_t
shown(const struct screen *s, uint32_t c, wchar_t out[4])
{
	char bytes[MB_LEN_MAX + 1], near[4];
	mbstate_t state;
	size_t n = 0;

	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || text_width(c) < 0)
		c = '?';
	memset(&state, 0, sizeof(state));
	if (c < 0x80 || (s->utf8 && !(s->ascii && c >= 0x2000)) ||
	    (!s->utf8 && s->charset && c < 0x2000 &&
		wcrtomb(bytes, (wchar_t)c, &state) != (size_t)-1)) {
		out[0] = (wchar_t)c;
		out[1] = L'\0';
		return 1;
	}
	if (sign_ascii(c) != '\0') {
		out[0] = (unsigned char)sign_ascii(c);
		out[1] = L'\0';
		return 1;
	}
	turkish_ascii(c, near);
	for (; near[n] != '\0'; n++)
		out[n] = (unsigned char)near[n];
	out[n] = L'\0';
	return n;
}

int
screen_columns(const struct screen *s, const char *text)
{
	wchar_t out[4];
	uint32_t c;
	int n = 0;

	while ((c = text_next(&text)) != 0) {
		int w = text_width(c);
		size_t len = shown(s, c, out);

		n += out[0] == (wchar_t)c ? (w > 0 ? w : 0) : (int)len;
	}
	return n;
}

int
screen_put(struct screen *s, int y, int x, int width, enum role role,
    const char *text)
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
		size_t len = shown(s, c, out);
		int w = out[0] == (wchar_t)c ? text_width(c) : (int)len;

		if (used + (w > 0 ? w : 0) > width)
			break;
		addnwstr(out, (int)len);
		used += w > 0 ? w : 0;
	}
	set_role(s, ROLE_PLAIN);
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

void
screen_rule(struct screen *s, int y)
{
	if (y < 0 || y >= LINES)
		return;
	if (s->ascii)
		mvhline(y, 0, '-', COLS);
	else
		mvhline(y, 0, 0, COLS);
}

void
screen_bar(struct screen *s, int y, int x)
{
	if (y < 0 || y >= LINES || x < 0 || x >= COLS)
		return;
	mvaddch(y, x, s->ascii ? '|' : ACS_VLINE);
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
	static const char *const letters[] = { "*", "^", "v", ">", "|" };
	const char *p = utf8;
	char a;

	if (screen_utf8(s))
		return utf8;
	a = sign_ascii(text_next(&p));
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i][0] == a)
			return letters[i];
	return "?";
}
