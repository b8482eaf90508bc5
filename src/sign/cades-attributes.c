/*
 * The attributes of the signer: exactly the four that CAdES-BES needs (RFC
 * 5652 §11, RFC 5126 §5.7), each once with one value, and nothing else; not
 * signed only a time-stamp of the signature.
 */
#include "config.h"
#include "sign/verify.h"

#include <string.h>

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "base/lang.h"
#include "sign/ess.h"
#include "sign/x509.h"

#include "base/banned.h"

#define DIRECTORY_NAME 0xa4 /* [4] of GeneralName */

enum known { CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, CERTIFICATE, KNOWN };

static const struct {
	int nid;
	int type;
	const char *name;
} known[KNOWN] = {
	{ NID_pkcs9_contentType, V_ASN1_OBJECT, "contentType" },
	{ NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING, "messageDigest" },
	{ NID_pkcs9_signingTime, 0, "signingTime" },
	{ NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE,
	    "signingCertificateV2" },
};

static int
which(X509_ATTRIBUTE *a, struct err *e)
{
	int nid = OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a));

	for (int i = 0; i < KNOWN; i++)
		if (known[i].nid == nid)
			return i;
	if (nid == NID_id_smime_aa_signingCertificate)
		return err_why(e, ERR_INVALID, "signing-certificate-v1",
		    _("The signature names its certificate with SHA-1."));
	return err_why(e, ERR_INVALID, "foreign-attribute",
	    _("The signature has a signed attribute that does not belong "
	      "to it."));
}

/* Sorts the signed attributes into found[]. */
static int
collect(struct verify *v, X509_ATTRIBUTE *found[KNOWN], struct err *e)
{
	int n = CMS_signed_get_attr_count(v->si);

	if (n <= 0)
		return err_why(e, ERR_INVALID, "no-signed-attributes",
		    _("The signature has no signed attributes."));
	for (int i = 0; i < n; i++) {
		X509_ATTRIBUTE *a = CMS_signed_get_attr(v->si, i);
		int k = which(a, e);

		if (k < 0)
			return k;
		if (found[k] != NULL)
			return err_why(e, ERR_INVALID, "attribute-twice",
			    _("The signed attribute %s is there twice."),
			    known[k].name);
		if (X509_ATTRIBUTE_count(a) != 1)
			return err_why(e, ERR_INVALID, "attribute-values",
			    _("The signed attribute %s does not have exactly "
			      "one value."),
			    known[k].name);
		found[k] = a;
	}
	return 0;
}

static int
check_values(struct verify *v, X509_ATTRIBUTE *found[KNOWN], struct err *e)
{
	const ASN1_TYPE *when;

	for (int k = 0; k < KNOWN; k++) {
		if (found[k] == NULL)
			return err_why(e, ERR_INVALID, "attribute-missing",
			    _("The signed attribute %s is missing."),
			    known[k].name);
		if (known[k].type != 0 && X509_ATTRIBUTE_get0_data(found[k], 0,
					      known[k].type, NULL) == NULL)
			return err_why(e, ERR_INVALID, "bad-attribute",
			    _("The signed attribute %s has a value of the "
			      "wrong type."),
			    known[k].name);
	}
	if (OBJ_obj2nid(X509_ATTRIBUTE_get0_data(
		found[CONTENT_TYPE], 0, V_ASN1_OBJECT, NULL)) != NID_pkcs7_data)
		return err_why(e, ERR_INVALID, "bad-content-type",
		    _("The signed attribute contentType contradicts the "
		      "content."));
	when = X509_ATTRIBUTE_get0_type(found[SIGNING_TIME], 0);
	if ((when->type != V_ASN1_UTCTIME &&
		when->type != V_ASN1_GENERALIZEDTIME) ||
	    x509_time(when->value.asn1_string, &v->signing_time) < 0)
		return err_why(e, ERR_INVALID, "bad-signing-time",
		    _("The time of signing cannot be read."));
	return 0;
}

