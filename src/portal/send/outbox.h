/*
 * Takes messages out of the store and sends them in a thread of its own. The
 * store is touched by outbox_pump only, in the store's thread, so that the
 * database keeps one writer.
 */
#ifndef PORTAL_SEND_OUTBOX_H
#define PORTAL_SEND_OUTBOX_H

#include <stdint.h>

#include "base/err.h"
#include "portal/send/sender.h"

struct outbox;
struct store;

/*
 * Starts the thread. sender is borrowed until outbox_stop. wake is called
 * from that thread when a result waits for outbox_pump; may be NULL.
 */
int outbox_start(struct outbox **out, struct sender *sender,
    void (*wake)(void *arg), void *arg, struct err *e);

/*
 * In the store's thread, outside a transaction: notes what was sent, hands
 * over what is due. Call after a commit, when woken, and when *next comes
 * (seconds since 1970; 0: nothing waits). Cheap when there is nothing to do.
 */
int outbox_pump(struct outbox *o, struct store *s, int64_t now, int64_t *next,
    struct err *e);

/* Waits for the message that is being sent and ends the thread; NULL is fine.
 * What was sent is noted by one more outbox_pump before, or sent again. */
void outbox_stop(struct outbox *o);

#endif
