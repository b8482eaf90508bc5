/*
 * Whether a certificate of the chain is in the loaded list of its issuer. A
 * list that is missing or stale is never a yes, but says that later may help.
 */
#include "config.h"
#include "sign/verify.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

/* The reason stated leaves no doubt about the key before (RFC 3161 §4 (1)). */
static bool
is_benign(const X509_REVOKED *entry)
{
	ASN1_ENUMERATED *code =
	    X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
	long reason = code == NULL ? -1 : ASN1_ENUMERATED_get(code);

	ASN1_ENUMERATED_free(code);
	return reason == CRL_REASON_UNSPECIFIED ||
	       reason == CRL_REASON_AFFILIATION_CHANGED ||
	       reason == CRL_REASON_SUPERSEDED ||
	       reason == CRL_REASON_CESSATION_OF_OPERATION;
}

static bool
stood(const struct revocation *r, const X509_REVOKED *entry)
{
	int64_t when;

	return r->at != 0 &&
	       x509_time(X509_REVOKED_get0_revocationDate(entry), &when) == 0 &&
	       when > r->at && (!r->benign || is_benign(entry));
}

/* Lists forget what has ended, unless they say otherwise (RFC 5280 §3.3). */
static bool
may_have_forgotten(const struct trust_crl *c, const X509 *cert)
{
	int64_t end;

	return x509_time(X509_get0_notAfter(cert), &end) < 0 ||
	       c->this_update > end;
}

/* A list made after the moment in question tells all about it, however old;
 * about now only a fresh one does. */
static bool
is_fresh(
    const struct revocation *r, const struct trust_crl *c, const X509 *cert)
{
	if (r->at != 0 && c->this_update >= r->at)
		return !may_have_forgotten(c, cert);
	return r->now <= c->next_update + VERIFY_SKEW &&
	       r->now >= c->this_update - VERIFY_SKEW;
}

/* One certificate against the newest list of its issuer. */
static int
check_list(const struct revocation *r, X509 *cert, X509 *issuer, struct err *e)
{
	const struct trust_crl *c = trust_crl_of(r->trust, issuer);
	X509_REVOKED *entry = NULL;

	if (c != NULL && X509_CRL_get0_by_cert(c->crl, &entry, cert) == 1 &&
	    !stood(r, entry))
		return ERR_DENIED;
	if (!r->required)
		return 0;
	if (c == NULL)
		return err_why(e, ERR_UNAVAILABLE, "crl-missing",
		    _("There is no revocation list of the certificate "
		      "authority, so the certificate cannot be checked."));
	if (!is_fresh(r, c, cert))
		return err_why(e, ERR_UNAVAILABLE, "crl-stale",
		    _("The revocation list of the certificate authority is "
		      "out of date, so the certificate cannot be checked."));
	return 0;
}

int
revocation_check(const struct revocation *r, STACK_OF(X509) * chain, int *which,
    struct err *e)
{
	int n = sk_X509_num(chain), rc = 0;
	const struct trust_ca *ca =
	    trust_find(r->trust, sk_X509_value(chain, n - 1));

	for (*which = 0; rc == 0 && *which + 1 < n; ++*which)
		rc = check_list(r, sk_X509_value(chain, *which),
		    sk_X509_value(chain, *which + 1), e);
	if (rc != 0)
		--*which;
	for (; rc == 0 && ca != NULL && ca->issuer != NULL; ca = ca->issuer) {
		rc = check_list(r, ca->cert, ca->issuer->cert, e);
		*which = n;
	}
	return rc;
}

int
verify_revoked(bool signer, struct err *e)
{
	if (signer)
		return err_why(e, ERR_DENIED, "revoked",
		    _("The certificate was revoked."));
	return err_why(e, ERR_DENIED, "ca-revoked",
	    _("The certificate of a certificate authority was revoked."));
}

int
verify_lists(struct verify *v, struct err *e)
{
	struct revocation r = { .trust = v->policy->trust,
		.now = v->now,
		.at = v->stamp.when,
		.required = v->policy->crl_required };
	int which = 0, rc = revocation_check(&r, v->chain, &which, e);

	return rc == ERR_DENIED ? verify_revoked(which == 0, e) : rc;
}
