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

struct card;

enum card_pin {
	CARD_PIN_UNKNOWN,
	CARD_PIN_OK,	/* no wrong entry known */
	CARD_PIN_LOW,	/* a wrong entry was made */
	CARD_PIN_FINAL, /* last try */
	CARD_PIN_LOCKED,
	CARD_PIN_PAD /* asked on the reader's own key pad */
};

struct card_cert {
	struct cert_facts facts;
	char token[64]; /* label of the token, safe to show */
	char slot[80];	/* reader, safe to show */
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
	CARD_LIST,   /* certificates were read, or err says why not */
	CARD_SIGNED, /* signature in sig, or err says why not */
};

struct card_event {
	enum card_event_type type;
	struct err err; /* code 0: it went well */
	/* err.reason: "no-module", "module-bad", "no-reader", "no-card",
	 * "no-certificate" (certs may still hold some, each with its why),
	 * "pin-wrong", "pin-last" (wrong, one try left), "pin-locked",
	 * "pin-digits", "pin-length", "pin-unset", "removed", "key-mismatch",
	 * "no-key", "no-mechanism", "device", "cancelled" */
	struct card_cert *certs; /* borrowed until the next card_next; those
				    that can sign first */
	size_t cert_count;
	struct buf cms; /* CAdES-BES DER; borrowed likewise */
};

/*
 * Starts the thread. modules: paths to try in order, ended by NULL; NULL: the
 * usual places (libakisp11.so, opensc-pkcs11.so). tckn: whose certificate is
 * wanted, NULL: anybody's. Caller closes.
 */
int card_open(struct card **out, const char *const *modules, struct err *e);

/* Cancels, waits for the thread at most 2 s (a module that hangs is left
 * behind), frees. */
void card_close(struct card *c);

/* Poll this for reading; then card_next until it answers false. */
int card_fd(const struct card *c);
bool card_next(struct card *c, struct card_event *ev);

/* Reads readers and certificates (again). Answer: CARD_LIST. now: wall. */
void card_list(struct card *c, const char *tckn);

/*
 * Signs the content (CAdES-BES attached) with that certificate of the last
 * list. The PIN is moved out of *pin, which is empty afterwards; NULL with a
 * key pad. last_try_confirmed: the person has agreed to use the last try;
 * without it a token in CARD_PIN_FINAL answers "pin-last" untouched.
 * Answer: CARD_SIGNED.
 */
void card_sign(struct card *c, size_t cert, const void *content, size_t len,
    int64_t when, struct secret *pin, bool last_try_confirmed);

/* The answer under way comes as ERR_CANCELLED, at once. */
void card_cancel(struct card *c);

#endif
