/*
 * Fetches time-stamps for signatures in a thread of its own: neither the loop
 * nor the applicant waits for the service, and one that is down loses
 * nothing. The store is touched by stamper_pump only, in the store's thread.
 */
#ifndef PORTAL_SEND_STAMPER_H
#define PORTAL_SEND_STAMPER_H

#include <stdint.h>

#include "base/err.h"

struct stamper;
struct store;
struct trust;

/* Which service, and whose stamps are taken. */
struct stamper_setting {
	char *url;	     /* owned; NULL: none is asked */
	struct trust *trust; /* owned */
	int seconds;	     /* for one answer */
};

/* Starts the thread; takes what *set owns over, also when it fails. wake is
 * called from that thread when a result waits for stamper_pump. */
int stamper_start(struct stamper **out, struct stamper_setting *set,
    void (*wake)(void *arg), void *arg, struct err *e);

/* For the stamps from the next one on; takes over likewise. */
void stamper_set(struct stamper *s, struct stamper_setting *set);

/* As outbox_pump: notes what came, hands over what is due. */
int stamper_pump(struct stamper *s, struct store *store, int64_t now,
    int64_t *next, struct err *e);

/* Waits for the answer under way, which one more stamper_pump notes, and ends
 * the thread. NULL is fine, here and below. */
void stamper_stop(struct stamper *s);
void stamper_free(struct stamper *s);

void stamper_setting_free(struct stamper_setting *set);

#endif
