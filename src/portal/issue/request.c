#include "config.h"
#include "portal/issue/request.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/lang.h"
#include "portal/issue/ca-der.h"
#include "sign/tlv.h"

#include "base/banned.h"

#define RSA_LEAST 2048
#define RSA_MOST  4096 /* more only costs whoever verifies */
#define E_LEAST	  17   /* bits of the public exponent: 65537 */
#define E_MOST	  64

static int
not_one(struct err *e)
{
	ERR_clear_error();
	return err_why(e, ERR_INVALID, "request",
	    _("This is no request for a certificate (PKCS#10 in DER or PEM)."));
}

static bool
rsa_allowed(const EVP_PKEY *key)
{
	BIGNUM *exponent = NULL;
	int bits = EVP_PKEY_get_bits(key), n;
	bool ok;

	if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1)
		return false;
	n = BN_num_bits(exponent);
	ok = bits >= RSA_LEAST && bits <= RSA_MOST && n >= E_LEAST &&
	     n <= E_MOST && BN_is_odd(exponent) == 1;
	BN_free(exponent);
	return ok;
}

/* Curves by name only: whoever writes the parameters out may choose them. */
static bool
ec_allowed(const EVP_PKEY *key)
{
	char group[32] = "", form[32] = "";

	if (EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1)
		return false;
	if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING,
		form, sizeof(form), NULL) == 1 &&
	    strcmp(form, "named_curve") != 0)
		return false;
	return strcmp(group, "prime256v1") == 0 ||
	       strcmp(group, "secp384r1") == 0;
}

int
request_key_allowed(EVP_PKEY *key, struct err *e)
{
	bool ok = key != NULL &&
		  ((EVP_PKEY_is_a(key, "RSA") == 1 && rsa_allowed(key)) ||
		      (EVP_PKEY_is_a(key, "EC") == 1 && ec_allowed(key)));

	ERR_clear_error();
	if (ok)
		return 0;
	return err_why(e, ERR_INVALID, "weak-key",
	    _("The key of the request is not allowed; RSA from 2048 to 4096 "
	      "bits, EC P-256 or P-384 is needed."));
}

int
request_key_hash(EVP_PKEY *key, unsigned char out[32], struct err *e)
{
	unsigned char *der = NULL;
	unsigned int n = 0;
	int len = i2d_PUBKEY(key, &der), rc = 0;

	if (len <= 0 ||
	    EVP_Digest(der, (size_t)len, out, &n, EVP_sha256(), NULL) != 1)
		rc = ca_failed(e);
	OPENSSL_free(der);
	return rc;
}

static int
check_digest(const X509_REQ *req, struct err *e)
{
	static const int allowed[] = { NID_sha256, NID_sha384, NID_sha512 };
	int md = NID_undef, key = NID_undef;

	OBJ_find_sigid_algs(X509_REQ_get_signature_nid(req), &md, &key);
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (md == allowed[i])
			return 0;
	return err_why(e, ERR_INVALID, "weak-digest",
	    _("The request must be signed with SHA-256, SHA-384 or SHA-512."));
}

/* Bytes of the only PEM block, or what there is. */
static int
unarmour(const void *data, size_t len, unsigned char **der, long *n)
{
	BIO *bio = BIO_new_mem_buf(data, (int)len);
	char *name = NULL, *head = NULL;
	unsigned char *found = NULL;
	int ok = bio != NULL &&
		 PEM_read_bio(bio, &name, &head, &found, n) == 1 &&
		 strstr(name, "CERTIFICATE REQUEST") != NULL;

	OPENSSL_free(name);
	OPENSSL_free(head);
	BIO_free(bio);
	ERR_clear_error();
	if (!ok) {
		OPENSSL_free(found);
		return -1;
	}
	*der = found;
	return 0;
}

static int
parse(struct request *r, const unsigned char *der, long len, struct err *e)
{
	const unsigned char *p = der;
	unsigned char *again = NULL;
	int n;
	bool same;

	if (tlv_check(der, (size_t)len, NULL) < 0)
		return not_one(e);
	r->x509 = d2i_X509_REQ(NULL, &p, len);
	if (r->x509 == NULL || p != der + len)
		return not_one(e);
	n = i2d_X509_REQ(r->x509, &again);
	same = n == len && memcmp(again, der, (size_t)len) == 0;
	OPENSSL_free(again);
	if (!same || X509_REQ_get_version(r->x509) != X509_REQ_VERSION_1)
		return not_one(e);
	return 0;
}

static int
judge(struct request *r, struct err *e)
{
	int rc;

	r->key = X509_REQ_get_pubkey(r->x509);
	rc = request_key_allowed(r->key, e);
	if (rc == 0)
		rc = check_digest(r->x509, e);
	if (rc < 0)
		return rc;
	if (X509_REQ_verify(r->x509, r->key) != 1) {
		ERR_clear_error();
		return err_why(e, ERR_DENIED, "proof",
		    _("The request is not signed with its own key."));
	}
	return request_key_hash(r->key, r->key_hash, e);
}

int
request_read(struct request **out, const void *data, size_t len, struct err *e)
{
	struct request *r = NULL;
	unsigned char *pem = NULL;
	const unsigned char *der = data;
	long n = (long)len;
	int rc;

	if (len == 0 || len > REQUEST_MAX)
		return not_one(e);
	if (der[0] != TLV_SEQUENCE) {
		if (unarmour(data, len, &pem, &n) < 0)
			return not_one(e);
		der = pem;
	}
	r = calloc(1, sizeof(*r));
	if (r == NULL) {
		OPENSSL_free(pem);
		return ca_failed(e);
	}
	rc = parse(r, der, n, e);
	if (rc == 0)
		rc = judge(r, e);
	if (rc == 0) {
		*out = r;
		r = NULL;
	}
	OPENSSL_free(pem);
	request_free(r);
	return rc;
}

void
request_free(struct request *r)
{
	if (r == NULL)
		return;
	EVP_PKEY_free(r->key);
	X509_REQ_free(r->x509);
	free(r);
}
