/* A message from the part of an address after "?": see codec.h. */
#include "config.h"
#include "wire/codec.h"

#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

#define JSON_MOST 8192

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One byte of a part, behind which *p moves; -1: a wrong escape. */
static int
next_byte(const char **p)
{
	int high, low;

	if (**p != '%') {
		char c = *(*p)++;

		return c == '+' ? ' ' : (unsigned char)c;
	}
	high = hex_value((*p)[1]);
	low = high < 0 ? -1 : hex_value((*p)[2]);
	if (low < 0)
		return -1;
	*p += 3;
	return high * 16 + low;
}

/* Up to one of the ends, as a string of JSON. */
static int
add_part(struct buf *json, const char **p, const char *ends)
{
	buf_addc(json, '"');
	while (**p != '\0' && strchr(ends, **p) == NULL) {
		int c = next_byte(p);

		if (c < 0)
			return -1;
		if (c < 0x20 || c == '"' || c == '\\')
			buf_addf(json, "\\u%04x", (unsigned)c);
		else
			buf_addc(json, (char)c);
	}
	buf_addc(json, '"');
	return 0;
}

static int
add_pairs(struct buf *json, const char *p)
{
	buf_addc(json, '{');
	while (*p != '\0') {
		if (add_part(json, &p, "=&") < 0 || *p != '=')
			return -1;
		p++;
		buf_addc(json, ':');
		if (add_part(json, &p, "&") < 0)
			return -1;
		if (*p == '&') {
			p++;
			buf_addc(json, ',');
		}
	}
	buf_addc(json, '}');
	return json->failed ? -1 : 0;
}

int
wire_decode_query(
    const struct wire_message *m, const char *query, void *out, struct err *e)
{
	struct buf json = BUF_INIT(JSON_MOST);
	int rc;

	if (add_pairs(&json, query) < 0) {
		memset(out, 0, m->size);
		rc = err_why(e, ERR_INVALID, "query",
		    _("The part of the address after \"?\" cannot be read."));
	} else {
		rc = wire_decode(m, buf_str(&json), json.len, out, e);
	}
	buf_free(&json);
	return rc;
}
