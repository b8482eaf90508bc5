#include "config.h"
#include "cades-recipe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/asn1.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "sign/tlv.h"

#include "base/banned.h"

#define MAX	  (1 << 20)
#define CONTEXT_0 0xa0
#define CONTEXT_1 0xa1

static void
wrap(struct buf *to, unsigned char tag, struct buf *inner)
{
	assert_int_equal(tlv_add(to, tag, inner->data, inner->len), 0);
	buf_free(inner);
}

static void
add_oid(struct buf *to, int nid)
{
	const ASN1_OBJECT *o = OBJ_nid2obj(nid);

	assert_non_null(o);
	tlv_add(to, TLV_OID, OBJ_get0_data(o), OBJ_length(o));
}

static void
add_number(struct buf *to, int n)
{
	unsigned char c = (unsigned char)n;

	tlv_add(to, TLV_INTEGER, &c, 1);
}

static const char *
digest_of(const struct recipe *r)
{
	return r->digest == NULL ? "SHA256" : r->digest;
}

static void
add_algorithm(struct buf *to, int nid)
{
	struct buf alg = BUF_INIT(MAX);

	add_oid(&alg, nid);
	if (nid == NID_rsaEncryption)
		tlv_add(&alg, V_ASN1_NULL, NULL, 0);
	wrap(to, TLV_SEQUENCE, &alg);
}

static int
digest_nid(const char *name)
{
	const EVP_MD *md = EVP_get_digestbyname(name);

	assert_non_null(md);
	return EVP_MD_get_type(md);
}

static void
add_digest(struct buf *to, const char *name, const void *data, size_t len)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int n = 0;

	assert_int_equal(
	    EVP_Digest(data, len, md, &n, EVP_get_digestbyname(name), NULL), 1);
	tlv_add(to, TLV_OCTETS, md, n);
}

static const char *
content_of(const struct recipe *r)
{
	return r->content == NULL ? RECIPE_TEXT : r->content;
}

static void
add_time(struct buf *to, const struct recipe *r)
{
	ASN1_TIME *t = ASN1_TIME_set(NULL, (time_t)r->when);

	assert_non_null(t);
	tlv_add(to,
	    r->time_as_text ? V_ASN1_UTF8STRING
			    : (unsigned char)ASN1_STRING_type(t),
	    ASN1_STRING_get0_data(t), (size_t)ASN1_STRING_length(t));
	ASN1_TIME_free(t);
}

static void
add_name(struct buf *to, X509_NAME *name)
{
	const unsigned char *der = NULL;
	size_t len = 0;

	assert_int_equal(X509_NAME_get0_der(name, &der, &len), 1);
	buf_add(to, der, len);
}

static void
add_serial(struct buf *to, X509 *cert)
{
	unsigned char *der = NULL;
	int len = i2d_ASN1_INTEGER(X509_get_serialNumber(cert), &der);

	assert_true(len > 0);
	buf_add(to, der, (size_t)len);
	OPENSSL_free(der);
}

static void
add_der(struct buf *to, X509 *cert)
{
	unsigned char *der = NULL;
	int len = i2d_X509(cert, &der);

	assert_true(len > 0);
	buf_add(to, der, (size_t)len);
	OPENSSL_free(der);
}

static void
add_issuer_serial(struct buf *to, X509 *cert)
{
	struct buf both = BUF_INIT(MAX), names = BUF_INIT(MAX);
	struct buf name = BUF_INIT(MAX);

	add_name(&name, X509_get_issuer_name(cert));
	wrap(&names, 0xa4, &name);
	wrap(&both, TLV_SEQUENCE, &names);
	add_serial(&both, cert);
	wrap(to, TLV_SEQUENCE, &both);
}

static void
add_signing_certificate(struct buf *to, const struct recipe *r)
{
	struct buf cert = BUF_INIT(MAX), id = BUF_INIT(MAX);
	struct buf list = BUF_INIT(MAX), all = BUF_INIT(MAX);

	add_der(&cert, ca_cert(r->signer));
	if (r->wrong_hash)
		cert.data[cert.len - 1] ^= 1;
	if (r->cert_hash != NULL)
		add_algorithm(&id, digest_nid(r->cert_hash));
	add_digest(&id, r->cert_hash == NULL ? "SHA256" : r->cert_hash,
	    cert.data, cert.len);
	if (r->cert_serial != NULL)
		add_issuer_serial(&id, ca_cert(r->cert_serial));
	wrap(&list, TLV_SEQUENCE, &id);
	wrap(&all, TLV_SEQUENCE, &list);
	wrap(to, TLV_SEQUENCE, &all);
	buf_free(&cert);
}

