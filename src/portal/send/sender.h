/*
 * How messages leave the portal: for each kind a back end, chosen in
 * portal.conf.
 */
#ifndef PORTAL_SEND_SENDER_H
#define PORTAL_SEND_SENDER_H

#include "base/err.h"
#include "portal/options.h"
#include "portal/store/outbox.h"

struct sender;

/* What the provider said when it took a message over. */
struct sent {
	char provider_id[64]; /* its name for the message, or "" */
};

struct sender_ops {
	const char *name;
	/*
	 * Hands a message over; 0: it was taken. ERR_INVALID: this message
	 * never will be, ERR_CONFLICT: this one not now, anything else: no
	 * message will be now. Called in threads of the outbox, several at a
	 * time; ends within the seconds of the options.
	 */
	int (*send)(struct sender *s, const struct message *m, struct sent *out,
	    struct err *e);
	void (*free)(struct sender *s);
};

/* The first member of every sender. */
struct sender {
	const struct sender_ops *ops;
};

/* The back end of the options for a kind. What it needs of o is copied.
 * Before other threads are started. Caller frees. */
int sender_open(struct sender **out, enum message_kind kind,
    const struct portal_options *o, struct err *e);
void sender_free(struct sender *s); /* NULL is fine */

/* The word of the back end for a kind: that of e-mail is the one of SMS when
 * nothing else is said. */
const char *sender_backend(
    enum message_kind kind, const struct portal_options *o);

/*
 * A line "address TAB text LF" at the end of a file, written at once: for
 * demonstrations and tests; in an e-mail's line the subject and a tab stand
 * before the text, whose lines are joined by blanks.
 */
int sender_open_file(struct sender **out, const char *path, struct err *e);

/*
 * A program, run without a shell as "PROGRAM sms" or "PROGRAM email", with
 * the address, a line feed, (of an e-mail) the subject and a line feed, the
 * text and a line feed on its standard input. Exit status 0 within seconds:
 * sent.
 */
int sender_open_command(
    struct sender **out, const char *program, long seconds, struct err *e);

/* Kannel's sendsms (Kannel User's Guide, "Using the HTTP interface"). */
int sender_open_kannel(
    struct sender **out, const struct portal_options *o, struct err *e);

/* Any gateway that takes an HTTP request made from a template. */
int sender_open_http(
    struct sender **out, const struct portal_options *o, struct err *e);

/* A mail server, by SMTP with TLS from the first or second step on (RFC 5321,
 * RFC 3207, RFC 8314). */
int sender_open_smtp(
    struct sender **out, const struct portal_options *o, struct err *e);

#endif
