/* Secrets in linear mode: one line that stays the last one, so that it can be
 * blotted out without moving the cursor to another. */
#include "config.h"
#include "client/form/linear-own.h"

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define LINE_MAX ((size_t)1024)

void
linear_reveal(struct linear *l)
{
	struct form *f = l->ui->form;
	struct buf line = BUF_INIT(LINE_MAX);

	line.wipe = true;
	for (size_t i = 0; i < f->count; i++) {
		const struct item *it = f->item[i];

		if (it->kind == FORM_SECRET && it->reveal && !it->hidden)
			buf_addf(&line, "%s %s. ", it->label, it->edit.text);
	}
	buf_adds(&line, _("Enter wipes it: "));
	if (l->asked)
		linear_print(l, "\n");
	linear_print(l, buf_str(&line));
	l->shown = text_columns(buf_str(&line));
	l->asked = false;
	/* The line end that answers must not move the cursor away. */
	linear_echo(l, false);
	buf_free(&line);
}

void
linear_conceal(struct linear *l)
{
	if (l->shown == 0)
		return;
	buf_addc(&l->out, '\r');
	for (size_t i = 0; i < l->shown; i++)
		buf_addc(&l->out, ' ');
	buf_addc(&l->out, '\r');
	l->shown = 0;
	linear_echo(l, true);
}
