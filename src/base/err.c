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

void
err_fill(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return;
	e->code = code;
	e->reason[0] = '\0';
	e->field[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
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
	if (e != NULL)
		snprintf(e->field, sizeof(e->field), "%s", name);
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