/* One attribute with its value n times; its own n times. */
static void
add_attr(struct buf *to, const struct recipe *r, unsigned kind, int nid,
    const struct buf *value)
{
	for (int i = 0; i < ((r->twice & kind) != 0 ? 2 : 1); i++) {
		struct buf attr = BUF_INIT(MAX), set = BUF_INIT(MAX);

		if ((r->missing & kind) != 0)
			return;
		add_oid(&attr, nid);
		buf_add(&set, value->data, value->len);
		if ((r->doubled & kind) != 0)
			buf_add(&set, value->data, value->len);
		wrap(&attr, TLV_SET, &set);
		wrap(to, TLV_SEQUENCE, &attr);
	}
}

static int
der_order(const void *a, const void *b)
{
	const struct tlv *x = a, *y = b;
	size_t least = x->len < y->len ? x->len : y->len;
	int c = memcmp(x->body, y->body, least);

	return c != 0 ? c : x->len < y->len ? -1 : x->len > y->len;
}

/* Sorts the elements of a SET OF; body and len are of whole elements here. */
static void
sort_set(struct buf *set)
{
	struct tlv_in in = { (unsigned char *)set->data, set->len };
	struct tlv rows[16], t;
	struct buf sorted = BUF_INIT(MAX);
	size_t n = 0;

	while (in.left > 0) {
		const unsigned char *from = in.p;

		assert_true(n < 16 && tlv_next(&in, &t) == 0);
		rows[n].body = from;
		rows[n++].len = (size_t)(in.p - from);
	}
	qsort(rows, n, sizeof(rows[0]), der_order);
	for (size_t i = 0; i < n; i++)
		buf_add(&sorted, rows[i].body, rows[i].len);
	buf_free(set);
	*set = sorted;
}

static void
add_attrs(struct buf *to, const struct recipe *r)
{
	const char *said = r->digested == NULL ? content_of(r) : r->digested;
	struct buf v = BUF_INIT(MAX);

	add_oid(&v, r->type_nid == 0 ? NID_pkcs7_data : r->type_nid);
	add_attr(to, r, ATTR_TYPE, NID_pkcs9_contentType, &v);
	buf_reset(&v);
	add_digest(&v, digest_of(r), said, strlen(said));
	add_attr(to, r, ATTR_DIGEST, NID_pkcs9_messageDigest, &v);
	buf_reset(&v);
	add_time(&v, r);
	add_attr(to, r, ATTR_TIME, NID_pkcs9_signingTime, &v);
	buf_reset(&v);
	add_signing_certificate(&v, r);
	add_attr(to, r, ATTR_CERT, NID_id_smime_aa_signingCertificateV2, &v);
	if (r->extra_nid != 0)
		add_attr(to, r, 0, r->extra_nid, &v);
	buf_free(&v);
	sort_set(to);
}

static void
add_signature(
    struct buf *to, const struct recipe *r, const void *tbs, size_t len)
{
	EVP_PKEY *key = r->key == NULL ? ca_key(r->signer) : r->key;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char sig[1024];
	size_t n = sizeof(sig);

	assert_int_equal(EVP_DigestSignInit(ctx, NULL,
			     EVP_get_digestbyname(digest_of(r)), NULL, key),
	    1);
	assert_int_equal(EVP_DigestSign(ctx, sig, &n, tbs, len), 1);
	EVP_MD_CTX_free(ctx);
	if (r->flip)
		sig[n - 1] ^= 1;
	tlv_add(to, TLV_OCTETS, sig, n);
}

static int
signature_nid(const struct recipe *r)
{
	int nid = NID_undef;

	if (r->signature_nid != 0)
		return r->signature_nid;
	if (EVP_PKEY_is_a(ca_key(r->signer), "RSA"))
		return NID_rsaEncryption;
	assert_int_equal(OBJ_find_sigid_by_algs(&nid, digest_nid(digest_of(r)),
			     NID_X9_62_id_ecPublicKey),
	    1);
	return nid;
}

