/* One connection: reads a request, waits for its answer, sends it, goes on
 * with the next. Only server.c makes and counts them. */
#ifndef PORTAL_HTTP_CONN_H
#define PORTAL_HTTP_CONN_H

#include <event2/event_struct.h>
#include <event2/util.h>
#include <sys/queue.h>

#include "portal/http/server.h"

struct bufferevent;

enum conn_state {
	CONN_IDLE,  /* nothing of the next request has come */
	CONN_HEAD,  /* handshake, or a head is coming */
	CONN_BODY,  /* Content-Length bytes are coming */
	CONN_BUSY,  /* the handler has the request */
	CONN_WRITE, /* the answer is leaving */
	CONN_LINGER /* answered; reads until the client closes */
};

struct http_conn {
	TAILQ_ENTRY(http_conn) all;
	TAILQ_ENTRY(http_conn) idle; /* while CONN_IDLE, oldest first */
	struct http_server *server;
	struct bufferevent *bev;
	struct http_request *request; /* until its answer is written */
	struct event deadline;
	enum conn_state state;
	int64_t began_ms; /* of the connection, then of each request */
	size_t scanned;	  /* bytes of the input that hold no end of a head */
	bool keep, tls;
	char peer[48];
};

TAILQ_HEAD(conn_list, http_conn);

struct http_server {
	struct event_base *base;
	const struct http_handler *handler;
	struct http_limits limits;
	SSL_CTX *ctx;
	struct evconnlistener *listener;
	struct event resume; /* of a listener that had enough for now */
	int accepted;	     /* since then */
	struct conn_list conns, idle;
	size_t count;
	bool stopping, ended;
	struct event stop;
	void (*done)(void *arg);
	void *done_arg;
};

/* Takes fd over; closes it when there is no memory. */
void conn_open(struct http_server *s, evutil_socket_t fd, const char *peer);

/* Closes at once; a request under way lives on without its client. */
void conn_free(struct http_conn *c);

/* server.c: one connection fewer. */
void server_gone(struct http_server *s);

#endif
