#include "config.h"
#include "life-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "portal/issue/token-key.h"
#include "portal/issue/token-signer.h"
#include "portal/publish/responder.h"
#include "sign/cades.h"
#include "base/banned.h"

#define LONG_DAYS 3650
#define ANSWER	  65536
/* OpenSSL's program judges an answer's age by the real clock only. */
#define ANY_AGE "1000000000"

char life_said[8192];

int
life_openssl(struct world *w, const char *const *words)
{
	struct issue_world at = { .now = w->now };

	memcpy(at.dir, w->dir, sizeof(at.dir));
	return issue_openssl(&at, words, life_said, sizeof(life_said));
}

static void
write_der(const char *path, unsigned char *der, int len)
{
	assert_true(len > 0);
	assert_int_equal(file_write(path, der, (size_t)len, 0600, NULL), 0);
	OPENSSL_free(der);
}

void
life_long_card(struct world *w, const char *tckn)
{
	struct ca_profile p = ca_profile_person("ALİ", tckn, w->now, LONG_DAYS);
	struct ca_id *sub = NULL, *own = NULL;
	PKCS8_PRIV_KEY_INFO *info;
	unsigned char *der = NULL;
	char cert[128], key[128];
	int len;

	snprintf(cert, sizeof(cert), "%s/ca/sub.pem", w->dir);
	snprintf(key, sizeof(key), "%s/ca/sub.key", w->dir);
	assert_int_equal(ca_read(&sub, cert, key, NULL), 0);
	p.given_name = "ALİ";
	p.surname = "UZUN";
	assert_int_equal(ca_issue(&own, sub, &p, NULL), 0);
	snprintf(cert, sizeof(cert), "%s/cards/%s.der", w->dir, tckn);
	snprintf(key, sizeof(key), "%s/cards/%s.key", w->dir, tckn);
	len = i2d_X509(ca_cert(own), &der);
	write_der(cert, der, len);
	info = EVP_PKEY2PKCS8(ca_key(own));
	der = NULL;
	len = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
	write_der(key, der, len);
	PKCS8_PRIV_KEY_INFO_free(info);
	ca_id_free(own);
	ca_id_free(sub);
}

static void
new_trust(struct world *w)
{
	static const char *const names[] = { "ca/root.pem", "ca/sub.pem",
		"ca/root.crl", "nes.crl" };
	char path[128];

	trust_free(w->trust);
	w->trust = trust_new();
	w->flow.trust = w->trust;
	for (int i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", w->dir, names[i]);
		assert_int_equal(i < 2
				     ? trust_add_ca_file(w->trust, path, NULL)
				     : trust_add_crl_file(w->trust, path, NULL),
		    0);
	}
}

/* The certificate as a file, and both authorities in another. */
static void
write_files(struct world *w, const char *tckn, const char *serial,
    char cert[128], char chain[128])
{
	struct buf der = BUF_INIT(ANSWER), all = BUF_INIT(ANSWER);
	char path[128], bin[128];

	snprintf(cert, 128, "%s/one.pem", w->dir);
	snprintf(bin, sizeof(bin), "%s/one.der", w->dir);
	snprintf(chain, 128, "%s/chain.pem", w->dir);
	assert_int_equal(
	    store_certificate_der(w->flow.store, tckn, serial, &der, NULL), 0);
	assert_int_equal(file_write(bin, der.data, der.len, 0600, NULL), 0);
	assert_int_equal(
	    OPENSSL(w, "x509", "-inform", "DER", "-in", bin, "-out", cert), 0);
	snprintf(path, sizeof(path), "%s/ca/root.pem", w->dir);
	assert_int_equal(file_read(path, &all, NULL), 0);
	snprintf(path, sizeof(path), "%s/ca/sub.pem", w->dir);
	assert_int_equal(file_read(path, &all, NULL), 0);
	assert_int_equal(file_write(chain, all.data, all.len, 0600, NULL), 0);
	buf_free(&der);
	buf_free(&all);
}

void
life_list(struct world *w)
{
	if (COMMAND(w, cmd_crl, "crl") != 0)
		fail_msg("crl: %s", command_said);
	new_trust(w);
}

static void
check_list(struct world *w, const char *cert, const char *chain,
    const char *moment, const char *reason)
{
	char crl[128], pem[128];
	int rc;

	life_list(w);
	snprintf(crl, sizeof(crl), "%s/nes.crl", w->dir);
	snprintf(pem, sizeof(pem), "%s/nes.pem", w->dir);
	assert_int_equal(
	    OPENSSL(w, "crl", "-inform", "DER", "-in", crl, "-out", pem), 0);
	rc = OPENSSL(w, "verify", "-attime", moment, "-CAfile", chain,
	    "-CRLfile", pem, "-crl_check", cert);
	if ((rc == 0) != (reason == NULL) ||
	    (reason != NULL && strstr(life_said, "revoked") == NULL))
		fail_msg("verify: want %s: %s",
		    reason == NULL ? "good" : reason, life_said);
}

