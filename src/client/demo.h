/*
 * The demonstration: an own portal on this machine with made-up people, a
 * card in software, and a telephone whose messages can be read here. All of
 * it lives in a temporary folder and ends with the program.
 */
#ifndef CLIENT_DEMO_H
#define CLIENT_DEMO_H

#include "base/err.h"

struct demo;
struct demo_facts;

/* Makes and starts everything (about a second). Caller closes. */
int demo_open(struct demo **out, struct err *e);

/* Stops the portal and removes the folder; NULL is fine. */
void demo_close(struct demo *d);

/* Borrowed while the demonstration lives. */
const char *demo_url(const struct demo *d);
const char *demo_ca(const struct demo *d);
const char *const *demo_modules(const struct demo *d);
/* What the screens say is to be typed. */
const struct demo_facts *demo_facts(const struct demo *d);
/* The PIN of its card. */
const char *demo_pin(const struct demo *d);

/* Readable when the telephone has a new message; then demo_phone gives the
 * lines for the foot of the screen, borrowed until the next call. */
int demo_fd(const struct demo *d);
const char *demo_phone(struct demo *d);

#endif
