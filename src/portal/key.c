#include "config.h"
#include "portal/key.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/random.h"
#include "base/banned.h"

int
portal_key_read(const char *path, unsigned char key[PORTAL_KEY], struct err *e)
{
	struct buf b = BUF_INIT(PORTAL_KEY);
	struct stat st;
	int rc;

	/* A group is left to those who run the portal as another user. */
	if (stat(path, &st) == 0 && (st.st_mode & S_IRWXO) != 0)
		return err_set(e, ERR_INVALID,
		    _("Everybody on this machine may use %s. Please take "
		      "these rights away (chmod o= FILE) and make a new key "
		      "if others may have seen it."),
		    path);
	b.wipe = true;
	rc = file_read(path, &b, e);
	if (rc == 0 && b.len != PORTAL_KEY)
		rc = err_set(e, ERR_INVALID,
		    _("%s does not hold the key of a portal (%d bytes)."), path,
		    PORTAL_KEY);
	if (rc == 0)
		memcpy(key, b.data, PORTAL_KEY);
	buf_free(&b);
	return rc;
}

int
portal_key_make(const char *path, struct err *e)
{
	unsigned char key[PORTAL_KEY];
	int rc;

	if (access(path, F_OK) == 0)
		return err_set(e, ERR_CONFLICT,
		    _("%s exists already; it is left as it is."), path);
	random_bytes(key, sizeof(key));
	rc = file_write(path, key, sizeof(key), 0600, e);
	explicit_bzero(key, sizeof(key));
	return rc;
}
