/* Revocation lists of the built-in issuer: when one is due, making it, keeping
 * it, and the file others take it from. */
#ifndef PORTAL_PUBLISH_LIST_H
#define PORTAL_PUBLISH_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/options.h"
#include "portal/store/issued.h"

struct issuer;

/* True when there is no list, the last one is older than crl.every_seconds,
 * or something changed after it was made. */
int list_due(struct store *s, const struct portal_options *o, int64_t now,
    bool *due, struct err *e);

/*
 * Makes the next list and keeps it. The store is blocked only while the
 * entries are read, not while they are signed.
 */
int list_make(struct store *s, struct issuer *i, const struct portal_options *o,
    int64_t now, struct store_crl *out, struct err *e);

/* Writes the DER to crl.file, if one is set: others see the old list or the
 * new one, never a part. */
int list_write(
    const struct portal_options *o, const struct buf *der, struct err *e);

#endif
