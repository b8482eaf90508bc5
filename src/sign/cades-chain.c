/* The certificate: its chain up to a CA of ours, and whether it is the
 * qualified certificate of the person. */
#include "config.h"
#include "sign/verify.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

/* OpenSSL's errors and what they are called here. */
static const struct {
	int error;
	bool signer; /* the error of the signer's certificate, not of a CA */
	int code;
	const char *reason;
	const char *text;
} rows[] = {
	{ X509_V_ERR_CERT_HAS_EXPIRED, true, ERR_EXPIRED, "expired",
	    N_("The certificate had ended.") },
	{ X509_V_ERR_CERT_HAS_EXPIRED, false, ERR_EXPIRED, "ca-expired",
	    N_("The certificate of the certificate authority has ended.") },
	{ X509_V_ERR_CERT_NOT_YET_VALID, true, ERR_INVALID, "not-yet-valid",
	    N_("The certificate is not valid yet.") },
	{ X509_V_ERR_CERT_NOT_YET_VALID, false, ERR_INVALID, "ca-expired",
	    N_("The certificate of the certificate authority is not valid "
	       "yet.") },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, true, ERR_INVALID, "weak-key",
	    N_("The key of the certificate is too short.") },
	{ X509_V_ERR_CA_KEY_TOO_SMALL, false, ERR_INVALID, "weak-ca",
	    N_("The key of a certificate authority is too short.") },
	{ X509_V_ERR_CA_MD_TOO_WEAK, true, ERR_INVALID, "weak-ca",
	    N_("The certificate is signed with a weak digest.") },
	{ X509_V_ERR_CA_MD_TOO_WEAK, false, ERR_INVALID, "weak-ca",
	    N_("The certificate is signed with a weak digest.") },
	{ X509_V_ERR_INVALID_CA, false, ERR_INVALID, "bad-ca",
	    N_("The certificate was issued by someone who is no certificate "
	       "authority.") },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED, false, ERR_INVALID, "bad-ca",
	    N_("A certificate authority issued what it was not allowed "
	       "to.") },
	{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN, false, ERR_INVALID, "bad-ca",
	    N_("A certificate authority issued what it was not allowed "
	       "to.") },
	{ X509_V_ERR_CERT_CHAIN_TOO_LONG, false, ERR_INVALID, "long-chain",
	    N_("The chain of certificates is too long.") },
};

static const int unknown_root[] = {
	X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
	X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
	X509_V_ERR_CERT_UNTRUSTED,
};

static int
refuse(int error, int depth, struct err *e)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].error == error && rows[i].signer == (depth == 0))
			return err_why(e, rows[i].code, rows[i].reason, "%s",
			    _(rows[i].text));
	for (size_t i = 0; i < sizeof(unknown_root) / sizeof(int); i++)
		if (unknown_root[i] == error)
			return err_why(e, ERR_INVALID, "unknown-root",
			    _("The certificate was issued by a certificate "
			      "authority that is not trusted here."));
	return err_why(e, ERR_INVALID, "bad-chain",
	    _("The chain of certificates is wrong (%s)."),
	    X509_verify_cert_error_string(error));
}

/*
 * OpenSSL's chain ends at the first CA that was verified at loading; what
 * depends on the moment or on the length of the path is looked at here for
 * the CAs above it.
 */
static int
check_above(struct verify *v, struct err *e)
{
	int n = sk_X509_num(v->chain);
	long below = n < 2 ? 0 : n - 2; /* CAs between this one and signer */
	const struct trust_ca *ca =
	    trust_find(v->policy->trust, sk_X509_value(v->chain, n - 1));

	for (; ca != NULL; ca = ca->issuer, below++) {
		long most = X509_get_pathlen(ca->cert);

		if (v->at > ca->not_after)
			return refuse(X509_V_ERR_CERT_HAS_EXPIRED, 1, e);
		if (v->at < ca->not_before)
			return refuse(X509_V_ERR_CERT_NOT_YET_VALID, 1, e);
		if (most >= 0 && below > most)
			return refuse(X509_V_ERR_PATH_LENGTH_EXCEEDED, 1, e);
	}
	return 0;
}

int
verify_chain(struct verify *v, struct err *e)
{
	int depth = 0;
	int result = trust_verify(
	    v->policy->trust, v->signer, v->certs, v->at, &v->chain, &depth);

	if (result != X509_V_OK)
		return refuse(result, depth, e);
	return check_above(v, e);
}

static int
check_times(const struct verify *v, struct err *e)
{
	const struct cades_policy *p = v->policy;
	bool window = p->not_before != 0 || p->not_after != 0;

	if (window &&
	    (v->signing_time < p->not_before ||
		(p->not_after != 0 && v->signing_time > p->not_after)))
		return err_why(e, ERR_INVALID, "signing-time-window",
		    _("The time of signing lies outside the time that was "
		      "given for signing. Please check the clock of the "
		      "computer."));
	if (v->signing_time < v->facts.not_before ||
	    v->signing_time > v->facts.not_after)
		return err_why(e, ERR_INVALID, "signing-time-certificate",
		    _("The certificate was not valid at the time of "
		      "signing."));
	return 0;
}

int
verify_profile(struct verify *v, struct err *e)
{
	int rc;

	if (x509_serial_numbers(v->signer) > 1)
		return err_why(e, ERR_INVALID, "two-serial-numbers",
		    _("The certificate names more than one identity "
		      "number."));
	rc = cert_usable(&v->facts, v->at, v->policy->tckn, e);
	return rc == 0 ? check_times(v, e) : rc;
}
