#include "config.h"
#include "client/card/search.h"

#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/banned.h"

/* How far a module came; its sentence helps more than that of one before. */
static size_t
rank(const struct err *e)
{
	static const char *const order[] = { "", "no-module", "module-bad",
		"no-reader", "no-card", "device", "no-certificate" };

	for (size_t i = 1; i < sizeof(order) / sizeof(order[0]); i++)
		if (strcmp(e->reason, order[i]) == 0)
			return i;
	return 0;
}

static int
try_module(struct search *s, size_t i, int64_t now, const char *tckn,
    struct token_certs *out, struct err *e)
{
	int rc = 0;

	if (s->loaded[i] == NULL)
		rc = module_load(&s->loaded[i], s->paths[i], s->stop, e);
	if (rc == 0)
		rc = token_read(s->loaded[i], now, tckn, out, e);
	if (rc < 0) {
		/* Some modules look for readers only when they start. */
		module_free(s->loaded[i]);
		s->loaded[i] = NULL;
	}
	return rc;
}

int
search_list(struct search *s, int64_t now, const char *tckn,
    struct token_certs *out, size_t *which, struct err *e)
{
	struct token_certs found = { 0 };
	struct err why;
	int rc;

	(void)err_why(e, ERR_NOT_FOUND, "no-module",
	    _("No card driver was found. Install the driver of your card "
	      "(AKİS), or the package opensc."));
	for (size_t i = 0; i < SEARCH_MAX && s->paths[i] != NULL; i++) {
		if (s->usual && access(s->paths[i], F_OK) != 0)
			continue;
		err_clear(&why);
		rc = try_module(s, i, now, tckn, &found, &why);
		if (rc == 0 || rc == ERR_CANCELLED || rank(&why) > rank(e)) {
			token_certs_free(out);
			*out = found;
			found = (struct token_certs){ 0 };
			*which = i;
			err_copy(e, &why);
		}
		token_certs_free(&found);
		if (rc == 0 || rc == ERR_CANCELLED)
			return rc;
	}
	return e->code;
}

const struct module *
search_module(const struct search *s, size_t which)
{
	return which < SEARCH_MAX ? s->loaded[which] : NULL;
}

void
search_end(struct search *s)
{
	for (size_t i = 0; i < SEARCH_MAX; i++) {
		module_free(s->loaded[i]);
		s->loaded[i] = NULL;
	}
}
