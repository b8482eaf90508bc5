/*
 * The head of an HTTP/1.1 request (RFC 9112), read strictly: whatever two
 * programs could read differently is refused before anything is routed. No
 * bodies but those with a Content-Length, no repeated Host or Content-Length,
 * no folded lines, no bare line feeds, no NUL.
 */
#ifndef PORTAL_HTTP_HEAD_H
#define PORTAL_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAD_MAX     8192 /* bytes of a head with its empty line */
#define HEAD_FIELDS  64	  /* lines of it */
#define HEAD_NO_BODY (-1) /* length: there is no Content-Length */

struct head {
	/* All point into the text that was read, or are NULL. */
	const char *method, *target;
	const char *authorization, *content_type, *accept, *accept_language,
	    *idempotency_key;
	int64_t length; /* Content-Length, or HEAD_NO_BODY */
	bool keep;	/* the connection may serve another request */
	bool expects;	/* Expect: 100-continue */
};

/*
 * Reads a whole head of len bytes, its empty line included; ends each part in
 * place with NUL, so that *out borrows from text. Answers 0, or the HTTP
 * status that refuses it (400, 411, 417, 431, 505).
 */
int head_read(char *text, size_t len, struct head *out);

#endif
