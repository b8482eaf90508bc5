/*
 * The card: one thread makes every PKCS#11 call; requests and answers pass
 * through a queue and a pipe that the client's loop polls, so that neither a
 * slow card nor a module that hangs can hold the screen.
 */
#ifndef CLIENT_CARD_CARD_H
#define CLIENT_CARD_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"
#include "client/card/card-types.h"

#define CARD_TEXTS 50 /* signed under one PIN */

struct card;

struct card_options {
	/* Drivers, ended by NULL; NULL: found by themselves (libakisp11.so,
	 * OpenSC, what p11-kit has registered). Copied. */
	const char *const *modules;
	/* Name or path of the driver that is tried first; NULL: none. */
	const char *prefer;
	const char *root; /* before the folders of drivers; NULL: none */
};

/* Starts the thread. o may be NULL. Caller closes. */
int card_open(struct card **out, const struct card_options *o, struct err *e);

/* Cancels, waits for the thread at most 2 s (a module that hangs is left
 * behind), frees. */
void card_close(struct card *c);

/* Poll this for reading; then card_next until it answers false. */
int card_fd(const struct card *c);
bool card_next(struct card *c, struct card_event *ev);

/* Reads readers and certificates (again). tckn: whose certificate is wanted,
 * NULL: anybody's. Answer: CARD_LIST. */
void card_list(struct card *c, const char *tckn);

/* The same, and again by itself when a reader or a card comes or goes. */
void card_follow(struct card *c, const char *tckn);

/* The person chose the card type (card_module name or path); lists again. */
void card_prefer(struct card *c, const char *name);

/*
 * Signs the content (CAdES-BES attached) with that certificate of the last
 * list. The PIN is moved out of *pin, which is empty afterwards; NULL with a
 * key pad. last_try_confirmed: the person has agreed to use the last try;
 * without it a token in CARD_PIN_FINAL answers "pin-last" untouched.
 * Answer: CARD_SIGNED.
 */
void card_sign(struct card *c, size_t cert, const void *content, size_t len,
    int64_t when, struct secret *pin, bool last_try_confirmed);

/*
 * The same for several texts (CARD_TEXTS at most) under one login: one PIN,
 * which a key that asks for it at every use gets each time. CARD_SIGNING comes
 * after each, CARD_SIGNED at the end. An error in the middle ends it, and the
 * signatures already made are thrown away.
 */
void card_sign_texts(struct card *c, size_t cert, const struct card_text *texts,
    size_t n, int64_t when, struct secret *pin, bool last_try_confirmed);

/*
 * Changes the PIN of the card in that reader of the last list, or unblocks it
 * with the PUK. The secrets are moved out as with card_sign; NULL with a key
 * pad. Nothing malformed is sent; a weak new PIN is refused (check_new_pin).
 * last_try_confirmed: without it a PIN (PUK) with one try left is answered
 * "pin-last" ("puk-last") untouched. Answer: CARD_PIN_SET.
 */
void card_change_pin(struct card *c, size_t reader, struct secret *old_pin,
    struct secret *new_pin, bool last_try_confirmed);
void card_unblock(struct card *c, size_t reader, struct secret *puk,
    struct secret *new_pin, bool last_try_confirmed);

/* The answers the person waits for come as ERR_CANCELLED, at once. */
void card_cancel(struct card *c);

#endif
