#include "config.h"
#include "client/card/service.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/banned.h"

/* A service that has just made its socket needs a moment; one that does not
 * answer for this long is not asked again before its socket changes. */
#define FIRST_PAUSE 50 /* milliseconds, doubled each time */
#define TRIES	    8

#define SOCKET "/run/pcscd/pcscd.comm"
#define EVENTS                                                                 \
	(IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)

static const char *
socket_path(void)
{
	const char *path = getenv("PCSCLITE_CSOCK_NAME");

	return path != NULL && path[0] == '/' ? path : SOCKET;
}

/* Cuts the path after the deepest folder that exists; name: what comes next,
 * the socket itself or a folder on the way to it. */
static void
deepest(char *path, char *name, size_t size)
{
	char *slash = strrchr(path, '/'), *end;

	while (slash != path) {
		*slash = '\0';
		if (access(path, F_OK) == 0)
			break;
		*slash = '/';
		end = slash;
		*end = '\0';
		slash = strrchr(path, '/');
		*end = '/';
	}
	snprintf(name, size, "%.*s", (int)strcspn(slash + 1, "/"), slash + 1);
	slash[slash == path] = '\0';
}

void
service_arm(struct service *s)
{
	char path[PATH_MAX], before[PATH_MAX] = "";

	service_rest(s);
	s->notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	/* Until no deeper folder has come up in between. */
	for (;;) {
		snprintf(path, sizeof(path), "%s", socket_path());
		deepest(path, s->name, sizeof(s->name));
		if (strcmp(path, before) == 0)
			return;
		memcpy(before, path, sizeof(before));
		(void)inotify_add_watch(s->notify, path, EVENTS);
	}
}

void
service_rest(struct service *s)
{
	if (s->notify >= 0)
		close(s->notify);
	s->notify = -1;
}

/* Whether one of the events is about what is awaited. */
static bool
concerned(struct service *s)
{
	_Alignas(struct inotify_event) char events[4096];
	const struct inotify_event *e;
	ssize_t n = read(s->notify, events, sizeof(events));
	bool ours = false;

	for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof(*e) + e->len)) {
		e = (const struct inotify_event *)(const void *)(events + at);
		ours |= e->len == 0 || strcmp(e->name, s->name) == 0;
	}
	return ours;
}

bool
service_wait(struct service *s, int stop)
{
	struct pollfd p[2] = { { .fd = stop, .events = POLLIN },
		{ .fd = s->notify, .events = POLLIN } };
	int pause = -1, n;

	if (access(socket_path(), F_OK) == 0 && s->tries < TRIES)
		pause = FIRST_PAUSE << s->tries++;
	do {
		n = poll(p, 2, pause);
		if (n > 0 && p[1].revents != 0 && concerned(s)) {
			s->tries = 0;
			break;
		}
	} while (n != 0 && p[0].revents == 0);
	return p[0].revents == 0;
}
