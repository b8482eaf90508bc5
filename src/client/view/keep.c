#include "config.h"
#include "client/view/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/banned.h"

int
keep_path(const char *typed, char *path, size_t size, struct err *e)
{
	const char *home = getenv("HOME");
	char dir[KEEP_PATH];
	int n;

	if (typed[0] == '\0' || typed[strlen(typed) - 1] == '/')
		return err_set(
		    e, ERR_INVALID, _("Please type the name of a file."));
	if (strncmp(typed, "~/", 2) == 0 && home != NULL && home[0] == '/')
		n = snprintf(path, size, "%s%s", home, typed + 1);
	else
		n = snprintf(path, size, "%s", typed);
	if (n < 0 || (size_t)n >= size)
		return err_set(e, ERR_INVALID, _("The file name is too long."));
	if (strncmp(typed, "~/eimza/", 8) != 0)
		return 0;
	n = snprintf(dir, sizeof(dir), "%s/eimza", home == NULL ? "" : home);
	return n < 0 || (size_t)n >= sizeof(dir)
		   ? err_set(e, ERR_INVALID, _("The file name is too long."))
		   : file_make_dirs(dir, 0700, e);
}

int
keep_file(
    const char *path, const void *data, size_t len, bool replace, struct err *e)
{
	return replace ? file_write(path, data, len, 0600, e)
		       : file_write_new(path, data, len, 0600, e);
}

const char *
keep_sentence(const struct err *e)
{
	return e->code == ERR_CONFLICT
		   ? _("There is a file of this name. Type another one, or "
		       "press \"Replace the file\".")
		   : e->text;
}
