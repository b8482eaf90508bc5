/*
 * Judging a time-stamp token: CMS SignedData around a TSTInfo (RFC 3161,
 * RFC 5816), step by step and each refusal with a word of its own, where
 * OpenSSL's own verification has one answer for all of them.
 */
#include "config.h"
#include "sign/stamp.h"

#include <limits.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "base/date.h"
#include "base/lang.h"
#include "sign/ess.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

/* What the steps find. */
struct token {
	const struct stamp_rules *rules;
	CMS_ContentInfo *cms;
	CMS_SignerInfo *si;
	const ASN1_OCTET_STRING *content;
	TS_TST_INFO *info;
	STACK_OF(X509) * certs;
	X509 *cert; /* one of certs */
	STACK_OF(X509) * chain;
	int64_t when;
};

static int
bad_format(struct err *e)
{
	return err_why(e, ERR_INVALID, "stamp-format",
	    _("The time-stamp cannot be read."));
}

static int
read_cms(struct token *t, const unsigned char *der, size_t len, struct err *e)
{
	const unsigned char *p = der;
	STACK_OF(CMS_SignerInfo) * all;
	ASN1_OCTET_STRING **inside;

	if (len == 0 || len > INT_MAX)
		return bad_format(e);
	t->cms = d2i_CMS_ContentInfo(NULL, &p, (long)len);
	if (t->cms == NULL || p != der + len ||
	    OBJ_obj2nid(CMS_get0_type(t->cms)) != NID_pkcs7_signed ||
	    OBJ_obj2nid(CMS_get0_eContentType(t->cms)) !=
		NID_id_smime_ct_TSTInfo)
		return bad_format(e);
	inside = CMS_get0_content(t->cms);
	all = CMS_get0_SignerInfos(t->cms);
	if (inside == NULL || *inside == NULL ||
	    sk_CMS_SignerInfo_num(all) != 1)
		return bad_format(e);
	t->content = *inside;
	t->si = sk_CMS_SignerInfo_value(all, 0);
	return 0;
}

static int
read_info(struct token *t, struct err *e)
{
	const unsigned char *p = ASN1_STRING_get0_data(t->content), *begin = p;
	int len = ASN1_STRING_length(t->content);

	t->info = d2i_TS_TST_INFO(NULL, &p, len);
	if (t->info == NULL || p != begin + len ||
	    TS_TST_INFO_get_version(t->info) != 1 ||
	    x509_time(TS_TST_INFO_get_time(t->info), &t->when) < 0)
		return bad_format(e);
	return 0;
}

static const EVP_MD *
strong(const ASN1_OBJECT *oid)
{
	int nid = OBJ_obj2nid(oid);

	return nid == NID_sha256   ? EVP_sha256()
	       : nid == NID_sha384 ? EVP_sha384()
	       : nid == NID_sha512 ? EVP_sha512()
				   : NULL;
}

static int
weak_digest(struct err *e)
{
	return err_why(e, ERR_INVALID, "stamp-digest",
	    _("The time-stamp does not use SHA-256, SHA-384 or SHA-512."));
}

