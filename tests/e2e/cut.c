#include "config.h"
#include "cut.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

#define CHUNK 2048

static struct sockaddr_in
here(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

void
cut_open(struct cut *c)
{
	struct sockaddr_in at = here(0);
	socklen_t len = sizeof(at);

	c->n = 0;
	c->listen = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(c->listen >= 0);
	assert_int_equal(
	    bind(c->listen, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(c->listen, CUT_LINES), 0);
	assert_int_equal(
	    getsockname(c->listen, (struct sockaddr *)&at, &len), 0);
	c->port = ntohs(at.sin_port);
}

void
cut_all(struct cut *c)
{
	for (int i = 0; i < c->n; i++) {
		close(c->pairs[i][0]);
		close(c->pairs[i][1]);
	}
	c->n = 0;
}

void
cut_close(struct cut *c)
{
	cut_all(c);
	close(c->listen);
}

static void
take(struct cut *c)
{
	struct sockaddr_in at = here(c->to);
	int client = accept4(c->listen, NULL, NULL, SOCK_CLOEXEC);
	int portal = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (client < 0 || portal < 0 || c->n == CUT_LINES ||
	    connect(portal, (struct sockaddr *)&at, sizeof(at)) < 0) {
		close(client);
		close(portal);
		return;
	}
	c->pairs[c->n][0] = client;
	c->pairs[c->n++][1] = portal;
}

/* False when the connection has ended. */
static bool
carry(struct cut *c, int from, int to)
{
	char chunk[CHUNK];
	size_t most = c->left < CHUNK ? c->left : CHUNK;
	ssize_t n = recv(from, chunk, most, 0);

	if (n <= 0 || send(to, chunk, (size_t)n, MSG_NOSIGNAL) != n)
		return false;
	c->left -= (size_t)n;
	return true;
}

static void
carry_pair(struct cut *c, int i, const struct pollfd *p)
{
	bool good = true;

	for (int k = 0; k < 2 && good && c->left > 0; k++)
		if (p[k].revents != 0)
			good = carry(c, c->pairs[i][k], c->pairs[i][1 - k]);
	if (good)
		return;
	close(c->pairs[i][0]);
	close(c->pairs[i][1]);
	c->pairs[i][0] = -1;
}

static void
forget_ended(struct cut *c)
{
	int n = 0;

	for (int i = 0; i < c->n; i++)
		if (c->pairs[i][0] >= 0) {
			c->pairs[n][0] = c->pairs[i][0];
			c->pairs[n++][1] = c->pairs[i][1];
		}
	c->n = n;
}

bool
cut_carry(struct cut *c, size_t bytes, int done)
{
	struct pollfd p[2 + 2 * CUT_LINES];

	c->left = bytes;
	while (c->left > 0) {
		int n = c->n;

		p[0] = (struct pollfd){ done, POLLIN, 0 };
		p[1] = (struct pollfd){ c->listen, POLLIN, 0 };
		for (int i = 0; i < n; i++)
			for (int k = 0; k < 2; k++)
				p[2 + 2 * i + k] =
				    (struct pollfd){ c->pairs[i][k], POLLIN,
					    0 };
		if (poll(p, (nfds_t)(2 + 2 * n), -1) < 0)
			continue;
		if (p[0].revents != 0)
			return false;
		for (int i = 0; i < n && c->left > 0; i++)
			carry_pair(c, i, &p[2 + 2 * i]);
		forget_ended(c);
		if (p[1].revents != 0)
			take(c);
	}
	return true;
}
