/* Reads the head of a request; see head.h for what is refused. */
#include "config.h"
#include "portal/http/head.h"

#include <string.h>

#include "base/text.h"
#include "base/banned.h"

/* What a request's head is read into besides the caller's part. */
struct reading {
	struct head *head;
	const char *host, *length, *coding, *connection, *expect;
	bool old; /* HTTP/1.0 */
};

enum repeat { ONCE, FIRST };

static const struct field {
	const char *name;
	size_t offset; /* in struct reading, or in struct head */
	bool in_head;
	enum repeat repeat;
} fields[] = {
	{ "host", offsetof(struct reading, host), false, ONCE },
	{ "content-length", offsetof(struct reading, length), false, ONCE },
	{ "transfer-encoding", offsetof(struct reading, coding), false, ONCE },
	{ "connection", offsetof(struct reading, connection), false, ONCE },
	{ "expect", offsetof(struct reading, expect), false, ONCE },
	{ "authorization", offsetof(struct head, authorization), true, ONCE },
	{ "content-type", offsetof(struct head, content_type), true, ONCE },
	{ "idempotency-key", offsetof(struct head, idempotency_key), true,
	    ONCE },
	{ "accept", offsetof(struct head, accept), true, FIRST },
	{ "accept-language", offsetof(struct head, accept_language), true,
	    FIRST },
};

/* RFC 9110 §5.6.2 */
static bool
is_token_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool
is_token(const char *s)
{
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++)
		if (!is_token_char((unsigned char)*s))
			return false;
	return true;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Only a path of visible ASCII; nothing encoded may be a control. */
static bool
is_target(const char *s)
{
	if (*s != '/')
		return false;
	for (; *s != '\0'; s++) {
		if (*s <= 0x20 || *s >= 0x7f || strchr("\"#<>\\^`{|}", *s))
			return false;
		if (*s != '%')
			continue;
		if (hex_value(s[1]) < 0 || hex_value(s[2]) < 0)
			return false;
		if (hex_value(s[1]) < 2 || (s[1] == '7' && (s[2] | 32) == 'f'))
			return false;
	}
	return true;
}

/* uri-host [":" port] of RFC 9110 §7.2, as far as characters go. */
static bool
is_host(const char *s)
{
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++)
		if (*s <= 0x20 || *s >= 0x7f || strchr("\"#/<>?@\\^`{|},", *s))
			return false;
	return true;
}

/* The next line, ended by CR LF, without controls; NULL: not such a line. */
static char *
next_line(char **at, const char *end)
{
	char *line = *at;
	char *lf = memchr(line, '\n', (size_t)(end - line));

	if (lf == NULL || lf == line || lf[-1] != '\r')
		return NULL;
	for (const char *p = line; p < lf - 1; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return NULL;
	lf[-1] = '\0';
	*at = lf + 1;
	return line;
}

static int
read_request_line(char *line, struct reading *r)
{
	char *target = strchr(line, ' '), *version;

	if (target == NULL)
		return 400;
	*target++ = '\0';
	version = strchr(target, ' ');
	if (version == NULL)
		return 400;
	*version++ = '\0';
	if (!is_token(line) || strlen(line) > 16 || !is_target(target))
		return 400;
	if (strcmp(version, "HTTP/1.0") == 0)
		r->old = true;
	else if (strcmp(version, "HTTP/1.1") != 0)
		return strncmp(version, "HTTP/", 5) == 0 ? 505 : 400;
	r->head->method = line;
	r->head->target = target;
	return 0;
}

static char *
trimmed(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		s[--n] = '\0';
	return s;
}

static int
read_field(char *line, struct reading *r)
{
	char *colon = strchr(line, ':'), *value;

	if (colon == NULL)
		return 400;
	*colon = '\0';
	if (!is_token(line)) /* also folded lines and a blank before ':' */
		return 400;
	value = trimmed(colon + 1);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct field *f = &fields[i];
		const char **slot;

		if (!text_ascii_equal(f->name, line))
			continue;
		slot = (const char **)(void *)((f->in_head ? (char *)r->head
							   : (char *)r) +
					       f->offset);
		if (*slot != NULL && f->repeat == ONCE)
			return 400;
		if (*slot == NULL)
			*slot = value;
	}
	return 0;
}

/* RFC 9112 §6.3: where a body ends must have one reading only. */
static int
read_length(const struct reading *r)
{
	const char *s = r->length;
	int64_t n = 0;

	r->head->length = HEAD_NO_BODY;
	if (r->coding != NULL)
		return s != NULL || r->old ? 400 : 411;
	if (s == NULL)
		return 0;
	if (!text_all_digits(s) || strlen(s) > 12)
		return 400;
	for (; *s != '\0'; s++)
		n = n * 10 + (*s - '0');
	r->head->length = n;
	return 0;
}

static bool
list_names(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; p != NULL && *p != '\0';) {
		char item[32];
		size_t len;

		p += strspn(p, ", \t");
		len = strcspn(p, ", \t");
		if (len == n && len < sizeof(item)) {
			memcpy(item, p, len);
			item[len] = '\0';
			if (text_ascii_equal(item, word))
				return true;
		}
		p += len;
	}
	return false;
}

static int
judge(const struct reading *r)
{
	int status;

	if (r->host == NULL || !is_host(r->host))
		return 400;
	status = read_length(r);
	if (status != 0)
		return status;
	if (r->expect != NULL && !text_ascii_equal(r->expect, "100-continue"))
		return 417;
	r->head->expects = r->expect != NULL && !r->old;
	r->head->keep = !r->old && !list_names(r->connection, "close");
	return 0;
}

int
head_read(char *text, size_t len, struct head *out)
{
	struct reading r = { .head = out };
	char *at = text, *line;
	const char *end = text + len;
	int status;

	memset(out, 0, sizeof(*out));
	out->length = HEAD_NO_BODY;
	line = next_line(&at, end);
	if (line == NULL)
		return 400;
	status = read_request_line(line, &r);
	for (int n = 0; status == 0; n++) {
		line = next_line(&at, end);
		if (line == NULL)
			return 400;
		if (*line == '\0')
			break;
		if (n == HEAD_FIELDS)
			return 431;
		status = read_field(line, &r);
	}
	if (status != 0)
		return status;
	return at == end ? judge(&r) : 400;
}
