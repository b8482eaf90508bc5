/*
 * Certificates that the portal's own issuer makes: kept, changed, looked up
 * for the OCSP responder, listed for the revocation list; and the lists.
 */
#ifndef PORTAL_STORE_ISSUED_H
#define PORTAL_STORE_ISSUED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/store/people.h"
#include "portal/store/store.h"

/* CRLReason of RFC 5280 §5.3.1, as far as the portal gives one. */
enum revocation_reason {
	REVOCATION_UNSTATED = -1,
	REVOCATION_KEY_COMPROMISE = 1,
	REVOCATION_AFFILIATION = 3,
	REVOCATION_SUPERSEDED = 4,
	REVOCATION_CESSATION = 5,
	REVOCATION_HOLD = 6
};

struct issued {
	struct certificate facts;
	int64_t application;
	bool unopened; /* its owner opens it for use */
	enum revocation_reason reason;
	const unsigned char *der; /* borrowed */
	size_t der_len;
};

/* Keeps one; ERR_CONFLICT when the serial number was used before. */
int store_issued_add(
    struct store *s, const struct issued *i, int64_t now, struct err *e);

/*
 * A certificate of whatever issuer becomes valid, suspended or revoked at the
 * moment now. What is opened is no longer unopened. ERR_NOT_FOUND;
 * ERR_CONFLICT (reason "revoked") because a revocation is final.
 */
int store_certificate_change(struct store *s, const char *tckn,
    const char *serial, enum certificate_state state,
    enum revocation_reason reason, int64_t now, struct err *e);

/* What the owner and the responder ask of a certificate. */
struct certificate_status {
	enum certificate_state state;
	enum revocation_reason reason;
	int64_t changed_at, not_after;
	bool ours, unopened;
};

/* ERR_NOT_FOUND. The first looks among a person's, the second among those of
 * one issuer of ours. */
int store_certificate_status(struct store *s, const char *tckn,
    const char *serial, struct certificate_status *out, struct err *e);
int store_issued_status(struct store *s, const char *issuer, const char *serial,
    struct certificate_status *out, struct err *e);

/* Adds the DER of a person's certificate; ERR_NOT_FOUND when only its facts
 * are known. */
int store_certificate_der(struct store *s, const char *tckn, const char *serial,
    struct buf *out, struct err *e);

/* Revoked here by its owner; its foreign CA has not heard of it. */
struct untold {
	char tckn[12], serial[48];
	enum revocation_reason reason;
};

int store_untold_add(
    struct store *s, const char *tckn, const char *serial, struct err *e);
/* The one that was tried least; adds its DER. ERR_NOT_FOUND. */
int store_untold_first(
    struct store *s, struct untold *out, struct buf *der, struct err *e);
/* It was told, or tried once more. */
int store_untold_note(
    struct store *s, const struct untold *u, bool told, struct err *e);

/* Calls each for those of an issuer that are not valid and do not end before
 * since. serial: hexadecimal. */
struct listed {
	const char *serial; /* borrowed */
	int64_t changed_at;
	enum revocation_reason reason;
};

int store_listed_each(struct store *s, const char *issuer, int64_t since,
    int (*each)(void *arg, const struct listed *l, struct err *e), void *arg,
    struct err *e);

/* When one of an issuer was issued or changed last; 0: never. */
int store_issued_changed(struct store *s, int64_t *at, struct err *e);

/* A revocation list. */
struct store_crl {
	int64_t number, this_update, next_update;
};

/* Gives the next number away, in the transaction that reads what is listed,
 * so that a higher number never says less than a lower one. */
int store_crl_begin(struct store *s, struct store_crl *c, struct err *e);

/* Keeps the signed list; the ones before the last two are forgotten. */
int store_crl_keep(struct store *s, int64_t number, const void *der, size_t len,
    struct err *e);

/* The newest signed list; der (may be NULL) gets its bytes. ERR_NOT_FOUND. */
int store_crl_newest(
    struct store *s, struct store_crl *out, struct buf *der, struct err *e);

#endif
