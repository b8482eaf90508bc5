/* A foreign CA over CMP; what it issues is prepared by each case. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "cmp-server.h"
#include "issue-world.h"
#include "portal/issue/ca-file-der.h"
#include "base/banned.h"

struct place {
	struct issue_world *w;
	struct cmp_server s;
	struct issuer *issuer;
	EVP_PKEY *key;
	struct buf request;
	char url[64], secret[96];
};

static char cmp_word[] = "cmp", reference[] = "portal";

static void
open_place(
    struct place *p, struct issue_world *w, char *message, const char *secret)
{
	struct err e = { 0 };

	memset(p, 0, sizeof(*p));
	p->w = w;
	cmp_server_open(&p->s, w);
	snprintf(
	    p->url, sizeof(p->url), "http://127.0.0.1:%d/pkix/cmp", p->s.port);
	snprintf(p->secret, sizeof(p->secret), "%s/secret", w->dir);
	assert_int_equal(
	    file_write(p->secret, secret, strlen(secret), 0600, NULL), 0);
	w->options.issuer = cmp_word;
	w->options.cmp_server = p->url;
	w->options.cmp_reference = reference;
	w->options.cmp_secret_file = p->secret;
	w->options.cmp_message = message;
	if (issuer_open(&p->issuer, &w->options, &e) != 0)
		fail_msg("%s", e.text);
	p->key = EVP_EC_gen("P-256");
	p->request = (struct buf)BUF_INIT(REQUEST_MAX);
	issue_request(&p->request, p->key, NULL, NULL, NULL);
}

static void
close_place(struct place *p)
{
	cmp_server_close(&p->s);
	issuer_free(p->issuer);
	EVP_PKEY_free(p->key);
	buf_free(&p->request);
}

/* What the CA will give: good, or for another person. */
static struct ca_id *
prepare(struct place *p, const char *tckn)
{
	struct ca_profile profile =
	    ca_profile_person("AYŞE NUR ÖĞRETMEN", tckn, p->w->now, 1095);
	struct ca_id *id = NULL;

	profile.use_key = p->key;
	assert_int_equal(ca_issue(&id, p->w->ca, &profile, NULL), 0);
	p->s.give = ca_cert(id);
	return id;
}

static void
issued(void **state)
{
	static const struct {
		const char *word;
		int kind;
	} kinds[] = {
		{ "ir", OSSL_CMP_IR }, { "cr", OSSL_CMP_CR },
		{ "p10cr", OSSL_CMP_P10CR },
		{ "kur", OSSL_CMP_IR }, /* nothing there to be updated */
	};

	for (size_t n = 0; n < 4; n++) {
		struct place p;
		struct ca_id *id;
		X509 *cert = NULL;
		struct err e = { 0 };
		char word[8];

		snprintf(word, sizeof(word), "%s", kinds[n].word);
		open_place(&p, *state, word, CMP_SECRET "\n");
		id = prepare(&p, TCKN);
		if (issue_order(p.issuer, p.w, &p.request, &cert, &e) != 0)
			fail_msg("%s: %s", word, e.text);
		assert_int_equal(X509_cmp(cert, ca_cert(id)), 0);
		assert_int_equal(p.s.kind, kinds[n].kind);
		assert_int_equal(p.s.confirmed, 1);
		/* The record's name goes there, not the request's. */
		assert_true((memmem(p.s.last.data, p.s.last.len, TCKN, 11) !=
				NULL) == (kinds[n].kind != OSSL_CMP_P10CR));
		X509_free(cert);
		ca_id_free(id);
		close_place(&p);
	}
}

static int
never(void *arg, const struct issued_cert *c, struct err *e)
{
	(void)arg;
	(void)c;
	return err_why(e, ERR_UNAVAILABLE, "storage", "%s", "disk");
}

