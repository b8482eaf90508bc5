/* CAs, lists and a person, made once for all cases of a test. */
#ifndef TESTS_UNIT_CADES_WORLD_H
#define TESTS_UNIT_CADES_WORLD_H

#include <stdint.h>

#include "cades-recipe.h"
#include "portal/issue/ca.h"
#include "sign/cades.h"

#define WORLD_TCKN "10000000146"

struct world {
	int64_t now;
	char dir[64];
	struct ca_id *root, *sub;
	struct ca_id *person;		 /* P-256 */
	struct ca_id *revoked, *ca_gone; /* a person; a sub CA */
	struct trust *trust;		 /* all of it, lists fresh */
};

/* Ends the test when it fails. */
void world_make(struct world *w);
void world_free(struct world *w);

/* A path in the folder; the buffer is the caller's. */
char *world_path(const struct world *w, const char *name, char out[128]);

/* A certificate that differs in one thing; caller frees. */
struct ca_id *world_issue(
    const struct ca_id *issuer, const struct ca_profile *p);

/* A good person; change one thing. The key is the one of w->person. */
struct ca_profile world_person(const struct world *w);

/* What the portal wants of a signature. */
struct cades_policy world_policy(const struct world *w);

/* A list of the issuer with the given certificates, as a file. */
void world_list(const struct world *w, const char *name,
    const struct ca_id *issuer, int64_t from, int64_t until,
    const struct ca_id *gone);

/* A fresh one in which that certificate was revoked at that moment. */
void world_list_at(const struct world *w, const char *name,
    const struct ca_id *issuer, const struct ca_id *gone, int64_t when);

/* Verifies and compares the reason; NULL: it must be accepted. */
void world_expect(
    const struct cades_policy *p, const struct buf *der, const char *reason);
void world_expect_recipe(
    const struct cades_policy *p, const struct recipe *r, const char *reason);

#endif
