#include "config.h"
#include "client/file/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "sign/cades.h"
#include "base/banned.h"

#define MARK	  "\xef\xbb\xbf" /* U+FEFF, which some editors put first */
#define MARK_LEN  3
#define TAB_WIDTH 8

void
file_text_free(struct file_text *t)
{
	buf_free(&t->bytes);
	buf_free(&t->shown);
}

static bool
begins(const struct buf *b, const char *with, size_t len)
{
	return b->len >= len && memcmp(b->data, with, len) == 0;
}

/* What the bytes are when they are no UTF-8 text. */
static int
check_encoding(const struct buf *b, struct err *e)
{
	if (b->len == 0)
		return err_why(
		    e, ERR_INVALID, "empty", _("The file is empty."));
	if (begins(b, "\xff\xfe", 2) || begins(b, "\xfe\xff", 2))
		return err_why(e, ERR_INVALID, "utf-16",
		    _("The text is written in UTF-16. Save it as UTF-8, "
		      "please, and sign that file."));
	if (memchr(b->data, '\0', b->len) != NULL)
		return err_why(e, ERR_INVALID, "nul",
		    _("This is not a text file: it contains NUL bytes. Only "
		      "text can be shown whole before it is signed."));
	if (!text_valid(b->data, b->len))
		return err_why(e, ERR_INVALID, "not-utf-8",
		    _("The text is not UTF-8; perhaps it is Windows-1254 or "
		      "ISO-8859-9. Save it as UTF-8, please, and sign that "
		      "file."));
	return 0;
}

static bool
visible(uint32_t c)
{
	char one[5];

	text_put(c, one);
	return text_printable(one, false);
}

/* Adds one character as it is seen; *column counts within the line. */
static void
show(struct buf *out, uint32_t c, size_t *column)
{
	char one[5];
	int width = text_width(c);

	if (c == '\n') {
		buf_addc(out, '\n');
		*column = 0;
		return;
	}
	if (c == '\t') {
		do
			buf_addc(out, ' ');
		while (++*column % TAB_WIDTH != 0);
		return;
	}
	text_put(c, one);
	buf_adds(out, one);
	*column += width > 0 ? (size_t)width : 0;
}

int
file_text_judge(const struct buf *bytes, struct buf *shown, struct err *e)
{
	int rc = check_encoding(bytes, e);
	const char *p = bytes->data;
	size_t column = 0;
	long line = 1;
	uint32_t c;

	if (rc < 0)
		return rc;
	if (begins(bytes, MARK, MARK_LEN))
		p += MARK_LEN;
	while ((c = text_next(&p)) != 0) {
		if (c == '\r' && *p == '\n')
			continue;
		if (c != '\n' && c != '\t' && !visible(c))
			return err_why(e, ERR_INVALID, "character",
			    _("Line %ld contains a character that cannot be "
			      "shown (U+%04X), so the text cannot be "
			      "signed."),
			    line, (unsigned)c);
		line += c == '\n';
		show(shown, c, &column);
	}
	if (shown->failed)
		return err_why(e, ERR_LIMIT, "too-large",
		    _("The text is too long to be signed."));
	return 0;
}

int
file_text_read(struct file_text *t, const char *path, struct err *e)
{
	struct stat st;
	int rc;

	file_text_free(t);
	t->bytes = (struct buf)BUF_INIT(CADES_CONTENT_MAX);
	t->shown = (struct buf)BUF_INIT(FILE_TEXT_SHOWN_MAX);
	t->mode = 0600;
	/* A pipe or a device could keep the program waiting for ever. */
	if (stat(path, &st) == 0) {
		t->mode = st.st_mode & 0666;
		if (!S_ISREG(st.st_mode))
			return err_set(
			    e, ERR_INVALID, _("%s is not a file."), path);
		if (st.st_size > CADES_CONTENT_MAX)
			return err_why(e, ERR_LIMIT, "too-large",
			    _("The file is larger than %d kilobytes; only "
			      "smaller texts can be signed."),
			    CADES_CONTENT_MAX / 1024);
	}
	rc = file_read(path, &t->bytes, e);
	return rc < 0 ? rc : file_text_judge(&t->bytes, &t->shown, e);
}
