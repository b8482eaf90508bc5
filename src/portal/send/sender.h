/* How messages leave the portal: one back end, chosen in portal.conf. */
#ifndef PORTAL_SEND_SENDER_H
#define PORTAL_SEND_SENDER_H

#include "base/err.h"
#include "portal/options.h"

struct sender;

struct sender_ops {
	const char *name;
	/*
	 * Sends a text to an address; kind is "sms" (10 digits) or "email".
	 * 0, or an error: it is tried again later. May take long; called in a
	 * thread of its own.
	 */
	int (*send)(struct sender *s, const char *kind, const char *address,
	    const char *text, struct err *e);
	void (*free)(struct sender *s);
};

/* The first member of every sender. */
struct sender {
	const struct sender_ops *ops;
};

/* The back end of the options: "file" or "command". Caller frees. */
int sender_open(
    struct sender **out, const struct portal_options *o, struct err *e);
void sender_free(struct sender *s); /* NULL is fine */

/*
 * A line "address TAB text LF" at the end of a file, written at once: for
 * demonstrations and tests. E-mail goes to mail.txt in the same folder, so
 * that the file is what a telephone would show.
 */
int sender_open_file(struct sender **out, const char *path, struct err *e);

/*
 * A program, run without a shell as "PROGRAM sms" or "PROGRAM email", with
 * the address, a line feed, the text and a line feed on its standard input.
 * Exit status 0 within seconds: sent.
 */
int sender_open_command(
    struct sender **out, const char *program, long seconds, struct err *e);

#endif
