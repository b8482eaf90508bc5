/*
 * Messages of the two ways into one's own account (NES Bireysel), with the
 * card or with the security word, and of what is done there. Times as in
 * messages.h.
 */
#ifndef WIRE_MESSAGES_PERSONAL_H
#define WIRE_MESSAGES_PERSONAL_H

#include "wire/messages.h"

/* POST /v1/esign */
struct msg_esign_request {
	char *tckn;
	char *role; /* "personal" or "officer" */
};

struct msg_esign {
	char *ticket;		  /* for POST /v1/esign/take */
	struct wire_list signing; /* struct msg_signing, one */
};

/* POST /v1/esign/take */
struct msg_ticket_request {
	char *ticket;
};

/* A session of one of the roles; also the answer of POST
 * /v1/personal/login. */
struct msg_session {
	char *state;	 /* "waiting", "opened", "signed" or "expired" */
	long expires_in; /* of the waiting */
	char *refusal;	 /* why the last signature was not taken */
	char *token;	 /* once signed */
	long session_in; /* session, without a request */
	char *role;	 /* "personal" or "officer" */
	char *name, *surname;
	char *province; /* of an officer */
	bool proven;	/* the telephone need not be proven any more */
};

/* POST /v1/personal/login */
struct msg_word_login_request {
	char *captcha_id, *answer;
	char *tckn, *word;
};

/* GET /v1/personal */
struct msg_certificate {
	char *serial, *issuer;
	char *starts_at, *ends_at;
	char *state; /* "valid", "unopened", "suspended", "revoked",
			"expired", "future" */
	long days;   /* until its end */
	bool secret; /* PIN and PUK can be asked for */
};

struct msg_brief_step {
	char *at;
	char *state;
};

struct msg_brief {
	char *number, *state;
	char *since_at;
	char *tracking; /* of the courier */
	long late;    /* days since the courier got a card that is late; or 0 */
	char *reason; /* of a refusal or a correction request */
	struct wire_list history; /* struct msg_brief_step */
};

struct msg_personal {
	char *name, *surname;
	struct wire_list certificates; /* struct msg_certificate */
	struct wire_list applications; /* struct msg_brief, newest first */
	bool consent;		       /* E-Onay given */
	char *consent_at;
	bool by_word;  /* Şifreli Giriş: opening and secrets are allowed */
	bool set_word; /* there is none that lasts: one is to be set */
	char *mobile;  /* "0530 *** ** 67" */
	char *email, *channel;
};

/* POST /v1/personal/certificate; answer: struct msg_personal */
struct msg_certificate_request {
	char *serial;
	char *action; /* "open", "suspend", "resume", "revoke" */
	char *reason; /* of revoking: "lost", "compromised", "changed",
			 "stopped" */
};

/* PUT /v1/personal/account; answer: struct msg_sms with tries 0 when no new
 * telephone has to be proven */
struct msg_account_request {
	char *mobile; /* 10 digits; absent: stays */
	char *email, *channel;
};

/* POST /v1/personal/word; answer: struct msg_personal */
struct msg_word_request {
	char *word;
};

/* POST /v1/personal/secret */
struct msg_serial_request {
	char *serial;
};

struct msg_card_secret {
	char *pin, *puk;
};

/* POST /v1/personal/consent; answer: struct msg_signing */
struct msg_consent_request {
	bool give;
};

extern const struct wire_message wire_esign_request, wire_esign,
    wire_ticket_request, wire_session, wire_word_login_request, wire_personal,
    wire_certificate_request, wire_account_request, wire_serial_request,
    wire_card_secret, wire_consent_request, wire_word_request;

#endif