static int
check_imprint(
    const struct token *t, const unsigned char *data, size_t len, struct err *e)
{
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(t->info);
	const ASN1_OCTET_STRING *said = TS_MSG_IMPRINT_get_msg(imprint);
	const ASN1_OBJECT *oid = NULL;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	const EVP_MD *md;

	X509_ALGOR_get0(&oid, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
	md = strong(oid);
	if (md == NULL)
		return weak_digest(e);
	if (EVP_Digest(data, len, digest, &n, md, NULL) != 1)
		return sign_failed(e);
	if (ASN1_STRING_length(said) != (int)n ||
	    memcmp(ASN1_STRING_get0_data(said), digest, n) != 0)
		return err_why(e, ERR_INVALID, "stamp-imprint",
		    _("The time-stamp belongs to another signature."));
	return 0;
}

/* The certificate inside that the signer means, and the attribute that binds
 * it: ESSCertID (RFC 3161) or ESSCertIDv2 (RFC 5816). */
static int
find_certificate(struct token *t, struct err *e)
{
	const ASN1_STRING *v1 = CMS_signed_get0_data_by_OBJ(t->si,
	    OBJ_nid2obj(NID_id_smime_aa_signingCertificate), -3,
	    V_ASN1_SEQUENCE);
	const ASN1_STRING *v2 = CMS_signed_get0_data_by_OBJ(t->si,
	    OBJ_nid2obj(NID_id_smime_aa_signingCertificateV2), -3,
	    V_ASN1_SEQUENCE);

	t->certs = CMS_get1_certs(t->cms);
	for (int i = 0; i < sk_X509_num(t->certs); i++)
		if (CMS_SignerInfo_cert_cmp(
			t->si, sk_X509_value(t->certs, i)) == 0)
			t->cert = sk_X509_value(t->certs, i);
	if (t->cert == NULL || (v1 == NULL && v2 == NULL) ||
	    (v1 != NULL && !ess_means(v1, t->cert, EVP_sha1(), false)) ||
	    (v2 != NULL && !ess_means(v2, t->cert, EVP_sha256(), false)))
		return err_why(e, ERR_INVALID, "stamp-certificate",
		    _("The time-stamp does not contain the certificate of its "
		      "authority, or names another one."));
	/* RFC 3161 §2.3: that use alone, and critical. */
	if (X509_check_purpose(t->cert, X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1)
		return err_why(e, ERR_INVALID, "stamp-usage",
		    _("The certificate that made the time-stamp is not one "
		      "for time-stamps."));
	return 0;
}

static int
check_signature(struct token *t, struct err *e)
{
	const ASN1_OCTET_STRING *said = CMS_signed_get0_data_by_OBJ(t->si,
	    OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
	const ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(
	    t->si, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
	X509_ALGOR *alg = NULL;
	const ASN1_OBJECT *oid = NULL;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	const EVP_MD *md;
	bool good;

	CMS_SignerInfo_get0_algs(t->si, NULL, NULL, &alg, NULL);
	X509_ALGOR_get0(&oid, NULL, NULL, alg);
	md = strong(oid);
	if (md == NULL)
		return weak_digest(e);
	if (EVP_Digest(ASN1_STRING_get0_data(t->content),
		(size_t)ASN1_STRING_length(t->content), digest, &n, md,
		NULL) != 1)
		return sign_failed(e);
	CMS_SignerInfo_set1_signer_cert(t->si, t->cert);
	good = said != NULL && ASN1_STRING_length(said) == (int)n &&
	       memcmp(ASN1_STRING_get0_data(said), digest, n) == 0 &&
	       type != NULL && OBJ_obj2nid(type) == NID_id_smime_ct_TSTInfo &&
	       CMS_SignerInfo_verify(t->si) == 1;
	if (!good)
		return err_why(e, ERR_INVALID, "stamp-signature",
		    _("The signature of the time-stamp is wrong."));
	return 0;
}

static int
expired(struct err *e)
{
	return err_why(e, ERR_EXPIRED, "stamp-expired",
	    _("The certificate of the time-stamp's authority has ended, or "
	      "was not valid when it made the stamp."));
}

static int
check_times(const struct token *t, struct err *e)
{
	int64_t from, until;
	char when[DATE_MOMENT];

	if (t->when <= 0 || t->when > t->rules->now + STAMP_SKEW)
		return err_why(e, ERR_INVALID, "stamp-time",
		    _("The time-stamp bears a time that has not come yet "
		      "(%s). Please check the clock of this computer."),
		    date_moment(t->when, when));
	if (x509_time(X509_get0_notBefore(t->cert), &from) < 0 ||
	    x509_time(X509_get0_notAfter(t->cert), &until) < 0 ||
	    t->when < from || t->when > until)
		return expired(e);
	return 0;
}

/* CAs above the one at which OpenSSL ends the chain. */
static bool
above_valid(const struct token *t)
{
	int n = sk_X509_num(t->chain);
	const struct trust_ca *ca =
	    trust_find(t->rules->trust, sk_X509_value(t->chain, n - 1));

	for (; ca != NULL; ca = ca->issuer)
		if (t->rules->now > ca->not_after ||
		    t->rules->now < ca->not_before)
			return false;
	return true;
}

/* Today: a stamp counts only while its authority's certificate does. */
static int
check_chain(struct token *t, struct err *e)
{
	struct revocation r = { .trust = t->rules->trust,
		.now = t->rules->now,
		.at = t->when,
		.benign = true,
		.required = t->rules->crl_required };
	int depth = 0, which = 0, rc;

	rc = trust_verify(t->rules->trust, t->cert, t->certs, t->rules->now,
	    &t->chain, &depth);
	if (rc == X509_V_ERR_CERT_HAS_EXPIRED ||
	    (rc == X509_V_OK && !above_valid(t)))
		return expired(e);
	if (rc != X509_V_OK)
		return err_why(e, ERR_INVALID, "stamp-chain",
		    _("The time-stamp comes from an authority that is not "
		      "trusted here."));
	rc = revocation_check(&r, t->chain, &which, e);
	if (rc == ERR_DENIED)
		return err_why(e, ERR_DENIED, "stamp-revoked",
		    _("The certificate of the time-stamp's authority was "
		      "revoked."));
	return rc;
}

static int
tell(const struct token *t, struct stamp_facts *out, struct err *e)
{
	struct cert_facts facts;
	int rc = x509_facts(t->cert, &facts, e);

	if (rc < 0)
		return rc;
	out->when = t->when;
	memcpy(out->authority, facts.owner, sizeof(out->authority));
	return 0;
}

int
stamp_judge(const struct stamp_rules *r, const struct stamp_bytes *b,
    struct stamp_facts *out, TS_TST_INFO **info, struct err *e)
{
	struct token t = { .rules = r };
	int rc = read_cms(&t, b->token, b->token_len, e);

	if (rc == 0)
		rc = read_info(&t, e);
	if (rc == 0)
		rc = check_imprint(&t, b->data, b->len, e);
	if (rc == 0)
		rc = find_certificate(&t, e);
	if (rc == 0)
		rc = check_signature(&t, e);
	if (rc == 0)
		rc = check_times(&t, e);
	if (rc == 0 && r->trust != NULL)
		rc = check_chain(&t, e);
	if (rc == 0)
		rc = tell(&t, out, e);
	if (rc == 0 && info != NULL) {
		*info = t.info;
		t.info = NULL;
	}
	sk_X509_pop_free(t.chain, X509_free);
	sk_X509_pop_free(t.certs, X509_free);
	TS_TST_INFO_free(t.info);
	CMS_ContentInfo_free(t.cms);
	ERR_clear_error();
	return rc;
}
