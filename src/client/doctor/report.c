#include "config.h"
#include "client/doctor/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "wire/report.h"
#include "base/banned.h"

#define SAID_MAX  ((size_t)2048) /* bytes that are said at once */
#define WHOLE_MAX (2 * SAID_MAX) /* of what a check says; of what to do too */

static void
add(struct buf *b, char between, const char *fmt, va_list args)
{
	char text[SAID_MAX], *shown;
	size_t len;

	if (vsnprintf(text, sizeof(text), fmt, args) < 0)
		return;
	len = strlen(text);
	if (b->len > 0)
		buf_addc(b, between);
	/* Lines are our own; the rest of it may come from a driver. */
	for (const char *p = text; p < text + len; p++) {
		size_t n = strcspn(p, "\n");

		shown = text_shown(p, n, SAID_MAX);
		buf_adds(b, shown != NULL ? shown : "");
		free(shown);
		p += n;
		if (*p == '\n')
			buf_addc(b, '\n');
	}
}

#define ADD(b, between, fmt)                                                   \
	do {                                                                   \
		va_list args;                                                  \
		va_start(args, fmt);                                           \
		add((b), (between), (fmt), args);                              \
		va_end(args);                                                  \
	} while (0)

void
line_ok(struct line *l, const char *fmt, ...)
{
	l->state = LINE_OK;
	ADD(&l->what, ' ', fmt);
}

void
line_skip(struct line *l, const char *fmt, ...)
{
	l->state = LINE_SKIPPED;
	ADD(&l->what, ' ', fmt);
}

void
line_wrong(struct line *l, const char *reason, const char *fmt, ...)
{
	l->state = LINE_WRONG;
	l->reason = reason;
	ADD(&l->what, ' ', fmt);
}

void
line_do(struct line *l, const char *fmt, ...)
{
	ADD(&l->todo, '\n', fmt);
}

void
line_more(struct line *l, const char *fmt, ...)
{
	ADD(&l->what, ' ', fmt);
}

int
report_new(struct report *r, size_t count)
{
	r->count = count;
	r->lines = calloc(count, sizeof(*r->lines));
	for (size_t i = 0; r->lines != NULL && i < count; i++) {
		r->lines[i].reason = "";
		r->lines[i].what = (struct buf)BUF_INIT(WHOLE_MAX);
		r->lines[i].todo = (struct buf)BUF_INIT(WHOLE_MAX);
	}
	return r->lines != NULL ? 0 : -1;
}

void
report_free(struct report *r)
{
	for (size_t i = 0; r->lines != NULL && i < r->count; i++) {
		buf_free(&r->lines[i].what);
		buf_free(&r->lines[i].todo);
	}
	free(r->lines);
	*r = (struct report){ 0 };
}

size_t
report_wrong(const struct report *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += r->lines[i].state == LINE_WRONG;
	return n;
}

/* Adds text with the home folder as "~"; each further line goes in a little,
 * so that the first words of a line are always a verdict. */
static void
add_shortened(struct buf *out, const char *text, const char *margin)
{
	const char *home = getenv("HOME");
	size_t len = home != NULL && home[0] == '/' ? strlen(home) : 0;

	while (len > 0 && home[len - 1] == '/')
		len--;
	for (const char *p = text; *p != '\0'; p++) {
		if (len > 1 && strncmp(p, home, len) == 0 &&
		    (p == text || strchr(" \n\"(:=", p[-1]) != NULL) &&
		    strchr("/ \n\"),.:;", p[len]) != NULL) {
			buf_addc(out, '~');
			p += len - 1;
			continue;
		}
		buf_addc(out, *p);
		if (*p == '\n')
			buf_adds(out, margin);
	}
}

static const char *
verdict(enum line_state s)
{
	/* TRANSLATORS: begins a line of the report; what is wrong */
	return s == LINE_OK ? "ok" : s == LINE_WRONG ? _("ERROR") : "-";
}

void
report_text(const struct report *r, struct buf *out)
{
	size_t wrong = report_wrong(r);

	for (size_t i = 0; i < r->count; i++) {
		const struct line *l = &r->lines[i];

		buf_addf(out, "%s %s: ", verdict(l->state), _(l->title));
		add_shortened(out, buf_str(&l->what), "    ");
		buf_addc(out, '\n');
		if (l->todo.len == 0)
			continue;
		buf_addf(out, "    %s ", _("What to do:"));
		add_shortened(out, buf_str(&l->todo), "    ");
		buf_addc(out, '\n');
	}
	buf_addc(out, '\n');
	if (wrong == 0)
		buf_adds(out, _("Nothing wrong was found."));
	else
		buf_addf(out,
		    lang_plural(
			"%lu thing is wrong.", "%lu things are wrong.", wrong),
		    (unsigned long)wrong);
	buf_addc(out, '\n');
}

static char *
shortened(const struct buf *b)
{
	struct buf out = BUF_INIT(WHOLE_MAX);

	if (b->len == 0)
		return NULL;
	add_shortened(&out, buf_str(b), "");
	return buf_steal(&out, NULL);
}

static bool
fill(struct msg_report_check *c, const struct line *l)
{
	static const char *const words[] = { "ok", "wrong", "skipped" };

	c->check = strdup(l->key);
	c->title = strdup(_(l->title));
	c->state = strdup(words[l->state]);
	c->reason = l->reason[0] != '\0' ? strdup(l->reason) : NULL;
	c->what = shortened(&l->what);
	c->todo = shortened(&l->todo);
	return c->check != NULL && c->title != NULL && c->state != NULL &&
	       c->what != NULL;
}

int
report_json(const struct report *r, struct buf *out, struct err *e)
{
	struct msg_report m = { .ok = report_wrong(r) == 0 };
	struct msg_report_check *checks = calloc(r->count, sizeof(*checks));
	bool good = checks != NULL;
	int rc;

	m.version = strdup(PACKAGE_VERSION);
	m.lang = strdup(lang_name(lang_get()));
	m.checks.items = checks;
	m.checks.n = checks != NULL ? r->count : 0;
	for (size_t i = 0; good && i < r->count; i++)
		good = fill(&checks[i], &r->lines[i]);
	if (!good || m.version == NULL || m.lang == NULL)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	else
		rc = wire_encode(&wire_report, &m, out, e);
	wire_clear(&wire_report, &m);
	return rc;
}
