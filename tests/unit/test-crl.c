/* The revocation list and the OCSP responder, as OpenSSL's tools read them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "issue-world.h"
#include "portal/publish/list.h"
#include "portal/publish/responder.h"
#include "portal/store/issued.h"
#include "sign/cades.h"
#include "sign/x509.h"
#include "base/banned.h"

#define DAY 86400

struct place {
	struct issue_world *w;
	struct store *store;
	struct issuer *issuer;
};

static void
open_place(struct place *p, struct issue_world *w)
{
	char path[96];

	p->w = w;
	p->store = NULL;
	snprintf(path, sizeof(path), "%s/portal.db", w->dir);
	assert_int_equal(store_open(&p->store, path, NULL), 0);
	assert_int_equal(issuer_open(&p->issuer, &w->options, NULL), 0);
}

static void
close_place(struct place *p)
{
	store_close(p->store);
	issuer_free(p->issuer);
}

static void
write_list(struct place *p, int64_t now, struct store_crl *c)
{
	struct buf der = BUF_INIT(CRL_MAX);
	char path[96];
	struct err e = { 0 };

	if (list_make(p->store, p->issuer, &p->w->options, now, c, &e) != 0)
		fail_msg("%s", e.text);
	assert_int_equal(store_crl_newest(p->store, c, &der, NULL), 0);
	snprintf(path, sizeof(path), "%s/list.crl", p->w->dir);
	assert_int_equal(file_write(path, der.data, der.len, 0600, NULL), 0);
	buf_free(&der);
}

/* "openssl verify -crl_check" of DIR/NAME.pem. */
static int
verify(const struct place *p, const char *name, char *said, size_t size)
{
	char crl[96], cert[96];
	const char *const words[] = { "openssl", "verify", "-CAfile",
		p->w->cert, "-CRLfile", crl, "-crl_check", "-x509_strict", cert,
		NULL };

	snprintf(crl, sizeof(crl), "%s/list.crl", p->w->dir);
	snprintf(cert, sizeof(cert), "%s/%s.pem", p->w->dir, name);
	return issue_openssl(p->w, words, said, size);
}

static void
test_list(void **state)
{
	char said[8192], crl[96], serial[48] = "";
	struct place p;
	struct store_crl c;
	X509 *held, *gone, *fine;
	X509_CRL *list;
	X509_REVOKED *entry = NULL;
	struct trust *t = trust_new();
	struct cert_facts f;
	BIO *in;
	int64_t first;

	open_place(&p, *state);
	/* None yet: a list without entries. */
	write_list(&p, p.w->now, &c);
	assert_int_equal(c.number, 1);
	fine = issue_kept(p.store, p.issuer, p.w, "fine", CERTIFICATE_VALID,
	    REVOCATION_UNSTATED);
	held = issue_kept(p.store, p.issuer, p.w, "held", CERTIFICATE_SUSPENDED,
	    REVOCATION_HOLD);
	gone = issue_kept(p.store, p.issuer, p.w, "gone", CERTIFICATE_REVOKED,
	    REVOCATION_KEY_COMPROMISE);
	assert_int_equal(verify(&p, "fine", said, sizeof(said)), 0);
	assert_int_equal(verify(&p, "gone", said, sizeof(said)), 0);
	write_list(&p, p.w->now, &c);
	assert_int_equal(c.number, 2);
	first = c.this_update;
	assert_int_equal(c.next_update, first + 3600);
	assert_int_equal(verify(&p, "fine", said, sizeof(said)), 0);
	assert_int_not_equal(verify(&p, "gone", said, sizeof(said)), 0);
	assert_non_null(strstr(said, "revoked"));
	assert_int_not_equal(verify(&p, "held", said, sizeof(said)), 0);
	snprintf(crl, sizeof(crl), "%s/list.crl", p.w->dir);
	in = BIO_new_file(crl, "r");
	list = d2i_X509_CRL_bio(in, NULL);
	BIO_free(in);
	assert_non_null(list);
	assert_int_equal(X509_CRL_verify(list, ca_key(p.w->ca)), 1);
	assert_int_equal(X509_CRL_get_version(list), X509_CRL_VERSION_2);
	assert_int_equal(X509_CRL_get_ext_count(list), 2);
	assert_int_equal(X509_CRL_get0_by_cert(list, &entry, held), 1);
	assert_int_equal(X509_CRL_get0_by_cert(list, &entry, fine), 0);
	assert_int_equal(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(list)), 2);
	/* The portal's own verification takes it. */
	assert_int_equal(trust_add_ca_file(t, p.w->cert, NULL), 0);
	assert_int_equal(trust_add_crl_file(t, crl, NULL), 0);
	assert_int_equal(trust_settled(t, NULL), 0);
	trust_free(t);
	/* Opened: it leaves the list; revoked: it never does. */
	assert_int_equal(x509_facts(held, &f, NULL), 0);
	snprintf(serial, sizeof(serial), "%s", f.serial);
	assert_int_equal(
	    store_certificate_change(p.store, TCKN, serial, CERTIFICATE_VALID,
		REVOCATION_UNSTATED, p.w->now + 1, NULL),
	    0);
	assert_int_equal(x509_facts(gone, &f, NULL), 0);
	assert_int_equal(
	    store_certificate_change(p.store, TCKN, f.serial, CERTIFICATE_VALID,
		REVOCATION_UNSTATED, p.w->now + 1, NULL),
	    ERR_CONFLICT);
	write_list(&p, p.w->now + 1, &c);
	assert_int_equal(verify(&p, "held", said, sizeof(said)), 0);
	assert_int_not_equal(verify(&p, "gone", said, sizeof(said)), 0);
	X509_CRL_free(list);
	X509_free(fine);
	X509_free(held);
	X509_free(gone);
	close_place(&p);
}

