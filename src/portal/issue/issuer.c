/* What the back ends of issuing share; each of them is in its own file. */
#include "config.h"
#include "portal/issue/issuer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/random.h"
#include "portal/issue/ca-der.h"
#include "portal/options.h"
#include "sign/x509.h"

#include "base/banned.h"

#define PEM_MAX	     65536
#define SERIAL_BYTES 16
#define SKEW	     300 /* seconds two good clocks may differ */

void
issuer_serial(char out[33])
{
	unsigned char bytes[SERIAL_BYTES];

	random_bytes(bytes, sizeof(bytes));
	/* Positive and of one length. */
	bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
	hex_encode(bytes, sizeof(bytes), out);
}

int
issuer_ca(X509 **out, const struct portal_options *o, struct err *e)
{
	struct buf text = BUF_INIT(PEM_MAX);
	BIO *bio = NULL;
	int rc;

	*out = NULL;
	if (o->issuer_certificate == NULL)
		return err_set(e, ERR_INVALID,
		    _("The setting \"%s\" is missing."), "issuer.certificate");
	rc = file_read(o->issuer_certificate, &text, e);
	if (rc < 0)
		goto out;
	bio = BIO_new_mem_buf(buf_str(&text), (int)text.len);
	if (bio != NULL)
		*out = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	ERR_clear_error();
	if (*out == NULL || X509_check_ca(*out) != 1) {
		X509_free(*out);
		*out = NULL;
		rc = err_set(e, ERR_INVALID,
		    _("%s is not the certificate of a certificate authority "
		      "in PEM."),
		    o->issuer_certificate);
	}
out:
	BIO_free(bio);
	buf_free(&text);
	return rc;
}

int
issuer_open(struct issuer **out, const struct portal_options *o, struct err *e)
{
	struct cert_facts f;
	X509 *ca = NULL;
	int rc;

	if (strcmp(o->issuer, "none") == 0)
		return err_why(e, ERR_CONFLICT, "no-issuer",
		    _("This portal issues no certificates; see the setting "
		      "\"issuer.backend\"."));
	rc = issuer_ca(&ca, o, e);
	if (rc == 0)
		rc = x509_facts(ca, &f, e);
	if (rc < 0) {
		X509_free(ca);
		return rc;
	}
	rc = strcmp(o->issuer, "cmp") == 0 ? issuer_cmp_open(out, ca, o, e)
					   : issuer_builtin_open(out, ca, o, e);
	if (rc == 0)
		snprintf((*out)->name, sizeof((*out)->name), "%s", f.owner);
	return rc;
}

void
issuer_free(struct issuer *i)
{
	if (i == NULL)
		return;
	X509_free(i->ca);
	i->ops->free(i);
}

static int
not_ordered(const char *what, struct err *e)
{
	return err_why(e, ERR_INVALID, "not-ordered",
	    _("The certificate authority issued another certificate than was "
	      "ordered (%s); it was not accepted."),
	    what);
}

/* Field by field what a relying party would also look at. */
static int
compare(const struct issue_order *o, X509 *cert, const struct cert_facts *f,
    struct err *e)
{
	if (EVP_PKEY_eq(X509_get0_pubkey(cert), o->request->key) != 1)
		return not_ordered(_("key"), e);
	if (strcmp(f->tckn, o->tckn) != 0)
		return not_ordered(_("T.C. identity number"), e);
	if (f->ca || f->seal || !f->qualified)
		return not_ordered(_("kind"), e);
	if (X509_get_key_usage(cert) != KU_NON_REPUDIATION)
		return not_ordered(_("key usage"), e);
	if (f->not_before > o->not_before + SKEW ||
	    f->not_before < o->not_before - SKEW ||
	    f->not_after > o->not_after + SKEW || f->not_after <= f->not_before)
		return not_ordered(_("validity"), e);
	return 0;
}

int
issuer_accept(const struct issuer *i, const struct issue_order *o,
    const unsigned char *der, size_t len, struct err *e)
{
	X509 *cert = x509_from_der(der, len);
	struct issued_cert c = { .der = der, .len = len };
	struct cert_facts f;
	int rc;

	if (cert == NULL)
		return not_ordered(_("encoding"), e);
	rc = x509_facts(cert, &f, e);
	if (rc == 0)
		rc = compare(o, cert, &f, e);
	if (rc == 0 && (X509_check_issued(i->ca, cert) != X509_V_OK ||
			   X509_verify(cert, X509_get0_pubkey(i->ca)) != 1))
		rc = not_ordered(_("signature"), e);
	ERR_clear_error();
	X509_free(cert);
	c.facts = &f;
	return rc < 0 ? rc : o->keep(o->arg, &c, e);
}
