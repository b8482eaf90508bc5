/* Who answers here: the first thing a client asks. */
#include "config.h"
#include "portal/flow/flow.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/lang.h"
#include "portal/store/officer.h"
#include "base/banned.h"

/* What a client need not show where nobody could use it. */
static int
offers(const struct op_call *c, struct wire_list *out, struct err *e)
{
	static const char *const names[] = { "apply", "personal", "officer" };
	struct msg_offer *items = calloc(3, sizeof(*items));
	bool any = false, ok = items != NULL;
	int rc = store_officer_any(c->flow->store, c->now, &any, e);

	out->items = items;
	for (size_t i = 0; ok && i < (any ? 3U : 2U); i++) {
		items[i].name = flow_text(names[i], &ok);
		out->n++;
	}
	if (rc < 0 || ok)
		return rc;
	return err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
info_load(struct op_call *c, struct err *e)
{
	struct msg_info *out = c->out;
	char moment[DATE_MOMENT];
	bool ok = true;

	out->portal = flow_text(c->flow->options->name, &ok);
	out->version = flow_text(PACKAGE_VERSION, &ok);
	out->time_at = flow_text(date_rfc3339(c->now, moment), &ok);
	out->contact = flow_text(c->flow->options->contact, &ok);
	out->stamps = c->flow->options->tsa != NULL;
	return ok ? offers(c, &out->offers, e)
		  : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_info = {
	.name = "info",
	.in = &wire_empty,
	.out = &wire_info,
	.role = OP_PUBLIC,
	.load = info_load,
};
