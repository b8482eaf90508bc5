/* Time-stamps: asked for, judged, put in; and what they decide afterwards. */
#include "config.h"
#include "sign/timestamp.h"

#include <string.h>

#include <openssl/objects.h>

#include "cades-recipe.h"
#include "cades-world.h"
#include "tsa.h"
#include "unit.h"

#include "base/banned.h"

#define DAY 86400L
#define MAX (1 << 20)

static struct world w;
static struct ca_id *good, *foreign, *ended, *not_critical, *two_uses, *web;
static struct ca_id *gone;

static const struct {
	enum tsa_trick trick;
	struct ca_id **id;
	long when;
	const char *reason; /* NULL: good */
	int code;
} rows[] = {
	{ TSA_GOOD, &good, 0, NULL, 0 },
	{ TSA_ESS_V1, &good, 0, NULL, 0 },
	{ TSA_GOOD, &good, 250, NULL, 0 },
	{ TSA_GOOD, &good, 400, "stamp-time", ERR_INVALID },
	{ TSA_NO_ESS, &good, 0, "stamp-certificate", ERR_INVALID },
	{ TSA_OTHER_ESS, &good, 0, "stamp-certificate", ERR_INVALID },
	{ TSA_NO_CERT, &good, 0, "stamp-certificate", ERR_INVALID },
	{ TSA_OTHER_NONCE, &good, 0, "stamp-nonce", ERR_INVALID },
	{ TSA_NO_NONCE, &good, 0, "stamp-nonce", ERR_INVALID },
	{ TSA_OTHER_IMPRINT, &good, 0, "stamp-imprint", ERR_INVALID },
	{ TSA_WEAK_IMPRINT, &good, 0, "stamp-digest", ERR_INVALID },
	{ TSA_WEAK_DIGEST, &good, 0, "stamp-digest", ERR_INVALID },
	{ TSA_OTHER_POLICY, &good, 0, "stamp-policy", ERR_INVALID },
	{ TSA_FLIPPED, &good, 0, "stamp-signature", ERR_INVALID },
	{ TSA_NOT_INFO, &good, 0, "stamp-format", ERR_INVALID },
	{ TSA_REJECTED, &good, 0, "stamp-refused", ERR_UNAVAILABLE },
	{ TSA_TRAILING, &good, 0, "stamp-unavailable", ERR_UNAVAILABLE },
	{ TSA_LARGE, &good, 0, "stamp-unavailable", ERR_UNAVAILABLE },
	{ TSA_HTTP_500, &good, 0, "stamp-unavailable", ERR_UNAVAILABLE },
	{ TSA_OTHER_TYPE, &good, 0, "stamp-unavailable", ERR_UNAVAILABLE },
	{ TSA_HANG_UP, &good, 0, "stamp-unavailable", ERR_UNAVAILABLE },
	{ TSA_SILENT, &good, 0, "stamp-unavailable", ERR_UNAVAILABLE },
	{ TSA_GOOD, &foreign, 0, "stamp-chain", ERR_INVALID },
	{ TSA_GOOD, &ended, 0, "stamp-expired", ERR_EXPIRED },
	{ TSA_GOOD, &ended, -3 * DAY, "stamp-expired", ERR_EXPIRED },
	{ TSA_GOOD, &not_critical, 0, "stamp-usage", ERR_INVALID },
	{ TSA_GOOD, &two_uses, 0, "stamp-usage", ERR_INVALID },
	{ TSA_GOOD, &web, 0, "stamp-usage", ERR_INVALID },
	{ TSA_GOOD, &gone, 0, "stamp-revoked", ERR_DENIED },
};

static void
sign_text(const struct ca_id *id, struct buf *out)
{
	struct recipe r = { .signer = id, .when = w.now };

	recipe_make(&r, out);
}

