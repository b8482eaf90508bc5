/*
 * Messages that wait to be sent, written with the change they tell of. A
 * message is taken, handed to a sender, and what became of it is noted; one
 * whose sender's answer was never noted is sent again, any other is not.
 */
#ifndef PORTAL_STORE_OUTBOX_H
#define PORTAL_STORE_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/lang.h"
#include "portal/store/store.h"

enum message_kind { MESSAGE_SMS, MESSAGE_EMAIL, MESSAGE_KINDS };

#define MESSAGE_REFERENCE 33 /* 32 hexadecimal digits and NUL */
#define MESSAGE_PROBLEM	  ERR_TEXT_MAX

struct message {
	int64_t id;
	enum message_kind kind;
	char address[256]; /* telephone (10 digits) or e-mail address */
	char subject[256]; /* e-mail only */
	char text[4096];
	char attachment[2048], attachment_name[64]; /* a text file, or "" */
	char event[32]; /* what it tells: a word for lists */
	enum lang lang;
	int64_t application; /* 0: none */
	char for_state[32];  /* void in another state of it; "": never */
	int64_t sms_code;    /* the code it carries; 0: none */
	char reference[MESSAGE_REFERENCE]; /* what a delivery report names */
	long attempts;			   /* before this one */
	int64_t expires_at;		   /* not sent after this; 0: never */
};

/* "sms", "email". */
const char *message_kind_name(enum message_kind k);

/* Sets m->id and a new m->reference. Codes go before everything else. */
int store_message_add(
    struct store *s, struct message *m, int64_t now, struct err *e);

/*
 * The first message of the kind that is due, marked as taken: nobody takes it
 * again until it is noted what became of it. ERR_NOT_FOUND when none is.
 * Messages past their time are given up, those whose application has moved on
 * become void.
 */
int store_message_take(struct store *s, enum message_kind kind, int64_t now,
    struct message *out, struct err *e);

/* It was taken over by the provider, who may have given it a name: its text
 * is erased. */
int store_message_sent(struct store *s, int64_t id, const char *provider_id,
    int64_t now, struct err *e);

/* It was not: tried again at retry_at. */
int store_message_later(struct store *s, int64_t id, const char *problem,
    int64_t retry_at, struct err *e);

/* It never will be: given up. The same news to the other address of the
 * person, where there is one, is due now. */
int store_message_failed(struct store *s, int64_t id, const char *problem,
    int64_t now, struct err *e);

/* After a start: whatever a killed portal had taken is due at retry_at. */
int store_message_recover(struct store *s, int64_t retry_at, struct err *e);

/* The moment the next message of the kind is due; 0 when none waits. */
int store_message_next(
    struct store *s, enum message_kind kind, int64_t *due, struct err *e);

/* Whether an application has had a message of this event, in the last month. */
int store_message_told(struct store *s, int64_t application, const char *event,
    bool *told, struct err *e);

/* What a delivery report may say. */
enum message_report {
	REPORT_ACCEPTED,  /* on its way */
	REPORT_DELIVERED, /* on the telephone */
	REPORT_FAILED
};

/* ERR_NOT_FOUND when no message has this reference. A later report never
 * takes back that it was delivered. */
int store_message_reported(struct store *s, const char *reference,
    enum message_report r, const char *problem, int64_t now, struct err *e);

/* A message as the office sees it; texts are borrowed. */
struct message_line {
	int64_t id, created_at, due_at;
	const char *kind, *state, *event, *address, *number, *problem;
	long attempts;
};

/* Those that are not sent yet, or only those in trouble: given up, or tried
 * more than twice. Oldest first. */
int store_message_each(struct store *s, bool stuck,
    int (*each)(void *arg, const struct message_line *l, struct err *e),
    void *arg, struct err *e);

/* A waiting or given up message is due now, until expires_at. ERR_NOT_FOUND,
 * or ERR_CONFLICT when it was sent or its text is gone. */
int store_message_retry(struct store *s, int64_t id, int64_t now,
    int64_t expires_at, struct err *e);

/* It will not be sent, its text is erased. Errors as store_message_retry. */
int store_message_drop(struct store *s, int64_t id, struct err *e);

#endif
