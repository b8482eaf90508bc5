/* People with an account, and their two ways in. */
#ifndef TESTS_API_PERSONAL_WORLD_H
#define TESTS_API_PERSONAL_WORLD_H

#include "flow-world.h"
#include "portal/store/account.h"

#define WORD	 "mavi defne 42" /* of world_form */
#define MOBILE	 "5301234567"	 /* likewise */
#define NEW_CARD "7a01"		 /* serial of what is delivered */
#define MAIL	 "ayse.ogretmen@example.org"

/* How often a security word was compared. */
extern unsigned long word_runs;

/* A first application of MEHMET, produced and delivered, certificate NEW_CARD
 * unopened; with an account and the secrets of its card. */
void personal_delivered(struct world *w, enum state state);

/* An account with that mobile phone, from an application of the person. */
void personal_account_of(struct world *w, const char *tckn);

/* Şifreli Giriş up to the word; the session's token is the world's then. */
int personal_word(struct world *w, const char *tckn, const char *word);

/* The same and the SMS code. */
void personal_enter(struct world *w, const char *tckn, const char *word);

/* A signature of each text by the demo card of tckn, handed in. */
int personal_sign(
    struct world *w, const struct msg_signing *g, const char *tckn);

/* E-imzalı Giriş as that role. */
int personal_card(struct world *w, const char *tckn, const char *role);

/* Serial of the certificate of a demo person. */
void personal_serial(struct world *w, const char *tckn, char out[48]);

/* An action on a certificate; *state gets its new state. */
int personal_act(struct world *w, const char *serial, const char *action,
    const char *reason);

/* The state of a certificate as its owner sees it; "" where there is none. */
const char *personal_state(struct world *w, const char *serial);

/* How many messages of an event wait for an address. */
int personal_told(struct world *w, const char *address, const char *event);

/* Types the newest code for an address into an operation. */
int personal_type_code(struct world *w, const struct op *op, void *out);

#endif
