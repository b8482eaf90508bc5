#include "config.h"
#include "portal/send/sender.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/banned.h"

#define MAIL_NAME "mail.txt"

struct sender_file {
	struct sender base;
	int sms, mail;
};

static int
file_send(struct sender *s, const char *kind, const char *address,
    const char *text, struct err *e)
{
	const struct sender_file *f = (const struct sender_file *)s;
	struct buf line = BUF_INIT(4096);
	int fd = strcmp(kind, "sms") == 0 ? f->sms : f->mail;
	ssize_t n;
	int rc = 0;

	line.wipe = true;
	buf_addf(&line, "%s\t%s\n", address, text);
	/* One write, so that a reader never sees half a line. */
	n = write(fd, buf_str(&line), line.len);
	if (line.failed || n != (ssize_t)line.len)
		rc = err_set(e, ERR_UNAVAILABLE,
		    _("The message file cannot be written: %s."),
		    strerror(errno));
	buf_free(&line);
	return rc;
}

static void
file_free(struct sender *s)
{
	struct sender_file *f = (struct sender_file *)s;

	if (f->sms >= 0)
		close(f->sms);
	if (f->mail >= 0)
		close(f->mail);
	free(f);
}

static const struct sender_ops file_ops = {
	.name = "file",
	.send = file_send,
	.free = file_free,
};

static int
open_end(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		err_fill(e, ERR_INVALID, _("%s cannot be written: %s."), path,
		    strerror(errno));
	return fd;
}

/* mail.txt in the folder of path. */
static int
open_mail(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	struct buf name = BUF_INIT(PATH_MAX);
	int fd;

	buf_add(&name, path, len);
	buf_adds(&name, MAIL_NAME);
	fd = open_end(buf_str(&name), e);
	buf_free(&name);
	return fd;
}

int
sender_open_file(struct sender **out, const char *path, struct err *e)
{
	struct sender_file *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	f->base.ops = &file_ops;
	f->mail = -1;
	f->sms = open_end(path, e);
	if (f->sms >= 0)
		f->mail = open_mail(path, e);
	if (f->mail < 0) {
		file_free(&f->base);
		return ERR_INVALID;
	}
	*out = &f->base;
	return 0;
}
