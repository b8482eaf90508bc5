#include "config.h"
#include "client/term/charset.h"

#include <langinfo.h>
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "base/turkish.h"
#include "base/banned.h"

#define SIGNS_FROM 0x2000 /* punctuation, arrows, lines, braille */

void
charset_init(struct charset *c, bool ascii)
{
	const char *set = nl_langinfo(CODESET);

	c->utf8 = strcmp(set, "UTF-8") == 0;
	c->letters = c->utf8 || strncmp(set, "ANSI", 4) != 0;
	c->ascii = ascii;
}

/* Signs that one ASCII character stands for, so that the layout is the same
 * on every terminal. */
static char
sign(uint32_t u)
{
	static const struct {
		uint32_t u;
		char a;
	} signs[] = { { 0x2022, '*' }, { 0x2026, '.' }, { 0x2192, '>' },
		{ 0x2014, '-' }, { 0x2013, '-' }, { 0x25b2, '^' },
		{ 0x25bc, 'v' }, { 0x25be, 'v' }, { 0x2502, '|' },
		{ 0x2500, '-' } };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (signs[i].u == u)
			return signs[i].a;
	return '\0';
}

static bool
has(const struct charset *c, uint32_t u)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state;

	if (u < 0x80)
		return true;
	if (c->ascii && u >= SIGNS_FROM)
		return false;
	if (c->utf8)
		return true;
	memset(&state, 0, sizeof(state));
	return c->letters && u < SIGNS_FROM &&
	       wcrtomb(bytes, (wchar_t)u, &state) != (size_t)-1;
}

size_t
charset_shown(const struct charset *c, uint32_t u, wchar_t out[4])
{
	char near[4];
	size_t n = 0;

	if (text_width(u) < 0)
		u = '?';
	out[0] = (wchar_t)u;
	out[1] = L'\0';
	if (has(c, u))
		return 1;
	if (sign(u) != '\0') {
		out[0] = (unsigned char)sign(u);
		return 1;
	}
	turkish_ascii(u, near);
	for (; near[n] != '\0'; n++)
		out[n] = (unsigned char)near[n];
	out[n] = L'\0';
	return n;
}

void
charset_write(const struct charset *c, const char *text, struct buf *out)
{
	char bytes[MB_LEN_MAX], one[5];
	wchar_t w[4];
	mbstate_t state;
	uint32_t u;

	memset(&state, 0, sizeof(state));
	while ((u = text_next(&text)) != 0) {
		size_t n = u == '\n' ? 0 : charset_shown(c, u, w);

		if (u == '\n')
			buf_addc(out, '\n');
		for (size_t i = 0; i < n; i++) {
			size_t len;

			if (c->utf8) {
				buf_add(
				    out, one, text_put((uint32_t)w[i], one));
				continue;
			}
			len = wcrtomb(bytes, w[i], &state);
			if (len != (size_t)-1)
				buf_add(out, bytes, len);
		}
	}
}

void
charset_read(
    const struct charset *c, const char *bytes, size_t len, struct buf *out)
{
	char one[5];

	if (c->utf8 || !c->letters) {
		buf_add(out, bytes, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		wint_t w = btowc((unsigned char)bytes[i]);

		if (w != WEOF)
			buf_add(out, one, text_put((uint32_t)w, one));
	}
}
