/*
 * The applet of a NIST PIV card (SP 800-73-4): what it answers to one whole
 * command. How commands travel is vcard.c's.
 */
#ifndef TESTS_CARD_PIV_H
#define TESTS_CARD_PIV_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/types.h>

#include "base/buf.h"

#define PIV_PIN "123456"
#define PIV_PUK "87654321"

#define PIV_VERIFY 0x20
#define PIV_CHANGE 0x24
#define PIV_RESET  0x2c
#define PIV_SIGN   0x87 /* GENERAL AUTHENTICATE */
#define PIV_SELECT 0xa4
#define PIV_GET	   0xcb /* GET DATA */

#define PIV_9A 0 /* authentication: one PIN serves every use */
#define PIV_9C 1 /* signature: a PIN for each use */

struct piv_slot {
	EVP_PKEY *key; /* NULL: the slot is empty */
	unsigned char *cert;
	size_t cert_len;
};

struct piv {
	struct piv_slot slot[2]; /* PIV_9A, PIV_9C */
	unsigned char guid[16];	 /* serial number of the card */
	char pin[9], puk[9];
	int tries, puk_tries; /* left of 3 */
	bool verified;	      /* since the card was put in */
	bool fresh;	      /* and not used for 9C since */
	unsigned letters;     /* PINs that came with something beside digits */
};

struct apdu {
	unsigned char cla, ins, p1, p2;
	const unsigned char *data;
	size_t len;
};

/* Key and certificate (DER) of a slot; copies. */
void piv_put(struct piv *p, int slot, EVP_PKEY *key, const unsigned char *cert,
    size_t len);

/* PIN, PUK and their counters in a file; one that is not there is made, with
 * PIV_PIN, PIV_PUK and 3 tries. -1: it cannot be read or written. */
int piv_load(struct piv *p, const char *path);
int piv_save(const struct piv *p, const char *path);

/* What the card forgets without power. */
void piv_power(struct piv *p);

/* Executes a command; adds what it answers; the status word. */
unsigned piv_command(struct piv *p, const struct apdu *a, struct buf *out);

void piv_clear(struct piv *p);

#endif
