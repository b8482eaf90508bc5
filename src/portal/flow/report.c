/*
 * A delivery report: the gateway says what became of a message. Whoever knows
 * the message's reference, which only the gateway was told, is the gateway.
 */
#include "config.h"
#include "portal/flow/flow.h"

#include <string.h>

#include "base/lang.h"
#include "portal/store/outbox.h"
#include "base/banned.h"

/* The kinds of Kannel's reports (User's Guide, "Delivery Reports"). */
static const struct {
	const char *type;
	enum message_report report;
	const char *problem;
} types[] = {
	{ "1", REPORT_DELIVERED, "" },
	{ "2", REPORT_FAILED,
	    N_("The network reported that it could not be delivered.") },
	{ "4", REPORT_ACCEPTED, "" },
	{ "8", REPORT_ACCEPTED, "" },
	{ "16", REPORT_FAILED, N_("The network did not take it.") },
};

static int
report_save(struct op_call *c, struct err *e)
{
	const struct msg_delivery *in = c->in;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].type, in->type) == 0)
			return store_message_reported(c->flow->store, in->ref,
			    types[i].report,
			    types[i].problem[0] == '\0' ? ""
							: _(types[i].problem),
			    c->now, e);
	return err_why(e, ERR_INVALID, "type",
	    _("The portal does not know this kind of report."));
}

const struct op op_report = {
	.name = "report",
	.in = &wire_delivery,
	.out = &wire_empty,
	.role = OP_PUBLIC,
	.save = report_save,
};
