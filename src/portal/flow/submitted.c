/* What follows a submission and a decision: the person is told. */
#include "config.h"
#include "portal/flow/flow.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "portal/store/officer.h"
#include "portal/store/issued.h"
#include "portal/store/outbox.h"
#include "base/banned.h"

static int
tell(struct store *s, enum message_kind kind, const char *address,
    const char *text, int64_t now, struct err *e)
{
	struct message m = { .kind = kind };

	if (address[0] == '\0')
		return 0;
	snprintf(m.address, sizeof(m.address), "%s", address);
	snprintf(m.text, sizeof(m.text), "%s", text);
	return store_message_add(s, &m, now, e);
}

int
flow_notify(struct store *s, const struct application *a, const char *text,
    int64_t now, struct err *e)
{
	const char *channel = record_get(a->record, FIELD_CHANNEL);
	int rc = 0;

	if (strcmp(channel, "email") != 0)
		rc = tell(s, MESSAGE_SMS, record_get(a->record, FIELD_MOBILE),
		    text, now, e);
	if (rc == 0 && strcmp(channel, "sms") != 0)
		rc = tell(s, MESSAGE_EMAIL, record_get(a->record, FIELD_EMAIL),
		    text, now, e);
	return rc;
}

int
flow_suspend_lost(struct store *s, const struct application *a, struct err *e)
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
	return store_certificate_change(s, a->tckn, a->certificate,
	    CERTIFICATE_SUSPENDED, REVOCATION_HOLD, a->changed_at, e);
}

int
flow_submitted(const struct op_call *c, struct application *a, struct err *e)
{
	char text[512];
	int rc = flow_suspend_lost(c->flow->store, a, e);

	if (rc == 0)
		rc = store_queue_enter(c->flow->store, a->id, c->now, e);
	if (rc < 0)
		return rc;
	snprintf(text, sizeof(text),
	    _("Your certificate application %s has been received. It waits "
	      "for the approval of your institution."),
	    a->number);
	return flow_notify(c->flow->store, a, text, c->now, e);
}
