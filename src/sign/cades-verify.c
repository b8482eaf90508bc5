/*
 * Verifying a CAdES-BES: the steps in their order. OpenSSL's CMS_verify alone
 * accepts much that must not pass (no attributes, two signers, weak digests,
 * bytes after the end), so the message is taken apart here and OpenSSL is
 * asked for one thing at a time.
 */
#include "config.h"
#include "sign/cades.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/clock.h"
#include "base/lang.h"
#include "sign/verify.h"
#include "sign/x509.h"

#include "base/banned.h"

static int (*const steps[])(struct verify *, struct err *) = {
	verify_shape,
	verify_structure,
	verify_attributes,
	verify_certificate,
	verify_signing_certificate,
	verify_value,
	verify_stamp,
	verify_chain,
	verify_lists,
	verify_profile,
	verify_ocsp,
};

static int
copy(struct cades_bytes *out, const unsigned char *data, size_t len)
{
	out->data = malloc(len + 1); /* never of size 0 */
	if (out->data == NULL)
		return -1;
	if (len > 0)
		memcpy(out->data, data, len);
	out->data[len] = '\0';
	out->len = len;
	return 0;
}

static int
fill(struct cades_result *out, const struct verify *v, struct err *e)
{
	unsigned char *der = NULL;
	int len = i2d_X509(v->signer, &der);
	int rc = 0;

	memset(out, 0, sizeof(*out));
	out->signer = v->facts;
	out->signing_time = v->signing_time;
	out->detached = v->detached;
	out->stamp = v->stamp;
	if (len <= 0 || copy(&out->certificate, der, (size_t)len) < 0 ||
	    copy(&out->content, v->content, v->content_len) < 0) {
		cades_result_free(out);
		rc = sign_failed(e);
	}
	OPENSSL_free(der);
	return rc;
}

int
cades_verify(const struct cades_policy *p, const unsigned char *der, size_t len,
    struct cades_result *out, struct err *e)
{
	struct verify v = { 0 };
	int rc = 0;

	v.policy = p;
	v.now = p->now == 0 ? clock_wall() : p->now;
	v.at = v.now;
	v.der = der;
	v.len = len;
	for (size_t i = 0; rc == 0 && i < sizeof(steps) / sizeof(steps[0]); i++)
		rc = steps[i](&v, e);
	if (rc == 0 && out != NULL)
		rc = fill(out, &v, e);
	sk_X509_pop_free(v.chain, X509_free);
	sk_X509_pop_free(v.certs, X509_free);
	CMS_ContentInfo_free(v.cms);
	ERR_clear_error();
	return rc;
}

void
cades_result_free(struct cades_result *r)
{
	if (r == NULL)
		return;
	free(r->content.data);
	free(r->certificate.data);
	memset(r, 0, sizeof(*r));
}
