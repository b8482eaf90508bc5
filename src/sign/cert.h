/*
 * What a person needs to know of a certificate, and whether it can sign an
 * application: the same judgement in the client's list and in the portal's
 * verification.
 */
#ifndef SIGN_CERT_H
#define SIGN_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Texts are safe to show (text_shown) whatever the certificate contains. */
struct cert_facts {
	char owner[128];      /* subject CN, or given name and surname */
	char issuer[128];     /* issuer CN */
	char tckn[12];	      /* subject serialNumber where it is one valid T.C.
				 kimlik no, else empty */
	char serial[48];      /* hexadecimal */
	char fingerprint[65]; /* SHA-256 of the DER, hexadecimal */
	char key[24];	      /* "RSA-2048", "EC P-256" */
	int64_t not_before, not_after; /* seconds since 1970 UTC */
	bool qualified; /* statements 0.4.0.1862.1.1 and 2.16.792.1.61.0.1.
			   5070.1.1 or .2.1 are there */
	bool seal;	/* an electronic seal: no person's certificate */
	bool ca;
	bool non_repudiation;
	bool key_allowed; /* RSA >= 2048, EC P-256 / P-384 */
};

/* Reads DER; trailing bytes are refused. */
int cert_read(const unsigned char *der, size_t len, struct cert_facts *out,
    struct err *e);

/*
 * Whether it can sign for the person now: 0, or an error with the sentence
 * and err.reason: "ca", "seal", "no-non-repudiation", "not-qualified",
 * "weak-key", "no-tckn", "not-yet-valid", "expired", "other-person" (only
 * when tckn is given; may be NULL).
 */
int cert_usable(
    const struct cert_facts *c, int64_t now, const char *tckn, struct err *e);

#endif
