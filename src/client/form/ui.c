/* The ui: what comes in, what is told, when something is due. */
#include "config.h"
#include "client/form/ui.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/form/linear.h"
#include "client/form/ui-own.h"
#include "client/term/signals.h"
#include "base/banned.h"

#define ESC_DELAY_STANDARD 35
#define ESC_DELAY_MAX	   2000

/* ESCDELAY as ncurses has it: milliseconds. */
static int
esc_delay(void)
{
	const char *s = getenv("ESCDELAY");
	char *end;
	long n;

	if (s == NULL || *s == '\0')
		return ESC_DELAY_STANDARD;
	n = strtol(s, &end, 10);
	return *end != '\0' || n < 1 || n > ESC_DELAY_MAX ? ESC_DELAY_STANDARD
							  : (int)n;
}

static void
watch(struct ui *u, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	/* A plain file is always ready and cannot be watched: not needed. */
	if (fd >= 0)
		(void)epoll_ctl(u->poll_fd, EPOLL_CTL_ADD, fd, &ev);
}

static int
open_screen(struct ui *u, bool ascii, struct err *e)
{
	int rc = screen_open(&u->screen, ascii, e);

	if (rc < 0)
		return rc;
	u->keys = keys_new(esc_delay());
	return u->keys == NULL ? err_set(e, ERR_INTERNAL, _("Memory is out."))
			       : ERR_OK;
}

