#include "config.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buf.h"
#include "base/banned.h"

static const uint8_t *
u8(const char *s)
{
	return (const uint8_t *)s;
}

bool
text_valid(const char *s, size_t len)
{
	return memchr(s, '\0', len) == NULL && u8_check(u8(s), len) == NULL;
}

uint32_t
text_next(const char **s)
{
	ucs4_t c;
	int n;

	if (**s == '\0')
		return 0;
	n = u8_strmbtouc(&c, u8(*s));
	if (n <= 0) {
		(*s)++;
		return 0xfffd;
	}
	*s += n;
	return c;
}

size_t
text_put(uint32_t c, char out[5])
{
	uint8_t bytes[6];
	int n = u8_uctomb(bytes, c, sizeof(bytes));

	if (n <= 0)
		n = u8_uctomb(bytes, 0xfffd, sizeof(bytes));
	memcpy(out, bytes, (size_t)n);
	out[n] = '\0';
	return (size_t)n;
}

static bool
printable(uint32_t c, bool lines)
{
	if (c == '\n')
		return lines;
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return false;
	if (c < 0x250)
		return c != 0xad; /* soft hyphen */
	if (c == 0x2028 || c == 0x2029)
		return false;
	return !uc_is_general_category_withtable(
	    c, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cs |
		   UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cn);
}

bool
text_printable(const char *s, bool lines)
{
	uint32_t c;

	while ((c = text_next(&s)) != 0)
		if (c == 0xfffd || !printable(c, lines))
			return false;
	return true;
}

size_t
text_length(const char *s)
{
	size_t n = 0;

	while (text_next(&s) != 0)
		n++;
	return n;
}

int
text_width(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return -1;
	return c < 0x300 ? 1 : uc_width(c, "UTF-8");
}

size_t
text_columns(const char *s)
{
	size_t n = 0;
	uint32_t c;

	while ((c = text_next(&s)) != 0) {
		int w = text_width(c);

		n += w > 0 ? (size_t)w : 0;
	}
	return n;
}

size_t
text_fit(const char *s, size_t columns)
{
	const char *p = s, *last = s;
	size_t used = 0;
	uint32_t c;

	while ((c = text_next(&p)) != 0) {
		int w = text_width(c);

		used += w > 0 ? (size_t)w : 0;
		if (used > columns)
			break;
		last = p;
	}
	return (size_t)(last - s);
}

bool
text_letter(uint32_t c)
{
	return uc_is_general_category(c, UC_LETTER);
}

char *
text_compose(const char *s)
{
	size_t len = strlen(s), n = 0;
	uint8_t *c;
	char *out;

	if (!text_valid(s, len))
		return NULL;
	if (len == 0)
		return strdup("");
	c = u8_normalize(UNINORM_NFC, u8(s), len, NULL, &n);
	if (c == NULL)
		return NULL;
	out = strndup((char *)c, n);
	explicit_bzero(c, n); /* it may have been a secret */
	free(c);
	return out;
}

/* Bytes of the blank at s, 0 for none; a no-break space is one. */
static size_t
blank(const uint8_t *s, size_t len, bool lines)
{
	if (*s == ' ' || *s == '\t' || (*s == '\n' && !lines))
		return 1;
	return len > 1 && s[0] == 0xc2 && s[1] == 0xa0 ? 2 : 0;
}

char *
text_clean(const char *s, bool lines)
{
	size_t len = strlen(s), n = 0, w = 0;
	uint8_t *c;
	char *out;
	bool gap = false;

	if (!text_valid(s, len))
		return NULL;
	c = u8_normalize(UNINORM_NFC, u8(s), len, NULL, &n);
	if (c == NULL && len > 0)
		return NULL;
	out = malloc(n + 1);
	for (size_t i = 0; out != NULL && c != NULL && i < n; i++) {
		size_t skip = blank(c + i, n - i, lines);

		if (skip > 0) {
			gap = w > 0 && out[w - 1] != '\n';
			i += skip - 1;
			continue;
		}
		if (gap && c[i] != '\n')
			out[w++] = ' ';
		gap = false;
		if (c[i] == '\n' && w == 0)
			continue;
		out[w++] = (char)c[i];
	}
	while (out != NULL && w > 0 && out[w - 1] == '\n')
		w--;
	if (out != NULL)
		out[w] = '\0';
	free(c);
	return out;
}

char *
text_shown(const char *s, size_t len, size_t max)
{
	struct buf b = BUF_INIT(1 << 20);
	char *copy = malloc(len + 1), one[5];
	const char *p = copy;
	size_t n = 0;
	uint32_t c;

	if (copy == NULL)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	for (size_t i = 0; i < len; i++)
		if (copy[i] == '\0')
			copy[i] = '\1';
	while ((c = text_next(&p)) != 0 && ++n <= max) {
		if (!printable(c, false))
			c = '?';
		buf_add(&b, one, text_put(c == 0xfffd ? '?' : c, one));
	}
	if (c != 0)
		buf_adds(&b, "\u2026");
	free(copy);
	return buf_steal(&b, NULL);
}

void
text_cut(char *out, size_t size, const char *s)
{
	size_t n = strlen(s);

	if (n >= size)
		n = size - 1;
	/* Not in the middle of a character. */
	while (n > 0 && (s[n] & 0xc0) == 0x80)
		n--;
	memcpy(out, s, n);
	out[n] = '\0';
}

size_t
text_digits(const char *s, char *out, size_t size)
{
	size_t n = 0;

	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			continue;
		if (n + 1 < size)
			out[n] = *s;
		n++;
	}
	if (size > 0)
		out[n < size ? n : size - 1] = '\0';
	return n;
}

static char
ascii_lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c + ('a' - 'A'));
	return c;
}

bool
text_ascii_equal(const char *a, const char *b)
{
	while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

bool
text_all_digits(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

size_t
text_wrap(const char *s, size_t columns, size_t *skip)
{
	size_t line = strcspn(s, "\n"), fit = text_fit(s, columns), cut;

	*skip = 0;
	if (fit >= line) {
		*skip = s[line] == '\n' ? 1 : 0;
		return line;
	}
	if (s[fit] == ' ') {
		cut = fit;
	} else {
		cut = fit;
		while (cut > 0 && s[cut - 1] != ' ')
			cut--;
	}
	while (cut > 0 && s[cut - 1] == ' ')
		cut--;
	if (cut == 0) { /* one long word, or a column too narrow for a letter */
		const char *p = s;

		if (fit == 0) {
			text_next(&p);
			fit = (size_t)(p - s);
		}
		return fit;
	}
	while (s[cut + *skip] == ' ')
		(*skip)++;
	return cut;
}
