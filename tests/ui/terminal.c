#include "config.h"
#include "tests/ui/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/text.h"
#include "base/banned.h"

#define PATIENCE_MS 20000
#define SCREEN_MAX  (256 * 1024)

struct terminal {
	pid_t pid;
	int master, slave, clock;
	int rows, cols;
	struct termios before;
	VTerm *vt;
	VTermScreen *screen;
	struct buf bytes;
	char values[64];
	int status;
	bool ended;
};

static int64_t
ticks(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
become(const struct terminal *t, const struct terminal_how *how, int clock_fd)
{
	const char *build = getenv("EIMZA_BUILDDIR"), *argv[32];
	/* A stopped program needs a shell that puts it in front again. */
	const char *job = "set -m; \"$0\" \"$@\"; echo 'stopped here'; "
			  "read -r line; fg >/dev/null";
	char path[4096], number[16];
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/tests/bench/form-demo",
	    build != NULL ? build : ".");
	snprintf(number, sizeof(number), "%d", clock_fd);
	setsid();
	ioctl(t->slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(t->slave, fd);
	setenv("TERM", how->term != NULL ? how->term : "xterm-256color", 1);
	setenv("LC_ALL", how->locale != NULL ? how->locale : "C.UTF-8", 1);
	if (how->locpath != NULL) {
		setenv("LOCPATH", how->locpath, 1);
		/* The C library keeps the path of a locale of one's own. */
		setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
	}
	unsetenv("NO_COLOR");
	if (how->no_color)
		setenv("NO_COLOR", "1", 1);
	unsetenv("ESCDELAY");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	if (how->shell) {
		argv[n++] = "sh";
		argv[n++] = "-c";
		argv[n++] = job;
	}
	argv[n++] = path;
	argv[n++] = "--english";
	argv[n++] = "--clock";
	argv[n++] = number;
	argv[n++] = "--out";
	argv[n++] = t->values;
	for (size_t i = 0; i < 12 && how->args[i] != NULL; i++)
		argv[n++] = how->args[i];
	argv[n] = NULL;
	execv(how->shell ? "/bin/sh" : path, (char *const *)(uintptr_t)argv);
	_exit(127);
}

struct terminal *
terminal_start(const struct terminal_how *how)
{
	struct terminal *t = calloc(1, sizeof(*t));
	struct winsize w = { 0 };
	int clock_pipe[2], fd;

	if (t == NULL || pipe(clock_pipe) < 0)
		abort();
	t->rows = how->rows > 0 ? how->rows : 24;
	t->cols = how->cols > 0 ? how->cols : 80;
	w.ws_row = (unsigned short)t->rows;
	w.ws_col = (unsigned short)t->cols;
	snprintf(t->values, sizeof(t->values), "/tmp/ui-values-XXXXXX");
	fd = mkstemp(t->values);
	if (fd < 0 || openpty(&t->master, &t->slave, NULL, NULL, &w) < 0)
		abort();
	close(fd);
	fcntl(t->master, F_SETFD, FD_CLOEXEC);
	fcntl(clock_pipe[1], F_SETFD, FD_CLOEXEC);
	tcgetattr(t->slave, &t->before);
	t->bytes = (struct buf)BUF_INIT(16 << 20);
	t->clock = clock_pipe[1];
	t->vt = vterm_new(t->rows, t->cols);
	vterm_set_utf8(t->vt, 1);
	t->screen = vterm_obtain_screen(t->vt);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
	t->pid = fork();
	if (t->pid == 0)
		become(t, how, clock_pipe[0]);
	close(clock_pipe[0]);
	return t;
}

void
terminal_end(struct terminal *t)
{
	if (!t->ended) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, NULL, 0);
	}
	unlink(t->values);
	if (t->master >= 0) {
		close(t->master);
		close(t->slave);
	}
	close(t->clock);
	vterm_free(t->vt);
	buf_free(&t->bytes);
	free(t);
}

void
terminal_send(struct terminal *t, const char *bytes)
{
	if (write(t->master, bytes, strlen(bytes)) < 0)
		abort();
}

void
terminal_resize(struct terminal *t, int rows, int cols)
{
	struct winsize w = { 0 };

	t->rows = rows;
	t->cols = cols;
	w.ws_row = (unsigned short)rows;
	w.ws_col = (unsigned short)cols;
	vterm_set_size(t->vt, rows, cols);
	ioctl(t->master, TIOCSWINSZ, &w);
}

void
terminal_signal(struct terminal *t, int sig)
{
	kill(t->pid, sig);
}

void
terminal_pass(struct terminal *t, int64_t ms)
{
	if (write(t->clock, &ms, sizeof(ms)) != (ssize_t)sizeof(ms))
		abort();
}

