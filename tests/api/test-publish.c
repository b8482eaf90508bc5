/* A portal that serves its revocation list and answers OCSP, as OpenSSL's
 * tools and the portal's own verification see it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/file.h"
#include "issue-world.h"
#include "server.h"
#include "sign/cades.h"
#include "base/banned.h"

#define ANSWER_MAX 1048576
#define PATIENCE   400 /* times a twentieth of a second */

struct place {
	struct issue_world *w;
	struct server s;
	struct store *store;
	struct issuer *issuer;
	char crl_url[64], ocsp_url[64], file[96];
};

static void
begin(struct place *p, struct issue_world *w, const char *file)
{
	char settings[1536], db[96];
	int n = snprintf(settings, sizeof(settings),
	    "issuer: { backend = \"builtin\"; certificate = \"%s\"; key = "
	    "\"%s\"; };\n"
	    "publish: { address = \"127.0.0.1\"; port = 0; };\n"
	    "crl: { file = \"%s\"; };\n"
	    "trust: { ca = [ \"%s\" ]; };\n"
	    "listen: { address = \"127.0.0.1\"; port = 0; };",
	    w->cert, w->key, file, w->cert);

	assert_true(n > 0 && (size_t)n < sizeof(settings));
	p->w = w;
	snprintf(p->file, sizeof(p->file), "%s", file);
	server_start(&p->s, settings);
	assert_true(p->s.lists > 0);
	snprintf(p->crl_url, sizeof(p->crl_url),
	    "http://127.0.0.1:%d/crl/nes.crl", p->s.lists);
	snprintf(p->ocsp_url, sizeof(p->ocsp_url), "http://127.0.0.1:%d/ocsp",
	    p->s.lists);
	w->options.issuer_crl_url = p->crl_url;
	w->options.issuer_ocsp_url = p->ocsp_url;
	assert_int_equal(issuer_open(&p->issuer, &w->options, NULL), 0);
	snprintf(db, sizeof(db), "%s/portal.db", p->s.dir);
	p->store = NULL;
	assert_int_equal(store_open(&p->store, db, NULL), 0);
}

static void
end(struct place *p)
{
	store_close(p->store);
	issuer_free(p->issuer);
	assert_int_equal(server_end(&p->s), 0);
}

/* Sends bytes, reads to the end of the connection; answers the status. */
static int
talk(const struct place *p, const void *bytes, size_t len, struct buf *answer)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)p->s.lists),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;
	char chunk[8192];
	ssize_t n;

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
	buf_reset(answer);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		assert_int_equal(buf_add(answer, chunk, (size_t)n), 0);
	close(fd);
	if (strncmp(buf_str(answer), "HTTP/1.1 ", 9) == 0)
		status = (int)strtol(answer->data + 9, NULL, 10);
	return status;
}

static int
get(const struct place *p, const char *path, struct buf *answer)
{
	char text[4096];
	int n = snprintf(text, sizeof(text),
	    "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
	    path);

	return talk(p, text, (size_t)n, answer);
}

static const unsigned char *
body_of(const struct buf *answer, size_t *len)
{
	char *p = strstr(buf_str(answer), "\r\n\r\n");

	assert_non_null(p);
	*len = answer->len - (size_t)(p + 4 - answer->data);
	return (unsigned char *)p + 4;
}

/* The list once it has that many entries. Caller frees. */
static X509_CRL *
list_with(const struct place *p, int entries)
{
	struct buf answer = BUF_INIT(ANSWER_MAX);

	for (int i = 0; i < PATIENCE; i++) {
		X509_CRL *crl = NULL;
		const unsigned char *at;
		size_t len;
		int n;

		if (get(p, "/crl/nes.crl", &answer) == 200) {
			at = body_of(&answer, &len);
			crl = d2i_X509_CRL(NULL, &at, (long)len);
			assert_non_null(crl);
			n = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl));
			if ((n < 0 ? 0 : n) == entries) {
				buf_free(&answer);
				return crl;
			}
		}
		X509_CRL_free(crl);
		poll(NULL, 0, 50);
	}
	fail_msg("no list with %d entries", entries);
	return NULL;
}

