#include "config.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/banned.h"

int
file_read_open(int fd, const char *name, struct buf *out, struct err *e)
{
	char chunk[8192];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_INVALID,
			    _("%s cannot be read: %s."), name, strerror(errno));
		if (buf_add(out, chunk, (size_t)n) < 0)
			return err_set(e, ERR_LIMIT,
			    _("%s is larger than %zu bytes."), name, out->max);
	}
	return 0;
}

int
file_read(const char *path, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_INVALID,
		    _("%s cannot be read: %s."), path, strerror(errno));
	rc = file_read_open(fd, path, out, e);
	close(fd);
	return rc;
}

static int
write_all(int fd, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return fsync(fd);
}

/* The name, unless it is taken: some systems know one way only. */
static int
rename_new(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(from, to) < 0)
		return -1;
	unlink(from);
	return 0;
}

static int
write_file(const char *path, const void *data, size_t len, mode_t mode,
    int (*put)(const char *, const char *), struct err *e)
{
	char beside[4096];
	int fd, saved;

	if (snprintf(beside, sizeof(beside), "%s.XXXXXX", path) >=
	    (int)sizeof(beside))
		return err_set(e, ERR_INVALID, _("The file name is too long."));
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		goto fail;
	if (fchmod(fd, mode) < 0 || write_all(fd, data, len) < 0 ||
	    put(beside, path) < 0) {
		saved = errno;
		unlink(beside);
		close(fd);
		errno = saved;
		goto fail;
	}
	close(fd);
	return 0;
fail:
	return err_set(e, errno == EEXIST ? ERR_CONFLICT : ERR_INVALID,
	    _("%s cannot be written: %s."), path, strerror(errno));
}

int
file_write(
    const char *path, const void *data, size_t len, mode_t mode, struct err *e)
{
	return write_file(path, data, len, mode, rename, e);
}

int
file_write_new(
    const char *path, const void *data, size_t len, mode_t mode, struct err *e)
{
	return write_file(path, data, len, mode, rename_new, e);
}

int
file_make_dirs(const char *path, mode_t mode, struct err *e)
{
	char part[4096];

	if (snprintf(part, sizeof(part), "%s", path) >= (int)sizeof(part))
		return err_set(e, ERR_INVALID, _("The file name is too long."));
	for (char *p = part + 1;; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(part, mode) < 0 && errno != EEXIST)
			return err_set(e, ERR_INVALID,
			    _("%s cannot be made: %s."), part, strerror(errno));
		*p = c;
		if (c == '\0')
			return 0;
	}
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	(void)remove(path);
	return 0;
}

void
file_remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
