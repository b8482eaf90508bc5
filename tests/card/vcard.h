/*
 * A card in a reader of vpcd, played by a thread: put in, taken out, and
 * failing as it is told. The counters of PIN and PUK live in a file, so that
 * they outlast removal. Every function may be called at any time; those that
 * wait do so for an event, and end the program when it does not come.
 */
#ifndef TESTS_CARD_VCARD_H
#define TESTS_CARD_VCARD_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/types.h>

#include "piv.h"

struct vcard;

/* What happens instead of the answer to a command, once. */
enum vcard_fault {
	VCARD_GOOD,
	VCARD_GONE,   /* out before it answers */
	VCARD_LEAVES, /* out after it has answered */
	VCARD_CUT,    /* half an answer */
	VCARD_LENGTH, /* half a signature, in good form */
	VCARD_WRONG,  /* a signature with one bit changed */
	VCARD_ERROR,  /* 6F00 */
	VCARD_SILENT, /* nothing until vcard_release */
	VCARD_FAULTS
};

/* A card that is not in the reader yet; file: of its counters, made if
 * missing. Caller frees. */
struct vcard *vcard_new(int reader, const char *file);
void vcard_free(struct vcard *v);
int vcard_reader(const struct vcard *v);

/* Key and certificate of PIV_9A or PIV_9C; copies. */
void vcard_put(struct vcard *v, int slot, EVP_PKEY *key,
    const unsigned char *cert, size_t len);

/* Into the reader, out of it. PC/SC learns of it later: place_wait. */
void vcard_in(struct vcard *v);
void vcard_out(struct vcard *v);
bool vcard_is_in(struct vcard *v);

/* The next command of that kind (PIV_SIGN...) fails so. */
void vcard_fault(struct vcard *v, unsigned char ins, enum vcard_fault f);
/* Returns when it has; a silent card goes on with vcard_release. */
void vcard_failed(struct vcard *v);
void vcard_release(struct vcard *v);

/* How long a command and, on top, a signature take: 0 unless told. */
void vcard_pace(struct vcard *v, int command_ms, int sign_ms);

/* Commands of that kind since the card was made; PINs that came with
 * something beside digits; all commands. */
unsigned vcard_count(struct vcard *v, unsigned char ins);
unsigned vcard_letters(struct vcard *v);
unsigned vcard_commands(struct vcard *v);

/* What is left of 3 tries, for PIN and PUK. */
void vcard_tries(struct vcard *v, int *pin, int *puk);
void vcard_set_tries(struct vcard *v, int pin, int puk);

#endif