static int
check_unsigned(struct verify *v, struct err *e)
{
	int n = CMS_unsigned_get_attr_count(v->si);

	for (int i = 0; i < n; i++) {
		X509_ATTRIBUTE *a = CMS_unsigned_get_attr(v->si, i);
		int nid = OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a));

		if (nid != NID_id_smime_aa_timeStampToken ||
		    v->stamp_attr != NULL || X509_ATTRIBUTE_count(a) != 1)
			return err_why(e, ERR_INVALID, "unsigned-attribute",
			    _("The signature has an unsigned attribute that "
			      "is not one time-stamp."));
		v->stamp_attr = a;
	}
	return 0;
}

int
verify_attributes(struct verify *v, struct err *e)
{
	X509_ATTRIBUTE *found[KNOWN] = { NULL };
	int rc = collect(v, found, e);

	if (rc == 0)
		rc = check_values(v, found, e);
	if (rc == 0)
		rc = check_unsigned(v, e);
	return rc;
}

static const EVP_MD *
hash_named(const struct tlv *oid)
{
	static const int allowed[] = { NID_sha256, NID_sha384, NID_sha512 };

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		const ASN1_OBJECT *o = OBJ_nid2obj(allowed[i]);

		if (oid->len == OBJ_length(o) &&
		    memcmp(oid->body, OBJ_get0_data(o), oid->len) == 0)
			return EVP_get_digestbynid(allowed[i]);
	}
	return NULL;
}

/* IssuerSerial ::= SEQUENCE { GeneralNames, serialNumber } */
static bool
same_issuer(struct tlv_in in, X509 *cert)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
	const unsigned char *issuer = NULL;
	struct tlv both, names, name, number;
	size_t len = 0;

	if (in.left == 0)
		return true; /* left out */
	if (tlv_want(&in, TLV_SEQUENCE, &both) < 0 || in.left != 0)
		return false;
	in = tlv_inside(&both);
	if (tlv_want(&in, TLV_SEQUENCE, &names) < 0 ||
	    tlv_want(&in, TLV_INTEGER, &number) < 0 || in.left != 0)
		return false;
	in = tlv_inside(&names);
	if (tlv_want(&in, DIRECTORY_NAME, &name) < 0 || in.left != 0 ||
	    X509_NAME_get0_der(X509_get_issuer_name(cert), &issuer, &len) != 1)
		return false;
	/* A positive number with its top bit set has a zero before it. */
	if (number.len > 1 && number.body[0] == 0) {
		number.body++;
		number.len--;
	}
	return name.len == len && memcmp(name.body, issuer, len) == 0 &&
	       number.len == (size_t)ASN1_STRING_length(serial) &&
	       memcmp(number.body, ASN1_STRING_get0_data(serial), number.len) ==
		   0;
}

bool
ess_means(
    const ASN1_STRING *value, X509 *cert, const EVP_MD *standard, bool alone)
{
	struct tlv_in in = { ASN1_STRING_get0_data(value),
		(size_t)ASN1_STRING_length(value) };
	struct tlv t, oid, hash;
	const EVP_MD *md = standard;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0)
		return false;
	in = tlv_inside(&t); /* policies may follow the list */
	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0)
		return false;
	in = tlv_inside(&t);
	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0 || (alone && in.left != 0))
		return false;
	in = tlv_inside(&t);
	if (tlv_want(&in, TLV_SEQUENCE, &t) == 0) {
		struct tlv_in alg = tlv_inside(&t);

		if (tlv_want(&alg, TLV_OID, &oid) < 0)
			return false;
		md = hash_named(&oid);
	}
	return md != NULL && tlv_want(&in, TLV_OCTETS, &hash) == 0 &&
	       X509_digest(cert, md, digest, &len) == 1 && hash.len == len &&
	       memcmp(hash.body, digest, len) == 0 && same_issuer(in, cert);
}

int
verify_signing_certificate(struct verify *v, struct err *e)
{
	const ASN1_STRING *value = CMS_signed_get0_data_by_OBJ(v->si,
	    OBJ_nid2obj(NID_id_smime_aa_signingCertificateV2), -3,
	    V_ASN1_SEQUENCE);

	if (value == NULL || !ess_means(value, v->signer, EVP_sha256(), true))
		return err_why(e, ERR_INVALID, "signing-certificate",
		    _("The signature was made for another certificate."));
	return 0;
}
