/*
 * Good signatures: ours are accepted by us and by the openssl command, its
 * are accepted by us; the signer's own check; many verifications at once.
 */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "cades-recipe.h"
#include "cades-world.h"
#include "unit.h"

#include "base/banned.h"

#define DAY	86400L
#define MAX	(1 << 20)
#define THREADS 4

static struct world w;

static struct signer *
signer_of(const struct ca_id *id)
{
	char key[128], cert[128];
	struct signer *s = NULL;
	struct err e = { 0 };

	assert_int_equal(
	    ca_write_key(world_path(&w, "key.pem", key), id, &e), 0);
	assert_int_equal(
	    ca_write_cert(world_path(&w, "cert.pem", cert), &id, 1, &e), 0);
	if (signer_open_file(&s, key, cert, &e) != 0)
		fail_msg("%s", e.text);
	return s;
}

/* Runs a command in the folder; answers its exit status. */
static int
run(const char *command)
{
	char line[2048];
	int status;

	snprintf(
	    line, sizeof(line), "cd %s && { %s; } >log 2>&1", w.dir, command);
	status = system(line); /* NOLINT(cert-env33-c): a fixed command */
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
read_whole(const char *name, struct buf *out)
{
	char path[128];
	struct err e = { 0 };

	if (file_read(world_path(&w, name, path), out, &e) != 0)
		fail_msg("%s", e.text);
}

static void
accept(const struct buf *der, const char *key, const char *content)
{
	struct cades_policy p = world_policy(&w);
	struct cades_result r = { 0 };
	struct err e = { 0 };

	p.content = content;
	p.content_len = strlen(content);
	if (cades_verify(
		&p, (const unsigned char *)der->data, der->len, &r, &e) != 0)
		fail_msg("%s: %s", e.reason, e.text);
	assert_string_equal(r.signer.key, key);
	assert_string_equal(r.signer.tckn, WORLD_TCKN);
	assert_string_equal(r.signer.owner, "Ayşe Öğretmen");
	assert_string_equal(r.signer.issuer, "Test Sub");
	assert_int_equal(strlen(r.signer.fingerprint), 64);
	assert_int_equal(r.content.len, strlen(content));
	assert_memory_equal(r.content.data, content, r.content.len);
	assert_in_range(r.signing_time, w.now - 300, w.now + 300);
	cades_result_free(&r);
}

/* Ours, with every kind of key; openssl cms agrees on content and chain. */
static void
test_ours(void **state)
{
	static const struct {
		enum ca_key key;
		const char *name;
	} rows[] = {
		{ CA_KEY_P256, "EC P-256" },
		{ CA_KEY_P384, "EC P-384" },
		{ CA_KEY_RSA_2048, "RSA-2048" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ca_profile p = world_person(&w);
		struct buf der = BUF_INIT(MAX), back = BUF_INIT(MAX);
		struct ca_id *id;
		struct signer *s;
		struct err e = { 0 };
		char path[128];

		p.use_key = NULL;
		p.key = rows[i].key;
		id = world_issue(w.sub, &p);
		s = signer_of(id);
		if (cades_sign(s, RECIPE_TEXT, strlen(RECIPE_TEXT), w.now, &der,
			&e) != 0)
			fail_msg("%s", e.text);
		accept(&der, rows[i].name, RECIPE_TEXT);
		assert_int_equal(file_write(world_path(&w, "sig.p7s", path),
				     der.data, der.len, 0600, &e),
		    0);
		assert_int_equal(
		    run("openssl cms -verify -cades -binary -inform DER "
			"-in sig.p7s -CAfile chain.pem "
			"-purpose any -out text"),
		    0);
		read_whole("text", &back);
		assert_string_equal(buf_str(&back), RECIPE_TEXT);
		buf_free(&der);
		buf_free(&back);
		signer_free(s);
		ca_id_free(id);
	}
}

/* What the openssl command signs; without -cades it is refused. */
static void
test_theirs(void **state)
{
	struct cades_policy p = world_policy(&w);
	struct buf der = BUF_INIT(MAX);
	struct signer *s = signer_of(w.person);
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
	    run("printf 'a text\\n' >in && openssl cms -sign -cades -binary "
		"-nodetach -md sha256 -outform DER -in in -out their.p7s "
		"-signer cert.pem -inkey key.pem -nosmimecap"),
	    0);
	read_whole("their.p7s", &der);
	accept(&der, "EC P-256", "a text\n");
	assert_int_equal(
	    run("openssl cms -sign -cades -binary -nodetach -md sha384 "
		"-keyid -outform DER -in in -out their.p7s -signer cert.pem "
		"-inkey key.pem -nosmimecap"),
	    0);
	buf_reset(&der);
	read_whole("their.p7s", &der);
	accept(&der, "EC P-256", "a text\n");
	assert_int_equal(
	    run("openssl cms -sign -binary -nodetach -md sha256 -outform "
		"DER -in in -out their.p7s -signer cert.pem -inkey key.pem "
		"-nosmimecap"),
	    0);
	buf_reset(&der);
	read_whole("their.p7s", &der);
	assert_int_not_equal(
	    cades_verify(&p, (unsigned char *)der.data, der.len, NULL, &e), 0);
	assert_string_equal(e.reason, "attribute-missing");
	buf_free(&der);
	signer_free(s);
}

/* A signer that answers what it was told to. */
struct liar {
	struct signer base;
	struct signer *true_one;
	const struct ca_id *shown;
	unsigned char *der;
	size_t len;
	int fails;
};

static const unsigned char *
liar_certificate(struct signer *s, size_t *len)
{
	struct liar *l = (struct liar *)s;

	*len = l->len;
	return l->der;
}

static int
liar_sign(struct signer *s, enum sign_digest d, const unsigned char *tbs,
    size_t len, struct buf *out, struct err *e)
{
	struct liar *l = (struct liar *)s;

	if (l->fails != 0)
		return err_why(e, l->fails, "pin-wrong", "wrong PIN");
	return l->true_one->ops->sign(l->true_one, d, tbs, len, out, e);
}

/* The key of another certificate; an error passed up; bad arguments. */
static void
test_sign_refused(void **state)
{
	static const struct signer_ops ops = { "liar", liar_certificate,
		liar_sign, NULL };
	struct ca_profile p = world_person(&w);
	struct liar l = { 0 };
	struct buf out = BUF_INIT(MAX);
	static char long_text[60000];
	struct ca_id *other;
	struct err e = { 0 };
	unsigned char *der = NULL;
	int len;

	(void)state;
	p.use_key = NULL;
	other = world_issue(w.sub, &p);
	l.base.ops = &ops;
	l.true_one = signer_of(w.person);
	len = i2d_X509(ca_cert(other), &der);
	l.der = der;
	l.len = (size_t)len;
	assert_int_equal(
	    cades_sign(&l.base, "x", 1, w.now, &out, &e), ERR_INVALID);
	assert_string_equal(e.reason, "key-mismatch");
	l.fails = ERR_DENIED;
	assert_int_equal(
	    cades_sign(&l.base, "x", 1, w.now, &out, &e), ERR_DENIED);
	assert_string_equal(e.reason, "pin-wrong");
	l.len--;
	assert_int_equal(
	    cades_sign(&l.base, "x", 1, w.now, &out, &e), ERR_INVALID);
	assert_string_equal(e.reason, "bad-certificate");
	assert_int_equal(cades_sign(l.true_one, long_text, sizeof(long_text),
			     w.now, &out, &e),
	    ERR_LIMIT);
	assert_int_equal(out.len, 0);
	OPENSSL_free(der);
	signer_free(l.true_one);
	ca_id_free(other);
	buf_free(&out);
}

static void
test_facts(void **state)
{
	struct cert_facts f;
	struct err e = { 0 };
	unsigned char *der = NULL;
	int len = i2d_X509(ca_cert(w.person), &der);

	(void)state;
	assert_int_equal(cert_read(der, (size_t)len, &f, &e), 0);
	assert_true(f.qualified && f.non_repudiation && f.key_allowed);
	assert_false(f.ca || f.seal);
	assert_int_equal(f.not_before, w.now - DAY);
	assert_int_equal(cert_usable(&f, w.now, WORLD_TCKN, &e), 0);
	assert_int_equal(cert_usable(&f, w.now, NULL, &e), 0);
	assert_int_equal(cert_usable(&f, w.now, "19191919190", &e), ERR_DENIED);
	assert_string_equal(e.reason, "other-person");
	assert_int_equal(
	    cert_usable(&f, f.not_after + 1, NULL, &e), ERR_EXPIRED);
	assert_string_equal(e.reason, "expired");
	assert_int_equal(
	    cert_usable(&f, f.not_before - 1, NULL, &e), ERR_INVALID);
	assert_string_equal(e.reason, "not-yet-valid");
	assert_int_equal(cert_read(der, (size_t)len - 1, &f, &e), ERR_INVALID);
	assert_string_equal(e.reason, "bad-certificate");
	OPENSSL_free(der);
}

/* A name that would move the cursor is shown without doing so. */
static void
test_hostile_name(void **state)
{
	struct ca_profile p = world_person(&w);
	struct cert_facts f;
	struct err e = { 0 };
	unsigned char *der = NULL;
	struct ca_id *id;
	int len;

	(void)state;
	p.cn = NULL;
	p.given_name = "A\x1b[2J";
	p.surname = "\xe2\x80\xaeY";
	id = world_issue(w.sub, &p);
	len = i2d_X509(ca_cert(id), &der);
	assert_int_equal(cert_read(der, (size_t)len, &f, &e), 0);
	assert_string_equal(f.owner, "A?[2J ?Y");
	OPENSSL_free(der);
	ca_id_free(id);
}

static void *
verify_often(void *arg)
{
	const struct buf *der = arg;
	struct cades_policy p = world_policy(&w);
	long bad = 0;

	for (int i = 0; i < 20; i++)
		bad += cades_verify(&p, (const unsigned char *)der->data,
			   der->len, NULL, NULL) != 0;
	return (void *)bad; /* NOLINT(performance-no-int-to-ptr) */
}

static void
test_threads(void **state)
{
	struct recipe r = { .signer = w.person, .when = w.now };
	struct buf der = BUF_INIT(MAX);
	pthread_t t[THREADS];
	void *bad;

	(void)state;
	recipe_make(&r, &der);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&t[i], NULL, verify_often, &der), 0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(t[i], &bad), 0);
		assert_null(bad);
	}
	buf_free(&der);
}

