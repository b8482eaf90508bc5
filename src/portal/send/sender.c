#include "config.h"
#include "portal/send/sender.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/banned.h"

#define MAIL_NAME "mail.txt"

const char *
sender_backend(enum message_kind kind, const struct portal_options *o)
{
	const char *sms = o->sms_backend == NULL ? "file" : o->sms_backend;

	if (kind == MESSAGE_SMS)
		return sms;
	return o->mail_backend == NULL ? sms : o->mail_backend;
}

static int
missing(const char *key, struct err *e)
{
	return err_set(e, ERR_INVALID,
	    _("The configuration does not say where messages go: set \"%s\"."),
	    key);
}

/* mail.txt in the folder of path. */
static int
open_mail_beside(struct sender **out, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	struct buf name = BUF_INIT(PATH_MAX);
	int rc;

	buf_add(&name, path, slash == NULL ? 0 : (size_t)(slash - path) + 1);
	buf_adds(&name, MAIL_NAME);
	rc = sender_open_file(out, buf_str(&name), e);
	buf_free(&name);
	return rc;
}

static int
open_file(struct sender **out, enum message_kind kind,
    const struct portal_options *o, struct err *e)
{
	if (kind == MESSAGE_EMAIL && o->mail_file != NULL)
		return sender_open_file(out, o->mail_file, e);
	if (o->sms_file == NULL || o->sms_file[0] == '\0')
		return missing(
		    kind == MESSAGE_EMAIL ? "mail.file" : "sms.file", e);
	if (kind == MESSAGE_EMAIL)
		return open_mail_beside(out, o->sms_file, e);
	return sender_open_file(out, o->sms_file, e);
}

static int
open_command(struct sender **out, enum message_kind kind,
    const struct portal_options *o, struct err *e)
{
	const char *program = o->sms_command;

	if (kind == MESSAGE_EMAIL && o->mail_command != NULL)
		program = o->mail_command;
	if (program == NULL || program[0] == '\0')
		return missing(
		    kind == MESSAGE_EMAIL ? "mail.command" : "sms.command", e);
	return sender_open_command(out, program, o->answer_seconds, e);
}

int
sender_open(struct sender **out, enum message_kind kind,
    const struct portal_options *o, struct err *e)
{
	const char *word = sender_backend(kind, o);

	if (strcmp(word, "file") == 0)
		return open_file(out, kind, o, e);
	if (strcmp(word, "command") == 0)
		return open_command(out, kind, o, e);
	if (kind == MESSAGE_EMAIL && strcmp(word, "smtp") == 0)
		return sender_open_smtp(out, o, e);
	if (kind == MESSAGE_SMS && strcmp(word, "kannel") == 0)
		return sender_open_kannel(out, o, e);
	if (kind == MESSAGE_SMS && strcmp(word, "http") == 0)
		return sender_open_http(out, o, e);
	return missing(
	    kind == MESSAGE_EMAIL ? "mail.backend" : "sms.backend", e);
}

void
sender_free(struct sender *s)
{
	if (s != NULL)
		s->ops->free(s);
}
