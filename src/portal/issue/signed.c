#include "config.h"
#include "portal/issue/signed.h"

#include <openssl/evp.h>

#include "base/lang.h"
#include "sign/tlv.h"

#include "base/banned.h"

#define TLV_BITS 0x03

static const unsigned char ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a,
	0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const unsigned char ecdsa_sha384[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a,
	0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03 };
static const unsigned char rsa_sha256[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86,
	0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00 };

enum sign_digest
signed_digest(const EVP_PKEY *key)
{
	return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) > 256
		   ? SIGN_SHA384
		   : SIGN_SHA256;
}

int
signed_algorithm(const EVP_PKEY *key, struct buf *out)
{
	if (EVP_PKEY_is_a(key, "EC") != 1)
		return buf_add(out, rsa_sha256, sizeof(rsa_sha256));
	if (signed_digest(key) == SIGN_SHA384)
		return buf_add(out, ecdsa_sha384, sizeof(ecdsa_sha384));
	return buf_add(out, ecdsa_sha256, sizeof(ecdsa_sha256));
}

int
signed_make(struct signer *s, const EVP_PKEY *key, const void *tbs, size_t len,
    struct buf *out, struct err *e)
{
	struct buf all = BUF_INIT(len + 4096), value = BUF_INIT(2048);
	/* No unused bits. */
	int rc = buf_addc(&value, '\0');

	if (rc == 0)
		rc = s->ops->sign(s, signed_digest(key), tbs, len, &value, e);
	if (rc == 0 &&
	    (buf_add(&all, tbs, len) < 0 || signed_algorithm(key, &all) < 0 ||
		tlv_add(&all, TLV_BITS, value.data, value.len) < 0 ||
		tlv_add(out, TLV_SEQUENCE, all.data, all.len) < 0))
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	buf_free(&all);
	buf_free(&value);
	return rc;
}
