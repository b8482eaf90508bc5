/* The tables of messages.h. */
#include "config.h"
#include "wire/messages.h"

#include "wire/rows.h"
#include "base/banned.h"

static const struct wire_row empty_rows[] = { END };
MESSAGE(empty, msg_empty, empty_rows);

static const struct wire_row error_body_rows[] = {
	STR(msg_error_body, code, true, 32),
	STR(msg_error_body, reason, false, 40),
	STR(msg_error_body, message, true, 512),
	STR(msg_error_body, field, false, 40),
	INT(msg_error_body, retry_in, false, WIRE_SECONDS),
	INT(msg_error_body, tries, false, 1000),
	END,
};
static const struct wire_row error_rows[] = {
	OBJECT(msg_error, error, error_body_rows),
	END,
};
MESSAGE(error, msg_error, error_rows);

static const struct wire_row offer_rows[] = {
	STR(msg_offer, name, true, 16),
	END,
};
static const struct wire_row info_rows[] = {
	STR(msg_info, portal, true, 120),
	STR(msg_info, version, true, 40),
	STR(msg_info, time_at, true, 20),
	STR(msg_info, contact, true, 60),
	BOOL(msg_info, stamps, false),
	LIST(msg_info, offers, false, 16, offer_rows, msg_offer),
	END,
};
MESSAGE(info, msg_info, info_rows);

static const struct wire_row captcha_request_rows[] = {
	STR(msg_captcha_request, kind, true, 8),
	END,
};
MESSAGE(captcha_request, msg_captcha_request, captcha_request_rows);

static const struct wire_row captcha_rows[] = {
	STR(msg_captcha, id, true, 64),
	STR(msg_captcha, kind, true, 8),
	INT(msg_captcha, width, false, 400),
	INT(msg_captcha, height, false, 200),
	BYTES(msg_captcha, pixels, false, 10000),
	STR(msg_captcha, challenge, false, 64),
	INT(msg_captcha, bits, false, 40),
	INT(msg_captcha, expires_in, true, WIRE_SECONDS),
	END,
};
MESSAGE(captcha, msg_captcha, captcha_rows);

static const struct wire_row login_request_rows[] = {
	STR(msg_login_request, captcha_id, true, 64),
	STR(msg_login_request, answer, true, 32),
	STR(msg_login_request, tckn, true, 11),
	STR(msg_login_request, name, true, 60),
	STR(msg_login_request, surname, true, 60),
	STR(msg_login_request, birth_place, true, 60),
	STR(msg_login_request, birth_date, true, 10),
	END,
};
MESSAGE(login_request, msg_login_request, login_request_rows);

static const struct wire_row method_rows[] = {
	STR(msg_method, name, true, 16),
	END,
};
const struct wire_row wire_field_name_rows[] = {
	STR(msg_field_name, name, true, 40),
	END,
};
static const struct wire_row application_rows[] = {
	STR(msg_application, number, true, 20),
	STR(msg_application, state, true, 32),
	STR(msg_application, page, true, 16),
	STR(msg_application, field, false, 40),
	BOOL(msg_application, phone_proven, true),
	BOOL(msg_application, word_set, true),
	STR(msg_application, phone, false, 20),
	STR(msg_application, notice, false, 512),
	STR(msg_application, certificate_ends_at, false, 20),
	RECORD(msg_application, record, WIRE_DRAFT),
	LIST(msg_application, methods, true, 8, method_rows, msg_method),
	STR(msg_application, method, false, 16),
	STR(msg_application, reason, false, 512),
	LIST(msg_application, correct, false, FIELD_COUNT, wire_field_name_rows,
	    msg_field_name),
	STR(msg_application, province, false, 40),
	END,
};
MESSAGE(application, msg_application, application_rows);

static const struct wire_row login_rows[] = {
	STR(msg_login, token, true, 64),
	INT(msg_login, expires_in, true, WIRE_SECONDS),
	OBJECT(msg_login, application, application_rows),
	END,
};
MESSAGE(login, msg_login, login_rows);

