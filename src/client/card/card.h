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

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "sign/cert.h"

#define CARD_TEXTS 50 /* signed under one PIN */

struct card;

enum card_pin {
	CARD_PIN_UNKNOWN,
	CARD_PIN_OK,	/* no wrong entry known */
	CARD_PIN_LOW,	/* a wrong entry was made */
	CARD_PIN_FINAL, /* last try */
	CARD_PIN_LOCKED,
	CARD_PIN_PAD /* asked on the reader's own key pad */
};

struct card_module {	 /* a driver that was found */
	char name[32];	 /* "AKİS", "OpenSC", "SoftHSM", or the file's name */
	char path[4096]; /* PATH_MAX */
	struct err why;	 /* code 0: it loads and answers, or was not tried */
	bool tried;	 /* false: was not needed for this list */
};

struct card_reader {	 /* a reader, with or without a card */
	char name[80];	 /* safe to show */
	char token[64];	 /* label of the card, safe to show; empty: no card */
	char serial[56]; /* of the card, safe to show */
	bool present;	 /* a card is in it */
	size_t module;	 /* index of modules: which driver reads it */
	unsigned long slot_id;
	enum card_pin pin;
	unsigned pin_min, pin_max; /* lengths the token states; 0: unknown */
	bool pin_pad;		   /* it has a key pad of its own */
	struct err why; /* why its card cannot be read; "no-certificate": it
			   can, and holds none; code 0: it can */
};

struct card_cert {
	struct cert_facts facts;
	char token[64]; /* label of the token, safe to show */
	char slot[80];	/* reader, safe to show */
	size_t reader;	/* index of readers */
	unsigned long slot_id;
	unsigned char id[64]; /* CKA_ID */
	size_t id_len;
	bool has_key;	/* a private key with that id may exist */
	bool pin_pad;	/* the reader has a key pad of its own */
	int refused;	/* 0, or the code of why */
	struct err why; /* why it cannot sign (cert_usable) */
	enum card_pin pin;
	unsigned pin_min, pin_max; /* lengths the token states; 0: unknown */
	unsigned char *der;
	size_t der_len;
};

enum card_event_type {
	CARD_NOTHING,
	CARD_LIST,    /* certificates were read, or err says why not */
	CARD_SIGNED,  /* signatures in cms, or err says why not */
	CARD_SIGNING, /* one more of several is made: done of total */
	CARD_PIN_SET /* the PIN was changed or unblocked, or err says why not */
};

struct card_event {
	enum card_event_type type;
	struct err err; /* code 0: it went well */
	/* err.reason: "no-module", "module-bad", "module-hangs", "no-reader",
	 * "no-card", "no-certificate" (certs may still hold some, each with its
	 * why), "pin-wrong", "pin-last" (one try left), "pin-locked",
	 * "pin-digits", "pin-length", "pin-unset", "pin-same", "pin-weak",
	 * "puk-wrong", "puk-last", "puk-locked", "no-unblock", "no-change",
	 * "reader-gone", "removed", "key-mismatch", "no-key", "no-mechanism",
	 * "device", "cancelled" */
	/* Of the last list, borrowed until the next one: certificates that can
	 * sign first; readers; drivers. */
	struct card_cert *certs;
	struct card_reader *readers;
	struct card_module *modules;
	size_t cert_count, reader_count, module_count;
	bool changed; /* the list came by itself */
	/* CAdES-BES DER, borrowed until the next card_next: of the first text,
	 * and of all of them. With an error there is none. */
	struct buf cms;
	const struct buf *signatures;
	size_t signature_count;
	/* Texts signed so far; with an error those from this one on were
	 * not. */
	size_t done, total;
};

struct card_text {
	const void *data;
	size_t len;
};

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
