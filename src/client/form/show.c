/* What the view sets on the ui: its form, and the lines around it. */
#include "config.h"
#include "client/form/ui.h"

#include <string.h>

#include "base/clock.h"
#include "client/form/linear.h"
#include "client/form/ui-own.h"
#include "base/banned.h"

void
ui_show(struct ui *u, struct form *f)
{
	if (f != u->form) {
		pick_close(&u->pick);
		u->help = false;
		if (!u->quitting)
			u->events = 0;
	}
	u->form = f;
	if (f != NULL)
		form_settle(f);
	if (u->linear != NULL)
		linear_show(u->linear);
}

static void
set(char **to, const char *text)
{
	bool same =
	    *to == NULL ? text == NULL : text != NULL && strcmp(*to, text) == 0;

	if (same)
		return;
	item_set(to, text);
}

void
ui_busy(struct ui *u, const char *text)
{
	if (u->busy == NULL && text != NULL) {
		u->busy_since = clock_mono_ms();
		if (u->linear != NULL)
			linear_busy(u->linear);
	}
	set(&u->busy, text);
}

void
ui_say(struct ui *u, const char *text)
{
	set(&u->say, text);
	if (u->linear != NULL && text != NULL)
		linear_tell(u->linear, text);
}

void
ui_foot(struct ui *u, const char *text)
{
	set(&u->foot, text);
	if (u->linear != NULL && text != NULL)
		linear_foot(u->linear, text);
}

void
ui_link(struct ui *u, const char *text)
{
	set(&u->link, text);
}
