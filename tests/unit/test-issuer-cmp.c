/*
 * A foreign CA over CMP: OpenSSL's own server functions behind a socket of
 * the test. What it issues is prepared by each case.
 */
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
#include <openssl/cmp.h>
#include <openssl/err.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "issue-world.h"
#include "portal/issue/ca-file-der.h"
#include "base/banned.h"

#define MESSAGE_MAX 65536

/* Used by the server's thread while a call of the client runs, by the test
 * between calls. */
struct server {
	int fd, port;
	pthread_t thread;
	OSSL_CMP_SRV_CTX *srv;
	X509 *give;	/* what is issued */
	X509_CRL *list; /* what genm answers */
	int kind;	/* body of the last request */
	int confirmed, rejected, revoked;
	bool refuse;	 /* every request */
	struct buf last; /* DER of the last certificate request */
};

static struct server *
self(OSSL_CMP_SRV_CTX *srv)
{
	return OSSL_CMP_SRV_CTX_get0_custom_ctx(srv);
}

static OSSL_CMP_PKISI * /* NOLINTNEXTLINE(readability-function-size) */
on_request(OSSL_CMP_SRV_CTX *srv, const OSSL_CMP_MSG *msg, int id,
    const OSSL_CRMF_MSG *crm, const X509_REQ *p10, X509 **cert,
    STACK_OF(X509) * *chain, STACK_OF(X509) * *ca)
{
	struct server *s = self(srv);
	unsigned char *der = NULL;
	int len = i2d_OSSL_CMP_MSG(msg, &der);

	(void)id;
	(void)crm;
	(void)p10;
	(void)chain;
	(void)ca;
	buf_reset(&s->last);
	buf_add(&s->last, der, (size_t)len);
	OPENSSL_free(der);
	s->kind = OSSL_CMP_MSG_get_bodytype(msg);
	if (s->refuse)
		return OSSL_CMP_STATUSINFO_new(OSSL_CMP_PKISTATUS_rejection,
		    1 << OSSL_CMP_PKIFAILUREINFO_badRequest, "bugün yok");
	*cert = s->give;
	X509_up_ref(s->give);
	return OSSL_CMP_STATUSINFO_new(OSSL_CMP_PKISTATUS_accepted, 0, NULL);
}

static OSSL_CMP_PKISI *
on_revoke(OSSL_CMP_SRV_CTX *srv, const OSSL_CMP_MSG *msg,
    const X509_NAME *issuer, const ASN1_INTEGER *serial)
{
	struct server *s = self(srv);

	(void)msg;
	(void)issuer;
	(void)serial;
	if (s->refuse || s->revoked > 0)
		return OSSL_CMP_STATUSINFO_new(OSSL_CMP_PKISTATUS_rejection,
		    s->refuse ? 1 << OSSL_CMP_PKIFAILUREINFO_badRequest
			      : 1 << OSSL_CMP_PKIFAILUREINFO_certRevoked,
		    NULL);
	s->revoked++;
	return OSSL_CMP_STATUSINFO_new(OSSL_CMP_PKISTATUS_accepted, 0, NULL);
}

static int
on_question(OSSL_CMP_SRV_CTX *srv, const OSSL_CMP_MSG *msg,
    const STACK_OF(OSSL_CMP_ITAV) * in, STACK_OF(OSSL_CMP_ITAV) * *out)
{
	struct server *s = self(srv);
	X509_CRL *list = s->list == NULL ? NULL : X509_CRL_dup(s->list);

	(void)msg;
	(void)in;
	*out = sk_OSSL_CMP_ITAV_new_null();
	if (list != NULL)
		sk_OSSL_CMP_ITAV_push(*out,
		    OSSL_CMP_ITAV_create(OBJ_nid2obj(NID_id_it_currentCRL),
			(ASN1_TYPE *)(void *)list));
	return 1;
}

static void
on_error(OSSL_CMP_SRV_CTX *srv, const OSSL_CMP_MSG *msg,
    const OSSL_CMP_PKISI *status, const ASN1_INTEGER *code,
    const OSSL_CMP_PKIFREETEXT *details)
{
	(void)srv;
	(void)msg;
	(void)status;
	(void)code;
	(void)details;
}

static int
on_confirm(OSSL_CMP_SRV_CTX *srv, const OSSL_CMP_MSG *msg, int id,
    const ASN1_OCTET_STRING *hash, const OSSL_CMP_PKISI *status)
{
	struct server *s = self(srv);
	char text[256] = "";

	(void)msg;
	(void)id;
	(void)hash;
	if (status != NULL &&
	    OSSL_CMP_snprint_PKIStatusInfo(status, text, sizeof(text)) !=
		NULL &&
	    strstr(text, "rejection") != NULL)
		s->rejected++;
	else
		s->confirmed++;
	return 1;
}

static int
on_poll(OSSL_CMP_SRV_CTX *srv, const OSSL_CMP_MSG *msg, int id,
    OSSL_CMP_MSG **request, int64_t *after)
{
	(void)srv;
	(void)msg;
	(void)id;
	(void)request;
	*after = 0;
	return 0;
}