static void
add_sid(struct buf *to, const struct recipe *r)
{
	X509 *cert = ca_cert(r->sid == NULL ? r->signer : r->sid);
	struct buf sid = BUF_INIT(MAX);

	add_name(&sid, X509_get_issuer_name(cert));
	add_serial(&sid, cert);
	wrap(to, TLV_SEQUENCE, &sid);
}

static void
add_unsigned(struct buf *to, const struct recipe *r)
{
	struct buf attrs = BUF_INIT(MAX), v = BUF_INIT(MAX);
	struct recipe plain = { 0 };

	if (r->unsigned_value != NULL)
		buf_add(&v, r->unsigned_value->data, r->unsigned_value->len);
	else
		tlv_add(&v, V_ASN1_NULL, NULL, 0);
	add_attr(&attrs, &plain, 0, r->unsigned_nid, &v);
	wrap(to, CONTEXT_1, &attrs);
	buf_free(&v);
}

static void
add_signer(struct buf *to, const struct recipe *r)
{
	struct buf si = BUF_INIT(MAX), attrs = BUF_INIT(MAX);
	struct buf tbs = BUF_INIT(MAX);

	add_number(&si, r->version == 0 ? 1 : r->version);
	add_sid(&si, r);
	add_algorithm(&si, digest_nid(digest_of(r)));
	if (r->no_attrs) {
		buf_adds(&tbs, content_of(r));
	} else {
		add_attrs(&attrs, r);
		tlv_add(&tbs, TLV_SET, attrs.data, attrs.len);
		wrap(&si, CONTEXT_0, &attrs);
	}
	add_algorithm(&si, signature_nid(r));
	add_signature(&si, r, tbs.data, tbs.len);
	if (r->unsigned_nid != 0)
		add_unsigned(&si, r);
	wrap(to, TLV_SEQUENCE, &si);
	buf_free(&tbs);
}

static void
add_content(struct buf *to, const struct recipe *r)
{
	struct buf encap = BUF_INIT(MAX), inner = BUF_INIT(MAX);
	const char *text = content_of(r);

	add_oid(&encap, r->content_nid == 0 ? NID_pkcs7_data : r->content_nid);
	if (!r->detached) {
		tlv_add(&inner, TLV_OCTETS, text, strlen(text));
		wrap(&encap, CONTEXT_0, &inner);
	}
	wrap(to, TLV_SEQUENCE, &encap);
}

static void
add_certs(struct buf *to, const struct recipe *r)
{
	struct buf certs = BUF_INIT(MAX);

	if (r->no_certs)
		return;
	if (r->certs[0] == NULL)
		add_der(&certs, ca_cert(r->signer));
	for (int i = 0; i < 6 && r->certs[i] != NULL; i++)
		add_der(&certs, ca_cert(r->certs[i]));
	sort_set(&certs);
	if (r->odd_cert)
		tlv_add(&certs, CONTEXT_1, "", 0);
	wrap(to, CONTEXT_0, &certs);
}

void
recipe_make(const struct recipe *r, struct buf *out)
{
	struct buf sd = BUF_INIT(MAX), set = BUF_INIT(MAX);
	struct buf ci = BUF_INIT(MAX), outer = BUF_INIT(MAX);

	add_number(&sd, r->version == 0 ? 1 : r->version);
	add_algorithm(&set,
	    digest_nid(r->announced == NULL ? digest_of(r) : r->announced));
	wrap(&sd, TLV_SET, &set);
	add_content(&sd, r);
	add_certs(&sd, r);
	if (r->crl)
		tlv_add(&sd, CONTEXT_1, "", 0);
	for (int i = 0; i < (r->signers == 0 ? 1 : r->signers); i++)
		add_signer(&set, r);
	sort_set(&set);
	wrap(&sd, TLV_SET, &set);
	add_oid(&ci, NID_pkcs7_signed);
	wrap(&outer, TLV_SEQUENCE, &sd);
	wrap(&ci, CONTEXT_0, &outer);
	wrap(out, TLV_SEQUENCE, &ci);
	assert_false(out->failed);
}

void
recipe_value(const struct buf *der, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)der->data;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)der->len);
	const ASN1_OCTET_STRING *sig;

	assert_non_null(cms);
	sig = CMS_SignerInfo_get0_signature(
	    sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0));
	buf_add(
	    out, ASN1_STRING_get0_data(sig), (size_t)ASN1_STRING_length(sig));
	CMS_ContentInfo_free(cms);
}
