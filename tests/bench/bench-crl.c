/*
 * A revocation list of 100,000 entries: read from the store, made, kept and
 * written, and taken into the portal's own verification; beside it what
 * OpenSSL's objects and its program need for the same list. And how many OCSP
 * questions one thread answers a second.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/file.h"
#include "portal/issue/ca.h"
#include "portal/issue/issuer.h"
#include "portal/options.h"
#include "portal/publish/list.h"
#include "portal/publish/responder.h"
#include "portal/store/issued.h"
#include "sign/cades.h"
#include "base/banned.h"

#define ENTRIES	  100000
#define QUESTIONS 5000
#define ROUNDS	  5
#define YEARS3	  ((int64_t)1095 * 86400)

struct bench {
	char dir[64], cert[96], key[96], db[96], file[96];
	int64_t now;
	struct ca_id *ca;
	struct portal_options options;
	struct store *store;
	struct issuer *issuer;
};

static void
must(int rc, const struct err *e)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "bench-crl: %s\n", e->text);
	exit(1);
}

static double
ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
open_bench(struct bench *b)
{
	static char builtin[] = "builtin", policy[] = "1.2.3";
	struct ca_profile p;
	const struct ca_id *ids[1];
	struct err e = { 0 };

	b->now = clock_wall() - 60;
	snprintf(b->dir, sizeof(b->dir), "/tmp/eimza-bench.XXXXXX");
	if (mkdtemp(b->dir) == NULL)
		exit(1);
	snprintf(b->cert, sizeof(b->cert), "%s/ca.pem", b->dir);
	snprintf(b->key, sizeof(b->key), "%s/ca.key", b->dir);
	snprintf(b->db, sizeof(b->db), "%s/portal.db", b->dir);
	snprintf(b->file, sizeof(b->file), "%s/nes.crl", b->dir);
	p = ca_profile_root("Bench", b->now, 4000);
	must(ca_issue(&b->ca, NULL, &p, &e), &e);
	ids[0] = b->ca;
	must(ca_write_cert(b->cert, ids, 1, &e), &e);
	must(ca_write_key(b->key, b->ca, &e), &e);
	b->options = (struct portal_options){ .issuer = builtin,
		.issuer_certificate = b->cert,
		.issuer_key = b->key,
		.issuer_policy = policy,
		.crl_seconds = 3600,
		.crl_every_seconds = 600,
		.crl_file = b->file };
	must(store_open(&b->store, b->db, &e), &e);
	must(issuer_open(&b->issuer, &b->options, &e), &e);
}

static void
serial_of(int n, char out[33])
{
	snprintf(out, 33, "41%030x", (unsigned)n * 2654435761U);
}

static void
fill(struct bench *b)
{
	unsigned char der[900] = { 0x30 };
	struct issued i = { .facts.issuer = "Bench",
		.facts.not_before = b->now,
		.facts.not_after = b->now + YEARS3,
		.facts.state = CERTIFICATE_REVOKED,
		.reason = REVOCATION_KEY_COMPROMISE,
		.der = der,
		.der_len = sizeof(der) };
	struct err e = { 0 };

	must(store_begin(b->store, &e), &e);
	for (int n = 0; n < ENTRIES; n++) {
		snprintf(i.facts.tckn, sizeof(i.facts.tckn), "%011d", n);
		serial_of(n, i.facts.serial);
		must(store_issued_add(b->store, &i, b->now, &e), &e);
	}
	must(store_commit(b->store, &e), &e);
}

static double
best(double a, double b)
{
	return a == 0 || b < a ? b : a;
}

static void
ours(struct bench *b)
{
	double make = 0, publish = 0, take = 0;
	struct buf der = BUF_INIT(CRL_MAX);
	struct store_crl c;
	struct err e = { 0 };

	for (int i = 0; i < ROUNDS; i++) {
		struct trust *t = trust_new();
		double from = ms();

		must(
		    list_make(b->store, b->issuer, &b->options, b->now, &c, &e),
		    &e);
		make = best(make, ms() - from);
		buf_reset(&der);
		must(store_crl_newest(b->store, &c, &der, &e), &e);
		from = ms();
		must(list_write(&b->options, &der, &e), &e);
		publish = best(publish, ms() - from);
		from = ms();
		must(trust_add_ca_file(t, b->cert, &e), &e);
		must(trust_add_crl_bytes(t, der.data, der.len, "list", &e), &e);
		take = best(take, ms() - from);
		trust_free(t);
	}
	printf("list of %d entries: %zu bytes\n", ENTRIES, der.len);
	printf("  read, made, signed, kept     %8.1f ms\n", make);
	printf("  written and synced to a file %8.1f ms\n", publish);
	printf("  taken by the verification    %8.1f ms\n", take);
	buf_free(&der);
}

static void
add_object(X509_CRL *crl, int n, ASN1_TIME *when, ASN1_ENUMERATED *reason)
{
	X509_REVOKED *r = X509_REVOKED_new();
	BIGNUM *bn = NULL;
	ASN1_INTEGER *serial;
	char text[33];

	serial_of(n, text);
	BN_hex2bn(&bn, text);
	serial = BN_to_ASN1_INTEGER(bn, NULL);
	X509_REVOKED_set_serialNumber(r, serial);
	X509_REVOKED_set_revocationDate(r, when);
	X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, 0, 0);
	X509_CRL_add0_revoked(crl, r);
	ASN1_INTEGER_free(serial);
	BN_free(bn);
}

/* The same list from OpenSSL's objects, without a store. */
static double
objects(struct bench *b, int *len)
{
	double from = ms();
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *when = ASN1_TIME_set(NULL, (time_t)b->now);
	ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
	unsigned char *der = NULL;

	ASN1_ENUMERATED_set(reason, 1);
	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca_cert(b->ca)));
	X509_CRL_set1_lastUpdate(crl, when);
	X509_CRL_set1_nextUpdate(crl, when);
	for (int n = 0; n < ENTRIES; n++)
		add_object(crl, n, when, reason);
	X509_CRL_sort(crl);
	X509_CRL_sign(crl, ca_key(b->ca), EVP_sha384());
	*len = i2d_X509_CRL(crl, &der);
	OPENSSL_free(der);
	X509_CRL_free(crl);
	ASN1_TIME_free(when);
	ASN1_ENUMERATED_free(reason);
	return ms() - from;
}