/* A time-stamp of the openssl command as authority over these bytes. */
static void
stamp(const struct ca_id *tsa, const struct buf *value, struct buf *out)
{
	static const char conf[] =
	    "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\n"
	    "crypto_device = builtin\nsigner_cert = tsa.pem\n"
	    "signer_key = tsa.key\nsigner_digest = sha256\n"
	    "default_policy = 1.2.3.4\ndigests = sha256\n"
	    "ess_cert_id_alg = sha256\n";
	struct err e = { 0 };
	char path[128];

	assert_int_equal(
	    ca_write_cert(world_path(&w, "tsa.pem", path), &tsa, 1, &e), 0);
	assert_int_equal(
	    ca_write_key(world_path(&w, "tsa.key", path), tsa, &e), 0);
	assert_int_equal(file_write(world_path(&w, "value", path), value->data,
			     value->len, 0600, &e),
	    0);
	assert_int_equal(file_write(world_path(&w, "ts.cnf", path), conf,
			     strlen(conf), 0600, &e),
	    0);
	assert_int_equal(
	    run("openssl ts -query -data value -sha256 -cert -out q && "
		"openssl ts -reply -config ts.cnf -queryfile q -out r "
		"-token_out"),
	    0);
	read_whole("r", out);
}

static const char *
verdict(const struct recipe *r)
{
	static struct err e;
	struct cades_policy p = world_policy(&w);
	struct buf der = BUF_INIT(MAX);
	int rc;

	recipe_make(r, &der);
	rc = cades_verify(
	    &p, (const unsigned char *)der.data, der.len, NULL, &e);
	buf_free(&der);
	return rc == 0 ? "good" : e.reason;
}

