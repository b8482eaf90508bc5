/* Sertifika Listele, and the state of the applications: texts to read. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "model/workflow.h"
#include "base/banned.h"

#define TEXT_MOST ((size_t)512 * 1024)
#define COLUMN	  20

enum { ID_TEXT = 1, ID_BACK };

/* Label and value, the values one below the other. */
static void
line(struct buf *b, const char *label, const char *value)
{
	size_t used = text_columns(label);

	if (value == NULL || value[0] == '\0')
		return;
	buf_addf(b, "%s:%*s %s\n", label,
	    (int)(used < COLUMN ? COLUMN - used : 0), "", value);
}

static void
describe(struct buf *b, const struct msg_certificate *c)
{
	char day[DATE_TEXT], days[32];

	buf_addf(b, "%s\n", c->issuer == NULL ? "-" : c->issuer);
	line(b, _("State"), personal_state(c->state));
	line(b, _("Valid from"), personal_day(c->starts_at, day, sizeof(day)));
	line(b, _("Valid until"), personal_day(c->ends_at, day, sizeof(day)));
	snprintf(days, sizeof(days), "%ld", c->days);
	if (strcmp(c->state, "revoked") != 0)
		line(b, _("Days left"),
		    c->days > 0 ? days : _("none, it has ended"));
	line(b, _("Serial number"), c->serial);
}

static void
certificates(const struct msg_personal *m, struct buf *b)
{
	const struct msg_certificate *c = m->certificates.items;

	for (size_t i = 0; i < m->certificates.n; i++) {
		buf_adds(b, i > 0 ? "\n" : "");
		describe(b, &c[i]);
	}
	if (m->certificates.n == 0)
		buf_adds(b, _("You have no certificate yet."));
}

static const char *
state_text(const char *word)
{
	enum state s;

	return state_from_name(word, &s) == 0 ? state_label(s) : word;
}

/* What the person waits for, or has to do. */
static const char *
next_step(const struct msg_brief *a)
{
	enum state s;

	if (state_from_name(a->state, &s) < 0)
		return NULL;
	if (a->late > 0)
		return _("The card should have come by now. If you do not have "
			 "it, call 444 5 576 and say the tracking number.");
	switch (s) {
	case STATE_AWAITING_PAPER:
		return _("Send the signed form; it is awaited.");
	case STATE_SUBMITTED:
		return _("Your institution approves it or asks you.");
	case STATE_CORRECTION_REQUESTED:
		return _("Correct the form: log in to the application.");
	case STATE_APPROVED:
	case STATE_IN_PRODUCTION:
		return _("The card is made and comes by courier within 10-15 "
			 "days.");
	case STATE_SHIPPED:
		return _("The courier brings the card to the address on the "
			 "form. After 15 days call 444 5 576.");
	case STATE_DELIVERED:
		return _("Open the certificate for use: 2 in the menu.");
	case STATE_DRAFT:
	case STATE_FORM_APPROVED:
	case STATE_PHONE_VERIFIED:
	case STATE_AWAITING_SIGNATURE:
		return _("Go on with it from the main menu.");
	case STATE_REJECTED:
	case STATE_OPENED:
	case STATE_CANCELLED:
	case STATE_EXPIRED:
	case STATE_COUNT:
		break;
	}
	return NULL;
}

static void
history(const struct msg_brief *a, struct buf *b)
{
	const struct msg_brief_step *s = a->history.items;
	char moment[DATE_MOMENT];
	int64_t at;

	if (a->history.n > 0)
		buf_addf(b, "%s:\n", _("History"));
	for (size_t i = 0; i < a->history.n; i++) {
		snprintf(moment, sizeof(moment), "-");
		if (date_from_rfc3339(s[i].at, &at) == 0)
			date_moment(at, moment);
		buf_addf(b, "  %s  %s\n", moment, state_text(s[i].state));
	}
}

static void
applications(const struct msg_personal *m, struct buf *b)
{
	const struct msg_brief *a = m->applications.items;
	char day[DATE_TEXT], days[80];

	for (size_t i = 0; i < m->applications.n; i++) {
		buf_adds(b, i > 0 ? "\n" : "");
		line(b, _("Application no"), a[i].number);
		line(b, _("State"), state_text(a[i].state));
		if (a[i].late > 0) {
			snprintf(days, sizeof(days),
			    lang_plural("%ld day with the courier",
				"%ld days with the courier",
				(unsigned long)a[i].late),
			    a[i].late);
			line(b, _("Late"), days);
		}
		line(b, _("Since"),
		    personal_day(a[i].since_at, day, sizeof(day)));
		line(b, _("Tracking number"), a[i].tracking);
		line(b, _("Reason"), a[i].reason);
		line(b, _("What comes next"), next_step(&a[i]));
		history(&a[i], b);
	}
	if (m->applications.n == 0)
		buf_adds(b, _("You have made no application."));
}

static int
open_text(struct view *v, const char *name,
    void (*write)(const struct msg_personal *m, struct buf *b), struct err *e)
{
	struct buf text = BUF_INIT(TEXT_MOST);
	const struct msg_personal *m = &v->app->personal.facts;
	char heading[160];

	v->form = form_new(name);
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("Personal services"), "");
	write(m, &text);
	snprintf(heading, sizeof(heading), "%s %s", m->name, m->surname);
	form_add_viewer(v->form, ID_TEXT, heading, buf_str(&text), 6);
	form_add_space(v->form);
	form_add_button(v->form, ID_BACK, _("Back"), true);
	form_focus(v->form, ID_TEXT);
	buf_free(&text);
	return 0;
}

static int
list_open(struct view *v, struct err *e)
{
	return open_text(v, _("List of certificates"), certificates, e);
}

static int
status_open(struct view *v, struct err *e)
{
	return open_text(v, _("State of my application"), applications, e);
}

static void
text_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_personal_menu);
}

static void
text_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_personal_list = {
	.open = list_open,
	.event = text_event,
	.close = text_close,
};

const struct view_ops view_personal_status = {
	.open = status_open,
	.event = text_event,
	.close = text_close,
};
