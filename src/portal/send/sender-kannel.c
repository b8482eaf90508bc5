/*
 * SMS through Kannel's smsbox. The text goes as UCS-2, without which ı, ğ, ş
 * and İ would arrive as question marks; reports come back to the portal's own
 * address, named by a reference that nobody can guess.
 */
#include "config.h"
#include "portal/send/sender.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "portal/send/escape.h"
#include "portal/send/gateway.h"
#include "base/banned.h"

#define URL_MOST    32768
#define ANSWER_MOST 16384
#define ALL_REPORTS "31"

struct sender_kannel {
	struct sender base;
	char *url, *ca, *user, *password, *from, *prefix, *report;
	long parts, seconds;
};

static void
add(struct buf *url, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_addf(url, "&%s=", name);
	escape_add(url, ESCAPE_URL, value);
}

/* Kannel puts the kind of the report for %d. */
static void
add_report(struct buf *url, const char *base, const char *reference)
{
	struct buf to = BUF_INIT(4096);

	if (base == NULL)
		return;
	buf_addf(&to, "%s/v1/report?ref=%s&type=%%d", base, reference);
	url->failed = url->failed || to.failed;
	add(url, "dlr-mask", ALL_REPORTS);
	add(url, "dlr-url", buf_str(&to));
	buf_free(&to);
}

/* A code that comes after its time only confuses; Kannel counts minutes. */
static void
add_validity(struct buf *url, const struct message *m)
{
	int64_t left = (m->expires_at - clock_wall()) / 60;

	if (m->sms_code != 0)
		buf_addf(
		    url, "&validity=%lld", left < 1 ? 1LL : (long long)left);
}

static void
make_url(
    const struct sender_kannel *k, const struct message *m, struct buf *url)
{
	buf_addf(url, "%s?coding=2&charset=UTF-8", k->url);
	add(url, "username", k->user);
	add(url, "password", k->password);
	add(url, "from", k->from);
	buf_adds(url, "&to=");
	escape_add(url, ESCAPE_URL, k->prefix);
	escape_add(url, ESCAPE_URL, m->address);
	add(url, "text", m->text);
	add_validity(url, m);
	add_report(url, k->report, m->reference);
}

/* "0: Accepted for delivery" or "3: Queued for later delivery". */
static bool
is_taken(const struct net_answer *a)
{
	const char *body = buf_str(&a->body);

	return a->status == 202 && (body[0] == '0' || body[0] == '3') &&
	       body[1] == ':';
}

static int
kannel_send(
    struct sender *s, const struct message *m, struct sent *out, struct err *e)
{
	const struct sender_kannel *k = (const struct sender_kannel *)s;
	struct buf url = BUF_INIT(URL_MOST);
	struct net_answer a = { .body = BUF_INIT(ANSWER_MOST) };
	struct net_request rq = { .ca_file = k->ca, .seconds = k->seconds };
	int rc = gateway_check_parts(m, k->parts, e);

	(void)out;
	url.wipe = true;
	if (rc < 0)
		return rc;
	make_url(k, m, &url);
	rq.url = buf_str(&url);
	if (url.failed)
		rc = err_set(e, ERR_INVALID, _("The message is too long."));
	else
		rc = gateway_fetch(&rq, &a, e);
	if (rc == 0 && !is_taken(&a))
		rc = gateway_refused(&a, ERR_CONFLICT, e);
	buf_free(&url);
	buf_free(&a.body);
	return rc;
}

static void
kannel_free(struct sender *s)
{
	struct sender_kannel *k = (struct sender_kannel *)s;

	gateway_wipe(k->password);
	free(k->url);
	free(k->ca);
	free(k->user);
	free(k->from);
	free(k->prefix);
	free(k->report);
	free(k);
	net_stop();
}

static const struct sender_ops kannel_ops = {
	.name = "kannel",
	.send = kannel_send,
	.free = kannel_free,
};

static void
cut_slash(char *url)
{
	size_t n = url == NULL ? 0 : strlen(url);

	if (n > 0 && url[n - 1] == '/')
		url[n - 1] = '\0';
}

int
sender_open_kannel(
    struct sender **out, const struct portal_options *o, struct err *e)
{
	struct sender_kannel *k;
	bool ok = true;
	int rc = net_start(e);

	if (rc < 0)
		return rc;
	k = calloc(1, sizeof(*k));
	if (k == NULL) {
		net_stop();
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	k->base.ops = &kannel_ops;
	k->url = gateway_copy(o->sms_url, &ok);
	k->ca = gateway_copy(o->sms_ca, &ok);
	k->user = gateway_copy(o->sms_user, &ok);
	k->from = gateway_copy(o->sms_from, &ok);
	k->prefix = gateway_copy(o->sms_prefix, &ok);
	k->report = gateway_copy(o->sms_report_url, &ok);
	cut_slash(k->report);
	k->parts = o->sms_parts;
	k->seconds = o->answer_seconds;
	if (!ok)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (rc == 0 && o->sms_password_file != NULL)
		rc = gateway_password(&k->password, o->sms_password_file, e);
	if (rc < 0) {
		kannel_free(&k->base);
		return rc;
	}
	*out = &k->base;
	return 0;
}
