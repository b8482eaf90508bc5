/*
 * The draft on the portal: what was typed into the form, and where the cursor
 * stands. It outlives the screen it is typed on, so that leaving the form, or
 * the program, never costs the last second of typing.
 */
#include "config.h"
#include "client/view/draft.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

void
draft_place(struct app *a, enum field_id id)
{
	a->draft_field = field(id)->name;
}

int
draft_send(struct app *a)
{
	struct msg_draft_request m = { 0 };
	struct err e;
	int rc;

	link_cancel(a->link, a->draft);
	a->draft = NULL;
	if (a->record == NULL)
		return 0;
	m.page = strdup(page_name(PAGE_FORM));
	m.field = a->draft_field == NULL ? NULL : strdup(a->draft_field);
	m.record = a->record; /* borrowed for the encoding */
	rc = calls_draft(a->link, &m, &a->draft, &e);
	if (rc == 0)
		a->unsaved = false;
	m.record = NULL;
	wire_clear(&wire_draft_request, &m);
	return rc;
}
