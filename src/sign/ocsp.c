/*
 * Asking the responder that the signer's certificate names (RFC 6960). Only a
 * fresh answer with a good signature counts; anything else is never a yes.
 */
#include "config.h"
#include "sign/verify.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "sign/trust.h"
#include "sign/x509.h"

#include "base/banned.h"

#define CONNECT_SECONDS 5
#define OCSP_SECONDS	10
#define OCSP_MAX	65536

static int
unknown(struct err *e)
{
	ERR_clear_error();
	return err_why(e, ERR_UNAVAILABLE, "revocation-unknown",
	    _("The certificate authority gave no reliable answer on whether "
	      "the certificate is revoked. Please try again later."));
}

/* Tries one address; -1: not connected in time. */
static int
try_address(const struct addrinfo *a)
{
	int fd = socket(a->ai_family,
	    a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
	struct pollfd p = { fd, POLLOUT, 0 };
	int why = 0;
	socklen_t len = sizeof(why);

	if (fd < 0)
		return -1;
	if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
		return fd;
	if (errno == EINPROGRESS && poll(&p, 1, CONNECT_SECONDS * 1000) == 1 &&
	    getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) == 0 && why == 0)
		return fd;
	close(fd);
	return -1;
}

/*
 * OpenSSL's own way to connect goes on trying a port that refuses until the
 * time is up; a person waits for this answer.
 */
static BIO *
connect_to(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	BIO *bio = NULL;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &all) != 0)
		return NULL;
	for (struct addrinfo *a = all; a != NULL && fd < 0; a = a->ai_next)
		fd = try_address(a);
	freeaddrinfo(all);
	if (fd >= 0)
		bio = BIO_new_socket(fd, BIO_CLOSE);
	if (fd >= 0 && bio == NULL)
		close(fd);
	return bio;
}

/* Sends the question; NULL: no answer in time, or none of that kind. */
static OCSP_RESPONSE *
ask(const char *url, const OCSP_REQUEST *question)
{
	char *host = NULL, *port = NULL, *path = NULL;
	BIO *body = BIO_new(BIO_s_mem()), *bio = NULL, *answer = NULL;
	OCSP_RESPONSE *response = NULL;
	int tls = 0;

	if (body == NULL || ASN1_item_i2d_bio(ASN1_ITEM_rptr(OCSP_REQUEST),
				body, question) != 1)
		goto out;
	if (OSSL_HTTP_parse_url(
		url, &tls, NULL, &host, &port, NULL, &path, NULL, NULL) != 1 ||
	    tls != 0)
		goto out;
	bio = connect_to(host, port);
	if (bio == NULL)
		goto out;
	answer = OSSL_HTTP_transfer(NULL, host, port, path, 0, NULL, NULL, bio,
	    bio, NULL, NULL, 0, NULL, "application/ocsp-request", body,
	    "application/ocsp-response", 1, OCSP_MAX, OCSP_SECONDS, 0);
	if (answer != NULL)
		response = d2i_OCSP_RESPONSE_bio(answer, NULL);
out:
	OPENSSL_free(host);
	OPENSSL_free(port);
	OPENSSL_free(path);
	BIO_free(body);
	BIO_free(answer);
	BIO_free(bio);
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
	return status == V_OCSP_CERTSTATUS_REVOKED ? verify_revoked(true, e)
						   : unknown(e);
}
