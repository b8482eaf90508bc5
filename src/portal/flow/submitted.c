/* What follows a submission: a lost certificate is suspended, the person is
 * told. */
#include "config.h"
#include "portal/flow/flow.h"

#include <string.h>

#include "portal/flow/notice.h"
#include "portal/store/account.h"
#include "portal/store/issued.h"
#include "portal/store/officer.h"
#include "base/banned.h"

int
flow_suspend_lost(struct store *s, const struct portal_options *o,
    const struct application *a, struct err *e)
{
	struct certificate c;
	int rc;

	if (strcmp(record_get(a->record, FIELD_REASON), "lost") != 0 ||
	    a->certificate[0] == '\0')
		return 0;
	rc = store_certificate_find(s, a->tckn, a->certificate, &c, e);
	/* What is revoked stays so: a suspension could be lifted. */
	if (rc < 0 || c.state != CERTIFICATE_VALID)
		return rc == ERR_NOT_FOUND ? 0 : rc;
	rc = store_certificate_change(s, a->tckn, a->certificate,
	    CERTIFICATE_SUSPENDED, REVOCATION_HOLD, a->changed_at, e);
	if (rc == 0)
		rc = store_session_end_card(s, a->tckn, 0, e);
	return rc < 0 ? rc
		      : notice_tell(s, o, a, NOTICE_LOST_SUSPENDED, NULL,
			    a->changed_at, e);
}

int
flow_submitted(const struct op_call *c, struct application *a, struct err *e)
{
	const struct flow *f = c->flow;
	int rc = flow_suspend_lost(f->store, f->options, a, e);

	if (rc == 0)
		rc = store_queue_enter(c->flow->store, a->id, c->now, e);
	if (rc < 0)
		return rc;
	return notice_tell(
	    f->store, f->options, a, NOTICE_SUBMITTED, NULL, c->now, e);
}
