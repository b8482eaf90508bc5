/* Signatures that are sound, by certificates, chains and lists that are not;
 * each refused for its own reason. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "cades-recipe.h"
#include "cades-world.h"
#include "unit.h"

#include "base/banned.h"

#define DAY 86400L

static struct world w;

static struct recipe
good(void)
{
	struct recipe r = { 0 };

	r.signer = w.person;
	r.when = w.now;
	return r;
}

/* Certificates that a sound CA has issued, but not for this. */

static void
c_expired(struct ca_profile *p)
{
	p->not_before = w.now - 9 * DAY;
	p->not_after = w.now - 1;
}

static void
c_early(struct ca_profile *p)
{
	p->not_before = w.now + 60;
}

static void
c_just_begun(struct ca_profile *p)
{
	p->not_before = w.now;
}

static void
c_no_repudiation(struct ca_profile *p)
{
	p->key_usage = "critical,digitalSignature";
}

static void
c_no_usage(struct ca_profile *p)
{
	p->key_usage = NULL;
}

static void
c_no_statement(struct ca_profile *p)
{
	p->qc_statements = NULL;
}

static void
c_etsi_only(struct ca_profile *p)
{
	p->qc_statements = "0.4.0.1862.1.1";
}

static void
c_btk_only(struct ca_profile *p)
{
	p->qc_statements = "2.16.792.1.61.0.1.5070.1.1";
}

static void
c_seal(struct ca_profile *p)
{
	p->qc_statements = CA_QC_SEAL " 2.16.792.1.61.0.1.5070.1.1";
}

static void
c_seal_new(struct ca_profile *p)
{
	p->qc_statements = "0.4.0.1862.1.1 2.16.792.1.61.0.1.5070.2.1 "
			   "2.16.792.1.61.0.1.5070.2.2";
}

static void
c_seal_type(struct ca_profile *p)
{
	p->qc_statements = CA_QC_PERSON " 0.4.0.1862.1.6=0.4.0.1862.1.6.2";
}

static void
c_two_numbers(struct ca_profile *p)
{
	p->serial_number2 = WORLD_TCKN;
}

static void
c_no_number(struct ca_profile *p)
{
	p->serial_number = NULL;
}

static void
c_wrong_number(struct ca_profile *p)
{
	p->serial_number = "10000000145";
}

static void
c_prefixed(struct ca_profile *p)
{
	p->serial_number = "TR10000000146";
}

static void
c_other_person(struct ca_profile *p)
{
	p->serial_number = "19191919190";
}

static void
c_ca(struct ca_profile *p)
{
	p->basic_constraints = "critical,CA:TRUE";
	p->key_usage = "critical,keyCertSign,nonRepudiation";
}

static void
c_sha1(struct ca_profile *p)
{
	p->digest = "SHA1";
}

static void
c_path_length(struct ca_profile *p)
{
	p->basic_constraints = "critical,CA:TRUE,pathlen:0";
}

static const struct {
	const char *name;
	void (*spoil)(struct ca_profile *p);
	const char *reason;
} certs[] = {
	{ "expired", c_expired, "expired" },
	{ "not yet valid", c_early, "not-yet-valid" },
	{ "begins now", c_just_begun, NULL },
	{ "no nonRepudiation", c_no_repudiation, "no-non-repudiation" },
	{ "no key usage", c_no_usage, "no-non-repudiation" },
	{ "no statement", c_no_statement, "not-qualified" },
	{ "only ETSI's statement", c_etsi_only, "not-qualified" },
	{ "only BTK's statement", c_btk_only, "not-qualified" },
	{ "seal", c_seal, "seal" },
	{ "seal, new form", c_seal_new, "seal" },
	{ "seal by type", c_seal_type, "seal" },
	{ "two numbers", c_two_numbers, "two-serial-numbers" },
	{ "no number", c_no_number, "no-tckn" },
	{ "wrong check digit", c_wrong_number, "no-tckn" },
	{ "number with a prefix", c_prefixed, "no-tckn" },
	{ "other person", c_other_person, "other-person" },
	{ "CA", c_ca, "ca" },
	{ "CA with path length", c_path_length, "bad-chain" },
	{ "signed with SHA-1", c_sha1, "weak-ca" },
};

