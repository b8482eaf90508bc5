/*
 * The calls of a person's own account (Bireysel İşlemler), one function each,
 * as in calls.h: it starts the call, and the answer named at the function
 * comes by link_next.
 */
#ifndef CLIENT_REMOTE_CALLS_PERSONAL_H
#define CLIENT_REMOTE_CALLS_PERSONAL_H

#include "client/remote/link.h"
#include "wire/messages-personal.h"

/* Şifreli Giriş. struct msg_session; its token is for link_set_token. */
int calls_word_login(struct link *l, const struct msg_word_login_request *in,
    struct link_call **out, struct err *e);

/* To the telephone on record. struct msg_sms */
int calls_personal_sms(struct link *l, struct link_call **out, struct err *e);

/* struct msg_session */
int calls_personal_verify(struct link *l,
    const struct msg_sms_verify_request *in, struct link_call **out,
    struct err *e);

/* struct msg_personal */
int calls_personal(struct link *l, struct link_call **out, struct err *e);

/* struct msg_personal */
int calls_certificate(struct link *l, const struct msg_certificate_request *in,
    struct link_call **out, struct err *e);

/* struct msg_sms; its tries are 0 where no new telephone has to be proven. */
int calls_account(struct link *l, const struct msg_account_request *in,
    struct link_call **out, struct err *e);

/* The new telephone. struct msg_personal */
int calls_account_verify(struct link *l,
    const struct msg_sms_verify_request *in, struct link_call **out,
    struct err *e);

/* The security word. struct msg_personal */
int calls_word(struct link *l, const struct msg_word_request *in,
    struct link_call **out, struct err *e);

/* struct msg_card_secret: wipe it as soon as it is used. */
int calls_secret(struct link *l, const struct msg_serial_request *in,
    struct link_call **out, struct err *e);

/* struct msg_signing */
int calls_consent(struct link *l, const struct msg_consent_request *in,
    struct link_call **out, struct err *e);

/* Of the session's last request. struct msg_signing_status */
int calls_session_signing(
    struct link *l, struct link_call **out, struct err *e);

#endif
