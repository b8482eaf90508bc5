/* The profile of a qualified certificate, field by field, and the requests
 * that get none. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "issue-world.h"
#include "portal/issue/ca-file-der.h"
#include "portal/issue/signed.h"
#include "sign/cert.h"
#include "sign/x509.h"
#include "base/banned.h"

static struct issuer *
open_issuer(const struct issue_world *w)
{
	struct issuer *i = NULL;
	struct err e = { 0 };

	if (issuer_open(&i, &w->options, &e) != 0)
		fail_msg("%s", e.text);
	return i;
}

static X509 *
good(struct issuer *i, const struct issue_world *w, EVP_PKEY *key,
    STACK_OF(X509_EXTENSION) * asked)
{
	struct buf request = BUF_INIT(REQUEST_MAX);
	struct err e = { 0 };
	X509 *cert = NULL;

	issue_request(&request, key, NULL, NULL, asked);
	if (issue_order(i, w, &request, &cert, &e) != 0)
		fail_msg("%s", e.text);
	assert_non_null(cert);
	buf_free(&request);
	return cert;
}

static void
want_entry(X509 *cert, int nid, int type, const char *want)
{
	X509_NAME *name = X509_get_subject_name(cert);
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	const ASN1_STRING *s;

	assert_true(at >= 0);
	assert_int_equal(X509_NAME_get_index_by_NID(name, nid, at), -1);
	s = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
	assert_int_equal(ASN1_STRING_type(s), type);
	assert_int_equal(ASN1_STRING_length(s), strlen(want));
	assert_memory_equal(ASN1_STRING_get0_data(s), want, strlen(want));
}

static const unsigned char *
extension(X509 *cert, int nid, bool critical, int *len)
{
	int at = X509_get_ext_by_NID(cert, nid, -1);
	X509_EXTENSION *ext;

	if (at < 0)
		fail_msg("%s is missing", OBJ_nid2sn(nid));
	ext = X509_get_ext(cert, at);
	assert_int_equal(X509_EXTENSION_get_critical(ext), critical);
	*len = ASN1_STRING_length(X509_EXTENSION_get_data(ext));
	return ASN1_STRING_get0_data(X509_EXTENSION_get_data(ext));
}

static void
want_uri(X509 *cert, int nid, const char *uri)
{
	char *text = NULL;
	BIO *out = BIO_new(BIO_s_mem());
	int at = X509_get_ext_by_NID(cert, nid, -1);

	assert_true(at >= 0);
	assert_int_equal(
	    X509V3_EXT_print(out, X509_get_ext(cert, at), 0, 0), 1);
	BIO_write(out, "", 1);
	BIO_get_mem_data(out, &text);
	if (strstr(text, uri) == NULL)
		fail_msg("%s is not in: %s", uri, text);
	BIO_free(out);
}

static void
want_extensions(X509 *cert)
{
	/* { 0.4.0.1862.1.1 }, { 2.16.792.1.61.0.1.5070.1.1 } */
	static const unsigned char statements[] = { 0x30, 0x19, 0x30, 0x08,
		0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x01, 0x30, 0x0d,
		0x06, 0x0b, 0x60, 0x86, 0x18, 0x01, 0x3d, 0x00, 0x01, 0xa7,
		0x4e, 0x01, 0x01 };
	static const unsigned char usage[] = { 0x03, 0x02, 0x06, 0x40 };
	const unsigned char *p;
	int len;

	p = extension(cert, NID_qcStatements, false, &len);
	assert_int_equal(len, sizeof(statements));
	assert_memory_equal(p, statements, sizeof(statements));
	p = extension(cert, NID_key_usage, true, &len);
	assert_int_equal(len, sizeof(usage));
	assert_memory_equal(p, usage, sizeof(usage));
	extension(cert, NID_basic_constraints, true, &len);
	assert_int_equal(len, 2); /* an empty SEQUENCE: no CA */
	extension(cert, NID_subject_key_identifier, false, &len);
	assert_int_equal(len, 22);
	extension(cert, NID_authority_key_identifier, false, &len);
	extension(cert, NID_certificate_policies, false, &len);
	extension(cert, NID_crl_distribution_points, false, &len);
	extension(cert, NID_info_access, false, &len);
	want_uri(cert, NID_certificate_policies, "2.16.792.1.61.0.1.5070.1.1");
	want_uri(cert, NID_crl_distribution_points, CRL_URL);
	want_uri(cert, NID_info_access, OCSP_URL);
	want_uri(cert, NID_info_access, CA_URL);
	assert_int_equal(X509_get_ext_count(cert), 8);
}

