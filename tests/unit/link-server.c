/* A portal for tests of the link: see link-server.h. */
#include "config.h"
#include "link-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

struct server {
	SSL_CTX *ctx;
	int listener, port, accepted;
	int quit[2], held[2];
	pthread_t thread;
	int running;
	const struct server_step *script;
	size_t steps, next, answered, count;
	struct server_request requests[SERVER_REQUESTS];
};

/* A test that cannot even be set up has no result to give. */
static void
must(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "link-server: %s\n", what);
	abort();
}

static void
add_extension(X509 *cert, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, cert, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	must(ext != NULL && X509_add_ext(cert, ext, -1) == 1, value);
	X509_EXTENSION_free(ext);
}

struct server_cert
server_cert_make(
    const struct server_cert_plan *plan, const struct server_cert *issuer)
{
	static long serial = 1;
	struct server_cert c = { X509_new(), EVP_EC_gen("P-256") };
	X509_NAME *name;

	must(c.cert != NULL && c.key != NULL, "key");
	X509_set_version(c.cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(c.cert), serial++);
	X509_gmtime_adj(X509_getm_notBefore(c.cert), plan->from);
	X509_gmtime_adj(X509_getm_notAfter(c.cert), plan->until);
	name = X509_get_subject_name(c.cert);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	    (const unsigned char *)plan->name, -1, -1, 0);
	X509_set_issuer_name(c.cert,
	    issuer == NULL ? name : X509_get_subject_name(issuer->cert));
	X509_set_pubkey(c.cert, c.key);
	add_extension(c.cert, NID_basic_constraints,
	    plan->san == NULL ? "critical,CA:TRUE" : "CA:FALSE");
	if (plan->san != NULL)
		add_extension(c.cert, NID_subject_alt_name, plan->san);
	must(X509_sign(c.cert, issuer == NULL ? c.key : issuer->key,
		 EVP_sha256()) > 0,
	    "signature");
	return c;
}

void
server_cert_free(struct server_cert *c)
{
	X509_free(c->cert);
	EVP_PKEY_free(c->key);
	c->cert = NULL;
	c->key = NULL;
}

void
server_cert_save(const struct server_cert *c, const char *path)
{
	FILE *f = fopen(path, "we");

	must(f != NULL && PEM_write_X509(f, c->cert) == 1, path);
	fclose(f);
}

void
server_cert_save_both(const struct server_cert *c, const char *path)
{
	FILE *f = fopen(path, "we");

	must(
	    f != NULL && PEM_write_X509(f, c->cert) == 1 &&
		PEM_write_PrivateKey(f, c->key, NULL, NULL, 0, NULL, NULL) == 1,
	    path);
	fclose(f);
}

/* Waits for fd; 0 when the test is over. */
static int
readable(const struct server *s, int fd)
{
	struct pollfd p[] = { { fd, POLLIN, 0 }, { s->quit[0], POLLIN, 0 } };

	return poll(p, 2, -1) > 0 && p[1].revents == 0;
}

/* Bytes of body that the header announces. */
static size_t
body_length(const char *head)
{
	const char *p = strstr(head, "Content-Length: ");

	return p == NULL ? 0 : (size_t)strtoul(p + 16, NULL, 10);
}

static int
whole(const struct server_request *q)
{
	const char *end = strstr(q->text, "\r\n\r\n");

	return end != NULL &&
	       q->len >= (size_t)(end + 4 - q->text) + body_length(q->text);
}

/* One request into the record; 0 when the connection ended first. */
static int
read_request(struct server *s, SSL *ssl)
{
	struct server_request *q = &s->requests[s->count];
	int n;

	must(s->count < SERVER_REQUESTS, "too many requests");
	memset(q, 0, sizeof(*q));
	while (!whole(q)) {
		if (SSL_pending(ssl) == 0 && !readable(s, SSL_get_fd(ssl)))
			return 0;
		n = SSL_read(
		    ssl, q->text + q->len, (int)(sizeof(q->text) - 1 - q->len));
		if (n <= 0)
			return 0;
		q->len += (size_t)n;
		q->records++;
	}
	s->count++;
	return 1;
}

