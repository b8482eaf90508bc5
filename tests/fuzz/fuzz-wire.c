/*
 * The first byte chooses a message, the rest is its JSON. What is accepted
 * must be written and read again as the same.
 */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/messages.h"

static const struct wire_message *const messages[] = {
	&wire_empty,
	&wire_error,
	&wire_info,
	&wire_captcha_request,
	&wire_captcha,
	&wire_login_request,
	&wire_login,
	&wire_application,
	&wire_draft_request,
	&wire_draft,
	&wire_form_request,
	&wire_sms,
	&wire_sms_verify_request,
	&wire_method_request,
	&wire_signing,
	&wire_signing_status,
	&wire_sign_open_request,
	&wire_sign_submit_request,
	&wire_sign_submit,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf one = BUF_INIT(32 << 20), two = BUF_INIT(32 << 20);
	const struct wire_message *m;
	struct err e;
	void *msg;

	if (size == 0)
		return 0;
	m = messages[data[0] % (sizeof(messages) / sizeof(messages[0]))];
	msg = malloc(m->size);
	if (msg == NULL)
		return 0;
	if (wire_decode(m, (const char *)data + 1, size - 1, msg, &e) == 0) {
		if (wire_encode(m, msg, &one, &e) < 0)
			abort();
		wire_clear(m, msg);
		if (wire_decode(m, buf_str(&one), one.len, msg, &e) < 0 ||
		    wire_encode(m, msg, &two, &e) < 0 ||
		    strcmp(buf_str(&one), buf_str(&two)) != 0)
			abort();
		wire_clear(m, msg);
	}
	free(msg);
	buf_free(&one);
	buf_free(&two);
	return 0;
}
