/* The calls of the portal's interface: see calls.h. */
#include "config.h"
#include "client/remote/calls.h"

#include "base/banned.h"

/* The body of a call that has nothing to say. */
static const struct msg_empty nothing;

int
calls_info(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_GET, "/v1/info", NULL,
		&wire_info, false };

	return link_start(l, out, &ask, NULL, e);
}

int
calls_captcha(struct link *l, const struct msg_captcha_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/captcha",
		&wire_captcha_request, &wire_captcha, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_login(struct link *l, const struct msg_login_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/login",
		&wire_login_request, &wire_login, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_logout(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/logout",
		&wire_empty, &wire_empty, true };

	return link_start(l, out, &ask, &nothing, e);
}

int
calls_application(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_GET, "/v1/application", NULL,
		&wire_application, false };

	return link_start(l, out, &ask, NULL, e);
}

int
calls_draft(struct link *l, const struct msg_draft_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_PUT, "/v1/application/draft",
		&wire_draft_request, &wire_draft, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_form(struct link *l, const struct msg_form_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/application/form",
		&wire_form_request, &wire_application, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_edit(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/application/edit",
		&wire_empty, &wire_application, false };

	return link_start(l, out, &ask, &nothing, e);
}

int
calls_sms(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/application/sms",
		&wire_empty, &wire_sms, false };

	return link_start(l, out, &ask, &nothing, e);
}

int
calls_sms_verify(struct link *l, const struct msg_sms_verify_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/application/sms/verify", &wire_sms_verify_request,
		&wire_application, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_method(struct link *l, const struct msg_method_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/application/method", &wire_method_request,
		&wire_application, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_method_change(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/application/method/change", &wire_empty, &wire_application,
		false };

	return link_start(l, out, &ask, &nothing, e);
}

int
calls_application_cancel(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/application/cancel", &wire_empty, &wire_application,
		false };

	return link_start(l, out, &ask, &nothing, e);
}

int
calls_signing(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/application/signing", &wire_empty, &wire_signing, false };

	return link_start(l, out, &ask, &nothing, e);
}

int
calls_signing_status(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_GET,
		"/v1/application/signing", NULL, &wire_signing_status, false };

	return link_start(l, out, &ask, NULL, e);
}

int
calls_sign_open(struct link *l, const struct msg_sign_open_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/signing/open",
		&wire_sign_open_request, &wire_signing, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_sign_submit(struct link *l, const struct msg_sign_submit_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/signing/submit",
		&wire_sign_submit_request, &wire_sign_submit, false };

	return link_start(l, out, &ask, in, e);
}
