/* What the screens around a signature share: the request, and its end. */
#ifndef CLIENT_VIEW_SIGNING_H
#define CLIENT_VIEW_SIGNING_H

#include "client/view/app.h"

/*
 * Takes a request of the portal over (*m is cleared). False when it cannot be
 * signed: the text differs from the one this form gives, or it is none this
 * program knows; the screen of trouble is then on its way.
 */
bool signing_take(struct app *a, struct msg_signing *m);

/* The request is over, whoever it was for. */
void signing_forget(struct app *a);

/* What the card signs, borrowed: the portal's text, or the file's bytes. */
const char *signing_content(const struct app *a, size_t *len);

/* The same to be read, and where it comes from. */
const char *signing_shown(const struct app *a);
const char *signing_origin(const struct app *a);

/* The signature was made: to the portal, or to the file. Where the portal
 * fetches no time-stamps and a service is named, one is asked for first. */
void signing_send(struct app *a, const struct buf *cms);
void signing_stamped(struct view *v);

/* It was refused; with a time-stamp that the portal may not know the authority
 * of, it is sent once more without. False: it had none. */
bool signing_send_bare(struct app *a);

/* Forgets the request and asks for a new one. */
void signing_renew(struct app *a);

/* Back to the choice of method, or to the menu. */
void signing_leave(struct app *a);

/* How it stands at the portal: goes on when it was signed elsewhere. */
void signing_take_status(struct app *a, const struct msg_signing_status *m);

/* The signature was taken. */
void signing_done(struct app *a, const struct msg_sign_submit *m);

/* The application after a call that moved it: go where it says. */
void signing_went(struct app *a, struct msg_application *m);

/* "820 004 526 184 196" of 15 digits, into a buffer of 20 bytes. */
char *signing_code_shown(const char *code, char out[20]);

#endif
