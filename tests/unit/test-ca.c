#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/file.h"
#include "portal/issue/ca.h"

#include "base/banned.h"

static struct ca_id *
issue(const struct ca_id *issuer, struct ca_profile p)
{
	struct ca_id *id = NULL;
	struct err e = { 0 };

	if (ca_issue(&id, issuer, &p, &e) != 0)
		fail_msg("%s", e.text);
	return id;
}

/* The result of OpenSSL's own verification with everything strict. */
static int
verified(const struct ca_id *root, const struct ca_id *sub,
    const struct ca_id *leaf, X509_CRL *crl)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int result;

	assert_int_equal(X509_STORE_add_cert(store, ca_cert(root)), 1);
	assert_int_equal(X509_STORE_add_cert(store, ca_cert(sub)), 1);
	if (crl != NULL) {
		assert_int_equal(X509_STORE_add_crl(store, crl), 1);
		X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
	}
	X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT);
	assert_int_equal(
	    X509_STORE_CTX_init(ctx, store, ca_cert(leaf), NULL), 1);
	X509_verify_cert(ctx);
	result = X509_STORE_CTX_get_error(ctx);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return result;
}

static void
test_chain(void **state)
{
	int64_t now = clock_wall();
	struct ca_profile p = ca_profile_root("Root", now, 3650);
	struct ca_id *root, *sub, *leaf, *tls;
	struct ca_revoked gone = { NULL, now - 60, 1 };
	struct ca_crl_profile cp = { 7, now - 60, now + 3600, &gone, 1, NULL };
	X509_CRL *crl = NULL;
	struct err e = { 0 };

	(void)state;
	p.key = CA_KEY_RSA_2048;
	p.pss = true;
	root = issue(NULL, p);
	p = ca_profile_sub("Sub", now, 1825);
	p.pss = true;
	sub = issue(root, p);
	assert_int_equal(X509_get_signature_nid(ca_cert(sub)), NID_rsassaPss);
	p = ca_profile_person("Ayşe Öğretmen", "10000000146", now, 365);
	p.crl_points = "URI:http://crl.example/sub.crl";
	p.access_info = "OCSP;URI:http://ocsp.example/";
	p.policies = "2.16.792.1.61.0.1.5070.1.1";
	leaf = issue(sub, p);
	assert_int_equal(verified(root, sub, leaf, NULL), X509_V_OK);
	assert_int_not_equal(
	    X509_get_ext_by_NID(ca_cert(leaf), NID_qcStatements, -1), -1);
	tls = issue(sub, ca_profile_server("localhost",
			     "DNS:localhost,IP:127.0.0.1", now, 30));
	assert_int_equal(
	    X509_check_host(ca_cert(tls), "localhost", 0, 0, NULL), 1);
	assert_int_equal(X509_check_ip_asc(ca_cert(tls), "127.0.0.1", 0), 1);
	gone.id = leaf;
	assert_int_equal(ca_crl(&crl, sub, &cp, &e), 0);
	assert_int_equal(verified(root, sub, tls, crl), X509_V_OK);
	assert_int_equal(
	    verified(root, sub, leaf, crl), X509_V_ERR_CERT_REVOKED);
	X509_CRL_free(crl);
	ca_id_free(tls);
	ca_id_free(leaf);
	ca_id_free(sub);
	ca_id_free(root);
}

static void
test_files(void **state)
{
	char dir[] = "/tmp/eimza-test-XXXXXX", cert[64], key[64];
	int64_t now = clock_wall();
	struct ca_id *root = issue(NULL, ca_profile_root("Root", now, 1));
	struct ca_id *other = issue(NULL, ca_profile_root("Other", now, 1));
	const struct ca_id *ids[] = { root, other };
	struct ca_id *back = NULL;
	struct err e = { 0 };
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(cert, sizeof(cert), "%s/cert.pem", dir);
	snprintf(key, sizeof(key), "%s/key.pem", dir);
	assert_int_equal(ca_write_cert(cert, ids, 2, &e), 0);
	assert_int_equal(ca_write_key(key, root, &e), 0);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(ca_read(&back, cert, key, &e), 0);
	assert_int_equal(X509_cmp(ca_cert(back), ca_cert(root)), 0);
	ca_id_free(back);
	back = NULL;
	/* Another's key, and a file that is no key. */
	assert_int_equal(ca_write_key(key, other, &e), 0);
	assert_int_equal(ca_read(&back, cert, key, &e), ERR_INVALID);
	assert_int_equal(ca_read(&back, cert, cert, &e), ERR_INVALID);
	assert_null(back);
	file_remove_tree(dir);
	ca_id_free(root);
	ca_id_free(other);
}

static void
test_refused(void **state)
{
	struct ca_profile p = ca_profile_root("Root", clock_wall(), 1);
	struct ca_id *id = NULL;
	struct err e = { 0 };

	(void)state;
	p.key_usage = "critical,noSuchUsage";
	assert_int_equal(ca_issue(&id, NULL, &p, &e), ERR_INTERNAL);
	assert_null(id);
	p.key_usage = NULL;
	p.qc_statements = "not-an-oid";
	assert_int_equal(ca_issue(&id, NULL, &p, &e), ERR_INTERNAL);
	p.qc_statements = NULL;
	p.digest = "no-digest";
	assert_int_equal(ca_issue(&id, NULL, &p, &e), ERR_INTERNAL);
	assert_null(id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
