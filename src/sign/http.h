/*
 * One question to a service of the certificate authorities (OCSP, RFC 6960;
 * time-stamps, RFC 3161 §3.4): a POST over plain HTTP, whose answer is signed
 * and so needs no TLS. It waits, so it belongs in a thread that may.
 */
#ifndef SIGN_HTTP_H
#define SIGN_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct http_post {
	const char *url;		/* http://... */
	const char *type, *answer_type; /* media types */
	size_t max;			/* bytes of the answer */
	int seconds; /* for all of it, but for asking for the name */
};

/* Adds the answer's body, which is one DER element, to *out. ERR_UNAVAILABLE:
 * no such answer came in time. */
int http_post(const struct http_post *q, const void *body, size_t len,
    struct buf *out, struct err *e);

/* An address that http_post can ask. */
bool http_address(const char *url);

#endif
