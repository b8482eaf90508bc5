#include "config.h"
#include "client/view/signing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "model/signtext.h"
#include "base/banned.h"

/* The text computed here equals the portal's, byte for byte. */
static bool
application_ours(struct app *a, const struct msg_signing *m)
{
	const struct msg_sign_text *t = m->texts.items;
	struct signtext_facts facts = { a->application.number, a->portal,
		m->date };
	struct buf own = BUF_INIT(SIGNTEXT_MAX);
	bool same;

	same = m->texts.n == 1 && m->number != NULL &&
	       strcmp(m->number, a->application.number) == 0 &&
	       strcmp(m->portal, a->portal) == 0 &&
	       signtext_build(a->record, &facts, &own, NULL) == 0 &&
	       strcmp(buf_str(&own), t->text) == 0;
	buf_free(&own);
	return same;
}

static int
application_ask(struct app *a, struct link_call **call, struct err *e)
{
	return calls_signing(a->link, call, e);
}

static struct msg_signing *
application_request(struct app *a, const struct link_reply *r)
{
	(void)a;
	return r->message == &wire_signing ? app_message(r) : NULL;
}

static int
application_status(struct app *a, struct link_call **call, struct err *e)
{
	return calls_signing_status(a->link, call, e);
}

/* Goes on when it was signed elsewhere. */
static void
application_stands(struct app *a, const struct link_reply *r)
{
	const struct msg_signing_status *m = r->out;
	struct link_call *call = NULL;

	if (r->err.code != 0)
		return;
	if (m->refusal != NULL)
		ui_say(a->ui, m->refusal);
	if (strcmp(m->state, "signed") == 0 &&
	    calls_application(a->link, &call, NULL) == 0)
		app_wait(a, call, _("The signature has arrived"));
}

/* What the portal says of the application it was signed for. */
static void
take_submitted(struct app *a, const struct msg_sign_submit *m)
{
	struct msg_application *p = &a->application;

	if (a->signing.by_code || p->number == NULL) {
		free(p->number);
		free(p->province);
		p->number = strdup(m->number);
		p->province = m->province == NULL ? NULL : strdup(m->province);
	}
	if (m->state != NULL) {
		free(p->state);
		p->state = strdup(m->state);
	}
	wire_clear(&wire_signing, &a->signing.request);
	app_go(a, &view_result);
}

static void
application_done(struct app *a, const struct msg_sign_submit *m)
{
	free(a->application.page);
	a->application.page = strdup(page_name(PAGE_RESULT));
	take_submitted(a, m);
}

static void
application_reply(struct app *a, const struct link_reply *r)
{
	if (r->err.code != 0)
		ui_say(a->ui, r->err.text);
	else
		signing_went(a, app_message(r));
}

