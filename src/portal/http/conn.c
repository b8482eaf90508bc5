/* The states of one connection; see conn.h. */
#include "config.h"
#include "portal/http/conn.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "portal/http/reply.h"
#include "base/banned.h"

#define LINGER_SECONDS 2

static void advance(struct http_conn *c);

static void
set_deadline(struct http_conn *c, long seconds)
{
	struct timeval tv = { .tv_sec = seconds, .tv_usec = 0 };

	event_add(&c->deadline, &tv);
}

static void
set_state(struct http_conn *c, enum conn_state state)
{
	if (c->state == CONN_IDLE && state != CONN_IDLE) {
		TAILQ_REMOVE(&c->server->idle, c, idle);
		c->began_ms = clock_mono_ms();
	}
	if (c->state != CONN_IDLE && state == CONN_IDLE)
		TAILQ_INSERT_TAIL(&c->server->idle, c, idle);
	c->state = state;
}

static void
request_free(struct http_request *rq)
{
	if (rq == NULL)
		return;
	if (rq->text != NULL)
		explicit_bzero(rq->text, rq->text_len);
	if (rq->body != NULL)
		explicit_bzero(rq->body, rq->body_len);
	free(rq->text);
	free(rq->body);
	free(rq);
}

void
conn_free(struct http_conn *c)
{
	struct http_server *s = c->server;

	if (c->request != NULL && c->state == CONN_BUSY)
		c->request->conn = NULL; /* http_reply frees it */
	else
		request_free(c->request);
	/* An end in order: nobody cut the connection. */
	if (c->state == CONN_IDLE && c->tls)
		SSL_shutdown(bufferevent_openssl_get_ssl(c->bev));
	set_state(c, CONN_HEAD);
	TAILQ_REMOVE(&s->conns, c, all);
	event_del(&c->deadline);
	bufferevent_free(c->bev);
	free(c);
	server_gone(s);
}

/*
 * Says goodbye on both layers, then reads on for a moment: closing a socket
 * with unread bytes in it would destroy the answer on its way.
 */
static void
linger(struct http_conn *c)
{
	struct evbuffer *in = bufferevent_get_input(c->bev);

	set_state(c, CONN_LINGER);
	if (c->tls)
		SSL_shutdown(bufferevent_openssl_get_ssl(c->bev));
	shutdown(bufferevent_getfd(c->bev), SHUT_WR);
	evbuffer_drain(in, evbuffer_get_length(in));
	set_deadline(c, LINGER_SECONDS);
}

static struct http_request *
request_new(struct http_conn *c)
{
	struct http_request *rq = calloc(1, sizeof(*rq));

	if (rq == NULL)
		return NULL;
	rq->began_ms = clock_mono_ms();
	rq->server = c->server;
	rq->conn = c;
	rq->head.length = HEAD_NO_BODY;
	memcpy(rq->peer, c->peer, sizeof(rq->peer));
	return rq;
}

/* Gives the request to the handler, with the status that refuses it or 0. */
static void
hand_over(struct http_conn *c, int status)
{
	const struct http_handler *h = c->server->handler;

	if (status != 0)
		c->keep = false;
	set_state(c, CONN_BUSY);
	event_del(&c->deadline);
	if (status != 0)
		h->refuse(h->arg, c->request, status);
	else
		h->handle(h->arg, c->request);
}

/* Bytes of a whole head in the input; 0: not yet, -1: it is too long. */
static ssize_t
head_length(struct http_conn *c, struct evbuffer *in)
{
	size_t have = evbuffer_get_length(in);
	struct evbuffer_ptr from, end;

	evbuffer_ptr_set(in, &from, c->scanned, EVBUFFER_PTR_SET);
	end = evbuffer_search(in, "\r\n\r\n", 4, &from);
	if (end.pos >= 0 && end.pos + 4 <= HEAD_MAX)
		return end.pos + 4;
	if (end.pos >= 0 || have >= HEAD_MAX)
		return -1;
	c->scanned = have < 3 ? 0 : have - 3;
	return 0;
}

static int
read_head(struct http_conn *c, struct evbuffer *in, size_t len)
{
	struct http_request *rq = c->request;
	const struct http_handler *h = c->server->handler;
	size_t most = 0;
	int status;

	rq->text = calloc(1, len + 1);
	if (rq->text == NULL)
		return 503;
	rq->text_len = len;
	evbuffer_remove(in, rq->text, len);
	status = head_read(rq->text, len, &rq->head);
	if (status != 0)
		return status;
	c->keep = rq->head.keep;
	status = h->admit(h->arg, rq, &most);
	if (status != 0)
		return status;
	if (rq->head.length > (int64_t)most)
		return 413;
	if (rq->head.length <= 0)
		return 0;
	rq->body = calloc(1, (size_t)rq->head.length + 1);
	if (rq->body == NULL)
		return 503;
	if (rq->head.expects)
		bufferevent_write(c->bev, REPLY_CONTINUE, REPLY_CONTINUE_LEN);
	return 0;
}

