/*
 * Any bytes as a signature, before a trust that knows the issuer of some of
 * the corpus. First as the portal does it: only what was really signed may
 * be accepted. Then once more with the value and the chain taken as good
 * (the linker wraps those steps), so that changed bytes reach the steps
 * behind them.
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sign/cades.h"
#include "sign/verify.h"

#define NOW   1795255200 /* the corpus was signed then */
#define TCKN  "10000000146"
#define TEXT  "Başvurumu onaylıyorum.\n"
#define TRUST "tests/fuzz/cades-ca"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int __real_verify_value(struct verify *v, struct err *e);
int __real_verify_chain(struct verify *v, struct err *e);
int __real_verify_lists(struct verify *v, struct err *e);
int __wrap_verify_value(struct verify *v, struct err *e);
int __wrap_verify_chain(struct verify *v, struct err *e);
int __wrap_verify_lists(struct verify *v, struct err *e);

static bool lenient, chained;

int
__wrap_verify_value(struct verify *v, struct err *e)
{
	int rc = __real_verify_value(v, e);

	return lenient ? 0 : rc;
}

int
__wrap_verify_chain(struct verify *v, struct err *e)
{
	int rc = __real_verify_chain(v, e);

	chained = rc == 0;
	return lenient ? 0 : rc;
}

int
__wrap_verify_lists(struct verify *v, struct err *e)
{
	int rc = chained ? __real_verify_lists(v, e) : 0;

	return lenient ? 0 : rc;
}

static struct trust *
load(void)
{
	static const char *const names[] = { "ca.pem", "root.crl", "sub.crl" };
	const char *root = getenv("EIMZA_SRCDIR");
	struct trust *t = trust_new();
	struct err e = { 0 };

	for (int i = 0; t != NULL && i < 3; i++) {
		char path[2048];
		int rc;

		snprintf(path, sizeof(path), "%s/" TRUST "/%s",
		    root == NULL ? "." : root, names[i]);
		rc = i == 0 ? trust_add_ca_file(t, path, &e)
			    : trust_add_crl_file(t, path, &e);
		if (rc < 0) {
			fprintf(stderr, "%s\n", e.text);
			abort();
		}
	}
	if (t == NULL || trust_settled(t, &e) < 0)
		abort();
	return t;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trust *trust;
	struct cades_policy p = { .now = NOW,
		.tckn = TCKN,
		.content = TEXT,
		.content_len = strlen(TEXT),
		.crl_required = true };
	struct cades_result r = { 0 };
	struct cert_facts facts;
	struct err e = { 0 };

	if (trust == NULL)
		trust = load();
	p.trust = trust;
	lenient = false;
	if (cades_verify(&p, data, size, &r, &e) == 0) {
		if (strcmp(r.signer.tckn, TCKN) != 0 || r.signing_time != NOW)
			abort();
		cades_result_free(&r);
	} else if (e.reason[0] == '\0' || e.text[0] == '\0') {
		abort(); /* each refusal has its word and its sentence */
	}
	lenient = true;
	p.content = NULL;
	p.content_len = 0;
	memset(&r, 0, sizeof(r));
	if (cades_verify(&p, data, size, &r, &e) == 0)
		cades_result_free(&r);
	(void)cert_read(data, size, &facts, &e);
	return 0;
}