/* One piece of output, or nothing within ms. */
static bool
pump(struct terminal *t, int ms)
{
	struct pollfd p = { t->master, POLLIN, 0 };
	char bytes[8192];
	ssize_t n;

	if (poll(&p, 1, ms) <= 0)
		return false;
	n = read(t->master, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	buf_add(&t->bytes, bytes, (size_t)n);
	vterm_input_write(t->vt, bytes, (size_t)n);
	return true;
}

static void
read_row(const struct terminal *t, int row, struct buf *out)
{
	size_t keep = out->len;

	for (int col = 0; col < t->cols; col++) {
		VTermPos at = { row, col };
		VTermScreenCell cell;
		char one[5];

		vterm_screen_get_cell(t->screen, at, &cell);
		if (cell.chars[0] == 0) {
			buf_addc(out, ' ');
			continue;
		}
		for (int i = 0;
		     i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			buf_add(out, one, text_put(cell.chars[i], one));
		if (out->data[out->len - 1] != ' ')
			keep = out->len;
	}
	if (out->len > 0) { /* blanks at the end of a line are not kept */
		out->len = keep;
		out->data[keep] = '\0';
	}
	buf_addc(out, '\n');
}

static char *
read_screen(const struct terminal *t)
{
	struct buf b = BUF_INIT(SCREEN_MAX);
	VTermPos at;

	for (int row = 0; row < t->rows; row++)
		read_row(t, row, &b);
	vterm_state_get_cursorpos(vterm_obtain_state(t->vt), &at);
	buf_addf(&b, "cursor %d %d\n", at.row, at.col);
	return buf_steal(&b, NULL);
}

static bool
wait_text(struct terminal *t, const char *text, bool wanted)
{
	int64_t until = ticks() + PATIENCE_MS;

	for (;;) {
		char *now = read_screen(t);
		bool there = strstr(now, text) != NULL;

		if (there == wanted || ticks() > until) {
			if (there != wanted)
				fprintf(stderr, "want %s%s:\n%s",
				    wanted ? "" : "no ", text, now);
			free(now);
			return there == wanted;
		}
		free(now);
		pump(t, 200);
	}
}

bool
terminal_shows(struct terminal *t, const char *text)
{
	return wait_text(t, text, true);
}

bool
terminal_hides(struct terminal *t, const char *text)
{
	return wait_text(t, text, false);
}

bool
terminal_sees(struct terminal *t, const char *text)
{
	char *now;
	bool there;

	pump(t, 20);
	now = read_screen(t);
	there = strstr(now, text) != NULL;
	free(now);
	return there;
}

int64_t
terminal_hang_up(struct terminal *t)
{
	int64_t until = ticks() + PATIENCE_MS;
	struct rusage r;

	close(t->master);
	close(t->slave);
	t->master = t->slave = -1;
	while (!t->ended && ticks() < until) {
		if (wait4(t->pid, &t->status, WNOHANG, &r) == t->pid)
			t->ended = true;
		else
			poll(NULL, 0, 5);
	}
	if (!t->ended)
		return -1;
	return (int64_t)r.ru_utime.tv_sec * 1000 + r.ru_utime.tv_usec / 1000 +
	       (int64_t)r.ru_stime.tv_sec * 1000 + r.ru_stime.tv_usec / 1000;
}

static void
screen_path(const char *name, char *path, size_t size)
{
	const char *src = getenv("EIMZA_SRCDIR");

	snprintf(
	    path, size, "%s/tests/ui/%s.screen", src != NULL ? src : ".", name);
}

bool
terminal_is(struct terminal *t, const char *name)
{
	struct buf want = BUF_INIT(SCREEN_MAX);
	char path[4096], *now = NULL;
	int64_t until = ticks() + PATIENCE_MS;
	bool same = false;

	screen_path(name, path, sizeof(path));
	if (getenv("UI_UPDATE") != NULL) {
		while (pump(t, 300))
			;
		now = read_screen(t);
		file_write(path, now, strlen(now), 0644, NULL);
		free(now);
		return true;
	}
	if (file_read(path, &want, NULL) < 0)
		fprintf(stderr, "no %s\n", path);
	while (!same && ticks() < until) {
		free(now);
		now = read_screen(t);
		same = strcmp(now, buf_str(&want)) == 0;
		if (!same)
			pump(t, 200);
	}
	if (!same)
		fprintf(stderr, "%s wants\n%sbut the screen is\n%s", name,
		    buf_str(&want), now);
	free(now);
	buf_free(&want);
	return same;
}

int
terminal_wait(struct terminal *t)
{
	int64_t until = ticks() + PATIENCE_MS;

	while (!t->ended && ticks() < until) {
		pump(t, 10);
		if (waitpid(t->pid, &t->status, WNOHANG) == t->pid)
			t->ended = true;
	}
	while (t->ended && pump(t, 0))
		;
	return t->ended ? t->status : -1;
}

const char *
terminal_bytes(const struct terminal *t)
{
	return buf_str(&t->bytes);
}

bool
terminal_sane(const struct terminal *t)
{
	struct termios now;

	return tcgetattr(t->slave, &now) == 0 &&
	       now.c_lflag == t->before.c_lflag &&
	       now.c_iflag == t->before.c_iflag &&
	       now.c_oflag == t->before.c_oflag;
}

char *
terminal_values(const struct terminal *t)
{
	struct buf b = BUF_INIT(1 << 20);

	file_read(t->values, &b, NULL);
	return buf_steal(&b, NULL);
}
