/*
 * Whether a certificate was revoked: by the loaded lists for the whole chain,
 * and by the responder that the signer's certificate names. An answer that is
 * unknown, stale or missing is never a yes, but says that later may help.
 */
#include "config.h"
#include "sign/verify.h"

#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

#define OCSP_SECONDS 10
#define OCSP_MAX     65536

static int
revoked(bool signer, struct err *e)
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
		return revoked(cert == v->signer, e);
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

static int
unknown(struct err *e)
{
	ERR_clear_error();
	return err_why(e, ERR_UNAVAILABLE, "revocation-unknown",
	    _("The certificate authority gave no reliable answer on whether "
	      "the certificate is revoked. Please try again later."));
}

/* Sends the question; NULL: no answer in time, or none of that kind. */
static OCSP_RESPONSE *
ask(const char *url, const OCSP_REQUEST *question)
{
	char *host = NULL, *port = NULL, *path = NULL;
	BIO *body = BIO_new(BIO_s_mem()), *answer = NULL;
	OCSP_RESPONSE *response = NULL;
	int tls = 0;

	if (body == NULL || i2d_OCSP_REQUEST_bio(body, question) != 1)
		goto out;
	if (OSSL_HTTP_parse_url(
		url, &tls, NULL, &host, &port, NULL, &path, NULL, NULL) != 1 ||
	    tls != 0)
		goto out;
	answer = OSSL_HTTP_transfer(NULL, host, port, path, 0, NULL, NULL, NULL,
	    NULL, NULL, NULL, 0, NULL, "application/ocsp-request", body,
	    "application/ocsp-response", 1, OCSP_MAX, OCSP_SECONDS, 0);
	if (answer != NULL)
		response = d2i_OCSP_RESPONSE_bio(answer, NULL);
out:
	OPENSSL_free(host);
	OPENSSL_free(port);
	OPENSSL_free(path);
	BIO_free(body);
	BIO_free(answer);
	return response;
}

/* The status of a signed and fresh answer; -1: it is neither. */
static int
status_of(const struct verify *v, OCSP_RESPONSE *response,
    OCSP_REQUEST *question, OCSP_CERTID *id)
{
	OCSP_BASICRESP *basic = NULL;
	X509_STORE *store = trust_store_at(v->policy->trust, v->now);
	ASN1_GENERALIZEDTIME *from = NULL, *until = NULL;
	int status = -1, result = -1;
	int64_t begin, end;

	if (store == NULL ||
	    OCSP_response_status(response) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
		goto out;
	basic = OCSP_response_get1_basic(response);
	if (basic == NULL || OCSP_check_nonce(question, basic) == 0 ||
	    OCSP_basic_verify(basic, v->chain, store, 0) != 1 ||
	    OCSP_resp_find_status(
		basic, id, &status, NULL, NULL, &from, &until) != 1)
		goto out;
	if (x509_time(from, &begin) < 0 || begin > v->now + VERIFY_SKEW)
		goto out;
	/* Without an end it counts as of this moment only. */
	end = begin;
	if (until != NULL && x509_time(until, &end) < 0)
		goto out;
	if (end < v->now - VERIFY_SKEW)
		goto out;
	result = status;
out:
	X509_STORE_free(store);
	OCSP_BASICRESP_free(basic);
	return result;
}

static int
ask_status(struct verify *v, const char *url, X509 *issuer)
{
	OCSP_CERTID *id = OCSP_cert_to_id(NULL, v->signer, issuer);
	OCSP_CERTID *own = id == NULL ? NULL : OCSP_CERTID_dup(id);
	OCSP_REQUEST *question = OCSP_REQUEST_new();
	OCSP_RESPONSE *response = NULL;
	int status = -1;

	if (own == NULL || question == NULL)
		goto out;
	if (OCSP_request_add0_id(question, own) == NULL)
		goto out;
	own = NULL; /* given away */
	if (OCSP_request_add1_nonce(question, NULL, -1) != 1)
		goto out;
	response = ask(url, question);
	if (response != NULL)
		status = status_of(v, response, question, id);
out:
	OCSP_CERTID_free(id);
	OCSP_CERTID_free(own);
	OCSP_REQUEST_free(question);
	OCSP_RESPONSE_free(response);
	return status;
}

int
verify_ocsp(struct verify *v, struct err *e)
{
	STACK_OF(OPENSSL_STRING) * urls;
	int status = -1;

	/* The chain ends in a CA, so the signer has an issuer in it. */
	if (!v->policy->ocsp || sk_X509_num(v->chain) < 2)
		return 0;
	urls = X509_get1_ocsp(v->signer);
	if (urls == NULL)
		return 0;
	if (sk_OPENSSL_STRING_num(urls) > 0)
		status = ask_status(v, sk_OPENSSL_STRING_value(urls, 0),
		    sk_X509_value(v->chain, 1));
	X509_email_free(urls);
	if (status == V_OCSP_CERTSTATUS_GOOD)
		return 0;
	return status == V_OCSP_CERTSTATUS_REVOKED ? revoked(true, e)
						   : unknown(e);
}