static long
number_of(const X509_CRL *crl)
{
	ASN1_INTEGER *n = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
	long value = ASN1_INTEGER_get(n);

	ASN1_INTEGER_free(n);
	return value;
}

/* What openssl(1) says of DIR/NAME.pem with the list it fetches itself. */
static int
verify(const struct place *p, const char *name)
{
	char cert[96], said[8192];
	const char *const words[] = { "openssl", "verify", "-CAfile",
		p->w->cert, "-crl_download", "-crl_check", cert, NULL };

	snprintf(cert, sizeof(cert), "%s/%s.pem", p->w->dir, name);
	return issue_openssl(p->w, words, said, sizeof(said));
}

static void
want_ocsp(const struct place *p, const char *name, const char *want)
{
	char cert[96], said[8192];
	const char *const words[] = { "openssl", "ocsp", "-issuer", p->w->cert,
		"-cert", cert, "-url", p->ocsp_url, "-CAfile", p->w->cert,
		NULL };

	snprintf(cert, sizeof(cert), "%s/%s.pem", p->w->dir, name);
	assert_int_equal(issue_openssl(p->w, words, said, sizeof(said)), 0);
	if (strstr(said, "Response verify OK") == NULL ||
	    strstr(said, want) == NULL)
		fail_msg("%s: want %s: %s", name, want, said);
}

/* A signature of the person, judged with the responder's word. */
static void
want_signature(const struct place *p, const char *name, const char *reason)
{
	char key[96], cert[96];
	struct buf cms = BUF_INIT(CADES_MAX);
	struct signer *s = NULL;
	struct trust *t = trust_new();
	struct cades_policy policy = { .trust = t, .ocsp = true };
	struct err e = { 0 };
	int rc;

	snprintf(key, sizeof(key), "%s/%s.key", p->w->dir, name);
	snprintf(cert, sizeof(cert), "%s/%s.pem", p->w->dir, name);
	assert_int_equal(trust_add_ca_file(t, p->w->cert, NULL), 0);
	assert_int_equal(signer_open_file(&s, key, cert, NULL), 0);
	assert_int_equal(
	    cades_sign(s, "metin", 5, clock_wall(), &cms, NULL), 0);
	rc =
	    cades_verify(&policy, (unsigned char *)cms.data, cms.len, NULL, &e);
	if (reason == NULL ? rc != 0 : strcmp(e.reason, reason) != 0)
		fail_msg("%s: %s %s", name, e.reason, e.text);
	signer_free(s);
	trust_free(t);
	buf_free(&cms);
}

static void
life(void **state)
{
	struct issue_world *w = *state;
	struct place p;
	char file[96];
	struct buf bytes = BUF_INIT(ANSWER_MAX);
	X509 *fine, *held, *gone;
	X509_CRL *crl;
	long first;

	snprintf(file, sizeof(file), "%s/published.crl", w->dir);
	begin(&p, w, file);
	crl = list_with(&p, 0);
	first = number_of(crl);
	X509_CRL_free(crl);
	fine = issue_kept(p.store, p.issuer, w, "fine", CERTIFICATE_VALID,
	    REVOCATION_UNSTATED);
	held = issue_kept(p.store, p.issuer, w, "held", CERTIFICATE_SUSPENDED,
	    REVOCATION_HOLD);
	gone = issue_kept(p.store, p.issuer, w, "gone", CERTIFICATE_REVOKED,
	    REVOCATION_KEY_COMPROMISE);
	/* OCSP knows at once, the list with the next one. */
	want_ocsp(&p, "fine", "fine.pem: good");
	want_ocsp(&p, "held", "held.pem: revoked");
	want_ocsp(&p, "gone", "Reason: keyCompromise");
	want_signature(&p, "fine", NULL);
	want_signature(&p, "held", "revoked");
	want_signature(&p, "gone", "revoked");
	/* Their change is as old as their issue; one made now is noticed. */
	assert_int_equal(
	    store_certificate_change(p.store, TCKN, "00", CERTIFICATE_REVOKED,
		REVOCATION_HOLD, clock_wall(), NULL),
	    ERR_NOT_FOUND);
	{
		struct cert_facts f;
		unsigned char *der = NULL;
		int len = i2d_X509(held, &der);

		assert_int_equal(cert_read(der, (size_t)len, &f, NULL), 0);
		OPENSSL_free(der);
		assert_int_equal(
		    store_certificate_change(p.store, TCKN, f.serial,
			CERTIFICATE_VALID, REVOCATION_UNSTATED,
			clock_wall() + 1, NULL),
		    0);
	}
	crl = list_with(&p, 1);
	assert_true(number_of(crl) > first);
	X509_CRL_free(crl);
	assert_int_equal(verify(&p, "fine"), 0);
	assert_int_equal(verify(&p, "held"), 0);
	assert_int_not_equal(verify(&p, "gone"), 0);
	want_ocsp(&p, "held", "held.pem: good");
	assert_int_equal(file_read(file, &bytes, NULL), 0);
	assert_true(bytes.len > 0);
	buf_free(&bytes);
	X509_free(fine);
	X509_free(held);
	X509_free(gone);
	end(&p);
}

