/*
 * Asking the responder that the signer's certificate names (RFC 6960). Only a
 * fresh answer with a good signature counts; anything else is never a yes.
 */
#include "config.h"
#include "sign/verify.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "sign/http.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

#define OCSP_SECONDS 10
#define OCSP_MAX     65536

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
	struct http_post post = { .url = url,
		.type = "application/ocsp-request",
		.answer_type = "application/ocsp-response",
		.max = OCSP_MAX,
		.seconds = OCSP_SECONDS };
	struct buf answer = BUF_INIT(OCSP_MAX);
	OCSP_RESPONSE *response = NULL;
	unsigned char *der = NULL;
	const unsigned char *p;
	int len = i2d_OCSP_REQUEST(question, &der);

	if (len > 0 && http_post(&post, der, (size_t)len, &answer, NULL) == 0) {
		p = (const unsigned char *)buf_str(&answer);
		response = d2i_OCSP_RESPONSE(NULL, &p, (long)answer.len);
	}
	OPENSSL_free(der);
	buf_free(&answer);
	return response;
}

/* Revoked after a time-stamp says that the signature was there: it stands. */
static bool
later(const struct verify *v, const ASN1_GENERALIZEDTIME *revoked)
{
	int64_t when;

	return v->stamp.when != 0 && revoked != NULL &&
	       x509_time(revoked, &when) == 0 && when > v->at;
}

/* The status of a signed and fresh answer; -1: it is neither. */
static int
status_of(const struct verify *v, OCSP_RESPONSE *response,
    OCSP_REQUEST *question, OCSP_CERTID *id)
{
	OCSP_BASICRESP *basic = NULL;
	X509_STORE *store = trust_store_at(v->policy->trust, v->now);
	ASN1_GENERALIZEDTIME *from = NULL, *until = NULL, *revoked = NULL;
	int status = -1, result = -1;
	int64_t begin, end;

	if (store == NULL ||
	    OCSP_response_status(response) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
		goto out;
	basic = OCSP_response_get1_basic(response);
	if (basic == NULL || OCSP_check_nonce(question, basic) == 0 ||
	    OCSP_basic_verify(basic, v->chain, store, 0) != 1 ||
	    OCSP_resp_find_status(
		basic, id, &status, NULL, &revoked, &from, &until) != 1)
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
	if (status == V_OCSP_CERTSTATUS_REVOKED && later(v, revoked))
		result = V_OCSP_CERTSTATUS_GOOD;
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
	return status == V_OCSP_CERTSTATUS_REVOKED ? verify_revoked(true, e)
						   : unknown(e);
}
