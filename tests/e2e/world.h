/*
 * Everything a renewal needs, in a temporary folder: the real portal with
 * demo people, a SoftHSM card of the demo person, and the real client in a
 * terminal.
 */
#ifndef TESTS_E2E_WORLD_H
#define TESTS_E2E_WORLD_H

#include "vt.h"

#define WORLD_TCKN "10000000146"
#define WORLD_PIN  "123456"

struct world {
	char dir[128];
	char url[64], ca[160], module[160];
	long port;	  /* of the portal, once it has run */
	int portal;	  /* its pid, 0: not running */
	int sms;	  /* messages read so far */
	const char *name; /* of the portal at its next start, or NULL */
};

/* A failure of any of these fails the test. */
void world_open(struct world *w);
void world_close(struct world *w);

void world_start_portal(struct world *w);
void world_kill_portal(struct world *w); /* kill -9 */

/* The client, with the arguments behind those that name portal and card; an
 * empty module is not named. */
struct vt *world_client(struct world *w, int rows, int cols, const char *term,
    const char *const *args);

/* The path of one of the programs; borrowed until the next but one call. */
const char *world_program(const char *name);

/* Waits for the next SMS; its 6 digits in code. */
void world_sms_code(struct world *w, char code[7]);

/* What the database is told behind the portal's back. */
void world_sql(struct world *w, const char *sql);

/* The clients started from now on find another card in the reader: the one of
 * that demo person, or of the demo person himself, ended yesterday. */
void world_card_of(struct world *w, const char *tckn);
void world_card_expired(struct world *w);
/* The same card, with that PUK. */
void world_card_puk(struct world *w, const char *puk);
/* A second reader, with that person's card, beside the demo person's. */
void world_card_beside(struct world *w, const char *tckn);

/* From now on a module stands before the card that does what it is told: the
 * words of tests/lib/shim-pkcs11.c. */
void world_shim(struct world *w, const char *words);

/* The same with the module that is nothing but lies, whose card is the demo
 * person's: the words of tests/lib/hostile-pkcs11.c. */
void world_hostile(struct world *w, const char *words);

/* Lines of that module's log which begin so. */
int world_logged(struct world *w, const char *beginning);

/* The clients started from now on find a card of the demo person that has two
 * keys under one identifier; only one belongs to the certificate. */
void world_card_twins(struct world *w);

/* What "eimza-portal applications" says. */
char *world_applications(struct world *w);

#endif
