/* E-mail to a real mail server: what arrives, and what a server may say. */
#include "config.h"
#include "portal/send/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/lang.h"
#include "child.h"
#include "link-fixture.h"
#include "portal/send/escape.h"
#include "portal/send/mail.h"
#include "base/banned.h"

#define PYTHON "/usr/bin/python3"
#define REF    "0123456789abcdef0123456789abcdef"

static struct {
	char cert[128], key[128], password[128], url[64];
	struct child server;
	struct sender *sender;
	struct portal_options options;
} w;

static char name[] = "Kamu SM, Gebze Ş", from[] = "nes@portal.example",
	    user[] = "u", smtp[] = "smtp",
	    returns[] = "returned@bounces.example";

static void
serve(const char *mode)
{
	const char *src = getenv("EIMZA_SRCDIR");
	char script[512];
	const char *const argv[] = { PYTHON, "-Wignore", script, w.cert, w.key,
		mode, NULL };
	const char *line;

	snprintf(script, sizeof(script), "%s/tests/lib/smtpd.py",
	    src == NULL ? "." : src);
	child_start(&w.server, argv);
	line = child_line(&w.server, "port ");
	assert_non_null(line);
	snprintf(w.url, sizeof(w.url), "smtp://127.0.0.1:%s", line + 5);
	w.options = (struct portal_options){ .name = name,
		.mail_backend = smtp,
		.mail_url = w.url,
		.mail_from = from,
		.mail_ca = fixture.ca_path,
		.answer_seconds = 20 };
}

static void
open_sender(void)
{
	struct err e = { 0 };

	assert_int_equal(
	    sender_open(&w.sender, MESSAGE_EMAIL, &w.options, &e), 0);
}

static int
end(void **state)
{
	(void)state;
	sender_free(w.sender);
	w.sender = NULL;
	child_end(&w.server);
	return 0;
}

static int
send_mail(const struct message *m, struct sent *sent, struct err *e)
{
	memset(sent, 0, sizeof(*sent));
	err_clear(e);
	return w.sender->ops->send(w.sender, m, sent, e);
}

static void
expect(const char *line)
{
	const char *got = child_line(&w.server, "");

	assert_non_null(got);
	assert_string_equal(got, line);
}

static void
arrives(void **state)
{
	static const struct message m = { .kind = MESSAGE_EMAIL,
		.address = "ayse@kurum.example",
		.subject = "Başvurunuz onaylandı: sertifikanız için kartınız "
			   "yakında üretilecek",
		.text = "Sayın Ayşe,\n\n.nokta\nığüşöç İĞÜŞÖÇ",
		.attachment = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
		.attachment_name = "eimza.ics",
		.reference = REF };
	struct sent sent;
	struct err e;
	const char *line;
	char *coded;

	(void)state;
	serve("tls");
	open_sender();
	assert_int_equal(send_mail(&m, &sent, &e), 0);
	assert_string_equal(sent.provider_id, "250 2.0.0 Ok: queued as 4F2");
	expect("from nes@portal.example to ayse@kurum.example tls");
	assert_non_null(child_line(&w.server, "multipart/mixed"));
	assert_non_null(child_line(&w.server, "|Date: "));
	line = child_line(&w.server, "|From: ");
	assert_non_null(strstr(line, "|From: =?UTF-8?B?"));
	assert_non_null(strstr(line, "?= <nes@portal.example>"));
	expect("|To: <ayse@kurum.example>");
	line = child_line(&w.server, "|Subject: =?UTF-8?B?QmHF");
	assert_non_null(line);
	assert_true(strlen(line) <= 77);
	line = child_line(&w.server, "| =?UTF-8?B?");
	assert_non_null(line);
	expect("|Message-ID: <" REF "@portal.example>");
	expect("|Auto-Submitted: auto-generated");
	assert_non_null(child_line(&w.server, "|Content-Language: tr"));
	assert_non_null(child_line(&w.server, "quoted-printable"));
	assert_non_null(child_line(&w.server, "|Say=C4=B1n Ay=C5=9Fe,"));
	expect("|");
	expect("|.nokta");
	assert_non_null(child_line(&w.server, "text/calendar"));
	coded = base64_encode(m.attachment, strlen(m.attachment));
	line = child_line(&w.server, coded);
	assert_non_null(line);
	free(coded);
	assert_non_null(child_line(&w.server, "end"));
}

static const struct answer {
	const char *address;
	int code;
	const char *says;
} answers[] = {
	{ "bounce@kurum.example", ERR_INVALID, "550 5.1.1 No such user" },
	{ "later@kurum.example", ERR_CONFLICT, "450 4.7.1 Greylisted" },
	{ "spam@kurum.example", ERR_INVALID, "554 5.7.1 Not wanted" },
	{ "a@b.example>\r\nRSET", ERR_INVALID, NULL },
	{ "a b@c.example", ERR_INVALID, NULL },
	{ "nobody", ERR_INVALID, NULL },
	{ "good@kurum.example", 0, NULL },
};

