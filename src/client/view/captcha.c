#include "config.h"
#include "client/view/captcha.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/view/app.h"
#include "client/view/work.h"
#include "base/banned.h"

int
captcha_add(struct view *v)
{
	form_add_picture(v->form, CAPTCHA_PICTURE,
	    _("A picture with 5 letters and digits; \"without a picture\" "
	      "goes on without it."));
	if (view_add_field(v, FIELD_LOGIN_IMAGE_TEXT, NULL) < 0)
		return -1;
	form_add_text(v->form, CAPTCHA_PROGRESS, "");
	form_hide(v->form, CAPTCHA_PROGRESS, true);
	return 0;
}

void
captcha_bind(struct view *v)
{
	static const struct form_binding keys[2] = {
		{ KEYS_F5, CAPTCHA_NEW, "F5", N_("new picture") },
		{ KEYS_F6, CAPTCHA_NONE, "F6", N_("without a picture") },
	};
	struct form_binding shown[2];

	for (size_t i = 0; i < 2; i++) {
		shown[i] = keys[i];
		shown[i].help = _(keys[i].help);
	}
	form_bind(v->form, shown, 2);
}

void
captcha_ask(struct view *v, struct captcha *c, bool work)
{
	struct msg_captcha_request m = { work ? strdup("work")
					      : strdup("image") };
	struct err e;

	c->id[0] = '\0';
	c->nonce[0] = '\0';
	work_free(c->proof);
	c->proof = NULL;
	link_cancel(v->app->link, v->quiet);
	v->quiet = NULL;
	if (m.kind == NULL ||
	    calls_captcha(v->app->link, &m, &v->quiet, &e) < 0)
		ui_say(v->app->ui, e.text);
	wire_clear(&wire_captcha_request, &m);
}

void
captcha_key(struct view *v, struct captcha *c, int action)
{
	c->work = action == CAPTCHA_NONE;
	c->waits = false;
	form_hide(v->form, CAPTCHA_PICTURE, c->work);
	form_hide(v->form, CAPTCHA_FIELD, c->work);
	form_hide(v->form, CAPTCHA_PROGRESS, !c->work);
	form_set_text(v->form, CAPTCHA_PROGRESS,
	    _("The computer proves itself, without a picture ..."));
	form_set_value(v->form, CAPTCHA_FIELD, "");
	form_set_error(v->form, CAPTCHA_FIELD, NULL);
	captcha_ask(v, c, c->work);
}

/* True once, for whoever was told to wait. */
static bool
go_on(struct captcha *c)
{
	bool waited = c->waits;

	c->waits = false;
	return waited;
}

bool
captcha_take(struct view *v, struct captcha *c, const struct link_reply *r)
{
	const struct msg_captcha *m = r->out;

	if (r->err.code != 0) {
		ui_say(v->app->ui, r->err.text);
		return false;
	}
	snprintf(c->id, sizeof(c->id), "%s", m->id);
	if (c->work) {
		if (m->challenge == NULL)
			return false;
		c->proof = work_new(m->challenge, (unsigned)m->bits);
		v->deadline = clock_mono_ms();
		return false;
	}
	if ((size_t)((m->width + 7) / 8 * m->height) == m->pixels.len)
		form_set_picture(v->form, CAPTCHA_PICTURE, m->pixels.data,
		    (unsigned)m->width, (unsigned)m->height);
	return go_on(c);
}

/* The screen stays alive between slices. */
bool
captcha_due(struct view *v, struct captcha *c)
{
	const char *ready;
	char text[128];

	v->deadline = -1;
	if (c->proof == NULL)
		return false;
	if (!work_step(c->proof, 100)) {
		snprintf(text, sizeof(text),
		    _("The computer proves itself, without a picture: %u %%"),
		    work_percent(c->proof));
		form_set_text(v->form, CAPTCHA_PROGRESS, text);
		v->deadline = clock_mono_ms();
		return false;
	}
	snprintf(c->nonce, sizeof(c->nonce), "%llu",
	    (unsigned long long)work_nonce(c->proof));
	work_free(c->proof);
	c->proof = NULL;
	ready = _("Ready: no picture is needed. Go on with Log in.");
	form_set_text(v->form, CAPTCHA_PROGRESS, ready);
	if (!c->waits && ui_mode_of(v->app->ui) == UI_LINEAR)
		ui_say(v->app->ui, ready); /* that line was passed already */
	return go_on(c);
}

bool
captcha_ready(struct view *v, struct captcha *c)
{
	if (c->id[0] == '\0' && v->quiet == NULL) {
		c->waits = true;
		captcha_ask(v, c, c->work);
		return false;
	}
	if (c->id[0] != '\0' && (!c->work || c->nonce[0] != '\0'))
		return true;
	c->waits = true;
	ui_say(v->app->ui,
	    _("One moment: you are logged in as soon as it is ready."));
	return false;
}

const char *
captcha_answer(const struct captcha *c, const char *typed)
{
	return c->work ? c->nonce : typed;
}

bool
captcha_refused(struct view *v, struct captcha *c, const struct err *e)
{
	bool new = strcmp(e->reason, "captcha-new") == 0;

	if (!new &&strcmp(e->reason, "captcha") != 0)
		return false;
	if (new && c->work) {
		c->waits = true; /* another proof, then once more */
		captcha_ask(v, c, true);
		return true;
	}
	if (new)
		form_set_value(v->form, CAPTCHA_FIELD, "");
	form_set_error(v->form, CAPTCHA_FIELD, e->text);
	form_focus(v->form, CAPTCHA_FIELD);
	if (new)
		captcha_ask(v, c, c->work);
	return true;
}

void
captcha_clear(struct captcha *c)
{
	work_free(c->proof);
	c->proof = NULL;
}
