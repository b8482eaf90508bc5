/* What the card's thread tells: drivers, readers, certificates, and how what
 * was asked for ended. See card.h. */
#ifndef CLIENT_CARD_CARD_TYPES_H
#define CLIENT_CARD_CARD_TYPES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "sign/cert.h"

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

#endif
