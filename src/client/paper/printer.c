#include "config.h"
#include "client/paper/printer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define LIST_MS	   5000
#define PRINT_MS   30000
#define OUTPUT_MAX ((size_t)64 * 1024)
#define DEFAULT	   "system default destination: " /* in the locale C */

struct printer_job {
	pid_t pid; /* 0: it has ended */
	int out;   /* what it says, on a file in memory */
	int64_t deadline;
	struct buf said;
};

/* A file in memory with this in it: a personal form is not left on a disk,
 * and a program that reads slowly holds nobody up. */
static int
memory_file(const void *data, size_t len)
{
	int fd = memfd_create("eimza", MFD_CLOEXEC);
	const char *p = data;

	while (fd >= 0 && len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			close(fd);
			return -1;
		}
		p += n;
		len -= (size_t)n;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* The person's environment, but in no language: the answer is read. */
static char **
plain_environment(void)
{
	static char plain[] = "LC_ALL=C.UTF-8";
	size_t n = 0, m = 0;
	char **out;

	while (environ[n] != NULL)
		n++;
	out = calloc(n + 2, sizeof(*out));
	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "LC_ALL=", 7) != 0)
			out[m++] = environ[i];
	out[m] = plain;
	return out;
}

/* posix_spawnp takes writable strings and changes none. */
static int
spawn(pid_t *pid, const char *const argv[], int in, int out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	char **env = plain_environment(), *const * args;
	sigset_t set;
	int rc = ENOMEM;

	if (env == NULL)
		return rc;
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&files, out, STDERR_FILENO);
	sigemptyset(&set);
	posix_spawnattr_setsigmask(&attr, &set);
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGINT);
	posix_spawnattr_setsigdefault(&attr, &set);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	memcpy(&args, &argv, sizeof(args));
	rc = posix_spawnp(pid, argv[0], &files, &attr, args, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	free(env);
	return rc;
}

static int
start(struct printer_job **out, const char *const argv[], const void *data,
    size_t len, int64_t ms, struct err *e)
{
	struct printer_job *j = calloc(1, sizeof(*j));
	int in = memory_file(data, len), rc = ENOMEM;

	if (j != NULL) {
		j->said.max = OUTPUT_MAX;
		j->deadline = clock_mono_ms() + ms;
		j->out = memory_file(NULL, 0);
		if (in >= 0 && j->out >= 0)
			rc = spawn(&j->pid, argv, in, j->out);
	}
	if (in >= 0)
		close(in);
	if (rc == 0) {
		*out = j;
		return 0;
	}
	if (j != NULL)
		j->pid = 0;
	printer_end(j);
	if (rc == ENOENT)
		return err_set(e, ERR_NOT_FOUND,
		    _("This computer has no program \"%s\" to print with. "
		      "Please save the form as a file."),
		    argv[0]);
	return err_set(e, ERR_UNAVAILABLE,
	    _("The program \"%s\" could not be started: %s"), argv[0],
	    strerror(rc));
}

int
printer_list(struct printer_job **out, struct err *e)
{
	static const char *const argv[] = { "lpstat", "-e", "-d", NULL };

	return start(out, argv, NULL, 0, LIST_MS, e);
}

int
printer_print(struct printer_job **out, const char *printer, const char *title,
    const void *data, size_t len, struct err *e)
{
	/* One side only: the back of a copy is not another copy. */
	const char *const argv[] = { "lp", "-d", printer, "-t", title, "-o",
		"media=A4", "-o", "sides=one-sided", NULL };

	return start(out, argv, data, len, PRINT_MS, e);
}

static void
read_said(struct printer_job *j)
{
	char block[4096];
	ssize_t n;

	lseek(j->out, 0, SEEK_SET);
	while ((n = read(j->out, block, sizeof(block))) > 0)
		buf_add(&j->said, block, (size_t)n);
}

/* The first line of what it said, to be read by a person. */
static int
failed(const struct printer_job *j, struct err *e)
{
	const char *text = buf_str(&j->said);
	size_t len = strcspn(text, "\n");
	char *line;
	int rc;

	while (len > 0 && strchr(". \r", text[len - 1]) != NULL)
		len--; /* it stands inside a sentence */
	line = text_shown(text, len, 200);
	rc = err_set(e, ERR_UNAVAILABLE,
	    _("The printing system refused: %s. Please try another printer or "
	      "save the form as a file."),
	    line == NULL || line[0] == '\0' ? _("no reason given") : line);

	free(line);
	return rc;
}

int
printer_poll(struct printer_job *j, struct err *e)
{
	int status = 0;
	pid_t pid = waitpid(j->pid, &status, WNOHANG);

	if (pid == 0 || (pid < 0 && errno == EINTR)) {
		if (clock_mono_ms() < j->deadline)
			return 1;
		return err_set(e, ERR_UNAVAILABLE,
		    _("The printing system does not answer. Please try again "
		      "or save the form as a file."));
	}
	j->pid = 0;
	read_said(j);
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0
		   ? 0
		   : failed(j, e);
}

/* Names as CUPS has them: no blank, no control character, no option. */
static bool
is_name(const char *line)
{
	return line[0] != '\0' && line[0] != '-' && strlen(line) < 128 &&
	       strpbrk(line, " \t/#") == NULL &&
	       text_valid(line, strlen(line)) && text_printable(line, false);
}

size_t
printer_names(struct printer_job *j, const char *names[PRINTERS_MAX])
{
	const char *first = NULL;
	char *save = NULL, *line;
	size_t n = 0;

	for (line = j->said.len == 0 ? NULL
				     : strtok_r(j->said.data, "\n", &save);
	     line != NULL; line = strtok_r(NULL, "\n", &save)) {
		if (strncmp(line, DEFAULT, strlen(DEFAULT)) == 0)
			first = line + strlen(DEFAULT);
		else if (n < PRINTERS_MAX && is_name(line))
			names[n++] = line;
	}
	for (size_t i = 0; first != NULL && i < n; i++)
		if (strcmp(names[i], first) == 0) {
			const char *name = names[i];

			memmove(names + 1, names, i * sizeof(names[0]));
			names[0] = name;
		}
	return n;
}

void
printer_end(struct printer_job *j)
{
	if (j == NULL)
		return;
	if (j->pid > 0) {
		kill(j->pid, SIGKILL);
		waitpid(j->pid, NULL, 0);
	}
	if (j->out >= 0)
		close(j->out);
	buf_free(&j->said);
	free(j);
}
