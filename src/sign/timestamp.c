#include "config.h"
#include "sign/timestamp.h"

#include <limits.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ts.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/random.h"
#include "sign/http.h"
#include "sign/stamp.h"
#include "sign/tlv.h"
#include "sign/x509.h"

#include "base/banned.h"

#define ASK_MAX 1024

/* The only signer of a signature. */
static CMS_SignerInfo *
signer_of(CMS_ContentInfo *cms)
{
	STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(cms);

	return sk_CMS_SignerInfo_num(all) == 1 ? sk_CMS_SignerInfo_value(all, 0)
					       : NULL;
}

static CMS_ContentInfo *
read_cms(const unsigned char *der, size_t len)
{
	const unsigned char *p = der;
	CMS_ContentInfo *cms;

	if (len == 0 || len > INT_MAX)
		return NULL;
	cms = d2i_CMS_ContentInfo(NULL, &p, (long)len);
	ERR_clear_error();
	if (cms != NULL &&
	    (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed ||
		signer_of(cms) == NULL)) {
		CMS_ContentInfo_free(cms);
		return NULL;
	}
	return cms;
}

static int
not_signed(struct err *e)
{
	return err_why(e, ERR_INVALID, "not-cms",
	    _("This is not a signature in CMS form."));
}

static bool
has_stamp(CMS_SignerInfo *si)
{
	return CMS_unsigned_get_attr_by_NID(
		   si, NID_id_smime_aa_timeStampToken, -1) >= 0;
}

bool
timestamp_there(const unsigned char *cms, size_t len)
{
	CMS_ContentInfo *c = read_cms(cms, len);
	bool there = c != NULL && has_stamp(signer_of(c));

	CMS_ContentInfo_free(c);
	return there;
}

static ASN1_INTEGER *
nonce_of(const struct timestamp *t)
{
	BIGNUM *n = BN_bin2bn(t->nonce, sizeof(t->nonce), NULL);
	ASN1_INTEGER *out = n == NULL ? NULL : BN_to_ASN1_INTEGER(n, NULL);

	BN_free(n);
	return out;
}

/* SHA-256 of the signature value. */
static int
put_imprint(TS_REQ *q, const ASN1_OCTET_STRING *value)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	X509_ALGOR *alg = X509_ALGOR_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	int rc = -1;

	if (alg != NULL && imprint != NULL &&
	    X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) ==
		1 &&
	    EVP_Digest(ASN1_STRING_get0_data(value),
		(size_t)ASN1_STRING_length(value), digest, &n, EVP_sha256(),
		NULL) == 1 &&
	    TS_MSG_IMPRINT_set_algo(imprint, alg) == 1 &&
	    TS_MSG_IMPRINT_set_msg(imprint, digest, (int)n) == 1 &&
	    TS_REQ_set_msg_imprint(q, imprint) == 1)
		rc = 0;
	TS_MSG_IMPRINT_free(imprint);
	X509_ALGOR_free(alg);
	return rc;
}

static int
put_policy(TS_REQ *q, const char *oid)
{
	ASN1_OBJECT *o = oid == NULL ? NULL : OBJ_txt2obj(oid, 1);
	int rc;

	if (oid == NULL)
		return 0;
	rc = o != NULL && TS_REQ_set_policy_id(q, o) == 1 ? 0 : -1;
	ASN1_OBJECT_free(o);
	return rc;
}

/* TimeStampReq, RFC 3161 §2.4.1 */
static int
write_request(
    const struct timestamp *t, const ASN1_OCTET_STRING *value, struct buf *out)
{
	TS_REQ *q = TS_REQ_new();
	ASN1_INTEGER *nonce = nonce_of(t);
	unsigned char *der = NULL;
	int len, rc = -1;

	if (q == NULL || nonce == NULL || TS_REQ_set_version(q, 1) != 1 ||
	    put_imprint(q, value) < 0 || put_policy(q, t->policy) < 0 ||
	    TS_REQ_set_nonce(q, nonce) != 1 || TS_REQ_set_cert_req(q, 1) != 1)
		goto out;
	len = i2d_TS_REQ(q, &der);
	if (len > 0)
		rc = buf_add(out, der, (size_t)len);
out:
	OPENSSL_free(der);
	ASN1_INTEGER_free(nonce);
	TS_REQ_free(q);
	return rc;
}

int
timestamp_ask(struct timestamp *t, struct buf *out, struct err *e)
{
	CMS_ContentInfo *cms = read_cms(t->cms, t->len);
	CMS_SignerInfo *si;
	int rc = 0;

	if (cms == NULL)
		return not_signed(e);
	si = signer_of(cms);
	random_bytes(t->nonce, sizeof(t->nonce));
	if (has_stamp(si))
		rc = err_why(e, ERR_INVALID, "unsigned-attribute",
		    _("The signature has a time-stamp already."));
	else if (write_request(t, CMS_SignerInfo_get0_signature(si), out) < 0)
		rc = sign_failed(e);
	CMS_ContentInfo_free(cms);
	return rc;
}

/* The bytes of the token as they came; TimeStampResp ::= SEQUENCE { status,
 * token OPTIONAL }. */
static int
raw_token(const unsigned char *der, size_t len, const unsigned char **token,
    size_t *token_len)
{
	struct tlv_in in = { der, len };
	struct tlv t;

	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0 || in.left != 0)
		return -1;
	in = tlv_inside(&t);
	if (tlv_want(&in, TLV_SEQUENCE, &t) < 0)
		return -1;
	*token = in.p;
	*token_len = in.left;
	return tlv_want(&in, TLV_SEQUENCE, &t) == 0 && in.left == 0 ? 0 : -1;
}

