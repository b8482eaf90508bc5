/*
 * One setting changed in a file that a person keeps: his comments, his order
 * and every other byte stay as they are. libconfig would write all of it anew
 * and lose them.
 */
#include "config.h"
#include "base/conf.h"

#include <errno.h>
#include <libconfig.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define FILE_MOST ((size_t)1 << 20)
#define NAME_SIGNS                                                             \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_*"

/* Behind the text in quotation marks that begins at p. */
static const char *
past_text(const char *p)
{
	for (p++; *p != '\0' && *p != '"'; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p == '"' ? p + 1 : p;
}

/* Behind blanks and comments. */
static const char *
past_blanks(const char *p)
{
	for (;;) {
		const char *end;

		p += strspn(p, " \t\r\n\f");
		if (*p == '#' || strncmp(p, "//", 2) == 0) {
			p += strcspn(p, "\n");
		} else if (strncmp(p, "/*", 2) == 0) {
			end = strstr(p + 2, "*/");
			p = end != NULL ? end + 2 : p + strlen(p);
		} else {
			return p;
		}
	}
}

/* Behind the value that begins at p: texts that follow each other are one. */
static const char *
past_value(const char *p)
{
	const char *end = p, *next = p;

	if (*p != '"')
		return p + strcspn(p, ";,\r\n \t");
	while (*next == '"') {
		end = past_text(next);
		next = past_blanks(end);
	}
	return end;
}

/* The value of a setting outside all groups and lists; NULL: there is none. */
static const char *
find_value(const char *text, const char *key)
{
	const char *p = past_blanks(text);
	size_t len = strlen(key), n;
	int depth = 0;

	for (; *p != '\0'; p = past_blanks(p)) {
		n = strspn(p, NAME_SIGNS);
		if (*p == '"') {
			p = past_text(p);
			continue;
		}
		if (n == 0) {
			depth += strchr("{[(", *p) != NULL;
			depth -= strchr("}])", *p) != NULL;
			p++;
			continue;
		}
		if (depth == 0 && n == len && strncmp(p, key, n) == 0) {
			const char *to = past_blanks(p + n);

			if (*to == '=' || *to == ':')
				return past_blanks(to + 1);
		}
		p += n;
	}
	return NULL;
}

static void
add_text(struct buf *out, const char *value)
{
	buf_addc(out, '"');
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *value);
	}
	buf_addc(out, '"');
}

static int
replace(const char *text, const char *key, const char *value, struct buf *out)
{
	const char *from = find_value(text, key);
	size_t len = strlen(text);

	if (from == NULL) {
		buf_adds(out, text);
		if (len > 0 && text[len - 1] != '\n')
			buf_addc(out, '\n');
		buf_addf(out, "%s = ", key);
		add_text(out, value);
		buf_adds(out, ";\n");
	} else {
		buf_add(out, text, (size_t)(from - text));
		add_text(out, value);
		buf_adds(out, past_value(from));
	}
	return out->failed ? -1 : 0;
}

/* What a reader makes of it: the text is right and, where a value is given,
 * says that. */
static bool
says(const char *text, const char *key, const char *value)
{
	const char *read = NULL;
	bool right;
	config_t c;

	config_init(&c);
	right = config_read_string(&c, text) == CONFIG_TRUE;
	if (right && value != NULL)
		right = config_lookup_string(&c, key, &read) == CONFIG_TRUE &&
			strcmp(read, value) == 0;
	config_destroy(&c);
	return right;
}

/* Where the file is, through any links to it; its mode, 0600 for a new one. */
static int
locate(const char *path, char real[PATH_MAX], mode_t *mode, struct err *e)
{
	struct stat st;
	char *slash;

	*mode = 0600;
	if (realpath(path, real) != NULL) {
		if (stat(real, &st) == 0)
			*mode = st.st_mode & 07777;
		return 0;
	}
	if (errno != ENOENT || snprintf(real, PATH_MAX, "%s", path) >= PATH_MAX)
		return err_set(e, ERR_INVALID, _("%s cannot be written: %s."),
		    path, strerror(errno));
	slash = strrchr(real, '/');
	if (slash == NULL || slash == real)
		return 0;
	*slash = '\0';
	if (file_make_dirs(real, 0700, e) < 0)
		return ERR_INVALID;
	*slash = '/';
	return 0;
}

int
conf_set(const char *path, const char *key, const char *value, struct err *e)
{
	struct buf was = BUF_INIT(FILE_MOST), now = BUF_INIT(2 * FILE_MOST);
	char real[PATH_MAX];
	mode_t mode;
	int rc;

	if (!text_valid(value, strlen(value)) || !text_printable(value, false))
		return err_set(e, ERR_INVALID, _("%s cannot be written: %s."),
		    path, strerror(EINVAL));
	rc = locate(path, real, &mode, e);
	if (rc == 0 && access(real, F_OK) == 0)
		rc = file_read(real, &was, e);
	if (rc < 0)
		goto out;
	if (replace(buf_str(&was), key, value, &now) < 0) {
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	} else if (strlen(buf_str(&was)) != was.len ||
		   !says(buf_str(&was), key, NULL) ||
		   !says(buf_str(&now), key, value)) {
		rc = err_set(e, ERR_INVALID,
		    _("%s is not a configuration that can be changed; please "
		      "set \"%s\" in it yourself."),
		    path, key);
	} else {
		rc = file_write(real, now.data, now.len, mode, e);
	}
out:
	buf_free(&was);
	buf_free(&now);
	return rc;
}
