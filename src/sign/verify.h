/*
 * The steps of one verification, in their order; each answers 0 or an error
 * with a reason of its own. What a step finds is kept for the later ones.
 */
#ifndef SIGN_VERIFY_H
#define SIGN_VERIFY_H

#include <openssl/types.h>

#include <openssl/cms.h>

#include "sign/cades.h"
#include "sign/stamp.h"
#include "sign/tlv.h"

#define VERIFY_SKEW 300 /* seconds two good clocks may differ */

struct verify {
	const struct cades_policy *policy;
	int64_t now;
	int64_t at; /* of the time-stamp, else now: decides about validity */
	const unsigned char *der;
	size_t len;
	/* cades-shape.c */
	struct tlv digests; /* digestAlgorithms */
	size_t cert_count;
	CMS_ContentInfo *cms;
	/* cades-structure.c */
	CMS_SignerInfo *si;
	const unsigned char *content; /* inside, or the policy's */
	size_t content_len;
	bool detached;
	const EVP_MD *md;
	STACK_OF(X509) * certs;
	X509 *signer; /* one of certs */
	struct cert_facts facts;
	/* cades-attributes.c */
	int64_t signing_time;
	X509_ATTRIBUTE *stamp_attr; /* the time-stamp; NULL: none */
	/* cades-stamp.c */
	struct stamp_facts stamp; /* when 0: none */
	/* cades-chain.c */
	STACK_OF(X509) * chain;
};

/* Step 1 and 2: size, DER, version; parsed and written back the same. */
int verify_shape(struct verify *v, struct err *e);

/* Step 3 and 4: kind, content, one signer, algorithms. */
int verify_structure(struct verify *v, struct err *e);

/* Step 5: which attributes there are, and their values. */
int verify_attributes(struct verify *v, struct err *e);

/* Step 6: the signer's certificate, and that the attributes mean it. */
int verify_certificate(struct verify *v, struct err *e);
int verify_signing_certificate(struct verify *v, struct err *e);

/* Step 7: digest and signature; the time-stamp, whose moment the chain and
 * its lists are judged for. */
int verify_value(struct verify *v, struct err *e);
int verify_stamp(struct verify *v, struct err *e);
int verify_chain(struct verify *v, struct err *e);
int verify_lists(struct verify *v, struct err *e);

/* Step 8 and 9: a qualified certificate of the person; the times. */
int verify_profile(struct verify *v, struct err *e);

/* Step 10: asks the responder that the certificate names. */
int verify_ocsp(struct verify *v, struct err *e);

/* The refusal of a revoked certificate: the signer's, or one of a CA. */
int verify_revoked(bool signer, struct err *e);

#endif