/* Who is on the list must not leave it before a list after his end. */
static void
test_ended(void **state)
{
	struct place p;
	struct store_crl c;
	char said[8192], crl[96];
	const char *const words[] = { "openssl", "crl", "-in", crl, "-inform",
		"DER", "-noout", "-text", NULL };
	X509 *gone;
	int64_t end;

	open_place(&p, *state);
	snprintf(crl, sizeof(crl), "%s/list.crl", p.w->dir);
	gone = issue_kept(p.store, p.issuer, p.w, "gone", CERTIFICATE_REVOKED,
	    REVOCATION_SUPERSEDED);
	end = p.w->now + (int64_t)1095 * DAY;
	write_list(&p, end - 10, &c);
	write_list(&p, end + 10, &c);
	assert_int_equal(issue_openssl(p.w, words, said, sizeof(said)), 0);
	assert_non_null(strstr(said, "Superseded"));
	write_list(&p, end + 20, &c);
	assert_int_equal(issue_openssl(p.w, words, said, sizeof(said)), 0);
	assert_non_null(strstr(said, "No Revoked Certificates"));
	X509_free(gone);
	close_place(&p);
}

static void
test_due(void **state)
{
	struct place p;
	struct store_crl c;
	bool due = false;
	int64_t now;
	X509 *cert;

	open_place(&p, *state);
	now = p.w->now;
	assert_int_equal(list_due(p.store, &p.w->options, now, &due, NULL), 0);
	assert_true(due);
	write_list(&p, now + 10, &c);
	assert_int_equal(
	    list_due(p.store, &p.w->options, now + 20, &due, NULL), 0);
	assert_false(due);
	assert_int_equal(
	    list_due(p.store, &p.w->options, now + 10 + 600, &due, NULL), 0);
	assert_true(due);
	cert = issue_kept(p.store, p.issuer, p.w, "one", CERTIFICATE_SUSPENDED,
	    REVOCATION_HOLD);
	X509_free(cert);
	write_list(&p, now + 20, &c);
	assert_int_equal(
	    list_due(p.store, &p.w->options, now + 21, &due, NULL), 0);
	assert_false(due);
	close_place(&p);
}

/* The status in an answer, or the error of the whole as a negative number. */
static int
ask(struct place *p, const struct responder *r, X509 *cert, X509 *issuer,
    const EVP_MD *md, int *reason)
{
	struct buf out = BUF_INIT(65536);
	OCSP_REQUEST *q = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(md, cert, issuer), *own;
	X509_STORE *store = X509_STORE_new();
	OCSP_BASICRESP *basic;
	OCSP_RESPONSE *answer;
	ASN1_GENERALIZEDTIME *since, *from, *until;
	struct ocsp_question asked;
	const unsigned char *at;
	unsigned char *der = NULL;
	int len, status = -1;

	own = OCSP_CERTID_dup(id);
	assert_non_null(OCSP_request_add0_id(q, own));
	assert_int_equal(OCSP_request_add1_nonce(q, NULL, 16), 1);
	len = i2d_OCSP_REQUEST(q, &der);
	asked = (struct ocsp_question){ der, (size_t)len, p->w->now, 300 };
	assert_int_equal(responder_answer(r, p->store, &asked, &out, NULL), 0);
	at = (const unsigned char *)out.data;
	answer = d2i_OCSP_RESPONSE(NULL, &at, (long)out.len);
	assert_non_null(answer);
	if (OCSP_response_status(answer) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
		status = -OCSP_response_status(answer);
	} else {
		basic = OCSP_response_get1_basic(answer);
		assert_int_equal(OCSP_check_nonce(q, basic), 1);
		assert_int_equal(
		    X509_STORE_add_cert(store, ca_cert(p->w->ca)), 1);
		assert_int_equal(OCSP_basic_verify(basic, NULL, store, 0), 1);
		assert_int_equal(OCSP_resp_find_status(basic, id, &status,
				     reason, &since, &from, &until),
		    1);
		assert_int_equal(OCSP_check_validity(from, until, 5, -1), 1);
		OCSP_BASICRESP_free(basic);
	}
	X509_STORE_free(store);
	OCSP_RESPONSE_free(answer);
	OCSP_REQUEST_free(q);
	OCSP_CERTID_free(id);
	OPENSSL_free(der);
	buf_free(&out);
	return status;
}

