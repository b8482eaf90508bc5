/* What the life of a certificate needs beside the portal: OpenSSL's programs
 * as relying parties, a kurum yetkilisi, cards in a reader. */
#ifndef TESTS_API_LIFE_WORLD_H
#define TESTS_API_LIFE_WORLD_H

#include "command-world.h"
#include "personal-world.h"
#include "produce-world.h"

/* Runs openssl(1); its output is in life_said. */
#define OPENSSL(w, ...)                                                        \
	life_openssl(w, (const char *const[]){ "openssl", __VA_ARGS__, NULL })
int life_openssl(struct world *w, const char *const *words);
extern char life_said[8192];

/* A new card for the demo person, good for ten years. */
void life_long_card(struct world *w, const char *tckn);

/* Makes the next list; the portal's own trust has it then. */
void life_list(struct world *w);

/*
 * What everybody may know of a certificate now: a new list is made, and both
 * "openssl verify -crl_check" and "openssl ocsp" must say that it is good
 * (reason NULL), or revoked for that reason ("certificateHold",
 * "keyCompromise").
 */
void life_public(
    struct world *w, const char *tckn, const char *serial, const char *reason);

/* The officer enters with his card and approves. */
void life_approve(struct world *w, const char *officer, const char *number);

/* Signs the text of the open request with the card that was produced for an
 * application, by its PIN. */
int life_card_sign(
    struct world *w, const char *label, const char *tckn, const char *serial);

#endif
