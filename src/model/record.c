#include "config.h"
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

struct record {
	char *value[FIELD_COUNT]; /* NULL while empty */
	bool renewal;
};

static void
wipe(char **slot)
{
	if (*slot != NULL)
		explicit_bzero(*slot, strlen(*slot));
	free(*slot);
	*slot = NULL;
}

struct record *
record_new(void)
{
	return calloc(1, sizeof(struct record));
}

void
record_free(struct record *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		wipe(&r->value[i]);
	free(r);
}

struct record *
record_copy(const struct record *r)
{
	struct record *c = record_new();

	if (c == NULL)
		return NULL;
	c->renewal = r->renewal;
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (r->value[i] != NULL &&
		    (c->value[i] = strdup(r->value[i])) == NULL) {
			record_free(c);
			return NULL;
		}
	return c;
}

const char *
record_get(const struct record *r, enum field_id id)
{
	return r->value[id] == NULL ? "" : r->value[id];
}

/* What no field may hold; far above what its check allows. */
static bool
far_too_long(const struct field_def *f, const char *s)
{
	return text_length(s) > 4 * f->max + 16;
}

static int
too_long(const struct field_def *f, struct err *e)
{
	int rc = err_why(e, ERR_INVALID, "too-long",
	    _("%s may have at most %zu characters."), _(f->label), f->max);

	err_field(e, f->name);
	return rc;
}

static int
check_typed(const struct field_def *f, const char *typed, struct err *e)
{
	if (!text_valid(typed, strlen(typed)))
		return err_why(e, ERR_INVALID, "control",
		    _("The text is not valid UTF-8."));
	if (!text_printable(typed, f->kind == KIND_LINES))
		return err_why(e, ERR_INVALID, "control",
		    _("The text has a character that cannot be shown. Please "
		      "type it again."));
	return far_too_long(f, typed) ? too_long(f, e) : 0;
}

int
record_set(struct record *r, enum field_id id, const char *typed, struct err *e)
{
	const struct field_def *f = field(id);
	int rc = check_typed(f, typed, e);
	char *v;

	if (rc < 0) {
		err_field(e, f->name);
		return rc;
	}
	v = field_normal(id, typed);
	if (v == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (far_too_long(f, v)) { /* some letters have capitals of two */
		wipe(&v);
		return too_long(f, e);
	}
	wipe(&r->value[id]);
	r->value[id] = v;
	return 0;
}

bool
record_renewal(const struct record *r)
{
	return r->renewal;
}

void
record_set_renewal(struct record *r, bool renewal)
{
	r->renewal = renewal;
}