/* Obeys the next step; 0 when the connection shall end. */
/* A byte now and then, until the client has enough of it. */
static void
drip(struct server *s, SSL *ssl, const char *answer)
{
	struct pollfd p = { s->quit[0], POLLIN, 0 };

	for (; *answer != '\0'; answer++)
		if (SSL_write(ssl, answer, 1) <= 0 || poll(&p, 1, 50) != 0)
			return;
}

static int
act(struct server *s, SSL *ssl)
{
	const struct server_step *step = &s->script[s->next];
	size_t len;
	char c;

	if (s->next == s->steps)
		return 0;
	s->next++;
	if (step->act == SERVER_DROP)
		return 0;
	if (step->act == SERVER_HOLD) {
		must(write(s->held[1], "h", 1) == 1, "held");
		if (readable(s, SSL_get_fd(ssl)))
			SSL_read(ssl, &c, 1);
		return 0;
	}
	if (step->act == SERVER_DRIP) {
		drip(s, ssl, step->answer);
		return 0;
	}
	len = step->len > 0 ? step->len : strlen(step->answer);
	if (step->act == SERVER_CUT)
		len /= 2;
	if (SSL_write(ssl, step->answer, (int)len) <= 0)
		return 0;
	s->answered += len;
	return step->act == SERVER_ANSWER;
}

static void *
serve(void *arg)
{
	struct server *s = arg;
	const int on = 1; /* else the tickets hold the answer up */

	while (readable(s, s->listener)) {
		int fd = accept(s->listener, NULL, NULL);
		SSL *ssl = SSL_new(s->ctx);

		must(fd >= 0 && ssl != NULL, "accept");
		s->accepted++;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		SSL_set_fd(ssl, fd);
		if (SSL_accept(ssl) == 1) {
			while (read_request(s, ssl) && act(s, ssl))
				;
			SSL_shutdown(ssl);
		}
		SSL_free(ssl);
		close(fd);
	}
	return NULL;
}

struct server *
server_start(const struct server_cert *c, X509 *chain,
    const struct server_step *script, size_t n)
{
	struct server *s = calloc(1, sizeof(*s));
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	must(s != NULL, "memory");
	signal(SIGPIPE, SIG_IGN);
	s->script = script;
	s->steps = n;
	s->ctx = SSL_CTX_new(TLS_server_method());
	must(s->ctx != NULL && SSL_CTX_use_certificate(s->ctx, c->cert) == 1 &&
		 SSL_CTX_use_PrivateKey(s->ctx, c->key) == 1,
	    "certificate");
	if (chain != NULL)
		must(SSL_CTX_add1_chain_cert(s->ctx, chain) == 1, "chain");
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(bind(s->listener, (struct sockaddr *)&a, len) == 0 &&
		 listen(s->listener, 8) == 0 &&
		 getsockname(s->listener, (struct sockaddr *)&a, &len) == 0 &&
		 pipe(s->quit) == 0 && pipe(s->held) == 0,
	    "socket");
	s->port = ntohs(a.sin_port);
	must(pthread_create(&s->thread, NULL, serve, s) == 0, "thread");
	s->running = 1;
	return s;
}

void
server_stop(struct server *s)
{
	if (!s->running)
		return;
	must(write(s->quit[1], "q", 1) == 1, "quit");
	pthread_join(s->thread, NULL);
	close(s->listener);
	s->running = 0;
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	server_stop(s);
	SSL_CTX_free(s->ctx);
	for (int i = 0; i < 2; i++) {
		close(s->quit[i]);
		close(s->held[i]);
	}
	free(s);
}

int
server_port(const struct server *s)
{
	return s->port;
}

size_t
server_requests(const struct server *s)
{
	return s->count;
}

const struct server_request *
server_request(const struct server *s, size_t i)
{
	must(i < s->count, "no such request");
	return &s->requests[i];
}

int
server_accepted(const struct server *s)
{
	return s->accepted;
}

size_t
server_answered(const struct server *s)
{
	return s->answered;
}

int
server_held_fd(const struct server *s)
{
	return s->held[0];
}
