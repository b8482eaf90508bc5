/*
 * What cannot be gone past: the portal's certificate was refused, or it wants
 * something signed that is not the person's form. It is explained; there is
 * no way to go on regardless.
 */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

enum { ID_BACK = 1, ID_CHAIN };

static void
add_peer(struct form *f, const struct link_peer *p)
{
	char line[400];
	size_t half;

	form_add_space(f);
	snprintf(line, sizeof(line), _("Host: %s"), p->host);
	form_add_text(f, 0, line);
	snprintf(line, sizeof(line), _("Reason: %s"), p->reason);
	form_add_text(f, 0, line);
	form_add_text(f, 0, _("Fingerprint (SHA-256):"));
	/* Two rows: it is read aloud and compared on the telephone. */
	half = strlen(p->fingerprint) / 2;
	snprintf(line, sizeof(line), "  %.*s", (int)half + 1, p->fingerprint);
	form_add_text(f, 0, line);
	snprintf(line, sizeof(line), "  %s",
	    p->fingerprint + (half < strlen(p->fingerprint) ? half + 1 : half));
	form_add_text(f, 0, line);
	form_add_space(f);
	form_add_viewer(f, ID_CHAIN, _("Certificates it showed"), p->chain, 4);
	form_add_space(f);
	form_add_text(f, 0,
	    _("Someone may be reading along or pretending to "
	      "be the portal, so nothing was sent. Ask your administrator for "
	      "the right certificate file (option --ca), and check the "
	      "fingerprint with him by telephone."));
}

static int
trouble_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	struct link_peer peer;

	v->form = form_new(_("Not safe"));
	if (v->form == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, "eimza", "");
	form_add_space(v->form);
	form_add_text(v->form, 0, a->notice);
	a->notice[0] = '\0';
	if (link_peer(a->link, &peer) && peer.reason[0] != '\0')
		add_peer(v->form, &peer);
	form_add_space(v->form);
	form_add_button(v->form, ID_BACK, _("Go back"), true);
	return 0;
}

static void
trouble_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_PRESSED || ev->type == FORM_EVENT_BACK)
		app_go(v->app, &view_menu);
}

static void
trouble_close(struct view *v)
{
	(void)v;
}

const struct view_ops view_trouble = {
	.open = trouble_open,
	.event = trouble_event,
	.close = trouble_close,
};
