/* What the message is: kind, content, signer, algorithms, certificates. */
#include "config.h"
#include "sign/verify.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "base/lang.h"
#include "sign/x509.h"

#include "base/banned.h"

#define CERTS_MAX 4 /* signer and the CAs above */

/* The content is beside the signature, and was given. */
static int
take_given(struct verify *v, struct err *e)
{
	const struct cades_policy *p = v->policy;

	if (!p->detached || p->content == NULL)
		return err_why(e, ERR_INVALID, "detached",
		    _("The signature does not contain the signed text."));
	v->detached = true;
	v->content = p->content;
	v->content_len = p->content_len;
	return 0;
}

static int
check_content(struct verify *v, struct err *e)
{
	const struct cades_policy *p = v->policy;
	ASN1_OCTET_STRING **inside;

	if (OBJ_obj2nid(CMS_get0_type(v->cms)) != NID_pkcs7_signed)
		return err_why(e, ERR_INVALID, "not-signed-data",
		    _("The message is not a signature."));
	if (OBJ_obj2nid(CMS_get0_eContentType(v->cms)) != NID_pkcs7_data)
		return err_why(e, ERR_INVALID, "not-data",
		    _("The signed content is not of the kind data."));
	inside = CMS_get0_content(v->cms);
	if (inside == NULL || *inside == NULL)
		return take_given(v, e);
	v->content = ASN1_STRING_get0_data(*inside);
	v->content_len = (size_t)ASN1_STRING_length(*inside);
	if (p->content != NULL &&
	    (v->content_len != p->content_len ||
		memcmp(v->content, p->content, p->content_len) != 0))
		return err_why(e, ERR_INVALID, "other-content",
		    _("Another text was signed than the one that was "
		      "given."));
	return 0;
}

static int
check_signers(struct verify *v, struct err *e)
{
	STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(v->cms);
	int n = sk_CMS_SignerInfo_num(all);

	if (n < 1)
		return err_why(e, ERR_INVALID, "no-signer",
		    _("Nobody has signed the message."));
	if (n > 1)
		return err_why(e, ERR_INVALID, "many-signers",
		    _("The message has %d signers; exactly one is wanted."), n);
	v->si = sk_CMS_SignerInfo_value(all, 0);
	return 0;
}

/* digestAlgorithms has exactly the one that the signer uses. */
static bool
announced(const struct verify *v, const ASN1_OBJECT *digest)
{
	struct tlv_in in = tlv_inside(&v->digests);
	struct tlv alg, oid;

	if (tlv_want(&in, TLV_SEQUENCE, &alg) < 0 || in.left != 0)
		return false;
	in = tlv_inside(&alg);
	return tlv_want(&in, TLV_OID, &oid) == 0 &&
	       oid.len == OBJ_length(digest) &&
	       memcmp(oid.body, OBJ_get0_data(digest), oid.len) == 0;
}

/* RSA is named with or without its digest, ECDSA always with it. */
static bool
consistent(int digest, int signature)
{
	int md = NID_undef, key = NID_undef;

	if (signature == NID_rsaEncryption)
		return true;
	return OBJ_find_sigid_algs(signature, &md, &key) == 1 && md == digest &&
	       (key == NID_rsaEncryption || key == NID_X9_62_id_ecPublicKey);
}

static int
check_algorithms(struct verify *v, struct err *e)
{
	X509_ALGOR *digest = NULL, *signature = NULL;
	const ASN1_OBJECT *oid = NULL;
	int nid;

	CMS_SignerInfo_get0_algs(v->si, NULL, NULL, &digest, &signature);
	X509_ALGOR_get0(&oid, NULL, NULL, digest);
	nid = OBJ_obj2nid(oid);
	if (nid == NID_sha256)
		v->md = EVP_sha256();
	else if (nid == NID_sha384)
		v->md = EVP_sha384();
	else if (nid == NID_sha512)
		v->md = EVP_sha512();
	else
		return err_why(e, ERR_INVALID, "weak-digest",
		    _("The signature does not use SHA-256, SHA-384 or "
		      "SHA-512."));
	if (!announced(v, oid))
		return err_why(e, ERR_INVALID, "digest-algorithm",
		    _("The digest algorithms in the signature contradict "
		      "each other."));
	X509_ALGOR_get0(&oid, NULL, NULL, signature);
	if (!consistent(nid, OBJ_obj2nid(oid)))
		return err_why(e, ERR_INVALID, "signature-algorithm",
		    _("The signature algorithm does not fit the digest "
		      "algorithm, or is not allowed."));
	return 0;
}

