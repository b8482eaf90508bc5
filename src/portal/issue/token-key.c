#include "config.h"
#include "portal/issue/token-key.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/lang.h"
#include "card/object.h"
#include "portal/issue/ca-der.h"
#include "sign/tlv.h"

#include "base/banned.h"

#define FOUND_MAX  16
#define NUMBER_MAX 1024
#define EC_HEAD	   2 /* tag and length of an octet string below 128 bytes */

static unsigned char oid_p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
	0x03, 0x01, 0x07 };
static unsigned char oid_p384[] = { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 };

static const struct kind {
	const char *name, *group;
	unsigned char *oid;
	size_t oid_len;
	CK_ULONG bits; /* RSA */
} kinds[] = {
	{ "p256", "prime256v1", oid_p256, sizeof(oid_p256), 0 },
	{ "p384", "secp384r1", oid_p384, sizeof(oid_p384), 0 },
	{ "rsa2048", NULL, NULL, 0, 2048 },
};

static const struct kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return &kinds[0];
}

static CK_RV
find(struct token *t, CK_OBJECT_CLASS class, unsigned char *id,
    CK_OBJECT_HANDLE *found, size_t *n)
{
	CK_ATTRIBUTE match[] = { { CKA_CLASS, &class, sizeof(class) },
		{ CKA_ID, id, TOKEN_KEY_ID } };

	return object_find(t->m, t->session, match, 2, found, FOUND_MAX, n);
}

int
token_remove(struct token *t, CK_OBJECT_CLASS class,
    unsigned char id[TOKEN_KEY_ID], struct err *e)
{
	CK_OBJECT_HANDLE found[FOUND_MAX];
	size_t n = 0;
	CK_RV rv = find(t, class, id, found, &n);

	for (size_t i = 0; rv == CKR_OK && i < n; i++)
		rv = t->m->call->C_DestroyObject(t->session, found[i]);
	return rv == CKR_OK ? 0 : token_failed(e, "C_DestroyObject", rv);
}

static EVP_PKEY *
from_params(const char *type, OSSL_PARAM_BLD *bld)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

/* CKA_EC_POINT: an OCTET STRING with the point inside. */
static EVP_PKEY *
read_ec(struct token *t, CK_OBJECT_HANDLE key, const char *group)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	unsigned char der[NUMBER_MAX];
	EVP_PKEY *out = NULL;
	struct tlv_in in = { der, 0 };
	struct tlv point;

	if (bld != NULL &&
	    object_bytes(t->m, t->session, key, CKA_EC_POINT, der, sizeof(der),
		&in.left) &&
	    tlv_want(&in, TLV_OCTETS, &point) == 0 && in.left == 0 &&
	    OSSL_PARAM_BLD_push_utf8_string(
		bld, OSSL_PKEY_PARAM_GROUP_NAME, group, 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(
		bld, OSSL_PKEY_PARAM_PUB_KEY, point.body, point.len) == 1)
		out = from_params("EC", bld);
	OSSL_PARAM_BLD_free(bld);
	return out;
}

static BIGNUM *
read_number(struct token *t, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type)
{
	unsigned char bytes[NUMBER_MAX];
	size_t len;

	if (!object_bytes(
		t->m, t->session, key, type, bytes, sizeof(bytes), &len))
		return NULL;
	return BN_bin2bn(bytes, (int)len, NULL);
}

static EVP_PKEY *
read_rsa(struct token *t, CK_OBJECT_HANDLE key)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n = read_number(t, key, CKA_MODULUS);
	BIGNUM *exponent = read_number(t, key, CKA_PUBLIC_EXPONENT);
	EVP_PKEY *out = NULL;

	if (bld != NULL && n != NULL && exponent != NULL &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
		out = from_params("RSA", bld);
	BN_free(n);
	BN_free(exponent);
	OSSL_PARAM_BLD_free(bld);
	return out;
}

/* Both halves are there once, and the private one was never elsewhere. */
static bool
look(struct token *t, unsigned char *id, const struct kind *k,
    struct token_key_pair *out)
{
	CK_OBJECT_HANDLE pub[FOUND_MAX], priv[FOUND_MAX];
	size_t publics = 0, privates = 0;

	if (find(t, CKO_PUBLIC_KEY, id, pub, &publics) != CKR_OK ||
	    find(t, CKO_PRIVATE_KEY, id, priv, &privates) != CKR_OK ||
	    publics != 1 || privates != 1 ||
	    !object_flag(t->m, t->session, priv[0], CKA_LOCAL, false) ||
	    object_flag(t->m, t->session, priv[0], CKA_EXTRACTABLE, true))
		return false;
	out->private = priv[0];
	out->public = k->group == NULL ? read_rsa(t, pub[0])
				       : read_ec(t, pub[0], k->group);
	return out->public != NULL;
}

static CK_RV
generate(
    struct token *t, unsigned char *id, const char *label, const struct kind *k)
{
	CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
	unsigned char exponent[] = { 1, 0, 1 }, name[64];
	CK_ULONG bits = k->bits, name_len = strnlen(label, sizeof(name));
	CK_MECHANISM how = { k->oid == NULL ? CKM_RSA_PKCS_KEY_PAIR_GEN
					    : CKM_EC_KEY_PAIR_GEN,
		NULL, 0 };
	CK_ATTRIBUTE pub[] = { { CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_VERIFY, &yes, sizeof(yes) }, { CKA_ID, id, TOKEN_KEY_ID },
		{ CKA_LABEL, name, name_len },
		{ CKA_EC_PARAMS, k->oid, k->oid_len },
		{ CKA_PUBLIC_EXPONENT, exponent, sizeof(exponent) } };
	CK_ATTRIBUTE priv[] = { { CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_PRIVATE, &yes, sizeof(yes) },
		{ CKA_SENSITIVE, &yes, sizeof(yes) },
		{ CKA_EXTRACTABLE, &no, sizeof(no) },
		{ CKA_SIGN, &yes, sizeof(yes) }, { CKA_ID, id, TOKEN_KEY_ID },
		{ CKA_LABEL, name, name_len } };
	CK_OBJECT_HANDLE a, b;

	memcpy(name, label, name_len);
	if (k->oid == NULL)
		pub[4] =
		    (CK_ATTRIBUTE){ CKA_MODULUS_BITS, &bits, sizeof(bits) };
	return t->m->call->C_GenerateKeyPair(t->session, &how, pub,
	    k->oid == NULL ? 6 : 5, priv, sizeof(priv) / sizeof(priv[0]), &a,
	    &b);
}

int
token_key_pair(struct token *t, unsigned char id[TOKEN_KEY_ID],
    const char *label, const char *kind, struct token_key_pair *out,
    struct err *e)
{
	const struct kind *k = kind_of(kind);
	CK_RV rv;
	int rc;

	if (look(t, id, k, out))
		return 0;
	rc = token_remove(t, CKO_PUBLIC_KEY, id, e);
	if (rc == 0)
		rc = token_remove(t, CKO_PRIVATE_KEY, id, e);
	if (rc < 0)
		return rc;
	rv = generate(t, id, label, k);
	if (rv != CKR_OK)
		return token_failed(e, "C_GenerateKeyPair", rv);
	if (look(t, id, k, out))
		return 0;
	return err_why(e, ERR_UNAVAILABLE, "token",
	    _("The card has made a key that cannot be used."));
}
