#include "config.h"
#include "produce-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "portal/store/issued.h"
#include "base/banned.h"

static char builtin[] = "builtin", policy[] = "2.16.792.1.61.0.1.5070.1.1";

char ca_cert_path[96], ca_key_path[96];

struct issuer *
make_issuer(struct world *w)
{
	struct issuer *i = NULL;

	snprintf(ca_cert_path, sizeof(ca_cert_path), "%s/ca/sub.pem", w->dir);
	snprintf(ca_key_path, sizeof(ca_key_path), "%s/ca/sub.key", w->dir);
	w->options.issuer = builtin;
	w->options.issuer_certificate = ca_cert_path;
	w->options.issuer_key = ca_key_path;
	w->options.issuer_policy = policy;
	assert_int_equal(issuer_open(&i, &w->options, NULL), 0);
	return i;
}

struct produce
make_producer(struct world *w, struct issuer *i)
{
	return (struct produce){ .store = w->flow.store,
		.options = &w->options,
		.issuer = i,
		.key = w->flow.key,
		.now = w->now };
}

void
make_application(struct world *w, const char *tckn, const char *reason,
    enum state state, char number[20])
{
	struct application a;
	struct application_move m = {
		.event = EVENT_APPROVE, .role = ROLE_OFFICE, .to = state
	};

	assert_int_equal(world_login(w, tckn), 0);
	world_draft_to_approved(w, reason != NULL, reason);
	assert_int_equal(
	    store_application_open(w->flow.store, tckn, &a, NULL), 0);
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	assert_int_equal(
	    store_application_move(w->flow.store, &a, &m, w->now, NULL), 0);
	assert_int_equal(store_commit(w->flow.store, NULL), 0);
	snprintf(number, 20, "%s", a.number);
	application_clear(&a);
}

int
make_card(struct world *w, struct produce *p, const char *number, EVP_PKEY *key,
    char serial[48], struct err *e)
{
	struct buf request = BUF_INIT(REQUEST_MAX), der = BUF_INIT(DER_MAX);
	struct product x;
	int rc = produce_begin(p, number, &x, e);

	(void)w;
	if (rc < 0)
		return rc;
	issue_request(&request, key, NULL, NULL, NULL);
	rc = produce_issue(p, &x, request.data, request.len, &der, e);
	if (rc == 0)
		rc = produce_done(p, &x, e);
	snprintf(serial, 48, "%s", x.production.certificate);
	product_clear(&x);
	buf_free(&request);
	buf_free(&der);
	return rc;
}

void
card_facts(struct world *w, const char *tckn, const char *serial,
    struct cert_facts *out)
{
	struct buf der = BUF_INIT(DER_MAX);

	assert_int_equal(
	    store_certificate_der(w->flow.store, tckn, serial, &der, NULL), 0);
	assert_int_equal(
	    cert_read((unsigned char *)der.data, der.len, out, NULL), 0);
	buf_free(&der);
}

const char *
hsm_module(void)
{
	static const char *const places[] = {
		"/usr/lib/softhsm/libsofthsm2.so",
		"/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
		"/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
		"/usr/lib64/pkcs11/libsofthsm2.so",
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	fail_msg("SoftHSM is not installed");
	return NULL;
}

/* A reader without cards in the world's folder. */
void
hsm_reader(const struct world *w)
{
	char path[128], text[256];
	int n;

	snprintf(path, sizeof(path), "%s/tokens", w->dir);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	n = snprintf(text, sizeof(text),
	    "directories.tokendir = %s\nobjectstore.backend = file\n"
	    "log.level = ERROR\n",
	    path);
	snprintf(path, sizeof(path), "%s/softhsm2.conf", w->dir);
	assert_int_equal(file_write(path, text, (size_t)n, 0600, NULL), 0);
	setenv("SOFTHSM2_CONF", path, 1);
}
