/*
 * The raw mechanisms come first because every card has them; a few drivers
 * offer only those that hash by themselves.
 */
#include "config.h"
#include "card/mechanism.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

#include "base/banned.h"

#define OFFER_MAX 512

enum input { DIGEST_INFO, DIGEST, MESSAGE };

struct mechanism {
	CK_KEY_TYPE key;
	CK_MECHANISM_TYPE type;
	enum input input;
	bool any; /* whatever the digest */
	enum sign_digest digest;
};

static const struct mechanism mechanisms[] = {
	{ CKK_RSA, CKM_RSA_PKCS, DIGEST_INFO, true, SIGN_SHA256 },
	{ CKK_RSA, CKM_SHA256_RSA_PKCS, MESSAGE, false, SIGN_SHA256 },
	{ CKK_RSA, CKM_SHA384_RSA_PKCS, MESSAGE, false, SIGN_SHA384 },
	{ CKK_RSA, CKM_SHA512_RSA_PKCS, MESSAGE, false, SIGN_SHA512 },
	{ CKK_EC, CKM_ECDSA, DIGEST, true, SIGN_SHA256 },
	{ CKK_EC, CKM_ECDSA_SHA256, MESSAGE, false, SIGN_SHA256 },
	{ CKK_EC, CKM_ECDSA_SHA384, MESSAGE, false, SIGN_SHA384 },
	{ CKK_EC, CKM_ECDSA_SHA512, MESSAGE, false, SIGN_SHA512 },
};

/* The beginning of a DigestInfo (RFC 8017 §9.2 note 1), by digest. */
static const unsigned char prefixes[][19] = {
	[SIGN_SHA256] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48,
	    0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 },
	[SIGN_SHA384] = { 0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48,
	    0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30 },
	[SIGN_SHA512] = { 0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48,
	    0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40 },
};

static const EVP_MD *
digest_of(enum sign_digest d)
{
	switch (d) {
	case SIGN_SHA384:
		return EVP_sha384();
	case SIGN_SHA512:
		return EVP_sha512();
	case SIGN_SHA256:
	default:
		return EVP_sha256();
	}
}

static bool
offered(const CK_MECHANISM_TYPE *offer, CK_ULONG n, CK_MECHANISM_TYPE type)
{
	for (CK_ULONG i = 0; i < n; i++)
		if (offer[i] == type)
			return true;
	return false;
}

const struct mechanism *
mechanism_choose(const struct module *m, CK_SLOT_ID slot, CK_KEY_TYPE type,
    enum sign_digest d)
{
	CK_MECHANISM_TYPE offer[OFFER_MAX];
	CK_ULONG n = OFFER_MAX;

	if (m->call->C_GetMechanismList(slot, offer, &n) != CKR_OK ||
	    n > OFFER_MAX)
		return NULL;
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(*mechanisms); i++) {
		const struct mechanism *row = &mechanisms[i];

		if (row->key == type && (row->any || row->digest == d) &&
		    offered(offer, n, row->type))
			return row;
	}
	return NULL;
}

CK_MECHANISM_TYPE
mechanism_type(const struct mechanism *m)
{
	return m->type;
}

int
mechanism_input(const struct mechanism *m, enum sign_digest d,
    const unsigned char *tbs, size_t len, struct buf *out)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned int n = 0;

	if (m->input == MESSAGE)
		return buf_add(out, tbs, len);
	if (EVP_Digest(tbs, len, hash, &n, digest_of(d), NULL) != 1)
		return -1;
	if (m->input == DIGEST_INFO &&
	    buf_add(out, prefixes[d], sizeof(prefixes[d])) < 0)
		return -1;
	return buf_add(out, hash, n);
}

/* Two numbers of one length, as PKCS#11 v2.40 (mechanisms §2.3.1) has them. */
static int
add_ecdsa(const struct buf *value, struct buf *out)
{
	const unsigned char *in = (const unsigned char *)value->data;
	size_t half = value->len / 2;
	ECDSA_SIG *sig = NULL;
	BIGNUM *r = NULL, *s = NULL;
	unsigned char *der = NULL;
	int n, rc = -1;

	if (value->len == 0 || value->len % 2 != 0 || half > 66)
		return -1;
	sig = ECDSA_SIG_new();
	r = BN_bin2bn(in, (int)half, NULL);
	s = BN_bin2bn(in + half, (int)half, NULL);
	if (sig == NULL || r == NULL || s == NULL ||
	    ECDSA_SIG_set0(sig, r, s) != 1)
		goto out;
	r = s = NULL;
	n = i2d_ECDSA_SIG(sig, &der);
	if (n > 0)
		rc = buf_add(out, der, (size_t)n);
out:
	OPENSSL_free(der);
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(sig);
	return rc;
}

static bool
belongs(EVP_PKEY *public, enum sign_digest d, const unsigned char *tbs,
    size_t len, const char *sig, size_t sig_len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok =
	    ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, digest_of(d), NULL, public) == 1 &&
	    EVP_DigestVerify(
		ctx, (const unsigned char *)sig, sig_len, tbs, len) == 1;

	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

int
mechanism_output(EVP_PKEY *public, enum sign_digest d, const unsigned char *tbs,
    size_t len, const struct buf *value, struct buf *out)
{
	struct buf form = BUF_INIT(1024);
	int rc;

	if (EVP_PKEY_get_base_id(public) == EVP_PKEY_EC)
		rc = add_ecdsa(value, &form);
	else
		rc = buf_add(&form, value->data, value->len);
	if (rc == 0 && !belongs(public, d, tbs, len, buf_str(&form), form.len))
		rc = -1;
	if (rc == 0)
		rc = buf_add(out, form.data, form.len);
	buf_free(&form);
	return rc;
}
