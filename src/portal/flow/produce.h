/*
 * Production of a card, and the courier. Each step is kept before the next
 * begins and may be repeated: a production that was interrupted anywhere goes
 * on with the same serial number, PIN and certificate.
 */
#ifndef PORTAL_FLOW_PRODUCE_H
#define PORTAL_FLOW_PRODUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/flow/card-secret.h"
#include "portal/store/application.h"
#include "portal/store/production.h"
#include "portal/store/store.h"

struct portal_options;

struct issuer;

/* Who produces; all borrowed. */
struct produce {
	struct store *store;
	const struct portal_options *options;
	struct issuer *issuer;
	const unsigned char *key; /* the portal's secret, 32 bytes */
	int64_t now;
	bool replace; /* a card that has a certificate is given up */
};

/* What is produced. */
struct product {
	struct application application;
	struct production production;
};

void product_clear(struct product *p);

/*
 * Begins, or goes on: the application is in production, its serial number,
 * validity, PIN and PUK are drawn. A renewal begins when the certificate it
 * follows ends, everything else now. ERR_NOT_FOUND; ERR_CONFLICT when the
 * application is not approved (reason "cancelled" when it was cancelled).
 */
int produce_begin(const struct produce *w, const char *number,
    struct product *out, struct err *e);

/* PIN and PUK for the card; wipe afterwards. */
int produce_secret(const struct produce *w, const struct product *p,
    struct card_secret *out, struct err *e);

/*
 * The certificate for the request: issued, suspended until its owner opens
 * it; or the one that was issued before the interruption. A lost certificate
 * that it replaces is revoked with it. Adds the DER. ERR_CONFLICT (reason
 * "card-changed") when a certificate for another key was issued and
 * w->replace is not set, (reason "key-used") for a key of another card.
 */
int produce_issue(const struct produce *w, struct product *p,
    const void *request, size_t len, struct buf *der, struct err *e);

/* The certificate is on the card, or handed over as a file; told to the
 * applicant once. */
int produce_done(const struct produce *w, struct product *p, struct err *e);

/* The courier has the card; told to the applicant with the number. */
int produce_ship(struct store *s, const struct portal_options *o,
    const char *number, const char *tracking, int64_t now, struct err *e);

/* The applicant has it. */
int produce_deliver(struct store *s, const struct portal_options *o,
    const char *number, int64_t now, struct err *e);

#endif