static void
test_profile(void **state)
{
	struct issue_world *w = *state;
	struct issuer *i = open_issuer(w);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = good(i, w, key, NULL);
	struct cert_facts f;

	assert_int_equal(X509_get_version(cert), X509_VERSION_3);
	assert_int_equal(X509_get_signature_nid(cert), NID_ecdsa_with_SHA384);
	assert_int_equal(X509_verify(cert, ca_key(w->ca)), 1);
	assert_int_equal(X509_check_issued(ca_cert(w->ca), cert), X509_V_OK);
	assert_int_equal(X509_NAME_entry_count(X509_get_subject_name(cert)), 5);
	want_entry(cert, NID_countryName, V_ASN1_PRINTABLESTRING, "TR");
	want_entry(cert, NID_serialNumber, V_ASN1_PRINTABLESTRING, TCKN);
	want_entry(cert, NID_givenName, V_ASN1_UTF8STRING, "AYŞE NUR");
	want_entry(cert, NID_surname, V_ASN1_UTF8STRING, "ÖĞRETMEN");
	want_entry(
	    cert, NID_commonName, V_ASN1_UTF8STRING, "AYŞE NUR ÖĞRETMEN");
	want_extensions(cert);
	assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(cert), key), 1);
	assert_int_equal(x509_facts(cert, &f, NULL), 0);
	assert_int_equal(f.not_before, w->now);
	assert_int_equal(f.not_after, w->now + (int64_t)1095 * 86400);
	assert_int_equal(strlen(f.serial), 32);
	assert_int_equal(cert_usable(&f, w->now, TCKN, NULL), 0);
	X509_free(cert);
	EVP_PKEY_free(key);
	issuer_free(i);
}

static X509_EXTENSION *
asked(int nid, const char *value)
{
	X509_EXTENSION *ext = X509V3_EXT_nconf_nid(NULL, NULL, nid, value);

	assert_non_null(ext);
	return ext;
}

/* Extensions and names of the request are not given. */
static void
test_asked_for(void **state)
{
	struct issue_world *w = *state;
	struct issuer *i = open_issuer(w);
	STACK_OF(X509_EXTENSION) *list = sk_X509_EXTENSION_new_null();
	EVP_PKEY *key = EVP_RSA_gen(2048);
	X509 *cert;

	sk_X509_EXTENSION_push(
	    list, asked(NID_basic_constraints, "critical,CA:TRUE"));
	sk_X509_EXTENSION_push(
	    list, asked(NID_key_usage, "keyCertSign,digitalSignature"));
	sk_X509_EXTENSION_push(
	    list, asked(NID_subject_alt_name, "DNS:portal.example"));
	sk_X509_EXTENSION_push(list, asked(NID_ext_key_usage, "OCSPSigning"));
	cert = good(i, w, key, list);
	want_extensions(cert);
	assert_int_equal(X509_check_ca(cert), 0);
	X509_free(cert);
	sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
	EVP_PKEY_free(key);
	issuer_free(i);
}

static void
refused(const struct buf *der, const char *reason)
{
	struct request *r = NULL;
	struct err e = { 0 };

	assert_true(request_read(&r, buf_str(der), der->len, &e) < 0);
	if (strcmp(e.reason, reason) != 0)
		fail_msg("want %s, got %s: %s", reason, e.reason, e.text);
	assert_null(r);
}

static void
test_requests(void **state)
{
	struct buf der = BUF_INIT(65536);
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	EVP_PKEY *weak[] = { EVP_RSA_gen(1024), EVP_EC_gen("secp256k1"),
		EVP_EC_gen("P-224"), EVP_EC_gen("P-521"),
		EVP_PKEY_Q_keygen(NULL, NULL, "ED25519") };
	struct request *r = NULL;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		issue_request(&der, weak[i], NULL, NULL, NULL);
		refused(&der, "weak-key");
		EVP_PKEY_free(weak[i]);
	}
	EVP_PKEY_free(weak[4]);
	issue_request(&der, key, NULL, EVP_sha1(), NULL);
	refused(&der, "weak-digest");
	/* Somebody else's key, signed with one's own. */
	issue_request(&der, key, other, NULL, NULL);
	refused(&der, "proof");
	issue_request(&der, key, NULL, NULL, NULL);
	assert_int_equal(request_read(&r, der.data, der.len, NULL), 0);
	request_free(r);
	/* Every byte changed is refused one way or another. */
	for (size_t i = 0; i < der.len; i++) {
		der.data[i] ^= 1;
		r = NULL;
		assert_true(request_read(&r, der.data, der.len, NULL) < 0);
		der.data[i] ^= 1;
	}
	for (size_t n = 0; n < der.len; n++)
		assert_true(request_read(&r, der.data, n, NULL) < 0);
	buf_addc(&der, '\0');
	refused(&der, "request");
	buf_reset(&der);
	buf_adds(&der, "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n"
		       "-----END CERTIFICATE REQUEST-----\n");
	refused(&der, "request");
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
	buf_free(&der);
}

static void
test_pem(void **state)
{
	struct buf der = BUF_INIT(65536);
	EVP_PKEY *key = EVP_EC_gen("P-384");
	BIO *out = BIO_new(BIO_s_mem());
	struct request *r = NULL;
	char *text = NULL;
	long len;

	(void)state;
	issue_request(&der, key, NULL, EVP_sha384(), NULL);
	assert_int_equal(PEM_write_bio(out, "CERTIFICATE REQUEST", "",
			     (unsigned char *)der.data, (long)der.len) > 0,
	    1);
	len = BIO_get_mem_data(out, &text);
	assert_int_equal(request_read(&r, text, (size_t)len, NULL), 0);
	assert_int_equal(EVP_PKEY_eq(r->key, key), 1);
	request_free(r);
	BIO_free(out);
	EVP_PKEY_free(key);
	buf_free(&der);
}