/* RSA, since its value is the same at each making. */
static void
test_time_stamp(void **state)
{
	struct ca_profile p = world_person(&w);
	struct ca_id *id, *tsa, *stranger;
	struct buf value = BUF_INIT(MAX), token = BUF_INIT(MAX);
	struct buf der = BUF_INIT(MAX);
	struct recipe r = { .when = w.now };

	(void)state;
	p.use_key = NULL;
	p.key = CA_KEY_RSA_2048;
	r.signer = id = world_issue(w.sub, &p);
	p = ca_profile_server("TSA", NULL, w.now - DAY, 100);
	p.extended_key_usage = "critical,timeStamping";
	tsa = world_issue(w.sub, &p);
	stranger = world_issue(NULL, &p);
	recipe_make(&r, &der);
	recipe_value(&der, &value);
	stamp(tsa, &value, &token);
	r.unsigned_nid = NID_id_smime_aa_timeStampToken;
	r.unsigned_value = &token;
	assert_string_equal(verdict(&r), "good");
	/* Over another signature, and by someone who is not trusted. */
	r.when--;
	assert_string_equal(verdict(&r), "stamp-imprint");
	r.when++;
	buf_reset(&token);
	stamp(stranger, &value, &token);
	assert_string_equal(verdict(&r), "stamp-chain");
	buf_free(&value);
	buf_free(&token);
	buf_free(&der);
	ca_id_free(stranger);
	ca_id_free(tsa);
	ca_id_free(id);
}

static void
test_files_refused(void **state)
{
	struct trust *t = trust_new();
	const struct ca_id *ids[] = { w.person };
	struct err e = { 0 };
	char path[128];

	(void)state;
	assert_non_null(t);
	world_path(&w, "odd", path);
	assert_int_equal(trust_add_ca_file(t, path, &e), ERR_NOT_FOUND);
	assert_int_equal(ca_write_cert(path, ids, 1, &e), 0);
	assert_int_equal(trust_add_ca_file(t, path, &e), ERR_INVALID);
	assert_string_equal(e.reason, "not-ca");
	assert_int_equal(trust_add_crl_file(t, path, &e), ERR_INVALID);
	assert_string_equal(e.reason, "bad-file");
	assert_int_equal(file_write(path, "0\x03\x02", 3, 0600, &e), 0);
	assert_int_equal(trust_add_ca_file(t, path, &e), ERR_INVALID);
	assert_string_equal(e.reason, "bad-file");
	trust_free(t);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ours),
		cmocka_unit_test(test_theirs),
		cmocka_unit_test(test_sign_refused),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_hostile_name),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_time_stamp),
		cmocka_unit_test(test_files_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
