/*
 * One HTTP exchange that is waited for: for worker threads. Nothing lasts
 * longer than its deadline, nothing grows beyond its limit, and nowhere is
 * gone but where it was asked to go.
 */
#ifndef NET_FETCH_H
#define NET_FETCH_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* All borrowed; what is NULL is left out. */
struct net_request {
	const char *method;	    /* NULL: POST with a body, else GET */
	const char *url;	    /* http or https */
	const char *const *headers; /* "Name: value", ended by NULL */
	const void *body;
	size_t len;
	const char *ca_file;	     /* PEM; NULL: the system's authorities */
	const char *user, *password; /* basic authentication (RFC 7617) */
	long seconds;		     /* for everything together */
};

struct net_answer {
	long status;	 /* HTTP; whatever it is, it is an answer */
	char type[96];	 /* media type without its parameters, "" when absent */
	struct buf body; /* the caller's, born with its limit */
};

/*
 * Loads libcurl and sets it up, on memory that is wiped when given back.
 * Before other threads are started; each that answered 0 is balanced by
 * net_stop.
 */
int net_start(struct err *e);
void net_stop(void);

/*
 * Any thread. Adds the answer's body to a->body. ERR_UNAVAILABLE: not
 * reached, or not in time; ERR_DENIED (reason "tls"): no trusted TLS;
 * ERR_LIMIT: more than the body may hold; ERR_INVALID: not HTTP, or not an
 * address of it. The sentence names the server, never the whole address:
 * that may hold a password.
 */
int net_fetch(
    const struct net_request *rq, struct net_answer *a, struct err *e);

/* "https://host:1" of an address, for sentences; cut to size. */
void net_place(const char *url, char *out, size_t size);

#endif
