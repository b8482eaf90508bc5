/* A signer whose key lies in a file: for tests, the demonstration, and
 * services without a person. */
#include "config.h"
#include "sign/signer.h"

#include <stdlib.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/lang.h"
#include "sign/x509.h"

#include "base/banned.h"

#define PEM_MAX 65536

struct file_signer {
	struct signer base;
	EVP_PKEY *key;
	unsigned char *der; /* of the certificate */
	int der_len;
};

static const unsigned char *
file_certificate(struct signer *s, size_t *len)
{
	struct file_signer *f = (struct file_signer *)s;

	*len = (size_t)f->der_len;
	return f->der;
}

static int
file_sign(struct signer *s, enum sign_digest d, const unsigned char *tbs,
    size_t len, struct buf *out, struct err *e)
{
	struct file_signer *f = (struct file_signer *)s;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char *sig = NULL;
	size_t sig_len = 0;
	int rc = ERR_INTERNAL;

	if (ctx == NULL ||
	    EVP_DigestSignInit(ctx, NULL, sign_md(d), NULL, f->key) <= 0 ||
	    EVP_DigestSign(ctx, NULL, &sig_len, tbs, len) <= 0 ||
	    (sig = malloc(sig_len)) == NULL ||
	    EVP_DigestSign(ctx, sig, &sig_len, tbs, len) <= 0 ||
	    buf_add(out, sig, sig_len) < 0)
		goto out;
	rc = 0;
out:
	free(sig);
	EVP_MD_CTX_free(ctx);
	return rc == 0 ? 0 : sign_failed(e);
}

static void
file_free(struct signer *s)
{
	struct file_signer *f = (struct file_signer *)s;

	EVP_PKEY_free(f->key);
	OPENSSL_free(f->der);
	free(f);
}

static const struct signer_ops file_ops = {
	.name = "file",
	.certificate = file_certificate,
	.sign = file_sign,
	.free = file_free,
};

/* The bytes of a PEM file as a BIO that wipes itself. */
static int
open_pem(BIO **out, const char *path, struct err *e)
{
	struct buf text = { NULL, 0, 0, PEM_MAX, false, true };
	int rc = file_read(path, &text, e);

	if (rc == 0) {
		*out = BIO_new(BIO_s_secmem());
		if (*out == NULL ||
		    BIO_write(*out, text.data, (int)text.len) != (int)text.len)
			rc = sign_failed(e);
	}
	buf_free(&text);
	return rc;
}

int
signer_open_file(struct signer **out, const char *key_path,
    const char *cert_path, struct err *e)
{
	char no_password[] = ""; /* or OpenSSL would ask on the terminal */
	struct file_signer *f = calloc(1, sizeof(*f));
	BIO *key_bio = NULL, *cert_bio = NULL;
	X509 *cert = NULL;
	int rc = ERR_INTERNAL;

	if (f == NULL)
		return sign_failed(e);
	f->base.ops = &file_ops;
	rc = open_pem(&key_bio, key_path, e);
	if (rc == 0)
		rc = open_pem(&cert_bio, cert_path, e);
	if (rc != 0)
		goto out;
	f->key = PEM_read_bio_PrivateKey(key_bio, NULL, NULL, no_password);
	cert = PEM_read_bio_X509(cert_bio, NULL, NULL, no_password);
	if (f->key == NULL || cert == NULL) {
		rc = err_why(e, ERR_INVALID, "bad-file",
		    _("%s and %s are not a certificate and its key in PEM."),
		    cert_path, key_path);
		goto out;
	}
	f->der_len = i2d_X509(cert, &f->der);
	if (f->der_len <= 0) {
		rc = sign_failed(e);
		goto out;
	}
	*out = &f->base;
	f = NULL;
out:
	ERR_clear_error();
	X509_free(cert);
	BIO_free(key_bio);
	BIO_free(cert_bio);
	if (f != NULL)
		file_free(&f->base);
	return rc;
}