int
ui_open(struct ui **out, enum ui_mode mode, bool ascii, struct err *e)
{
	struct ui *u = calloc(1, sizeof(*u));
	int rc;

	if (u == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	u->mode = mode;
	if (mode == UI_SCREEN &&
	    (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
		!screen_possible()))
		u->mode = UI_LINEAR;
	u->poll_fd = epoll_create1(EPOLL_CLOEXEC);
	u->signal_fd = signals_take();
	watch(u, u->signal_fd);
	watch(u, STDIN_FILENO);
	if (u->mode == UI_SCREEN)
		rc = open_screen(u, ascii, e);
	else
		rc = linear_open(&u->linear, u, e);
	if (rc < 0) {
		ui_close(u);
		return rc;
	}
	*out = u;
	return ERR_OK;
}

/* What was typed may be a PIN. */
static void
forget_paste(char *paste)
{
	if (paste != NULL)
		explicit_bzero(paste, strlen(paste));
	free(paste);
}

static void
forget_waiting(struct ui *u)
{
	for (size_t i = 0; i < u->waitings; i++)
		forget_paste(u->waiting[i].paste);
	explicit_bzero(u->waiting, sizeof(u->waiting));
	u->waitings = 0;
}

void
ui_close(struct ui *u)
{
	if (u == NULL)
		return;
	pick_close(&u->pick);
	forget_waiting(u);
	keys_free(u->keys);
	screen_close(u->screen);
	linear_close(u->linear);
	signals_give_back();
	if (u->poll_fd >= 0)
		close(u->poll_fd);
	free(u->busy);
	free(u->say);
	free(u->foot);
	free(u->link);
	free(u);
}

enum ui_mode
ui_mode_of(const struct ui *u)
{
	return u->mode;
}

int
ui_fd(const struct ui *u)
{
	return u->poll_fd;
}

void
ui_tell(struct ui *u, enum form_event_type type, int id)
{
	if (u->events < UI_EVENTS)
		u->event[u->events++] = (struct form_event){ type, id, false };
}

void
ui_tell_lost(struct ui *u)
{
	if (u->quitting)
		return;
	u->quitting = true;
	forget_waiting(u);
	if (u->keys != NULL)
		keys_forget(u->keys);
	u->events = 0;
	u->event[u->events++] = (struct form_event){ FORM_EVENT_QUIT, 0, true };
}

static void
hang_up(struct ui *u)
{
	u->gone = true;
	(void)epoll_ctl(u->poll_fd, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
	if (u->screen != NULL)
		screen_lost(u->screen);
	ui_tell_lost(u);
}

/* Lines that came before the end are answered first. */
static void
end_input(struct ui *u)
{
	u->ended = true;
	(void)epoll_ctl(u->poll_fd, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
	linear_end(u->linear);
}

static void
read_signals(struct ui *u)
{
	char byte;

	while (read(u->signal_fd, &byte, 1) == 1) {
		if (byte == SIGNALS_HANGUP)
			hang_up(u);
		else if (byte == SIGNALS_END)
			ui_tell_lost(u);
		else if (u->screen == NULL)
			continue;
		else if (byte == SIGNALS_SIZE)
			screen_resize(u->screen);
		else if (byte == SIGNALS_STOP)
			screen_suspend(u->screen);
		else if (byte == SIGNALS_CONT)
			screen_resume(u->screen);
	}
}

static void
read_all(struct ui *u)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	char bytes[4096];

	if (u->signal_fd >= 0)
		read_signals(u);
	while (!u->gone && !u->ended && poll(&p, 1, 0) > 0) {
		ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0) {
			if (n == 0 && u->linear != NULL)
				end_input(u);
			else
				hang_up(u);
			break;
		}
		if (u->linear != NULL)
			linear_feed(u->linear, bytes, (size_t)n);
		else
			keys_feed(u->keys, bytes, (size_t)n);
		explicit_bzero(bytes, (size_t)n);
	}
}

/* Something is under way: Escape and Ctrl-Q at once, the rest later. */
static void
hold(struct ui *u, int key)
{
	struct waiting *w = &u->waiting[u->waitings];

	if (keymap_action(CTX_BUSY, key) != ACT_NONE) {
		if (key == KEYS_ESCAPE)
			forget_waiting(u);
		ui_key(u, key, NULL);
		return;
	}
	if (u->waitings == UI_WAITING)
		return;
	w->key = key;
	w->paste = key == KEYS_PASTE ? strdup(keys_paste(u->keys)) : NULL;
	u->waitings++;
}

static bool
next_waiting(struct ui *u)
{
	struct waiting w;

	if (u->busy != NULL || u->waitings == 0)
		return false;
	w = u->waiting[0];
	u->waitings--;
	memmove(
	    u->waiting, u->waiting + 1, u->waitings * sizeof(u->waiting[0]));
	explicit_bzero(&u->waiting[u->waitings], sizeof(u->waiting[0]));
	ui_key(u, w.key, w.paste != NULL ? w.paste : "");
	forget_paste(w.paste);
	return true;
}

static void
countdown(struct ui *u)
{
	struct item *it = u->form != NULL ? form_countdown(u->form) : NULL;
	int64_t left = countdown_left(it);

	if (it != NULL && left == 0 && !it->over) {
		it->over = true;
		ui_tell(u, FORM_EVENT_TIMEOUT, it->id);
	}
}

static bool
next_event(struct ui *u, struct form_event *ev)
{
	if (u->events == 0)
		return false;
	*ev = u->event[0];
	u->events--;
	memmove(u->event, u->event + 1, u->events * sizeof(u->event[0]));
	return true;
}

bool
ui_event(struct ui *u, struct form_event *ev)
{
	int key;

	if (next_event(u, ev))
		return true;
	read_all(u);
	countdown(u);
	if (u->linear != NULL) {
		linear_step(u->linear);
		if (u->ended && u->events == 0 && u->busy == NULL)
			ui_tell_lost(u);
		return next_event(u, ev);
	}
	while (u->events == 0 && !u->gone) {
		if (next_waiting(u))
			continue;
		if (!keys_next(u->keys, clock_mono_ms(), &key))
			break;
		if (u->busy != NULL)
			hold(u, key);
		else
			ui_key(u, key, keys_paste(u->keys));
	}
	return next_event(u, ev);
}

int64_t
ui_busy_seconds(const struct ui *u)
{
	int64_t ms = clock_mono_ms() - u->busy_since;

	return u->busy != NULL && ms > 0 ? ms / 1000 : 0;
}

/* The sooner of two moments; -1: never. */
static int64_t
sooner(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* When the mark behind what is under way turns; linear mode says it once. */
static int64_t
busy_deadline(const struct ui *u)
{
	if (u->busy == NULL || u->gone ||
	    (u->linear != NULL && linear_busy_said(u->linear)))
		return -1;
	return u->busy_since + (ui_busy_seconds(u) + 1) * 1000;
}

int64_t
ui_deadline(const struct ui *u)
{
	const struct item *it;
	int64_t at = busy_deadline(u), left, tick;

	if (u->keys != NULL)
		at = sooner(at, keys_deadline(u->keys));
	it = u->form != NULL ? form_countdown(u->form) : NULL;
	left = countdown_left(it);
	if (it == NULL || u->gone || left < 0 || (left == 0 && it->over))
		return at;
	if (u->linear != NULL)
		tick = linear_deadline(u->linear, it->deadline, left);
	else
		tick =
		    left == 0 ? it->deadline : it->deadline - (left - 1) * 1000;
	return sooner(at, tick);
}

void
ui_paint(struct ui *u)
{
	if (u->linear != NULL) {
		linear_paint(u->linear);
		return;
	}
	if (u->gone)
		return;
	frame_paint(u);
}
