/*
 * The HTTP server, over TLS or plain: one event loop that owns every
 * connection. What a request means is the handler's; here it is only read,
 * limited and answered. All functions belong to the loop's thread.
 */
#ifndef PORTAL_HTTP_SERVER_H
#define PORTAL_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/err.h"
#include "base/lang.h"
#include "portal/http/head.h"

struct event_base;
struct http_server;
struct http_conn;

/* A request under way; lives until http_reply, also when its client has gone
 * away meanwhile. */
struct http_request {
	struct head head; /* borrows from text */
	char *text;	  /* owned, text_len bytes and NUL */
	size_t text_len;
	char *body; /* owned, body_len bytes and NUL; NULL: none */
	size_t body_len;
	char peer[48];
	enum lang lang;
	int64_t began_ms;
	struct http_conn *conn; /* NULL: the client has gone */
	struct http_server *server;
};

struct http_answer {
	int status;
	const char *body; /* copied, but for one with release */
	size_t len;
	const char *type; /* NULL: application/json */
	long max_age;	  /* seconds it may be kept by others; 0: not at all */
	/* Called once when body is needed no longer; NULL: body is copied. */
	void (*release)(void *arg);
	void *release_arg;
	long retry_after;  /* seconds; 0: none */
	const char *allow; /* of a 405, NULL: none */
};

struct http_handler {
	/* The head is there: 0 and the most bytes a body may have, or the
	 * status that refuses it. */
	int (*admit)(void *arg, const struct http_request *rq, size_t *most);
	/* Takes the request; answers it with http_reply, now or later. */
	void (*handle)(void *arg, struct http_request *rq);
	/* Answers (with http_reply) a request that status refuses; rq may
	 * have no more than its peer. */
	void (*refuse)(void *arg, struct http_request *rq, int status);
	void *arg;
};

struct http_limits {
	long max_connections;
	long request_seconds; /* from its first byte to its last */
	long idle_seconds;    /* between requests */
};

/* Caller frees with http_server_free. handler and base stay the caller's. */
int http_server_new(struct http_server **out, struct event_base *base,
    const struct http_handler *handler, struct err *e);
void http_server_free(struct http_server *s);

/* For new connections; takes ctx over. NULL: plain HTTP. */
void http_server_set(
    struct http_server *s, SSL_CTX *ctx, const struct http_limits *limits);

/* Listens; *port 0 picks a free one and names it. "::" takes IPv4 too. */
int http_server_listen(
    struct http_server *s, const char *address, int *port, struct err *e);

/* No new connections, idle ones closed, the others after their answer; calls
 * done when none is left, or when ms are over. */
void http_server_stop(
    struct http_server *s, long ms, void (*done)(void *arg), void *arg);

/* Connections that are open. */
size_t http_server_count(const struct http_server *s);

/* Answers and frees the request. */
void http_reply(struct http_request *rq, const struct http_answer *a);

#endif
