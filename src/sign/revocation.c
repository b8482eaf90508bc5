/*
 * Whether a certificate of the chain is in the loaded list of its issuer. A
 * list that is missing or stale is never a yes, but says that later may help.
 */
#include "config.h"
#include "sign/verify.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

int
verify_revoked(bool signer, struct err *e)
{
	if (signer)
		return err_why(e, ERR_DENIED, "revoked",
		    _("The certificate was revoked."));
	return err_why(e, ERR_DENIED, "ca-revoked",
	    _("The certificate of a certificate authority was revoked."));
}

/* One certificate against the newest list of its issuer. */
static int
check_list(struct verify *v, X509 *cert, X509 *issuer, struct err *e)
{
	const struct trust_crl *c = trust_crl_of(v->policy->trust, issuer);
	X509_REVOKED *entry = NULL;

	if (c != NULL && X509_CRL_get0_by_cert(c->crl, &entry, cert) == 1)
		return verify_revoked(cert == v->signer, e);
	if (!v->policy->crl_required)
		return 0;
	if (c == NULL)
		return err_why(e, ERR_UNAVAILABLE, "crl-missing",
		    _("There is no revocation list of the certificate "
		      "authority, so the certificate cannot be checked."));
	if (v->now > c->next_update + VERIFY_SKEW ||
	    v->now < c->this_update - VERIFY_SKEW)
		return err_why(e, ERR_UNAVAILABLE, "crl-stale",
		    _("The revocation list of the certificate authority is "
		      "out of date, so the certificate cannot be checked."));
	return 0;
}

int
verify_lists(struct verify *v, struct err *e)
{
	int n = sk_X509_num(v->chain), rc = 0;
	const struct trust_ca *ca =
	    trust_find(v->policy->trust, sk_X509_value(v->chain, n - 1));

	for (int i = 0; rc == 0 && i + 1 < n; i++)
		rc = check_list(v, sk_X509_value(v->chain, i),
		    sk_X509_value(v->chain, i + 1), e);
	for (; rc == 0 && ca != NULL && ca->issuer != NULL; ca = ca->issuer)
		rc = check_list(v, ca->cert, ca->issuer->cert, e);
	return rc;
}