static void
application_leave(struct app *a)
{
	struct link_call *call = NULL;
	struct err e;

	wire_clear(&wire_signing, &a->signing.request);
	if (calls_method_change(a->link, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Back to the methods"));
}

static const struct signing_task task_application = {
	.compared = N_("The text was compared with your form: it is the same."),
	.ours = application_ours,
	.ask = application_ask,
	.request = application_request,
	.status = application_status,
	.stands = application_stands,
	.done = application_done,
	.reply = application_reply,
	.leave = application_leave,
};

/* Who asked for it waits on another screen. */
static void
code_done(struct app *a, const struct msg_sign_submit *m)
{
	if (m->number != NULL)
		take_submitted(a, m);
	else
		app_go(a, &view_signed);
}

static void
code_leave(struct app *a)
{
	signing_forget(a);
	app_go(a, &view_menu);
}

static const struct signing_task task_code = {
	.title = N_("Sign with a code"),
	.compared = N_("The text comes from the portal: read it to its end."),
	.done = code_done,
	.leave = code_leave,
};

static void
file_leave(struct app *a)
{
	signing_forget(a);
	app_go(a, &view_file);
}

static const struct signing_task task_file = {
	.title = N_("Sign a file"),
	.compared = N_("This is the whole file: read it to its end."),
	.leave = file_leave,
};

const struct signing_task *
signing_task_of(const struct app *a)
{
	if (a->signing.file)
		return &task_file;
	if (a->signing.by_code)
		return &task_code;
	return a->signing.task != NULL ? a->signing.task : &task_application;
}

void
signing_forget(struct app *a)
{
	wire_clear(&wire_signing, &a->signing.request);
	a->signing.by_code = false;
	a->signing.file = false;
	a->signing.task = NULL;
}

void
signing_begin(struct app *a, const struct signing_task *task)
{
	signing_forget(a);
	a->signing.task = task;
}

void
signing_title(struct view *v)
{
	const struct signing_task *t = signing_task_of(v->app);

	if (t->title != NULL)
		form_title(v->form, _(t->title), "");
	else
		app_title(v, PAGE_SIGN);
}

bool
signing_take(struct app *a, struct msg_signing *m)
{
	const struct signing_task *t = signing_task_of(a);

	wire_clear(&wire_signing, &a->signing.request);
	if (m->texts.n == 0 || (t->ours != NULL && !t->ours(a, m))) {
		snprintf(a->notice, sizeof(a->notice), "%s",
		    t->ours == application_ours
			? _("POSSIBLE ATTACK: the text that the portal wants "
			    "signed differs from your form. Nothing was signed "
			    "and nothing will be. Tell your institution and "
			    "call 444 5 576.")
			: _("POSSIBLE ATTACK: the portal wants something else "
			    "signed than you asked for. Nothing was signed and "
			    "nothing will be. Tell your institution and call "
			    "444 5 576."));
		signing_forget(a);
		app_go(a, &view_trouble);
		return false;
	}
	a->signing.request = *m;
	memset(m, 0, sizeof(*m));
	a->signing.deadline =
	    clock_mono_ms() + a->signing.request.expires_in * 1000;
	return true;
}

static void
submit(struct app *a, const struct buf *cms, size_t n)
{
	struct msg_signature all[CARD_TEXTS] = { { { NULL, 0 } } };
	struct msg_sign_submit_request m = { a->signing.request.code,
		{ all, n } };
	struct link_call *call = NULL;
	struct err e;

	for (size_t i = 0; i < n; i++) { /* borrowed */
		all[i].cms.data = (unsigned char *)cms[i].data;
		all[i].cms.len = cms[i].len;
	}
	if (calls_sign_submit(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Sending the signature"));
}

/* One alone is kept, to be saved as a file or stamped. */
void
signing_send(struct app *a, const struct card_event *ev)
{
	buf_reset(&a->cms);
	buf_reset(&a->bare);
	if (ev->signature_count > 1)
		submit(a, ev->signatures, ev->signature_count);
	else if (buf_add(&a->cms, ev->cms.data, ev->cms.len) < 0)
		ui_say(a->ui, _("Memory is out."));
	else if (a->signing.file)
		app_go(a, &view_file_signed);
	else if (a->stamp_here &&
		 stamp_start(&a->stamp, a->file.tsa, &a->cms, NULL) == 0)
		ui_busy(a->ui, _("Asking for a time-stamp"));
	else
		submit(a, &a->cms, 1);
}

void
signing_stamped(struct view *v)
{
	struct app *a = v->app;
	struct buf stamped = BUF_INIT(CADES_MAX);
	struct stamp *s = a->stamp;
	struct stamp_facts facts;

	a->stamp = NULL;
	app_wait_over(a);
	/* Without a stamp it is as good as before there was a service. */
	if (stamp_take(s, &stamped, &facts, NULL) == 0 &&
	    buf_add(&a->bare, a->cms.data, a->cms.len) == 0) {
		buf_reset(&a->cms);
		buf_add(&a->cms, stamped.data, stamped.len);
	}
	buf_free(&stamped);
	submit(a, &a->cms, 1);
}

bool
signing_send_bare(struct app *a)
{
	if (a->bare.len == 0)
		return false;
	buf_reset(&a->cms);
	buf_add(&a->cms, a->bare.data, a->bare.len);
	buf_reset(&a->bare);
	submit(a, &a->cms, 1);
	return true;
}

void
signing_renew(struct app *a)
{
	wire_clear(&wire_signing, &a->signing.request);
	app_go(a, &view_sign);
}

void
signing_leave(struct app *a)
{
	signing_task_of(a)->leave(a);
}

void
signing_texts(const struct app *a, struct buf *out)
{
	const struct wire_list *texts = &a->signing.request.texts;
	const struct msg_sign_text *t = texts->items;
	char heading[128];

	if (a->signing.file)
		buf_adds(out, buf_str(&a->file.text.shown));
	for (size_t i = 0; i < texts->n; i++) {
		snprintf(heading, sizeof(heading), _("Text to sign %zu / %zu"),
		    i + 1, texts->n);
		if (texts->n > 1)
			buf_addf(
			    out, "%s=== %s ===\n", i > 0 ? "\n" : "", heading);
		buf_adds(out, t[i].text);
	}
}

void
signing_subject(const struct app *a, char *out, size_t size)
{
	static const struct {
		const char *purpose, *label;
	} rows[] = {
		{ "login", N_("E-signed login") },
		{ "decide", N_("Decision of a kurum yetkilisi") },
		{ "consent", N_("E-Onay") },
	};
	const struct msg_signing *q = &a->signing.request;

	out[0] = '\0';
	if (strcmp(q->purpose, "application") == 0 && q->number != NULL)
		snprintf(out, size, _("Application %s"), q->number);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].purpose, q->purpose) == 0)
			snprintf(out, size, "%s", _(rows[i].label));
}

void
signing_went(struct app *a, struct msg_application *m)
{
	wire_clear(&wire_signing, &a->signing.request);
	app_take_application(a, m);
	app_go_on(a);
}

char *
signing_code_shown(const char *code, char out[20])
{
	size_t w = 0;

	for (size_t i = 0; i < 15 && code[i] != '\0'; i++) {
		if (i > 0 && i % 3 == 0)
			out[w++] = ' ';
		out[w++] = code[i];
	}
	out[w] = '\0';
	return out;
}
