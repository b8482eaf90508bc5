/* The facts of a form, brought into the shape in which they are printed. */
#include "config.h"
#include "client/paper/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "client/paper/paper-own.h"
#include "model/signtext.h"
#include "base/banned.h"

#define UNDERTAKING_MAX ((size_t)32 * 1024)

/* Digits and "-" only: it is a file's name and a bar code, too. */
static int
take_number(struct paper *p, const char *number, struct err *e)
{
	size_t len = strlen(number);

	if (len == 0 || len > 16 || strspn(number, "0123456789-") != len ||
	    number[0] == '-')
		return err_set(e, ERR_INVALID,
		    _("The portal's application number is not valid."));
	memcpy(p->number, number, len + 1);
	return 0;
}

static char *
value_of(const struct record *r, enum field_id id)
{
	const char *value = record_get(r, id);

	if (field(id)->kind == KIND_SECRET)
		return strdup(WORDS_HIDDEN);
	if (value[0] == '\0')
		return strdup("-");
	if (field(id)->kind == KIND_PHONE)
		return field_shown(id, value);
	return text_clean(signtext_word(id, value), false);
}

static int
take_values(struct paper *p, const struct record *r, struct err *e)
{
	for (size_t i = 0; i < words_row_count; i++) {
		enum field_id id = words_rows[i].id;

		if (id == FIELD_REASON && !p->renewal)
			continue;
		p->values[id] = value_of(r, id);
		if (p->values[id] == NULL)
			return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	return 0;
}

/* What editors of other systems put into a text file. */
static void
tidy(struct buf *b)
{
	size_t n = 0;

	if (b->len >= 3 && memcmp(b->data, "\xef\xbb\xbf", 3) == 0)
		buf_drop(b, 3);
	for (size_t i = 0; i < b->len; i++)
		if (b->data[i] == '\t')
			b->data[n++] = ' ';
		else if (b->data[i] != '\r')
			b->data[n++] = b->data[i];
	while (n > 0 && strchr("\n ", b->data[n - 1]) != NULL)
		n--;
	b->len = n;
	if (b->data != NULL)
		b->data[n] = '\0';
}

static int
take_undertaking(struct paper *p, const char *path, struct err *e)
{
	struct buf b = BUF_INIT(UNDERTAKING_MAX);
	int rc = 0;

	p->own = path == NULL;
	if (p->own)
		buf_adds(&b, words_undertaking());
	else
		rc = file_read(path, &b, e);
	tidy(&b);
	if (rc == 0 && (b.len == 0 || !text_valid(b.data, b.len) ||
			   !text_printable(b.data, true)))
		rc = err_set(e, ERR_INVALID,
		    _("The undertaking in the file \"%s\" is not plain text "
		      "in UTF-8. Please have its \"undertaking\" in eimza.conf "
		      "corrected."),
		    path);
	if (rc == 0 && (p->undertaking = buf_steal(&b, NULL)) == NULL)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	buf_free(&b);
	return rc;
}

int
paper_new(struct paper **out, const struct record *r,
    const struct paper_facts *f, struct err *e)
{
	struct paper *p = calloc(1, sizeof(*p));
	char *portal;
	int rc;

	if (p == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	p->renewal = record_renewal(r);
	portal = text_shown(f->portal, strlen(f->portal), 80);
	if (portal != NULL)
		text_cut(p->portal, sizeof(p->portal), portal);
	free(portal);
	snprintf(p->date, sizeof(p->date), "%s", f->date);
	rc = take_number(p, f->number, e);
	if (rc == 0)
		rc = take_values(p, r, e);
	if (rc == 0)
		rc = take_undertaking(p, f->undertaking, e);
	if (rc < 0) {
		paper_free(p);
		return rc;
	}
	*out = p;
	return 0;
}

void
paper_free(struct paper *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		free(p->values[i]);
	free(p->undertaking);
	free(p);
}
