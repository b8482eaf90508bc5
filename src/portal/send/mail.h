/* A mail as it travels: its head and its parts (RFC 5322, RFC 2045). */
#ifndef PORTAL_SEND_MAIL_H
#define PORTAL_SEND_MAIL_H

#include <stdint.h>

#include "base/buf.h"
#include "net/curl.h"
#include "portal/store/outbox.h"

struct mail {
	struct curl_slist *head;
	curl_mime *mime;
	struct buf text; /* what the parts borrow */
};

/*
 * Of a message from the address from, whose owner is called name. Its
 * Message-ID is the same at every try, so that a mail that comes twice can be
 * known. -1 when memory is out. mail_clear afterwards in any case.
 */
int mail_make(struct mail *out, CURL *easy, const struct message *m,
    const char *name, const char *from, int64_t now);
void mail_clear(struct mail *l);

/* A plain address (RFC 5321 §4.1.2 without quoted parts), with nothing in it
 * that could end the command or the line it stands in. */
bool mail_address(const char *address);

#endif
