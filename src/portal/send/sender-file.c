#include "config.h"
#include "portal/send/sender.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/banned.h"

struct sender_file {
	struct sender base;
	int fd;
};

/* A mail has several lines, the file one for each message. */
static void
add_line(struct buf *line, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\n' || *text == '\t')
			buf_addc(line, ' ');
		else
			buf_addc(line, *text);
}

static int
file_send(
    struct sender *s, const struct message *m, struct sent *out, struct err *e)
{
	const struct sender_file *f = (const struct sender_file *)s;
	struct buf line = BUF_INIT(sizeof(*m));
	ssize_t n;
	int rc = 0;

	(void)out;
	line.wipe = true;
	buf_addf(&line, "%s\t", m->address);
	if (m->subject[0] != '\0')
		buf_addf(&line, "%s\t", m->subject);
	add_line(&line, m->text);
	buf_addc(&line, '\n');
	/* One write, so that a reader never sees half a line. */
	n = write(f->fd, buf_str(&line), line.len);
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

	if (f->fd >= 0)
		close(f->fd);
	free(f);
}

static const struct sender_ops file_ops = {
	.name = "file",
	.send = file_send,
	.free = file_free,
};

int
sender_open_file(struct sender **out, const char *path, struct err *e)
{
	struct sender_file *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	f->base.ops = &file_ops;
	f->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (f->fd < 0) {
		file_free(&f->base);
		return err_set(e, ERR_INVALID, _("%s cannot be written: %s."),
		    path, strerror(errno));
	}
	*out = &f->base;
	return 0;
}
