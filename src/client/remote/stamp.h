/*
 * A time-stamp fetched in a thread of its own: the service may be slow, or
 * its name may not be found, and neither holds the screen.
 */
#ifndef CLIENT_REMOTE_STAMP_H
#define CLIENT_REMOTE_STAMP_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "sign/cades.h"

struct stamp;

/* Starts asking the service at url for a stamp of this signature (copied).
 * Whether the authority is trusted is for those who verify. */
int stamp_start(
    struct stamp **out, const char *url, const struct buf *cms, struct err *e);

/* Readable when it is over; then stamp_take. */
int stamp_fd(const struct stamp *s);

/* Ends it: 0, the signature with its stamp added to *cms; or why not. */
int stamp_take(
    struct stamp *s, struct buf *cms, struct stamp_facts *facts, struct err *e);

/* Gives it up at once; the thread ends when it may. NULL is fine. */
void stamp_drop(struct stamp *s);

#endif
