#include "config.h"
#include "client/view/sms-code.h"

#include <string.h>

#include "base/lang.h"
#include "client/view/app.h"
#include "model/check.h"
#include "base/banned.h"

void
sms_code_add(struct view *v, int64_t deadline)
{
	struct form_field code = {
		.id = SMS_CODE,
		.label = _("SMS verification code"),
		.kind = FORM_DIGITS,
		.starred = true,
		.max = 6,
		.help = _("The 6 digits in the SMS that came to your phone"),
	};

	form_add_space(v->form);
	form_add_field(v->form, &code);
	form_add_space(v->form);
	form_add_countdown(v->form, SMS_CODE_LEFT,
	    _("Time left for your SMS approval code: {} seconds"));
	form_set_deadline(
	    v->form, SMS_CODE_LEFT, deadline == 0 ? -1 : deadline);
	form_add_space(v->form);
	form_add_button(v->form, SMS_CODE_OK, _("OK"), true);
	form_add_button(v->form, SMS_CODE_NEW, _("New code"), false);
	form_add_button(v->form, SMS_CODE_CANCEL, _("Cancel"), false);
	form_add_space(v->form);
}

static void
say(struct view *v, const char *sentence)
{
	form_set_error(v->form, SMS_CODE, sentence);
	form_focus(v->form, SMS_CODE);
}

int
sms_code_take(struct view *v, struct msg_sms_verify_request *out)
{
	struct err e;

	if (check_sms_code(form_value(v->form, SMS_CODE), &e) < 0) {
		say(v, e.text);
		return -1;
	}
	out->code = strdup(form_value(v->form, SMS_CODE));
	return 0;
}

static void
close_code(struct view *v, const char *sentence)
{
	form_set_deadline(v->form, SMS_CODE_LEFT, -1);
	form_set_error(v->form, SMS_CODE, sentence);
	form_lock(v->form, SMS_CODE, true);
	form_lock(v->form, SMS_CODE_OK, true);
	form_focus(v->form, SMS_CODE_NEW);
	/* Line by line nobody comes past that field any more. */
	if (ui_mode_of(v->app->ui) == UI_LINEAR)
		ui_say(v->app->ui, sentence);
}

void
sms_code_timeout(struct view *v)
{
	close_code(v, _("The code has run out of time. Ask for a new code."));
}

void
sms_code_renewed(struct view *v, int64_t deadline)
{
	form_set_deadline(v->form, SMS_CODE_LEFT, deadline);
	form_lock(v->form, SMS_CODE, false);
	form_lock(v->form, SMS_CODE_OK, false);
	form_set_value(v->form, SMS_CODE, "");
	say(v, NULL);
	ui_say(v->app->ui, _("A new code is on its way; the old one no longer "
			     "works."));
}

void
sms_code_refused(struct view *v, const struct err *e)
{
	if (strcmp(e->reason, "sms-tries") == 0 || e->code == ERR_EXPIRED) {
		close_code(v, e->text);
	} else if (strcmp(e->reason, "sms-code") == 0) {
		form_set_value(v->form, SMS_CODE, "");
		say(v, e->text);
	} else {
		ui_say(v->app->ui, e->text);
	}
}
