/*
 * Every message of the portal's interface, for both sides. Times travel as
 * seconds that are left (…_in) or as RFC 3339 in UTC (…_at). The calls that
 * carry them are in doc/eimza-portal-api.7.
 */
#ifndef WIRE_MESSAGES_H
#define WIRE_MESSAGES_H

#include "model/record.h"
#include "wire/codec.h"

/* GET /v1/info */
struct msg_info {
	char *portal; /* name that stands in the signed text */
	char *version;
	char *time_at;
	char *contact; /* telephone of the help desk */
	bool stamps;   /* it fetches time-stamps for signatures itself */
	struct wire_list offers; /* struct msg_offer; empty: it does not say */
};

struct msg_offer {
	char *name; /* "apply", "personal" or "officer" */
};

/* GET /v1/report */
struct msg_delivery {
	char *ref;
	char *type; /* 1, 2, 4, 8 or 16, as Kannel counts */
};

/* POST /v1/captcha */
struct msg_captcha_request {
	char *kind; /* "image" or "work" */
};

struct msg_captcha {
	char *id;
	char *kind;
	long width, height;	  /* image: pixels */
	struct wire_bytes pixels; /* image: 1 bit each, rows of whole bytes,
				     most significant bit first, 1 = ink */
	char *challenge;	  /* work: hexadecimal */
	long bits; /* work: zero bits SHA-256(challenge ":" nonce)
		      must begin with */
	long expires_in;
};

/* POST /v1/login */
struct msg_login_request {
	char *captcha_id;
	char *answer; /* the text in the picture, or the nonce in decimal */
	char *tckn, *name, *surname, *birth_place, *birth_date;
};

struct msg_method {
	char *name; /* "e-signed", "e-approved", "paper"; in the order shown */
};

/* A field of the form, by its name in the interface. */
struct msg_field_name {
	char *name;
};

/* GET /v1/application, and the answer of most calls below */
struct msg_application {
	char *number;
	char *state;	   /* state_name() */
	char *page;	   /* page_name(): where to go on */
	char *field;	   /* field of that page it stood at, may be absent */
	bool phone_proven; /* in this session */
	bool word_set;	   /* a security word is on record */
	char *phone;	   /* "0530 *** ** 67" */
	char *notice;	   /* a sentence to show (renewal late, ...) */
	char *certificate_ends_at; /* of the present certificate */
	struct record *record;	   /* WIRE_DRAFT */
	struct wire_list methods;  /* struct msg_method */
	char *method;		   /* chosen one */
	char *reason;		   /* of a refusal or a correction request */
	struct wire_list correct;  /* struct msg_field_name: wanted otherwise */
	char *province;		   /* whose kurum yetkilisi decides */
};

struct msg_login {
	char *token;
	long expires_in; /* session, without a request */
	struct msg_application application;
};

/* PUT /v1/application/draft */
struct msg_draft_request {
	char *page;
	char *field;
	struct record *record; /* WIRE_DRAFT */
};

struct msg_draft {
	char *saved_at;
};

/* POST /v1/application/form */
struct msg_form_request {
	struct record *record; /* WIRE_RECORD */
};

/* POST /v1/application/sms */
struct msg_sms {
	char *phone; /* masked */
	long expires_in;
	long resend_in; /* when a new code may be asked for */
	long tries;	/* left */
};

/* POST /v1/application/sms/verify */
struct msg_sms_verify_request {
	char *code;
};

/* POST /v1/application/method */
struct msg_method_request {
	char *method;
};

struct msg_sign_text {
	char *text; /* WIRE_TEXT */
};

/* POST /v1/application/signing, POST /v1/signing/open */
struct msg_signing {
	char *code;    /* Doğrulama Kodu, 15 digits */
	char *purpose; /* "application", "login", "decide", "consent" */
	char *number;  /* of the application */
	char *portal;
	char *date; /* GG.AA.YYYY in the text */
	char *tckn; /* whose signature is wanted */
	char *created_at;
	long expires_in;
	struct wire_list texts; /* struct msg_sign_text, at most 50 */
};

/* GET /v1/application/signing */
struct msg_signing_status {
	char *state; /* "waiting", "opened", "signed", "expired", "none" */
	long expires_in;
	char *refusal; /* why the last signature was not taken */
};

/* POST /v1/signing/open */
struct msg_sign_open_request {
	char *code;
};

struct msg_signature {
	struct wire_bytes cms; /* CAdES-BES, attached, DER */
};

/* POST /v1/signing/submit */
struct msg_sign_submit_request {
	char *code;
	struct wire_list signatures; /* struct msg_signature, one a text */
};

struct msg_sign_submit {
	char *number;
	char *state;
	char *province;
};

/* Body of every answer that is not 2xx */
struct msg_error_body {
	char *code;    /* err_word() */
	char *reason;  /* stable word */
	char *message; /* one sentence in the caller's language */
	char *field;
	long retry_in; /* seconds until trying again may help; 0: unknown */
	long tries;    /* left, where tries are counted */
};

struct msg_error {
	struct msg_error_body error;
};

/* {} in both directions */
struct msg_empty {
	char unused;
};

extern const struct wire_message wire_empty, wire_error, wire_info,
    wire_captcha_request, wire_captcha, wire_login_request, wire_login,
    wire_application, wire_draft_request, wire_draft, wire_form_request,
    wire_sms, wire_sms_verify_request, wire_method_request, wire_signing,
    wire_signing_status, wire_sign_open_request, wire_sign_submit_request,
    wire_sign_submit, wire_delivery;

#endif
