#include "config.h"
#include "issue-world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/pem.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lang.h"
#include "sign/x509.h"
#include "base/banned.h"

#define DAY 86400

static char backend[] = "builtin", policy[] = "2.16.792.1.61.0.1.5070.1.1",
	    crl_url[] = CRL_URL, ocsp_url[] = OCSP_URL, ca_url[] = CA_URL,
	    message[] = "ir";

int
issue_world_open(void **state)
{
	struct issue_world *w = calloc(1, sizeof(*w));
	struct ca_profile p;
	const struct ca_id *ids[1];

	assert_non_null(w);
	lang_set(LANG_EN);
	/* A little past, so that what follows it is past too. */
	w->now = clock_wall() - 60;
	snprintf(w->dir, sizeof(w->dir), "/tmp/eimza-issue.XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->cert, sizeof(w->cert), "%s/ca.pem", w->dir);
	snprintf(w->key, sizeof(w->key), "%s/ca.key", w->dir);
	p = ca_profile_root("Sınama Kök", w->now - DAY, 4000);
	assert_int_equal(ca_issue(&w->ca, NULL, &p, NULL), 0);
	ids[0] = w->ca;
	assert_int_equal(ca_write_cert(w->cert, ids, 1, NULL), 0);
	assert_int_equal(ca_write_key(w->key, w->ca, NULL), 0);
	w->options = (struct portal_options){ .issuer = backend,
		.issuer_certificate = w->cert,
		.issuer_key = w->key,
		.issuer_policy = policy,
		.issuer_crl_url = crl_url,
		.issuer_ocsp_url = ocsp_url,
		.issuer_ca_url = ca_url,
		.cmp_message = message,
		.cmp_seconds = 20,
		.crl_seconds = 3600,
		.crl_every_seconds = 600,
		.ocsp_seconds = 300,
		.ocsp_days = 7,
		.ocsp_workers = 2 };
	*state = w;
	return 0;
}

int
issue_world_close(void **state)
{
	struct issue_world *w = *state;

	ca_id_free(w->ca);
	file_remove_tree(w->dir);
	free(w);
	return 0;
}

void
issue_request(struct buf *out, EVP_PKEY *key, EVP_PKEY *signer,
    const EVP_MD *digest, STACK_OF(X509_EXTENSION) * extensions)
{
	X509_REQ *req = X509_REQ_new();
	unsigned char *der = NULL;
	int len;

	assert_non_null(req);
	assert_int_equal(X509_REQ_set_version(req, X509_REQ_VERSION_1), 1);
	assert_int_equal(
	    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(req), "CN",
		MBSTRING_UTF8, (const unsigned char *)"KART", -1, -1, 0),
	    1);
	assert_int_equal(X509_REQ_set_pubkey(req, key), 1);
	if (extensions != NULL)
		assert_int_equal(X509_REQ_add_extensions(req, extensions), 1);
	assert_true(X509_REQ_sign(req, signer == NULL ? key : signer,
			digest == NULL ? EVP_sha256() : digest) > 0);
	len = i2d_X509_REQ(req, &der);
	assert_true(len > 0);
	buf_reset(out);
	assert_int_equal(buf_add(out, der, (size_t)len), 0);
	OPENSSL_free(der);
	X509_REQ_free(req);
}

static int
keep(void *arg, const struct issued_cert *c, struct err *e)
{
	const unsigned char *p = c->der;
	X509 **out = arg;

	(void)e;
	*out = d2i_X509(NULL, &p, (long)c->len);
	return 0;
}

int
issue_order(struct issuer *i, const struct issue_world *w,
    const struct buf *request, X509 **out, struct err *e)
{
	struct request *r = NULL;
	char serial[33];
	struct issue_order o = { .tckn = TCKN,
		.name = "AYŞE NUR",
		.surname = "ÖĞRETMEN",
		.serial = serial,
		.not_before = w->now,
		.not_after = w->now + (int64_t)1095 * DAY,
		.keep = keep,
		.arg = out };
	int rc = request_read(&r, buf_str(request), request->len, e);

	*out = NULL;
	issuer_serial(serial);
	o.request = r;
	if (rc == 0)
		rc = i->ops->issue(i, &o, e);
	request_free(r);
	return rc;
}

X509 *
issue_kept(struct store *s, struct issuer *i, const struct issue_world *w,
    const char *name, enum certificate_state state,
    enum revocation_reason reason)
{
	struct buf request = BUF_INIT(REQUEST_MAX);
	struct issued kept = { .facts.state = state, .reason = reason };
	EVP_PKEY *key = EVP_EC_gen("P-256");
	unsigned char *der = NULL;
	struct cert_facts f;
	char path[96];
	X509 *cert = NULL;
	BIO *out;
	int len;

	issue_request(&request, key, NULL, NULL, NULL);
	assert_int_equal(issue_order(i, w, &request, &cert, NULL), 0);
	assert_int_equal(x509_facts(cert, &f, NULL), 0);
	len = i2d_X509(cert, &der);
	kept.der = der;
	kept.der_len = (size_t)len;
	memcpy(kept.facts.tckn, f.tckn, sizeof(f.tckn));
	memcpy(kept.facts.serial, f.serial, sizeof(f.serial));
	snprintf(kept.facts.issuer, sizeof(kept.facts.issuer), "%s", f.issuer);
	kept.facts.not_before = f.not_before;
	kept.facts.not_after = f.not_after;
	assert_int_equal(store_issued_add(s, &kept, w->now, NULL), 0);
	/* Not a second time. */
	assert_int_equal(
	    store_issued_add(s, &kept, w->now, NULL), ERR_CONFLICT);
	OPENSSL_free(der);
	buf_free(&request);
	snprintf(path, sizeof(path), "%s/%s.pem", w->dir, name);
	out = BIO_new_file(path, "w");
	assert_int_equal(PEM_write_bio_X509(out, cert), 1);
	BIO_free(out);
	snprintf(path, sizeof(path), "%s/%s.key", w->dir, name);
	out = BIO_new_file(path, "w");
	assert_int_equal(
	    PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL), 1);
	BIO_free(out);
	EVP_PKEY_free(key);
	return cert;
}

int
issue_openssl(const struct issue_world *w, const char *const *words, char *text,
    size_t size)
{
	struct buf said = BUF_INIT(65536);
	char path[128], *argv[32] = { NULL };
	int n = 0, status, fd;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/said", w->dir);
	for (; words[n] != NULL; n++)
		argv[n] = strdup(words[n]);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		dup2(fd, 1);
		dup2(fd, 2);
		execvp("openssl", argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(file_read(path, &said, NULL), 0);
	snprintf(text, size, "%s", buf_str(&said));
	buf_free(&said);
	for (int i = 0; i < n; i++)
		free(argv[i]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
