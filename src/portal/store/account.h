/*
 * NES Bireysel accounts, the guesses at their security words, what their
 * owners signed about themselves, and what they are shown.
 */
#ifndef PORTAL_STORE_ACCOUNT_H
#define PORTAL_STORE_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/store/application.h"
#include "portal/store/people.h"
#include "portal/store/store.h"

struct account {
	char tckn[12];
	char word[160]; /* Argon2id of the security word, or empty */
	int64_t
	    word_until;	 /* the office gave it, good until then; 0: lasting */
	char mobile[24]; /* 10 digits, or empty */
	char email[256];
	char channel[16]; /* "sms", "email", "both", or empty */
	int64_t created_at, changed_at;
};

/* Keeps it, whether it is new or known; sets both times. */
int store_account_put(
    struct store *s, struct account *a, int64_t now, struct err *e);
/* ERR_NOT_FOUND. */
int store_account_find(
    struct store *s, const char *tckn, struct account *out, struct err *e);

/* Wrong words in a row; who: keyed hash of an identity number. Nothing known
 * of it: zeroes. */
struct word_guess {
	long wrong;
	int64_t locked_until;
	int64_t at; /* of the last one */
};

int store_guess_find(struct store *s, const unsigned char who[STORE_HASH],
    struct word_guess *out, struct err *e);
/* g->wrong 0: forgotten. */
int store_guess_put(struct store *s, const unsigned char who[STORE_HASH],
    const struct word_guess *g, struct err *e);

/* Sessions in which a person is in his account end, but for one (0: none). */
int store_session_end_others(
    struct store *s, const char *tckn, int64_t but, struct err *e);

/* Those that a card opened, in the account or as kurum yetkilisi: the card is
 * not trusted any more. Again but for one. A login that was signed and not
 * taken yet opens none. */
int store_session_end_card(
    struct store *s, const char *tckn, int64_t but, struct err *e);

/* What a person signed about himself. */
struct statement {
	const char *tckn, *kind, *text;
	size_t text_len;
	const unsigned char *cms, *certificate;
	size_t cms_len, certificate_len;
	int64_t at;
};

int store_statement_add(
    struct store *s, const struct statement *t, struct err *e);
/* The newest first; borrowed by the callback only. */
int store_statement_each(struct store *s, const char *tckn,
    int (*each)(void *arg, const struct statement *t, struct err *e), void *arg,
    struct err *e);

/* Whether an E-Onay is on record and since when; at 0: never any. */
int store_consent_find(
    struct store *s, const char *tckn, bool *given, int64_t *at, struct err *e);

/* A certificate as its owner sees it. */
struct holding {
	struct certificate facts;
	bool unopened, ours, secret; /* secret: PIN and PUK are kept */
	int64_t application;	     /* row id; 0: none */
};

/* ERR_NOT_FOUND. */
int store_holding_find(struct store *s, const char *tckn, const char *serial,
    struct holding *out, struct err *e);
/* Those that end last first. */
int store_holding_each(struct store *s, const char *tckn,
    int (*each)(void *arg, const struct holding *h, struct err *e), void *arg,
    struct err *e);

/* The certificate that somebody who reports a loss at now means: the one he
 * suspended since that moment, else the valid one, else any that can still be
 * opened or resumed; of several the one that ends last. ERR_NOT_FOUND. */
int store_certificate_lost(struct store *s, const char *tckn, int64_t now,
    int64_t since, struct certificate *out, struct err *e);

/* An application as its owner sees it; texts are borrowed. */
struct own_application {
	int64_t id, since;
	int64_t shipped_at; /* 0: not with the courier */
	const char *number, *state, *tracking, *reason;
};

/* The newest first, at most so many. */
int store_own_each(struct store *s, const char *tckn, long most,
    int (*each)(void *arg, const struct own_application *a, struct err *e),
    void *arg, struct err *e);

/* An open application reports this certificate as lost: its number into
 * number (20 bytes), or "". */
int store_lost_by(struct store *s, const char *tckn, const char *serial,
    char number[20], struct err *e);

#endif
