/* One HTTP request: see request.h. */
#include "config.h"
#include "client/remote/request.h"

#include <fcntl.h>
#include <string.h>

#include "base/base64.h"
#include "base/lang.h"
#include "base/random.h"
#include "client/remote/peer.h"

#include "base/banned.h"

#define BODY_MAX      ((size_t)1024 * 1024) /* of a request, of an answer */
#define HEAD_MAX      ((size_t)64 * 1024)   /* an answer's headers */
#define CONNECT_LIMIT 10L  /* s until connected, TLS included */
#define SILENCE_LIMIT 20L  /* s without a byte: it is broken */
#define WHOLE_LIMIT   120L /* s; against answers that drip */

void
request_init(struct request *q)
{
	unsigned char bytes[(REQUEST_KEY - 1) / 2];

	*q = (struct request){ .body = BUF_INIT(BODY_MAX),
		.answer = BUF_INIT(BODY_MAX) };
	q->body.wipe = q->answer.wipe = true;
	random_bytes(bytes, sizeof(bytes));
	hex_encode(bytes, sizeof(bytes), q->key);
}

void
request_free(struct request *q)
{
	curl_slist_free_all(q->headers);
	q->headers = NULL;
	buf_free(&q->body);
	buf_free(&q->answer);
}

static size_t
on_body(char *data, size_t size, size_t n, void *arg)
{
	struct request *q = arg;

	return buf_add(&q->answer, data, size * n) < 0 ? 0 : size * n;
}

/* Only counts: libcurl itself puts no limit on the number of headers. */
static size_t
on_header(const char *data, size_t size, size_t n, void *arg)
{
	struct request *q = arg;

	(void)data;
	q->head += size * n;
	return q->head > HEAD_MAX ? 0 : size * n;
}

static int
add_header(struct curl_slist **list, const char *name, const char *value)
{
	struct buf line = BUF_INIT(4096);
	struct curl_slist *more = NULL;

	line.wipe = true;
	buf_addf(&line, "%s:%s%s", name, value[0] == '\0' ? "" : " ", value);
	if (!line.failed)
		more = curl_slist_append(*list, buf_str(&line));
	buf_free(&line);
	if (more == NULL)
		return -1;
	*list = more;
	return 0;
}

static int
add_headers(struct request *q, const struct link_ask *ask,
    const struct request_target *to)
{
	struct buf bearer = BUF_INIT(4096);
	int rc = 0;

	bearer.wipe = true;
	rc |= add_header(&q->headers, "Accept", "application/json");
	rc |= add_header(&q->headers, "Accept-Language", lang_name(lang_get()));
	if (to->token[0] != '\0') {
		buf_addf(&bearer, "Bearer %s", to->token);
		rc |=
		    add_header(&q->headers, "Authorization", buf_str(&bearer));
	}
	if (ask->method != LINK_GET) {
		rc |=
		    add_header(&q->headers, "Content-Type", "application/json");
		rc |= add_header(&q->headers, "Idempotency-Key", q->key);
		/* An empty value stops libcurl from asking first. */
		rc |= add_header(&q->headers, "Expect", "");
	}
	buf_free(&bearer);
	return rc;
}

#define SET(easy, option, value)                                               \
	(curl_easy_setopt((easy), (option), (value)) == CURLE_OK ? 0 : -1)

