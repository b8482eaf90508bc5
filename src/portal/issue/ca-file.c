/* Certificates, keys and lists as PEM files. */
#include "config.h"
#include "portal/issue/ca.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "base/lang.h"
#include "portal/issue/ca-der.h"

#include "base/banned.h"

#define PEM_FILE_MAX 65536

static int
write_bio(const char *path, BIO *bio, mode_t mode, struct err *e)
{
	char *data = NULL;
	long len = BIO_get_mem_data(bio, &data);

	return file_write(path, data, (size_t)len, mode, e);
}

int
ca_write_cert(
    const char *path, const struct ca_id *const *ids, size_t n, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int rc = 0;

	if (bio == NULL)
		return ca_failed(e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (PEM_write_bio_X509(bio, ca_cert(ids[i])) != 1)
			rc = ca_failed(e);
	if (rc == 0)
		rc = write_bio(path, bio, 0644, e);
	BIO_free(bio);
	return rc;
}

int
ca_write_key(const char *path, const struct ca_id *id, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	int rc;

	if (bio == NULL || PEM_write_bio_PKCS8PrivateKey(
			       bio, ca_key(id), NULL, NULL, 0, NULL, NULL) != 1)
		rc = ca_failed(e);
	else
		rc = write_bio(path, bio, 0600, e);
	BIO_free(bio);
	return rc;
}

int
ca_write_crl(const char *path, const X509_CRL *crl, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int rc;

	if (bio == NULL || PEM_write_bio_X509_CRL(bio, crl) != 1)
		rc = ca_failed(e);
	else
		rc = write_bio(path, bio, 0644, e);
	BIO_free(bio);
	return rc;
}

static int
read_bio(BIO **out, const char *path, struct err *e)
{
	struct buf text = { NULL, 0, 0, PEM_FILE_MAX, false, true };
	int rc = file_read(path, &text, e);

	if (rc == 0) {
		*out = BIO_new(BIO_s_secmem());
		if (*out == NULL ||
		    BIO_write(*out, text.data, (int)text.len) != (int)text.len)
			rc = ca_failed(e);
	}
	buf_free(&text);
	return rc;
}

int
ca_read(struct ca_id **out, const char *cert_path, const char *key_path,
    struct err *e)
{
	BIO *cert_bio = NULL, *key_bio = NULL;
	X509 *cert = NULL;
	EVP_PKEY *key = NULL;
	char no_password[] = ""; /* or OpenSSL would ask on the terminal */
	int rc = read_bio(&cert_bio, cert_path, e);

	if (rc == 0)
		rc = read_bio(&key_bio, key_path, e);
	if (rc != 0)
		goto out;
	cert = PEM_read_bio_X509(cert_bio, NULL, NULL, no_password);
	key = PEM_read_bio_PrivateKey(key_bio, NULL, NULL, no_password);
	if (cert == NULL || key == NULL ||
	    X509_check_private_key(cert, key) != 1) {
		rc = err_set(e, ERR_INVALID,
		    _("%s and %s are not a certificate and its key in PEM."),
		    cert_path, key_path);
		goto out;
	}
	*out = ca_id_of(cert, key);
	if (*out == NULL) {
		rc = ca_failed(e);
		goto out;
	}
	cert = NULL; /* both given away */
	key = NULL;
out:
	ERR_clear_error();
	BIO_free(cert_bio);
	BIO_free(key_bio);
	X509_free(cert);
	EVP_PKEY_free(key);
	return rc;
}
