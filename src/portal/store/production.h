/* Production of cards: batches, what was begun for each application, the
 * sealed PIN and PUK, the courier. */
#ifndef PORTAL_STORE_PRODUCTION_H
#define PORTAL_STORE_PRODUCTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/store/store.h"

/* Of one application; begun before anything is issued. */
struct production {
	int64_t application;
	char serial[48]; /* that its certificate gets; hexadecimal */
	int64_t not_before, not_after, started_at;
	char certificate[48]; /* serial of the issued one, or empty */
	bool confirmed;	      /* the CA has heard that it was taken */
	int64_t on_card_at;   /* 0: not handed over yet */
};

int store_production_add(
    struct store *s, const struct production *p, struct err *e);
/* ERR_NOT_FOUND. */
int store_production_find(struct store *s, int64_t application,
    struct production *out, struct err *e);

/* Which key (SHA-256 of its SubjectPublicKeyInfo) the card has; ERR_CONFLICT
 * (reason "key-used") when another application's card has it. */
int store_production_key(struct store *s, int64_t application,
    const unsigned char key[STORE_HASH], struct err *e);

/* serial: of the certificate. */
int store_production_issued(
    struct store *s, int64_t application, const char *serial, struct err *e);

/* The certificate counts no longer; the next one gets another number. */
int store_production_void(
    struct store *s, int64_t application, const char *serial, struct err *e);
int store_production_confirmed(
    struct store *s, int64_t application, struct err *e);
/* *first is false when it was noted before. */
int store_production_on_card(struct store *s, int64_t application, int64_t now,
    bool *first, struct err *e);

/* Puts the approved applications that are in no batch into a new one; *n says
 * how many. With none there is no batch and *id is 0. */
int store_batch_new(
    struct store *s, int64_t now, int64_t *id, long *n, struct err *e);

/* One application that waits for production or is in it. */
struct production_row {
	int64_t application, batch;
	bool issued, on_card;
};

/* In the order of the applications; batch 0: all. */
int store_production_each(struct store *s, int64_t batch,
    int (*each)(void *arg, const struct production_row *r, struct err *e),
    void *arg, struct err *e);

/* The courier has it. */
int store_application_shipped(struct store *s, int64_t application,
    const char *tracking, int64_t now, struct err *e);

/* A card that was shipped and is not delivered; texts are borrowed. */
struct late_card {
	int64_t application, shipped_at;
	int64_t told_at; /* to its owner; 0: not yet */
	const char *number, *tckn, *tracking;
};

/* Those shipped until a moment, the oldest first. */
int store_late_each(struct store *s, int64_t until,
    int (*each)(void *arg, const struct late_card *c, struct err *e), void *arg,
    struct err *e);

/* One whose owner was not told: its application and when it was shipped;
 * ERR_NOT_FOUND. */
int store_late_next(struct store *s, int64_t until, int64_t *application,
    int64_t *shipped_at, char tracking[64], struct err *e);
int store_late_told(
    struct store *s, int64_t application, int64_t now, struct err *e);

/* PIN and PUK of a card, sealed by the caller. Finding: ERR_NOT_FOUND. */
int store_card_secret_put(struct store *s, const char *tckn, const char *serial,
    const struct buf *pin, const struct buf *puk, struct err *e);
int store_card_secret_find(struct store *s, const char *tckn,
    const char *serial, struct buf *pin, struct buf *puk, struct err *e);

/* The card's certificate has another serial number than was thought. */
int store_card_secret_rename(struct store *s, const char *tckn,
    const char *from, const char *to, struct err *e);

#endif
