/* Bad signatures, each refused for its own reason and no other. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "cades-recipe.h"
#include "cades-world.h"
#include "sign/tlv.h"
#include "unit.h"

#include "base/banned.h"

#define DAY 86400
#define MAX (1 << 20)

static struct world w;

/* Parts of the message that are missing, doubled or wrong. */
static const struct {
	const char *name;
	struct recipe recipe;
	const char *reason;
} recipes[] = {
	{ "no certificate", { .no_certs = true }, "no-certificate" },
	{ "not data", { .content_nid = NID_id_smime_ct_TSTInfo }, "not-data" },
	{ "detached", { .detached = true }, "detached" },
	{ "other content", { .content = "Reddediyorum.\n" }, "other-content" },
	{ "content changed", { .digested = "another" }, "bad-digest" },
	{ "no signer", { .signers = -1 }, "no-signer" },
	{ "two signers", { .signers = 2 }, "many-signers" },
	{ "MD5", { .digest = "MD5", .signature_nid = NID_ecdsa_with_SHA256 },
	    "weak-digest" },
	{ "SHA-1", { .digest = "SHA1" }, "weak-digest" },
	{ "SHA-224", { .digest = "SHA224" }, "weak-digest" },
	{ "SHA3-256",
	    { .digest = "SHA3-256", .signature_nid = NID_ecdsa_with_SHA3_256 },
	    "weak-digest" },
	{ "other digest announced", { .announced = "SHA512" },
	    "digest-algorithm" },
	{ "algorithm of another digest",
	    { .signature_nid = NID_ecdsa_with_SHA384 }, "signature-algorithm" },
	{ "algorithm of another key",
	    { .signature_nid = NID_sha256WithRSAEncryption },
	    "signature-algorithm" },
	{ "RSA named for an EC key", { .signature_nid = NID_rsaEncryption },
	    "signature-algorithm" },
	{ "a digest as algorithm", { .signature_nid = NID_sha256 },
	    "signature-algorithm" },
	{ "no attributes", { .no_attrs = true }, "no-signed-attributes" },
	{ "no contentType", { .missing = ATTR_TYPE }, "attribute-missing" },
	{ "no messageDigest", { .missing = ATTR_DIGEST }, "attribute-missing" },
	{ "no signingTime", { .missing = ATTR_TIME }, "attribute-missing" },
	{ "no signing-certificate", { .missing = ATTR_CERT },
	    "attribute-missing" },
	{ "contentType twice", { .twice = ATTR_TYPE }, "attribute-twice" },
	{ "messageDigest twice", { .twice = ATTR_DIGEST }, "attribute-twice" },
	{ "signingTime twice", { .twice = ATTR_TIME }, "attribute-twice" },
	{ "signing-certificate twice", { .twice = ATTR_CERT },
	    "attribute-twice" },
	{ "two values of contentType", { .doubled = ATTR_TYPE },
	    "attribute-values" },
	{ "two values of messageDigest", { .doubled = ATTR_DIGEST },
	    "attribute-values" },
	{ "two values of signingTime", { .doubled = ATTR_TIME },
	    "attribute-values" },
	{ "two values of signing-certificate", { .doubled = ATTR_CERT },
	    "attribute-values" },
	{ "foreign attribute", { .extra_nid = NID_SMIMECapabilities },
	    "foreign-attribute" },
	{ "signing-certificate v1 only",
	    { .missing = ATTR_CERT,
		.extra_nid = NID_id_smime_aa_signingCertificate },
	    "signing-certificate-v1" },
	{ "contentType of another kind",
	    { .type_nid = NID_id_smime_ct_TSTInfo }, "bad-content-type" },
	{ "time is a text", { .time_as_text = true }, "bad-signing-time" },
	{ "hash of another certificate", { .wrong_hash = true },
	    "signing-certificate" },
	{ "certificate named by SHA-1", { .cert_hash = "SHA1" },
	    "signing-certificate" },
	{ "countersignature", { .unsigned_nid = NID_pkcs9_countersignature },
	    "unsigned-attribute" },
	{ "time-stamp of nothing",
	    { .unsigned_nid = NID_id_smime_aa_timeStampToken },
	    "bad-time-stamp" },
	{ "version 2", { .version = 2 }, "bad-version" },
	{ "embedded list", { .crl = true }, "embedded-crl" },
	{ "odd certificate", { .odd_cert = true }, "odd-certificate" },
	{ "signature bit flipped", { .flip = true }, "bad-signature" },
};

static struct recipe
good(void)
{
	struct recipe r = { 0 };

	r.signer = w.person;
	r.when = w.now;
	return r;
}

/* Verifies and compares the reason; NULL: it must be accepted. */
static void
expect(const struct cades_policy *p, const struct buf *der, const char *reason)
{
	struct err e = { 0 };
	int rc = cades_verify(
	    p, (const unsigned char *)der->data, der->len, NULL, &e);

	if (reason == NULL) {
		if (rc != 0)
			fail_msg("refused: %s: %s", e.reason, e.text);
		return;
	}
	if (rc == 0)
		fail_msg("accepted, expected %s", reason);
	assert_string_equal(e.reason, reason);
	assert_int_equal(e.code, rc);
	assert_true(e.text[0] != '\0');
}

