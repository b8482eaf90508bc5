/*
 * What an HTTP answer, or its absence, means: a message, an error for the
 * person, or a reason to try again.
 */
#ifndef CLIENT_REMOTE_ANSWER_H
#define CLIENT_REMOTE_ANSWER_H

#include "net/curl.h"
#include "client/remote/link.h"

#define ANSWER_PATIENCE 15 /* s a portal may ask for without telling */

struct answer {
	CURLcode code;	    /* how the transfer ended */
	const char *detail; /* curl's words on that, or empty */
	int status;	    /* HTTP; 0: none came */
	const char *type;   /* Content-Type; NULL: none */
	const char *body;
	size_t len;
	long retry_after;	/* s, from the header; 0: none */
	struct link_peer *peer; /* reason is filled for another host's name */
	const char *ca_file;	/* for its error; may be NULL */
};

/*
 * Judges a. Fills err, status, retry_in and tries of *r; *message gets the
 * decoded structure of def, or NULL (caller wire_clears and frees). True: the
 * same request may succeed later, and err says why it did not now.
 */
bool answer_judge(const struct answer *a, const struct wire_message *def,
    struct link_reply *r, void **message);

#endif