static void
test_cert(void **state)
{
	size_t i = *(size_t *)*state;
	struct cades_policy p = world_policy(&w);
	struct ca_profile profile = world_person(&w);
	struct recipe r = good();
	struct ca_id *id;

	certs[i].spoil(&profile);
	id = world_issue(w.sub, &profile);
	r.signer = id;
	world_expect_recipe(&p, &r, certs[i].reason);
	ca_id_free(id);
}

/* The rest: each needs something of its own. */

static void
test_weak_key(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct ca_profile profile = world_person(&w);
	struct recipe r = good();
	struct ca_id *id;
	EVP_PKEY *key = EVP_RSA_gen(1024);

	(void)state;
	profile.use_key = key;
	id = world_issue(w.sub, &profile);
	r.signer = id;
	world_expect_recipe(&p, &r, "weak-key");
	ca_id_free(id);
	EVP_PKEY_free(key);
}

static void
test_odd_curve(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct ca_profile profile = world_person(&w);
	struct recipe r = good();
	struct ca_id *id;
	EVP_PKEY *key = EVP_EC_gen("brainpoolP256r1");

	(void)state;
	profile.use_key = key;
	id = world_issue(w.sub, &profile);
	r.signer = id;
	world_expect_recipe(&p, &r, "weak-key");
	ca_id_free(id);
	EVP_PKEY_free(key);
}

static void
test_other_key(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();
	EVP_PKEY *key = EVP_EC_gen("P-256");

	(void)state;
	r.key = key;
	world_expect_recipe(&p, &r, "bad-signature");
	EVP_PKEY_free(key);
}

static void
test_wrong_embedded(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.certs[0] = w.revoked;
	world_expect_recipe(&p, &r, "other-certificate");
	/* The signer is named as someone else. */
	r = good();
	r.sid = w.revoked;
	world_expect_recipe(&p, &r, "other-certificate");
	/* Both are there, but the attribute means the other one. */
	r.certs[0] = w.person;
	r.certs[1] = w.revoked;
	world_expect_recipe(&p, &r, "signing-certificate");
	/* The attribute has the number of another certificate. */
	r = good();
	r.cert_serial = w.person;
	world_expect_recipe(&p, &r, NULL);
	r.cert_serial = w.revoked;
	world_expect_recipe(&p, &r, "signing-certificate");
}

static void
test_many_certs(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.certs[0] = w.person;
	r.certs[1] = w.sub;
	r.certs[2] = w.root;
	r.certs[3] = w.revoked;
	world_expect_recipe(&p, &r, NULL);
	r.certs[4] = w.ca_gone;
	world_expect_recipe(&p, &r, "many-certificates");
	r = good();
	r.certs[0] = w.person;
	r.certs[1] = w.person;
	world_expect_recipe(&p, &r, "certificate-twice");
}

static void
test_revoked(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.signer = w.revoked;
	world_expect_recipe(&p, &r, "revoked");
	/* Even where no list is demanded, and when it is old. */
	p.crl_required = false;
	world_expect_recipe(&p, &r, "revoked");
	p.now = w.now + 2 * DAY;
	world_expect_recipe(&p, &r, "revoked");
}

static void
test_stale(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	p.now = w.now + 2 * DAY;
	world_expect_recipe(&p, &r, "crl-stale");
	p.now = w.now - 3600;
	world_expect_recipe(&p, &r, "crl-stale");
	p.now = w.now + 2 * DAY;
	p.crl_required = false;
	world_expect_recipe(&p, &r, NULL);
}

static void
test_ca_expired(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();
	struct ca_profile profile = world_person(&w);
	struct ca_id *id;

	(void)state;
	profile.not_after = w.now + 2000 * DAY;
	id = world_issue(w.sub, &profile);
	r.signer = id;
	p.crl_required = false;
	p.now = w.now + 1999 * DAY; /* after the sub CA */
	world_expect_recipe(&p, &r, "ca-expired");
	ca_id_free(id);
}

