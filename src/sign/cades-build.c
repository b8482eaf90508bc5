/*
 * Building a CAdES-BES. The card is asked for one thing only, the signature
 * value over the attributes; so OpenSSL is used up to that point (it never
 * sees a private key) and the value is put in here.
 */
#include "config.h"
#include "sign/cades.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "base/lang.h"
#include "sign/tlv.h"
#include "sign/x509.h"

#include "base/banned.h"

#define FLAGS	(CMS_CADES | CMS_NOSMIMECAP | CMS_BINARY | CMS_PARTIAL)
#define TBS_MAX 65536
#define ATTRS	8 /* of which four are used */

/* One encoded attribute. */
struct attr {
	unsigned char *der;
	size_t len;
};

/* What shall be signed, and when. */
struct order {
	const void *content;
	size_t len;
	int64_t when;
	enum sign_digest digest;
};

static int
add_attributes(CMS_SignerInfo *si, const EVP_MD *md, const struct order *o)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int digest_len = 0;
	ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)o->when);
	int rc = -1;

	if (t == NULL ||
	    EVP_Digest(o->content, o->len, digest, &digest_len, md, NULL) != 1)
		goto out;
	if (CMS_signed_add1_attr_by_NID(si, NID_pkcs9_contentType,
		V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) != 1 ||
	    CMS_signed_add1_attr_by_NID(si, NID_pkcs9_messageDigest,
		V_ASN1_OCTET_STRING, digest, (int)digest_len) != 1 ||
	    CMS_signed_add1_attr_by_NID(
		si, NID_pkcs9_signingTime, ASN1_STRING_type(t), t, -1) != 1)
		goto out;
	rc = 0;
out:
	ASN1_TIME_free(t);
	return rc;
}

/* The order of a DER SET OF (X.690 §11.6). */
static int
attr_order(const void *a, const void *b)
{
	const struct attr *x = a, *y = b;
	int c = memcmp(x->der, y->der, x->len < y->len ? x->len : y->len);

	if (c != 0)
		return c;
	return x->len < y->len ? -1 : x->len > y->len;
}

/* The bytes that are signed (RFC 5652 §5.4): the attributes as SET OF. */
static int
bytes_to_sign(CMS_SignerInfo *si, struct buf *out)
{
	struct attr attrs[ATTRS] = { { NULL, 0 } };
	struct buf inner = BUF_INIT(TBS_MAX);
	int n = CMS_signed_get_attr_count(si), rc = 0;

	if (n < 0 || n > ATTRS)
		return -1;
	for (int i = 0; i < n; i++) {
		int len = i2d_X509_ATTRIBUTE(
		    CMS_signed_get_attr(si, i), &attrs[i].der);

		if (len <= 0)
			rc = -1;
		else
			attrs[i].len = (size_t)len;
	}
	if (rc == 0)
		qsort(attrs, (size_t)n, sizeof(attrs[0]), attr_order);
	for (int i = 0; i < n && rc == 0; i++)
		rc = buf_add(&inner, attrs[i].der, attrs[i].len);
	if (rc == 0)
		rc = tlv_add(out, TLV_SET, inner.data, inner.len);
	for (int i = 0; i < n; i++)
		OPENSSL_free(attrs[i].der);
	buf_free(&inner);
	return rc;
}

/* A card may hold two keys under one identifier and use the other one. */
static int
check_value(X509 *cert, const EVP_MD *md, const struct buf *tbs,
    const struct buf *value, struct err *e)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int ok;

	if (ctx == NULL)
		return sign_failed(e);
	ok = EVP_DigestVerifyInit(
		 ctx, NULL, md, NULL, X509_get0_pubkey(cert)) == 1 &&
	     EVP_DigestVerify(ctx, (const unsigned char *)value->data,
		 value->len, (const unsigned char *)tbs->data, tbs->len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	if (!ok)
		return err_why(e, ERR_INVALID, "key-mismatch",
		    _("The key that signed does not belong to the "
		      "certificate. Please choose another certificate."));
	return 0;
}

static int
put_value(CMS_ContentInfo *cms, CMS_SignerInfo *si, const struct buf *value,
    const struct order *o)
{
	ASN1_OCTET_STRING **inside;

	if (ASN1_STRING_set(CMS_SignerInfo_get0_signature(si), value->data,
		(int)value->len) != 1 ||
	    CMS_set_detached(cms, 0) != 1)
		return -1;
	inside = CMS_get0_content(cms);
	if (inside == NULL || *inside == NULL ||
	    ASN1_STRING_set(*inside, o->content, (int)o->len) != 1)
		return -1;
	return 0;
}

static int
put_der(CMS_ContentInfo *cms, struct buf *out)
{
	unsigned char *der = NULL;
	int len = i2d_CMS_ContentInfo(cms, &der), rc = -1;

	if (len > 0)
		rc = buf_add(out, der, (size_t)len);
	OPENSSL_free(der);
	return rc;
}

/* Everything but the certificate's own questions. */
static int
build(struct signer *s, X509 *cert, const struct order *o, struct buf *out,
    struct err *e)
{
	struct buf tbs = BUF_INIT(TBS_MAX), value = BUF_INIT(TBS_MAX);
	const EVP_MD *md = sign_md(o->digest);
	CMS_ContentInfo *cms = CMS_sign(
	    NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY | CMS_DETACHED);
	CMS_SignerInfo *si = NULL;
	int rc = ERR_INTERNAL;

	if (cms != NULL)
		si = CMS_add1_signer(
		    cms, cert, X509_get0_pubkey(cert), md, FLAGS);
	if (si == NULL || add_attributes(si, md, o) < 0 ||
	    bytes_to_sign(si, &tbs) < 0) {
		rc = sign_failed(e);
		goto out;
	}
	rc = s->ops->sign(
	    s, o->digest, (const unsigned char *)tbs.data, tbs.len, &value, e);
	if (rc == 0)
		rc = check_value(cert, md, &tbs, &value, e);
	if (rc == 0 &&
	    (put_value(cms, si, &value, o) < 0 || put_der(cms, out) < 0))
		rc = sign_failed(e);
out:
	CMS_ContentInfo_free(cms);
	buf_free(&tbs);
	buf_free(&value);
	return rc;
}

int
cades_sign(struct signer *s, const void *content, size_t len, int64_t when,
    struct buf *out, struct err *e)
{
	struct cert_facts facts;
	size_t der_len = 0;
	const unsigned char *der = s->ops->certificate(s, &der_len);
	X509 *cert = der == NULL ? NULL : x509_from_der(der, der_len);
	struct order o = { content, len, when, SIGN_SHA256 };
	int rc;

	if (cert == NULL)
		return err_why(e, ERR_INVALID, "bad-certificate",
		    _("The certificate cannot be read."));
	rc = x509_facts(cert, &facts, e);
	if (rc != 0)
		goto out;
	if (!facts.key_allowed) {
		rc = err_why(e, ERR_INVALID, "weak-key",
		    _("The key of this certificate (%s) is not allowed; RSA "
		      "from 2048 bits, EC P-256 or P-384 is needed."),
		    facts.key);
		goto out;
	}
	if (len > CADES_CONTENT_MAX) {
		rc = err_why(e, ERR_LIMIT, "too-large",
		    _("The text is too long to be signed."));
		goto out;
	}
	if (strcmp(facts.key, "EC P-384") == 0)
		o.digest = SIGN_SHA384;
	rc = build(s, cert, &o, out, e);
out:
	X509_free(cert);
	return rc;
}
