/*
 * The portal as a CA. The certificate is first made with a throwaway key of
 * the kind of the CA's, so that the library writes everything but the
 * signature; then whatever holds the CA's key signs those bytes.
 */
#include "config.h"
#include "portal/issue/issuer.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "base/text.h"
#include "portal/issue/ca-der.h"
#include "portal/issue/ca.h"
#include "portal/issue/signed.h"
#include "portal/issue/token-signer.h"
#include "portal/options.h"

#include "base/banned.h"

#define CERT_MAX 65536
#define CN_MAX	 64 /* characters: RFC 5280 §A.1 ub-common-name */

struct builtin {
	struct issuer base;
	struct signer *signer;
	struct ca_id *like;	   /* the CA's certificate, a throwaway key */
	char *policy, *crl, *info; /* owned; may be NULL */
	bool failed;
};

/* "URI:address" or NULL. */
static char *
point(const char *before, const char *url, bool *failed)
{
	struct buf b = BUF_INIT(4096);
	char *text;

	if (url == NULL || url[0] == '\0')
		return NULL;
	buf_addf(&b, "%s%s", before, url);
	text = buf_steal(&b, NULL);
	if (text == NULL)
		*failed = true;
	return text;
}

static char *
access_info(const struct portal_options *o, bool *failed)
{
	struct buf b = BUF_INIT(8192);
	char *text;

	if (o->issuer_ocsp_url != NULL)
		buf_addf(&b, "OCSP;URI:%s", o->issuer_ocsp_url);
	if (o->issuer_ca_url != NULL)
		buf_addf(&b, "%scaIssuers;URI:%s", b.len == 0 ? "" : ",",
		    o->issuer_ca_url);
	if (b.len == 0 && !b.failed)
		return NULL;
	text = buf_steal(&b, NULL);
	if (text == NULL)
		*failed = true;
	return text;
}

/* Re-encodes what was signed with the throwaway key and signs it in earnest. */
static int
sign_again(struct builtin *b, X509 *cert, struct buf *out, struct err *e)
{
	unsigned char *tbs = NULL;
	int n = i2d_re_X509_tbs(cert, &tbs), rc;

	if (n <= 0)
		return ca_failed(e);
	rc = signed_make(
	    b->signer, X509_get0_pubkey(b->base.ca), tbs, (size_t)n, out, e);
	OPENSSL_free(tbs);
	return rc;
}

/* Given name and surname; longer than the standard allows, it ends early: the
 * whole names stand in attributes of their own. */
static void
common_name(const char *name, const char *surname, char *out, size_t size)
{
	snprintf(out, size, "%s %s", name, surname);
	while (text_length(out) > CN_MAX) {
		char *last = strrchr(out, ' ');
		size_t n = strlen(out);

		if (last != NULL && last != out) {
			*last = '\0';
			continue;
		}
		do
			n--;
		while (n > 0 && ((unsigned char)out[n] & 0xc0) == 0x80);
		out[n] = '\0';
	}
}

static int
builtin_issue(struct issuer *i, const struct issue_order *o, struct err *e)
{
	struct builtin *b = (struct builtin *)i;
	struct buf der = BUF_INIT(CERT_MAX);
	struct ca_id *id = NULL;
	struct ca_profile p;
	char cn[512];
	int rc;

	common_name(o->name, o->surname, cn, sizeof(cn));
	p = ca_profile_person(cn, o->tckn, o->not_before, 0);
	p.given_name = o->name;
	p.surname = o->surname;
	p.not_after = o->not_after;
	p.use_key = o->request->key;
	p.serial = o->serial;
	p.policies = b->policy;
	p.crl_points = b->crl;
	p.access_info = b->info;
	rc = ca_issue(&id, b->like, &p, e);
	if (rc == 0)
		rc = sign_again(b, ca_cert(id), &der, e);
	if (rc == 0)
		rc = issuer_accept(
		    i, o, (const unsigned char *)der.data, der.len, e);
	ca_id_free(id);
	buf_free(&der);
	return rc;
}

/* The store says what the next list contains. */
static int
builtin_revoke(struct issuer *i, const unsigned char *der, size_t len,
    int reason, struct err *e)
{
	(void)i;
	(void)der;
	(void)len;
	(void)reason;
	(void)e;
	return 0;
}

static int
builtin_crl(
    struct issuer *i, const struct crl_order *o, struct buf *out, struct err *e)
{
	struct builtin *b = (struct builtin *)i;

	return crl_make(i->ca, b->signer, o, out, e);
}

/* id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1): its life is short instead. */
static int
add_nocheck(X509 *cert)
{
	X509_EXTENSION *ext =
	    X509V3_EXT_nconf_nid(NULL, NULL, NID_id_pkix_OCSP_noCheck, "");
	int ok = ext != NULL && X509_add_ext(cert, ext, -1) == 1;

	X509_EXTENSION_free(ext);
	return ok ? 0 : -1;
}