/* One HTTP request with a Content-Length into in, its body at *body. */
static size_t
read_request(int fd, char *in, char **body)
{
	size_t n = 0, want = 0;
	ssize_t got;
	char *p;

	while (n + 1 < MESSAGE_MAX &&
	       (got = read(fd, in + n, MESSAGE_MAX - 1 - n)) > 0) {
		n += (size_t)got;
		in[n] = '\0';
		*body = strstr(in, "\r\n\r\n");
		p = strstr(in, "Content-Length: ");
		if (*body == NULL || p == NULL)
			continue;
		*body += 4;
		want = strtoul(p + 16, NULL, 10);
		if (n - (size_t)(*body - in) >= want)
			return want;
	}
	return 0;
}

static void
answer(struct server *s, int fd)
{
	char *in = malloc(MESSAGE_MAX), head[128], *body = NULL;
	const unsigned char *at;
	unsigned char *der = NULL;
	OSSL_CMP_MSG *msg, *reply = NULL;
	size_t len = read_request(fd, in, &body);
	int n;

	at = (const unsigned char *)body;
	msg = len == 0 ? NULL : d2i_OSSL_CMP_MSG(NULL, &at, (long)len);
	if (msg != NULL)
		reply = OSSL_CMP_SRV_process_request(s->srv, msg);
	if (reply != NULL) {
		int size = i2d_OSSL_CMP_MSG(reply, &der);

		n = snprintf(head, sizeof(head),
		    "HTTP/1.0 200 OK\r\nContent-Type: application/pkixcmp\r\n"
		    "Content-Length: %d\r\n\r\n",
		    size);
		send(fd, head, (size_t)n, MSG_NOSIGNAL);
		send(fd, der, (size_t)size, MSG_NOSIGNAL);
	}
	OPENSSL_free(der);
	OSSL_CMP_MSG_free(msg);
	OSSL_CMP_MSG_free(reply);
	free(in);
	close(fd);
}

static void *
serve(void *arg)
{
	struct server *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0)
		answer(s, fd);
	ERR_clear_error();
	return NULL;
}

static int
quiet(const char *func, const char *file, int line, OSSL_CMP_severity level,
    const char *msg)
{
	(void)func;
	(void)file;
	(void)line;
	(void)level;
	(void)msg;
	return 1;
}

static void
server_open(struct server *s, const struct issue_world *w)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	OSSL_CMP_CTX *ctx;

	memset(s, 0, sizeof(*s));
	s->last = (struct buf)BUF_INIT(MESSAGE_MAX);
	s->srv = OSSL_CMP_SRV_CTX_new(NULL, NULL);
	assert_non_null(s->srv);
	assert_int_equal(OSSL_CMP_SRV_CTX_init(s->srv, s, on_request, on_revoke,
			     on_question, on_error, on_confirm, on_poll),
	    1);
	OSSL_CMP_SRV_CTX_set_accept_raverified(s->srv, 1);
	ctx = OSSL_CMP_SRV_CTX_get0_cmp_ctx(s->srv);
	OSSL_CMP_CTX_set_log_cb(ctx, quiet);
	assert_int_equal(OSSL_CMP_CTX_set1_secretValue(
			     ctx, (const unsigned char *)"gizli-kelime", 12),
	    1);
	assert_int_equal(OSSL_CMP_CTX_set1_referenceValue(
			     ctx, (const unsigned char *)"portal", 6),
	    1);
	assert_int_equal(OSSL_CMP_CTX_set1_subjectName(
			     ctx, X509_get_subject_name(ca_cert(w->ca))),
	    1);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(s->fd, 8), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &len), 0);
	s->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void
server_close(struct server *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	OSSL_CMP_SRV_CTX_free(s->srv);
	X509_CRL_free(s->list);
	buf_free(&s->last);
}

struct place {
	struct issue_world *w;
	struct server s;
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
	server_open(&p->s, w);
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
	server_close(&p->s);
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
		open_place(&p, *state, word, "gizli-kelime\n");
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
	struct buf der = BUF_INIT(MESSAGE_MAX);
	struct issue_order o;
	char word[] = "kur";
	struct err e = { 0 };

	open_place(&p, *state, word, "gizli-kelime");
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

	open_place(&p, *state, word, "gizli-kelime");
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

static void
revoked(void **state)
{
	struct place p;
	struct ca_id *id;
	struct buf der = BUF_INIT(MESSAGE_MAX);
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, *state, word, "gizli-kelime");
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

static void
list(void **state)
{
	struct issue_world *w = *state;
	struct ca_crl_profile c = {
		.number = 4, .this_update = w->now, .next_update = w->now + 3600
	};
	struct ca_profile other = ca_profile_root("Başka", w->now, 10);
	struct buf der = BUF_INIT(MESSAGE_MAX);
	struct ca_id *foreign = NULL;
	struct place p;
	char word[] = "ir";
	struct err e = { 0 };

	open_place(&p, w, word, "gizli-kelime");
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
		T(revoked),
		T(list),
		T(settings),
	};

	return cmocka_run_group_tests_name("issuer-cmp", tests, NULL, NULL);
}
