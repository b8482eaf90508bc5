#include "config.h"
#include "child.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/banned.h"

#define PATIENCE_MS 30000
#define END_MS	    10000

static void
must(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	abort();
}

void
child_start(struct child *c, const char *const argv[])
{
	int ends[2];

	memset(c, 0, sizeof(*c));
	must(pipe(ends) == 0, "pipe");
	c->pid = fork();
	must(c->pid >= 0, "fork");
	if (c->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(ends[1]);
	c->fd = ends[0];
}

/* The rest of the last line goes, more comes. */
static bool
read_more(struct child *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	ssize_t n;

	memmove(c->text, c->text + c->passed, c->len - c->passed);
	c->len -= c->passed;
	c->passed = 0;
	if (c->len + 1 >= sizeof(c->text)) /* a line nobody waits for */
		c->len = 0;
	if (poll(&p, 1, PATIENCE_MS) != 1)
		return false;
	n = read(c->fd, c->text + c->len, sizeof(c->text) - 1 - c->len);
	if (n <= 0)
		return false;
	c->len += (size_t)n;
	return true;
}

const char *
child_line(struct child *c, const char *word)
{
	do {
		char *line = c->text + c->passed, *end;

		while ((end = memchr(line, '\n',
			    c->len - (size_t)(line - c->text))) != NULL) {
			*end = '\0';
			c->passed = (size_t)(end + 1 - c->text);
			if (strstr(line, word) != NULL)
				return line;
			line = end + 1;
		}
	} while (read_more(c));
	fprintf(stderr, "child: no line with \"%s\"\n", word);
	return NULL;
}

void
child_end(struct child *c)
{
	struct pollfd p = { .events = POLLIN };

	if (c->pid == 0)
		return;
	p.fd = (int)syscall(SYS_pidfd_open, c->pid, 0);
	kill(c->pid, SIGTERM);
	/* It may be blocked on a pipe that nobody reads. */
	close(c->fd);
	if (p.fd < 0 || poll(&p, 1, END_MS) != 1)
		kill(c->pid, SIGKILL);
	if (p.fd >= 0)
		close(p.fd);
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	c->pid = 0;
}

int
child_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0 &&
		 getsockname(fd, (struct sockaddr *)&a, &len) == 0,
	    "port");
	close(fd);
	return ntohs(a.sin_port);
}
