#include "config.h"
#include "portal/table-file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define FILE_MAX   (1024UL * 1024 * 1024)
#define SHOW_LINES 10000

static char
separator(const char *head)
{
	size_t n = strcspn(head, "\n");

	if (memchr(head, '\t', n) != NULL)
		return '\t';
	return memchr(head, ';', n) != NULL ? ';' : ',';
}

/* Takes the quotes off in place; NULL when they do not close. Answers the
 * byte behind the field. */
static char *
unquote(char *p)
{
	char *to = p;

	for (char *from = p + 1; *from != '\0'; from++) {
		if (*from == '"' && *++from != '"') {
			*to = '\0';
			return from;
		}
		*to++ = *from;
	}
	return NULL;
}

/* Cuts a line into fields in place; answers how many, -1 for bad quotes. */
static int
split(char *line, char sep, char **out)
{
	int n = 0;

	for (;;) {
		char *end;

		if (n == TABLE_COLUMNS_MAX)
			return -1;
		out[n++] = line;
		end = *line == '"' ? unquote(line)
				   : line + strcspn(line, (char[]){ sep, 0 });
		if (end == NULL || (*end != sep && *end != '\0'))
			return -1;
		if (*end == '\0')
			return n;
		*end = '\0';
		line = end + 1;
	}
}

static int
find(const char *const *columns, const char *name)
{
	for (int i = 0; columns[i] != NULL; i++)
		if (text_ascii_equal(columns[i], name))
			return i;
	return -1;
}

/* Which column of the file is which; at[column of the file]. */
static int
read_head(char *const *names, int n, const char *const *columns, int *at,
    struct err *e)
{
	bool seen[TABLE_COLUMNS_MAX] = { false };

	for (int i = 0; i < n; i++) {
		at[i] = find(columns, names[i]);
		if (at[i] < 0 || seen[at[i]])
			return err_set(e, ERR_INVALID,
			    _("the column \"%s\" is unknown or there twice."),
			    names[i]);
		seen[at[i]] = true;
	}
	for (int i = 0; columns[i] != NULL; i++)
		if (!seen[i])
			return err_set(e, ERR_INVALID,
			    _("the column \"%s\" is missing in the first "
			      "line."),
			    columns[i]);
	return 0;
}

struct reading {
	const char *const *columns;
	int (*each)(void *arg, char *const *fields, struct err *e);
	void *arg;
	char sep;
	int n; /* columns of the file; 0: the first line is not read yet */
	int at[TABLE_COLUMNS_MAX];
};

/* Which eight-bit alphabet has Turkish letters at these bytes: the two that
 * are met. */
static const char *
alphabet(const char *line)
{
	for (const char *p = line; *p != '\0'; p++)
		if ((unsigned char)*p >= 0xc0)
			return "Windows-1254";
	return "IBM857";
}

static int
read_line(struct reading *r, char *line, struct err *e)
{
	char *raw[TABLE_COLUMNS_MAX], *fields[TABLE_COLUMNS_MAX] = { NULL };
	int n;

	if (!text_valid(line, strlen(line)))
		return err_set(e, ERR_INVALID,
		    _("the text is not UTF-8 but probably %s. Please save the "
		      "file as UTF-8."),
		    alphabet(line));
	n = split(line, r->sep, raw);
	if (n < 0)
		return err_set(e, ERR_INVALID,
		    _("a quotation mark is in the wrong place, or there are "
		      "too many columns."));
	if (r->n == 0) {
		r->n = n;
		return read_head(raw, n, r->columns, r->at, e);
	}
	if (n != r->n)
		return err_set(e, ERR_INVALID,
		    _("%d columns are wanted, %d are there."), r->n, n);
	for (int i = 0; i < n; i++)
		fields[r->at[i]] = raw[i];
	return r->each(r->arg, fields, e);
}

/* UTF-16 has a mark at its beginning or a NUL in every other place. */
static int
check_text(const char *path, const struct buf *text, struct err *e)
{
	if (text->len >= 2 && (memcmp(text->data, "\xff\xfe", 2) == 0 ||
				  memcmp(text->data, "\xfe\xff", 2) == 0))
		return err_set(e, ERR_INVALID,
		    _("%s is UTF-16. Please save the file as UTF-8."), path);
	if (text->len == 0 || strlen(text->data) != text->len)
		return err_set(e, ERR_INVALID,
		    _("%s is empty or is not a text file."), path);
	return 0;
}

/* On a terminal, how far it is; wiped at the end. */
static void
progress(const struct buf *text, const char *at, int lines)
{
	if (at == NULL)
		fprintf(stderr, "\r\033[K");
	else
		fprintf(stderr, "\r%3d %%  %d",
		    (int)((size_t)(at - text->data) * 100 / text->len), lines);
	fflush(stderr);
}

int
table_file_read(const char *path, const char *const *columns,
    int (*each)(void *arg, char *const *fields, struct err *e), void *arg,
    struct err *e)
{
	struct buf text = BUF_INIT(FILE_MAX);
	struct reading r = { .columns = columns, .each = each, .arg = arg };
	int rc = file_read(path, &text, e), number = 0;
	bool shown = isatty(STDERR_FILENO) == 1;
	char *next;
	struct err why = { 0 };

	if (rc == 0)
		rc = check_text(path, &text, e);
	next = text.data;
	if (rc == 0 && strncmp(next, "\xef\xbb\xbf", 3) == 0)
		next += 3; /* a byte order mark, as spreadsheets write it */
	if (rc == 0)
		r.sep = separator(next);
	while (rc == 0 && next != NULL && *next != '\0') {
		char *line = strsep(&next, "\n");
		size_t len = strlen(line);

		if (shown && number % SHOW_LINES == 0)
			progress(&text, line, number);
		number++;
		if (len > 0 && line[len - 1] == '\r')
			line[len - 1] = '\0';
		if (*line != '\0' && read_line(&r, line, &why) < 0)
			rc = err_set(e, why.code,
			    _("%s, line %d: %s Nothing was imported."), path,
			    number, why.text);
	}
	if (shown && number > 0)
		progress(&text, NULL, 0);
	buf_free(&text);
	return rc;
}
