#include "config.h"
#include "base/conf.h"

#include <libconfig.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define FILE_MOST ((size_t)1 << 20)

static void *
at(const struct conf_row *row, void *target)
{
	return (char *)target + row->offset;
}

static void
list_free(char **list)
{
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		free(list[i]);
	free(list);
}

static int
out_of_memory(struct err *e)
{
	return err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
set_string(char **slot, const char *value, struct err *e)
{
	char *copy = NULL;

	if (value != NULL && (copy = strdup(value)) == NULL)
		return out_of_memory(e);
	free(*slot);
	*slot = copy;
	return 0;
}

static int
set_list(
    char ***slot, const config_setting_t *s, const char *one, struct err *e)
{
	int n = s == NULL ? one != NULL : config_setting_length(s);
	char **list = calloc((size_t)n + 1, sizeof(*list));

	if (list == NULL)
		return out_of_memory(e);
	for (int i = 0; i < n; i++) {
		const char *v =
		    s == NULL ? one : config_setting_get_string_elem(s, i);

		if (v == NULL || (list[i] = strdup(v)) == NULL) {
			list_free(list);
			return v == NULL ? ERR_INVALID : out_of_memory(e);
		}
	}
	list_free(*slot);
	*slot = list;
	return 0;
}

int
conf_defaults(const struct conf_row *rows, void *target, struct err *e)
{
	int rc = 0;

	for (const struct conf_row *r = rows; r->key != NULL && rc == 0; r++) {
		void *slot = at(r, target);

		switch (r->type) {
		case CONF_STRING:
			rc = set_string(slot, r->standard, e);
			break;
		case CONF_LIST:
			rc = set_list(slot, NULL, r->standard, e);
			break;
		case CONF_INT:
			*(long *)slot = r->standard == NULL
					    ? 0
					    : strtol(r->standard, NULL, 10);
			break;
		case CONF_BOOL:
			*(bool *)slot = r->standard != NULL &&
					strcmp(r->standard, "true") == 0;
			break;
		}
	}
	return rc;
}

static int
read_string(const struct conf_row *r, const config_setting_t *s, void *slot,
    const char *where, struct err *e)
{
	const char *v = config_setting_get_string(s);

	if (v == NULL)
		return err_set(e, ERR_INVALID,
		    _("%s: \"%s\" must be a text "
		      "in quotation marks."),
		    where, r->key);
	for (size_t i = 0; r->words != NULL; i++) {
		if (r->words[i] == NULL)
			return err_set(e, ERR_INVALID,
			    _("%s: \"%s\" is not a value of \"%s\"."), where, v,
			    r->key);
		if (strcmp(r->words[i], v) == 0)
			break;
	}
	return set_string(slot, v, e);
}

static int
read_int(const struct conf_row *r, const config_setting_t *s, long *slot,
    const char *where, struct err *e)
{
	long long v;

	if (config_setting_type(s) != CONFIG_TYPE_INT &&
	    config_setting_type(s) != CONFIG_TYPE_INT64)
		return err_set(e, ERR_INVALID,
		    _("%s: \"%s\" must be a whole number."), where, r->key);
	v = config_setting_get_int64(s);
	if (v < r->least || v > r->most)
		return err_set(e, ERR_INVALID,
		    _("%s: \"%s\" must lie between %ld and %ld."), where,
		    r->key, r->least, r->most);
	*slot = (long)v;
	return 0;
}

static int
read_value(const struct conf_row *r, const config_setting_t *s, void *target,
    const char *where, struct err *e)
{
	void *slot = at(r, target);
	int rc;

	switch (r->type) {
	case CONF_STRING:
		return read_string(r, s, slot, where, e);
	case CONF_INT:
		return read_int(r, s, slot, where, e);
	case CONF_BOOL:
		if (config_setting_type(s) != CONFIG_TYPE_BOOL)
			return err_set(e, ERR_INVALID,
			    _("%s: \"%s\" must be true or false."), where,
			    r->key);
		*(bool *)slot = config_setting_get_bool(s) != 0;
		return 0;
	case CONF_LIST:
		break;
	}
	if (!config_setting_is_list(s) && !config_setting_is_array(s))
		rc = ERR_INVALID;
	else
		rc = set_list(slot, s, NULL, e);
	if (rc == ERR_INVALID)
		return err_set(e, ERR_INVALID,
		    _("%s: \"%s\" must be a list "
		      "of texts: [ \"...\", \"...\" ]."),
		    where, r->key);
	return rc;
}

/* Every setting of a group must be a row or a group that rows name. */
static int
read_group(const struct conf_row *rows, const config_setting_t *group,
    const char *prefix, const char *path, void *target, struct err *e)
{
	int n = config_setting_length(group), rc = 0;

	for (int i = 0; i < n && rc == 0; i++) {
		const config_setting_t *s =
		    config_setting_get_elem(group, (unsigned)i);
		const struct conf_row *r;
		char key[128], where[512];
		const char *name = config_setting_name(s);

		snprintf(key, sizeof(key), "%s%s%s", prefix,
		    prefix[0] == '\0' ? "" : ".", name == NULL ? "" : name);
		snprintf(where, sizeof(where), _("%s, line %u"), path,
		    config_setting_source_line(s));
		if (config_setting_is_group(s) && prefix[0] == '\0') {
			rc = read_group(rows, s, key, path, target, e);
			continue;
		}
		for (r = rows; r->key != NULL; r++)
			if (strcmp(r->key, key) == 0)
				break;
		rc = r->key == NULL
			 ? err_set(e, ERR_INVALID,
			       _("%s: there is no setting \"%s\"."), where, key)
			 : read_value(r, s, target, where, e);
	}
	return rc;
}

/* One file only, so that every error has its line: the line of an @include,
 * 0 when there is none. */
static int
include_line(const char *text)
{
	int line = 1;

	for (const char *p = text; *p != '\0'; line++) {
		if (strncmp(p + strspn(p, " \t"), "@include", 8) == 0)
			return line;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return 0;
}

static int
read_text(const struct conf_row *rows, const char *path, const char *text,
    void *target, struct err *e)
{
	int line = include_line(text), rc;
	config_t c;

	if (line > 0)
		return err_set(e, ERR_INVALID, _("%s, line %d: %s."), path,
		    line, _("another file cannot be included"));
	config_init(&c);
	if (config_read_string(&c, text) != CONFIG_TRUE)
		rc = err_set(e, ERR_INVALID, _("%s, line %d: %s."), path,
		    config_error_line(&c), config_error_text(&c));
	else
		rc = read_group(
		    rows, config_root_setting(&c), "", path, target, e);
	config_destroy(&c);
	return rc;
}

/* libconfig's own reading of files ends the program when a read fails. */
int
conf_read(
    const struct conf_row *rows, const char *path, void *target, struct err *e)
{
	struct buf text = BUF_INIT(FILE_MOST);
	int rc = file_read(path, &text, e);

	if (rc == 0 && !text_valid(buf_str(&text), text.len))
		rc = err_set(
		    e, ERR_INVALID, _("%s is not a text in UTF-8."), path);
	if (rc == 0)
		rc = read_text(rows, path, buf_str(&text), target, e);
	buf_free(&text);
	return rc;
}

void
conf_free(const struct conf_row *rows, void *target)
{
	for (const struct conf_row *r = rows; r->key != NULL; r++) {
		if (r->type == CONF_STRING)
			set_string(at(r, target), NULL, NULL);
		if (r->type == CONF_LIST) {
			char ***slot = at(r, target);

			list_free(*slot);
			*slot = NULL;
		}
	}
}