/* What a CA gives is compared with what was ordered. */
static void
test_accept(void **state)
{
	struct issue_world *w = *state;
	struct issuer *i = open_issuer(w);
	struct buf der = BUF_INIT(65536), request = BUF_INIT(REQUEST_MAX);
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	struct request *r = NULL;
	struct issue_order o = {
		.tckn = TCKN, .not_before = w->now, .not_after = w->now + 86400
	};

	issue_request(&request, key, NULL, NULL, NULL);
	assert_int_equal(request_read(&r, request.data, request.len, NULL), 0);
	o.request = r;
	for (int n = 0; n < 7; n++) {
		struct ca_profile p = ca_profile_person("A", TCKN, w->now, 1);
		struct ca_id *id = NULL;
		struct err e = { 0 };

		p.use_key = n == 0 ? other : key;
		if (n == 1)
			p.serial_number = "10000000214";
		if (n == 2)
			p.key_usage =
			    "critical,digitalSignature,nonRepudiation";
		if (n == 3)
			p.qc_statements = CA_QC_SEAL;
		if (n == 4)
			p.not_after = w->now + 864000;
		if (n == 5)
			p.not_before = w->now - 86400;
		assert_int_equal(
		    ca_issue(&id, n == 6 ? NULL : w->ca, &p, NULL), 0);
		buf_reset(&der);
		assert_int_equal(ca_cert_der(id, &der, NULL), 0);
		assert_int_equal(issuer_accept(i, &o, (unsigned char *)der.data,
				     der.len, &e),
		    ERR_INVALID);
		assert_string_equal(e.reason, "not-ordered");
		ca_id_free(id);
	}
	request_free(r);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
	buf_free(&der);
	buf_free(&request);
	issuer_free(i);
}

static int
keep_name(void *arg, const struct issued_cert *c, struct err *e)
{
	const unsigned char *p = c->der;

	(void)e;
	*(X509 **)arg = d2i_X509(NULL, &p, (long)c->len);
	return 0;
}

/* Names longer than a commonName may be: it ends early, they do not. */
static void
test_long_name(void **state)
{
	struct issue_world *w = *state;
	struct issuer *i = open_issuer(w);
	struct buf request = BUF_INIT(REQUEST_MAX);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct request *r = NULL;
	X509 *cert = NULL;
	struct err e = { 0 };
	struct issue_order o = { .tckn = TCKN,
		.name = "ŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞŞ ĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞĞ",
		.surname = "ÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖ",
		.serial = "41000000000000000000000000000001",
		.not_before = w->now,
		.not_after = w->now + 86400,
		.keep = keep_name,
		.arg = &cert };

	issue_request(&request, key, NULL, NULL, NULL);
	assert_int_equal(request_read(&r, request.data, request.len, NULL), 0);
	o.request = r;
	if (i->ops->issue(i, &o, &e) != 0)
		fail_msg("%s", e.text);
	want_entry(cert, NID_givenName, V_ASN1_UTF8STRING, o.name);
	want_entry(cert, NID_surname, V_ASN1_UTF8STRING, o.surname);
	want_entry(cert, NID_commonName, V_ASN1_UTF8STRING, o.name);
	X509_free(cert);
	request_free(r);
	EVP_PKEY_free(key);
	buf_free(&request);
	issuer_free(i);
}

static void
test_settings(void **state)
{
	struct issue_world *w = *state;
	struct issuer *i = NULL;
	struct err e = { 0 };
	char none[] = "none", missing[] = "/nonexistent/ca.pem";

	w->options.issuer = none;
	assert_int_equal(issuer_open(&i, &w->options, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "no-issuer");
	w->options.issuer = (char[]){ "builtin" };
	w->options.issuer_certificate = missing;
	assert_int_equal(issuer_open(&i, &w->options, &e), ERR_NOT_FOUND);
	/* Another's key. */
	w->options.issuer_certificate = w->cert;
	{
		struct ca_profile p = ca_profile_root("Başka", w->now, 1);
		struct ca_id *other = NULL;

		assert_int_equal(ca_issue(&other, NULL, &p, NULL), 0);
		assert_int_equal(ca_write_key(w->key, other, NULL), 0);
		ca_id_free(other);
	}
	assert_true(issuer_open(&i, &w->options, &e) < 0);
	assert_null(i);
}

int
main(void)
{
#define T(f)                                                                   \
	cmocka_unit_test_setup_teardown(f, issue_world_open, issue_world_close)
	const struct CMUnitTest tests[] = {
		T(test_profile),
		T(test_asked_for),
		T(test_requests),
		T(test_pem),
		T(test_accept),
		T(test_long_name),
		T(test_settings),
	};

	return cmocka_run_group_tests_name("issuer", tests, NULL, NULL);
}
