/* An issuer, applications and a reader for tests of the production. */
#ifndef TESTS_API_PRODUCE_WORLD_H
#define TESTS_API_PRODUCE_WORLD_H

#include "flow-world.h"
#include "issue-world.h"
#include "portal/flow/produce.h"
#include "sign/cert.h"

#define DER_MAX 65536

/* Of the world's own sub CA, which issues. */
extern char ca_cert_path[96], ca_key_path[96];

/* Caller frees. */
struct issuer *make_issuer(struct world *w);
struct produce make_producer(struct world *w, struct issuer *i);

/* A form of that reason (NULL: a first application) in that state. */
void make_application(struct world *w, const char *tckn, const char *reason,
    enum state state, char number[20]);

/* Produces with that key; serial names the certificate. */
int make_card(struct world *w, struct produce *p, const char *number,
    EVP_PKEY *key, char serial[48], struct err *e);

/* Of a certificate in the store. */
void card_facts(struct world *w, const char *tckn, const char *serial,
    struct cert_facts *out);

/* SoftHSM, and a reader without cards in the world's folder. */
const char *hsm_module(void);
void hsm_reader(const struct world *w);

#endif
