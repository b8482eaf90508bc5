/* The calls of a person's own account: see calls-personal.h. */
#include "config.h"
#include "client/remote/calls-personal.h"

#include "base/banned.h"

/* The body of a call that has nothing to say. */
static const struct msg_empty nothing;

int
calls_word_login(struct link *l, const struct msg_word_login_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/personal/login",
		&wire_word_login_request, &wire_session, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_personal_sms(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/personal/sms",
		&wire_empty, &wire_sms, false };

	return link_start(l, out, &ask, &nothing, e);
}

int
calls_personal_verify(struct link *l, const struct msg_sms_verify_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/personal/sms/verify", &wire_sms_verify_request,
		&wire_session, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_personal(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_GET, "/v1/personal", NULL,
		&wire_personal, false };

	return link_start(l, out, &ask, NULL, e);
}

int
calls_certificate(struct link *l, const struct msg_certificate_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/personal/certificate", &wire_certificate_request,
		&wire_personal, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_account(struct link *l, const struct msg_account_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_PUT, "/v1/personal/account",
		&wire_account_request, &wire_sms, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_account_verify(struct link *l, const struct msg_sms_verify_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST,
		"/v1/personal/account/verify", &wire_sms_verify_request,
		&wire_personal, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_word(struct link *l, const struct msg_word_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/personal/word",
		&wire_word_request, &wire_personal, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_secret(struct link *l, const struct msg_serial_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/personal/secret",
		&wire_serial_request, &wire_card_secret, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_consent(struct link *l, const struct msg_consent_request *in,
    struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_POST, "/v1/personal/consent",
		&wire_consent_request, &wire_signing, false };

	return link_start(l, out, &ask, in, e);
}

int
calls_session_signing(struct link *l, struct link_call **out, struct err *e)
{
	static const struct link_ask ask = { LINK_GET, "/v1/signing-status",
		NULL, &wire_signing_status, false };

	return link_start(l, out, &ask, NULL, e);
}