/* A trust of these files; caller frees. */
static struct trust *
trust_of(const char *const *cas, const char *const *crls)
{
	struct trust *t = trust_new();
	struct err e = { 0 };
	char path[128];

	assert_non_null(t);
	for (; *cas != NULL; cas++)
		assert_int_equal(
		    trust_add_ca_file(t, world_path(&w, *cas, path), &e), 0);
	for (; *crls != NULL; crls++)
		assert_int_equal(
		    trust_add_crl_file(t, world_path(&w, *crls, path), &e), 0);
	return t;
}

static void
test_trust(void **state)
{
	static const struct {
		const char *cas[4], *crls[4];
		const char *reason;
	} rows[] = {
		{ { "root.pem", "sub.pem" }, { "root.crl", "sub.crl" }, NULL },
		{ { "sub.pem", "root.pem" }, { "sub.crl", "root.crl" }, NULL },
		{ { "root.pem", "sub.pem" }, { "root.crl" }, "crl-missing" },
		{ { "root.pem", "sub.pem" }, { "sub.crl" }, "crl-missing" },
		{ { "root.pem", "sub.pem" }, { "root.crl", "forged.crl" },
		    "crl-missing" },
		{ { "root.pem" }, { "root.crl", "sub.crl" }, "unknown-root" },
		{ { "sub.pem" }, { "sub.crl" }, "unknown-root" },
		{ { "other.pem" }, { NULL }, "unknown-root" },
		{ { NULL }, { NULL }, "unknown-root" },
		{ { "root.pem", "sub.pem" }, { "gone.crl", "sub.crl" },
		    "ca-revoked" },
	};
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trust *t = trust_of(rows[i].cas, rows[i].crls);

		p.trust = t;
		world_expect_recipe(&p, &r, rows[i].reason);
		trust_free(t);
	}
}

/* The sub CA comes with the signature instead. */
static void
test_embedded_ca(void **state)
{
	static const char *const cas[] = { "root.pem", NULL };
	static const char *const crls[] = { "root.crl", "sub.crl", NULL };
	struct cades_policy p = world_policy(&w);
	struct trust *t = trust_of(cas, crls);
	struct ca_profile profile = ca_profile_sub("No CA", w.now - DAY, 100);
	struct recipe r = good();
	struct ca_id *bad, *id;

	(void)state;
	p.trust = t;
	r.certs[0] = w.person;
	r.certs[1] = w.sub;
	world_expect_recipe(&p, &r, NULL);
	profile.basic_constraints = "critical,CA:FALSE";
	profile.key_usage = "critical,digitalSignature";
	bad = world_issue(w.root, &profile);
	profile = world_person(&w);
	id = world_issue(bad, &profile);
	r.signer = r.certs[0] = id;
	r.certs[1] = bad;
	world_expect_recipe(&p, &r, "bad-ca");
	ca_id_free(id);
	ca_id_free(bad);
	trust_free(t);
}

/* A sub CA below one whose path length is 0. */
static void
test_path_length(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct ca_profile profile = ca_profile_sub("Deep", w.now - DAY, 100);
	struct recipe r = good();
	struct ca_id *ca = world_issue(w.sub, &profile), *id;

	(void)state;
	profile = world_person(&w);
	id = world_issue(ca, &profile);
	r.signer = id;
	r.certs[0] = id;
	r.certs[1] = ca;
	world_expect_recipe(&p, &r, "bad-ca");
	ca_id_free(id);
	ca_id_free(ca);
}

