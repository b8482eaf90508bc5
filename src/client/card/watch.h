/*
 * Tells when a reader or a card comes or goes: a thread of its own waits in
 * libpcsclite, which is loaded when it is there. Drivers are not asked for
 * this: to wait in a driver would hold the one thread that may call it, and
 * to ask again and again keeps a laptop awake.
 */
#ifndef CLIENT_CARD_WATCH_H
#define CLIENT_CARD_WATCH_H

#include <stdbool.h>

struct watch;

/*
 * changed is called from the watch's thread; readers: not only cards, or the
 * service (pcscd) went or came. NULL when there is no libpcsclite, or no memory
 * or thread: then nothing is told. Caller closes.
 */
struct watch *watch_open(void (*changed)(void *ctx, bool readers), void *ctx);

/* Afterwards changed is not called any more. NULL is fine. */
void watch_close(struct watch *w);

/* Waits (at most half a second) until what changes from now on is told. */
void watch_settle(struct watch *w);

/* For a second one who calls watch_settle; NULL is fine. */
struct watch *watch_ref(struct watch *w);
void watch_unref(struct watch *w);

#endif
