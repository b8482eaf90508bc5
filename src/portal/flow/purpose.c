#include "config.h"
#include "portal/flow/purpose.h"

#include <string.h>

#include "base/banned.h"

static const struct purpose *const purposes[] = {
	&purpose_application,
	&purpose_decide,
	&purpose_login,
	&purpose_consent,
};

const struct purpose *
purpose_find(const char *name)
{
	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++)
		if (strcmp(purposes[i]->name, name) == 0)
			return purposes[i];
	return NULL;
}

const struct msg_signature *
submission_signature(const struct submission *s, size_t n)
{
	const struct msg_signature *all = s->in->signatures.items;

	return &all[n];
}
