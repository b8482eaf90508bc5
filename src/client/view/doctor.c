/*
 * Tanılama: what "eimza tani" finds, shown in a window. The checks run in a
 * process of their own, for a driver that hangs or crashes there must not
 * take this screen with it, and no driver likes to be loaded twice.
 */
#include "config.h"
#include "client/view/app.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "client/term/charset.h"
#include "base/banned.h"

#define SELF	   "/proc/self/exe"
#define REPORT_MAX ((size_t)256 * 1024)
#define ARGS_MAX   14

enum { ID_REPORT = 1, ID_SAVED, ID_AGAIN, ID_BACK, ACTION_SAVE };

struct examination {
	pid_t pid; /* 0: has ended */
	struct buf raw;
};

/* In the child, which shares the parent's memory no longer than this. */
static void
become(char *const argv[], int out)
{
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDERR_FILENO);
	}
	dup2(out, STDOUT_FILENO);
	execv(SELF, argv);
	_exit(127);
}

static void
add_option(char *argv[], size_t *n, const char *name, const char *value)
{
	if (value == NULL || *n + 3 > ARGS_MAX)
		return;
	/* execv takes them without const and leaves them as they are. */
	memcpy(&argv[(*n)++], &name, sizeof(name));
	memcpy(&argv[(*n)++], &value, sizeof(value));
}

static int
start(struct view *v, struct examination *x, struct err *e)
{
	const struct app *a = v->app;
	const char *const *modules = a->cards.options.modules;
	char name[] = "eimza", command[] = "tani";
	char *argv[ARGS_MAX + 2] = { name, command };
	size_t n = 2;
	int fds[2];

	add_option(argv, &n, "--portal", a->url);
	add_option(argv, &n, "--ca", a->ca);
	add_option(argv, &n, "--config", a->config);
	add_option(argv, &n, "--lang", lang_name(lang_get()));
	/* Several can stand in the configuration alone, where they are found
	 * again. */
	if (modules != NULL && modules[0] != NULL && modules[1] == NULL)
		add_option(argv, &n, "--module", modules[0]);
	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(e, ERR_INTERNAL,
		    _("The checks could not be started: %s."), strerror(errno));
	x->pid = fork();
	if (x->pid == 0)
		become(argv, fds[1]);
	close(fds[1]);
	v->fd = fds[0];
	if (x->pid < 0) {
		x->pid = 0;
		return err_set(e, ERR_INTERNAL,
		    _("The checks could not be started: %s."), strerror(errno));
	}
	return 0;
}

static void
show_report(struct view *v)
{
	static const struct form_binding save_key = { KEYS_F2, ACTION_SAVE,
		"F2", N_("save the file") };
	struct form_binding key = save_key;

	form_add_viewer(v->form, ID_REPORT, _("What was found"),
	    buf_str(&v->app->report), 12);
	form_add_text(v->form, ID_SAVED, _("F2 saves this report as a file."));
	form_add_button(v->form, ID_AGAIN, _("Try again"), false);
	form_add_button(v->form, ID_BACK, _("Go back"), true);
	key.help = _(key.help);
	form_bind(v->form, &key, 1);
}

static int
doctor_open(struct view *v, struct err *e)
{
	struct examination *x = calloc(1, sizeof(*x));

	v->form = form_new(_("Diagnosis"));
	v->state = x;
	if (v->form == NULL || x == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	x->raw = (struct buf)BUF_INIT(REPORT_MAX);
	form_title(v->form, "eimza", "");
	if (v->app->report.len > 0) {
		show_report(v);
		return 0;
	}
	form_add_text(v->form, 0,
	    _("Reader, card, network and terminal are looked at. Nothing is "
	      "changed, and your PIN is not needed."));
	form_add_space(v->form);
	form_add_button(v->form, ID_BACK, _("Go back"), true);
	if (start(v, x, e) < 0)
		ui_say(v->app->ui, e->text);
	else
		ui_busy(v->app->ui, _("Looking"));
	return 0;
}

/* What was read, in UTF-8 again. */
static void
finish(struct view *v, struct examination *x)
{
	struct app *a = v->app;
	struct charset letters;

	ui_busy(a->ui, NULL);
	waitpid(x->pid, NULL, 0);
	x->pid = 0;
	charset_init(&letters, false);
	buf_reset(&a->report);
	charset_read(&letters, buf_str(&x->raw), x->raw.len, &a->report);
	if (a->report.len == 0)
		buf_adds(&a->report,
		    _("The checks ended without a result. Please try again."));
	app_go(a, &view_doctor);
}

static void
doctor_ready(struct view *v)
{
	struct examination *x = v->state;
	char bytes[4096];
	ssize_t n;

	while ((n = read(v->fd, bytes, sizeof(bytes))) > 0)
		buf_add(&x->raw, bytes, (size_t)n);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(v->fd);
	v->fd = -1;
	finish(v, x);
}

/* The person's own copy: one file, the newest report. */
static int
write_copy(const struct buf *report, char *path, size_t size, struct err *e)
{
	const char *home = getenv("HOME");
	char dir[4000];
	int rc;

	if (home == NULL || home[0] != '/' || strlen(home) > 3900)
		return err_set(e, ERR_INVALID,
		    _("HOME is not set, so there is no folder to save in."));
	snprintf(dir, sizeof(dir), "%s/eimza", home);
	snprintf(path, size, "%s/tani.txt", dir);
	rc = file_make_dirs(dir, 0700, e);
	return rc < 0 ? rc
		      : file_write(path, report->data, report->len, 0600, e);
}

static void
save(struct view *v)
{
	char path[4096], text[4300];
	struct err e;

	if (write_copy(&v->app->report, path, sizeof(path), &e) < 0) {
		ui_say(v->app->ui, e.text);
		return;
	}
	snprintf(text, sizeof(text), _("Saved: %s"), path);
	form_set_text(v->form, ID_SAVED, text);
}

static void
doctor_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_KEY) {
		save(v);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id == ID_AGAIN) {
		buf_reset(&a->report);
		app_go(a, &view_doctor);
	} else if (ev->type == FORM_EVENT_PRESSED ||
		   ev->type == FORM_EVENT_BACK) {
		buf_reset(&a->report);
		app_go(a, &view_menu);
	}
}

static void
doctor_close(struct view *v)
{
	struct examination *x = v->state;

	if (x == NULL)
		return;
	if (x->pid > 0) {
		ui_busy(v->app->ui, NULL);
		kill(x->pid, SIGKILL);
		waitpid(x->pid, NULL, 0);
	}
	if (v->fd >= 0)
		close(v->fd);
	buf_free(&x->raw);
	free(x);
}

const struct view_ops view_doctor = {
	.open = doctor_open,
	.event = doctor_event,
	.ready = doctor_ready,
	.close = doctor_close,
};