/* The question for one certificate, in a path. */
static void
ask_by_get(void **state)
{
	struct issue_world *w = *state;
	struct place p;
	char file[96], path[4096] = "/ocsp/", *text;
	struct buf answer = BUF_INIT(ANSWER_MAX);
	OCSP_REQUEST *q = OCSP_REQUEST_new();
	OCSP_RESPONSE *r;
	unsigned char *der = NULL;
	const unsigned char *at;
	size_t len, n = strlen(path);
	X509 *cert;
	int der_len;

	snprintf(file, sizeof(file), "%s/published.crl", w->dir);
	begin(&p, w, file);
	X509_CRL_free(list_with(&p, 0)); /* the responder is ready too */
	cert = issue_kept(p.store, p.issuer, w, "one", CERTIFICATE_VALID,
	    REVOCATION_UNSTATED);
	OCSP_request_add0_id(q, OCSP_cert_to_id(NULL, cert, ca_cert(w->ca)));
	der_len = i2d_OCSP_REQUEST(q, &der);
	text = base64_encode(der, (size_t)der_len);
	for (const char *c = text; *c != '\0'; c++)
		n += (size_t)snprintf(path + n, sizeof(path) - n,
		    strchr("+/=", *c) != NULL ? "%%%02X" : "%c", (unsigned)*c);
	assert_int_equal(get(&p, path, &answer), 200);
	assert_non_null(strstr(buf_str(&answer), "application/ocsp-response"));
	at = body_of(&answer, &len);
	r = d2i_OCSP_RESPONSE(NULL, &at, (long)len);
	assert_int_equal(
	    OCSP_response_status(r), OCSP_RESPONSE_STATUS_SUCCESSFUL);
	OCSP_RESPONSE_free(r);
	/* And what is no question. */
	assert_int_equal(get(&p, "/ocsp/%41!!", &answer), 200);
	at = body_of(&answer, &len);
	r = d2i_OCSP_RESPONSE(NULL, &at, (long)len);
	assert_int_equal(
	    OCSP_response_status(r), OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
	OCSP_RESPONSE_free(r);
	free(text);
	OPENSSL_free(der);
	OCSP_REQUEST_free(q);
	X509_free(cert);
	buf_free(&answer);
	end(&p);
}

static void
wait_for_log(const struct place *p, const char *what)
{
	for (int i = 0; i < PATIENCE; i++) {
		struct buf log = BUF_INIT(ANSWER_MAX);
		char path[96];
		bool said;

		snprintf(path, sizeof(path), "%s/log", p->s.dir);
		assert_int_equal(file_read(path, &log, NULL), 0);
		said = strstr(buf_str(&log), what) != NULL;
		buf_free(&log);
		if (said)
			return;
		poll(NULL, 0, 50);
	}
	fail_msg("the log does not say \"%s\"", what);
}

static void
strangers(void **state)
{
	static const struct {
		const char *request;
		int status;
	} cases[] = {
		{ "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		    404 },
		{ "GET /crl/../crl/nes.crl HTTP/1.1\r\nHost: a\r\n"
		  "Connection: close\r\n\r\n",
		    404 },
		{ "POST /crl/nes.crl HTTP/1.1\r\nHost: a\r\n"
		  "Content-Length: 0\r\nConnection: close\r\n\r\n",
		    405 },
		{ "GET /ocsp HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		    405 },
		{ "POST /ocsp HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		    411 },
		{ "POST /ocsp HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
		  "Content-Type: application/json\r\n\r\nx",
		    415 },
		{ "POST /ocsp HTTP/1.1\r\nHost: a\r\nContent-Length: 4097\r\n"
		  "Content-Type: application/ocsp-request\r\n\r\n",
		    413 },
		{ "POST /ocsp HTTP/1.1\r\nHost: a\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		    411 },
		{ "\x16\x03\x01\x02 x\r\n\r\n", 400 },
		{ "GET /v1/info HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		  "\r\n",
		    404 },
	};
	struct issue_world *w = *state;
	struct buf answer = BUF_INIT(ANSWER_MAX);
	struct place p;

	/* The file cannot be written: said in the log, nothing is published
	 * half. */
	begin(&p, w, "/nonexistent/folder/list.crl");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = talk(
		    &p, cases[i].request, strlen(cases[i].request), &answer);

		if (status != cases[i].status)
			fail_msg("case %zu: want %d, got %d", i,
			    cases[i].status, status);
	}
	wait_for_log(&p, "tried again in");
	assert_int_equal(get(&p, "/crl/nes.crl", &answer), 503);
	buf_free(&answer);
	end(&p);
}

/* The folder of the list has gone: what was published stands, the responder
 * knows all the same, and with the folder the list is there. */
static void
not_publishable(void **state)
{
	struct issue_world *w = *state;
	struct place p;
	char folder[80], file[96];
	struct buf answer = BUF_INIT(ANSWER_MAX);
	X509_CRL *crl;
	X509 *gone;
	long first;

	snprintf(folder, sizeof(folder), "%s/www", w->dir);
	snprintf(file, sizeof(file), "%s/nes.crl", folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	begin(&p, w, file);
	crl = list_with(&p, 0);
	first = number_of(crl);
	X509_CRL_free(crl);
	file_remove_tree(folder);
	gone = issue_kept(p.store, p.issuer, w, "gone", CERTIFICATE_VALID,
	    REVOCATION_UNSTATED);
	{
		struct cert_facts f;
		unsigned char *der = NULL;
		int len = i2d_X509(gone, &der);

		assert_int_equal(cert_read(der, (size_t)len, &f, NULL), 0);
		OPENSSL_free(der);
		assert_int_equal(
		    store_certificate_change(p.store, TCKN, f.serial,
			CERTIFICATE_REVOKED, REVOCATION_KEY_COMPROMISE,
			clock_wall() + 1, NULL),
		    0);
	}
	wait_for_log(&p, "The old one stands; tried again in");
	crl = list_with(&p, 0);
	assert_int_equal(number_of(crl), first);
	X509_CRL_free(crl);
	want_ocsp(&p, "gone", "Reason: keyCompromise");
	want_signature(&p, "gone", "revoked");
	assert_int_equal(mkdir(folder, 0700), 0);
	crl = list_with(&p, 1);
	assert_true(number_of(crl) > first);
	X509_CRL_free(crl);
	assert_int_equal(file_read(file, &answer, NULL), 0);
	assert_true(answer.len > 0);
	assert_int_not_equal(verify(&p, "gone"), 0);
	X509_free(gone);
	buf_free(&answer);
	end(&p);
}

int
main(void)
{
#define T(f)                                                                   \
	cmocka_unit_test_setup_teardown(f, issue_world_open, issue_world_close)
	const struct CMUnitTest tests[] = {
		T(life),
		T(ask_by_get),
		T(strangers),
		T(not_publishable),
	};

	return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
