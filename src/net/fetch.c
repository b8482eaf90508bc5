#include "config.h"
#include "net/fetch.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "net/curl.h"
#include "net/wiping.h"
#include "base/banned.h"

#define CONNECT_LIMIT 10L		  /* s until connected, TLS included */
#define HEAD_MAX      ((size_t)64 * 1024) /* an answer's headers */

#define SET(easy, option, value)                                               \
	(curl_easy_setopt((easy), (option), (value)) == CURLE_OK ? 0 : -1)

struct fetch {
	CURL *easy;
	struct curl_slist *headers;
	struct net_answer *answer;
	size_t head;
	bool too_large;
};

int
net_start(struct err *e)
{
	if (curl_load(e) < 0)
		return ERR_UNAVAILABLE;
	if (wiping_curl_init() < 0)
		return err_set(e, ERR_INTERNAL,
		    _("The network library could not be started."));
	return 0;
}

void
net_stop(void)
{
	curl_global_cleanup();
}

void
net_place(const char *url, char *out, size_t size)
{
	const char *host = strstr(url, "://");
	const char *at, *end;

	host = host == NULL ? url : host + 3;
	end = host + strcspn(host, "/?#");
	at = memchr(host, '@', (size_t)(end - host));
	if (at != NULL)
		host = at + 1;
	snprintf(out, size, "%.*s", (int)(end - host), host);
}

static size_t
on_body(char *data, size_t size, size_t n, void *arg)
{
	struct fetch *f = arg;

	if (buf_add(&f->answer->body, data, size * n) == 0)
		return size * n;
	f->too_large = true;
	return 0;
}

/* Only counts: libcurl itself puts no limit on the number of headers. */
static size_t
on_header(const char *data, size_t size, size_t n, void *arg)
{
	struct fetch *f = arg;

	(void)data;
	f->head += size * n;
	f->too_large = f->head > HEAD_MAX;
	return f->too_large ? 0 : size * n;
}

static int
add_header(struct fetch *f, const char *line)
{
	struct curl_slist *more = NULL;

	/* What came from a template must not become two headers. */
	if (strpbrk(line, "\r\n") == NULL)
		more = curl_slist_append(f->headers, line);
	if (more == NULL)
		return -1;
	f->headers = more;
	return 0;
}

static int
set_request(struct fetch *f, const struct net_request *rq)
{
	CURL *c = f->easy;
	int rc = SET(c, CURLOPT_URL, rq->url);

	for (const char *const *h = rq->headers; h != NULL && *h != NULL; h++)
		rc |= add_header(f, *h);
	if (rq->body != NULL) {
		/* An empty value stops libcurl from asking first. */
		rc |= add_header(f, "Expect:");
		rc |= SET(c, CURLOPT_POST, 1L);
		rc |= SET(c, CURLOPT_POSTFIELDSIZE, (long)rq->len);
		rc |= SET(c, CURLOPT_POSTFIELDS, rq->body);
	}
	if (rq->method != NULL)
		rc |= SET(c, CURLOPT_CUSTOMREQUEST, rq->method);
	if (rq->user != NULL) {
		rc |= SET(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		rc |= SET(c, CURLOPT_USERNAME, rq->user);
		rc |= SET(c, CURLOPT_PASSWORD,
		    rq->password == NULL ? "" : rq->password);
	}
	return rc | SET(c, CURLOPT_HTTPHEADER, f->headers);
}

static int
set_limits(CURL *c, const struct net_request *rq)
{
	int rc = SET(c, CURLOPT_TIMEOUT, rq->seconds);

	rc |= SET(c, CURLOPT_CONNECTTIMEOUT,
	    rq->seconds < CONNECT_LIMIT ? rq->seconds : CONNECT_LIMIT);
	/* No signals: there are other threads. */
	rc |= SET(c, CURLOPT_NOSIGNAL, 1L);
	rc |= SET(c, CURLOPT_FOLLOWLOCATION, 0L);
	rc |= SET(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	rc |= SET(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	rc |= SET(c, CURLOPT_SSL_VERIFYPEER, 1L);
	rc |= SET(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (rq->ca_file != NULL) {
		rc |= SET(c, CURLOPT_CAINFO, rq->ca_file);
		/* The authorities of the system are then not asked. */
		rc |= SET(c, CURLOPT_CAPATH, NULL);
	}
	return rc;
}

static int
dress(struct fetch *f, const struct net_request *rq)
{
	CURL *c = f->easy;
	int rc = set_request(f, rq) | set_limits(c, rq);

	rc |= SET(c, CURLOPT_WRITEFUNCTION, on_body);
	rc |= SET(c, CURLOPT_WRITEDATA, f);
	rc |= SET(c, CURLOPT_HEADERFUNCTION, on_header);
	return rc | SET(c, CURLOPT_HEADERDATA, f);
}

static bool
is_one_of(CURLcode code, const CURLcode *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == code)
			return true;
	return false;
}

static int
failed(const struct fetch *f, const char *url, CURLcode code, struct err *e)
{
	static const CURLcode tls[] = { CURLE_PEER_FAILED_VERIFICATION,
		CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED,
		CURLE_SSL_CACERT_BADFILE };
	static const CURLcode away[] = { CURLE_COULDNT_CONNECT,
		CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
		CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR,
		CURLE_PARTIAL_FILE };
	char place[128];

	net_place(url, place, sizeof(place));
	if (f->too_large)
		return err_set(
		    e, ERR_LIMIT, _("The answer of %s is too large."), place);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(
		    e, ERR_UNAVAILABLE, _("%s did not answer in time."), place);
	if (is_one_of(code, tls, sizeof(tls) / sizeof(tls[0])))
		return err_why(e, ERR_DENIED, "tls",
		    _("There is no trusted connection to %s: %s."), place,
		    curl_easy_strerror(code));
	if (is_one_of(code, away, sizeof(away) / sizeof(away[0])))
		return err_set(e, ERR_UNAVAILABLE,
		    _("%s cannot be reached: %s."), place,
		    curl_easy_strerror(code));
	return err_set(e, ERR_INVALID, _("%s does not answer properly: %s."),
	    place, curl_easy_strerror(code));
}

static void
take_answer(struct fetch *f)
{
	const char *type = NULL;

	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &f->answer->status);
	curl_easy_getinfo(f->easy, CURLINFO_CONTENT_TYPE, &type);
	if (type != NULL)
		snprintf(f->answer->type, sizeof(f->answer->type), "%.*s",
		    (int)strcspn(type, "; \t"), type);
}

static bool
is_http(const char *url)
{
	return strncmp(url, "http://", 7) == 0 ||
	       strncmp(url, "https://", 8) == 0;
}

int
net_fetch(const struct net_request *rq, struct net_answer *a, struct err *e)
{
	struct fetch f = { .answer = a };
	CURLcode code;
	int rc = 0;

	a->status = 0;
	a->type[0] = '\0';
	if (!is_http(rq->url))
		return err_set(e, ERR_INVALID,
		    _("An address must begin with http:// or https://."));
	f.easy = curl_easy_init();
	if (f.easy == NULL || dress(&f, rq) < 0) {
		rc = err_set(
		    e, ERR_INTERNAL, _("The request cannot be put together."));
		goto out;
	}
	code = curl_easy_perform(f.easy);
	if (code == CURLE_OK)
		take_answer(&f);
	else
		rc = failed(&f, rq->url, code, e);
out:
	if (f.easy != NULL)
		curl_easy_cleanup(f.easy);
	curl_slist_free_all(f.headers);
	return rc;
}
