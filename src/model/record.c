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

int
record_set(struct record *r, enum field_id id, const char *typed, struct err *e)
{
	const struct field_def *f = field(id);
	int rc = 0;
	char *v;

	if (!text_valid(typed, strlen(typed)))
		rc = err_why(e, ERR_INVALID, "control",
		    _("The text is not valid UTF-8."));
	else if (!text_printable(typed, f->kind == KIND_LINES))
		rc = err_why(e, ERR_INVALID, "control",
		    _("The text has a character that "
		      "cannot be shown. Please type it again."));
	else if (text_length(typed) > 4 * f->max + 16)
		rc = err_why(e, ERR_INVALID, "too-long",
		    _("%s may have at most %zu "
		      "characters."),
		    _(f->label), f->max);
	if (rc < 0) {
		err_field(e, f->name);
		return rc;
	}
	v = field_normal(id, typed);
	if (v == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
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