static void
test_ocsp(void **state)
{
	struct place p;
	struct responder *r = NULL;
	X509 *fine, *held, *gone;
	struct ca_profile foreign;
	struct ca_id *other = NULL, *stranger = NULL;
	int why = 0;

	open_place(&p, *state);
	foreign = ca_profile_root("Başka", p.w->now, 10);
	assert_int_equal(ca_issue(&other, NULL, &foreign, NULL), 0);
	foreign = ca_profile_person("A", TCKN, p.w->now, 10);
	assert_int_equal(ca_issue(&stranger, p.w->ca, &foreign, NULL), 0);
	assert_int_equal(responder_make(&r, p.issuer, p.w->now, 7, NULL), 0);
	assert_int_equal(
	    X509_check_purpose(r->cert, X509_PURPOSE_OCSP_HELPER, 0), 1);
	assert_true(
	    X509_get_ext_by_NID(r->cert, NID_id_pkix_OCSP_noCheck, -1) >= 0);
	fine = issue_kept(p.store, p.issuer, p.w, "fine", CERTIFICATE_VALID,
	    REVOCATION_UNSTATED);
	held = issue_kept(p.store, p.issuer, p.w, "held", CERTIFICATE_SUSPENDED,
	    REVOCATION_HOLD);
	gone = issue_kept(p.store, p.issuer, p.w, "gone", CERTIFICATE_REVOKED,
	    REVOCATION_KEY_COMPROMISE);
	assert_int_equal(ask(&p, r, fine, ca_cert(p.w->ca), NULL, &why),
	    V_OCSP_CERTSTATUS_GOOD);
	assert_int_equal(ask(&p, r, fine, ca_cert(p.w->ca), EVP_sha256(), &why),
	    V_OCSP_CERTSTATUS_GOOD);
	assert_int_equal(ask(&p, r, held, ca_cert(p.w->ca), NULL, &why),
	    V_OCSP_CERTSTATUS_REVOKED);
	assert_int_equal(why, OCSP_REVOKED_STATUS_CERTIFICATEHOLD);
	assert_int_equal(ask(&p, r, gone, ca_cert(p.w->ca), NULL, &why),
	    V_OCSP_CERTSTATUS_REVOKED);
	assert_int_equal(why, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
	/* Never issued, though signed by our key; another CA's. */
	assert_int_equal(
	    ask(&p, r, ca_cert(stranger), ca_cert(p.w->ca), NULL, &why),
	    V_OCSP_CERTSTATUS_UNKNOWN);
	assert_int_equal(ask(&p, r, fine, ca_cert(other), NULL, &why),
	    -OCSP_RESPONSE_STATUS_UNAUTHORIZED);
	assert_int_equal(ask(&p, NULL, fine, ca_cert(p.w->ca), NULL, &why),
	    -OCSP_RESPONSE_STATUS_TRYLATER);
	ca_id_free(other);
	ca_id_free(stranger);
	responder_drop(r);
	X509_free(fine);
	X509_free(held);
	X509_free(gone);
	close_place(&p);
}

/* What is no question gets an unsigned error, never nothing and never a
 * signature. */
static void
test_no_question(void **state)
{
	static const unsigned char bytes[][8] = { { 0 }, { 0x30, 0x00 },
		{ 0x30, 0x80, 0, 0 }, { 0x30, 0x03, 0x02, 0x01, 0x01 } };
	unsigned char big[OCSP_QUESTION_MAX + 1] = { 0x30 };
	struct responder *r = NULL;
	struct place p;

	open_place(&p, *state);
	assert_int_equal(responder_make(&r, p.issuer, p.w->now, 7, NULL), 0);
	for (size_t i = 0; i < 6; i++) {
		struct ocsp_question asked = { .now = p.w->now,
			.seconds = 300 };
		struct buf out = BUF_INIT(4096);
		OCSP_RESPONSE *answer;
		const unsigned char *at;

		asked.der = i < 4 ? bytes[i] : big;
		asked.len = i < 4 ? sizeof(bytes[i]) : i == 4 ? sizeof(big) : 0;
		assert_int_equal(
		    responder_answer(r, p.store, &asked, &out, NULL), 0);
		at = (const unsigned char *)out.data;
		answer = d2i_OCSP_RESPONSE(NULL, &at, (long)out.len);
		assert_int_equal(OCSP_response_status(answer),
		    OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
		OCSP_RESPONSE_free(answer);
		buf_free(&out);
	}
	responder_drop(r);
	close_place(&p);
}

int
main(void)
{
#define T(f)                                                                   \
	cmocka_unit_test_setup_teardown(f, issue_world_open, issue_world_close)
	const struct CMUnitTest tests[] = {
		T(test_list),
		T(test_ended),
		T(test_due),
		T(test_ocsp),
		T(test_no_question),
	};

	return cmocka_run_group_tests_name("crl", tests, NULL, NULL);
}
