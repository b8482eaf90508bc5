/*
 * The calls of the two ways in with the card, and of a kurum yetkilisi; as
 * calls.h.
 */
#ifndef CLIENT_REMOTE_CALLS_OFFICE_H
#define CLIENT_REMOTE_CALLS_OFFICE_H

#include "client/remote/link.h"
#include "wire/messages-office.h"
#include "wire/messages-personal.h"

/* Asks for the text that opens a session once it is signed. struct msg_esign
 */
int calls_esign(struct link *l, const struct msg_esign_request *in,
    struct link_call **out, struct err *e);

/* How that stands; once signed its token is for link_set_token. struct
 * msg_session */
int calls_esign_take(struct link *l, const struct msg_ticket_request *in,
    struct link_call **out, struct err *e);

/* struct msg_queue */
int calls_queue(struct link *l, const struct msg_queue_request *in,
    struct link_call **out, struct err *e);

/* struct msg_office_application */
int calls_office_application(struct link *l,
    const struct msg_number_request *in, struct link_call **out, struct err *e);

/* Puts decisions to the signature. struct msg_decide */
int calls_decide(struct link *l, const struct msg_decide_request *in,
    struct link_call **out, struct err *e);

/* What became of them. struct msg_outcomes */
int calls_outcomes(struct link *l, struct link_call **out, struct err *e);

/* struct msg_decided_list */
int calls_decided(struct link *l, const struct msg_after_request *in,
    struct link_call **out, struct err *e);

/* struct msg_deputies, all three */
int calls_deputies(struct link *l, struct link_call **out, struct err *e);
int calls_deputy(struct link *l, const struct msg_deputy_request *in,
    struct link_call **out, struct err *e);
int calls_deputy_end(struct link *l, const struct msg_id_request *in,
    struct link_call **out, struct err *e);

#endif
