#include "config.h"
#include "portal/publish/responder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/x509.h>

#include "base/base64.h"
#include "base/lang.h"
#include "portal/issue/ca-der.h"
#include "portal/issue/issuer.h"
#include "portal/store/issued.h"
#include "sign/tlv.h"

#include "base/banned.h"

#define DAY	   INT64_C(86400)
#define SKEW	   300
#define NONCE_MAX  34 /* 32 bytes of RFC 8954 in an OCTET STRING */
#define SERIAL_MAX 20

int
responder_make(struct responder **out, struct issuer *i, int64_t now, long days,
    struct err *e)
{
	struct responder *r = calloc(1, sizeof(*r));
	int rc;

	if (r == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	atomic_init(&r->users, 1);
	r->not_before = now - SKEW;
	r->not_after = now + days * DAY;
	snprintf(r->issuer, sizeof(r->issuer), "%s", i->name);
	r->key = EVP_EC_gen("P-256");
	if (r->key == NULL || X509_up_ref(i->ca) != 1) {
		rc = ca_failed(e);
	} else {
		r->ca = i->ca;
		rc = i->ops->responder(
		    i, r->key, r->not_before, r->not_after, &r->cert, e);
	}
	if (rc < 0) {
		responder_drop(r);
		return rc;
	}
	*out = r;
	return 0;
}

struct responder *
responder_share(struct responder *r)
{
	if (r != NULL)
		atomic_fetch_add(&r->users, 1);
	return r;
}

void
responder_drop(struct responder *r)
{
	if (r == NULL || atomic_fetch_sub(&r->users, 1) > 1)
		return;
	X509_free(r->ca);
	X509_free(r->cert);
	EVP_PKEY_free(r->key);
	free(r);
}

/* Exactly one question in DER, with a reasonable number of certificates. */
static OCSP_REQUEST *
parse(const unsigned char *der, size_t len)
{
	const unsigned char *p = der;
	OCSP_REQUEST *q;
	X509_EXTENSION *nonce;
	int n, at;

	if (len == 0 || len > OCSP_QUESTION_MAX ||
	    tlv_check(der, len, NULL) < 0)
		return NULL;
	q = d2i_OCSP_REQUEST(NULL, &p, (long)len);
	ERR_clear_error();
	if (q == NULL)
		return NULL;
	n = OCSP_request_onereq_count(q);
	at = OCSP_REQUEST_get_ext_by_NID(q, NID_id_pkix_OCSP_Nonce, -1);
	nonce = at < 0 ? NULL : OCSP_REQUEST_get_ext(q, at);
	if (p == der + len && n >= 1 && n <= OCSP_ASKED_MAX &&
	    (nonce == NULL || ASN1_STRING_length(
				  X509_EXTENSION_get_data(nonce)) <= NONCE_MAX))
		return q;
	OCSP_REQUEST_free(q);
	return NULL;
}

/* Whether the question is about a certificate of this CA. */
static bool
is_ours(const struct responder *r, OCSP_CERTID *id)
{
	ASN1_OBJECT *md_oid = NULL;
	ASN1_INTEGER *serial = NULL;
	const EVP_MD *md;
	OCSP_CERTID *ca;
	bool same;

	OCSP_id_get0_info(NULL, &md_oid, NULL, &serial, id);
	md = EVP_get_digestbyobj(md_oid);
	if (md == NULL)
		return false;
	ca = OCSP_cert_id_new(md, X509_get_subject_name(r->ca),
	    X509_get0_pubkey_bitstr(r->ca), serial);
	same = ca != NULL && OCSP_id_issuer_cmp(ca, id) == 0;
	OCSP_CERTID_free(ca);
	ERR_clear_error();
	return same;
}

/* For another CA's certificates nobody asked us to speak (RFC 6960 §2.3). */
static bool
all_ours(const struct responder *r, OCSP_REQUEST *q)
{
	for (int i = 0; i < OCSP_request_onereq_count(q); i++)
		if (!is_ours(
			r, OCSP_onereq_get0_id(OCSP_request_onereq_get0(q, i))))
			return false;
	return true;
}

static bool
serial_text(OCSP_CERTID *id, char out[2 * SERIAL_MAX + 1])
{
	ASN1_INTEGER *serial = NULL;

	OCSP_id_get0_info(NULL, NULL, NULL, &serial, id);
	if (serial == NULL || ASN1_STRING_length(serial) > SERIAL_MAX ||
	    ASN1_STRING_type(serial) != V_ASN1_INTEGER)
		return false;
	hex_encode(ASN1_STRING_get0_data(serial),
	    (size_t)ASN1_STRING_length(serial), out);
	return true;
}

struct verdict {
	int status, reason;
	int64_t since;
};

/* RFC 6960 §2.2: suspended is revoked with the reason certificateHold. */
static int
judge(const struct responder *r, struct store *s, OCSP_CERTID *id,
    struct verdict *out, struct err *e)
{
	char serial[2 * SERIAL_MAX + 1];
	struct certificate_status c;
	int rc;

