#include "config.h"
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static const struct {
	int code;
	const char *word;
} words[] = {
	{ ERR_OK, "ok" },
	{ ERR_INVALID, "invalid" },
	{ ERR_DENIED, "denied" },
	{ ERR_NOT_FOUND, "not-found" },
	{ ERR_CONFLICT, "conflict" },
	{ ERR_LIMIT, "limit" },
	{ ERR_EXPIRED, "expired" },
	{ ERR_UNAVAILABLE, "unavailable" },
	{ ERR_CANCELLED, "cancelled" },
	{ ERR_INTERNAL, "internal" },
};

void
err_clear(struct err *e)
{
	if (e != NULL)
		memset(e, 0, sizeof(*e));
}

/* Takes away a character that the end of the buffer cut in two. */
static void
whole_characters(char *s, size_t size)
{
	size_t n = strlen(s), at = n, need;
	unsigned char lead;

	if (n + 1 < size)
		return;
	while (at > 0 && ((unsigned char)s[at - 1] & 0xc0) == 0x80)
		at--;
	if (at == 0)
		return;
	lead = (unsigned char)s[at - 1];
	need = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (n - (at - 1) < need)
		s[at - 1] = '\0';
}

void
err_fill(struct err *e, int code, const char *fmt, ...)
{
	struct err n = { .code = code };
	va_list ap;

	if (e == NULL)
		return;
	va_start(ap, fmt); /* what is said may quote the error it replaces */
	vsnprintf(n.text, sizeof(n.text), fmt, ap);
	va_end(ap);
	whole_characters(n.text, sizeof(n.text));
	*e = n;
}

void
err_reason(struct err *e, const char *word)
{
	if (e != NULL)
		snprintf(e->reason, sizeof(e->reason), "%s", word);
}

void
err_field(struct err *e, const char *name)
{
	if (e == NULL)
		return;
	snprintf(e->field, sizeof(e->field), "%s", name);
	whole_characters(e->field, sizeof(e->field));
}

void
err_copy(struct err *to, const struct err *from)
{
	if (to != NULL && from != NULL && to != from)
		*to = *from;
}

const char *
err_word(int code)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].code == code)
			return words[i].word;
	return "internal";
}

int
err_from_word(const char *word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].code;
	return ERR_INTERNAL;
}
