/* Listens, counts connections and ends them; see server.h. */
#include "config.h"
#include "portal/http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "portal/http/conn.h"
#include "base/banned.h"

#define BACKLOG	    511
#define ACCEPT_MOST 8 /* connections in one turn of the loop */

static void
on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct http_server *s = arg;

	(void)fd;
	(void)what;
	s->accepted = 0;
	if (s->listener != NULL)
		evconnlistener_enable(s->listener);
}

static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	struct http_server *s = arg;

	(void)fd;
	(void)what;
	if (s->ended)
		return;
	s->ended = true;
	s->done(s->done_arg);
}

/* Calls done from the loop, never from inside a connection's callback. */
static void
end_soon(struct http_server *s, long ms)
{
	struct timeval tv = { .tv_sec = ms / 1000,
		.tv_usec = ms % 1000 * 1000 };

	event_add(&s->stop, &tv);
}

int
http_server_new(struct http_server **out, struct event_base *base,
    const struct http_handler *handler, struct err *e)
{
	struct http_server *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->base = base;
	s->handler = handler;
	TAILQ_INIT(&s->conns);
	TAILQ_INIT(&s->idle);
	evtimer_assign(&s->resume, base, on_resume, s);
	evtimer_assign(&s->stop, base, on_stop, s);
	*out = s;
	return 0;
}

void
http_server_free(struct http_server *s)
{
	struct http_conn *c;

	if (s == NULL)
		return;
	s->stopping = false; /* nobody waits for the end any more */
	while ((c = TAILQ_FIRST(&s->conns)) != NULL)
		conn_free(c);
	if (s->listener != NULL)
		evconnlistener_free(s->listener);
	event_del(&s->resume);
	event_del(&s->stop);
	SSL_CTX_free(s->ctx);
	free(s);
}

void
http_server_set(
    struct http_server *s, SSL_CTX *ctx, const struct http_limits *limits)
{
	SSL_CTX_free(s->ctx);
	s->ctx = ctx;
	s->limits = *limits;
}

size_t
http_server_count(const struct http_server *s)
{
	return s->count;
}

void
server_gone(struct http_server *s)
{
	s->count--;
	if (s->stopping && s->count == 0)
		end_soon(s, 0);
}

/* Text of an address; IPv4 inside IPv6 as IPv4. */
static void
peer_text(const struct sockaddr *sa, char *out, socklen_t size)
{
	const struct sockaddr_in6 *six = (const void *)sa;
	const struct sockaddr_in *four = (const void *)sa;

	out[0] = '\0';
	if (sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &four->sin_addr, out, size);
	else if (sa->sa_family == AF_INET6 &&
		 IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		inet_ntop(AF_INET, &six->sin6_addr.s6_addr[12], out, size);
	else if (sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &six->sin6_addr, out, size);
}

/* Whom a full house shows out: who has been idle longest; else whose request,
 * or whose reading of an answer, takes longest. NULL: all are being served. */
static struct http_conn *
least_wanted(const struct http_server *s)
{
	struct http_conn *c, *found = TAILQ_FIRST(&s->idle);

	if (found != NULL)
		return found;
	TAILQ_FOREACH(c, &s->conns, all)
	if (c->state != CONN_BUSY &&
	    (found == NULL || c->began_ms < found->began_ms))
		found = c;
	return found;
}

static void
on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa,
    int len, void *arg)
{
	static const struct timeval next_turn = { 0 };
	struct http_server *s = arg;
	char peer[48];
	int on = 1;

	(void)len;
	/* A crowd at the door does not keep those inside waiting: switched off
	 * by its callback, the listener stops accepting. */
	if (++s->accepted >= ACCEPT_MOST) {
		evconnlistener_disable(l);
		event_add(&s->resume, &next_turn);
	}
	if (s->count >= (size_t)s->limits.max_connections) {
		struct http_conn *oldest = least_wanted(s);

		if (oldest == NULL) {
			evutil_closesocket(fd);
			return;
		}
		conn_free(oldest);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	peer_text(sa, peer, sizeof(peer));
	conn_open(s, fd, peer);
}

/* Out of descriptors: a listener that stays on would only spin. */
static void
on_accept_error(struct evconnlistener *l, void *arg)
{
	struct http_server *s = arg;
	struct timeval tv = { .tv_sec = 1, .tv_usec = 0 };

	log_warn("accept: %s", strerror(errno));
	evconnlistener_disable(l);
	event_add(&s->resume, &tv);
}

static int
bound_socket(const struct addrinfo *ai)
{
	int fd = socket(ai->ai_family,
	    ai->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, ai->ai_protocol);
	int on = 1, off = 0;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (ai->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) < 0 ||
	    listen(fd, BACKLOG) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int
open_socket(const char *address, int port)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	struct addrinfo *ai = NULL;
	char service[8];
	int fd = -1;

	snprintf(service, sizeof(service), "%d", port);
	if (getaddrinfo(address, service, &hints, &ai) == 0) {
		fd = bound_socket(ai);
		freeaddrinfo(ai);
	} else {
		errno = EADDRNOTAVAIL;
	}
	/* A kernel without IPv6 still has every address of its own. */
	if (fd < 0 && errno == EAFNOSUPPORT && strcmp(address, "::") == 0)
		return open_socket("0.0.0.0", port);
	return fd;
}

static int
port_of(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} a;
	socklen_t len = sizeof(a);

	memset(&a, 0, sizeof(a));
	if (getsockname(fd, &a.any, &len) < 0)
		return 0;
	return ntohs(
	    a.any.sa_family == AF_INET6 ? a.six.sin6_port : a.four.sin_port);
}

int
http_server_listen(
    struct http_server *s, const char *address, int *port, struct err *e)
{
	int fd = open_socket(address, *port);

	if (fd < 0)
		return err_set(e, ERR_UNAVAILABLE,
		    _("The portal cannot listen on %s port %d: %s."), address,
		    *port, strerror(errno));
	*port = port_of(fd);
	s->listener = evconnlistener_new(s->base, on_accept, s,
	    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (s->listener == NULL) {
		close(fd);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	evconnlistener_set_error_cb(s->listener, on_accept_error);
	return 0;
}

void
http_server_stop(
    struct http_server *s, long ms, void (*done)(void *arg), void *arg)
{
	struct http_conn *c, *next;

	if (s->stopping)
		return;
	s->stopping = true;
	s->done = done;
	s->done_arg = arg;
	if (s->listener != NULL)
		evconnlistener_free(s->listener);
	s->listener = NULL;
	for (c = TAILQ_FIRST(&s->conns); c != NULL; c = next) {
		next = TAILQ_NEXT(c, all);
		if (c->request == NULL && c->state <= CONN_HEAD)
			conn_free(c);
	}
	end_soon(s, s->count == 0 ? 0 : ms);
}