/* The responder's answer to the question that OpenSSL's program asks. */
static void
answer(struct world *w, const char *asked, const char *answered)
{
	struct issuer *i = make_issuer(w);
	struct buf q = BUF_INIT(ANSWER), out = BUF_INIT(ANSWER);
	struct ocsp_question question = { .now = w->now, .seconds = 300 };
	struct responder *r = NULL;

	assert_int_equal(responder_make(&r, i, w->now, 7, NULL), 0);
	assert_int_equal(file_read(asked, &q, NULL), 0);
	question.der = (const unsigned char *)buf_str(&q);
	question.len = q.len;
	assert_int_equal(
	    responder_answer(r, w->flow.store, &question, &out, NULL), 0);
	assert_int_equal(
	    file_write(answered, out.data, out.len, 0600, NULL), 0);
	responder_drop(r);
	issuer_free(i);
	buf_free(&q);
	buf_free(&out);
}

static void
check_ocsp(struct world *w, const char *cert, const char *chain,
    const char *moment, const char *reason)
{
	char asked[128], answered[128], sub[128], want[64] = ": good";
	int rc;

	snprintf(asked, sizeof(asked), "%s/asked.der", w->dir);
	snprintf(answered, sizeof(answered), "%s/answered.der", w->dir);
	snprintf(sub, sizeof(sub), "%s/ca/sub.pem", w->dir);
	assert_int_equal(OPENSSL(w, "ocsp", "-issuer", sub, "-cert", cert,
			     "-no_nonce", "-reqout", asked),
	    0);
	answer(w, asked, answered);
	rc = OPENSSL(w, "ocsp", "-issuer", sub, "-cert", cert, "-no_nonce",
	    "-respin", answered, "-CAfile", chain, "-attime", moment,
	    "-validity_period", ANY_AGE);
	if (reason != NULL)
		snprintf(want, sizeof(want), "Reason: %s", reason);
	if (rc != 0 || strstr(life_said, "Response verify OK") == NULL ||
	    strstr(life_said, want) == NULL)
		fail_msg("ocsp: want %s: %s", want, life_said);
}

void
life_public(
    struct world *w, const char *tckn, const char *serial, const char *reason)
{
	char cert[128], chain[128], moment[24];

	snprintf(moment, sizeof(moment), "%lld", (long long)w->now);
	write_files(w, tckn, serial, cert, chain);
	check_list(w, cert, chain, moment, reason);
	check_ocsp(w, cert, chain, moment, reason);
}

void
life_approve(struct world *w, const char *officer, const char *number)
{
	struct application a = { 0 };
	char word[] = "approve", text[20];
	struct msg_decide_item item = { text, 0 };
	struct msg_decide_request in = { word, NULL, { NULL, 0 },
		{ &item, 1 } };
	struct msg_decide out = { 0 };

	snprintf(text, sizeof(text), "%s", number);
	life_list(w);
	if (personal_card(w, officer, "officer") != 0)
		fail_msg("officer: %s", w->err.text);
	assert_int_equal(
	    store_application_number(w->flow.store, number, &a, NULL), 0);
	item.version = (long)a.version;
	application_clear(&a);
	assert_int_equal(world_call(w, &op_decide, &in, &out), 0);
	assert_true(out.any);
	assert_int_equal(personal_sign(w, out.signing.items, officer), 0);
	wire_clear(&wire_decide, &out);
}

static void
card_cms(struct world *w, const char *label, const char *tckn,
    const char *serial, const char *text, struct buf *out)
{
	struct buf der = BUF_INIT(DER_MAX);
	char pin_file[128];
	struct token_key k = {
		.module = hsm_module(), .token = label, .pin_file = pin_file
	};
	struct card_secret secret;
	struct signer *s = NULL;
	const unsigned char *at;
	struct err e = { 0 };
	X509 *cert;

	assert_int_equal(card_secret_open(w->flow.store, w->flow.key, tckn,
			     serial, &secret, NULL),
	    0);
	snprintf(pin_file, sizeof(pin_file), "%s/pin", w->dir);
	assert_int_equal(
	    file_write(pin_file, secret.pin, strlen(secret.pin), 0600, NULL),
	    0);
	assert_int_equal(
	    store_certificate_der(w->flow.store, tckn, serial, &der, NULL), 0);
	at = (const unsigned char *)buf_str(&der);
	cert = d2i_X509(NULL, &at, (long)der.len);
	if (token_signer_open(&s, &k, cert, &e) != 0)
		fail_msg("%s", e.text);
	assert_int_equal(
	    cades_sign(s, text, strlen(text), w->now, out, NULL), 0);
	signer_free(s);
	X509_free(cert);
	buf_free(&der);
}

int
life_card_sign(
    struct world *w, const char *label, const char *tckn, const char *serial)
{
	struct buf cms = BUF_INIT(CADES_MAX);
	struct msg_signature sig = { { NULL, 0 } };
	char code[16], *text;
	struct msg_sign_submit_request in = { code, { &sig, 1 } };
	struct msg_sign_submit out = { 0 };
	int rc;

	life_list(w);
	world_signing(w, code, &text);
	card_cms(w, label, tckn, serial, text, &cms);
	sig.cms.data = (unsigned char *)cms.data;
	sig.cms.len = cms.len;
	rc = world_call(w, &op_sign_submit, &in, &out);
	wire_clear(&wire_sign_submit, &out);
	buf_free(&cms);
	free(text);
	return rc;
}
