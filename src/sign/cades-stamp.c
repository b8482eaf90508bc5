/* The time-stamp over the signature value (RFC 3161, RFC 5126 §6.1.1). */
#include "config.h"
#include "sign/verify.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "base/lang.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

static PKCS7 *
read_token(X509_ATTRIBUTE *a)
{
	const ASN1_STRING *value =
	    X509_ATTRIBUTE_get0_data(a, 0, V_ASN1_SEQUENCE, NULL);
	const unsigned char *p;

	if (value == NULL)
		return NULL;
	p = ASN1_STRING_get0_data(value);
	return d2i_PKCS7(NULL, &p, ASN1_STRING_length(value));
}

/* A strong digest, and a time that is not in the future. */
static bool
info_good(const struct verify *v, PKCS7 *token)
{
	TS_TST_INFO *info = PKCS7_to_TS_TST_INFO(token);
	const ASN1_OBJECT *oid = NULL;
	int64_t when;
	int nid;
	bool good = false;

	if (info == NULL)
		return false;
	X509_ALGOR_get0(&oid, NULL, NULL,
	    TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info)));
	nid = OBJ_obj2nid(oid);
	if ((nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512) &&
	    x509_time(TS_TST_INFO_get_time(info), &when) == 0)
		good = when <= v->now + VERIFY_SKEW;
	TS_TST_INFO_free(info);
	return good;
}

static bool
token_good(const struct verify *v, PKCS7 *token)
{
	const ASN1_OCTET_STRING *sig = CMS_SignerInfo_get0_signature(v->si);
	TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
	X509_STORE *store = trust_store_at(v->policy->trust, v->now);
	BIO *data = BIO_new_mem_buf(
	    ASN1_STRING_get0_data(sig), ASN1_STRING_length(sig));
	bool good = false;

	if (ctx == NULL || store == NULL || data == NULL) {
		X509_STORE_free(store);
		BIO_free(data);
		goto out;
	}
	TS_VERIFY_CTX_set_flags(
	    ctx, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
	TS_VERIFY_CTX_set_store(ctx, store); /* both belong to ctx now */
	TS_VERIFY_CTX_set_data(ctx, data);
	good = TS_RESP_verify_token(ctx, token) == 1;
out:
	TS_VERIFY_CTX_free(ctx);
	return good;
}

int
verify_stamp(struct verify *v, struct err *e)
{
	PKCS7 *token;
	bool good;

	if (v->stamp == NULL)
		return 0;
	token = read_token(v->stamp);
	good = token != NULL && PKCS7_type_is_signed(token) &&
	       info_good(v, token) && token_good(v, token);
	PKCS7_free(token);
	ERR_clear_error();
	if (!good)
		return err_why(e, ERR_INVALID, "bad-time-stamp",
		    _("The time-stamp of the signature is wrong or comes "
		      "from an authority that is not trusted here."));
	return 0;
}