	*out = (struct verdict){ V_OCSP_CERTSTATUS_UNKNOWN,
		OCSP_REVOKED_STATUS_NOSTATUS, 0 };
	if (!serial_text(id, serial))
		return 0;
	rc = store_issued_status(s, r->issuer, serial, &c, e);
	if (rc < 0)
		return rc == ERR_NOT_FOUND ? 0 : rc;
	out->status = c.state == CERTIFICATE_VALID ? V_OCSP_CERTSTATUS_GOOD
						   : V_OCSP_CERTSTATUS_REVOKED;
	out->reason = (int)c.reason;
	out->since = c.changed_at;
	return 0;
}

static int
add_one(OCSP_BASICRESP *basic, OCSP_CERTID *id, const struct verdict *v,
    int64_t now, long seconds)
{
	ASN1_TIME *since =
	    v->status == V_OCSP_CERTSTATUS_REVOKED
		? ASN1_GENERALIZEDTIME_set(NULL, (time_t)v->since)
		: NULL;
	ASN1_TIME *from = ASN1_GENERALIZEDTIME_set(NULL, (time_t)now);
	ASN1_TIME *until =
	    seconds > 0 ? ASN1_GENERALIZEDTIME_set(NULL, (time_t)now + seconds)
			: NULL;
	int rc = from != NULL && OCSP_basic_add1_status(basic, id, v->status,
				     v->reason, since, from, until) != NULL
		     ? 0
		     : -1;

	ASN1_TIME_free(since);
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	return rc;
}

static int
fill(const struct responder *r, struct store *s,
    const struct ocsp_question *asked, OCSP_REQUEST *q, OCSP_BASICRESP *basic,
    struct err *e)
{
	for (int i = 0; i < OCSP_request_onereq_count(q); i++) {
		OCSP_CERTID *id =
		    OCSP_onereq_get0_id(OCSP_request_onereq_get0(q, i));
		struct verdict v;
		int rc = judge(r, s, id, &v, e);

		if (rc < 0)
			return rc;
		if (add_one(basic, id, &v, asked->now, asked->seconds) < 0)
			return ca_failed(e);
	}
	if (OCSP_copy_nonce(basic, q) == 0 ||
	    OCSP_basic_sign(basic, r->cert, r->key, EVP_sha256(), NULL,
		OCSP_RESPID_KEY) != 1)
		return ca_failed(e);
	return 0;
}

/* Adds a whole answer; basic NULL: an error. */
static int
wrap(int status, OCSP_BASICRESP *basic, struct buf *out, struct err *e)
{
	OCSP_RESPONSE *answer = OCSP_response_create(status, basic);
	unsigned char *der = NULL;
	int len = answer == NULL ? -1 : i2d_OCSP_RESPONSE(answer, &der);
	int rc =
	    len <= 0 || buf_add(out, der, (size_t)len) < 0 ? ca_failed(e) : 0;

	OPENSSL_free(der);
	OCSP_RESPONSE_free(answer);
	return rc;
}

int
responder_answer(const struct responder *r, struct store *s,
    const struct ocsp_question *asked, struct buf *out, struct err *e)
{
	OCSP_REQUEST *q = parse(asked->der, asked->len);
	OCSP_BASICRESP *basic = NULL;
	int rc;

	if (q == NULL)
		return wrap(
		    OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, NULL, out, e);
	if (r == NULL || asked->now > r->not_after) {
		rc = wrap(OCSP_RESPONSE_STATUS_TRYLATER, NULL, out, e);
		goto out;
	}
	if (!all_ours(r, q)) {
		rc = wrap(OCSP_RESPONSE_STATUS_UNAUTHORIZED, NULL, out, e);
		goto out;
	}
	basic = OCSP_BASICRESP_new();
	rc = basic == NULL ? ca_failed(e) : fill(r, s, asked, q, basic, e);
	if (rc == 0)
		rc = wrap(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic, out, e);
	else
		rc = wrap(OCSP_RESPONSE_STATUS_INTERNALERROR, NULL, out, e) < 0
			 ? ERR_INTERNAL
			 : rc;
out:
	OCSP_BASICRESP_free(basic);
	OCSP_REQUEST_free(q);
	ERR_clear_error();
	return rc;
}