static const struct wire_row draft_request_rows[] = {
	STR(msg_draft_request, page, true, 16),
	STR(msg_draft_request, field, false, 40),
	OPTIONAL_RECORD(msg_draft_request, record, WIRE_DRAFT),
	END,
};
MESSAGE(draft_request, msg_draft_request, draft_request_rows);

static const struct wire_row draft_rows[] = {
	STR(msg_draft, saved_at, true, 20),
	END,
};
MESSAGE(draft, msg_draft, draft_rows);

static const struct wire_row form_request_rows[] = {
	RECORD(msg_form_request, record, WIRE_RECORD),
	END,
};
MESSAGE(form_request, msg_form_request, form_request_rows);

static const struct wire_row sms_rows[] = {
	STR(msg_sms, phone, true, 20),
	INT(msg_sms, expires_in, true, WIRE_SECONDS),
	INT(msg_sms, resend_in, true, WIRE_SECONDS),
	INT(msg_sms, tries, true, 1000),
	END,
};
MESSAGE(sms, msg_sms, sms_rows);

static const struct wire_row sms_verify_request_rows[] = {
	STR(msg_sms_verify_request, code, true, 6),
	END,
};
MESSAGE(sms_verify_request, msg_sms_verify_request, sms_verify_request_rows);

static const struct wire_row delivery_rows[] = {
	STR(msg_delivery, ref, true, 32),
	STR(msg_delivery, type, true, 2),
	END,
};
MESSAGE(delivery, msg_delivery, delivery_rows);

static const struct wire_row method_request_rows[] = {
	STR(msg_method_request, method, true, 16),
	END,
};
MESSAGE(method_request, msg_method_request, method_request_rows);

#define SIGN_MOST 50 /* texts signed under one PIN */

static const struct wire_row sign_text_rows[] = {
	TEXT(msg_sign_text, text, true, 32768),
	END,
};
const struct wire_row wire_signing_rows[] = {
	STR(msg_signing, code, true, 15),
	STR(msg_signing, purpose, true, 15),
	STR(msg_signing, number, false, 20),
	STR(msg_signing, portal, true, 120),
	STR(msg_signing, date, true, 10),
	STR(msg_signing, tckn, true, 11),
	STR(msg_signing, created_at, true, 20),
	INT(msg_signing, expires_in, true, WIRE_SECONDS),
	LIST(
	    msg_signing, texts, true, SIGN_MOST, sign_text_rows, msg_sign_text),
	END,
};
MESSAGE(signing, msg_signing, wire_signing_rows);

static const struct wire_row signing_status_rows[] = {
	STR(msg_signing_status, state, true, 16),
	INT(msg_signing_status, expires_in, true, WIRE_SECONDS),
	STR(msg_signing_status, refusal, false, 512),
	END,
};
MESSAGE(signing_status, msg_signing_status, signing_status_rows);

static const struct wire_row sign_open_request_rows[] = {
	STR(msg_sign_open_request, code, true, 15),
	END,
};
MESSAGE(sign_open_request, msg_sign_open_request, sign_open_request_rows);

static const struct wire_row signature_rows[] = {
	BYTES(msg_signature, cms, true, 65536),
	END,
};
static const struct wire_row sign_submit_request_rows[] = {
	STR(msg_sign_submit_request, code, true, 15),
	LIST(msg_sign_submit_request, signatures, true, SIGN_MOST,
	    signature_rows, msg_signature),
	END,
};
MESSAGE(sign_submit_request, msg_sign_submit_request, sign_submit_request_rows);

static const struct wire_row sign_submit_rows[] = {
	STR(msg_sign_submit, number, false, 20),
	STR(msg_sign_submit, state, false, 32),
	STR(msg_sign_submit, province, false, 40),
	END,
};
MESSAGE(sign_submit, msg_sign_submit, sign_submit_rows);
