#include "config.h"
#include "client/term/screen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/lang.h"
#include "client/term/cap.h"
#include "client/term/screen-own.h"
#include "client/term/signals.h"
#include <term.h> /* its macros are words that other headers use */
#include "base/banned.h"

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* Gives back what known() has read. */
static void
forget(void)
{
	if (cur_term != NULL)
		del_curterm(cur_term);
}

/* Whether terminfo has it; it is the current one then, until forget(). */
static bool
known(const char *term)
{
	int ret = 0;

	return term != NULL && term[0] != '\0' &&
	       setupterm(term, STDOUT_FILENO, &ret) == OK && ret == 1;
}

static bool
can_move(void)
{
	return cap_string("cup") != NULL;
}

bool
screen_possible(void)
{
	const char *term = getenv("TERM");
	bool can;

	if (term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
		return false;
	can = known(term) ? can_move() : known("vt100") && can_move();
	forget();
	return can;
}

/* terminfo says it in newer entries only (BE); a terminal of these families
 * either has it or passes it over. */
static bool
has_paste(const char *term)
{
	static const char *const families[] = { "xterm", "screen", "tmux",
		"rxvt", "putty", "konsole", "gnome", "vte", "alacritty", "foot",
		"kitty", "st-", "linux", "wezterm", "iterm" };

	if (cap_string("BE") != NULL)
		return true;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (strncmp(term, families[i], strlen(families[i])) == 0)
			return true;
	return false;
}

/* What a crash sends: attributes off, cursor on, the shell's screen back. */
static void
prepare_restore(const struct screen *s)
{
	static const char *const caps[] = { "sgr0", "cnorm", "rmkx", "rmcup" };
	char bytes[256] = PASTE_OFF;
	size_t len = s->paste ? strlen(PASTE_OFF) : 0;

	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
		const char *cap = cap_string(caps[i]), *pad;
		size_t n;

		if (cap == NULL)
			continue;
		pad = strstr(cap, "$<"); /* padding is for tputs */
		n = pad != NULL ? (size_t)(pad - cap) : strlen(cap);
		if (len + n + 2 > sizeof(bytes))
			break;
		memcpy(bytes + len, cap, n);
		len += n;
	}
	bytes[len++] = '\r';
	bytes[len++] = '\n';
	signals_restore(s->output.fd, bytes, len, &s->before);
}

static void
set_mode(struct screen *s)
{
	struct termios t = s->before;

	t.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP |
				 IXON | IXOFF | PARMRK);
	t.c_oflag &= ~(tcflag_t)OPOST;
	t.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	s->ours = t;
	tcsetattr(STDIN_FILENO, TCSANOW, &s->ours);
}

static void
put_all(const struct screen *s, const char *bytes, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t w = write(s->output.fd, bytes + done, len - done);

		if (w < 0 && errno != EINTR)
			break; /* it is gone; reading says so too */
		done += w > 0 ? (size_t)w : 0;
	}
}

/*
 * A paint that ends where it began, as each second of a countdown does, keeps
 * the cursor and brings it back: that is shorter than addressing it. Answers
 * the bytes left; room in front is for s->save.
 */
static size_t
shorten(const struct screen *s, char *bytes, size_t room, size_t len)
{
	const char *cup = cap_string("cup"), *end, *pad;
	size_t save = s->save != NULL ? strlen(s->save) : 0;
	size_t back = s->back != NULL ? strlen(s->back) : 0, n;

	if (save == 0 || back == 0 || cup == NULL)
		return len;
	end = tiparm(cup, s->shown_y, s->shown_x);
	pad = end != NULL ? strstr(end, "$<") : NULL;
	n = pad != NULL ? (size_t)(pad - end) : end != NULL ? strlen(end) : 0;
	if (n <= save + back || n > len ||
	    memcmp(bytes + room + len - n, end, n) != 0)
		return len;
	memcpy(bytes + room - save, s->save, save);
	memcpy(bytes + room + len - n, s->back, back);
	return save + len - n + back;
}

void
screen_flush(struct screen *s, bool home)
{
	int fd = fileno(s->out);
	off_t end = lseek(fd, 0, SEEK_CUR);
	size_t room = s->save != NULL ? strlen(s->save) : 0, len, all;
	char *bytes = end > 0 ? malloc((size_t)end + room) : NULL;
	ssize_t n;

	if (bytes == NULL)
		return;
	n = pread(fd, bytes + room, (size_t)end, 0);
	lseek(fd, 0, SEEK_SET);
	len = n > 0 ? (size_t)n : 0;
	all = home && s->placed ? shorten(s, bytes, room, len) : len;
	put_all(s, all == len ? bytes + room : bytes, all);
	explicit_bzero(bytes, (size_t)end + room);
	free(bytes);
}

