/* The tables of messages-personal.h. */
#include "config.h"
#include "wire/messages-personal.h"

#include "wire/rows.h"
#include "base/banned.h"

#define NAME  60
#define TOKEN 64
#define MOST  100 /* certificates, applications of a person */

static const struct wire_row esign_request_rows[] = {
	STR(msg_esign_request, tckn, true, 11),
	STR(msg_esign_request, role, true, 16),
	END,
};
MESSAGE(esign_request, msg_esign_request, esign_request_rows);

static const struct wire_row esign_rows[] = {
	STR(msg_esign, ticket, true, TOKEN),
	LIST(msg_esign, signing, true, 1, wire_signing_rows, msg_signing),
	END,
};
MESSAGE(esign, msg_esign, esign_rows);

static const struct wire_row ticket_request_rows[] = {
	STR(msg_ticket_request, ticket, true, TOKEN),
	END,
};
MESSAGE(ticket_request, msg_ticket_request, ticket_request_rows);

static const struct wire_row session_rows[] = {
	STR(msg_session, state, true, 16),
	INT(msg_session, expires_in, true, WIRE_SECONDS),
	STR(msg_session, refusal, false, 512),
	STR(msg_session, token, false, TOKEN),
	INT(msg_session, session_in, true, WIRE_SECONDS),
	STR(msg_session, role, false, 16),
	STR(msg_session, name, false, NAME),
	STR(msg_session, surname, false, NAME),
	STR(msg_session, province, false, 40),
	BOOL(msg_session, proven, true),
	END,
};
MESSAGE(session, msg_session, session_rows);

static const struct wire_row word_login_request_rows[] = {
	STR(msg_word_login_request, captcha_id, true, 64),
	STR(msg_word_login_request, answer, true, 64),
	STR(msg_word_login_request, tckn, true, 11),
	STR(msg_word_login_request, word, true, 64),
	END,
};
MESSAGE(word_login_request, msg_word_login_request, word_login_request_rows);

static const struct wire_row certificate_rows[] = {
	STR(msg_certificate, serial, true, 47),
	STR(msg_certificate, issuer, false, 120),
	STR(msg_certificate, starts_at, true, 20),
	STR(msg_certificate, ends_at, true, 20),
	STR(msg_certificate, state, true, 16),
	INT(msg_certificate, days, true, WIRE_SECONDS),
	BOOL(msg_certificate, secret, true),
	END,
};
static const struct wire_row brief_step_rows[] = {
	STR(msg_brief_step, at, true, 20),
	STR(msg_brief_step, state, true, 32),
	END,
};
static const struct wire_row brief_rows[] = {
	STR(msg_brief, number, true, 20),
	STR(msg_brief, state, true, 32),
	STR(msg_brief, since_at, true, 20),
	STR(msg_brief, tracking, false, 64),
	INT(msg_brief, late, false, WIRE_SECONDS),
	STR(msg_brief, reason, false, 1023),
	LIST(msg_brief, history, true, 500, brief_step_rows, msg_brief_step),
	END,
};
static const struct wire_row personal_rows[] = {
	STR(msg_personal, name, true, NAME),
	STR(msg_personal, surname, true, NAME),
	LIST(msg_personal, certificates, true, MOST, certificate_rows,
	    msg_certificate),
	LIST(msg_personal, applications, true, MOST, brief_rows, msg_brief),
	BOOL(msg_personal, consent, true),
	STR(msg_personal, consent_at, false, 20),
	BOOL(msg_personal, by_word, true),
	BOOL(msg_personal, set_word, true),
	STR(msg_personal, mobile, false, 20),
	STR(msg_personal, email, false, 254),
	STR(msg_personal, channel, false, 16),
	END,
};
MESSAGE(personal, msg_personal, personal_rows);

static const struct wire_row certificate_request_rows[] = {
	STR(msg_certificate_request, serial, true, 47),
	STR(msg_certificate_request, action, true, 16),
	STR(msg_certificate_request, reason, false, 16),
	END,
};
MESSAGE(certificate_request, msg_certificate_request, certificate_request_rows);

static const struct wire_row account_request_rows[] = {
	STR(msg_account_request, mobile, false, 10),
	STR(msg_account_request, email, true, 254),
	STR(msg_account_request, channel, true, 16),
	END,
};
MESSAGE(account_request, msg_account_request, account_request_rows);

static const struct wire_row word_request_rows[] = {
	STR(msg_word_request, word, true, 64),
	END,
};
MESSAGE(word_request, msg_word_request, word_request_rows);

static const struct wire_row serial_request_rows[] = {
	STR(msg_serial_request, serial, true, 47),
	END,
};
MESSAGE(serial_request, msg_serial_request, serial_request_rows);

static const struct wire_row card_secret_rows[] = {
	STR(msg_card_secret, pin, true, 16),
	STR(msg_card_secret, puk, true, 16),
	END,
};
MESSAGE(card_secret, msg_card_secret, card_secret_rows);

static const struct wire_row consent_request_rows[] = {
	BOOL(msg_consent_request, give, true),
	END,
};
MESSAGE(consent_request, msg_consent_request, consent_request_rows);
