/* The form as text: for a screen, for a printer without pictures, for whoever
 * reads with ears or fingers. */
#include "config.h"
#include "client/paper/paper.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "client/paper/paper-own.h"
#include "model/signtext.h"
#include "base/banned.h"

#define INDENT 2 /* of a line that goes on */

/* A paragraph, broken where it must be. */
static void
add_wrapped(struct buf *out, const char *text, unsigned columns)
{
	size_t n, skip, room = columns;

	if (columns == 0) {
		buf_addf(out, "%s\n", text);
		return;
	}
	while ((n = text_wrap(text, room, &skip)) > 0 || skip > 0) {
		buf_addf(
		    out, "%s%.*s\n", room < columns ? "  " : "", (int)n, text);
		text += n + skip;
		room = columns - INDENT;
	}
}

static void
add_paragraphs(struct buf *out, const char *text, unsigned columns)
{
	struct buf line = BUF_INIT(PAPER_MAX);

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		buf_reset(&line);
		buf_add(&line, text, n);
		add_wrapped(out, buf_str(&line), columns);
		text += n + (text[n] == '\n');
	}
	buf_free(&line);
}

static void
add_head(
    const struct paper *p, unsigned copy, unsigned columns, struct buf *out)
{
	const struct words_copy *c = &words_copies[copy - 1];

	buf_addf(out, "%s\n%s\n%s\n\n", WORDS_RECEIVER, words_address[0],
	    words_address[1]);
	buf_addf(out, "%s\n%s\n\n", WORDS_TITLE, WORDS_SUBTITLE);
	buf_addf(out, "Başvuru No: %s\nTarih: %s\nPortal: %s\n", p->number,
	    p->date, p->portal);
	buf_addf(out, "Nüsha %s: %s\n\n", c->mark, c->way);
	add_wrapped(out, signtext_declaration(), columns);
}

static void
add_fields(const struct paper *p, unsigned columns, struct buf *out)
{
	enum field_section section = SECTION_LOGIN;
	struct buf line = BUF_INIT(8192);

	for (size_t i = 0; i < words_row_count; i++) {
		const struct words_row *row = &words_rows[i];

		if (p->values[row->id] == NULL)
			continue;
		if (row->section != section) {
			section = row->section;
			buf_addf(out, "\n%s\n", words_section(section));
		}
		buf_reset(&line);
		buf_addf(&line, "%s: %s", row->label, p->values[row->id]);
		add_wrapped(out, buf_str(&line), columns);
	}
	buf_free(&line);
}

static void
add_copy(
    const struct paper *p, unsigned copy, unsigned columns, struct buf *out)
{
	add_head(p, copy, columns, out);
	add_fields(p, columns, out);
	buf_addf(out, "\n%s\n", WORDS_UNDERTAKING);
	if (p->own)
		add_wrapped(out, words_undertaking_mark, columns);
	add_paragraphs(out, p->undertaking, columns);
	buf_addf(out,
	    "\nAdı Soyadı: %s %s\n\nTarih: ..... / ..... / ..........\n\n"
	    "İmza:\n\n\n",
	    p->values[FIELD_NAME], p->values[FIELD_SURNAME]);
	for (size_t i = 0; i < 2; i++)
		add_wrapped(out, words_notes[i], columns);
}

int
paper_text(const struct paper *p, unsigned copy, unsigned columns,
    struct buf *out, struct err *e)
{
	unsigned from = copy == 0 ? 1 : copy;
	unsigned to = copy == 0 ? PAPER_COPIES : copy;

	for (unsigned i = from; i <= to; i++) {
		if (i > from)
			buf_addc(out, '\f');
		add_copy(p, i, columns, out);
	}
	if (out->failed)
		return err_set(
		    e, ERR_LIMIT, _("The form is too long to be printed."));
	return 0;
}
