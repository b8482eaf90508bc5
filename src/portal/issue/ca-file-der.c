#include "config.h"
#include "portal/issue/ca-file-der.h"

#include <openssl/x509.h>

#include "portal/issue/ca-der.h"
#include "portal/issue/ca.h"
#include "base/banned.h"

static int
give(struct buf *out, unsigned char *der, int len, struct err *e)
{
	int rc = der != NULL && len > 0 && buf_add(out, der, (size_t)len) == 0
		     ? 0
		     : ca_failed(e);

	OPENSSL_clear_free(der, len > 0 ? (size_t)len : 0);
	return rc;
}

int
ca_cert_der(const struct ca_id *id, struct buf *out, struct err *e)
{
	unsigned char *der = NULL;
	int len = i2d_X509(ca_cert(id), &der);

	return give(out, der, len, e);
}

int
ca_key_der(const struct ca_id *id, struct buf *out, struct err *e)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(ca_key(id));
	unsigned char *der = NULL;
	int len = info == NULL ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info, &der);

	PKCS8_PRIV_KEY_INFO_free(info);
	return give(out, der, len, e);
}

int
ca_request_der(const struct ca_id *id, struct buf *out, struct err *e)
{
	X509_REQ *req = X509_to_X509_REQ(ca_cert(id), ca_key(id), EVP_sha256());
	unsigned char *der = NULL;
	int len = req == NULL ? -1 : i2d_X509_REQ(req, &der);

	X509_REQ_free(req);
	return give(out, der, len, e);
}

int
ca_crl_file(const char *path, const struct ca_id *issuer,
    const struct ca_crl_profile *p, struct err *e)
{
	X509_CRL *crl = NULL;
	int rc = ca_crl(&crl, issuer, p, e);

	if (rc == 0)
		rc = ca_write_crl(path, crl, e);
	X509_CRL_free(crl);
	return rc;
}
