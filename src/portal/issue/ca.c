/* Issuing: the certificate itself. Files, lists and QCStatements are beside. */
#include "config.h"
#include "portal/issue/ca.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "portal/issue/ca-der.h"

#include "base/banned.h"

#define SERIAL_BYTES 16
#define DAY	     86400

struct ca_id {
	X509 *cert;
	EVP_PKEY *key;
};

int
ca_failed(struct err *e)
{
	unsigned long code = ERR_peek_last_error();
	const char *why = ERR_reason_error_string(code);

	ERR_clear_error();
	return err_set(e, ERR_INTERNAL,
	    _("The certificate could not be made (%s)."),
	    why == NULL ? _("memory is out") : why);
}

static struct ca_profile
profile(const char *cn, int64_t now, int days)
{
	struct ca_profile p = { 0 };

	p.cn = cn;
	p.country = "TR";
	p.not_before = now;
	p.not_after = now + (int64_t)days * DAY;
	return p;
}

struct ca_profile
ca_profile_root(const char *cn, int64_t now, int days)
{
	struct ca_profile p = profile(cn, now, days);

	p.key = CA_KEY_P384;
	p.basic_constraints = "critical,CA:TRUE";
	p.key_usage = "critical,keyCertSign,cRLSign";
	return p;
}

struct ca_profile
ca_profile_sub(const char *cn, int64_t now, int days)
{
	struct ca_profile p = ca_profile_root(cn, now, days);

	p.basic_constraints = "critical,CA:TRUE,pathlen:0";
	return p;
}

struct ca_profile
ca_profile_person(const char *cn, const char *tckn, int64_t now, int days)
{
	struct ca_profile p = profile(cn, now, days);

	p.serial_number = tckn;
	p.basic_constraints = "critical,CA:FALSE";
	p.key_usage = "critical,nonRepudiation";
	p.qc_statements = CA_QC_PERSON;
	return p;
}

struct ca_profile
ca_profile_server(const char *cn, const char *alt_name, int64_t now, int days)
{
	struct ca_profile p = profile(cn, now, days);

	p.alt_name = alt_name;
	p.basic_constraints = "critical,CA:FALSE";
	p.key_usage = "critical,digitalSignature";
	p.extended_key_usage = "serverAuth";
	return p;
}

static EVP_PKEY *
new_key(enum ca_key kind)
{
	switch (kind) {
	case CA_KEY_P256:
		return EVP_EC_gen("P-256");
	case CA_KEY_P384:
		return EVP_EC_gen("P-384");
	case CA_KEY_RSA_2048:
		return EVP_RSA_gen(2048);
	case CA_KEY_RSA_4096:
		return EVP_RSA_gen(4096);
	}
	return NULL;
}

/* The digest of a signature: named, or of the strength of the key. */
static const EVP_MD *
digest_for(const EVP_PKEY *key, const char *name)
{
	if (name != NULL)
		return EVP_get_digestbyname(name);
	return EVP_PKEY_get_security_bits(key) > 128 ? EVP_sha384()
						     : EVP_sha256();
}

EVP_MD_CTX *
ca_sign_ctx(EVP_PKEY *key, const char *digest, bool pss)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL; /* belongs to ctx */
	const EVP_MD *md = digest_for(key, digest);

	if (ctx == NULL || md == NULL ||
	    EVP_DigestSignInit(ctx, &pctx, md, NULL, key) <= 0)
		goto failed;
	if (pss && EVP_PKEY_is_a(key, "RSA") &&
	    (EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) <= 0 ||
		EVP_PKEY_CTX_set_rsa_pss_saltlen(
		    pctx, RSA_PSS_SALTLEN_DIGEST) <= 0))
		goto failed;
	return ctx;
failed:
	EVP_MD_CTX_free(ctx);
	return NULL;
}

static int
add_name(X509_NAME *name, int nid, const char *value)
{
	if (value == NULL)
		return 0;
	/* country and serialNumber become PrintableString, as RFC 5280 §A.1
	 * demands; the others UTF8String. */
	return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8,
		   (const unsigned char *)value, -1, -1, 0) == 1
		   ? 0
		   : -1;
}

static int
set_subject(X509 *cert, const struct ca_profile *p)
{
	X509_NAME *name = X509_NAME_new();
	int rc = -1;

	if (name == NULL || add_name(name, NID_countryName, p->country) < 0 ||
	    add_name(name, NID_organizationName, p->organization) < 0 ||
	    add_name(name, NID_serialNumber, p->serial_number) < 0 ||
	    add_name(name, NID_serialNumber, p->serial_number2) < 0 ||
	    add_name(name, NID_givenName, p->given_name) < 0 ||
	    add_name(name, NID_surname, p->surname) < 0 ||
	    add_name(name, NID_commonName, p->cn) < 0 ||
	    X509_set_subject_name(cert, name) != 1)
		goto out;
	rc = 0;
out:
	X509_NAME_free(name);
	return rc;
}

