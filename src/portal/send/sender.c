#include "config.h"
#include "portal/send/sender.h"

#include <stddef.h>
#include <string.h>

#include "base/lang.h"
#include "base/banned.h"

#define COMMAND_SECONDS 30

int
sender_open(struct sender **out, const struct portal_options *o, struct err *e)
{
	bool command =
	    o->sms_backend != NULL && strcmp(o->sms_backend, "command") == 0;
	const char *path = command ? o->sms_command : o->sms_file;

	if (path == NULL || path[0] == '\0')
		return err_set(e, ERR_INVALID,
		    _("The configuration does not say where messages go: set "
		      "\"%s\"."),
		    command ? "sms.command" : "sms.file");
	return command ? sender_open_command(out, path, COMMAND_SECONDS, e)
		       : sender_open_file(out, path, e);
}

void
sender_free(struct sender *s)
{
	if (s != NULL)
		s->ops->free(s);
}
