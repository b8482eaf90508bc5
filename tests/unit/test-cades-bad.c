/* Bad signatures, each refused for its own reason and no other. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/objects.h>

#include "cades-recipe.h"
#include "cades-world.h"
#include "sign/tlv.h"
#include "unit.h"

#include "base/banned.h"

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
	    "stamp-format" },
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
	world_expect_recipe(&p, &r, recipes[i].reason);
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
	world_expect(&p, &der, NULL);
	bytes[i].spoil(&der);
	world_expect(&p, &der, bytes[i].reason);
	buf_free(&der);
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
	world_expect_recipe(&p, &r, "no-signed-attributes");
}

static int
setup(void **state)
{
	(void)state;
	world_make(&w);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	world_free(&w);
	return 0;
}

#define ROWS (COUNT(recipes) + COUNT(bytes))

int
main(void)
{
	static struct CMUnitTest tests[ROWS + 1];
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
	tests[n].name = "attributes as content";
	tests[n].test_func = test_attributes_as_content;
	return _cmocka_run_group_tests(
	    "bad signatures", tests, ROWS + 1, setup, teardown);
}
