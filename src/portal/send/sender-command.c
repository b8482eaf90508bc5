#include "config.h"
#include "portal/send/sender.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/banned.h"

struct sender_command {
	struct sender base;
	char *program;
	long seconds;
};

/* Starts the program with one end of the pair as its standard input. */
static int
start(const struct sender_command *c, const char *kind, int input, pid_t *pid)
{
	char *argv[] = { c->program, NULL, NULL }, *word = strdup(kind);
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	if (word == NULL)
		return ENOMEM;
	argv[1] = word;
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	/* A group of its own, so that what it starts ends with it. */
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
					    POSIX_SPAWN_SETSIGDEF |
					    POSIX_SPAWN_SETPGROUP);
	rc = posix_spawn(pid, c->program, &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	free(word);
	return rc;
}

static int
feed(int fd, const struct message *m)
{
	struct buf b = BUF_INIT(sizeof(*m));
	ssize_t n;

	b.wipe = true;
	buf_addf(&b, "%s\n", m->address);
	if (m->kind == MESSAGE_EMAIL)
		buf_addf(&b, "%s\n", m->subject);
	buf_addf(&b, "%s\n", m->text);
	/* A program that reads nothing must not end the portal by SIGPIPE. */
	n = send(fd, buf_str(&b), b.len, MSG_NOSIGNAL);
	n = !b.failed && n == (ssize_t)b.len ? 0 : -1;
	buf_free(&b);
	return (int)n;
}

/* Its exit status, or -1 when it was ended after too long a time. */
static int
await(pid_t pid, long seconds)
{
	struct pollfd p = { .fd = (int)syscall(SYS_pidfd_open, pid, 0),
		.events = POLLIN };
	int status = 0, n;

	do
		n = poll(&p, 1, (int)(seconds * 1000));
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		kill(-pid, SIGKILL);
	if (p.fd >= 0)
		close(p.fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return n > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
command_send(
    struct sender *s, const struct message *m, struct sent *out, struct err *e)
{
	const struct sender_command *c = (const struct sender_command *)s;
	int pair[2], rc, fed;
	pid_t pid;

	(void)out;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(e, ERR_UNAVAILABLE,
		    _("The message program cannot be run: %s."),
		    strerror(errno));
	rc = start(c, message_kind_name(m->kind), pair[1], &pid);
	close(pair[1]);
	if (rc != 0) {
		close(pair[0]);
		return err_set(e, ERR_UNAVAILABLE,
		    _("The message program cannot be run: %s."), strerror(rc));
	}
	fed = feed(pair[0], m);
	close(pair[0]);
	rc = await(pid, c->seconds);
	if (rc == 0 && fed == 0)
		return 0;
	if (rc < 0)
		return err_set(e, ERR_UNAVAILABLE,
		    _("The message program did not end in time or was "
		      "killed."));
	return err_set(e, ERR_UNAVAILABLE,
	    _("The message program ended with status %d."), rc);
}

static void
command_free(struct sender *s)
{
	struct sender_command *c = (struct sender_command *)s;

	free(c->program);
	free(c);
}

static const struct sender_ops command_ops = {
	.name = "command",
	.send = command_send,
	.free = command_free,
};

int
sender_open_command(
    struct sender **out, const char *program, long seconds, struct err *e)
{
	struct sender_command *c;

	if (access(program, X_OK) < 0)
		return err_set(e, ERR_INVALID, _("%s cannot be run: %s."),
		    program, strerror(errno));
	c = calloc(1, sizeof(*c));
	if (c == NULL || (c->program = strdup(program)) == NULL) {
		free(c);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	c->base.ops = &command_ops;
	c->seconds = seconds;
	*out = &c->base;
	return 0;
}
