/* Tokens in SoftHSM, and a module in front of them that misbehaves. */
#ifndef CARD_FIXTURE_H
#define CARD_FIXTURE_H

#include "unit.h"

#include "client/card/card.h"
#include "portal/issue/ca.h"

#define PIN   "123456" /* of every token */
#define TCKN  "10000000146"
#define OTHER "10000000214"
#define DAY   86400L
#define TEXT  "Sertifikamın yenilenmesini istiyorum.\n"

extern char top[];  /* folder of all tokens and of what the shim reads */
extern char shim[]; /* path of the module */
extern char hostile[];

/* Setup and teardown of the group: a card for the hostile module (no SoftHSM
 * is needed), or all tokens. */
int make_hostile(void **state);
int make_all(void **state);
int remove_all(void **state);

/* A token with a new key and its certificate, from and to in days. */
void token_make(
    const char *token, enum ca_key key, const char *qc, int from, int to);

/* Which token is in the reader; the shim's orders and log start empty. */
void use(const char *token);

/* What the module is told from now on; its log starts empty. */
void order(const char *words);

/* The key and certificate of the hostile module. */
void card_make(enum ca_key key);

/* Writes a file in the folder: "do" for the shim's orders. */
void write_in(const char *name, const char *text);

/* How often that line stands in the module's log; or lines that begin so. */
unsigned logged(const char *line);
unsigned logged_with(const char *beginning);

/* The card over one module; the next answer, which has to be of that type. */
struct card *start(const char *module);
void wait_for(struct card *c, enum card_event_type type, struct card_event *ev);
void list(struct card *c, const char *tckn, struct card_event *ev);

/* Orders a signature over TEXT; no PIN may stay behind. */
void ask(struct card *c, size_t cert, const char *pin, bool last);

/* The signature holds, and over TEXT. */
void verify(const struct buf *cms);

/* Returns once the module hangs; closing the descriptor lets it go. */
int hanging(void);

/* Threads of this process. */
unsigned threads(void);

#endif
