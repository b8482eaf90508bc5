/* The way to the portal, one step after the other, so that what fails first
 * is what is told. */
#include "config.h"
#include "client/doctor/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/text.h"
#include "client/remote/calls.h"
#include "base/banned.h"

#define HTTPS_PORT 443
#define TRY_MS	   4000 /* for a connection to one address */
#define TRIES	   3	/* addresses */

/* The port of an address that link_open has accepted. */
static int
port_of(const char *url, const char *host)
{
	const char *p = strstr(url, "://");
	char digits[8] = "";

	p = p != NULL ? p + 3 + strlen(host) : url;
	if (*p == ':')
		snprintf(digits, sizeof(digits), "%.*s",
		    (int)strspn(p + 1, "0123456789"), p + 1);
	return digits[0] != '\0' ? (int)strtol(digits, NULL, 10) : HTTPS_PORT;
}

static bool
any_proxy(void)
{
	/* What libcurl looks for with an https:// address. */
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY",
		"all_proxy", "ALL_PROXY" };
	const char *v;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((v = getenv(names[i])) != NULL && v[0] != '\0')
			return true;
	return false;
}

static struct addrinfo *
resolve(struct found_portal *p)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	char host[sizeof(p->peer.host)], port[8];
	size_t n;

	snprintf(
	    host, sizeof(host), "%s", p->peer.host + (p->peer.host[0] == '['));
	n = strlen(host);
	if (n > 0 && host[n - 1] == ']')
		host[n - 1] = '\0';
	snprintf(port, sizeof(port), "%d", p->port);
	p->stage = STAGE_DNS;
	p->dns = getaddrinfo(host, port, &hints, &list);
	p->dns_errno = errno;
	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next)
		p->addresses++;
	return list;
}

/* An errno, or 0. */
static int
wait_connected(int fd, const struct addrinfo *a)
{
	struct pollfd wait = { fd, POLLOUT, 0 };
	socklen_t size = sizeof(int);
	int error = 0;

	if (connect(fd, a->ai_addr, a->ai_addrlen) < 0 && errno != EINPROGRESS)
		return errno;
	if (poll(&wait, 1, TRY_MS) != 1)
		return ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		return errno;
	return error;
}

static int
connect_to(const struct addrinfo *a)
{
	int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(a->ai_family, type, 0), error;

	if (fd < 0)
		return errno;
	error = wait_connected(fd, a);
	close(fd);
	return error;
}

static void
reach(struct found_portal *p, const struct addrinfo *list)
{
	int tries = 0;

	p->stage = STAGE_TCP;
	for (; list != NULL && tries < TRIES; list = list->ai_next, tries++) {
		p->tcp_errno = connect_to(list);
		if (p->tcp_errno == 0) {
			p->connected = true;
			return;
		}
	}
}

static void
take(struct found_portal *p, const struct link_reply *r)
{
	const struct msg_info *m = r->out;

	err_copy(&p->err, &r->err);
	p->ours = clock_wall();
	if (r->err.code != 0 || m == NULL)
		return;
	if (date_from_rfc3339(m->time_at, &p->theirs) < 0)
		p->theirs = 0;
	snprintf(p->version, sizeof(p->version), "%s", m->version);
}

/* Asks what portal it is: once, for whoever looks for what is wrong does not
 * want to see it covered by patience. */
static void
ask(struct found_portal *p, struct link *l)
{
	struct link_call *call;
	struct link_reply r;
	struct link_state s;

	p->stage = STAGE_INFO;
	if (calls_info(l, &call, &p->err) < 0)
		return;
	for (;;) {
		if (link_poll(l, NULL, 0, -1, &p->err) < 0)
			return;
		/* At every step: silence may follow. */
		p->seen = link_peer(l, &p->peer);
		if (link_next(l, &r)) {
			take(p, &r);
			break;
		}
		link_state(l, &s);
		if (s.attempt > 0) {
			(void)err_why(&p->err, ERR_UNAVAILABLE, "unreachable",
			    "%s", s.sentence);
			break;
		}
	}
	link_peer(l, &p->peer); /* the reason of a refusal */
}

void
probe_portal(struct findings *f, const struct doctor_options *o)
{
	struct link_options lo = { o->portal, o->ca, o->version };
	struct found_portal *p = &f->portal;
	struct addrinfo *list;
	struct link *l = NULL;

	p->named = o->portal != NULL && o->portal[0] != '\0';
	p->proxy = any_proxy();
	if (!p->named || link_open(&l, &lo, &p->address) < 0)
		return;
	link_peer(l, &p->peer);
	p->port = port_of(o->portal, p->peer.host);
	list = resolve(p);
	if (list != NULL)
		reach(p, list);
	/* Behind a proxy neither of them need work. */
	if (p->connected || p->proxy)
		ask(p, l);
	p->stage = STAGE_END;
	if (list != NULL)
		freeaddrinfo(list);
	link_close(l);
}