static void
expect_recipe(
    const struct cades_policy *p, const struct recipe *r, const char *reason)
{
	struct buf der = BUF_INIT(MAX);

	recipe_make(r, &der);
	expect(p, &der, reason);
	buf_free(&der);
}

static void
test_recipe(void **state)
{
	size_t i = *(size_t *)*state;
	struct cades_policy p = world_policy(&w);
	struct recipe r = recipes[i].recipe;

	r.signer = w.person;
	r.when = w.now;
	p.content = RECIPE_TEXT;
	p.content_len = strlen(RECIPE_TEXT);
	expect_recipe(&p, &r, recipes[i].reason);
}

/* The bytes of a good one, spoilt. */

static void
cut(struct buf *b)
{
	b->len -= 1;
}

static void
cut_short(struct buf *b)
{
	b->len = 1;
}

static void
nothing(struct buf *b)
{
	b->len = 0;
}

static void
trail(struct buf *b)
{
	buf_addc(b, '\0');
}

/* Replaces head and tail of the outermost element. */
static void
reheaded(struct buf *b, const char *head, size_t head_len, size_t skip)
{
	struct buf out = BUF_INIT(MAX);

	buf_add(&out, head, head_len);
	buf_add(&out, b->data + skip, b->len - skip);
	buf_free(b);
	*b = out;
}

static void
indefinite(struct buf *b)
{
	reheaded(b, "\x30\x80", 2, 4);
	buf_add(b, "\0\0", 2);
}

static void
long_length(struct buf *b)
{
	char head[] = { 0x30, (char)0x83, 0, b->data[2], b->data[3] };

	assert_int_equal((unsigned char)b->data[1], 0x82);
	reheaded(b, head, sizeof(head), 4);
}

static void
long_tag(struct buf *b)
{
	b->data[0] = 0x3f;
}

static void
deep(struct buf *b)
{
	for (int i = 0; i < TLV_DEPTH + 1; i++) {
		struct buf out = BUF_INIT(MAX);

		tlv_add(&out, TLV_SEQUENCE, b->data, b->len);
		buf_free(b);
		*b = out;
	}
}

static void
large(struct buf *b)
{
	static const char block[4096];

	while (b->len <= CADES_MAX)
		buf_add(b, block, sizeof(block));
}

static void
other_type(struct buf *b)
{
	/* pkcs7-data is ...1.7.1 with an OCTET STRING inside. */
	static const unsigned char data[] = { 0x30, 0x0f, 0x06, 0x09, 0x2a,
		0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0xa0, 0x02,
		0x04, 0x00 };

	buf_reset(b);
	buf_add(b, data, sizeof(data));
}

static void
not_cms(struct buf *b)
{
	buf_reset(b);
	buf_add(b, "\x30\x03\x02\x01\x05", 5);
}

static void
text_file(struct buf *b)
{
	buf_reset(b);
	buf_adds(b, "-----BEGIN CMS-----\n");
}

/* Signed attributes out of order: the same set, not the same bytes. */
static void
unsorted(struct buf *b)
{
	static const unsigned char type[] = { 0x30, 0x18, 0x06, 0x09, 0x2a,
		0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03 };
	unsigned char *p = memmem(b->data, b->len, type, sizeof(type));
	unsigned char first[0x1a], second[0x1e];

	/* contentType (26 bytes) stands before signingTime (30 bytes). */
	assert_non_null(p);
	memcpy(first, p, sizeof(first));
	memcpy(second, p + sizeof(first), sizeof(second));
	assert_int_equal(second[1], 0x1c);
	memcpy(p, second, sizeof(second));
	memcpy(p + sizeof(second), first, sizeof(first));
}

static const struct {
	const char *name;
	void (*spoil)(struct buf *b);
	const char *reason;
} bytes[] = {
	{ "last byte missing", cut, "truncated" },
	{ "one byte", cut_short, "truncated" },
	{ "no byte", nothing, "truncated" },
	{ "one byte too many", trail, "trailing-bytes" },
	{ "indefinite length", indefinite, "not-der" },
	{ "length not the shortest", long_length, "not-der" },
	{ "long tag", long_tag, "not-der" },
	{ "nested too deeply", deep, "too-deep" },
	{ "too large", large, "too-large" },
	{ "data, not signed data", other_type, "not-signed-data" },
	{ "no CMS", not_cms, "not-cms" },
	{ "PEM", text_file, "truncated" },
	{ "attributes out of order", unsorted, "not-canonical" },
};

static void
test_bytes(void **state)
{
	size_t i = *(size_t *)*state;
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();
	struct buf der = BUF_INIT(MAX);

	recipe_make(&r, &der);
	expect(&p, &der, NULL);
	bytes[i].spoil(&der);
	expect(&p, &der, bytes[i].reason);
	buf_free(&der);
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
	expect_recipe(&p, &r, certs[i].reason);
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
	expect_recipe(&p, &r, "weak-key");
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
	expect_recipe(&p, &r, "weak-key");
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
	expect_recipe(&p, &r, "bad-signature");
	EVP_PKEY_free(key);
}

