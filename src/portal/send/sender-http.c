/*
 * SMS through any gateway that takes one HTTP request for a message. What the
 * request looks like, and which answer means what, stands in portal.conf.
 */
#include "config.h"
#include "portal/send/sender.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/lang.h"
#include "portal/send/gateway.h"
#include "portal/send/template.h"
#include "base/banned.h"

#define REQUEST_MOST 32768
#define ANSWER_MOST  16384 /* also bounds the work of an expression */
#define HEADERS_MOST 16

struct sender_http {
	struct sender base;
	char *method, *url, *ca, *type, *body, *user, *password, *from;
	char *basic; /* of user and password, RFC 7617 */
	char *headers[HEADERS_MOST + 1];
	regex_t taken, never;
	bool has_taken, has_never;
	long parts, seconds;
};

enum value { TO, TEXT, ID, FROM, USER, PASSWORD, BASIC, VALUES };

static void
values_of(const struct sender_http *h, const struct message *m,
    struct template_value v[VALUES + 1])
{
	static const struct message none;

	if (m == NULL)
		m = &none;
	v[TO] = (struct template_value){ "to", m->address };
	v[TEXT] = (struct template_value){ "text", m->text };
	v[ID] = (struct template_value){ "id", m->reference };
	v[FROM] = (struct template_value){ "from", h->from };
	v[USER] = (struct template_value){ "user", h->user };
	v[PASSWORD] = (struct template_value){ "password", h->password };
	v[BASIC] = (struct template_value){ "basic", h->basic };
	v[VALUES] = (struct template_value){ NULL, NULL };
}

/* Each line of the head with its values; ended by NULL in lines. */
static int
fill_headers(const struct sender_http *h, const struct template_value *v,
    struct buf texts[HEADERS_MOST + 1], const char *lines[HEADERS_MOST + 2])
{
	int n = 0;

	for (; h->headers[n] != NULL; n++)
		template_fill(&texts[n], h->headers[n], ESCAPE_NONE, v);
	if (h->body != NULL)
		buf_addf(&texts[n++], "Content-Type: %s", h->type);
	for (int i = 0; i < n; i++) {
		if (texts[i].failed)
			return -1;
		lines[i] = buf_str(&texts[i]);
	}
	lines[n] = NULL;
	return 0;
}

static bool
matches(const regex_t *r, const char *text, struct sent *out)
{
	regmatch_t at[2];

	if (regexec(r, text, 2, at, 0) != 0)
		return false;
	if (out != NULL && r->re_nsub > 0 && at[1].rm_so >= 0)
		snprintf(out->provider_id, sizeof(out->provider_id), "%.*s",
		    (int)(at[1].rm_eo - at[1].rm_so), text + at[1].rm_so);
	return true;
}

static int
judge(const struct sender_http *h, const struct net_answer *a, struct sent *out,
    struct err *e)
{
	const char *body = buf_str(&a->body);

	if (h->has_never && matches(&h->never, body, NULL))
		return gateway_refused(a, ERR_INVALID, e);
	if (a->status < 200 || a->status > 299 ||
	    (h->has_taken && !matches(&h->taken, body, out)))
		return gateway_refused(a, ERR_CONFLICT, e);
	return 0;
}

static int
http_send(
    struct sender *s, const struct message *m, struct sent *out, struct err *e)
{
	const struct sender_http *h = (const struct sender_http *)s;
	struct template_value v[VALUES + 1];
	struct buf url = BUF_INIT(REQUEST_MOST), body = BUF_INIT(REQUEST_MOST);
	struct buf texts[HEADERS_MOST + 1];
	const char *lines[HEADERS_MOST + 2];
	struct net_answer a = { .body = BUF_INIT(ANSWER_MOST) };
	struct net_request rq = {
		.method = h->method, .ca_file = h->ca, .seconds = h->seconds
	};
	int rc = gateway_check_parts(m, h->parts, e);

	if (rc < 0)
		return rc;
	url.wipe = body.wipe = true;
	for (int i = 0; i <= HEADERS_MOST; i++)
		texts[i] = (struct buf){ .max = REQUEST_MOST, .wipe = true };
	values_of(h, m, v);
	template_fill(&url, h->url, ESCAPE_URL, v);
	if (h->body != NULL)
		template_fill(&body, h->body, escape_of(h->type), v);
	if (fill_headers(h, v, texts, lines) < 0 || url.failed || body.failed) {
		rc = err_set(e, ERR_INVALID, _("The message is too long."));
		goto out;
	}
	rq.url = buf_str(&url);
	rq.headers = lines;
	rq.body = h->body == NULL ? NULL : buf_str(&body);
	rq.len = body.len;
	rc = gateway_fetch(&rq, &a, e);
	if (rc == 0)
		rc = judge(h, &a, out, e);
out:
	for (int i = 0; i <= HEADERS_MOST; i++)
		buf_free(&texts[i]);
	buf_free(&url);
	buf_free(&body);
	buf_free(&a.body);
	return rc;
}

