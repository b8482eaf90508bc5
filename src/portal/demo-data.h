/* A demonstration's authorities and people. All of it is made up. */
#ifndef PORTAL_DEMO_DATA_H
#define PORTAL_DEMO_DATA_H

#include <stdint.h>

#include "base/err.h"

struct store;

#define DEMO_HOSTS_MAX 16

/*
 * DIR/ca: root, sub CA, their keys and CRLs; DIR/tls: a CA and the portal's
 * certificate for this machine and hosts (ended by NULL).
 */
int demo_authorities(
    const char *dir, const char *const *hosts, int64_t now, struct err *e);

/* People, inside a transaction; DIR/cards/TCKN.key (PKCS #8) and .der for
 * those with a certificate, DIR/people.tsv for all. */
int demo_people(const char *dir, struct store *s, int64_t now, struct err *e);

/* A card of somebody whose certificate ends in so many days. */
struct person;
int demo_certificate(const char *dir, struct store *s, const struct person *p,
    int days, int64_t now, struct err *e);

#endif
