/*
 * Takes messages out of the store and has them sent in threads of its own,
 * some for each kind, so that trouble with mail does not hold SMS. The store
 * is touched by outbox_pump only, in the store's thread, so that the database
 * keeps one writer.
 *
 * A message that is not taken is tried again after pauses that grow, until
 * its time is over. When nothing is taken at all, the kind is left alone for
 * a moment and then tried with one message at a time.
 */
#ifndef PORTAL_SEND_OUTBOX_H
#define PORTAL_SEND_OUTBOX_H

#include <stdint.h>

#include "base/err.h"
#include "portal/send/sender.h"

struct outbox;
struct store;

/*
 * Starts the threads. senders, one for each kind, are borrowed until
 * outbox_stop. wake is called from those threads when a result waits for
 * outbox_pump; may be NULL.
 */
int outbox_start(struct outbox **out,
    struct sender *const senders[MESSAGE_KINDS], void (*wake)(void *arg),
    void *arg, struct err *e);

/*
 * In the store's thread, outside a transaction: notes what was sent, hands
 * over what is due. Call after a commit, when woken, and when *next comes
 * (seconds since 1970; 0: nothing waits). Cheap when there is nothing to do.
 */
int outbox_pump(struct outbox *o, struct store *s, int64_t now, int64_t *next,
    struct err *e);

/* Waits for the messages that are being sent and ends the threads; what
 * became of them is noted by one more outbox_pump, or they are sent again.
 * NULL is fine. */
void outbox_stop(struct outbox *o);

/* Stops first. NULL is fine. */
void outbox_free(struct outbox *o);

#endif
