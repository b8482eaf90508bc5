/* What the screens around a signature share: the request, what it is for, and
 * its end. */
#ifndef CLIENT_VIEW_SIGNING_H
#define CLIENT_VIEW_SIGNING_H

#include "client/view/app.h"

/*
 * One kind of request: where it comes from and where the person goes when it
 * is signed, here or on another machine. The calls that it starts are those
 * the screen of the signature waits for.
 */
struct signing_task {
	const char *title;    /* N_(); NULL: a step of the application */
	const char *compared; /* N_(), said below the texts */
	/* The texts are what the person asked for; NULL: nothing is known. */
	bool (*ours)(struct app *a, const struct msg_signing *m);
	/* Asks for a new request; NULL: only another screen can. */
	int (*ask)(struct app *a, struct link_call **call, struct err *e);
	/* The request of an answer to that, to be moved out; or NULL. */
	struct msg_signing *(*request)(
	    struct app *a, const struct link_reply *r);
	/* Asks how it stands; NULL: it does not matter. */
	int (*status)(struct app *a, struct link_call **call, struct err *e);
	/* The answer to that, also an error. */
	void (*stands)(struct app *a, const struct link_reply *r);
	/* The portal has taken the signatures. */
	void (*done)(struct app *a, const struct msg_sign_submit *m);
	/* Any other answer that went well, or an error; may be NULL. */
	void (*reply)(struct app *a, const struct link_reply *r);
	/* The person goes back. */
	void (*leave)(struct app *a);
};

/* Of the request that is here or comes. */
const struct signing_task *signing_task_of(const struct app *a);

/* From now on it is that; forgets the request there is. */
void signing_begin(struct app *a, const struct signing_task *task);

/* The title of its screens. */
void signing_title(struct view *v);

/*
 * Takes a request of the portal over (*m is cleared). False when it cannot be
 * signed: a text differs from what the person asked for; the screen of
 * trouble is then on its way.
 */
bool signing_take(struct app *a, struct msg_signing *m);

/* The request is over, whoever it was for. */
void signing_forget(struct app *a);

/* The signatures were made: to the portal, or to the file. Where the portal
 * fetches no time-stamps and a service is named, one is asked for first. */
void signing_send(struct app *a, const struct card_event *ev);
void signing_stamped(struct view *v);

/* It was refused; with a time-stamp that the portal may not know the authority
 * of, it is sent once more without. False: it had none. */
bool signing_send_bare(struct app *a);

/* Forgets the request and asks for a new one. */
void signing_renew(struct app *a);

/* Back to where the request was asked for. */
void signing_leave(struct app *a);

/* All texts one below the other, each under its number where there are
 * several; caller frees the buffer. */
void signing_texts(const struct app *a, struct buf *out);

/* "Application 2026-000123", or what else is signed. */
void signing_subject(const struct app *a, char *out, size_t size);

/* The application after a call that moved it: go where it says. */
void signing_went(struct app *a, struct msg_application *m);

/* "820 004 526 184 196" of 15 digits, into a buffer of 20 bytes. */
char *signing_code_shown(const char *code, char out[20]);

#endif