static void
on_head(struct http_conn *c, struct evbuffer *in)
{
	ssize_t len;
	int status;

	if (evbuffer_get_length(in) == 0)
		return;
	if (c->request == NULL) {
		c->request = request_new(c);
		if (c->request == NULL) {
			conn_free(c);
			return;
		}
		/* A connection's first request counts from the accept. */
		if (c->state == CONN_IDLE)
			set_deadline(c, c->server->limits.request_seconds);
		set_state(c, CONN_HEAD);
	}
	len = head_length(c, in);
	if (len == 0)
		return;
	c->scanned = 0;
	status = len < 0 ? 431 : read_head(c, in, (size_t)len);
	if (status != 0) {
		hand_over(c, status);
		return;
	}
	set_state(c, CONN_BODY);
	advance(c);
}

static void
on_body(struct http_conn *c, struct evbuffer *in)
{
	struct http_request *rq = c->request;
	size_t want = rq->body == NULL ? 0 : (size_t)rq->head.length;

	if (want > rq->body_len) {
		int n = evbuffer_remove(
		    in, rq->body + rq->body_len, want - rq->body_len);

		if (n > 0)
			rq->body_len += (size_t)n;
	}
	if (rq->body_len == want)
		hand_over(c, 0);
}

static void
advance(struct http_conn *c)
{
	struct evbuffer *in = bufferevent_get_input(c->bev);

	switch (c->state) {
	case CONN_IDLE:
	case CONN_HEAD:
		on_head(c, in);
		break;
	case CONN_BODY:
		on_body(c, in);
		break;
	case CONN_LINGER:
		evbuffer_drain(in, evbuffer_get_length(in));
		break;
	case CONN_BUSY:
	case CONN_WRITE:
		break; /* the next request waits in the buffer */
	}
}

static void
on_read(struct bufferevent *bev, void *arg)
{
	(void)bev;
	advance(arg);
}

/* The answer has left. */
static void
on_write(struct bufferevent *bev, void *arg)
{
	struct http_conn *c = arg;

	/* "100 Continue" reports its leaving too. */
	if (c->state != CONN_WRITE ||
	    evbuffer_get_length(bufferevent_get_output(bev)) > 0)
		return;
	if (!c->keep || c->server->stopping) {
		linger(c);
		return;
	}
	set_state(c, CONN_IDLE);
	set_deadline(c, c->server->limits.idle_seconds);
	advance(c);
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
	(void)bev;
	if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) != 0)
		conn_free(arg);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct http_conn *c = arg;

	(void)fd;
	(void)what;
	if (c->request != NULL &&
	    (c->state == CONN_HEAD || c->state == CONN_BODY)) {
		hand_over(c, 408);
		return;
	}
	conn_free(c);
}

void
http_reply(struct http_request *rq, const struct http_answer *a)
{
	struct http_conn *c = rq->conn;

	if (c == NULL) {
		if (a->release != NULL)
			a->release(a->release_arg);
		request_free(rq);
		return;
	}
	if (c->server->stopping)
		c->keep = false;
	if (reply_write(bufferevent_get_output(c->bev), a, c->keep, rq->lang) <
	    0)
		c->keep = false;
	c->request = NULL;
	request_free(rq);
	set_state(c, CONN_WRITE);
	set_deadline(c, c->server->limits.request_seconds);
}

void
conn_open(struct http_server *s, evutil_socket_t fd, const char *peer)
{
	const int how = BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS;
	struct http_conn *c = calloc(1, sizeof(*c));
	SSL *ssl = c == NULL || s->ctx == NULL ? NULL : SSL_new(s->ctx);

	if (ssl != NULL)
		c->bev = bufferevent_openssl_socket_new(
		    s->base, fd, ssl, BUFFEREVENT_SSL_ACCEPTING, how);
	else if (c != NULL && s->ctx == NULL)
		c->bev = bufferevent_socket_new(s->base, fd, how);
	if (c == NULL || c->bev == NULL) {
		SSL_free(ssl);
		free(c);
		evutil_closesocket(fd);
		return;
	}
	c->server = s;
	c->tls = ssl != NULL;
	c->state = CONN_HEAD;
	c->began_ms = clock_mono_ms();
	snprintf(c->peer, sizeof(c->peer), "%s", peer);
	evtimer_assign(&c->deadline, s->base, on_deadline, c);
	TAILQ_INSERT_TAIL(&s->conns, c, all);
	s->count++;
	bufferevent_setcb(c->bev, on_read, on_write, on_event, c);
	bufferevent_setwatermark(c->bev, EV_READ, 0, (size_t)2 * HEAD_MAX);
	bufferevent_enable(c->bev, EV_READ | EV_WRITE);
	set_deadline(c, s->limits.request_seconds);
}