static int
set_trust(CURL *easy, const struct request_target *to)
{
	int rc = 0;

	rc |= SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	rc |= SET(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	rc |= SET(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (to->ca_file != NULL) {
		rc |= SET(easy, CURLOPT_CAINFO, to->ca_file);
		/* The authorities of the system are then not asked. */
		rc |= SET(easy, CURLOPT_CAPATH, NULL);
	}
	rc |= SET(easy, CURLOPT_SSL_CTX_DATA, to->peer);
	rc |= SET(easy, CURLOPT_SSL_CTX_FUNCTION, peer_watch);
	return rc;
}

/* Not for the children of a card's driver. */
static int
keep_socket(void *ctx, curl_socket_t fd, curlsocktype purpose)
{
	(void)ctx;
	(void)purpose;
	return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? CURL_SOCKOPT_OK
						   : CURL_SOCKOPT_ERROR;
}

static int
set_limits(CURL *easy)
{
	int rc = 0;

	rc |= SET(easy, CURLOPT_SOCKOPTFUNCTION, keep_socket);
	rc |= SET(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_LIMIT);
	rc |= SET(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	rc |= SET(easy, CURLOPT_LOW_SPEED_TIME, SILENCE_LIMIT);
	rc |= SET(easy, CURLOPT_TIMEOUT, WHOLE_LIMIT);
	rc |= SET(easy, CURLOPT_MAXFILESIZE, (long)BODY_MAX);
	/* A form or a signature is some kilobytes. */
	rc |= SET(easy, CURLOPT_BUFFERSIZE, 8192L);
	rc |= SET(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
	rc |= SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
	rc |= SET(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	return rc;
}

static int
set_body(CURL *easy, const struct request *q, enum link_method method)
{
	int rc = 0;

	if (method == LINK_GET)
		return SET(easy, CURLOPT_HTTPGET, 1L);
	rc |= SET(easy, CURLOPT_POST, 1L);
	rc |= SET(easy, CURLOPT_POSTFIELDSIZE, (long)q->body.len);
	rc |= SET(easy, CURLOPT_POSTFIELDS, buf_str(&q->body));
	if (method == LINK_PUT)
		rc |= SET(easy, CURLOPT_CUSTOMREQUEST, "PUT");
	return rc;
}

static int
set_place(CURL *easy, const struct request_target *to, const char *path)
{
	struct buf url = BUF_INIT(4096);
	int rc;

	buf_addf(&url, "%s%s", to->url, path);
	rc = url.failed ? -1 : SET(easy, CURLOPT_URL, buf_str(&url));
	rc |= SET(easy, CURLOPT_USERAGENT, to->agent);
	buf_free(&url);
	return rc;
}

int
request_dress(struct request *q, CURL *easy, const struct link_ask *ask,
    const struct request_target *to, void *owner)
{
	int rc = 0;

	curl_easy_reset(easy);
	curl_slist_free_all(q->headers);
	q->headers = NULL;
	q->easy = easy;
	q->head = 0;
	q->detail[0] = '\0';
	buf_reset(&q->answer);
	rc |= set_place(easy, to, ask->path);
	rc |= add_headers(q, ask, to);
	rc |= SET(easy, CURLOPT_HTTPHEADER, q->headers);
	rc |= set_body(easy, q, ask->method);
	rc |= set_trust(easy, to);
	rc |= set_limits(easy);
	rc |= SET(easy, CURLOPT_ERRORBUFFER, q->detail);
	rc |= SET(easy, CURLOPT_WRITEFUNCTION, on_body);
	rc |= SET(easy, CURLOPT_WRITEDATA, q);
	rc |= SET(easy, CURLOPT_HEADERFUNCTION, on_header);
	rc |= SET(easy, CURLOPT_HEADERDATA, q);
	rc |= SET(easy, CURLOPT_PRIVATE, owner);
	return rc;
}

void
request_result(const struct request *q, CURLcode code, struct answer *a,
    struct link_reply *r)
{
	long status = 0, sent = 0;
	curl_off_t wait = 0;
	char *type = NULL;

	curl_easy_getinfo(q->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(q->easy, CURLINFO_REQUEST_SIZE, &sent);
	curl_easy_getinfo(q->easy, CURLINFO_RETRY_AFTER, &wait);
	curl_easy_getinfo(q->easy, CURLINFO_CONTENT_TYPE, &type);
	a->code = code;
	a->detail = q->detail;
	a->status = (int)status;
	a->type = type;
	a->body = buf_str(&q->answer);
	a->len = q->answer.len;
	a->retry_after = wait > 0 && wait < 1000000 ? (long)wait : 0;
	r->sent += (size_t)sent;
	r->received += q->head + q->answer.len;
}