static int
builtin_responder(struct issuer *i, EVP_PKEY *key, int64_t not_before,
    int64_t not_after, X509 **out, struct err *e)
{
	struct builtin *b = (struct builtin *)i;
	struct buf der = BUF_INIT(CERT_MAX);
	struct ca_profile p = { .cn = "OCSP",
		.country = "TR",
		.organization = i->name,
		.not_before = not_before,
		.not_after = not_after,
		.use_key = key,
		.basic_constraints = "critical,CA:FALSE",
		.key_usage = "critical,digitalSignature",
		.extended_key_usage = "critical,OCSPSigning" };
	const unsigned char *at;
	struct ca_id *id = NULL;
	int rc = ca_issue(&id, b->like, &p, e);

	if (rc == 0 && add_nocheck(ca_cert(id)) < 0)
		rc = ca_failed(e);
	if (rc == 0)
		rc = sign_again(b, ca_cert(id), &der, e);
	if (rc == 0) {
		at = (const unsigned char *)der.data;
		*out = d2i_X509(NULL, &at, (long)der.len);
		rc = *out == NULL ? ca_failed(e) : 0;
	}
	ca_id_free(id);
	buf_free(&der);
	return rc;
}

static void
builtin_free(struct issuer *i)
{
	struct builtin *b = (struct builtin *)i;

	signer_free(b->signer);
	ca_id_free(b->like);
	free(b->policy);
	free(b->crl);
	free(b->info);
	free(b);
}

static const struct issuer_ops builtin_ops = {
	.name = "builtin",
	.issue = builtin_issue,
	.revoke = builtin_revoke,
	.crl = builtin_crl,
	.responder = builtin_responder,
	.free = builtin_free,
};

/* The CA's certificate with another key of the same curve. */
static int
make_like(struct builtin *b, struct err *e)
{
	EVP_PKEY *real = X509_get0_pubkey(b->base.ca), *key = NULL;
	char group[32] = "";

	/* The rules want PSS of an RSA CA, which few tokens offer; CAs with
	 * such keys are reached by CMP. */
	if (request_key_allowed(real, NULL) < 0 ||
	    EVP_PKEY_get_group_name(real, group, sizeof(group), NULL) != 1)
		return err_set(e, ERR_INVALID,
		    _("The key of the certificate authority must be EC P-256 "
		      "or P-384."));
	key = EVP_EC_gen(group);
	if (key == NULL || X509_up_ref(b->base.ca) != 1) {
		EVP_PKEY_free(key);
		return ca_failed(e);
	}
	b->like = ca_id_of(b->base.ca, key);
	if (b->like != NULL)
		return 0;
	X509_free(b->base.ca);
	EVP_PKEY_free(key);
	return ca_failed(e);
}

/* A key that is another one's is found here, not by relying parties. */
static int
check_key(const struct builtin *b, struct err *e)
{
	static const unsigned char probe[] = "eimza";
	EVP_PKEY *public = X509_get0_pubkey(b->base.ca);
	struct buf value = BUF_INIT(2048);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool p384 = signed_digest(public) == SIGN_SHA384;
	int rc = b->signer->ops->sign(
	    b->signer, signed_digest(public), probe, sizeof(probe), &value, e);

	if (rc == 0 &&
	    (ctx == NULL ||
		EVP_DigestVerifyInit(ctx, NULL,
		    p384 ? EVP_sha384() : EVP_sha256(), NULL, public) != 1 ||
		EVP_DigestVerify(ctx, (const unsigned char *)value.data,
		    value.len, probe, sizeof(probe)) != 1))
		rc = err_why(e, ERR_INVALID, "key-mismatch",
		    _("The private key does not belong to the certificate of "
		      "the certificate authority."));
	ERR_clear_error();
	EVP_MD_CTX_free(ctx);
	buf_free(&value);
	return rc;
}

int
issuer_builtin_new(struct issuer **out, X509 *ca, struct signer *s,
    const struct portal_options *o, struct err *e)
{
	struct builtin *b = calloc(1, sizeof(*b));
	int rc;

	if (b == NULL) {
		X509_free(ca);
		signer_free(s);
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	b->base.ops = &builtin_ops;
	b->base.ca = ca;
	b->signer = s;
	b->policy = point("", o->issuer_policy, &b->failed);
	b->crl = point("URI:", o->issuer_crl_url, &b->failed);
	b->info = access_info(o, &b->failed);
	rc = b->failed ? err_set(e, ERR_INTERNAL, _("Memory is out."))
		       : make_like(b, e);
	if (rc == 0)
		rc = check_key(b, e);
	if (rc < 0) {
		issuer_free(&b->base);
		return rc;
	}
	*out = &b->base;
	return 0;
}

static int
need(const char *key, const char *value, struct err *e)
{
	if (value != NULL && value[0] != '\0')
		return 0;
	return err_set(
	    e, ERR_INVALID, _("The setting \"%s\" is missing."), key);
}

static int
open_signer(struct signer **out, X509 *ca, const struct portal_options *o,
    struct err *e)
{
	struct token_key k = { .module = o->issuer_module,
		.token = o->issuer_token,
		.label = o->issuer_key_label,
		.pin_file = o->issuer_pin_file };
	int rc;

	if (o->issuer_module == NULL) {
		rc = need("issuer.key", o->issuer_key, e);
		return rc < 0 ? rc
			      : signer_open_file(out, o->issuer_key,
				    o->issuer_certificate, e);
	}
	rc = need("issuer.token", o->issuer_token, e);
	if (rc == 0)
		rc = need("issuer.pin_file", o->issuer_pin_file, e);
	return rc < 0 ? rc : token_signer_open(out, &k, ca, e);
}

int
issuer_builtin_open(struct issuer **out, X509 *ca,
    const struct portal_options *o, struct err *e)
{
	struct signer *s = NULL;
	int rc = open_signer(&s, ca, o, e);

	if (rc < 0) {
		X509_free(ca);
		return rc;
	}
	return issuer_builtin_new(out, ca, s, o, e);
}
