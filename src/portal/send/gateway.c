#include "config.h"
#include "portal/send/gateway.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "portal/send/escape.h"
#include "base/banned.h"

#define PASSWORD_MOST 1024
#define SHOWN	      120 /* characters of a server's answer */

char *
gateway_copy(const char *s, bool *ok)
{
	char *copy = s == NULL ? NULL : strdup(s);

	if (s != NULL && copy == NULL)
		*ok = false;
	return copy;
}

int
gateway_password(char **out, const char *path, struct err *e)
{
	struct buf b = BUF_INIT(PASSWORD_MOST);
	int rc;

	b.wipe = true;
	rc = file_read(path, &b, e);
	if (rc == 0) {
		*out = strndup(buf_str(&b), strcspn(buf_str(&b), "\r\n"));
		if (*out == NULL)
			rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	buf_free(&b);
	return rc;
}

void
gateway_wipe(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

int
gateway_check_parts(const struct message *m, long most, struct err *e)
{
	size_t parts = sms_parts(m->text);

	if (parts <= (size_t)most)
		return 0;
	return err_set(e, ERR_INVALID,
	    _("The message needs %zu SMS; \"%s\" allows %ld."), parts,
	    "sms.parts", most);
}

int
gateway_fetch(const struct net_request *rq, struct net_answer *a, struct err *e)
{
	return net_fetch(rq, a, e) < 0 ? ERR_UNAVAILABLE : 0;
}

int
gateway_refused(const struct net_answer *a, int code, struct err *e)
{
	char *shown = text_shown(buf_str(&a->body), a->body.len, SHOWN);

	err_fill(e, code, _("The gateway answered %ld: %s"), a->status,
	    shown == NULL ? "" : shown);
	free(shown);
	return code;
}
