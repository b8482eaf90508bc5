/*
 * One HTTP request of a call: the transfer handle is dressed here with
 * address, headers, body, time-outs and the rules for the certificate.
 */
#ifndef CLIENT_REMOTE_REQUEST_H
#define CLIENT_REMOTE_REQUEST_H

#include "base/buf.h"
#include "net/curl.h"
#include "client/remote/answer.h"
#include "client/remote/link.h"

#define REQUEST_KEY 33 /* bytes of an Idempotency-Key and NUL */

/* What is the same for every request to a portal; all borrowed. */
struct request_target {
	const char *url; /* without a slash at the end */
	const char *ca_file;
	const char *agent;
	const char *token; /* empty: none */
	struct link_peer *peer;
};

struct request {
	CURL *easy; /* borrowed while it runs */
	struct curl_slist *headers;
	struct buf body;   /* of the request; wiped */
	struct buf answer; /* wiped */
	size_t head;	   /* bytes of the answer's headers so far */
	char key[REQUEST_KEY];
	char detail[CURL_ERROR_SIZE];
};

/* Empty, with a new random key. Never fails. */
void request_init(struct request *q);

/* Wipes and frees; easy is left alone. */
void request_free(struct request *q);

/*
 * Dresses easy for one try and forgets the answer of the last one. owner
 * comes back as CURLINFO_PRIVATE. -1 when memory is out.
 */
int request_dress(struct request *q, CURL *easy, const struct link_ask *ask,
    const struct request_target *to, void *owner);

/* What came of it: fills *a (borrowing from q and easy) and adds the bytes
 * of this try to *r. */
void request_result(const struct request *q, CURLcode code, struct answer *a,
    struct link_reply *r);

#endif
