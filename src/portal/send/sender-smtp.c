/*
 * E-mail through a mail server. Nothing is said to a server without TLS. Only
 * a final no to this recipient or this mail (5yz after RCPT or DATA) gives a
 * message up; a no to us, such as a wrong password, is our trouble and keeps
 * all of them waiting.
 */
#include "config.h"
#include "portal/send/sender.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lang.h"
#include "base/text.h"
#include "portal/send/bounce.h"
#include "portal/send/gateway.h"
#include "portal/send/mail.h"
#include "base/banned.h"

#define CONNECT_LIMIT 10L
#define SHOWN	      120
#define TALK_MOST     ((size_t)64 * 1024) /* all that a server may say */

struct sender_smtp {
	struct sender base;
	char *url, *ca, *user, *password, *from, *returns, *name;
	long seconds;
};

/* What was said last, on both sides, and the no to a recipient or a mail. */
struct talk {
	char verb[8];
	char reply[256], no[256];
	size_t heard;
};

#define SET(easy, option, value)                                               \
	(curl_easy_setopt((easy), (option), (value)) == CURLE_OK ? 0 : -1)

static bool
about_this(const struct talk *t)
{
	return strcmp(t->verb, "RCPT") == 0 || strcmp(t->verb, "DATA") == 0;
}

static size_t
on_reply(const char *data, size_t size, size_t n, void *arg)
{
	struct talk *t = arg;

	size_t len =
	    size * n < sizeof(t->reply) ? size * n : sizeof(t->reply) - 1;

	snprintf(t->reply, sizeof(t->reply), "%.*s", (int)len, data);
	/* libcurl says QUIT afterwards, which is answered too. */
	if (about_this(t) && t->no[0] == '\0' &&
	    (t->reply[0] == '4' || t->reply[0] == '5'))
		memcpy(t->no, t->reply, sizeof(t->no));
	t->heard += size * n;
	return t->heard > TALK_MOST ? 0 : size * n;
}

/* Only the verb is looked at: what follows may be a password. */
static int
on_talk(CURL *easy, curl_infotype type, char *data, size_t len, void *arg)
{
	struct talk *t = arg;
	size_t n = 0;

	(void)easy;
	if (type != CURLINFO_HEADER_OUT)
		return 0;
	while (n < len && n < sizeof(t->verb) - 1 && data[n] >= 'A' &&
	       data[n] <= 'Z')
		n++;
	memcpy(t->verb, data, n);
	t->verb[n] = '\0';
	return 0;
}

