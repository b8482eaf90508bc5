/* Messages that wait to be sent, written with the change they tell of. */
#ifndef PORTAL_STORE_OUTBOX_H
#define PORTAL_STORE_OUTBOX_H

#include <stdint.h>

#include "base/err.h"
#include "portal/store/store.h"

enum message_kind { MESSAGE_SMS, MESSAGE_EMAIL };

struct message {
	int64_t id;
	enum message_kind kind;
	char address[256]; /* telephone (10 digits) or e-mail address */
	char text[1024];
	long attempts;	    /* before this one */
	int64_t expires_at; /* not sent after this; 0: never */
};

int store_message_add(
    struct store *s, const struct message *m, int64_t now, struct err *e);

/*
 * The first message that is due, marked as tried and not due again before
 * retry_at; ERR_NOT_FOUND when none is due. Messages past their time are
 * given up.
 */
int store_message_take(struct store *s, int64_t now, int64_t retry_at,
    struct message *out, struct err *e);

/* It was sent: its text is erased. */
int store_message_sent(struct store *s, int64_t id, int64_t now, struct err *e);

/* It was not: tried again at retry_at, given up when that is 0. */
int store_message_failed(
    struct store *s, int64_t id, int64_t retry_at, struct err *e);

/* The moment the next message is due; 0 when none waits. */
int store_message_next(struct store *s, int64_t *due, struct err *e);

#endif
