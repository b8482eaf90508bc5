/*
 * Reads and writes messages by their tables. Reading goes through jansson;
 * its memory is wiped when it is given back, for a message may hold a
 * security word. Writing needs no tree and goes straight into the buffer.
 */
#include "config.h"
#include "wire/codec.h"

#include <jansson.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/lang.h"
#include "base/text.h"
#include "model/record.h"
#include "base/banned.h"

#define DEPTH_MOST 8
#define BYTES_MOST (8U << 20) /* of one message */

static void
free_wiped(void *p)
{
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

static void
use_wiped_memory(void)
{
	json_set_alloc_funcs(malloc, free_wiped);
}

static int
refuse(struct err *e, const char *key, const char *reason, const char *fmt)
{
	char *shown = text_shown(key, strlen(key), 38);

	err_fill(e, ERR_INVALID, fmt, shown == NULL ? "" : shown);
	err_reason(e, reason);
	err_field(e, shown == NULL ? "" : shown);
	free(shown);
	return ERR_INVALID;
}

static int
refuse_type(struct err *e, const char *key)
{
	return refuse(e, key, "type",
	    _("The message's key \"%s\" has a value of the wrong kind."));
}

static int
refuse_size(struct err *e, const char *key)
{
	return refuse(e, key, "too-large",
	    _("The value of the message's key \"%s\" is too large."));
}

static int
out_of_memory(struct err *e)
{
	return err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static void clear_rows(const struct wire_row *rows, void *at);
static int decode_rows(
    const struct wire_row *rows, json_t *in, void *out, struct err *e);
static int encode_rows(const struct wire_row *rows, const void *in,
    struct buf *out, struct err *e);

static void *
slot_of(const struct wire_row *row, void *base)
{
	return (char *)base + row->offset;
}

static const void *
value_of(const struct wire_row *row, const void *base)
{
	return (const char *)base + row->offset;
}

/* What both directions demand of a text. */
static int
check_text(const struct wire_row *row, const char *s, struct err *e)
{
	if (!text_valid(s, strlen(s)) ||
	    !text_printable(s, row->type == WIRE_TEXT))
		return refuse(e, row->name, "control",
		    _("The value of the message's key \"%s\" has a character "
		      "that cannot be shown."));
	if (text_length(s) > row->max)
		return refuse(e, row->name, "too-long",
		    _("The value of the message's key \"%s\" is too long."));
	return 0;
}

static int
decode_text(
    const struct wire_row *row, const json_t *in, char **out, struct err *e)
{
	const char *s = json_string_value(in);
	int rc;

	if (s == NULL)
		return refuse_type(e, row->name);
	rc = check_text(row, s, e);
	if (rc < 0)
		return rc;
	*out = strdup(s);
	return *out == NULL ? out_of_memory(e) : 0;
}

static int
decode_int(
    const struct wire_row *row, const json_t *in, long *out, struct err *e)
{
	json_int_t v = json_integer_value(in);

	if (!json_is_integer(in))
		return refuse_type(e, row->name);
	if (v < 0 || (unsigned long long)v > row->max)
		return refuse_size(e, row->name);
	*out = (long)v;
	return 0;
}

static int
decode_bytes(const struct wire_row *row, const json_t *in,
    struct wire_bytes *out, struct err *e)
{
	const char *s = json_string_value(in);
	size_t len = json_string_length(in);

	if (s == NULL)
		return refuse_type(e, row->name);
	if (len > (row->max + 2) / 3 * 4)
		return refuse_size(e, row->name);
	if (base64_decode(s, &out->data, &out->len) < 0)
		return refuse(e, row->name, "type",
		    _("The value of the message's key \"%s\" is not base64."));
	if (out->len > row->max)
		return refuse_size(e, row->name);
	if (out->len == 0) {
		free(out->data);
		out->data = NULL;
	}
	return 0;
}

static int
decode_list(const struct wire_row *row, json_t *in, struct wire_list *out,
    struct err *e)
{
	size_t n = json_array_size(in);
	int rc = 0;

	if (!json_is_array(in))
		return refuse_type(e, row->name);
	if (n > row->max)
		return refuse_size(e, row->name);
	if (n == 0)
		return 0;
	out->items = calloc(n, row->size);
	if (out->items == NULL)
		return out_of_memory(e);
	out->n = n;
	for (size_t i = 0; i < n && rc == 0; i++) {
		json_t *item = json_array_get(in, i);

		if (!json_is_object(item))
			return refuse_type(e, row->name);
		rc = decode_rows(
		    row->rows, item, (char *)out->items + i * row->size, e);
	}
	return rc;
}

static bool
secret_field(const struct field_def *f)
{
	return f->kind == KIND_SECRET;
}

static int
decode_record_value(const struct wire_row *row, const char *key, json_t *value,
    struct record *r, struct err *e)
{
	const struct field_def *f = field_by_name(key);

	if (strcmp(key, "renewal") == 0) {
		if (!json_is_boolean(value))
			return refuse_type(e, key);
		record_set_renewal(r, json_is_true(value));
		return 0;
	}
	if (f == NULL || (row->type == WIRE_DRAFT && secret_field(f)))
		return refuse(e, key, "unknown-key",
		    _("The message has a key that does not belong there: "
		      "\"%s\"."));
	if (!json_is_string(value))
		return refuse_type(e, key);
	return record_set(r, f->id, json_string_value(value), e);
}

static int
decode_record(
    const struct wire_row *row, json_t *in, struct record **out, struct err *e)
{
	const char *key;
	json_t *value;
	int rc = 0;

	if (!json_is_object(in))
		return refuse_type(e, row->name);
	if (json_object_get(in, "renewal") == NULL)
		return refuse(e, "renewal", "missing",
		    _("The message lacks the key \"%s\"."));
	*out = record_new();
	if (*out == NULL)
		return out_of_memory(e);
	json_object_foreach(in, key, value)
	{
		rc = decode_record_value(row, key, value, *out, e);
		if (rc < 0)
			break;
	}
	return rc;
}

static int
decode_value(const struct wire_row *row, json_t *in, void *slot, struct err *e)
{
	switch (row->type) {
	case WIRE_STRING:
	case WIRE_TEXT:
		return decode_text(row, in, slot, e);
	case WIRE_INT:
		return decode_int(row, in, slot, e);
	case WIRE_BOOL:
		if (!json_is_boolean(in))
			return refuse_type(e, row->name);
		*(bool *)slot = json_is_true(in);
		return 0;
	case WIRE_BYTES:
		return decode_bytes(row, in, slot, e);
	case WIRE_OBJECT:
		if (!json_is_object(in))
			return refuse_type(e, row->name);
		return decode_rows(row->rows, in, slot, e);
	case WIRE_LIST:
		return decode_list(row, in, slot, e);
	case WIRE_RECORD:
	case WIRE_DRAFT:
		return decode_record(row, in, slot, e);
	}
	return refuse_type(e, row->name);
}

static bool
has_row(const struct wire_row *rows, const char *key)
{
	for (const struct wire_row *row = rows; row->name != NULL; row++)
		if (strcmp(row->name, key) == 0)
			return true;
	return false;
}

static int
decode_rows(const struct wire_row *rows, json_t *in, void *out, struct err *e)
{
	const char *key;
	json_t *value;
	int rc;

	json_object_foreach(in, key, value)
	{
		if (!has_row(rows, key))
			return refuse(e, key, "unknown-key",
			    _("The message has a key that does not belong "
			      "there: \"%s\"."));
	}
	for (const struct wire_row *row = rows; row->name != NULL; row++) {
		value = json_object_get(in, row->name);
		if (value == NULL && row->required)
			return refuse(e, row->name, "missing",
			    _("The message lacks the key \"%s\"."));
		if (value == NULL)
			continue;
		rc = decode_value(row, value, slot_of(row, out), e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Before the parser, which is recursive, sees it. Malformed text may be
 * counted wrongly, but the parser refuses that anyway. */
static bool
too_deep(const char *s, size_t len)
{
	int depth = 0;
	bool string = false;

	for (size_t i = 0; i < len; i++) {
		if (string && s[i] == '\\')
			i++;
		else if (s[i] == '"')
			string = !string;
		else if (!string && (s[i] == '{' || s[i] == '['))
			depth++;
		else if (!string && (s[i] == '}' || s[i] == ']'))
			depth--;
		if (depth > DEPTH_MOST)
			return true;
	}
	return false;
}

int
wire_decode(const struct wire_message *m, const char *json, size_t len,
    void *out, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	json_t *tree;
	int rc;

	memset(out, 0, m->size);
	pthread_once(&once, use_wiped_memory);
	if (len > BYTES_MOST)
		return err_why(e, ERR_INVALID, "too-large",
		    _("The message is too large."));
	if (too_deep(json, len))
		return err_why(e, ERR_INVALID, "json",
		    _("The message is nested too deeply."));
	tree = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
	if (tree == NULL)
		return err_why(e, ERR_INVALID, "json",
		    _("The message is not valid JSON."));
	if (json_is_object(tree))
		rc = decode_rows(m->rows, tree, out, e);
	else
		rc = err_why(e, ERR_INVALID, "type",
		    _("The message is not a JSON object."));
	json_decref(tree);
	if (rc < 0)
		wire_clear(m, out);
	return rc;
}

/* RFC 8259 §7: quotation mark and backslash; of the controls only the line
 * feed passes check_text. */
static void
put_string(struct buf *out, const char *s)
{
	buf_addc(out, '"');
	while (*s != '\0') {
		size_t n = strcspn(s, "\"\\\n");

		buf_add(out, s, n);
		s += n;
		if (*s == '\0')
			break;
		buf_addc(out, '\\');
		if (*s == '\n')
			buf_addc(out, 'n');
		else
			buf_addc(out, *s);
		s++;
	}
	buf_addc(out, '"');
}

static void
put_record(const struct wire_row *row, const struct record *r, struct buf *out)
{
	buf_adds(out,
	    record_renewal(r) ? "{\"renewal\":true" : "{\"renewal\":false");
	for (int id = FIELD_FORM_FIRST; id <= (int)FIELD_FORM_LAST; id++) {
		const struct field_def *f = field((enum field_id)id);
		const char *v = record_get(r, f->id);

		if (v[0] == '\0' ||
		    (row->type == WIRE_DRAFT && secret_field(f)))
			continue;
		buf_addc(out, ',');
		put_string(out, f->name);
		buf_addc(out, ':');
		put_string(out, v);
	}
	buf_addc(out, '}');
}

static int
put_bytes(const struct wire_row *row, const struct wire_bytes *b,
    struct buf *out, struct err *e)
{
	char *s;

	if (b->len > row->max)
		return refuse_size(e, row->name);
	s = base64_encode(b->data, b->len);
	if (s == NULL)
		return out_of_memory(e);
	put_string(out, s);
	free(s);
	return 0;
}

static int
put_list(const struct wire_row *row, const struct wire_list *l, struct buf *out,
    struct err *e)
{
	int rc = 0;

	if (l->n > row->max)
		return refuse_size(e, row->name);
	buf_addc(out, '[');
	for (size_t i = 0; i < l->n && rc == 0; i++) {
		if (i > 0)
			buf_addc(out, ',');
		rc = encode_rows(
		    row->rows, (const char *)l->items + i * row->size, out, e);
	}
	buf_addc(out, ']');
	return rc;
}

static int
put_value(
    const struct wire_row *row, const void *v, struct buf *out, struct err *e)
{
	long n;
	int rc;

	switch (row->type) {
	case WIRE_STRING:
	case WIRE_TEXT:
		rc = check_text(row, *(char *const *)v, e);
		if (rc == 0)
			put_string(out, *(char *const *)v);
		return rc;
	case WIRE_INT:
		n = *(const long *)v;
		if (n < 0 || (unsigned long)n > row->max)
			return refuse_size(e, row->name);
		buf_addf(out, "%ld", n);
		return 0;
	case WIRE_BOOL:
		buf_adds(out, *(const bool *)v ? "true" : "false");
		return 0;
	case WIRE_BYTES:
		return put_bytes(row, v, out, e);
	case WIRE_OBJECT:
		return encode_rows(row->rows, v, out, e);
	case WIRE_LIST:
		return put_list(row, v, out, e);
	case WIRE_RECORD:
	case WIRE_DRAFT:
		put_record(row, *(struct record *const *)v, out);
		return 0;
	}
	return refuse_type(e, row->name);
}

static bool
absent(const struct wire_row *row, const void *v)
{
	switch (row->type) {
	case WIRE_STRING:
	case WIRE_TEXT:
		return *(char *const *)v == NULL;
	case WIRE_RECORD:
	case WIRE_DRAFT:
		return *(struct record *const *)v == NULL;
	case WIRE_BYTES:
		return !row->required &&
		       ((const struct wire_bytes *)v)->len == 0;
	case WIRE_LIST:
		return !row->required && ((const struct wire_list *)v)->n == 0;
	case WIRE_INT:
	case WIRE_BOOL:
	case WIRE_OBJECT:
		break;
	}
	return false;
}

static int
encode_rows(
    const struct wire_row *rows, const void *in, struct buf *out, struct err *e)
{
	bool first = true;
	int rc = 0;

	buf_addc(out, '{');
	for (const struct wire_row *row = rows; row->name != NULL && rc == 0;
	     row++) {
		const void *v = value_of(row, in);

		if (absent(row, v)) {
			if (row->required)
				return refuse(e, row->name, "missing",
				    _("The message lacks the key \"%s\"."));
			continue;
		}
		if (!first)
			buf_addc(out, ',');
		first = false;
		put_string(out, row->name);
		buf_addc(out, ':');
		rc = put_value(row, v, out, e);
	}
	buf_addc(out, '}');
	return rc;
}

int
wire_encode(const struct wire_message *m, const void *in, struct buf *out,
    struct err *e)
{
	int rc = encode_rows(m->rows, in, out, e);

	if (rc == 0 && out->failed)
		rc = err_why(
		    e, ERR_LIMIT, "too-large", _("The message is too large."));
	return rc;
}

static void
clear_string(char **s)
{
	if (*s != NULL)
		explicit_bzero(*s, strlen(*s));
	free(*s);
}

static void
clear_value(const struct wire_row *row, void *slot)
{
	struct wire_bytes *b = slot;
	struct wire_list *l = slot;

	switch (row->type) {
	case WIRE_STRING:
	case WIRE_TEXT:
		clear_string(slot);
		break;
	case WIRE_BYTES:
		if (b->data != NULL)
			explicit_bzero(b->data, b->len);
		free(b->data);
		break;
	case WIRE_OBJECT:
		clear_rows(row->rows, slot);
		break;
	case WIRE_LIST:
		for (size_t i = 0; i < l->n; i++)
			clear_rows(row->rows, (char *)l->items + i * row->size);
		free(l->items);
		break;
	case WIRE_RECORD:
	case WIRE_DRAFT:
		record_free(*(struct record **)slot);
		break;
	case WIRE_INT:
	case WIRE_BOOL:
		break;
	}
}

static void
clear_rows(const struct wire_row *rows, void *at)
{
	for (const struct wire_row *row = rows; row->name != NULL; row++)
		clear_value(row, slot_of(row, at));
}

void
wire_clear(const struct wire_message *m, void *msg)
{
	if (msg == NULL)
		return;
	clear_rows(m->rows, msg);
	explicit_bzero(msg, m->size);
}
