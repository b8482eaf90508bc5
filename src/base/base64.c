#include "config.h"
#include "base/base64.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *
base64_encode(const void *data, size_t len)
{
	const unsigned char *p = data;
	char *out, *o;

	if (len > SIZE_MAX / 2 || (out = malloc((len + 2) / 3 * 4 + 1)) == NULL)
		return NULL;
	o = out;
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i;
		unsigned v = (unsigned)p[i] << 16 |
			     (n > 1 ? (unsigned)p[i + 1] << 8 : 0) |
			     (n > 2 ? (unsigned)p[i + 2] : 0);

		*o++ = alphabet[v >> 18];
		*o++ = alphabet[0x3f & (v >> 12)];
		*o++ = n > 1 ? alphabet[0x3f & (v >> 6)] : '=';
		*o++ = n > 2 ? alphabet[0x3f & v] : '=';
	}
	*o = '\0';
	return out;
}

int
base64_decode(const char *s, unsigned char **out, size_t *len)
{
	size_t n = strlen(s), pad = 0, w = 0;
	unsigned char *p;

	if (n % 4 != 0)
		return -1;
	if (n > 0 && s[n - 1] == '=')
		pad = s[n - 2] == '=' ? 2 : 1;
	p = malloc(n / 4 * 3 + 1);
	if (p == NULL)
		return -1;
	for (size_t i = 0; i < n; i += 4) {
		unsigned v = 0;

		for (size_t k = 0; k < 4; k++) {
			const char *at = s[i + k] == '\0'
					     ? NULL
					     : strchr(alphabet, s[i + k]);

			if (at == NULL && i + k < n - pad)
				goto bad;
			v = v << 6 |
			    (at == NULL ? 0 : (unsigned)(at - alphabet));
		}
		p[w++] = (unsigned char)(v >> 16);
		p[w++] = (unsigned char)(0xff & (v >> 8));
		p[w++] = (unsigned char)(0xff & v);
	}
	for (size_t i = 0; i < pad; i++)
		if (p[--w] != 0)
			goto bad;
	*out = p;
	*len = w;
	return 0;
bad:
	free(p);
	return -1;
}

void
hex_encode(const void *data, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[0xf & p[i]];
	}
	*out = '\0';
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int
hex_decode(const char *text, void *out, size_t len)
{
	unsigned char *bytes = out;

	if (strlen(text) != 2 * len)
		return -1;
	for (size_t i = 0; i < len; i++) {
		int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}