/* An update names the certificate it follows; what is not kept is refused. */
static void
update(void **state)
{
	struct place p;
	struct ca_id *id, *old;
	struct request *r = NULL;
	struct buf der = BUF_INIT(CMP_MESSAGE_MAX);
	struct issue_order o;
	char word[] = "kur";
	struct err e = { 0 };

	open_place(&p, *state, word, CMP_SECRET);
	old = prepare(&p, TCKN);
	assert_int_equal(ca_cert_der(old, &der, NULL), 0);
	id = prepare(&p, TCKN);
	assert_int_equal(
	    request_read(&r, p.request.data, p.request.len, NULL), 0);
	o = (struct issue_order){ .request = r,
		.tckn = TCKN,
		.name = "AYŞE NUR",
		.surname = "ÖĞRETMEN",
		.not_before = p.w->now,
		.not_after = p.w->now + (int64_t)1095 * 86400,
		.old = (unsigned char *)der.data,
		.old_len = der.len,
		.keep = never };
	assert_int_equal(
	    p.issuer->ops->issue(p.issuer, &o, &e), ERR_UNAVAILABLE);
	assert_string_equal(e.reason, "storage");
	assert_int_equal(p.s.kind, OSSL_CMP_KUR);
	assert_int_equal(p.s.confirmed, 0);
	assert_int_equal(p.s.rejected, 1);
	request_free(r);
	buf_free(&der);
	ca_id_free(id);
	ca_id_free(old);
	close_place(&p);
}

static void
refused(void **state)
{
	struct place p;
	struct ca_id *id;
	X509 *cert = NULL;
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, *state, word, CMP_SECRET);
	id = prepare(&p, "10000000214"); /* another person's */
	assert_int_equal(
	    issue_order(p.issuer, p.w, &p.request, &cert, &e), ERR_INVALID);
	assert_string_equal(e.reason, "not-ordered");
	assert_null(cert);
	assert_int_equal(p.s.rejected, 1);
	p.s.refuse = true;
	assert_int_equal(
	    issue_order(p.issuer, p.w, &p.request, &cert, &e), ERR_UNAVAILABLE);
	assert_non_null(strstr(e.text, "bugün yok"));
	ca_id_free(id);
	close_place(&p);
}

/* Another secret: neither side believes the other. */
static void
wrong_secret(void **state)
{
	struct place p;
	struct ca_id *id;
	X509 *cert = NULL;
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, *state, word, "baska-kelime");
	id = prepare(&p, TCKN);
	assert_int_equal(
	    issue_order(p.issuer, p.w, &p.request, &cert, &e), ERR_UNAVAILABLE);
	assert_null(cert);
	assert_int_equal(p.s.confirmed, 0);
	ca_id_free(id);
	close_place(&p);
}

/*
 * An answer that the CA's own certificate for another purpose has signed is
 * not the CA's word: only who knows the secret is believed.
 */
static void
signed_by_stranger(void **state)
{
	struct issue_world *w = *state;
	struct ca_profile web =
	    ca_profile_server("www.example", "DNS:www.example", w->now, 30);
	struct ca_crl_profile c = {
		.number = 4, .this_update = w->now, .next_update = w->now + 3600
	};
	struct buf der = BUF_INIT(CMP_MESSAGE_MAX),
		   crl = BUF_INIT(CMP_MESSAGE_MAX);
	struct ca_id *id, *other = NULL;
	struct place p;
	OSSL_CMP_CTX *ctx;
	X509 *cert = NULL;
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, w, word, CMP_SECRET);
	id = prepare(&p, TCKN);
	assert_int_equal(ca_cert_der(id, &der, NULL), 0);
	assert_int_equal(ca_crl(&p.s.list, w->ca, &c, NULL), 0);
	assert_int_equal(ca_issue(&other, w->ca, &web, NULL), 0);
	ctx = OSSL_CMP_SRV_CTX_get0_cmp_ctx(p.s.srv);
	assert_int_equal(OSSL_CMP_CTX_set1_cert(ctx, ca_cert(other)), 1);
	assert_int_equal(OSSL_CMP_CTX_set1_pkey(ctx, ca_key(other)), 1);
	/* It does not know the secret, so that it can neither check what comes
	 * nor protect its answer by it. */
	OSSL_CMP_SRV_CTX_set_accept_unprotected(p.s.srv, 1);
	assert_int_equal(OSSL_CMP_CTX_set1_secretValue(ctx, NULL, 0), 1);
	assert_int_equal(
	    issue_order(p.issuer, w, &p.request, &cert, &e), ERR_UNAVAILABLE);
	assert_null(cert);
	assert_int_equal(p.s.confirmed, 0);
	assert_int_equal(p.issuer->ops->revoke(p.issuer,
			     (unsigned char *)der.data, der.len, 1, &e),
	    ERR_UNAVAILABLE);
	assert_int_equal(
	    p.issuer->ops->crl(p.issuer, NULL, &crl, &e), ERR_UNAVAILABLE);
	buf_free(&der);
	buf_free(&crl);
	ca_id_free(other);
	ca_id_free(id);
	close_place(&p);
}

