/* Reading CA certificates and lists of revoked ones from files. */
#include "config.h"
#include "sign/trust-load.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "base/lang.h"
#include "sign/tlv.h"
#include "sign/x509.h"

#include "base/banned.h"

#define CA_FILE_MAX  4194304   /* a bundle of many CAs */
#define CRL_FILE_MAX 268435456 /* lists of large CAs have many megabytes */

static int
ca_good(X509 *cert, const char *path, struct err *e)
{
	if (X509_check_ca(cert) != 1 ||
	    (X509_get_key_usage(cert) & KU_KEY_CERT_SIGN) == 0)
		return err_why(e, ERR_INVALID, "not-ca",
		    _("%s contains a certificate that is not of a "
		      "certificate authority."),
		    path);
	return 0;
}

static int
one_ca(struct trust *t, void *item, const char *path, struct err *e)
{
	int rc = ca_good(item, path, e);

	return rc == 0 ? trust_add_ca(t, item, path, e) : rc;
}

/* Only complete lists: every form of a partial one (RFC 5280 §5.2.4 and
 * §5.2.5) is marked by a critical extension. */
static int
one_crl(struct trust *t, void *item, const char *path, struct err *e)
{
	X509_CRL *crl = item;

	if (X509_CRL_get_ext_by_critical(crl, 1, -1) >= 0)
		return err_why(e, ERR_INVALID, "partial-crl",
		    _("The revocation list in %s is not a complete one."),
		    path);
	if (X509_CRL_get0_nextUpdate(crl) == NULL)
		return err_why(e, ERR_INVALID, "bad-file",
		    _("The revocation list in %s does not say when it "
		      "ends."),
		    path);
	return trust_add_crl(t, crl, path, e);
}

/* What a kind of file holds. */
struct kind {
	void *(*pem)(BIO *bio);
	void *(*der)(const unsigned char **p, long len);
	int (*add)(
	    struct trust *t, void *item, const char *path, struct err *e);
	void (*free)(void *item);
	size_t max;
};

static void *
ca_pem(BIO *bio)
{
	return PEM_read_bio_X509(bio, NULL, NULL, NULL);
}

static void *
ca_der(const unsigned char **p, long len)
{
	return d2i_X509(NULL, p, len);
}

static void
ca_drop(void *item)
{
	X509_free(item);
}

static void *
crl_pem(BIO *bio)
{
	return PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL);
}

static void *
crl_der(const unsigned char **p, long len)
{
	return d2i_X509_CRL(NULL, p, len);
}

static void
crl_drop(void *item)
{
	X509_CRL_free(item);
}

static const struct kind kind_ca = { ca_pem, ca_der, one_ca, ca_drop,
	CA_FILE_MAX };
static const struct kind kind_crl = { crl_pem, crl_der, one_crl, crl_drop,
	CRL_FILE_MAX };

static int
bad_file(const char *path, struct err *e)
{
	return err_why(e, ERR_INVALID, "bad-file",
	    _("%s cannot be read as PEM or DER."), path);
}

static int
add_pem(struct trust *t, const struct kind *k, const struct buf *text,
    const char *path, struct err *e)
{
	BIO *bio = BIO_new_mem_buf(text->data, (int)text->len);
	void *item;
	int rc = 0, n = 0;

	if (bio == NULL)
		return sign_failed(e);
	while (rc == 0 && (item = k->pem(bio)) != NULL) {
		rc = k->add(t, item, path, e);
		k->free(item);
		n++;
	}
	/* The reader ends with "no start line", or with what is wrong. */
	if (rc == 0 && (n == 0 || ERR_GET_REASON(ERR_peek_last_error()) !=
				      PEM_R_NO_START_LINE))
		rc = bad_file(path, e);
	ERR_clear_error();
	BIO_free(bio);
	return rc;
}

static int
add_der(struct trust *t, const struct kind *k, const void *der, size_t len,
    const char *path, struct err *e)
{
	const unsigned char *p = der;
	const unsigned char *end = p + len;
	void *item = k->der(&p, (long)len);
	int rc;

	ERR_clear_error();
	if (item == NULL || p != end)
		rc = bad_file(path, e);
	else
		rc = k->add(t, item, path, e);
	k->free(item);
	return rc;
}

static int
add_file(struct trust *t, const struct kind *k, const char *path, struct err *e)
{
	struct buf text = BUF_INIT(k->max);
	int rc = file_read(path, &text, e);

	if (rc == 0 && text.len == 0)
		rc = bad_file(path, e);
	else if (rc == 0 && text.data[0] == TLV_SEQUENCE)
		rc = add_der(t, k, text.data, text.len, path, e);
	else if (rc == 0)
		rc = add_pem(t, k, &text, path, e);
	buf_free(&text);
	return rc;
}

int
trust_add_ca_file(struct trust *t, const char *path, struct err *e)
{
	return add_file(t, &kind_ca, path, e);
}

int
trust_add_crl_file(struct trust *t, const char *path, struct err *e)
{
	return add_file(t, &kind_crl, path, e);
}

int
trust_add_crl_bytes(struct trust *t, const void *der, size_t len,
    const char *name, struct err *e)
{
	return add_der(t, &kind_crl, der, len, name, e);
}
