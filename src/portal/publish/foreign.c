#include "config.h"
#include "portal/publish/foreign.h"

#include "base/buf.h"
#include "portal/issue/issuer.h"
#include "portal/store/issued.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define CERT_MAX (64UL * 1024)

static int
note(struct store *s, const struct untold *u, bool told, struct err *e)
{
	int rc = store_begin(s, e);

	if (rc == 0)
		rc = store_untold_note(s, u, told, e);
	if (rc == 0)
		rc = store_commit(s, e);
	if (rc < 0)
		store_rollback(s);
	return rc;
}

/* What the CA does not take, and why, is said; the next one is not kept
 * waiting by it. */
int
foreign_tell(struct store *s, struct issuer *i, bool *more, struct err *e)
{
	struct buf der = BUF_INIT(CERT_MAX);
	struct untold u;
	int rc, told;

	*more = false;
	if (!i->ops->confirms)
		return 0;
	rc = store_untold_first(s, &u, &der, e);
	if (rc == ERR_NOT_FOUND) {
		buf_free(&der);
		err_clear(e);
		return 0;
	}
	told = rc < 0 ? rc
		      : i->ops->revoke(i, (const unsigned char *)buf_str(&der),
			    der.len, u.reason, e);
	buf_free(&der);
	if (rc < 0)
		return rc;
	rc = note(s, &u, told == 0, told == 0 ? e : NULL);
	*more = told == 0;
	return told < 0 ? told : rc;
}
