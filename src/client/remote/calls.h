/*
 * The calls of the portal's interface, one function each: path, request and
 * answer are bound together here and nowhere else in the client. Each starts
 * a call as link_start does (same errors, same ownership of *out); the
 * comment names the structure that link_reply.out then points to.
 * The calls are described in doc/eimza-portal-api.7.
 */
#ifndef CLIENT_REMOTE_CALLS_H
#define CLIENT_REMOTE_CALLS_H

#include "client/remote/link.h"
#include "wire/messages.h"

/* struct msg_info */
int calls_info(struct link *l, struct link_call **out, struct err *e);

/* struct msg_captcha */
int calls_captcha(struct link *l, const struct msg_captcha_request *in,
    struct link_call **out, struct err *e);

/* struct msg_login; its token is for link_set_token. */
int calls_login(struct link *l, const struct msg_login_request *in,
    struct link_call **out, struct err *e);

/* struct msg_empty. Tried once, so that who leaves is not held up; cancel
 * what is under way before. */
int calls_logout(struct link *l, struct link_call **out, struct err *e);

/* struct msg_application */
int calls_application(struct link *l, struct link_call **out, struct err *e);

/* struct msg_draft */
int calls_draft(struct link *l, const struct msg_draft_request *in,
    struct link_call **out, struct err *e);

/* struct msg_application */
int calls_form(struct link *l, const struct msg_form_request *in,
    struct link_call **out, struct err *e);

/* Back to the form. struct msg_application */
int calls_edit(struct link *l, struct link_call **out, struct err *e);

/* Asks for an SMS code. struct msg_sms */
int calls_sms(struct link *l, struct link_call **out, struct err *e);

/* struct msg_application */
int calls_sms_verify(struct link *l, const struct msg_sms_verify_request *in,
    struct link_call **out, struct err *e);

/* struct msg_application */
int calls_method(struct link *l, const struct msg_method_request *in,
    struct link_call **out, struct err *e);

/* Back to the choice of the method. struct msg_application */
int calls_method_change(struct link *l, struct link_call **out, struct err *e);

/* Ends the application itself, not a call. struct msg_application */
int calls_application_cancel(
    struct link *l, struct link_call **out, struct err *e);

/* A new signing request. struct msg_signing */
int calls_signing(struct link *l, struct link_call **out, struct err *e);

/* struct msg_signing_status */
int calls_signing_status(struct link *l, struct link_call **out, struct err *e);

/* struct msg_signing */
int calls_sign_open(struct link *l, const struct msg_sign_open_request *in,
    struct link_call **out, struct err *e);

/* struct msg_sign_submit */
int calls_sign_submit(struct link *l, const struct msg_sign_submit_request *in,
    struct link_call **out, struct err *e);

#endif
