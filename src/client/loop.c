#include "config.h"
#include "client/loop.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/secret.h"
#include "client/demo.h"
#include "client/term/signals.h"
#include "client/view/draft.h"
#include "client/view/esign.h"
#include "base/banned.h"

#define LEAVE_MS 3000 /* how long the last save may take */

static void
close_view(struct app *a)
{
	struct view *v = a->view;

	if (v == NULL)
		return;
	ui_show(a->ui, NULL);
	link_cancel(a->link, v->quiet);
	v->ops->close(v);
	form_free(v->form);
	free(v);
	a->view = NULL;
}

/* Changes over until a screen stays: one may send on to the next. */
static void
change_view(struct app *a)
{
	while (a->next != NULL && !a->quit) {
		const struct view_ops *ops = a->next;
		struct view *v = calloc(1, sizeof(*v));
		struct err e;

		a->next = NULL;
		close_view(a);
		if (v == NULL) {
			a->quit = true;
			a->exit_status = 1;
			return;
		}
		v->ops = ops;
		v->app = a;
		v->deadline = -1;
		v->fd = -1;
		a->view = v;
		ui_say(a->ui, NULL); /* it was about the screen before */
		if (ops->open(v, &e) < 0) {
			fprintf(stderr, "%s\n", e.text);
			a->quit = true;
			a->exit_status = 1;
			return;
		}
		ui_show(a->ui, v->form);
		/* What the last screen and a handshake needed goes back to
		 * the system: the PCs in schools are small. */
		malloc_trim(0);
		if (a->notice[0] != '\0' && a->next == NULL) {
			ui_say(a->ui, a->notice);
			a->notice[0] = '\0';
		}
	}
}

static void
take_events(struct app *a)
{
	struct form_event ev;

	while (!a->quit && ui_event(a->ui, &ev)) {
		if (ev.type == FORM_EVENT_QUIT && ev.lost)
			a->quit = true;
		else if (ev.type == FORM_EVENT_QUIT)
			app_quit(a);
		else if (ev.type == FORM_EVENT_BACK && app_cancel(a))
			ui_say(
			    a->ui, _("Cancelled; nothing you typed is lost."));
		else if (a->view->ops->event != NULL)
			a->view->ops->event(a->view, &ev);
		change_view(a);
	}
}

static bool
offers(const struct msg_info *m, const char *name)
{
	const struct msg_offer *items = m->offers.items;

	for (size_t i = 0; i < m->offers.n; i++)
		if (strcmp(items[i].name, name) == 0)
			return true;
	return false;
}

static void
take_info(struct app *a, const struct link_reply *r)
{
	const struct msg_info *m = r->out;

	if (r->err.code != 0)
		return;
	snprintf(a->portal, sizeof(a->portal), "%s", m->portal);
	a->stamp_here = a->file.tsa != NULL && !m->stamps;
	snprintf(a->contact, sizeof(a->contact), "%s", m->contact);
	a->no_officers = m->offers.n > 0 && !offers(m, "officer");
	if (a->view->ops->introduced != NULL)
		a->view->ops->introduced(a->view);
}

/* The application moved without this screen (another session, a time limit):
 * its present state is fetched, and the person goes on where it stands. */
