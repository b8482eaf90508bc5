/* Who answers here: the first thing a client asks. */
#include "config.h"
#include "portal/flow/flow.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/banned.h"

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
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

const struct op op_info = {
	.name = "info",
	.in = &wire_empty,
	.out = &wire_info,
	.role = OP_PUBLIC,
	.load = info_load,
};
