#include "config.h"
#include "vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "base/clock.h"
#include "base/text.h"

#define BOUND_MS 60000

struct vt {
	VTerm *vterm;
	VTermScreen *screen;
	int fd;
	pid_t pid;
	bool ended;
	int status;
	size_t bytes;
	char *text, *row;
	char last[65536]; /* what it wrote last */
	size_t last_len;
	size_t strange;
	char held[5]; /* of a character, or behind ESC */
	size_t held_len;
};

static void
die(const char *what)
{
	fprintf(stderr, "vt: %s: %s\n", what, strerror(errno));
	abort();
}

static void
answer(const char *s, size_t len, void *user)
{
	struct vt *t = user;

	if (t->fd >= 0 && write(t->fd, s, len) < 0 && errno != EIO)
		die("write");
}

static void
become(const struct vt_options *o, char *const argv[])
{
	setenv("TERM", o->term, 1);
	for (size_t i = 0; o->env != NULL && o->env[i] != NULL; i++) {
		char *pair = strdup(o->env[i]), *eq = strchr(pair, '=');

		*eq = '\0';
		setenv(pair, eq + 1, 1);
	}
	/* Standard error is not the screen's, nor a sanitizer's. */
	setenv("ASAN_OPTIONS", "log_path=/tmp/eimza-sanitizer", 0);
	setenv("UBSAN_OPTIONS", "log_path=/tmp/eimza-sanitizer", 0);
	execvp(argv[0], argv);
	_exit(127);
}

struct vt *
vt_start(const struct vt_options *o, char *const argv[])
{
	struct vt *t = calloc(1, sizeof(*t));
	struct winsize ws = { (unsigned short)o->rows, (unsigned short)o->cols,
		0, 0 };

	if (t == NULL)
		die("calloc");
	t->vterm = vterm_new(o->rows, o->cols);
	vterm_set_utf8(t->vterm, 1);
	t->screen = vterm_obtain_screen(t->vterm);
	vterm_screen_enable_altscreen(t->screen, 1);
	vterm_screen_reset(t->screen, 1);
	vterm_output_set_callback(t->vterm, answer, t);
	t->pid = forkpty(&t->fd, NULL, NULL, &ws);
	if (t->pid < 0)
		die("forkpty");
	if (t->pid == 0)
		become(o, argv);
	/* Held by nobody else, or its end is no hangup. */
	fcntl(t->fd, F_SETFD, FD_CLOEXEC);
	return t;
}

void
vt_free(struct vt *t)
{
	if (t == NULL)
		return;
	if (!t->ended) {
		kill(t->pid, SIGKILL);
		waitpid(t->pid, &t->status, 0);
	}
	if (t->fd >= 0)
		close(t->fd);
	vterm_free(t->vterm);
	free(t->text);
	free(t->row);
	free(t);
}

