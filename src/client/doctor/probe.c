#include "config.h"
#include "client/doctor/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/banned.h"

#define PROBES_MAX 8
#define GRACE_MS   1000 /* for the system to end a process */

struct running {
	pid_t pid; /* 0: has ended */
	int fd;	   /* closed from behind as soon as it has */
	struct found_end *end;
};

static struct found_end *
end_of(const struct probe *p, struct findings *f)
{
	return (struct found_end *)(void *)((char *)f + p->end);
}

/* In the child. What a driver prints is no part of the report, and what it
 * leaves behind ends with the process. */
static void
run_one(
    const struct probe *p, struct findings *f, const struct doctor_options *o)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
	}
	p->run(f, o);
	end_of(p, f)->whole = true;
	_exit(0);
}

static void
start(const struct probe *p, struct findings *f, const struct doctor_options *o,
    struct running *out)
{
	int fds[2];

	*out = (struct running){ 0, -1, end_of(p, f) };
	if (pipe2(fds, O_CLOEXEC) < 0)
		return;
	out->pid = fork();
	if (out->pid == 0) {
		close(fds[0]);
		run_one(p, f, o);
	}
	close(fds[1]);
	out->fd = fds[0];
	if (out->pid < 0)
		out->pid = 0;
}

static void
collect(struct running *r)
{
	int status = 0;

	while (r->pid > 0 && waitpid(r->pid, &status, 0) < 0)
		if (errno != EINTR)
			return;
	r->pid = 0;
	if (WIFSIGNALED(status))
		r->end->signal = WTERMSIG(status);
	else if (status != 0)
		r->end->signal = SIGABRT;
}

/* Waits for those that still run, at most until the moment. */
static void
await(struct running *list, size_t n, int64_t until)
{
	for (;;) {
		struct pollfd fds[PROBES_MAX];
		int64_t left = until - clock_mono_ms();
		size_t busy = 0;

		for (size_t i = 0; i < n; i++) {
			bool runs = list[i].pid > 0;

			fds[i] = (struct pollfd){ runs ? list[i].fd : -1,
				POLLIN, 0 };
			busy += runs;
		}
		if (busy == 0 || left <= 0 ||
		    (poll(fds, n, (int)left) < 0 && errno != EINTR))
			return;
		for (size_t i = 0; i < n; i++)
			if (list[i].pid > 0 && fds[i].revents != 0)
				collect(&list[i]);
	}
}

void
probe_run(const struct probe *list, size_t n, struct findings *f,
    const struct doctor_options *o)
{
	int seconds = o->seconds > 0 ? o->seconds : DOCTOR_SECONDS;
	struct running r[PROBES_MAX] = { { 0, -1, NULL } };
	size_t count = n < PROBES_MAX ? n : PROBES_MAX;

	for (size_t i = 0; i < count; i++)
		start(&list[i], f, o, &r[i]);
	await(r, count, clock_mono_ms() + seconds * INT64_C(1000));
	for (size_t i = 0; i < count; i++) {
		if (r[i].pid == 0)
			continue;
		/* A driver may leave a process behind that keeps the pipe. */
		if (!r[i].end->whole)
			r[i].end->seconds = seconds;
		kill(r[i].pid, SIGKILL);
	}
	/* One that the kernel cannot end is left to it. */
	await(r, count, clock_mono_ms() + GRACE_MS);
	for (size_t i = 0; i < count; i++)
		if (r[i].fd >= 0)
			close(r[i].fd);
}
