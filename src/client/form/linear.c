#include "config.h"
#include "client/form/linear.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/turkish.h"
#include "client/form/linear-own.h"
#include "client/term/signals.h"
#include "client/form/reveal.h"
#include "base/banned.h"

#define IN_MAX	((size_t)64 * 1024)
#define OUT_MAX ((size_t)1024 * 1024)

int
linear_open(struct linear **out, struct ui *u, struct err *e)
{
	struct linear *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	l->ui = u;
	l->in = (struct buf)BUF_INIT(IN_MAX);
	l->in.wipe = true; /* secrets pass here */
	l->out = (struct buf)BUF_INIT(OUT_MAX);
	l->lines = (struct buf)BUF_INIT(IN_MAX);
	l->warned = INT64_MAX;
	charset_init(&l->charset, false);
	l->terminal = tcgetattr(STDIN_FILENO, &l->before) == 0;
	if (l->terminal)
		signals_restore(STDIN_FILENO, "", 0, &l->before);
	*out = l;
	return ERR_OK;
}

/* One write for all that is to be said; a slow reader is waited for. */
static void
flush(struct linear *l)
{
	size_t done = 0;

	while (done < l->out.len && !l->ui->gone) {
		ssize_t n =
		    write(STDOUT_FILENO, l->out.data + done, l->out.len - done);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	/* Secrets are said here too. */
	if (l->out.len > 0)
		explicit_bzero(l->out.data, l->out.len);
	buf_reset(&l->out);
}

void
linear_close(struct linear *l)
{
	if (l == NULL)
		return;
	linear_conceal(l);
	linear_echo(l, true);
	flush(l);
	buf_free(&l->in);
	buf_free(&l->out);
	buf_free(&l->lines);
	free(l);
}

void
linear_feed(struct linear *l, const char *bytes, size_t len)
{
	buf_add(&l->in, bytes, len);
	l->in.failed = false;
}

void
linear_end(struct linear *l)
{
	if (l->in.len > 0 && l->in.data[l->in.len - 1] != '\n')
		buf_addc(&l->in, '\n');
}

void
linear_show(struct linear *l)
{
	linear_conceal(l);
	l->started = l->asked = l->again = l->fixing = l->prompt = false;
	l->said = l->marked = 0;
	l->rows = 0;
	l->warned = INT64_MAX;
	buf_reset(&l->lines);
	l->at = l->ui->form != NULL ? l->ui->form->active : 0;
}

void
linear_say(struct linear *l, const char *text)
{
	linear_print(l, text);
	linear_print(l, "\n");
}

/* What comes by itself stands on a line of its own, and the question that
 * waits below it again. */
void
linear_tell(struct linear *l, const char *text)
{
	linear_conceal(l);
	if (l->asked)
		linear_print(l, "\n");
	linear_say(l, text);
	l->prompt = l->prompt || l->asked;
	l->asked = false;
}

/* Not while secrets stand in the line: nothing may push that one up. */
void
linear_foot(struct linear *l, const char *text)
{
	if (l->shown == 0)
		linear_tell(l, text);
}

void
linear_busy(struct linear *l)
{
	l->busy_said = false;
}

bool
linear_busy_said(const struct linear *l)
{
	return l->busy_said;
}

static void
say_busy(struct linear *l)
{
	if (l->busy_said || ui_busy_seconds(l->ui) == 0)
		return;
	linear_say(l, l->ui->busy);
	l->busy_said = true;
}

static void
say_title(struct linear *l)
{
	const struct form *f = l->ui->form;

	linear_print(l, "\n");
	if (f->left != NULL && f->left[0] != '\0') {
		linear_print(l, f->left);
		linear_print(l, f->name[0] != '\0' ? " > " : "");
	}
	linear_print(l, f->name);
	if (f->right != NULL && f->right[0] != '\0') {
		linear_print(l, ", ");
		linear_print(l, f->right);
	}
	linear_print(l, ".\n");
	l->started = true;
}

/* Items that are only read, up to the one that is asked. */
static void
say_item(struct linear *l, const struct item *it)
{
	char *text;

	if (it->w == &widget_text || it->w == &widget_section ||
	    it->w == &widget_picture) {
		linear_say(l, it->label);
	} else if (it->w == &widget_countdown) {
		text = countdown_text(it);
		if (text != NULL && text[0] != '\0')
			linear_say(l, text);
		free(text);
	} else if (it->w->field && it->locked && it->kind != FORM_SECRET) {
		linear_print(l, it->label);
		linear_print(l, ": ");
		linear_say(l, it->rows.count != NULL
				  ? it->shown
				  : form_value(l->ui->form, it->id));
	}
}

static void
say_viewer(struct linear *l, struct item *it)
{
	linear_say(l, it->label);
	linear_say(l, it->text != NULL ? it->text : "");
	it->seen = true;
}

static bool
askable(const struct item *it)
{
	return item_reachable(it) && !it->locked &&
	       (it->w->field || it->w == &widget_list);
}

static bool
is_pressed(const struct item *it)
{
	return it->w == &widget_button || it->w == &widget_entry;
}

/* The place behind the last question. */
static bool
at_end(const struct form *f, size_t i)
{
	return i >= f->count || is_pressed(f->item[i]);
}

/* Goes on from item i to the next question, saying what is on the way. */
static void
go_on(struct linear *l, size_t i)
{
	struct form *f = l->ui->form;

	for (; i < f->count && !askable(f->item[i]); i++) {
		struct item *it = f->item[i];

		if (it->hidden || i < l->said)
			continue;
		if (it->w == &widget_viewer)
			say_viewer(l, it);
		else
			say_item(l, it);
	}
	if (i >= f->count) { /* behind the last field: the buttons */
		for (i = 0; i < f->count; i++)
			if (is_pressed(f->item[i]) && !f->item[i]->hidden)
				break;
	}
	if (i > l->said)
		l->said = i;
	f->active = l->at = i;
}

/* The first question from item i on that was never answered but must be. */
static size_t
next_missing(const struct form *f, size_t i)
{
	while (
	    i < f->count && !(askable(f->item[i]) && item_missing(f->item[i])))
		i++;
	return i;
}

static void
next_question(struct linear *l)
{
	struct form *f = l->ui->form;
	size_t i = f->active;

	if (l->fixing && form_focus_error(f) && f->active != i) {
		l->at = f->active;
		return;
	}
	if (l->fixing && (i = next_missing(f, i + 1)) < f->count) {
		f->active = l->at = i;
		return;
	}
	if (l->fixing) {
		l->fixing = false;
		l->said = f->count;
		go_on(l, f->count);
		return;
	}
	go_on(l, i + 1);
}

static void
previous_question(struct linear *l)
{
	struct form *f = l->ui->form;

	for (size_t i = f->active < f->count ? f->active : f->count; i-- > 0;)
		if (askable(f->item[i])) {
			f->active = l->at = i;
			return;
		}
	ui_tell(l->ui, FORM_EVENT_BACK, 0);
}

static void
say_help(struct linear *l)
{
	const struct item *it = form_item_active(l->ui->form);

	if (it != NULL && it->help != NULL)
		linear_say(l, it->help);
	linear_say(
	    l, _("An empty line keeps the value, - clears it. ? help, < back, "
		 "! remaining time."));
}

static void
say_time(struct linear *l)
{
	const struct item *it = form_countdown(l->ui->form);
	char *text = it != NULL ? countdown_text(it) : NULL;

	linear_say(l, text != NULL && text[0] != '\0'
			  ? text
			  : _("There is no time limit here."));
	free(text);
}

/* By its own words, as a line of the screen offered it. */
static bool
called(const struct form_binding *b, const char *text)
{
	char *name = b->help != NULL ? turkish_key(b->help) : NULL;
	char *typed = name != NULL ? turkish_key(text) : NULL;
	bool same = typed != NULL && strcmp(name, typed) == 0;

	free(name);
	free(typed);
	return same;
}

/* What means the same at every question; true: it was that. */
static bool
command(struct linear *l, const char *text)
{
	const struct form *f = l->ui->form;

	l->asked = false;
	if (strcmp(text, "?") == 0) {
		say_help(l);
		return true;
	}
	if (strcmp(text, "!") == 0) {
		say_time(l);
		return true;
	}
	if (strcmp(text, "<") == 0) {
		l->fixing = false;
		previous_question(l);
		return true;
	}
	for (size_t i = 0; i < f->bindings; i++)
		if (f->binding[i].name != NULL &&
		    (text_ascii_equal(f->binding[i].name, text) ||
			called(&f->binding[i], text))) {
			ui_tell(l->ui, FORM_EVENT_KEY, f->binding[i].action);
			return true;
		}
	l->asked = true;
	return false;
}

static void
take_line(struct linear *l, const char *text)
{
	struct form *f = l->ui->form;
	struct item *it = form_item_active(f);
	bool secret = it != NULL && it->kind == FORM_SECRET && askable(it);

	if (l->shown > 0) { /* whatever was typed */
		ui_tell(l->ui, FORM_EVENT_KEY, f->revealing);
		form_reveal(f, 0);
		return;
	}
	if (secret && l->silent) {
		linear_echo(l, true);
		linear_print(l, "\n"); /* the line end was not shown */
	}
	/* The name of a key may be a secret; one sign is none. */
	if ((!secret || (text[0] != '\0' && text[1] == '\0')) &&
	    command(l, text))
		return;
	if (it == NULL || at_end(f, f->active) || !askable(it)) {
		l->asked = false;
		linear_press(l, text);
		return;
	}
	if (linear_answer(l, it, text)) {
		l->asked = false;
		l->again = true;
	}
}

/* One line of input as UTF-8; NULL: none is complete. Caller frees. */
static char *
next_line(struct linear *l)
{
	struct buf b = BUF_INIT(4 * IN_MAX);
	char *end = l->in.len > 0 ? memchr(l->in.data, '\n', l->in.len) : NULL;
	size_t len;
	char *text;

	if (end == NULL)
		return NULL;
	len = (size_t)(end - l->in.data);
	b.wipe = true;
	charset_read(&l->charset, l->in.data, len, &b);
	buf_drop(&l->in, len + 1);
	if (b.len > 0 && b.data[b.len - 1] == '\r')
		b.data[--b.len] = '\0';
	text = buf_steal(&b, NULL);
	buf_free(&b);
	return text;
}

static void
warn_time(struct linear *l)
{
	int64_t left = countdown_left(form_countdown(l->ui->form));
	int64_t step = left > 60 || left < 0 ? INT64_MAX
		       : left > 20	     ? 60
		       : left > 0	     ? 20
					     : 0;

	if (l->shown > 0)
		return; /* nothing may push that line up */
	if (step < l->warned && step != INT64_MAX) {
		linear_print(l, "\n");
		linear_say(l, countdown_words(left));
	}
	l->warned = step;
}

/* The view has seen the answer: say what is wrong, or go on. */
static void
judge(struct linear *l)
{
	struct item *it = form_item_active(l->ui->form);

	l->again = false;
	if (it != NULL && it->error != NULL) {
		linear_print(l, "! ");
		linear_say(l, it->error);
		return;
	}
	if (it != NULL && it->warning != NULL)
		linear_say(l, it->warning);
	if (it != NULL && it->note != NULL)
		linear_say(l, it->note);
	next_question(l);
}

void
linear_step(struct linear *l)
{
	char *text;

	if (l->ui->form == NULL || l->ui->events > 0)
		return;
	warn_time(l);
	if (l->ui->busy != NULL) {
		say_busy(l);
		return;
	}
	linear_paint(l); /* judges what was answered, asks what is next */
	while (l->ui->events == 0 && (text = next_line(l)) != NULL) {
		take_line(l, text);
		explicit_bzero(text, strlen(text));
		free(text);
		if (l->ui->events == 0)
			linear_paint(l);
	}
}

void
linear_paint(struct linear *l)
{
	struct form *f = l->ui->form;
	struct item *it;

	if (f == NULL || l->ui->events > 0 || l->ui->busy != NULL) {
		flush(l);
		return;
	}
	if (f->revealing == 0)
		linear_conceal(l);
	else if (l->shown == 0)
		linear_reveal(l);
	if (l->shown > 0) {
		flush(l);
		return;
	}
	if (f->active != l->at) { /* the view sent us elsewhere */
		/* Half a secret belongs to no other question, nor is it
		 * shown. */
		if (l->silent)
			tcflush(STDIN_FILENO, TCIFLUSH);
		if (l->asked)
			linear_print(l, "\n");
		it = form_item_active(f);
		l->fixing = it != NULL && it->error != NULL;
		l->asked = l->again = l->prompt = false;
		l->at = f->active;
		if (l->fixing) {
			linear_print(l, "! ");
			linear_say(l, it->error);
		}
	}
	if (l->again)
		judge(l);
	if (!l->asked) {
		if (!l->started) {
			say_title(l);
			go_on(l, 0);
		}
		it = form_item_active(f);
		if (it != NULL && askable(it))
			linear_ask(l, it);
		else
			linear_buttons(l, l->prompt);
		l->asked = true;
		l->prompt = false;
	}
	flush(l);
}

int64_t
linear_deadline(const struct linear *l, int64_t deadline, int64_t left)
{
	(void)l;
	if (left > 60)
		return deadline - INT64_C(60) * 1000;
	if (left > 20)
		return deadline - INT64_C(20) * 1000;
	return deadline;
}