static bool
catch_up(struct app *a, const struct link_reply *r)
{
	struct err e;

	if (r->call == a->catching_up && r->call != NULL) {
		a->catching_up = NULL;
		if (r->err.code == 0) {
			app_take_application(a, app_message(r));
			app_go_on(a);
		} else {
			ui_say(a->ui, r->err.text);
		}
		return true;
	}
	if (strcmp(r->err.reason, "state") != 0 &&
	    strcmp(r->err.reason, "phone") != 0)
		return false;
	snprintf(a->notice, sizeof(a->notice), "%s", r->err.text);
	if (calls_application(a->link, &a->catching_up, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, a->catching_up, _("One moment"));
	return true;
}

/* Of who came in with his card; or he is not what he was any more. */
static bool
lost_session(const struct app *a, const struct link_reply *r)
{
	return a->session.role != APP_APPLICANT &&
	       (strcmp(r->err.reason, "session") == 0 ||
		   (strcmp(r->err.reason, "officer") == 0 &&
		       r->call != a->info));
}

static void
take_replies(struct app *a)
{
	struct link_reply r;

	while (!a->quit && link_next(a->link, &r)) {
		bool draft = r.call == a->draft;

		if (r.call == a->busy)
			app_wait_over(a);
		if (draft)
			a->draft = NULL;
		if (r.call == a->info)
			a->info = NULL;
		if (strcmp(r.err.reason, "tls") == 0 ||
		    strcmp(r.err.reason, "ca-file") == 0) {
			snprintf(
			    a->notice, sizeof(a->notice), "%s", r.err.text);
			link_cancel(a->link, a->info); /* said once */
			a->info = NULL;
			app_go(a, &view_trouble);
		} else if (personal_over(a, &r)) {
			/* to the login, and back from there */
		} else if (lost_session(a, &r)) {
			/* No application of theirs that would be kept. */
			esign_ended(a, strcmp(r.err.reason, "session") == 0
					   ? _("Your session has ended. Please "
					       "log in again.")
					   : r.err.text);
		} else if (strcmp(r.err.reason, "session") == 0 &&
			   a->record != NULL) {
			snprintf(
			    a->notice, sizeof(a->notice), "%s", r.err.text);
			link_set_token(a->link, NULL);
			app_go(a, &view_login);
		} else if (r.message == &wire_info) {
			take_info(a, &r);
		} else if (a->record != NULL && !a->personal.in &&
			   a->session.role == APP_APPLICANT &&
			   catch_up(a, &r)) {
			/* the person is on the way */
		} else if (draft && a->view->ops != &view_application) {
			a->unsaved = a->unsaved || r.err.code != 0;
		} else if (a->view->ops->reply != NULL) {
			a->view->ops->reply(a->view, &r);
		}
		change_view(a);
	}
}

static void
take_card(struct app *a)
{
	struct card_event ev;

	while (!a->quit && a->card != NULL && card_next(a->card, &ev)) {
		if (ev.type == CARD_LIST)
			cards_take(a, &ev);
		if (a->view->ops->card != NULL)
			a->view->ops->card(a->view, &ev);
		change_view(a);
	}
}

/* The screen that asked for it may be gone meanwhile. */
static void
take_stamp(struct app *a)
{
	if (a->stamp != NULL && a->view->ops->stamped != NULL)
		a->view->ops->stamped(a->view);
	else
		app_cancel(a);
	change_view(a);
}

/* The line at the foot follows the link: trying again, since when, why. */
static int64_t
show_link(struct app *a)
{
	struct link_state s;
	char text[ERR_TEXT_MAX + 128];
	int64_t now = clock_mono_ms(), left;

	link_state(a->link, &s);
	ui_link(a->ui, s.status == LINK_CONNECTED ? _("connected")
		       : s.status == LINK_TRYING  ? _("not connected")
						  : NULL);
	if (a->busy == NULL) {
		/* Nobody waits for it, but it explains a picture that is not
		 * there, or a form that is not saved. */
		if (s.status == LINK_TRYING && s.attempt != a->told_attempt)
			ui_say(a->ui, s.sentence);
		a->told_attempt = s.status == LINK_TRYING ? s.attempt : 0;
		return -1;
	}
	if (s.status != LINK_TRYING) {
		ui_busy(a->ui, a->busy_text);
		return -1;
	}
	left = (s.next_try - now + 999) / 1000;
	/* The seconds first: the row may be too short for the advice. */
	snprintf(text, sizeof(text), _("Trying again in %d s. %s"),
	    left < 0 ? 0 : (int)left, s.sentence);
	ui_busy(a->ui, text);
	return now + 1000;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* The keys of the turn before may have been a PIN. The registers come first:
 * a signal puts them on the stack of the handlers. */
static void
forget_traces(void)
{
	secret_wipe_traces();
	signals_wipe();
}

static int
step(struct app *a, struct demo *demo, struct err *e)
{
	struct link_wait wait[5];
	int64_t deadline = show_link(a);
	size_t n = 0, card = 0, phone = 0, view = 0, stamp = 0;

	ui_paint(a->ui);
	deadline = sooner(deadline, ui_deadline(a->ui));
	deadline = sooner(deadline, a->view->deadline);
	wait[n++] = (struct link_wait){ ui_fd(a->ui), false };
	if (a->card != NULL) {
		card = n;
		wait[n++] = (struct link_wait){ card_fd(a->card), false };
	}
	if (demo != NULL) {
		phone = n;
		wait[n++] = (struct link_wait){ demo_fd(demo), false };
	}
	if (a->view->fd >= 0) {
		view = n;
		wait[n++] = (struct link_wait){ a->view->fd, false };
	}
	if (a->stamp != NULL) {
		stamp = n;
		wait[n++] = (struct link_wait){ stamp_fd(a->stamp), false };
	}
	forget_traces();
	if (link_poll(a->link, wait, n, deadline, e) < 0)
		return e->code;
	take_replies(a);
	if (card > 0 && wait[card].ready)
		take_card(a);
	if (view > 0 && wait[view].ready && a->view->fd == wait[view].fd &&
	    a->view->ops->ready != NULL) {
		a->view->ops->ready(a->view);
		change_view(a);
	}
	if (stamp > 0 && wait[stamp].ready)
		take_stamp(a);
	if (phone > 0 && wait[phone].ready)
		ui_foot(a->ui, demo_phone(demo));
	if (!a->quit && a->view->deadline >= 0 &&
	    clock_mono_ms() >= a->view->deadline && a->view->ops->due != NULL) {
		a->view->ops->due(a->view);
		change_view(a);
	}
	take_events(a);
	return 0;
}

/* The last save and the end of a session get a moment, also when the terminal
 * is gone. */
static void
leave(struct app *a)
{
	int64_t end = clock_mono_ms() + LEAVE_MS;
	const struct link_call *out;
	struct link_reply r;

	if (a->view != NULL && a->view->ops->leave != NULL)
		a->view->ops->leave(a->view);
	else if (a->unsaved && a->draft == NULL)
		draft_send(a);
	out = personal_log_out(a);
	while ((a->draft != NULL || out != NULL) && clock_mono_ms() < end &&
	       link_poll(a->link, NULL, 0, end, NULL) == 0)
		while (link_next(a->link, &r)) {
			if (r.call == a->draft)
				a->draft = NULL;
			if (r.call == out)
				out = NULL;
		}
}

int
loop_run(struct app *a, const struct view_ops *first, struct demo *demo)
{
	struct err e = { 0 };

	app_go(a, first);
	change_view(a);
	if (demo != NULL)
		ui_foot(a->ui, demo_phone(demo));
	ui_paint(a->ui); /* before the network is even set up */
	if (!a->quit && !a->file.alone)
		calls_info(a->link, &a->info, &e);
	while (!a->quit && step(a, demo, &e) == 0)
		;
	forget_traces();
	leave(a);
	close_view(a);
	forget_traces();
	return e.code != 0 && !a->quit ? 1 : a->exit_status;
}