/* What comes back: a good stamp makes a signature that is verified with it. */
static void
fetch(size_t i, struct tsa *t, const struct buf *bes)
{
	struct timestamp ask = { .cms = (unsigned char *)bes->data,
		.len = bes->len,
		.trust = w.trust,
		.policy = TSA_POLICY,
		.now = w.now };
	struct buf out = BUF_INIT(MAX);
	struct cades_policy p = world_policy(&w);
	struct cades_result r = { 0 };
	struct stamp_facts facts = { 0 };
	struct err e = { 0 };
	int rc = timestamp_fetch(&ask, tsa_url(t), 1, &out, &facts, &e);

	if (rc != rows[i].code ||
	    strcmp(e.reason, rc == 0 ? "" : rows[i].reason) != 0)
		fail_msg("row %zu: %d %s %s", i, rc, e.reason, e.text);
	if (rc != 0) {
		assert_int_equal(out.len, 0);
		return;
	}
	assert_true(timestamp_there((unsigned char *)out.data, out.len));
	rc = cades_verify(&p, (unsigned char *)out.data, out.len, &r, &e);
	if (rc != 0)
		fail_msg("row %zu: %s", i, e.text);
	assert_int_equal(r.stamp.when, w.now + rows[i].when);
	assert_string_equal(r.stamp.authority, "Test TSA");
	cades_result_free(&r);
	/* A second one is not wanted. */
	ask.cms = (unsigned char *)out.data;
	ask.len = out.len;
	assert_int_equal(timestamp_ask(&ask, &out, &e), ERR_INVALID);
	buf_free(&out);
}

static void
test_fetched(void **state)
{
	struct tsa_order o = { .id = good, .when = w.now };
	struct tsa *t = tsa_start(&o);
	struct buf bes = BUF_INIT(MAX);

	(void)state;
	sign_text(w.person, &bes);
	assert_false(timestamp_there((unsigned char *)bes.data, bes.len));
	for (size_t i = 0; i < COUNT(rows); i++) {
		o.trick = rows[i].trick;
		o.id = *rows[i].id;
		o.when = w.now + rows[i].when;
		fetch(i, t, &bes);
	}
	assert_int_equal(tsa_asked(t), COUNT(rows));
	tsa_stop(t);
	buf_free(&bes);
}

/* Garbage at every place of a good answer never passes and never crashes. */
static void
test_garbage(void **state)
{
	struct tsa_order o = { .id = good, .when = w.now };
	struct buf bes = BUF_INIT(MAX), ask = BUF_INIT(MAX);
	struct buf answer = BUF_INIT(MAX), out = BUF_INIT(MAX);
	struct timestamp q = { .trust = w.trust, .now = w.now };
	struct stamp_facts facts;

	(void)state;
	sign_text(w.person, &bes);
	q.cms = (unsigned char *)bes.data;
	q.len = bes.len;
	assert_int_equal(timestamp_ask(&q, &ask, NULL), 0);
	tsa_answer(&o, (unsigned char *)ask.data, ask.len, &answer);
	assert_int_equal(timestamp_take(&q, (unsigned char *)answer.data,
			     answer.len, &out, &facts, NULL),
	    0);
	for (size_t i = 0; i < answer.len; i += 3) {
		struct err e = { 0 };
		int rc;

		answer.data[i] ^= 0x15;
		buf_reset(&out);
		rc = timestamp_take(&q, (unsigned char *)answer.data,
		    answer.len, &out, &facts, &e);
		/* Certificates beside the authority's are not signed. */
		if (rc != 0)
			assert_true(e.reason[0] != '\0');
		answer.data[i] ^= 0x15;
		rc = timestamp_take(
		    &q, (unsigned char *)answer.data, i, &out, &facts, &e);
		assert_true(rc < 0);
	}
	buf_free(&bes);
	buf_free(&ask);
	buf_free(&answer);
	buf_free(&out);
}

static void
test_nobody(void **state)
{
	struct buf bes = BUF_INIT(MAX), out = BUF_INIT(MAX);
	struct timestamp q = { .trust = w.trust };
	struct stamp_facts facts;
	struct err e = { 0 };

	(void)state;
	q.cms = (const unsigned char *)"0";
	q.len = 1;
	assert_int_equal(
	    timestamp_fetch(&q, "http://127.0.0.1:1/", 1, &out, &facts, &e),
	    ERR_INVALID);
	sign_text(w.person, &bes);
	q.cms = (unsigned char *)bes.data;
	q.len = bes.len;
	assert_int_equal(
	    timestamp_fetch(&q, "http://127.0.0.1:1/", 1, &out, &facts, &e),
	    ERR_UNAVAILABLE);
	assert_string_equal(e.reason, "stamp-unavailable");
	assert_int_equal(timestamp_address("http://tsa.example/x", &e), 0);
	assert_int_equal(timestamp_address("https://tsa.example", &e), -1);
	assert_int_equal(timestamp_address("tsa.example:x", &e), -1);
	buf_free(&bes);
}

/* RSA, whose value is the same at each making: bytes can be stamped that are
 * signed again. */
static struct ca_id *
rsa_person(int days)
{
	struct ca_profile p = ca_profile_person(
	    "Ayşe Öğretmen", WORLD_TCKN, w.now - 40 * DAY, days);

	p.key = CA_KEY_RSA_2048;
	return world_issue(w.sub, &p);
}

