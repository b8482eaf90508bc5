#include "config.h"
#include "client/term/output.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/banned.h"

/* Above the standard ones, and not for children. */
static int
keep(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

static void
put_back(int from, int to)
{
	(void)dup2(from, to);
	close(from);
}

void
output_take(struct output *o)
{
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	o->fd = nothing >= 0 ? keep(STDOUT_FILENO) : -1;
	o->error =
	    o->fd >= 0 && isatty(STDERR_FILENO) ? keep(STDERR_FILENO) : -1;
	if (o->error >= 0)
		(void)dup2(nothing, STDERR_FILENO);
	if (o->fd >= 0)
		(void)dup2(nothing, STDOUT_FILENO);
	else
		o->fd = STDOUT_FILENO;
	if (nothing >= 0)
		close(nothing);
}

void
output_give_back(struct output *o)
{
	if (o->fd != STDOUT_FILENO)
		put_back(o->fd, STDOUT_FILENO);
	if (o->error >= 0)
		put_back(o->error, STDERR_FILENO);
	*o = (struct output){ STDOUT_FILENO, -1 };
}
