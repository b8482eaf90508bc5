/* Islak İmzalı Başvuru: the form is opened, printed, signed by hand, and goes
 * its way on paper. */
#include "config.h"
#include "client/view/paper.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/lang.h"
#include "client/view/signing.h"
#include "base/banned.h"

enum { ID_PRINT = 1, ID_SHOW, ID_OTHER, ID_CLOSE };

int
paper_of(const struct app *a, struct paper **out, struct err *e)
{
	struct date today = date_of(clock_wall());
	char day[DATE_TEXT];
	struct paper_facts f = {
		.number = a->application.number,
		.portal = a->portal,
		.date = date_format(&today, day),
		.undertaking = a->undertaking,
	};

	return paper_new(out, a->record, &f, e);
}

void
paper_refuse(struct view *v, const struct err *e, int back)
{
	form_add_space(v->form);
	form_add_text(v->form, 0, e->text);
	form_add_space(v->form);
	form_add_button(v->form, back, _("Back"), true);
}

/* What to do, in the order in which it is done. */
static void
add_steps(struct form *f)
{
	form_add_text(f, 0,
	    _("1. Print the form: three copies come out. Sign all of them by "
	      "hand."));
	form_add_text(f, 0,
	    _("2. Send the first copy to: TÜBİTAK BİLGEM Kamu Sertifikasyon "
	      "Merkezi, P.K. 74, 41470 Gebze/KOCAELİ (the address stands at "
	      "the top of the form)."));
	form_add_text(f, 0,
	    _("3. Hand the second copy to the IT unit of your district "
	      "directorate of national education, without fail: applications "
	      "they do not know of are not approved."));
	form_add_text(f, 0, _("4. Keep the third copy."));
	form_add_space(f);
	form_add_text(f, 0,
	    _("A form that is not signed or does not arrive is not processed. "
	      "Questions: 444 5 576, bilgi@kamusm.gov.tr"));
}

static int
paper_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	char line[160];

	v->form = form_new(_("Wet-ink signed application"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	app_title(v, PAGE_PAPER);
	form_add_text(v->form, 0,
	    _("Your application was taken. The wet-ink signed form is "
	      "awaited."));
	snprintf(
	    line, sizeof(line), _("Application no: %s"), a->application.number);
	form_add_text(v->form, 0, line);
	form_add_space(v->form);
	add_steps(v->form);
	form_add_space(v->form);
	form_add_button(v->form, ID_PRINT, _("Print the form"), true);
	form_add_button(v->form, ID_SHOW, _("Open the form"), false);
	form_add_button(v->form, ID_OTHER, _("Choose another method"), false);
	form_add_button(v->form, ID_CLOSE, _("Close the program"), false);
	return 0;
}

static void
paper_event(struct view *v, const struct form_event *ev)
{
	struct app *a = v->app;

	if (ev->type == FORM_EVENT_BACK)
		app_quit(a);
	if (ev->type != FORM_EVENT_PRESSED)
		return;
	if (ev->id == ID_PRINT)
		app_go(a, &view_paper_print);
	else if (ev->id == ID_SHOW)
		app_go(a, &view_paper_show);
	else if (ev->id == ID_OTHER)
		signing_leave(a);
	else
		a->quit = true;
}

static void
paper_reply(struct view *v, const struct link_reply *r)
{
	if (r->err.code != 0)
		ui_say(v->app->ui, r->err.text);
	else
		signing_went(v->app, app_message(r));
}

static void
paper_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_paper = {
	.open = paper_open,
	.event = paper_event,
	.reply = paper_reply,
	.close = paper_close,
};
