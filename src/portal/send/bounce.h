/*
 * A mail that comes back later: the report of a mail server (RFC 3464), and
 * the address to which it is sent. That address is the envelope sender, another
 * one for every message: whoever knows it has carried that message.
 */
#ifndef PORTAL_SEND_BOUNCE_H
#define PORTAL_SEND_BOUNCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "portal/store/outbox.h"

#define BOUNCE_MOST    ((size_t)256 * 1024) /* bytes of a report */
#define BOUNCE_ADDRESS 257		    /* and NUL */
#define BOUNCE_SAID    100		    /* characters before an ellipsis */

struct bounce {
	char reference[MESSAGE_REFERENCE];
	bool failed; /* false: it only takes longer, or has arrived */
	/* The other server's words, or its status (RFC 3463); safe to show. */
	char said[4 * BOUNCE_SAID + 4];
};

/* ERR_INVALID when reports cannot be asked for at this address: NULL, one with
 * a "+", or without room for a reference. */
int bounce_base(const char *address, struct err *e);

/* "returned@portal.example" for a message is "returned+REFERENCE@
 * portal.example". */
void bounce_address(
    char out[BOUNCE_ADDRESS], const char *base, const char *reference);

/*
 * Reads a report that came to an address of base. ERR_INVALID for anything
 * that is not a report about one of our messages to one recipient.
 */
int bounce_read(struct bounce *out, const char *base, const char *mail,
    size_t len, struct err *e);

#endif
