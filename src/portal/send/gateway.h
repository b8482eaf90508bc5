/* What the back ends that speak to a server share. */
#ifndef PORTAL_SEND_GATEWAY_H
#define PORTAL_SEND_GATEWAY_H

#include "base/err.h"
#include "net/fetch.h"
#include "portal/store/outbox.h"

/* Copies; NULL stays NULL. Clears *ok when memory is out. */
char *gateway_copy(const char *s, bool *ok);

/* The first line of a file. Caller wipes and frees. */
int gateway_password(char **out, const char *path, struct err *e);

/* Wipes and frees; NULL is fine. */
void gateway_wipe(char *secret);

/* ERR_INVALID when the message would need more parts, which gateways cut off
 * without a word. */
int gateway_check_parts(const struct message *m, long most, struct err *e);

/* One exchange; whatever goes wrong with it, no message can be sent now. */
int gateway_fetch(
    const struct net_request *rq, struct net_answer *a, struct err *e);

/* ERR_CONFLICT (or code): the answer was not what takes a message over. */
int gateway_refused(const struct net_answer *a, int code, struct err *e);

#endif