void
vt_type(struct vt *t, const char *bytes)
{
	size_t len = strlen(bytes);

	while (len > 0) {
		ssize_t n = write(t->fd, bytes, len);

		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

static void
remember(struct vt *t, const char *bytes, size_t n)
{
	size_t room = sizeof(t->last) - t->last_len;

	if (n > room) {
		memmove(
		    t->last, t->last + (n - room), t->last_len - (n - room));
		t->last_len -= n - room;
	}
	memcpy(t->last + t->last_len, bytes, n);
	t->last_len += n;
}

static bool
control(unsigned char c)
{
	return c < 0x20 && strchr("\a\b\t\n\r\016\017\033", c) == NULL;
}

/* A whole character, or ESC and what follows it. */
static bool
strange(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c;

	if (p[0] == '\033') /* OSC, DCS, SOS, PM, APC */
		return len > 1 && strchr("]PX^_", s[1]) != NULL;
	if (len == 1)
		return p[0] >= 0x7f || control(p[0]);
	if (!text_valid(s, len))
		return true;
	c = text_next(&s);
	return (c >= 0x80 && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

static size_t
length_of(unsigned char first)
{
	return first == '\033' ? 2
	       : first < 0xc0  ? 1
	       : first < 0xe0  ? 2
	       : first < 0xf0  ? 3
			       : 4;
}

static void
look_at(struct vt *t, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		t->held[t->held_len++] = bytes[i];
		t->held[t->held_len] = '\0';
		if (t->held_len < length_of((unsigned char)t->held[0]))
			continue;
		t->strange += strange(t->held, t->held_len);
		t->held_len = 0;
	}
}

size_t
vt_strange(const struct vt *t)
{
	return t->strange;
}

/* One read; false at the end of the program or of the bound. */
static bool
take(struct vt *t, int64_t end)
{
	struct pollfd p = { t->fd, POLLIN, 0 };
	int64_t left = end - clock_mono_ms();
	char bytes[8192];
	ssize_t n;

	if (t->fd < 0 || left <= 0 || poll(&p, 1, (int)left) <= 0)
		return false;
	n = read(t->fd, bytes, sizeof(bytes));
	if (n <= 0)
		return false;
	t->bytes += (size_t)n;
	remember(t, bytes, (size_t)n);
	look_at(t, bytes, (size_t)n);
	vterm_input_write(t->vterm, bytes, (size_t)n);
	return true;
}

static void
put_cell(char **out, const VTermScreenCell *cell)
{
	uint32_t c = cell->chars[0];

	if (c == 0 || c == (uint32_t)-1) {
		*(*out)++ = ' ';
	} else if (c < 0x80) {
		*(*out)++ = (char)c;
	} else if (c < 0x800) {
		*(*out)++ = (char)(0xc0 | c >> 6);
		*(*out)++ = (char)(0x80 | (0x3f & c));
	} else {
		*(*out)++ = (char)(0xe0 | (0xf & (c >> 12)));
		*(*out)++ = (char)(0x80 | (0x3f & (c >> 6)));
		*(*out)++ = (char)(0x80 | (0x3f & c));
	}
}

const char *
vt_screen(struct vt *t)
{
	int rows, cols;
	char *out;

	vterm_get_size(t->vterm, &rows, &cols);
	free(t->text);
	t->text = out = malloc((size_t)rows * ((size_t)cols * 3 + 1) + 1);
	if (out == NULL)
		die("malloc");
	for (int y = 0; y < rows; y++) {
		char *start = out;

		for (int x = 0; x < cols; x++) {
			VTermScreenCell cell;
			VTermPos at = { y, x };

			vterm_screen_get_cell(t->screen, at, &cell);
			put_cell(&out, &cell);
			if (cell.width == 2)
				x++;
		}
		while (out > start && out[-1] == ' ')
			out--;
		*out++ = '\n';
	}
	*out = '\0';
	return t->text;
}

bool
vt_shows(struct vt *t, const char *text)
{
	return strstr(vt_screen(t), text) != NULL;
}

static bool
wait_until(struct vt *t, const char *text, bool shown)
{
	int64_t end = clock_mono_ms() + BOUND_MS;

	while (vt_shows(t, text) != shown)
		if (!take(t, end)) {
			fprintf(stderr,
			    "vt: waited for \"%s\"%s; the screen "
			    "is:\n%s",
			    text, shown ? "" : " to go", vt_screen(t));
			return false;
		}
	return true;
}

bool
vt_wait(struct vt *t, const char *text)
{
	return wait_until(t, text, true);
}

bool
vt_wait_gone(struct vt *t, const char *text)
{
	return wait_until(t, text, false);
}

bool
vt_wait_for(struct vt *t, bool (*holds)(struct vt *t, void *ctx), void *ctx)
{
	int64_t end = clock_mono_ms() + BOUND_MS;

	while (!holds(t, ctx))
		if (!take(t, end)) {
			fprintf(stderr,
			    "vt: the condition never held; the "
			    "screen is:\n%s",
			    vt_screen(t));
			return false;
		}
	return true;
}

/* "clear" of the terminals of the tests, since the first of all bytes. */
static bool
cleared(struct vt *t, void *first)
{
	size_t news = t->bytes - *(const size_t *)first, len = t->last_len;
	const char *from = t->last + (news < len ? len - news : 0);

	len = (size_t)(t->last + t->last_len - from);
	return memmem(from, len, "\033[H\033[2J", 7) != NULL ||
	       memmem(from, len, "\033[H\033[J", 6) != NULL;
}

bool
vt_settle(struct vt *t)
{
	size_t before = t->bytes;

	vt_type(t, "\014");
	return vt_wait_for(t, cleared, &before);
}

const char *
vt_cursor_row(struct vt *t, int below)
{
	int row, col, rows, cols;
	const char *p;
	size_t len;

	vt_cursor(t, &row, &col);
	vterm_get_size(t->vterm, &rows, &cols);
	row += below;
	if (row < 0 || row >= rows)
		return "";
	for (p = vt_screen(t); row > 0; row--)
		p = strchr(p, '\n') + 1;
	len = strcspn(p, "\n");
	free(t->row);
	t->row = strndup(p, len);
	if (t->row == NULL)
		die("strndup");
	return t->row;
}

void
vt_cursor(const struct vt *t, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(t->vterm), &at);
	*row = at.row;
	*col = at.col;
}

void
vt_resize(struct vt *t, int rows, int cols)
{
	struct winsize ws = { (unsigned short)rows, (unsigned short)cols, 0,
		0 };

	vterm_set_size(t->vterm, rows, cols);
	ioctl(t->fd, TIOCSWINSZ, &ws);
}

void
vt_signal(struct vt *t, int sig)
{
	kill(t->pid, sig);
}

pid_t
vt_pid(const struct vt *t)
{
	return t->pid;
}

void
vt_hangup(struct vt *t)
{
	close(t->fd);
	t->fd = -1;
}

int
vt_end(struct vt *t)
{
	int64_t end = clock_mono_ms() + BOUND_MS;

	while (take(t, end))
		;
	if (!t->ended) {
		waitpid(t->pid, &t->status, 0);
		t->ended = true;
	}
	return t->status;
}

size_t
vt_bytes(const struct vt *t)
{
	return t->bytes;
}

void
vt_termios(const struct vt *t, struct termios *out)
{
	if (tcgetattr(t->fd, out) < 0)
		die("tcgetattr");
}

void
vt_fresh_termios(struct termios *out)
{
	int fd, other;

	if (openpty(&fd, &other, NULL, NULL, NULL) < 0 ||
	    tcgetattr(fd, out) < 0)
		die("openpty");
	close(other);
	close(fd);
}

bool
vt_wrote(const struct vt *t, const char *bytes)
{
	return memmem(t->last, t->last_len, bytes, strlen(bytes)) != NULL;
}

static int64_t
mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void
vt_silence(struct vt *t, int ms, struct vt_burst *out)
{
	struct pollfd p = { t->fd, POLLIN, 0 };
	int64_t start = mono_us();
	char bytes[65536];
	ssize_t n;

	memset(out, 0, sizeof(*out));
	while (t->fd >= 0 && poll(&p, 1, ms) > 0) {
		n = read(t->fd, bytes, sizeof(bytes));
		if (n <= 0)
			return;
		out->last_us = mono_us() - start;
		if (out->reads++ == 0)
			out->first_us = out->last_us;
		out->bytes += (size_t)n;
		t->bytes += (size_t)n;
		vterm_input_write(t->vterm, bytes, (size_t)n);
	}
}