static int
set_server(CURL *c, const struct sender_smtp *s)
{
	int rc = SET(c, CURLOPT_URL, s->url);

	rc |= SET(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	rc |= SET(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	rc |= SET(c, CURLOPT_SSL_VERIFYPEER, 1L);
	rc |= SET(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (s->ca != NULL) {
		rc |= SET(c, CURLOPT_CAINFO, s->ca);
		/* The authorities of the system are then not asked. */
		rc |= SET(c, CURLOPT_CAPATH, NULL);
	}
	if (s->user != NULL) {
		rc |= SET(c, CURLOPT_USERNAME, s->user);
		rc |= SET(c, CURLOPT_PASSWORD,
		    s->password == NULL ? "" : s->password);
	}
	rc |= SET(c, CURLOPT_NOSIGNAL, 1L);
	rc |= SET(c, CURLOPT_TIMEOUT, s->seconds);
	return rc |
	       SET(c, CURLOPT_CONNECTTIMEOUT,
		   s->seconds < CONNECT_LIMIT ? s->seconds : CONNECT_LIMIT);
}

static int
set_talk(CURL *c, struct talk *t)
{
	int rc = SET(c, CURLOPT_HEADERFUNCTION, on_reply);

	rc |= SET(c, CURLOPT_HEADERDATA, t);
	rc |= SET(c, CURLOPT_VERBOSE, 1L);
	rc |= SET(c, CURLOPT_DEBUGFUNCTION, on_talk);
	return rc | SET(c, CURLOPT_DEBUGDATA, t);
}

static int
judge(const struct sender_smtp *s, CURLcode code, const struct talk *t,
    struct err *e)
{
	bool final = t->no[0] == '5';
	char *reply = text_shown(t->no, strcspn(t->no, "\r\n"), SHOWN);
	char place[128];
	int rc;

	net_place(s->url, place, sizeof(place));
	if (t->no[0] != '\0')
		rc = err_set(e, final ? ERR_INVALID : ERR_CONFLICT,
		    _("The mail server refused the message: %s"),
		    reply == NULL ? "" : reply);
	else
		rc = err_set(e, ERR_UNAVAILABLE,
		    _("No mail can be sent by %s: %s."), place,
		    curl_easy_strerror(code));
	free(reply);
	return rc;
}

static int
perform(const struct sender_smtp *s, CURL *c, const struct message *m,
    struct sent *out, struct err *e)
{
	struct talk talk = { .verb = "" };
	struct curl_slist *to = curl_slist_append(NULL, m->address);
	struct mail mail = { 0 };
	char returns[BOUNCE_ADDRESS];
	CURLcode code;
	int rc = to == NULL ? -1 : 0;

	rc |= mail_make(&mail, c, m, s->name, s->from, clock_wall());
	rc |= set_server(c, s) | set_talk(c, &talk);
	if (s->returns != NULL)
		bounce_address(returns, s->returns, m->reference);
	rc |= SET(c, CURLOPT_MAIL_FROM, s->returns == NULL ? s->from : returns);
	rc |= SET(c, CURLOPT_MAIL_RCPT, to);
	rc |= SET(c, CURLOPT_HTTPHEADER, mail.head);
	rc |= SET(c, CURLOPT_MIMEPOST, mail.mime);
	if (rc < 0) {
		rc = err_set(
		    e, ERR_INTERNAL, _("The request cannot be put together."));
		goto out;
	}
	code = curl_easy_perform(c);
	if (code != CURLE_OK)
		rc = judge(s, code, &talk, e);
	else
		snprintf(out->provider_id, sizeof(out->provider_id), "%.*s",
		    (int)strcspn(talk.reply, "\r\n"), talk.reply);
out:
	curl_slist_free_all(to);
	mail_clear(&mail);
	return rc;
}

static int
smtp_send(struct sender *base, const struct message *m, struct sent *out,
    struct err *e)
{
	const struct sender_smtp *s = (const struct sender_smtp *)base;
	CURL *c;
	int rc;

	if (!mail_address(m->address))
		return err_set(e, ERR_INVALID,
		    _("This is not an e-mail address that mail can be sent "
		      "to."));
	c = curl_easy_init();
	if (c == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = perform(s, c, m, out, e);
	curl_easy_cleanup(c);
	return rc;
}

static void
smtp_free(struct sender *base)
{
	struct sender_smtp *s = (struct sender_smtp *)base;

	gateway_wipe(s->password);
	free(s->url);
	free(s->ca);
	free(s->user);
	free(s->from);
	free(s->returns);
	free(s->name);
	free(s);
	net_stop();
}

static const struct sender_ops smtp_ops = {
	.name = "smtp",
	.send = smtp_send,
	.free = smtp_free,
};

static int
check(const struct sender_smtp *s, struct err *e)
{
	if (strncmp(s->url, "smtp://", 7) != 0 &&
	    strncmp(s->url, "smtps://", 8) != 0)
		return err_set(e, ERR_INVALID,
		    _("\"%s\" must begin with smtp:// or smtps://."),
		    "mail.url");
	if (!mail_address(s->from))
		return err_set(e, ERR_INVALID,
		    _("\"%s\" is not an e-mail address."), "mail.from");
	return s->returns == NULL ? 0 : bounce_base(s->returns, e);
}

int
sender_open_smtp(
    struct sender **out, const struct portal_options *o, struct err *e)
{
	struct sender_smtp *s;
	bool ok = true;
	int rc = net_start(e);

	if (rc < 0)
		return rc;
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		net_stop();
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	s->base.ops = &smtp_ops;
	s->url = gateway_copy(o->mail_url, &ok);
	s->ca = gateway_copy(o->mail_ca, &ok);
	s->user = gateway_copy(o->mail_user, &ok);
	s->from = gateway_copy(o->mail_from, &ok);
	s->returns = gateway_copy(o->mail_returns, &ok);
	s->name = gateway_copy(o->name, &ok);
	s->seconds = o->answer_seconds;
	rc = ok ? check(s, e) : err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (rc == 0 && o->mail_password_file != NULL)
		rc = gateway_password(&s->password, o->mail_password_file, e);
	if (rc < 0) {
		smtp_free(&s->base);
		return rc;
	}
	*out = &s->base;
	return 0;
}