int
verify_structure(struct verify *v, struct err *e)
{
	int rc = check_content(v, e);

	if (rc == 0)
		rc = check_signers(v, e);
	if (rc == 0)
		rc = check_algorithms(v, e);
	return rc;
}

int
verify_certificate(struct verify *v, struct err *e)
{
	int matching = 0;

	if (v->cert_count == 0)
		return err_why(e, ERR_INVALID, "no-certificate",
		    _("The signature does not contain the signer's "
		      "certificate."));
	if (v->cert_count > CERTS_MAX)
		return err_why(e, ERR_INVALID, "many-certificates",
		    _("The signature contains more than %d certificates."),
		    CERTS_MAX);
	v->certs = CMS_get1_certs(v->cms);
	for (int i = 0; i < sk_X509_num(v->certs); i++) {
		X509 *cert = sk_X509_value(v->certs, i);

		if (CMS_SignerInfo_cert_cmp(v->si, cert) == 0) {
			v->signer = cert;
			matching++;
		}
	}
	if (matching == 0)
		return err_why(e, ERR_INVALID, "other-certificate",
		    _("The certificate in the signature is not the one of "
		      "the signer."));
	if (matching > 1)
		return err_why(e, ERR_INVALID, "certificate-twice",
		    _("Several certificates in the signature could be the "
		      "signer's."));
	CMS_SignerInfo_set1_signer_cert(v->si, v->signer);
	return x509_facts(v->signer, &v->facts, e);
}

/* Only algorithms that the key of the certificate can have made. */
static bool
key_fits(const struct verify *v)
{
	EVP_PKEY *key = X509_get0_pubkey(v->signer);
	X509_ALGOR *signature = NULL;
	const ASN1_OBJECT *oid = NULL;
	int nid, kind = NID_undef;

	CMS_SignerInfo_get0_algs(v->si, NULL, NULL, NULL, &signature);
	X509_ALGOR_get0(&oid, NULL, NULL, signature);
	nid = OBJ_obj2nid(oid);
	if (nid == NID_rsaEncryption)
		kind = nid;
	else
		OBJ_find_sigid_algs(nid, NULL, &kind);
	return key != NULL &&
	       EVP_PKEY_is_a(key, kind == NID_rsaEncryption ? "RSA" : "EC");
}

int
verify_value(struct verify *v, struct err *e)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	const ASN1_OCTET_STRING *said = CMS_signed_get0_data_by_OBJ(v->si,
	    OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
	int good;

	if (EVP_Digest(v->content, v->content_len, md, &len, v->md, NULL) != 1)
		return sign_failed(e);
	if (said == NULL || ASN1_STRING_length(said) != (int)len ||
	    memcmp(ASN1_STRING_get0_data(said), md, len) != 0)
		return err_why(e, ERR_INVALID, "bad-digest",
		    _("The text was changed after it was signed."));
	/* A foreign key may be made to keep the verifier busy. */
	if (!v->facts.key_allowed)
		return err_why(e, ERR_INVALID, "weak-key",
		    _("The key of this certificate (%s) is not allowed; RSA "
		      "from 2048 bits, EC P-256 or P-384 is needed."),
		    v->facts.key);
	if (!key_fits(v))
		return err_why(e, ERR_INVALID, "signature-algorithm",
		    _("The signature algorithm does not fit the key of the "
		      "certificate."));
	good = CMS_SignerInfo_verify(v->si) == 1;
	ERR_clear_error();
	if (!good)
		return err_why(e, ERR_INVALID, "bad-signature",
		    _("The signature is wrong: it was changed, or made with "
		      "another key."));
	return 0;
}
