/*
 * Signatures written by hand, so that each part can be left out, doubled or
 * wrong: a recipe of zeros with a signer makes a good one.
 */
#ifndef TESTS_UNIT_CADES_RECIPE_H
#define TESTS_UNIT_CADES_RECIPE_H

#include <stdbool.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/buf.h"
#include "portal/issue/ca.h"

enum recipe_attr {
	ATTR_TYPE = 1,
	ATTR_DIGEST = 2,
	ATTR_TIME = 4,
	ATTR_CERT = 8
};

struct recipe {
	const struct ca_id *signer;
	int64_t when;		      /* signingTime */
	EVP_PKEY *key;		      /* signs instead of the signer's */
	const struct ca_id *sid;      /* named instead of the signer */
	const struct ca_id *certs[6]; /* embedded instead of the signer */
	bool no_certs;
	const char *content;   /* instead of RECIPE_TEXT */
	const char *digested;  /* messageDigest is of this instead */
	const char *digest;    /* "SHA256" */
	const char *announced; /* in digestAlgorithms */
	int signature_nid;     /* signatureAlgorithm */
	int content_nid;       /* eContentType */
	int type_nid;	       /* in the attribute contentType */
	bool detached;
	bool no_attrs;			  /* signs the content itself */
	unsigned missing, twice, doubled; /* enum recipe_attr */
	int extra_nid;			  /* another signed attribute */
	int unsigned_nid;		  /* an unsigned one */
	const struct buf *unsigned_value; /* of that one; NULL: a NULL */
	bool time_as_text;		  /* signingTime is no time */
	bool wrong_hash;		  /* in signing-certificate-v2 */
	const char *cert_hash;		  /* digest there, SHA256 left out */
	const struct ca_id *cert_serial;  /* with issuerSerial of this one */
	int signers;			  /* 0: one; negative: none */
	int version;			  /* 0: 1 */
	bool crl;			  /* an empty [1] */
	bool odd_cert;			  /* something that is no certificate */
	bool flip;			  /* one bit of the signature value */
};

#define RECIPE_TEXT "Başvurumu onaylıyorum.\n"

/* Adds the DER; ends the test when that fails. */
void recipe_make(const struct recipe *r, struct buf *out);

/* Adds the signature value of the same recipe made before (for a stamp). */
void recipe_value(const struct buf *der, struct buf *out);

#endif
