#include "config.h"
#include "portal/flow/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "portal/send/escape.h"
#include "portal/send/template.h"
#include "portal/store/alert.h"
#include "portal/store/outbox.h"
#include "base/banned.h"

#define HOUR	      3600
#define CALENDAR_NAME "eimza.ics"

enum value {
	PORTAL,
	CONTACT,
	NUMBER,
	REASON,
	TRACKING,
	ENDS,
	DAYS,
	CODE,
	MINUTES,
	VALUES
};

/* What the places of a text stand for; texts of their own are kept here. */
struct filling {
	struct template_value values[VALUES + 1];
	char ends[DATE_TEXT], days[24], minutes[24], *reason;
};

static void
fill_numbers(struct filling *l, const struct notice_facts *f)
{
	struct date day = date_of(f->ends);

	date_format(&day, l->ends);
	snprintf(l->days, sizeof(l->days), "%ld", f->days);
	snprintf(l->minutes, sizeof(l->minutes), "%ld", f->minutes);
	l->values[ENDS] = (struct template_value){ "ends", l->ends };
	l->values[DAYS] = (struct template_value){ "days", l->days };
	l->values[MINUTES] = (struct template_value){ "minutes", l->minutes };
}

static void
fill(struct filling *l, const struct portal_options *o, const char *number,
    const struct notice_facts *f)
{
	static const struct notice_facts none;

	if (f == NULL)
		f = &none;
	fill_numbers(l, f);
	l->values[PORTAL] = (struct template_value){ "portal", o->name };
	l->values[CONTACT] = (struct template_value){ "contact", o->contact };
	l->values[NUMBER] = (struct template_value){ "number", number };
	l->values[REASON] = (struct template_value){ "reason", f->reason };
	l->values[TRACKING] =
	    (struct template_value){ "tracking", f->tracking };
	l->values[CODE] = (struct template_value){ "code", f->code };
	l->values[VALUES] = (struct template_value){ NULL, NULL };
}