static void
revoked(void **state)
{
	struct place p;
	struct ca_id *id;
	struct buf der = BUF_INIT(CMP_MESSAGE_MAX);
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, *state, word, CMP_SECRET);
	id = prepare(&p, TCKN);
	assert_int_equal(ca_cert_der(id, &der, NULL), 0);
	/* The second time it is revoked already. */
	for (int i = 0; i < 2; i++)
		if (p.issuer->ops->revoke(p.issuer, (unsigned char *)der.data,
			der.len, 1, &e) != 0)
			fail_msg("%s", e.text);
	assert_int_equal(p.s.revoked, 1);
	p.s.refuse = true;
	assert_int_equal(p.issuer->ops->revoke(p.issuer,
			     (unsigned char *)der.data, der.len, 1, &e),
	    ERR_UNAVAILABLE);
	ca_id_free(id);
	buf_free(&der);
	close_place(&p);
}

/* Who does not answer has not revoked. */
static void
not_revoked(void **state)
{
	struct issue_world *w = *state;
	struct buf der = BUF_INIT(CMP_MESSAGE_MAX);
	struct place p;
	struct ca_id *id;
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, w, word, "baska-kelime");
	id = prepare(&p, TCKN);
	assert_int_equal(ca_cert_der(id, &der, NULL), 0);
	assert_int_equal(p.issuer->ops->revoke(p.issuer,
			     (unsigned char *)der.data, der.len, 1, &e),
	    ERR_UNAVAILABLE);
	assert_int_equal(p.s.revoked, 0);
	ca_id_free(id);
	buf_free(&der);
	close_place(&p);
}

static void
list(void **state)
{
	struct issue_world *w = *state;
	struct ca_crl_profile c = {
		.number = 4, .this_update = w->now, .next_update = w->now + 3600
	};
	struct ca_profile other = ca_profile_root("Başka", w->now, 10);
	struct buf der = BUF_INIT(CMP_MESSAGE_MAX);
	struct ca_id *foreign = NULL;
	struct place p;
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, w, word, CMP_SECRET);
	assert_int_equal(
	    p.issuer->ops->crl(p.issuer, NULL, &der, &e), ERR_UNAVAILABLE);
	assert_int_equal(ca_crl(&p.s.list, w->ca, &c, NULL), 0);
	if (p.issuer->ops->crl(p.issuer, NULL, &der, &e) != 0)
		fail_msg("%s", e.text);
	assert_true(der.len > 0);
	/* Not one that somebody else has signed. */
	X509_CRL_free(p.s.list);
	assert_int_equal(ca_issue(&foreign, NULL, &other, NULL), 0);
	assert_int_equal(ca_crl(&p.s.list, foreign, &c, NULL), 0);
	assert_int_equal(
	    p.issuer->ops->crl(p.issuer, NULL, &der, &e), ERR_UNAVAILABLE);
	ca_id_free(foreign);
	buf_free(&der);
	close_place(&p);
}

static void
settings(void **state)
{
	static const char *const bad[] = { "https://127.0.0.1/cmp",
		"ca.example:x", "ftp://a/b" };
	struct issue_world *w = *state;
	struct issuer *i = NULL;
	char url[64], none[] = "/nonexistent/secret";
	struct err e = { 0 };

	w->options.issuer = cmp_word;
	assert_int_equal(issuer_open(&i, &w->options, &e), ERR_INVALID);
	w->options.cmp_secret_file = none;
	for (size_t n = 0; n < 3; n++) {
		snprintf(url, sizeof(url), "%s", bad[n]);
		w->options.cmp_server = url;
		assert_int_equal(issuer_open(&i, &w->options, &e), ERR_INVALID);
		assert_non_null(strstr(e.text, "issuer.cmp_server"));
	}
	snprintf(url, sizeof(url), "http://127.0.0.1:1/cmp");
	assert_int_equal(issuer_open(&i, &w->options, &e), ERR_NOT_FOUND);
	assert_null(i);
}

int
main(void)
{
#define T(f)                                                                   \
	cmocka_unit_test_setup_teardown(f, issue_world_open, issue_world_close)
	const struct CMUnitTest tests[] = {
		T(issued),
		T(update),
		T(refused),
		T(wrong_secret),
		T(signed_by_stranger),
		T(revoked),
		T(not_revoked),
		T(list),
		T(settings),
	};

	return cmocka_run_group_tests_name("issuer-cmp", tests, NULL, NULL);
}
