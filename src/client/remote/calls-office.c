/* The calls of a kurum yetkilisi: see calls-office.h. */
#include "config.h"
#include "client/remote/calls-office.h"

#include "base/banned.h"

int
calls_esign(struct link *l, const struct msg_esign_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/esign",
		&wire_esign_request, &wire_esign, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_esign_take(struct link *l, const struct msg_ticket_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/esign/take",
		&wire_ticket_request, &wire_session, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_queue(struct link *l, const struct msg_queue_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/office/queue",
		&wire_queue_request, &wire_queue, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_office_application(struct link *l, const struct msg_number_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/office/application", &wire_number_request,
		&wire_office_application, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_decide(struct link *l, const struct msg_decide_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/office/decisions",
		&wire_decide_request, &wire_decide, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_outcomes(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_GET, "/v1/office/decisions",
		NULL, &wire_outcomes, false };

	return link_start(l, out, &ask, NULL, e);
}

int
calls_decided(struct link *l, const struct msg_after_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/office/decided",
		&wire_after_request, &wire_decided_list, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_deputies(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_GET, "/v1/office/deputies",
		NULL, &wire_deputies, false };

	return link_start(l, out, &ask, NULL, e);
}

int
calls_deputy(struct link *l, const struct msg_deputy_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/office/deputy",
		&wire_deputy_request, &wire_deputies, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_deputy_end(struct link *l, const struct msg_id_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/office/deputy/end",
		&wire_id_request, &wire_deputies, false };

	return link_start(l, out, &ask, in, e);
}