static void
http_free(struct sender *s)
{
	struct sender_http *h = (struct sender_http *)s;

	gateway_wipe(h->password);
	gateway_wipe(h->basic);
	free(h->method);
	free(h->url);
	free(h->ca);
	free(h->type);
	free(h->body);
	free(h->user);
	free(h->from);
	for (int i = 0; h->headers[i] != NULL; i++)
		free(h->headers[i]);
	if (h->has_taken)
		regfree(&h->taken);
	if (h->has_never)
		regfree(&h->never);
	free(h);
	net_stop();
}

static const struct sender_ops http_ops = {
	.name = "http",
	.send = http_send,
	.free = http_free,
};

static int
compile(
    regex_t *r, bool *has, const char *text, const char *setting, struct err *e)
{
	if (text == NULL)
		return 0;
	if (regcomp(r, text, REG_EXTENDED) != 0)
		return err_set(e, ERR_INVALID,
		    _("\"%s\" is not a regular expression."), setting);
	*has = true;
	return 0;
}

static int
copy_all(struct sender_http *h, const struct portal_options *o, struct err *e)
{
	bool ok = true;
	int n = 0;

	h->method = gateway_copy(o->sms_method, &ok);
	h->url = gateway_copy(o->sms_url, &ok);
	h->ca = gateway_copy(o->sms_ca, &ok);
	h->type = gateway_copy(o->sms_content_type, &ok);
	h->body = gateway_copy(o->sms_body, &ok);
	h->user = gateway_copy(o->sms_user, &ok);
	h->from = gateway_copy(o->sms_from, &ok);
	for (char **p = o->sms_headers; p != NULL && *p != NULL; p++, n++) {
		if (n == HEADERS_MOST)
			return err_set(e, ERR_INVALID,
			    _("\"%s\" has more than %d lines."), "sms.headers",
			    HEADERS_MOST);
		h->headers[n] = gateway_copy(*p, &ok);
	}
	h->parts = o->sms_parts;
	h->seconds = o->answer_seconds;
	return ok ? 0 : err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
make_basic(struct sender_http *h, struct err *e)
{
	struct buf pair = BUF_INIT(4096);

	pair.wipe = true;
	buf_addf(&pair, "%s:%s", h->user == NULL ? "" : h->user,
	    h->password == NULL ? "" : h->password);
	if (!pair.failed)
		h->basic = base64_encode(pair.data, pair.len);
	buf_free(&pair);
	return h->basic != NULL ? 0
				: err_set(e, ERR_INTERNAL, _("Memory is out."));
}

static int
check_templates(const struct sender_http *h, struct err *e)
{
	struct template_value v[VALUES + 1];
	int rc;

	values_of(h, NULL, v);
	rc = template_check(h->url, "sms.url", v, e);
	if (rc == 0)
		rc = template_check(h->body, "sms.body", v, e);
	for (int i = 0; rc == 0 && h->headers[i] != NULL; i++)
		rc = template_check(h->headers[i], "sms.headers", v, e);
	return rc;
}

int
sender_open_http(
    struct sender **out, const struct portal_options *o, struct err *e)
{
	struct sender_http *h;
	int rc = net_start(e);

	if (rc < 0)
		return rc;
	h = calloc(1, sizeof(*h));
	if (h == NULL) {
		net_stop();
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	h->base.ops = &http_ops;
	rc = copy_all(h, o, e);
	if (rc == 0 && o->sms_password_file != NULL)
		rc = gateway_password(&h->password, o->sms_password_file, e);
	if (rc == 0)
		rc = make_basic(h, e);
	if (rc == 0)
		rc = check_templates(h, e);
	if (rc == 0)
		rc = compile(
		    &h->taken, &h->has_taken, o->sms_taken, "sms.taken", e);
	if (rc == 0)
		rc = compile(
		    &h->never, &h->has_never, o->sms_never, "sms.never", e);
	if (rc < 0) {
		http_free(&h->base);
		return rc;
	}
	*out = &h->base;
	return 0;
}
