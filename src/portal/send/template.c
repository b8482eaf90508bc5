#include "config.h"
#include "portal/send/template.h"

#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

/* Length of the word between braces at p, which points to "{"; 0: none. */
static size_t
word_at(const char *p)
{
	size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_");

	return p[n + 1] == '}' ? n : 0;
}

static const struct template_value *
find(const struct template_value *values, const char *name, size_t len)
{
	for (; values->name != NULL; values++)
		if (strlen(values->name) == len &&
		    memcmp(values->name, name, len) == 0)
			return values;
	return NULL;
}

void
template_fill(struct buf *out, const char *template, enum escape how,
    const struct template_value *values)
{
	for (const char *p = template; *p != '\0'; p++) {
		size_t n = *p == '{' ? word_at(p) : 0;
		const struct template_value *v =
		    n == 0 ? NULL : find(values, p + 1, n);

		if (v == NULL) {
			buf_addc(out, *p);
			continue;
		}
		escape_add(out, how, v->value == NULL ? "" : v->value);
		p += n + 1;
	}
}

int
template_check(const char *template, const char *setting,
    const struct template_value *values, struct err *e)
{
	for (const char *p = template; p != NULL && *p != '\0'; p++) {
		size_t n = *p == '{' ? word_at(p) : 0;

		if (n > 0 && find(values, p + 1, n) == NULL)
			return err_set(e, ERR_INVALID,
			    _("\"%s\" has \"{%.*s}\", which stands for "
			      "nothing."),
			    setting, (int)n, p + 1);
	}
	return 0;
}