/* "openssl crl": reads and verifies our file. */
static double
program(struct bench *b)
{
	double from = ms();
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) != NULL)
			execlp("openssl", "openssl", "crl", "-inform", "DER",
			    "-in", b->file, "-noout", "-CAfile", b->cert,
			    (char *)NULL);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return -1;
	return ms() - from;
}

static void
questions(struct bench *b)
{
	struct responder *r = NULL;
	OCSP_REQUEST *q = OCSP_REQUEST_new();
	ASN1_INTEGER *serial = NULL;
	BIGNUM *bn = NULL;
	struct ocsp_question asked;
	unsigned char *der = NULL;
	struct err e = { 0 };
	char text[33];
	double from;
	int len;

	serial_of(ENTRIES / 2, text);
	BN_hex2bn(&bn, text);
	serial = BN_to_ASN1_INTEGER(bn, NULL);
	OCSP_request_add0_id(q,
	    OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(ca_cert(b->ca)),
		X509_get0_pubkey_bitstr(ca_cert(b->ca)), serial));
	OCSP_request_add1_nonce(q, NULL, 16);
	len = i2d_OCSP_REQUEST(q, &der);
	asked = (struct ocsp_question){ der, (size_t)len, b->now, 300 };
	must(responder_make(&r, b->issuer, b->now, 7, &e), &e);
	from = ms();
	for (int i = 0; i < QUESTIONS; i++) {
		struct buf out = BUF_INIT(65536);

		must(responder_answer(r, b->store, &asked, &out, &e), &e);
		buf_free(&out);
	}
	from = ms() - from;
	printf("OCSP, one thread: %.0f answers a second (%.3f ms each)\n",
	    QUESTIONS / from * 1000, from / QUESTIONS);
	responder_drop(r);
	OCSP_REQUEST_free(q);
	ASN1_INTEGER_free(serial);
	BN_free(bn);
	OPENSSL_free(der);
}

int
main(void)
{
	struct bench b = { .store = NULL };
	double with_objects = 0, with_program = 0;
	struct rusage u;
	int len = 0;

	open_bench(&b);
	fill(&b);
	ours(&b);
	getrusage(RUSAGE_SELF, &u);
	printf("  at most %ld MB of memory so far\n", u.ru_maxrss / 1024);
	for (int i = 0; i < ROUNDS; i++) {
		with_objects = best(with_objects, objects(&b, &len));
		with_program = best(with_program, program(&b));
	}
	printf("OpenSSL's objects, no store: %.1f ms, %d bytes\n", with_objects,
	    len);
	printf(
	    "openssl crl reads and verifies ours in %.1f ms\n", with_program);
	questions(&b);
	getrusage(RUSAGE_SELF, &u);
	printf("at most %ld MB of memory at the end\n", u.ru_maxrss / 1024);
	issuer_free(b.issuer);
	store_close(b.store);
	ca_id_free(b.ca);
	file_remove_tree(b.dir);
	return 0;
}
