/* Lists of revoked certificates (RFC 5280 §5). */
#include "config.h"
#include "portal/issue/ca.h"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "portal/issue/ca-der.h"

#include "base/banned.h"

static int
set_times(X509_CRL *crl, const struct ca_crl_profile *p)
{
	ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)p->this_update);
	ASN1_TIME *until = ASN1_TIME_set(NULL, (time_t)p->next_update);
	int rc = -1;

	if (from != NULL && until != NULL &&
	    X509_CRL_set1_lastUpdate(crl, from) == 1 &&
	    X509_CRL_set1_nextUpdate(crl, until) == 1)
		rc = 0;
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	return rc;
}

static int
add_entry(X509_CRL *crl, const struct ca_revoked *r)
{
	X509_REVOKED *entry = X509_REVOKED_new();
	ASN1_TIME *when = ASN1_TIME_set(NULL, (time_t)r->when);
	ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
	int rc = -1;

	if (entry == NULL || when == NULL || reason == NULL ||
	    X509_REVOKED_set_serialNumber(
		entry, X509_get_serialNumber(ca_cert(r->id))) != 1 ||
	    X509_REVOKED_set_revocationDate(entry, when) != 1)
		goto out;
	if (r->reason >= 0 && (ASN1_ENUMERATED_set(reason, r->reason) != 1 ||
				  X509_REVOKED_add1_ext_i2d(entry,
				      NID_crl_reason, reason, 0, 0) != 1))
		goto out;
	if (X509_CRL_add0_revoked(crl, entry) != 1)
		goto out;
	entry = NULL; /* given away */
	rc = 0;
out:
	X509_REVOKED_free(entry);
	ASN1_TIME_free(when);
	ASN1_ENUMERATED_free(reason);
	return rc;
}

static int
add_extensions(X509_CRL *crl, X509 *issuer, long number)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	X509_EXTENSION *ext = NULL;
	X509V3_CTX ctx;
	int rc = -1;

	X509V3_set_ctx(&ctx, issuer, NULL, NULL, crl, 0);
	X509V3_set_ctx_nodb(&ctx);
	ext = X509V3_EXT_nconf_nid(
	    NULL, &ctx, NID_authority_key_identifier, "keyid");
	if (n == NULL || ext == NULL || X509_CRL_add_ext(crl, ext, -1) != 1)
		goto out;
	if (number >= 0 &&
	    (ASN1_INTEGER_set(n, number) != 1 ||
		X509_CRL_add1_ext_i2d(crl, NID_crl_number, n, 0, 0) != 1))
		goto out;
	rc = 0;
out:
	X509_EXTENSION_free(ext);
	ASN1_INTEGER_free(n);
	return rc;
}

int
ca_crl(X509_CRL **out, const struct ca_id *issuer,
    const struct ca_crl_profile *p, struct err *e)
{
	X509_CRL *crl = X509_CRL_new();
	EVP_MD_CTX *ctx = ca_sign_ctx(ca_key(issuer), p->digest, false);
	int rc = ERR_INTERNAL;

	if (crl == NULL || ctx == NULL ||
	    X509_CRL_set_version(crl, X509_CRL_VERSION_2) != 1 ||
	    X509_CRL_set_issuer_name(
		crl, X509_get_subject_name(ca_cert(issuer))) != 1 ||
	    set_times(crl, p) < 0 ||
	    add_extensions(crl, ca_cert(issuer), p->number) < 0)
		goto out;
	for (size_t i = 0; i < p->count; i++)
		if (add_entry(crl, &p->revoked[i]) < 0)
			goto out;
	X509_CRL_sort(crl);
	if (X509_CRL_sign_ctx(crl, ctx) <= 0)
		goto out;
	*out = crl;
	crl = NULL;
	rc = 0;
out:
	X509_CRL_free(crl);
	EVP_MD_CTX_free(ctx);
	return rc == 0 ? 0 : ca_failed(e);
}
