/* Writes the answers; see reply.h. */
#include "config.h"
#include "portal/http/reply.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/banned.h"

static const struct {
	int status;
	const char *phrase;
} phrases[] = {
	{ 200, "OK" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
	{ 505, "HTTP Version Not Supported" },
};

static const char *
phrase_of(int status)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "";
}

/* RFC 9110 §5.6.7; not strftime, whose names depend on the locale. */
static void
http_date(char *out, size_t size)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t now = (time_t)clock_wall();
	struct tm tm;

	gmtime_r(&now, &tm);
	snprintf(out, size, "%s, %02d %s %04d %02d:%02d:%02d GMT",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* The fields that differ: the portal's own answers are for one program and
 * one moment, lists and the like are for everybody. */
static int
add_kind(struct evbuffer *out, const struct http_answer *a, enum lang lang)
{
	if (a->type == NULL &&
	    evbuffer_add_printf(out,
		"Content-Type: application/json\r\n"
		"Content-Language: %s\r\n"
		"Strict-Transport-Security: max-age=31536000\r\n",
		lang_name(lang)) < 0)
		return -1;
	if (a->type != NULL &&
	    evbuffer_add_printf(out, "Content-Type: %s\r\n", a->type) < 0)
		return -1;
	if (a->max_age > 0)
		return evbuffer_add_printf(out,
		    "Cache-Control: max-age=%ld, public, no-transform\r\n",
		    a->max_age);
	return evbuffer_add_printf(out, "Cache-Control: no-store\r\n");
}

/* What is called when the loop has sent a body that was lent. */
struct lent {
	void (*release)(void *arg);
	void *arg;
};

static void
give_back(const void *data, size_t len, void *arg)
{
	struct lent *l = arg;

	(void)data;
	(void)len;
	l->release(l->arg);
	free(l);
}

static int
add_body(struct evbuffer *out, const struct http_answer *a)
{
	struct lent *l;

	if (a->release == NULL)
		return evbuffer_add(out, a->body, a->len);
	l = malloc(sizeof(*l));
	if (l != NULL) {
		*l = (struct lent){ a->release, a->release_arg };
		if (evbuffer_add_reference(
			out, a->body, a->len, give_back, l) == 0)
			return 0;
		free(l);
	}
	a->release(a->release_arg);
	return -1;
}

int
reply_write(struct evbuffer *out, const struct http_answer *a, bool keep,
    enum lang lang)
{
	char date[64], retry[48] = "", allow[64] = "";

	http_date(date, sizeof(date));
	if (a->retry_after > 0)
		snprintf(retry, sizeof(retry), "Retry-After: %ld\r\n",
		    a->retry_after);
	if (a->allow != NULL)
		snprintf(allow, sizeof(allow), "Allow: %s\r\n", a->allow);
	if (evbuffer_add_printf(out,
		"HTTP/1.1 %d %s\r\n"
		"Date: %s\r\n"
		"Content-Length: %zu\r\n"
		"X-Content-Type-Options: nosniff\r\n"
		"Content-Security-Policy: default-src 'none'; "
		"frame-ancestors 'none'\r\n"
		"%s%s%s%s",
		a->status, phrase_of(a->status), date, a->len, retry, allow,
		a->status == 401 ? "WWW-Authenticate: Bearer\r\n" : "",
		keep ? "" : "Connection: close\r\n") < 0 ||
	    add_kind(out, a, lang) < 0 || evbuffer_add(out, "\r\n", 2) < 0) {
		if (a->release != NULL)
			a->release(a->release_arg);
		return -1;
	}
	return add_body(out, a);
}
