/* A certificate into a file, as PEM or DER. A file that is there is replaced
 * only when the person says so. */
#include "config.h"
#include "client/view/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/lang.h"
#include "client/view/keep.h"
#include "base/banned.h"

#define LINE 64 /* RFC 7468 §2 */

enum { ID_FORM = 1, ID_FILE, ID_SAVE, ID_REPLACE, ID_BACK };

struct save {
	char owner[128];
	unsigned char *der;
	size_t len;
	char offered[4096]; /* the name that was proposed */
};

static size_t
form_count(void *ctx)
{
	(void)ctx;
	return 2;
}

static const char *
form_name(void *ctx, size_t i)
{
	(void)ctx;
	return i == 0 ? "pem" : "der";
}

static const char *
form_words(void *ctx, size_t i)
{
	(void)ctx;
	return i == 0 ? _("PEM (text)") : _("DER (bytes)");
}

/* A name to save under, unless the person has typed one. */
static void
offer(struct view *v)
{
	struct save *s = v->state;
	const char *home = getenv("HOME"), *now = form_value(v->form, ID_FILE);

	if (home == NULL || home[0] != '/' || strcmp(now, s->offered) != 0)
		return;
	snprintf(s->offered, sizeof(s->offered), "~/eimza/%s.%s",
	    _("certificate"), form_value(v->form, ID_FORM));
	form_set_value(v->form, ID_FILE, s->offered);
}

static int
take_cert(struct save *s, const struct card_cert *c)
{
	snprintf(s->owner, sizeof(s->owner), "%s", c->facts.owner);
	s->der = malloc(c->der_len);
	if (s->der == NULL)
		return -1;
	memcpy(s->der, c->der, c->der_len);
	s->len = c->der_len;
	return 0;
}

static void
build(struct view *v)
{
	struct save *s = v->state;
	struct form_field type = {
		.id = ID_FORM,
		.label = _("File format"),
		.kind = FORM_RADIO,
		.starred = true,
		.help = _("PEM goes into mails and most programs; DER is for "
			  "Windows and some others"),
		.rows = { form_count, form_name, form_words, NULL },
	};
	struct form_field file = {
		.id = ID_FILE,
		.label = _("File"),
		.kind = FORM_TEXT,
		.starred = true,
		.max = 1000,
		.help = _("Where it is saved; ~ is your own folder"),
	};
	char text[300];

	snprintf(text, sizeof(text),
	    _("The certificate of %s. It may be given to anybody: the key "
	      "stays on the card."),
	    s->owner);
	form_add_text(v->form, 0, text);
	form_add_space(v->form);
	form_add_field(v->form, &type);
	form_set_value(v->form, ID_FORM, "pem");
	form_add_field(v->form, &file);
	offer(v);
	form_add_space(v->form);
	form_add_button(v->form, ID_SAVE, _("Save"), true);
	form_add_button(v->form, ID_REPLACE, _("Replace the file"), false);
	form_add_button(v->form, ID_BACK, _("Give up"), false);
	form_hide(v->form, ID_REPLACE, true);
}

static int
save_open(struct view *v, struct err *e)
{
	struct app *a = v->app;
	const struct card_cert *c = cards_known(a) ? cards_cert(a) : NULL;
	struct save *s = calloc(1, sizeof(*s));

	v->state = s;
	v->form = form_new(_("Save the certificate"));
	if (s == NULL || v->form == NULL || (c != NULL && take_cert(s, c) < 0))
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	form_title(v->form, _("My card"), "");
	if (c == NULL)
		app_go(a, &view_card);
	else
		build(v);
	return 0;
}

static int
add_pem(struct buf *out, const unsigned char *der, size_t len)
{
	char *text = base64_encode(der, len);

	if (text == NULL)
		return -1;
	buf_adds(out, "-----BEGIN CERTIFICATE-----\n");
	for (size_t at = 0, n = strlen(text); at < n; at += LINE)
		buf_addf(out, "%.*s\n", LINE, text + at);
	buf_adds(out, "-----END CERTIFICATE-----\n");
	free(text);
	return out->failed ? -1 : 0;
}

static int
write_to(const struct view *v, const char *path, bool replace, struct err *e)
{
	const struct save *s = v->state;
	struct buf out = BUF_INIT(1 << 20);
	int rc;

	if (strcmp(form_value(v->form, ID_FORM), "der") == 0)
		rc = buf_add(&out, s->der, s->len);
	else
		rc = add_pem(&out, s->der, s->len);
	if (rc < 0)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	else
		rc = keep_file(path, out.data, out.len, replace, e);
	buf_free(&out);
	return rc;
}

static void
save(struct view *v, bool replace)
{
	struct app *a = v->app;
	char path[KEEP_PATH];
	struct err e;
	int rc;

	rc = keep_path(form_value(v->form, ID_FILE), path, sizeof(path), &e);
	if (rc == 0)
		rc = write_to(v, path, replace, &e);
	if (rc == 0) {
		snprintf(a->notice, sizeof(a->notice), _("Saved: %s"), path);
		app_go(a, &view_card);
		return;
	}
	form_hide(v->form, ID_REPLACE, rc != ERR_CONFLICT);
	form_set_error(v->form, ID_FILE, keep_sentence(&e));
	form_focus(v->form, ID_FILE);
}

static void
save_event(struct view *v, const struct form_event *ev)
{
	if (ev->type == FORM_EVENT_CHANGED) {
		if (ev->id == ID_FORM)
			offer(v);
		form_set_error(v->form, ID_FILE, NULL);
		form_hide(v->form, ID_REPLACE, true);
	} else if (ev->type == FORM_EVENT_PRESSED && ev->id != ID_BACK) {
		save(v, ev->id == ID_REPLACE);
	} else if (ev->type == FORM_EVENT_PRESSED ||
		   ev->type == FORM_EVENT_BACK) {
		app_go(v->app, &view_card);
	}
}

static void
save_close(struct view *v)
{
	struct save *s = v->state;

	if (s != NULL)
		free(s->der);
	free(s);
}

const struct view_ops view_card_save = {
	.open = save_open,
	.event = save_event,
	.close = save_close,
};
