#include "config.h"
#include "portal/send/escape.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "base/banned.h"

#define UNITS_ALONE 70
#define UNITS_PART  67
#define WORD_BYTES  39 /* so that its line has at most 76 characters */

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

static void
add_url(struct buf *out, char c)
{
	if (is_word(c) || (c != '\0' && strchr("-._~", c) != NULL))
		buf_addc(out, c);
	else
		buf_addf(out, "%%%02X", (unsigned char)c);
}

static void
add_json(struct buf *out, char c)
{
	if (c == '"' || c == '\\')
		buf_addf(out, "\\%c", c);
	else if ((unsigned char)c < 0x20)
		buf_addf(out, "\\u%04x", (unsigned char)c);
	else
		buf_addc(out, c);
}

static void
add_xml(struct buf *out, char c)
{
	if (strchr("<>&\"'", c) != NULL)
		buf_addf(out, "&#%d;", c);
	else
		buf_addc(out, c);
}

void
escape_add(struct buf *out, enum escape how, const char *text)
{
	for (; *text != '\0'; text++)
		if (how == ESCAPE_URL)
			add_url(out, *text);
		else if (how == ESCAPE_JSON)
			add_json(out, *text);
		else if (how == ESCAPE_XML)
			add_xml(out, *text);
		else
			buf_addc(out, *text);
}

static bool
is_plain(const char *text)
{
	size_t n = 0;

	for (const char *p = text; *p != '\0'; p++, n++)
		if (*p < ' ' || *p > '~')
			return false;
	return n <= WORD_BYTES && strstr(text, "=?") == NULL;
}

/* Bytes of the longest beginning that has whole characters only. */
static size_t
word_length(const char *text)
{
	size_t n = strlen(text);

	if (n <= WORD_BYTES)
		return n;
	n = WORD_BYTES;
	while (n > 1 && ((unsigned char)text[n] & 0xC0) == 0x80)
		n--;
	return n;
}

void
escape_word(struct buf *out, const char *text)
{
	const char *gap = "";

	if (is_plain(text)) {
		buf_adds(out, text);
		return;
	}
	while (*text != '\0') {
		size_t n = word_length(text);
		char *coded = base64_encode(text, n);

		if (coded == NULL) {
			out->failed = true;
			return;
		}
		buf_addf(out, "%s=?UTF-8?B?%s?=", gap, coded);
		free(coded);
		gap = "\r\n ";
		text += n;
	}
}

enum escape
escape_of(const char *content_type)
{
	if (strstr(content_type, "json") != NULL)
		return ESCAPE_JSON;
	if (strstr(content_type, "xml") != NULL)
		return ESCAPE_XML;
	if (strstr(content_type, "urlencoded") != NULL)
		return ESCAPE_URL;
	return ESCAPE_NONE;
}

size_t
sms_parts(const char *text)
{
	size_t units = 0;
	uint32_t c;

	while ((c = text_next(&text)) != 0)
		units += c > 0xFFFF ? 2 : 1;
	if (units <= UNITS_ALONE)
		return 1;
	return (units + UNITS_PART - 1) / UNITS_PART;
}
