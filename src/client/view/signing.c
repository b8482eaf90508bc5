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
text_is_ours(struct app *a, const struct msg_signing *m)
{
	const struct msg_sign_text *t = m->texts.items;
	struct signtext_facts facts = { a->application.number, a->portal,
		m->date };
	struct buf own = BUF_INIT(SIGNTEXT_MAX);
	bool same;

	same = strcmp(m->number, a->application.number) == 0 &&
	       strcmp(m->portal, a->portal) == 0 &&
	       signtext_build(a->record, &facts, &own, NULL) == 0 &&
	       strcmp(buf_str(&own), t->text) == 0;
	buf_free(&own);
	return same;
}

void
signing_forget(struct app *a)
{
	wire_clear(&wire_signing, &a->signing.request);
	a->signing.by_code = false;
	a->signing.file = false;
}

const char *
signing_content(const struct app *a, size_t *len)
{
	const struct msg_sign_text *t = a->signing.request.texts.items;

	if (a->signing.file) {
		*len = a->file.text.bytes.len;
		return buf_str(&a->file.text.bytes);
	}
	*len = strlen(t->text);
	return t->text;
}

const char *
signing_shown(const struct app *a)
{
	const struct msg_sign_text *t = a->signing.request.texts.items;

	return a->signing.file ? buf_str(&a->file.text.shown) : t->text;
}

const char *
signing_origin(const struct app *a)
{
	if (a->signing.file)
		return _("This is the whole file: read it to its end.");
	return a->signing.by_code
		   ? _("The text comes from the portal: read it to its end.")
		   : _("The text was compared with your form: it is the "
		       "same.");
}

static void
submit(struct app *a)
{
	struct msg_signature one = { { NULL, 0 } };
	struct msg_sign_submit_request m = { a->signing.request.code,
		{ &one, 1 } };
	struct link_call *call = NULL;
	struct err e;

	one.cms.data = (unsigned char *)a->cms.data; /* borrowed */
	one.cms.len = a->cms.len;
	if (calls_sign_submit(a->link, &m, &call, &e) < 0)
		ui_say(a->ui, e.text);
	else
		app_wait(a, call, _("Sending the signature"));
}

void
signing_send(struct app *a, const struct buf *cms)
{
	buf_reset(&a->cms);
	buf_reset(&a->bare);
	if (buf_add(&a->cms, cms->data, cms->len) < 0)
		ui_say(a->ui, _("Memory is out."));
	else if (a->signing.file)
		app_go(a, &view_file_signed);
	else if (a->stamp_here &&
		 stamp_start(&a->stamp, a->file.tsa, &a->cms, NULL) == 0)
		ui_busy(a->ui, _("Asking for a time-stamp"));
	else
		submit(a);
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
	submit(a);
}

bool
signing_send_bare(struct app *a)
{
	if (a->bare.len == 0)
		return false;
	buf_reset(&a->cms);
	buf_add(&a->cms, a->bare.data, a->bare.len);
	buf_reset(&a->bare);
	submit(a);
	return true;
}

bool
signing_take(struct app *a, struct msg_signing *m)
{
	wire_clear(&wire_signing, &a->signing.request);
	if (m->texts.n != 1) {
		snprintf(a->notice, sizeof(a->notice), "%s",
		    _("The portal "
		      "wants several texts signed at once, which this version "
		      "cannot do. Nothing was signed."));
		signing_forget(a);
		app_go(a, &view_trouble);
		return false;
	}
	if (!a->signing.by_code && !text_is_ours(a, m)) {
		snprintf(a->notice, sizeof(a->notice), "%s",
		    _("POSSIBLE "
		      "ATTACK: the text that the portal wants signed differs "
		      "from your form. Nothing was signed and nothing will be. "
		      "Tell your institution and call 444 5 576."));
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

void
signing_renew(struct app *a)
{
	wire_clear(&wire_signing, &a->signing.request);
	app_go(a, &view_sign);
}

void
signing_leave(struct app *a)
{
	struct link_call *call = NULL;
	struct err e;

	if (a->signing.by_code || a->signing.file) {
		app_go(a, a->signing.file ? &view_file : &view_menu);
		signing_forget(a);
		return;
	}
	wire_clear(&wire_signing, &a->signing.request);
	if (calls_method_change(a->link, &call, &e) < 0) {
		ui_say(a->ui, e.text);
	} else {
		app_wait(a, call, _("Back to the methods"));
	}
}

void
signing_take_status(struct app *a, const struct msg_signing_status *m)
{
	struct link_call *call = NULL;

	if (m->refusal != NULL)
		ui_say(a->ui, m->refusal);
	if (strcmp(m->state, "signed") == 0 &&
	    calls_application(a->link, &call, NULL) == 0)
		app_wait(a, call, _("The signature has arrived"));
}

void
signing_done(struct app *a, const struct msg_sign_submit *m)
{
	struct msg_application *p = &a->application;

	if (!a->signing.by_code) {
		free(p->page);
		p->page = strdup(page_name(PAGE_RESULT));
	}
	wire_clear(&wire_signing, &a->signing.request);
	if (a->signing.by_code || p->number == NULL) {
		free(p->number);
		free(p->province);
		p->number = strdup(m->number);
		p->province = m->province == NULL ? NULL : strdup(m->province);
	}
	free(p->state);
	p->state = strdup(m->state);
	app_go(a, &view_result);
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