/* Takes the last character away and says that something is missing. */
static void
shorten(char *reason)
{
	static const char dots[] = "…";
	size_t n = strlen(reason);

	if (n >= 3 && strcmp(reason + n - 3, dots) == 0)
		n -= 3;
	for (int i = 0; i < 3 && n > 0; i++) {
		n--;
		while (n > 0 && ((unsigned char)reason[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(reason + n, dots, sizeof(dots));
}

/* A reason may have hundreds of characters; the mail and the program say all
 * of it. */
static void
fill_sms(struct buf *out, enum notice n, const struct filling *l)
{
	const char *text = _(notice_texts[n].sms);
	struct filling mine = *l;
	char *reason = NULL;

	template_fill(out, text, ESCAPE_NONE, l->values);
	if (l->values[REASON].value != NULL &&
	    sms_parts(buf_str(out)) > NOTICE_SMS_PARTS)
		reason = strdup(l->values[REASON].value);
	mine.values[REASON].value = reason;
	while (reason != NULL && strlen(reason) > 3 &&
	       sms_parts(buf_str(out)) > NOTICE_SMS_PARTS) {
		shorten(reason);
		buf_reset(out);
		template_fill(out, text, ESCAPE_NONE, mine.values);
	}
	free(reason);
}

void
notice_sms(struct buf *out, enum notice n, const struct portal_options *o,
    const char *number, const struct notice_facts *f)
{
	struct filling l;

	fill(&l, o, number, f);
	fill_sms(out, n, &l);
}

static int
put(struct store *s, struct message *m, const struct buf *text, int64_t now,
    struct err *e)
{
	if (text->failed || text->len >= sizeof(m->text))
		return err_set(e, ERR_INTERNAL, _("The message is too long."));
	memcpy(m->text, buf_str(text), text->len + 1);
	return store_message_add(s, m, now, e);
}

static int
tell_sms(struct store *s, struct message m, const char *phone, enum notice n,
    const struct filling *l, int64_t now, struct err *e)
{
	struct buf text = BUF_INIT(sizeof(m.text));
	int rc;

	if (phone[0] == '\0')
		return 0;
	m.kind = MESSAGE_SMS;
	snprintf(m.address, sizeof(m.address), "%s", phone);
	fill_sms(&text, n, l);
	rc = put(s, &m, &text, now, e);
	buf_free(&text);
	return rc;
}

static int
tell_mail(struct store *s, struct message m, const char *address, enum notice n,
    const struct filling *l, int64_t now, struct err *e)
{
	const struct notice_text *t = &notice_texts[n];
	struct buf text = BUF_INIT(sizeof(m.text)),
		   subject = BUF_INIT(sizeof(m.subject));
	int rc;

	if (address[0] == '\0' || t->mail == NULL)
		return 0;
	m.kind = MESSAGE_EMAIL;
	snprintf(m.address, sizeof(m.address), "%s", address);
	template_fill(&subject, _(t->subject), ESCAPE_NONE, l->values);
	snprintf(m.subject, sizeof(m.subject), "%s", buf_str(&subject));
	template_fill(&text, _(t->mail), ESCAPE_NONE, l->values);
	buf_adds(&text, "\n\n");
	/* TRANSLATORS: the foot of every mail. */
	template_fill(&text,
	    _("{portal}, {contact}\nThis message was written by a program; "
	      "answers to it are not read."),
	    ESCAPE_NONE, l->values);
	rc = put(s, &m, &text, now, e);
	buf_free(&text);
	buf_free(&subject);
	return rc;
}

static void
attach(struct message *m, const struct portal_options *o,
    const struct notice_facts *f, int64_t now)
{
	struct buf entry = BUF_INIT(sizeof(m->attachment));

	notice_calendar(&entry, o, f, now);
	if (!entry.failed && entry.len < sizeof(m->attachment)) {
		memcpy(m->attachment, buf_str(&entry), entry.len + 1);
		snprintf(m->attachment_name, sizeof(m->attachment_name), "%s",
		    CALENDAR_NAME);
	}
	buf_free(&entry);
}

static bool
is_alert(enum notice n)
{
	return n == NOTICE_ALERT_FIRST || n == NOTICE_ALERT_SECOND ||
	       n == NOTICE_ALERT_LAST;
}

/* Whom, where, and about which application. */
struct target {
	const char *tckn, *channel, *mobile, *email;
	int64_t application; /* 0: none */
	const char *number, *state, *reason;
};

/* In this thread's language, which is the person's here. */
static int
tell(struct store *s, const struct portal_options *o, const struct target *to,
    enum notice n, const struct notice_facts *f, int64_t now, struct err *e)
{
	const struct notice_text *t = &notice_texts[n];
	struct message m = { .lang = lang_get(),
		.application = to->application,
		.expires_at = now + o->outbox_hours * HOUR };
	struct filling l;
	int rc = 0;

	fill(&l, o, to->number, f);
	if (l.values[REASON].value == NULL)
		l.values[REASON].value = to->reason;
	snprintf(m.event, sizeof(m.event), "%s", t->name);
	if (t->holds)
		snprintf(m.for_state, sizeof(m.for_state), "%s", to->state);
	if (t->both || strcmp(to->channel, "email") != 0)
		rc = tell_sms(s, m, to->mobile, n, &l, now, e);
	if (f != NULL && is_alert(n))
		attach(&m, o, f, now);
	if (rc == 0 && (t->both || strcmp(to->channel, "sms") != 0))
		rc = tell_mail(s, m, to->email, n, &l, now, e);
	return rc;
}

static int
tell_in_his_language(struct store *s, const struct portal_options *o,
    const struct target *to, enum notice n, const struct notice_facts *f,
    int64_t now, struct err *e)
{
	enum lang mine = lang_get(), his = LANG_TR;
	int rc = store_language_get(s, to->tckn, &his, e);

	if (rc < 0)
		return rc;
	lang_set(his);
	rc = tell(s, o, to, n, f, now, e);
	lang_set(mine);
	return rc;
}

int
notice_tell(struct store *s, const struct portal_options *o,
    const struct application *a, enum notice n, const struct notice_facts *f,
    int64_t now, struct err *e)
{
	const struct target to = { .tckn = a->tckn,
		.channel = record_get(a->record, FIELD_CHANNEL),
		.mobile = record_get(a->record, FIELD_MOBILE),
		.email = record_get(a->record, FIELD_EMAIL),
		.application = a->id,
		.number = a->number,
		.state = state_name(a->state),
		.reason = a->reason };

	return tell_in_his_language(s, o, &to, n, f, now, e);
}

int
notice_tell_account(struct store *s, const struct portal_options *o,
    const struct account *k, enum notice n, const struct notice_facts *f,
    int64_t now, struct err *e)
{
	const struct target to = { .tckn = k->tckn,
		.channel = k->channel,
		.mobile = k->mobile,
		.email = k->email,
		.state = "" };

	return tell_in_his_language(s, o, &to, n, f, now, e);
}

int
notice_tell_person(struct store *s, const struct portal_options *o,
    const char *tckn, enum notice n, const struct notice_facts *f, int64_t now,
    struct err *e)
{
	struct application a = { 0 };
	struct account k;
	int rc = store_account_find(s, tckn, &k, e);

	if (rc == 0)
		return notice_tell_account(s, o, &k, n, f, now, e);
	if (rc == ERR_NOT_FOUND)
		rc = store_application_told(s, tckn, &a, e);
	if (rc == ERR_NOT_FOUND) {
		err_clear(e);
		return 0;
	}
	if (rc < 0)
		return rc;
	rc = notice_tell(s, o, &a, n, f, now, e);
	application_clear(&a);
	return rc;
}