static void
refused(void **state)
{
	struct sent sent;
	struct err e;

	(void)state;
	serve("tls");
	open_sender();
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct message m = { .kind = MESSAGE_EMAIL,
			.subject = "s",
			.text = "t",
			.reference = REF };

		snprintf(
		    m.address, sizeof(m.address), "%s", answers[i].address);
		assert_int_equal(send_mail(&m, &sent, &e), answers[i].code);
		if (answers[i].says != NULL)
			assert_non_null(strstr(e.text, answers[i].says));
	}
}

static const struct message plain = { .kind = MESSAGE_EMAIL,
	.address = "a@kurum.example",
	.subject = "s",
	.text = "t",
	.reference = REF };

/* Not a word goes to a server without TLS, or with another certificate. */
static void
tls_or_nothing(void **state)
{
	struct sent sent;
	struct err e;

	(void)state;
	serve("plain");
	open_sender();
	assert_int_equal(send_mail(&plain, &sent, &e), ERR_UNAVAILABLE);
	end(NULL);
	serve("tls");
	w.options.mail_ca = NULL; /* the system's do not know it */
	open_sender();
	assert_int_equal(send_mail(&plain, &sent, &e), ERR_UNAVAILABLE);
	end(NULL);
	open_sender(); /* the server has gone */
	assert_int_equal(send_mail(&plain, &sent, &e), ERR_UNAVAILABLE);
}

static void
logs_in(void **state)
{
	struct sent sent;
	struct err e;

	(void)state;
	serve("login");
	w.options.mail_user = user;
	w.options.mail_password_file = w.password;
	assert_int_equal(file_write(w.password, "no\n", 3, 0600, NULL), 0);
	open_sender();
	/* Our own trouble: the mail is not given up. */
	assert_int_equal(send_mail(&plain, &sent, &e), ERR_UNAVAILABLE);
	assert_null(strstr(e.text, "no\n"));
	sender_free(w.sender);
	assert_int_equal(file_write(w.password, "ş\nrest", 7, 0600, NULL), 0);
	open_sender();
	assert_int_equal(send_mail(&plain, &sent, &e), 0);
	expect("from nes@portal.example to a@kurum.example tls");
}

/* Each mail comes back to an address of its own; the reader sees none of it. */
static void
returns_to(void **state)
{
	struct sent sent;
	struct err e;

	(void)state;
	serve("tls");
	w.options.mail_returns = returns;
	open_sender();
	assert_int_equal(send_mail(&plain, &sent, &e), 0);
	expect("from returned+" REF "@bounces.example to a@kurum.example tls");
	assert_non_null(
	    strstr(child_line(&w.server, "|From: "), " <nes@portal.example>"));
	expect("|To: <a@kurum.example>");
}

static void
wrong_settings(void **state)
{
	static char http[] = "http://127.0.0.1", bad[] = "nobody";
	struct portal_options o = { .name = name,
		.mail_backend = smtp,
		.mail_url = http,
		.mail_from = from };
	struct sender *s = NULL;
	struct err e;

	(void)state;
	assert_int_equal(sender_open(&s, MESSAGE_EMAIL, &o, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "mail.url"));
	o.mail_url = w.url;
	snprintf(w.url, sizeof(w.url), "smtp://127.0.0.1:1");
	o.mail_from = bad;
	assert_int_equal(sender_open(&s, MESSAGE_EMAIL, &o, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "mail.from"));
	o.mail_from = from;
	o.mail_returns = bad;
	assert_int_equal(sender_open(&s, MESSAGE_EMAIL, &o, &e), ERR_INVALID);
	assert_non_null(strstr(e.text, "mail.returns"));
	o.mail_returns = NULL;
	o.mail_password_file = bad;
	assert_true(sender_open(&s, MESSAGE_EMAIL, &o, &e) < 0);
}

static int
open_all(void **state)
{
	if (fixture_open(state) < 0)
		return -1;
	snprintf(w.cert, sizeof(w.cert), "%s/mail.pem", fixture.dir);
	snprintf(w.key, sizeof(w.key), "%s/mail.pem", fixture.dir);
	snprintf(w.password, sizeof(w.password), "%s/word", fixture.dir);
	server_cert_save_both(&fixture.leaf, w.cert);
	return 0;
}

int
main(void)
{
#define T(f) cmocka_unit_test_teardown(f, end)
	const struct CMUnitTest tests[] = {
		T(arrives),
		T(refused),
		T(tls_or_nothing),
		T(logs_in),
		T(returns_to),
		T(wrong_settings),
	};

	if (access(PYTHON, X_OK) < 0 ||
	    system(PYTHON " -c 'import aiosmtpd' 2>/dev/null") != 0) {
		printf("1..0 # SKIP no python3-aiosmtpd\n");
		return 0;
	}
	return cmocka_run_group_tests_name(
	    "smtp", tests, open_all, fixture_close);
}
