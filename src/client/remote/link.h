/*
 * The connection to one portal, and the client's event loop with it: calls
 * are started, link_poll waits for network and other descriptors alike, and
 * link_next hands out the answers. What a failure means (try again, give up,
 * tell the person) is decided here, so that no screen does it again.
 *
 * libcurl does HTTP and TLS. OpenSSL is used beside it for one thing only:
 * to record the portal's certificate, so that a refusal can be explained.
 */
#ifndef CLIENT_REMOTE_LINK_H
#define CLIENT_REMOTE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/codec.h"

struct link;
struct link_call; /* one call under way */

struct link_options {
	const char *url;     /* https://host[:port][/path]; NULL: no portal,
				link_poll waits and every call is refused */
	const char *ca_file; /* PEM; NULL: the system's authorities */
	const char *version; /* of this program, for User-Agent */
};

/*
 * Copies the options. Touches no network and is fast: libcurl is set up at
 * the first call. ERR_INVALID for anything but a plain https:// address.
 * Caller closes.
 */
int link_open(struct link **out, const struct link_options *o, struct err *e);

/* Ends every call without a reply, wipes, frees; NULL is fine. */
void link_close(struct link *l);

/* The session's token for every request from now on (copied, wiped when
 * replaced); NULL: none. */
void link_set_token(struct link *l, const char *token);

struct link_wait {
	int fd;
	bool ready; /* set by link_poll: readable, or closed from behind */
};

/*
 * Moves the calls on and waits for the network, for one of the n extra
 * descriptors, or until deadline (clock_mono_ms; -1: for ever). May come back
 * early with nothing ready, as after a signal. ERR_INTERNAL only.
 */
int link_poll(struct link *l, struct link_wait *extra, size_t n,
    int64_t deadline, struct err *e);

enum link_method { LINK_GET, LINK_POST, LINK_PUT };

struct link_ask {
	enum link_method method;
	const char *path;		     /* "/v1/...", a constant */
	const struct wire_message *in, *out; /* in: NULL without a body */
	bool once; /* report the first failure instead of trying again */
};

/*
 * Starts a call with the message body (in's structure; encoded at once, so it
 * may be freed). Tries by itself, always with the same Idempotency-Key, while
 * the portal cannot be reached, the connection breaks or the answer is 408,
 * 502, 503, 504, or a 429 for the rate of requests alone (reason "rate" or
 * none) that asks for 15 s at most: after pauses of 1, 2, 4,
 * 8, 15, 15... s. *out is borrowed and lives until the link_next after the
 * one that hands out its reply, or link_cancel. ERR_INVALID from encoding,
 * ERR_INTERNAL. One call at a time: each waits until the one before has ended,
 * so that the portal sees them in order.
 */
int link_start(struct link *l, struct link_call **out,
    const struct link_ask *ask, const void *body, struct err *e);

/* No reply comes. NULL is fine, and so is a call whose reply was handed out
 * by the last link_next. */
void link_cancel(struct link *l, struct link_call *c);

struct link_reply {
	const struct link_call *call;
	struct err err;			    /* code 0: it went well */
	int status;			    /* HTTP; 0: no answer */
	const struct wire_message *message; /* ask->out */
	const void *out;       /* its structure, or NULL with an error;
				  borrowed until the next link_next; members
				  may be moved out by zeroing them there */
	long retry_in;	       /* s until trying again may help; 0: unknown */
	long tries;	       /* left, where the portal counts them */
	long ms;	       /* from link_start to the answer */
	size_t sent, received; /* bytes inside TLS, of every attempt */
};

/*
 * The next finished call, or false. err.reason is the portal's word (a lost
 * session: "session"), or one of ours: "tls" the certificate was refused
 * (link_peer tells more), "ca-file" the file of authorities is no good,
 * "unreachable", "protocol" the answer is none of this interface.
 */
bool link_next(struct link *l, struct link_reply *r);

enum link_status {
	LINK_IDLE,	/* nothing under way, the last call did not get through
			   or there was none */
	LINK_CONNECTED, /* nothing under way, the last call got through */
	LINK_TRYING,	/* in a pause before another try */
	LINK_WORKING	/* waiting for an answer */
};

struct link_state {
	enum link_status status;
	int64_t next_try;	     /* LINK_TRYING: clock_mono_ms */
	int attempt;		     /* tries that failed so far */
	char sentence[ERR_TEXT_MAX]; /* why the last one did, or empty */
};

/* How it stands with the call whose turn it is. */
void link_state(const struct link *l, struct link_state *out);

/* The certificate the portal showed last. All of it is safe to print. */
struct link_peer {
	char host[256];
	char reason[256];      /* why it was refused, a sentence; or empty */
	char fingerprint[100]; /* SHA-256 "AA:BB:..." of the first one */
	char chain[2048];      /* lines: owner, issuer, dates of each */
};

/* False while no certificate was seen. */
bool link_peer(const struct link *l, struct link_peer *out);

#endif