static void
test_wrong_embedded(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.certs[0] = w.revoked;
	expect_recipe(&p, &r, "other-certificate");
	/* The signer is named as someone else. */
	r = good();
	r.sid = w.revoked;
	expect_recipe(&p, &r, "other-certificate");
	/* Both are there, but the attribute means the other one. */
	r.certs[0] = w.person;
	r.certs[1] = w.revoked;
	expect_recipe(&p, &r, "signing-certificate");
	/* The attribute has the number of another certificate. */
	r = good();
	r.cert_serial = w.person;
	expect_recipe(&p, &r, NULL);
	r.cert_serial = w.revoked;
	expect_recipe(&p, &r, "signing-certificate");
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
	expect_recipe(&p, &r, NULL);
	r.certs[4] = w.ca_gone;
	expect_recipe(&p, &r, "many-certificates");
	r = good();
	r.certs[0] = w.person;
	r.certs[1] = w.person;
	expect_recipe(&p, &r, "certificate-twice");
}

static void
test_revoked(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.signer = w.revoked;
	expect_recipe(&p, &r, "revoked");
	/* Even where no list is demanded, and when it is old. */
	p.crl_required = false;
	expect_recipe(&p, &r, "revoked");
	p.now = w.now + 2 * DAY;
	expect_recipe(&p, &r, "revoked");
}

static void
test_stale(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	p.now = w.now + 2 * DAY;
	expect_recipe(&p, &r, "crl-stale");
	p.now = w.now - 3600;
	expect_recipe(&p, &r, "crl-stale");
	p.now = w.now + 2 * DAY;
	p.crl_required = false;
	expect_recipe(&p, &r, NULL);
}

static void
test_ca_expired(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();
	struct ca_profile profile = world_person(&w);
	struct ca_id *id;

	(void)state;
	profile.not_after = w.now + 2000LL * DAY;
	id = world_issue(w.sub, &profile);
	r.signer = id;
	p.crl_required = false;
	p.now = w.now + 1999LL * DAY; /* after the sub CA */
	expect_recipe(&p, &r, "ca-expired");
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
		expect_recipe(&p, &r, rows[i].reason);
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
	expect_recipe(&p, &r, NULL);
	profile.basic_constraints = "critical,CA:FALSE";
	profile.key_usage = "critical,digitalSignature";
	bad = world_issue(w.root, &profile);
	profile = world_person(&w);
	id = world_issue(bad, &profile);
	r.signer = r.certs[0] = id;
	r.certs[1] = bad;
	expect_recipe(&p, &r, "bad-ca");
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
	expect_recipe(&p, &r, "bad-ca");
	ca_id_free(id);
	ca_id_free(ca);
}

static void
test_signed_by_ca(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.signer = w.sub;
	r.digest = "SHA384";
	expect_recipe(&p, &r, "ca");
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
	expect_recipe(&p, &r, "unknown-root");
	ca_id_free(id);
}

static void
test_times(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.when = w.now - 301;
	expect_recipe(&p, &r, "signing-time-window");
	r.when = w.now + 301;
	expect_recipe(&p, &r, "signing-time-window");
	p.not_before = p.not_after = 0;
	expect_recipe(&p, &r, NULL);
	r.when = w.now - 2 * DAY;
	expect_recipe(&p, &r, "signing-time-certificate");
	r.when = w.now + 400 * DAY;
	expect_recipe(&p, &r, "signing-time-certificate");
}

/* The signed attributes of a good one, shown as signed content. */
static void
test_attributes_as_content(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct recipe r = good();

	(void)state;
	r.content = "1\x18\x06\x09*\x86H\x86\xf7\x0d\x01\x09\x03";
	r.no_attrs = true;
	expect_recipe(&p, &r, "no-signed-attributes");
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

#define ROWS (COUNT(recipes) + COUNT(bytes) + COUNT(certs))

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
		cmocka_unit_test(test_signed_by_ca),
		cmocka_unit_test(test_self_signed),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_attributes_as_content),
	};
	static struct CMUnitTest tests[ROWS + COUNT(own)];
	static size_t index[ROWS];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(recipes); i++, n++) {
		index[n] = i;
		tests[n].name = recipes[i].name;
		tests[n].test_func = test_recipe;
		tests[n].initial_state = &index[n];
	}
	for (size_t i = 0; i < COUNT(bytes); i++, n++) {
		index[n] = i;
		tests[n].name = bytes[i].name;
		tests[n].test_func = test_bytes;
		tests[n].initial_state = &index[n];
	}
	for (size_t i = 0; i < COUNT(certs); i++, n++) {
		index[n] = i;
		tests[n].name = certs[i].name;
		tests[n].test_func = test_cert;
		tests[n].initial_state = &index[n];
	}
	memcpy(&tests[n], own, sizeof(own));
	return _cmocka_run_group_tests(
	    "bad signatures", tests, n + COUNT(own), setup, teardown);
}
