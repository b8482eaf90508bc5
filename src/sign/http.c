#include "config.h"
#include "sign/http.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/http.h>

#include "base/lang.h"
#include "sign/x509.h"

#include "base/banned.h"

#define CONNECT_SECONDS 5

/* Tries one address; -1: not connected in time. */
static int
try_address(const struct addrinfo *a, int seconds)
{
	int fd = socket(a->ai_family,
	    a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
	struct pollfd p = { fd, POLLOUT, 0 };
	int why = 0;
	socklen_t len = sizeof(why);

	if (fd < 0)
		return -1;
	if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
		return fd;
	if (errno == EINPROGRESS && poll(&p, 1, seconds * 1000) == 1 &&
	    getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) == 0 && why == 0)
		return fd;
	close(fd);
	return -1;
}

/*
 * OpenSSL's own way to connect goes on trying a port that refuses until the
 * time is up; a person waits for this answer.
 */
static BIO *
connect_to(const char *host, const char *port, int seconds)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	BIO *bio = NULL;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &all) != 0)
		return NULL;
	for (struct addrinfo *a = all; a != NULL && fd < 0; a = a->ai_next)
		fd = try_address(a, seconds);
	freeaddrinfo(all);
	if (fd >= 0)
		bio = BIO_new_socket(fd, BIO_CLOSE);
	if (fd >= 0 && bio == NULL)
		close(fd);
	return bio;
}

/* All of the answer, which libcrypto holds to its limit. */
static int
take(BIO *answer, const struct http_post *q, struct buf *out)
{
	char chunk[4096];
	int n;

	while ((n = BIO_read(answer, chunk, sizeof(chunk))) > 0)
		if (out->len + (size_t)n > q->max ||
		    buf_add(out, chunk, (size_t)n) < 0)
			return -1;
	return 0;
}

int
http_post(const struct http_post *q, const void *body, size_t len,
    struct buf *out, struct err *e)
{
	int wait = q->seconds < CONNECT_SECONDS ? q->seconds : CONNECT_SECONDS;
	char *host = NULL, *port = NULL, *path = NULL;
	BIO *sent = BIO_new_mem_buf(body, (int)len);
	BIO *bio = NULL, *answer = NULL;
	int tls = 0, rc = ERR_UNAVAILABLE;

	if (sent == NULL ||
	    OSSL_HTTP_parse_url(q->url, &tls, NULL, &host, &port, NULL, &path,
		NULL, NULL) != 1 ||
	    tls != 0)
		goto out;
	bio = connect_to(host, port, wait);
	if (bio != NULL)
		answer = OSSL_HTTP_transfer(NULL, host, port, path, 0, NULL,
		    NULL, bio, bio, NULL, NULL, 0, NULL, q->type, sent,
		    q->answer_type, 1, q->max, q->seconds, 0);
	if (answer != NULL && take(answer, q, out) == 0)
		rc = 0;
out:
	OPENSSL_free(host);
	OPENSSL_free(port);
	OPENSSL_free(path);
	BIO_free(sent);
	BIO_free(answer);
	BIO_free(bio);
	ERR_clear_error();
	return rc == 0 ? 0
		       : err_set(e, rc, _("%s does not answer as it should."),
			     q->url);
}

bool
http_address(const char *url)
{
	char *host = NULL;
	int tls = 0;
	bool good = OSSL_HTTP_parse_url(url, &tls, NULL, &host, NULL, NULL,
			NULL, NULL, NULL) == 1 &&
		    tls == 0;

	OPENSSL_free(host);
	ERR_clear_error();
	return good;
}
