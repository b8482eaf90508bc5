#include "config.h"
#include "cmp-server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

static struct cmp_server *
self(OSSL_CMP_SRV_CTX *srv)
{
	return OSSL_CMP_SRV_CTX_get0_custom_ctx(srv);
}

static OSSL_CMP_PKISI * /* NOLINTNEXTLINE(readability-function-size) */
on_request(OSSL_CMP_SRV_CTX *srv, const OSSL_CMP_MSG *msg, int id,
    const OSSL_CRMF_MSG *crm, const X509_REQ *p10, X509 **cert,
    STACK_OF(X509) * *chain, STACK_OF(X509) * *ca)
{
	struct cmp_server *s = self(srv);
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
	struct cmp_server *s = self(srv);

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
	struct cmp_server *s = self(srv);
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
	struct cmp_server *s = self(srv);
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

	while (n + 1 < CMP_MESSAGE_MAX &&
	       (got = read(fd, in + n, CMP_MESSAGE_MAX - 1 - n)) > 0) {
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
answer(struct cmp_server *s, int fd)
{
	char *in = malloc(CMP_MESSAGE_MAX), head[128], *body = NULL;
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
	struct cmp_server *s = arg;
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

void
cmp_server_open(struct cmp_server *s, const struct issue_world *w)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	OSSL_CMP_CTX *ctx;

	memset(s, 0, sizeof(*s));
	s->last = (struct buf)BUF_INIT(CMP_MESSAGE_MAX);
	s->srv = OSSL_CMP_SRV_CTX_new(NULL, NULL);
	assert_non_null(s->srv);
	assert_int_equal(OSSL_CMP_SRV_CTX_init(s->srv, s, on_request, on_revoke,
			     on_question, on_error, on_confirm, on_poll),
	    1);
	OSSL_CMP_SRV_CTX_set_accept_raverified(s->srv, 1);
	ctx = OSSL_CMP_SRV_CTX_get0_cmp_ctx(s->srv);
	OSSL_CMP_CTX_set_log_cb(ctx, quiet);
	assert_int_equal(
	    OSSL_CMP_CTX_set1_secretValue(
		ctx, (const unsigned char *)CMP_SECRET, sizeof(CMP_SECRET) - 1),
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

void
cmp_server_close(struct cmp_server *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	OSSL_CMP_SRV_CTX_free(s->srv);
	X509_CRL_free(s->list);
	buf_free(&s->last);
}
