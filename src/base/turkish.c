#include "config.h"
#include "base/turkish.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/banned.h"

typedef uint8_t *case_function(
    const uint8_t *, size_t, const char *, uninorm_t, uint8_t *, size_t *);

static char *
change_case(const char *s, case_function *change)
{
	size_t len = strlen(s), n = 0;
	uint8_t *c;
	char *out;

	if (!text_valid(s, len))
		return NULL;
	if (len == 0)
		return strdup("");
	c = change((const uint8_t *)s, len, "tr", UNINORM_NFC, NULL, &n);
	if (c == NULL)
		return NULL;
	out = strndup((char *)c, n);
	free(c);
	return out;
}

char *
turkish_upper(const char *s)
{
	return change_case(s, u8_toupper);
}

char *
turkish_lower(const char *s)
{
	return change_case(s, u8_tolower);
}

/* Place in the alphabet, from 1; other characters behind all letters. */
static uint32_t
rank(uint32_t c)
{
	static const uint32_t order[] = { 'a', 'b', 'c', 0xe7, 'd', 'e', 'f',
		'g', 0x11f, 'h', 0x131, 'i', 'j', 'k', 'l', 'm', 'n', 'o', 0xf6,
		'p', 'q', 'r', 's', 0x15f, 't', 'u', 0xfc, 'v', 'w', 'x', 'y',
		'z' };

	if (c == 'I')
		c = 0x131;
	else if (c == 0x130)
		c = 'i';
	else
		c = uc_tolower(c);
	for (uint32_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (order[i] == c)
			return 0x200 + i;
	return c < 0x80 ? c : 0x400 + c; /* blanks and digits come first */
}

/* The rank as a character that has a place in UTF-8. */
static ucs4_t
rank_character(uint32_t r)
{
	if (r >= 0xd800)
		r += 0x800; /* over the surrogates */
	return r > 0x10ffff ? 0x10ffff : r;
}

char *
turkish_order_key(const char *s)
{
	size_t left = strlen(s), used = 0;
	const uint8_t *at = (const uint8_t *)s;
	char *key = malloc(left * 4 + 1);

	while (key != NULL && left > 0) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, at, left), k;

		k = n <= 0 ? -1
			   : u8_uctomb((uint8_t *)key + used,
				 rank_character(rank(c)), 4);
		if (k <= 0) {
			free(key);
			return NULL;
		}
		used += (size_t)k;
		at += n;
		left -= (size_t)n;
	}
	if (key != NULL)
		key[used] = '\0';
	return key;
}

int
turkish_compare(const char *a, const char *b)
{
	for (;;) {
		uint32_t x = text_next(&a), y = text_next(&b);

		if (x == 0 || y == 0)
			return (x != 0) - (y != 0);
		x = rank(x);
		y = rank(y);
		if (x != y)
			return x < y ? -1 : 1;
	}
}

char *
turkish_key(const char *s)
{
	struct buf b = BUF_INIT(1 << 20);
	char *lower = turkish_lower(s), one[5];
	uint8_t *plain;
	size_t n = 0;

	if (lower == NULL)
		return NULL;
	plain = u8_normalize(
	    UNINORM_NFD, (uint8_t *)lower, strlen(lower), NULL, &n);
	for (size_t i = 0; plain != NULL && i < n;) {
		ucs4_t c;

		i += (size_t)u8_mbtouc(&c, plain + i, n - i);
		if (uc_is_general_category(c, UC_CATEGORY_Mn))
			continue;
		if (c == 0x131)
			c = 'i';
		if (c == '\t' || c == '\n')
			c = ' ';
		if (c == ' ' && (b.len == 0 || b.data[b.len - 1] == ' '))
			continue;
		buf_add(&b, one, text_put(c, one));
	}
	if (b.len > 0 && b.data[b.len - 1] == ' ')
		b.data[--b.len] = '\0';
	free(plain);
	free(lower);
	return buf_steal(&b, NULL);
}

int
turkish_match(const char *key, const char *typed)
{
	size_t len = strlen(typed);
	const char *at = key;
	int best = 0;

	if (strncmp(key, typed, len) == 0)
		return 3;
	while ((at = strstr(at, typed)) != NULL) {
		if (at[-1] == ' ' || at[-1] == '/' || at[-1] == '-')
			return 2;
		best = 1;
		at++;
	}
	return best;
}

bool
turkish_same(const char *a, const char *b)
{
	char *x = turkish_upper(a), *y = turkish_upper(b);
	bool same = x != NULL && y != NULL && strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

const char *
turkish_ascii(unsigned long c, char out[4])
{
	static const struct {
		unsigned long c;
		char text[4];
	} near[] = { { 0x131, "i" }, { 0x2018, "'" }, { 0x2019, "'" },
		{ 0x201c, "\"" }, { 0x201d, "\"" }, { 0x2013, "-" },
		{ 0x2014, "-" }, { 0x2026, "..." }, { 0x2022, "*" },
		{ 0xb7, "." }, { 0xa0, " " }, { 0x25b2, "^" }, { 0x25bc, "v" },
		{ 0x25be, "v" }, { 0x25b8, ">" }, { 0x2192, "->" },
		{ 0x2502, "|" }, { 0x2500, "-" }, { 0x2191, "^" },
		{ 0x2193, "v" } };
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];

	if (c < 0x80) {
		out[0] = (char)c;
		out[1] = '\0';
		return out;
	}
	for (size_t i = 0; i < sizeof(near) / sizeof(near[0]); i++)
		if (near[i].c == c) {
			memcpy(out, near[i].text, 4);
			return out;
		}
	out[0] = '?';
	if (uc_canonical_decomposition((ucs4_t)c, parts) > 0 && parts[0] < 0x80)
		out[0] = (char)parts[0];
	out[1] = '\0';
	return out;
}
