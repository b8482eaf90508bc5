/*
 * CAdES-BES with the content inside (RFC 5652, RFC 5126 §5.7, ETSI EN 319
 * 122-1 baseline B-B): building with a signer that may be a card, verifying
 * in a fixed order, every refusal with a reason of its own. A time-stamp over
 * the signature (baseline B-T, timestamp.h) is verified too, and its moment
 * then decides whether the certificate was valid and not revoked.
 */
#ifndef SIGN_CADES_H
#define SIGN_CADES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sign/cert.h"
#include "sign/signer.h"

#define CADES_MAX	  65536 /* bytes of one signature, content included */
#define CADES_CONTENT_MAX 49152 /* leaves room for certificates and stamp */

/*
 * Signs content at the moment when (signingTime) and adds the DER to *out.
 * SHA-256, or SHA-384 with a P-384 key. The value is verified against the
 * certificate before the function succeeds: a card may hold two keys under
 * one identifier.
 */
int cades_sign(struct signer *s, const void *content, size_t len, int64_t when,
    struct buf *out, struct err *e);

/* CA certificates and CRLs, loaded and checked once. */
struct trust;

/* Empty. Caller frees. */
struct trust *trust_new(void);
void trust_free(struct trust *t);

/* PEM (any number in one file) or DER. Self-signed: a root; else a sub CA. */
int trust_add_ca_file(struct trust *t, const char *path, struct err *e);
int trust_add_crl_file(struct trust *t, const char *path, struct err *e);

/* A list in DER that came another way; name: for sentences. */
int trust_add_crl_bytes(struct trust *t, const void *der, size_t len,
    const char *name, struct err *e);

/*
 * Files may be added in any order; what has no issuer among the others is
 * never trusted. 0 when there is nothing of that kind, else the sentence that
 * names the file. No addition may run beside a verification; verifications
 * may run beside each other.
 */
int trust_settled(const struct trust *t, struct err *e);

/* What a verifier expects. */
struct cades_policy {
	const struct trust *trust;
	const void *content; /* NULL: any content is taken */
	size_t content_len;
	bool detached;	    /* a signature beside its content is taken too */
	const char *tckn;   /* NULL: anybody's */
	int64_t not_before; /* window of signingTime; both 0: none */
	int64_t not_after;
	int64_t now;	   /* time of verification; 0: the clock's */
	bool crl_required; /* a CRL of each issuer must be there */
	bool ocsp;	   /* ask the responder the certificate names */
};

/* A time-stamp (RFC 3161) that was found good. */
struct stamp_facts {
	int64_t when;	     /* 0: there is none */
	char authority[128]; /* safe to show */
};

struct cades_result {
	struct cert_facts signer;
	int64_t signing_time;
	bool detached; /* the content was given, it is not inside */
	struct stamp_facts stamp;
	struct cades_bytes {
		unsigned char *data;
		size_t len;
	} content, certificate; /* owned: cades_result_free */
};

/*
 * 0, or an error whose reason is one of the stable words that doc/
 * eimza-portal.8 lists ("too-large", "not-der", "bad-digest", "revoked",
 * ...). *out is filled only on success; may be NULL.
 */
int cades_verify(const struct cades_policy *p, const unsigned char *der,
    size_t len, struct cades_result *out, struct err *e);
void cades_result_free(struct cades_result *r);

#endif