static int
set_serial(X509 *cert, const char *hex)
{
	BIGNUM *n = BN_new();
	int rc = -1;

	/* The top bit is off, the one below on: positive, 16 bytes long. */
	if (n != NULL &&
	    (hex != NULL ? BN_hex2bn(&n, hex) == (int)strlen(hex)
			 : BN_rand(n, SERIAL_BYTES * 8 - 1, BN_RAND_TOP_ONE,
			       BN_RAND_BOTTOM_ANY) == 1) &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(cert)) != NULL)
		rc = 0;
	BN_free(n);
	return rc;
}

static int
set_time(X509 *cert, const struct ca_profile *p)
{
	ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)p->not_before);
	ASN1_TIME *until = ASN1_TIME_set(NULL, (time_t)p->not_after);
	int rc = -1;

	if (from != NULL && until != NULL &&
	    X509_set1_notBefore(cert, from) == 1 &&
	    X509_set1_notAfter(cert, until) == 1)
		rc = 0;
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	return rc;
}

static int
add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *ext = NULL;
	X509V3_CTX ctx;
	CONF *conf;
	int ok;

	if (value == NULL)
		return 0;
	/* Some extensions are refused without a configuration, even if they
	 * need nothing of it. */
	conf = NCONF_new(NULL);
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	X509V3_set_nconf(&ctx, conf);
	if (conf != NULL)
		ext = X509V3_EXT_nconf_nid(conf, &ctx, nid, value);
	ok = ext != NULL && X509_add_ext(cert, ext, -1) == 1;
	X509_EXTENSION_free(ext);
	NCONF_free(conf);
	return ok ? 0 : -1;
}

static int
add_extensions(X509 *cert, X509 *issuer, const struct ca_profile *p)
{
	const struct {
		int nid;
		const char *value;
	} rows[] = {
		{ NID_subject_key_identifier, p->no_ski ? NULL : "hash" },
		{ NID_authority_key_identifier,
		    p->no_aki || issuer == cert ? NULL : "keyid" },
		{ NID_basic_constraints, p->basic_constraints },
		{ NID_key_usage, p->key_usage },
		{ NID_ext_key_usage, p->extended_key_usage },
		{ NID_certificate_policies, p->policies },
		{ NID_subject_alt_name, p->alt_name },
		{ NID_crl_distribution_points, p->crl_points },
		{ NID_info_access, p->access_info },
		{ NID_name_constraints, p->name_constraints },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (add_extension(cert, issuer, rows[i].nid, rows[i].value) < 0)
			return -1;
	return p->qc_statements == NULL
		   ? 0
		   : ca_add_qc_statements(cert, p->qc_statements);
}

/* Fills everything but the signature. */
static int
fill(X509 *cert, EVP_PKEY *key, X509 *issuer, const struct ca_profile *p)
{
	if (X509_set_version(cert, X509_VERSION_3) != 1 ||
	    set_serial(cert, p->serial) < 0 || set_time(cert, p) < 0 ||
	    set_subject(cert, p) < 0 || X509_set_pubkey(cert, key) != 1 ||
	    X509_set_issuer_name(cert, X509_get_subject_name(issuer)) != 1)
		return -1;
	return add_extensions(cert, issuer, p);
}

int
ca_issue(struct ca_id **out, const struct ca_id *issuer,
    const struct ca_profile *p, struct err *e)
{
	struct ca_id *id = calloc(1, sizeof(*id));
	EVP_MD_CTX *ctx = NULL;
	int rc = ERR_INTERNAL;

	if (id == NULL || (id->cert = X509_new()) == NULL)
		goto out;
	id->key = p->use_key == NULL ? new_key(p->key) : p->use_key;
	if (id->key == NULL)
		goto out;
	if (p->use_key != NULL && EVP_PKEY_up_ref(p->use_key) != 1) {
		id->key = NULL;
		goto out;
	}
	if (fill(id->cert, id->key, issuer == NULL ? id->cert : issuer->cert,
		p) < 0)
		goto out;
	ctx = ca_sign_ctx(
	    issuer == NULL ? id->key : issuer->key, p->digest, p->pss);
	if (ctx == NULL || X509_sign_ctx(id->cert, ctx) <= 0)
		goto out;
	*out = id;
	id = NULL;
	rc = 0;
out:
	EVP_MD_CTX_free(ctx);
	ca_id_free(id);
	return rc == 0 ? 0 : ca_failed(e);
}

struct ca_id *
ca_id_of(X509 *cert, EVP_PKEY *key)
{
	struct ca_id *id = calloc(1, sizeof(*id));

	if (id == NULL)
		return NULL;
	id->cert = cert;
	id->key = key;
	return id;
}

void
ca_id_free(struct ca_id *id)
{
	if (id == NULL)
		return;
	X509_free(id->cert);
	EVP_PKEY_free(id->key);
	free(id);
}

X509 *
ca_cert(const struct ca_id *id)
{
	return id->cert;
}

EVP_PKEY *
ca_key(const struct ca_id *id)
{
	return id->key;
}
