#include "config.h"
#include "client/card/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "client/card/driver.h"
#include "base/banned.h"

static void
add(void *ctx, const char *path)
{
	struct search *s = ctx;
	struct search_module *m;

	for (size_t i = 0; i < s->count; i++)
		if (driver_same(s->modules[i].path, path))
			return;
	if (s->count == SEARCH_MAX || strlen(path) >= sizeof(m->path))
		return;
	m = realloc(s->modules, (s->count + 1) * sizeof(*m));
	if (m == NULL)
		return;
	s->modules = m;
	m += s->count++;
	*m = (struct search_module){ 0 };
	snprintf(m->path, sizeof(m->path), "%s", path);
}

static int
describe(const struct search *s, struct listing *out, struct err *e)
{
	char name[32];

	for (size_t i = 0; i < s->count; i++) {
		driver_name(s->modules[i].path, name, sizeof(name));
		if (listing_add_module(out, name, s->modules[i].path) < 0)
			return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	return 0;
}

/* A driver that gave no reader is not kept. */
static int
read_module(struct search *s, size_t i, const struct token_wanted *wanted,
    struct listing *out)
{
	struct search_module *m = &s->modules[i];
	struct err *why = &out->modules[i].why;
	size_t readers = out->reader_count;
	int rc = 0;

	err_clear(why);
	if (m->loaded == NULL)
		rc = module_load(&m->loaded, m->path, s->stop, why);
	if (rc == 0)
		rc = token_read(m->loaded, i, wanted, out, why);
	if (rc != 0 && out->reader_count == readers) {
		module_free(m->loaded);
		m->loaded = NULL;
	}
	return rc;
}

/*
 * Only what ends the list is an error here. A driver that worked and fails
 * now may have lost its other end (p11-kit's): it starts anew, once.
 */
static int
try_module(struct search *s, size_t i, const struct token_wanted *wanted,
    struct listing *out)
{
	struct search_module *m = &s->modules[i];
	size_t certs = out->cert_count;
	bool worked = m->loaded != NULL;
	int rc;

	out->modules[i].tried = true;
	rc = read_module(s, i, wanted, out);
	if (rc < 0 && rc != ERR_CANCELLED && worked && m->loaded == NULL)
		rc = read_module(s, i, wanted, out);
	m->useful = out->cert_count > certs;
	return rc == ERR_CANCELLED ? rc : 0;
}

static size_t
preferred(const struct search *s)
{
	for (size_t i = 0; s->prefer != NULL && i < s->count; i++)
		if (driver_meant(s->modules[i].path, s->prefer))
			return i;
	return s->count;
}

int
search_list(struct search *s, const struct token_wanted *wanted,
    struct listing *out, struct err *e)
{
	size_t first;
	int rc;

	for (size_t i = 0; s->given != NULL && s->given[i] != NULL; i++)
		add(s, s->given[i]);
	if (s->given == NULL)
		driver_find(s->root, add, s);
	rc = describe(s, out, e);
	first = preferred(s);
	if (rc == 0 && first < s->count)
		rc = try_module(s, first, wanted, out);
	for (size_t i = 0; rc == 0 && i < s->count; i++)
		if (i != first && !listing_complete(out))
			rc = try_module(s, i, wanted, out);
	listing_sort(out);
	if (rc == ERR_CANCELLED)
		return err_why(e, rc, "cancelled",
		    _("The work with the card was cancelled. Nothing was "
		      "signed."));
	return rc < 0 ? rc : listing_explain(out, e);
}

void
search_prefer(struct search *s, char **name)
{
	free(s->prefer);
	s->prefer = *name;
	*name = NULL;
}

void
search_restart(struct search *s, bool all)
{
	for (size_t i = 0; i < s->count; i++) {
		if (!all && s->modules[i].useful)
			continue;
		module_free(s->modules[i].loaded);
		s->modules[i].loaded = NULL;
	}
}

const struct module *
search_module(const struct search *s, size_t index)
{
	return index < s->count ? s->modules[index].loaded : NULL;
}

void
search_end(struct search *s)
{
	search_restart(s, true);
	free(s->modules);
	free(s->prefer);
	s->modules = NULL;
	s->prefer = NULL;
	s->count = 0;
}