/* Curses writes in pieces, and moving the cursor flushes it: into memory. */
static FILE *
open_memory(void)
{
	int fd = memfd_create("screen", MFD_CLOEXEC);
	FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;

	if (out == NULL && fd >= 0)
		close(fd);
	return out;
}

static void
put_mode(struct screen *s, const char *bytes)
{
	if (s->paste && write(fileno(s->out), bytes, strlen(bytes)) < 0)
		s->paste = false;
}

static int
start_curses(struct screen *s, const char *term, struct err *e)
{
	s->out = open_memory();
	if (s->out == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	s->curses = newterm(term, s->out, stdin);
	if (s->curses == NULL)
		return err_set(e, ERR_UNAVAILABLE,
		    _("This terminal cannot show a full screen. Start the "
		      "program with --linear."));
	return ERR_OK;
}

static void
release(struct screen *s)
{
	if (s->curses != NULL)
		delscreen(s->curses);
	if (s->out != NULL)
		fclose(s->out);
	free(s);
}

/* Curses cannot ask the terminal's size through memory. */
static void
fit(const struct screen *s)
{
	struct winsize w;

	if (ioctl(s->output.fd, TIOCGWINSZ, &w) < 0)
		return;
	if (w.ws_row > 0 && w.ws_col > 0 &&
	    (w.ws_row != LINES || w.ws_col != COLS))
		resizeterm(w.ws_row, w.ws_col);
}

int
screen_open(struct screen **out, bool ascii, struct err *e)
{
	const char *term = getenv("TERM");
	struct screen *s = calloc(1, sizeof(*s));
	int rc;

	if (s == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (tcgetattr(STDIN_FILENO, &s->before) < 0) {
		free(s);
		return err_set(
		    e, ERR_UNAVAILABLE, _("Standard input is not a terminal."));
	}
	if (!known(term)) {
		s->guessed = true;
		term = "vt100";
	}
	forget();
	/* "screen.linux" is one too. */
	s->console = strstr(term, "linux") != NULL;
	charset_init(&s->charset, ascii);
	rc = start_curses(s, term, e);
	if (rc < 0) {
		release(s);
		return rc;
	}
	s->paste = !s->guessed && has_paste(term);
	nonl();
	typeahead(-1);
	idlok(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	palette_init(&s->palette);
	set_mode(s);
	output_take(&s->output);
	prepare_restore(s);
	s->save = cap_string("sc");
	s->back = cap_string("rc");
	put_mode(s, PASTE_ON);
	fit(s);
	*out = s;
	return ERR_OK;
}

static void
leave(struct screen *s)
{
	put_mode(s, PASTE_OFF);
	endwin();
	screen_flush(s, false);
	tcsetattr(STDIN_FILENO, TCSANOW, &s->before);
}

void
screen_close(struct screen *s)
{
	if (s == NULL)
		return;
	leave(s);
	signals_restore(-1, NULL, 0, NULL);
	output_give_back(&s->output);
	release(s);
}

int
screen_rows(const struct screen *s)
{
	(void)s;
	return LINES;
}

int
screen_cols(const struct screen *s)
{
	(void)s;
	return COLS;
}

bool
screen_guessed(const struct screen *s)
{
	return s->guessed;
}

bool
screen_utf8(const struct screen *s)
{
	return s->charset.utf8 && !s->charset.ascii;
}

enum screen_dots
screen_dots(const struct screen *s)
{
	if (!screen_utf8(s))
		return SCREEN_ASCII;
	return s->console ? SCREEN_BLOCKS : SCREEN_BRAILLE;
}

void
screen_resize(struct screen *s)
{
	if (s->lost)
		return;
	fit(s);
	screen_redraw(s);
}

void
screen_redraw(struct screen *s)
{
	s->placed = false;
	clearok(curscr, TRUE);
}

void
screen_suspend(struct screen *s)
{
	if (s->lost)
		return;
	leave(s);
	signals_stop_self();
	screen_resume(s);
}

void
screen_resume(struct screen *s)
{
	if (s->lost)
		return;
	tcsetattr(STDIN_FILENO, TCSANOW, &s->ours);
	put_mode(s, PASTE_ON);
	screen_resize(s);
}

void
screen_lost(struct screen *s)
{
	s->lost = true;
}