static int
bad_answer(struct err *e)
{
	return err_why(e, ERR_INVALID, "stamp-format",
	    _("The time-stamp cannot be read."));
}

/* granted, or granted with changes (RFC 3161 §2.4.2). */
static int
check_status(const unsigned char *der, size_t len, struct err *e)
{
	const unsigned char *p = der;
	TS_RESP *r = len > INT_MAX ? NULL : d2i_TS_RESP(NULL, &p, (long)len);
	const ASN1_INTEGER *status;
	int rc = 0;

	ERR_clear_error();
	if (r == NULL || p != der + len) {
		TS_RESP_free(r);
		return bad_answer(e);
	}
	status = TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(r));
	if (ASN1_INTEGER_get(status) != TS_STATUS_GRANTED &&
	    ASN1_INTEGER_get(status) != TS_STATUS_GRANTED_WITH_MODS)
		rc = err_why(e, ERR_UNAVAILABLE, "stamp-refused",
		    _("The time-stamp service refused (status %ld)."),
		    ASN1_INTEGER_get(status));
	TS_RESP_free(r);
	return rc;
}

static int
check_own(const struct timestamp *t, TS_TST_INFO *info, struct err *e)
{
	ASN1_INTEGER *nonce = nonce_of(t);
	const ASN1_INTEGER *said = TS_TST_INFO_get_nonce(info);
	bool same =
	    nonce != NULL && said != NULL && ASN1_INTEGER_cmp(nonce, said) == 0;
	char policy[80] = "";

	ASN1_INTEGER_free(nonce);
	if (!same)
		return err_why(e, ERR_INVALID, "stamp-nonce",
		    _("The time-stamp answers another question."));
	OBJ_obj2txt(policy, sizeof(policy), TS_TST_INFO_get_policy_id(info), 1);
	if (t->policy != NULL && strcmp(policy, t->policy) != 0)
		return err_why(e, ERR_INVALID, "stamp-policy",
		    _("The time-stamp was made under another policy."));
	return 0;
}

static int
put_token(CMS_ContentInfo *cms, const unsigned char *token, size_t len,
    struct buf *out, struct err *e)
{
	unsigned char *der = NULL;
	int n = -1, rc = 0;

	if (CMS_unsigned_add1_attr_by_NID(signer_of(cms),
		NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token,
		(int)len) == 1)
		n = i2d_CMS_ContentInfo(cms, &der);
	if (n > CADES_MAX)
		rc = err_why(e, ERR_LIMIT, "too-large",
		    _("The signature is larger than %d bytes."), CADES_MAX);
	else if (n <= 0 || buf_add(out, der, (size_t)n) < 0)
		rc = sign_failed(e);
	OPENSSL_free(der);
	return rc;
}

int
timestamp_take(const struct timestamp *t, const unsigned char *answer,
    size_t answer_len, struct buf *out, struct stamp_facts *facts,
    struct err *e)
{
	struct stamp_rules rules = { .trust = t->trust,
		.now = t->now == 0 ? clock_wall() : t->now };
	CMS_ContentInfo *cms = read_cms(t->cms, t->len);
	const ASN1_OCTET_STRING *value;
	const unsigned char *token = NULL;
	TS_TST_INFO *info = NULL;
	size_t len = 0;
	int rc;

	if (cms == NULL)
		return not_signed(e);
	value = CMS_SignerInfo_get0_signature(signer_of(cms));
	/* No recursive parser before the shape is known. */
	rc = tlv_check(answer, answer_len, NULL) == 0
		 ? check_status(answer, answer_len, e)
		 : bad_answer(e);
	if (rc == 0 && raw_token(answer, answer_len, &token, &len) < 0)
		rc = bad_answer(e);
	if (rc == 0)
		rc = stamp_judge(&rules,
		    &(struct stamp_bytes){ token, len,
			ASN1_STRING_get0_data(value),
			(size_t)ASN1_STRING_length(value) },
		    facts, &info, e);
	if (rc == 0)
		rc = check_own(t, info, e);
	if (rc == 0)
		rc = put_token(cms, token, len, out, e);
	TS_TST_INFO_free(info);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return rc;
}

int
timestamp_fetch(struct timestamp *t, const char *url, int seconds,
    struct buf *out, struct stamp_facts *facts, struct err *e)
{
	struct http_post post = { .url = url,
		.type = "application/timestamp-query",
		.answer_type = "application/timestamp-reply",
		.max = TIMESTAMP_ANSWER,
		.seconds = seconds };
	struct buf ask = BUF_INIT(ASK_MAX), answer = BUF_INIT(TIMESTAMP_ANSWER);
	int rc = timestamp_ask(t, &ask, e);

	if (rc == 0 && http_post(&post, ask.data, ask.len, &answer, NULL) < 0)
		rc = err_why(e, ERR_UNAVAILABLE, "stamp-unavailable",
		    _("The time-stamp service %s does not answer."), url);
	if (rc == 0)
		rc = timestamp_take(t, (const unsigned char *)buf_str(&answer),
		    answer.len, out, facts, e);
	buf_free(&ask);
	buf_free(&answer);
	return rc;
}

int
timestamp_address(const char *url, struct err *e)
{
	if (http_address(url))
		return 0;
	return err_set(e, ERR_INVALID,
	    _("The address of the time-stamp service must begin with "
	      "http:// (its answers are signed)."));
}