/* The root has a say in names two steps below. */
static void
test_name_constraints(void **state)
{
	static const char *const cas[] = { "narrow.pem", NULL };
	static const char *const crls[] = { NULL };
	static const struct {
		const char *name, *reason;
	} rows[] = {
		{ "email:a@good.example", NULL },
		{ "email:a@bad.example", "bad-chain" },
	};
	struct cades_policy p = world_policy(&w);
	struct ca_profile profile = ca_profile_root("N", w.now - DAY, 100);
	struct recipe r = good();
	const struct ca_id *ids[2];
	struct ca_id *root, *sub;
	struct trust *t;
	char path[128];
	struct err e = { 0 };

	(void)state;
	profile.name_constraints = "critical,excluded;email:bad.example";
	root = world_issue(NULL, &profile);
	profile = ca_profile_sub("N Sub", w.now - DAY, 100);
	sub = world_issue(root, &profile);
	ids[0] = sub;
	ids[1] = root;
	assert_int_equal(
	    ca_write_cert(world_path(&w, cas[0], path), ids, 2, &e), 0);
	p.trust = t = trust_of(cas, crls);
	p.crl_required = false;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ca_id *id;

		profile = world_person(&w);
		profile.alt_name = rows[i].name;
		id = world_issue(sub, &profile);
		r.signer = id;
		world_expect_recipe(&p, &r, rows[i].reason);
		ca_id_free(id);
	}
	trust_free(t);
	ca_id_free(sub);
	ca_id_free(root);
}

static void
test_signed_by_ca(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.signer = w.sub;
	r.digest = "SHA384";
	world_expect_recipe(&p, &r, "ca");
}

static void
test_self_signed(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct ca_profile profile = world_person(&w);
	struct recipe r = good();
	struct ca_id *id = world_issue(NULL, &profile);

	(void)state;
	r.signer = id;
	world_expect_recipe(&p, &r, "unknown-root");
	ca_id_free(id);
}

static void
test_times(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.when = w.now - 301;
	world_expect_recipe(&p, &r, "signing-time-window");
	r.when = w.now + 301;
	world_expect_recipe(&p, &r, "signing-time-window");
	p.not_before = p.not_after = 0;
	world_expect_recipe(&p, &r, NULL);
	r.when = w.now - 2 * DAY;
	world_expect_recipe(&p, &r, "signing-time-certificate");
	r.when = w.now + 400 * DAY;
	world_expect_recipe(&p, &r, "signing-time-certificate");
}

static int
setup(void **state)
{
	static const struct ca_id *ids[1];
	struct ca_profile p;
	struct ca_id *other, *forger;
	char path[128];
	struct err e = { 0 };

	(void)state;
	world_make(&w);
	p = ca_profile_root("Other Root", w.now - DAY, 100);
	other = world_issue(NULL, &p);
	ids[0] = other;
	assert_int_equal(
	    ca_write_cert(world_path(&w, "other.pem", path), ids, 1, &e), 0);
	/* A list in the sub CA's name by another key. */
	p = ca_profile_sub("Test Sub", w.now - DAY, 100);
	forger = world_issue(other, &p);
	world_list(&w, "forged.crl", forger, w.now - 60, w.now + DAY, NULL);
	world_list(&w, "gone.crl", w.root, w.now - 30, w.now + DAY, w.sub);
	ca_id_free(forger);
	ca_id_free(other);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	world_free(&w);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest own[] = {
		cmocka_unit_test(test_weak_key),
		cmocka_unit_test(test_odd_curve),
		cmocka_unit_test(test_other_key),
		cmocka_unit_test(test_wrong_embedded),
		cmocka_unit_test(test_many_certs),
		cmocka_unit_test(test_revoked),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_ca_expired),
		cmocka_unit_test(test_trust),
		cmocka_unit_test(test_embedded_ca),
		cmocka_unit_test(test_path_length),
		cmocka_unit_test(test_name_constraints),
		cmocka_unit_test(test_signed_by_ca),
		cmocka_unit_test(test_self_signed),
		cmocka_unit_test(test_times),
	};
	static struct CMUnitTest tests[COUNT(certs) + COUNT(own)];
	static size_t index[COUNT(certs)];

	for (size_t i = 0; i < COUNT(certs); i++) {
		index[i] = i;
		tests[i].name = certs[i].name;
		tests[i].test_func = test_cert;
		tests[i].initial_state = &index[i];
	}
	memcpy(&tests[COUNT(certs)], own, sizeof(own));
	return _cmocka_run_group_tests("bad certificates", tests,
	    COUNT(certs) + COUNT(own), setup, teardown);
}
