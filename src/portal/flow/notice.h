/*
 * What people are told, by SMS and e-mail: one row of a table for each event,
 * in the person's own language.
 */
#ifndef PORTAL_FLOW_NOTICE_H
#define PORTAL_FLOW_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/options.h"
#include "portal/store/account.h"
#include "portal/store/application.h"

enum notice {
	NOTICE_CODE, /* SMS Onay Kodu; SMS only */
	NOTICE_SUBMITTED,
	NOTICE_PAPER,	 /* the signed form is awaited */
	NOTICE_RECEIVED, /* it has come */
	NOTICE_APPROVED,
	NOTICE_REJECTED,
	NOTICE_CORRECTION,
	NOTICE_PRODUCED,
	NOTICE_SHIPPED,
	NOTICE_LATE,
	NOTICE_DELIVERED,
	NOTICE_OPENED,
	NOTICE_SUSPENDED,
	NOTICE_REVOKED,
	NOTICE_LOST_SUSPENDED, /* the one that an application reports */
	NOTICE_LOST_REVOKED,
	NOTICE_ALERT_FIRST,
	NOTICE_ALERT_SECOND,
	NOTICE_ALERT_LAST,
	NOTICE_WORD_RESET,
	NOTICE_WORD_SET,
	NOTICE_RESUMED,
	NOTICE_ACCOUNT,
	NOTICE_SECRET,
	NOTICE_CONSENT_GIVEN,
	NOTICE_CONSENT_WITHDRAWN,
	NOTICE_COUNT
};

#define NOTICE_SMS_PARTS 2 /* of the longest, with a long reason cut */

/* One row: texts are N_() and have places such as {number}. */
struct notice_text {
	const char *name; /* event of the outbox */
	bool both;  /* by SMS and e-mail whatever the Bilgi Kanalı says */
	bool holds; /* void when the application moves on */
	const char *sms, *subject, *mail; /* NULL: not by mail */
};

extern const struct notice_text notice_texts[NOTICE_COUNT];

/* What belongs to one case; what an event does not name may stay zero. */
struct notice_facts {
	const char *reason;   /* NULL: the application's */
	const char *tracking; /* number at the courier */
	const char *serial;   /* of the certificate that ends */
	int64_t ends;	      /* its end */
	long days;	      /* until then, or since it was shipped */
	const char *code;
	long minutes;
};

/*
 * Puts the news into the outbox, by the record's Bilgi Kanalı, in the
 * transaction of what it tells. f may be NULL. *a has its new state already.
 */
int notice_tell(struct store *s, const struct portal_options *o,
    const struct application *a, enum notice n, const struct notice_facts *f,
    int64_t now, struct err *e);

/* The same to the owner of an account, where the account says. */
int notice_tell_account(struct store *s, const struct portal_options *o,
    const struct account *k, enum notice n, const struct notice_facts *f,
    int64_t now, struct err *e);

/* The same for what belongs to no application: to the addresses of the
 * account, or of the person's last application where there is none. Nothing
 * happens without either. */
int notice_tell_person(struct store *s, const struct portal_options *o,
    const char *tckn, enum notice n, const struct notice_facts *f, int64_t now,
    struct err *e);

/* The SMS of an event in this thread's language; number may be NULL. A reason
 * is cut so that it fits. */
void notice_sms(struct buf *out, enum notice n, const struct portal_options *o,
    const char *number, const struct notice_facts *f);

/* The days in which a certificate is renewed, as an entry for a calendar (RFC
 * 5545), in this thread's language. */
void notice_calendar(struct buf *out, const struct portal_options *o,
    const struct notice_facts *f, int64_t now);

#endif