struct moment {
	long signed_at, stamped; /* days from now; stamped 1: not at all */
	const char *reason;
};

static void
verify_at(const struct ca_id *id, const struct moment *m,
    const struct cades_policy *p)
{
	struct recipe r = { .signer = id, .when = w.now + m->signed_at * DAY };
	struct tsa_order o = { .id = good, .when = w.now + m->stamped * DAY };
	struct buf bes = BUF_INIT(MAX), value = BUF_INIT(MAX);
	struct buf token = BUF_INIT(MAX);

	if (m->stamped <= 0) {
		recipe_make(&r, &bes);
		recipe_value(&bes, &value);
		tsa_token(&o, value.data, value.len, &token);
		r.unsigned_nid = NID_id_smime_aa_timeStampToken;
		r.unsigned_value = &token;
	}
	world_expect_recipe(p, &r, m->reason);
	buf_free(&bes);
	buf_free(&value);
	buf_free(&token);
}

/* The certificate ended ten days ago. */
static void
test_after_the_end(void **state)
{
	static const struct moment moments[] = {
		{ -20, 1, "expired" },
		{ -20, -20, NULL },
		{ -20, -11, NULL },
		{ -20, -9, "expired" }, /* stamped too late */
		{ -9, -9, "expired" },
		{ -20, -21, "stamp-time" }, /* before it was signed */
		{ -41, -41, "not-yet-valid" },
	};
	struct cades_policy p = { .trust = w.trust, .now = w.now };
	struct ca_id *id = rsa_person(30);

	(void)state;
	for (size_t i = 0; i < COUNT(moments); i++)
		verify_at(id, &moments[i], &p);
	/* A list that was made after the end may have forgotten it. */
	p.crl_required = true;
	verify_at(id, &(struct moment){ -20, -20, "crl-stale" }, &p);
	ca_id_free(id);
}

/* The certificate was revoked ten days ago. */
static void
test_after_revocation(void **state)
{
	static const struct moment moments[] = {
		{ -20, 1, "revoked" },
		{ -20, -20, NULL },
		{ -9, -9, "revoked" },
		{ -20, -9, "revoked" },
	};
	struct cades_policy p = { .now = w.now, .crl_required = true };
	struct ca_id *id = rsa_person(300);
	struct trust *t = trust_new();
	const char *const files[] = { "root.pem", "sub.pem" };
	const char *const lists[] = { "root.crl", "later.crl" };
	char path[128];

	(void)state;
	p.trust = t;
	world_list_at(&w, "later.crl", w.sub, id, w.now - 10 * DAY);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    trust_add_ca_file(t, world_path(&w, files[i], path), NULL),
		    0);
		assert_int_equal(
		    trust_add_crl_file(t, world_path(&w, lists[i], path), NULL),
		    0);
	}
	for (size_t i = 0; i < COUNT(moments); i++)
		verify_at(id, &moments[i], &p);
	trust_free(t);
	ca_id_free(id);
}

static void
make_authorities(void)
{
	struct ca_profile p = tsa_profile(w.now - 50 * DAY);

	good = world_issue(w.sub, &p);
	gone = world_issue(w.ca_gone, &p);
	foreign = world_issue(NULL, &p);
	p = tsa_profile(w.now);
	p.not_before = w.now - 5 * DAY;
	p.not_after = w.now - DAY;
	ended = world_issue(w.sub, &p);
	p = tsa_profile(w.now);
	p.extended_key_usage = "timeStamping";
	not_critical = world_issue(w.sub, &p);
	p.extended_key_usage = "critical,timeStamping,serverAuth";
	two_uses = world_issue(w.sub, &p);
	p.extended_key_usage = "serverAuth";
	web = world_issue(w.sub, &p);
}

static int
setup(void **state)
{
	char path[128];
	struct err e = { 0 };

	(void)state;
	world_make(&w);
	make_authorities();
	/* The revoked sub CA is known here, so that its end is what counts. */
	if (ca_write_cert(world_path(&w, "gone.pem", path),
		(const struct ca_id *const[]){ w.ca_gone }, 1, &e) != 0 ||
	    trust_add_ca_file(w.trust, path, &e) != 0)
		fail_msg("%s", e.text);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	ca_id_free(good);
	ca_id_free(gone);
	ca_id_free(foreign);
	ca_id_free(ended);
	ca_id_free(not_critical);
	ca_id_free(two_uses);
	ca_id_free(web);
	world_free(&w);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fetched),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_after_the_end),
		cmocka_unit_test(test_after_revocation),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
