/* The bytes: DER without a surplus, before any recursive parser runs. */
#include "config.h"
#include "sign/verify.h"

#include <string.h>

#include <openssl/err.h>

#include "base/lang.h"
#include "sign/x509.h"

#include "base/banned.h"

#define CONTEXT_0 0xa0
#define CONTEXT_1 0xa1

/* 1.2.840.113549.1.7.2 */
static const unsigned char oid_signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 0x01, 0x07, 0x02 };

static int
not_cms(struct err *e)
{
	return err_why(e, ERR_INVALID, "not-cms",
	    _("This is not a signature in CMS form."));
}

static bool
is_version(const struct tlv *t)
{
	/* 1: issuer and serial number; 3: subject key identifier */
	return t->len == 1 && (t->body[0] == 1 || t->body[0] == 3);
}

/* Every SignerInfo has the version of the SignedData around it. */
static int
signer_versions(
    const struct tlv *signers, const struct tlv *version, struct err *e)
{
	struct tlv_in in = tlv_inside(signers);
	struct tlv one, number;

	while (in.left > 0) {
		struct tlv_in inner;

		if (tlv_want(&in, TLV_SEQUENCE, &one) < 0)
			return not_cms(e);
		inner = tlv_inside(&one);
		if (tlv_want(&inner, TLV_INTEGER, &number) < 0)
			return not_cms(e);
		if (number.len != 1 || number.body[0] != version->body[0])
			return err_why(e, ERR_INVALID, "bad-version",
			    _("The signature has an unknown version."));
	}
	return 0;
}

/* Plain X.509 certificates only; OpenSSL does not show the other kinds. */
static int
count_certs(struct verify *v, const struct tlv *certs, struct err *e)
{
	struct tlv_in in = tlv_inside(certs);
	struct tlv one;

	while (in.left > 0) {
		if (tlv_want(&in, TLV_SEQUENCE, &one) < 0)
			return err_why(e, ERR_INVALID, "odd-certificate",
			    _("The signature contains a certificate of an "
			      "unknown kind."));
		v->cert_count++;
	}
	return 0;
}

/* SignedData, RFC 5652 §5.1 */
static int
signed_data(struct verify *v, struct tlv_in in, struct err *e)
{
	struct tlv version, encap, t;
	int rc;

	if (tlv_want(&in, TLV_INTEGER, &version) < 0)
		return not_cms(e);
	if (!is_version(&version))
		return err_why(e, ERR_INVALID, "bad-version",
		    _("The signature has an unknown version."));
	if (tlv_want(&in, TLV_SET, &v->digests) < 0 ||
	    tlv_want(&in, TLV_SEQUENCE, &encap) < 0 || tlv_next(&in, &t) < 0)
		return not_cms(e);
	if (t.tag == CONTEXT_0) {
		rc = count_certs(v, &t, e);
		if (rc != 0)
			return rc;
		if (tlv_next(&in, &t) < 0)
			return not_cms(e);
	}
	if (t.tag == CONTEXT_1)
		return err_why(e, ERR_INVALID, "embedded-crl",
		    _("The signature carries revocation lists, which do not "
		      "belong there."));
	if (t.tag != TLV_SET || in.left != 0)
		return not_cms(e);
	return signer_versions(&t, &version, e);
}

/* ContentInfo, RFC 5652 §3. Another kind of message is refused later. */
static int
content_info(struct verify *v, struct err *e)
{
	struct tlv_in in = { v->der, v->len };
	struct tlv t, oid;

	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0)
		return not_cms(e);
	in = tlv_inside(&t);
	if (tlv_want(&in, TLV_OID, &oid) < 0)
		return not_cms(e);
	if (oid.len != sizeof(oid_signed_data) ||
	    memcmp(oid.body, oid_signed_data, oid.len) != 0)
		return 0;
	if (tlv_want(&in, CONTEXT_0, &t) < 0)
		return not_cms(e);
	in = tlv_inside(&t);
	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0)
		return not_cms(e);
	return signed_data(v, tlv_inside(&t), e);
}

/* What is read again as something else could be shown as something else. */
static int
written_back(const struct verify *v, struct err *e)
{
	unsigned char *back = NULL;
	int len = i2d_CMS_ContentInfo(v->cms, &back);
	int same = len > 0 && (size_t)len == v->len &&
		   memcmp(back, v->der, v->len) == 0;

	OPENSSL_free(back);
	if (!same)
		return err_why(e, ERR_INVALID, "not-canonical",
		    _("The signature is not encoded in its one canonical "
		      "form."));
	return 0;
}

int
verify_shape(struct verify *v, struct err *e)
{
	const unsigned char *p = v->der;
	int rc;

	if (v->len > CADES_MAX)
		return err_why(e, ERR_LIMIT, "too-large",
		    _("The signature is larger than %d bytes."), CADES_MAX);
	rc = tlv_check(v->der, v->len, e);
	if (rc != 0)
		return rc;
	rc = content_info(v, e);
	if (rc != 0)
		return rc;
	v->cms = d2i_CMS_ContentInfo(NULL, &p, (long)v->len);
	ERR_clear_error();
	if (v->cms == NULL || p != v->der + v->len)
		return not_cms(e);
	return written_back(v, e);
}
