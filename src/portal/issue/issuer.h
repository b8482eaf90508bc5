/*
 * Who issues the certificates: the portal itself ("builtin", its key in a file
 * or in a PKCS#11 token), or an existing CA that speaks CMP ("cmp", RFC 4210).
 * Used by one thread at a time.
 */
#ifndef PORTAL_ISSUE_ISSUER_H
#define PORTAL_ISSUE_ISSUER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/issue/crl.h"
#include "portal/issue/request.h"
#include "sign/cert.h"

struct issuer;
struct portal_options;

struct issued_cert {
	const unsigned char *der; /* borrowed */
	size_t len;
	const struct cert_facts *facts;
};

/* One qualified certificate of a person; texts are borrowed. */
struct issue_order {
	const struct request *request;
	const char *tckn, *name, *surname;
	const char *serial; /* hexadecimal; a foreign CA takes its own */
	int64_t not_before, not_after;
	/* The certificate it follows, for a CA that wants to know; NULL. */
	const unsigned char *old;
	size_t old_len;
	/*
	 * Called once with a certificate that is what was ordered, before a
	 * foreign CA hears that it was accepted: when keep answers an error
	 * the certificate is refused and never becomes valid.
	 */
	int (*keep)(void *arg, const struct issued_cert *c, struct err *e);
	void *arg;
};

struct issuer_ops {
	const char *name;
	bool confirms; /* a certificate counts once the CA was answered */
	int (*issue)(
	    struct issuer *i, const struct issue_order *o, struct err *e);
	/* der: the certificate; reason: CRLReason. One that is revoked
	 * already is no error. */
	int (*revoke)(struct issuer *i, const unsigned char *der, size_t len,
	    int reason, struct err *e);
	/* Adds a list in DER: one of the entries of o, or the newest of the
	 * foreign CA. */
	int (*crl)(struct issuer *i, const struct crl_order *o, struct buf *out,
	    struct err *e);
	/* A certificate for a delegated OCSP responder (RFC 6960 §4.2.2.2);
	 * NULL where a foreign CA has its own. Caller frees *out. */
	int (*responder)(struct issuer *i, EVP_PKEY *key, int64_t not_before,
	    int64_t not_after, X509 **out, struct err *e);
	void (*free)(struct issuer *i);
};

/* The first member of each back end. */
struct issuer {
	const struct issuer_ops *ops;
	X509 *ca;	/* owned */
	char name[128]; /* of the CA, as in struct cert_facts */
};

/* ERR_CONFLICT (reason "no-issuer") when none is configured. Caller frees. */
int issuer_open(
    struct issuer **out, const struct portal_options *o, struct err *e);
void issuer_free(struct issuer *i); /* NULL is fine */

/* The certificate of the configured CA. Caller frees. */
int issuer_ca(X509 **out, const struct portal_options *o, struct err *e);

/* 16 random bytes as the serial number of a certificate. */
void issuer_serial(char out[33]);

/*
 * For the back ends: that a certificate is what was ordered, whoever made it
 * (key, person, profile of a qualified certificate, time, the CA's signature),
 * then keep.
 */
int issuer_accept(const struct issuer *i, const struct issue_order *o,
    const unsigned char *der, size_t len, struct err *e);

/* The back ends; each takes ca over, also when it fails. */
int issuer_builtin_open(struct issuer **out, X509 *ca,
    const struct portal_options *o, struct err *e);
int issuer_cmp_open(struct issuer **out, X509 *ca,
    const struct portal_options *o, struct err *e);

/* The builtin one with a key that somebody else holds; takes over both. */
struct signer;
int issuer_builtin_new(struct issuer **out, X509 *ca, struct signer *s,
    const struct portal_options *o, struct err *e);

#endif
