/* Delivery reports of mail servers, and what only looks like one. */
#include "config.h"
#include "portal/send/bounce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/banned.h"

#define BASE "returned@portal.example"
#define REF  "0123456789abcdef0123456789abcdef"
#define TO   "To: returned+" REF "@portal.example\n"
#define KIND                                                                   \
	"Content-Type: multipart/report; report-type=delivery-status;\n"       \
	"\tboundary=\"B1/mx\"\n"
#define TEXT	"\n--B1/mx\nContent-Type: text/plain\n\nSorry.\n"
#define STATUS	"\n--B1/mx\nContent-Type: message/delivery-status\n\n"
#define MTA	"Reporting-MTA: dns; mx.kurum.example\n\n"
#define PERSON	"Final-Recipient: rfc822; ayse@kurum.example\n"
#define FAILED	PERSON "Action: failed\nStatus: 5.1.1\n"
#define WORDS	"Diagnostic-Code: smtp; 550 5.1.1 No such user\n"
#define END	"\n--B1/mx--\n"
#define NO_WORD "5.1.1"

static const struct good {
	const char *name, *mail;
	bool failed;
	const char *said;
} goods[] = {
	{ "postfix",
	    "From MAILER-DAEMON  Sat Nov 21 10:00:00 2026\n"
	    "Return-Path: <>\n"
	    "X-Original-To: returned+" REF "@portal.example\n"
	    "Delivered-To: returned+" REF "@portal.example\n"
	    "From: MAILER-DAEMON@mx.kurum.example (Mail Delivery System)\n"
	    "Subject: Undelivered Mail Returned to Sender\n" TO
	    "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n" KIND
	    "Content-Transfer-Encoding: 8bit\n\n"
	    "This is a MIME-encapsulated message.\n" TEXT
	    "\n--B1/mx\nContent-Description: Delivery report\n"
	    "Content-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; mx.kurum.example\n"
	    "X-Postfix-Queue-ID: 4F2\n"
	    "X-Postfix-Sender: rfc822; returned+" REF "@portal.example\n"
	    "Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0300 (+03)\n\n" PERSON
	    "Original-Recipient: rfc822;ayse@kurum.example\n"
	    "Action: failed\nStatus: 5.1.1\n"
	    "Remote-MTA: dns; mail.kurum.example\n"
	    "Diagnostic-Code: smtp; 550 5.1.1 <ayse@kurum.example>: Recipient\n"
	    "    address rejected: User unknown\n"
	    "\n--B1/mx\nContent-Description: Undelivered Message\n"
	    "Content-Type: message/rfc822\n\nSubject: x\n"
	    "Content-Type: multipart/mixed; boundary=in\n\n--in\n"
	    "\nAction: failed\n--in--\n" END,
	    true,
	    "550 5.1.1 <ayse@kurum.example>: Recipient address rejected: User "
	    "unknown" },
	{ "exim",
	    "Received: from Debian-exim by mx with local (Exim 4.96)\n"
	    "X-Failed-Recipients: ayse@kurum.example\n"
	    "Auto-Submitted: auto-replied\n"
	    "From: Mail Delivery System <Mailer-Daemon@mx>\n" TO
	    "References: <" REF "@portal.example>\n"
	    "Content-Type: multipart/report; report-type=delivery-status; "
	    "boundary=1700000000-eximdsn-1\nMIME-Version: 1.0\n\n"
	    "--1700000000-eximdsn-1\nContent-type: text/plain\n\nSorry.\n\n"
	    "--1700000000-eximdsn-1\nContent-type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; mx\n\nAction: failed\n"
	    "Final-Recipient: rfc822;ayse@kurum.example\nStatus: 5.0.0\n\n"
	    "--1700000000-eximdsn-1\nContent-type: message/rfc822\n\nx\n"
	    "--1700000000-eximdsn-1--\n",
	    true, "5.0.0" },
	{ "another case",
	    "TO: <Returned+0123456789ABCDEF0123456789ABCDEF@PORTAL.Example>\n"
	    "CONTENT-TYPE : Multipart/Report;boundary=b;x=y\n\n--b\n"
	    "content-type:MESSAGE/DELIVERY-STATUS\n\nreporting-mta:dns;m\n\n"
	    "ACTION:Failed (for good)\nSTATUS:5.2.2\n--b--",
	    true, "5.2.2" },
	{ "among others",
	    "Delivered-To: office@portal.example\n"
	    "To: \"Posta, geri\" <a@b.example>,\n Returned <returned+" REF
	    "@portal.example>\n" KIND STATUS MTA FAILED WORDS END,
	    true, "550 5.1.1 No such user" },
	{ "an alias' way",
	    "Envelope-To: returned+" REF
	    "@portal.example\n" KIND STATUS MTA FAILED END,
	    true, NO_WORD },
	{ "late",
	    TO KIND TEXT STATUS MTA PERSON
	    "Action: delayed\nStatus: 4.4.1\nWill-Retry-Until: x\n" END,
	    false, "4.4.1" },
	{ "too late",
	    TO KIND STATUS MTA PERSON
	    "Action: failed\nStatus: 4.4.1\nDiagnostic-Code: smtp; timed "
	    "out\n" END,
	    true, "timed out" },
	{ "arrived after all",
	    TO KIND STATUS MTA PERSON "Action: delivered\nStatus: 2.0.0\n" END,
	    false, "2.0.0" },
	{ "words before the status",
	    TO KIND STATUS MTA PERSON WORDS
	    "Status: 5.1.1\nAction: failed\n" END,
	    true, "550 5.1.1 No such user" },
	{ "no words", TO KIND STATUS MTA FAILED "Diagnostic-Code: smtp; \n" END,
	    true, NO_WORD },
	{ "the first report counts",
	    TO KIND STATUS MTA FAILED STATUS MTA PERSON
	    "Action: delayed\nStatus: 4.4.1\n" END,
	    true, NO_WORD },
	{ "unsafe words",
	    TO KIND STATUS MTA FAILED
	    "Diagnostic-Code: smtp; 550 \033[2J\xff\xe2\x80\xae no\n" END,
	    true, "550 ?[2J?? no" },
	{ "many words",
	    TO KIND STATUS MTA FAILED
	    "Diagnostic-Code: smtp; ğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğ"
	    "ğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğğ"
	    "\n" END,
	    true, NULL },
};

static int
read_text(struct bounce *out, const char *mail, struct err *e)
{
	return bounce_read(out, BASE, mail, strlen(mail), e);
}

static void
expect(const struct good *g, const char *mail)
{
	struct bounce b;
	struct err e = { 0 };

	if (read_text(&b, mail, &e) != 0)
		fail_msg("%s: %s", g->name, e.text);
	assert_string_equal(b.reference, REF);
	assert_int_equal(b.failed, g->failed);
	if (g->said != NULL)
		assert_string_equal(b.said, g->said);
	assert_true(text_valid(b.said, strlen(b.said)));
	assert_in_range(text_length(b.said), 1, BOUNCE_SAID + 1);
}

static void
good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		struct buf crlf = BUF_INIT(65536);

		for (const char *p = goods[i].mail; *p != '\0'; p++) {
			if (*p == '\n')
				buf_addc(&crlf, '\r');
			buf_addc(&crlf, *p);
		}
		expect(&goods[i], goods[i].mail);
		expect(&goods[i], buf_str(&crlf));
		buf_free(&crlf);
	}
}

#define REST	     STATUS MTA FAILED END
#define TO_(address) "To: " address "\n" KIND REST

static const struct bad {
	const char *name, *mail;
} bads[] = {
	{ "nothing", "" },
	{ "a letter", TO "Subject: Merhaba\n\nYarın izinliyim.\n" },
	{ "a vacation", TO "Content-Type: text/plain\n\nYokum.\n" },
	{ "to nobody", KIND REST },
	{ "without a reference", TO_("returned@portal.example") },
	{ "of another domain",
	    TO_("returned+" REF "@portal.example.evil.net") },
	{ "of a part of the domain", TO_("returned+" REF "@portal.exampl") },
	{ "of another name", TO_("xreturned+" REF "@portal.example") },
	{ "a short reference",
	    TO_("returned+123456789abcdef0123456789abcdef@portal.example") },
	{ "a long reference", TO_("returned+" REF "0@portal.example") },
	{ "no digits",
	    TO_("returned+g123456789abcdef0123456789abcdef@portal.example") },
	{ "another sign", TO_("returned-" REF "@portal.example") },
	{ "only in the text",
	    "To: returned@portal.example\n" KIND "\n" TO REST },
	{ "only as the sender",
	    "From: returned+" REF "@portal.example\n" KIND REST },
	{ "no boundary", TO "Content-Type: multipart/report; "
			    "report-type=delivery-status\n" REST },
	{ "an empty boundary",
	    TO "Content-Type: multipart/report; boundary=\"\"\n" REST },
	{ "another boundary",
	    TO "Content-Type: multipart/report; boundary=B2\n" REST },
	{ "another kind",
	    TO "Content-Type: multipart/mixed; boundary=\"B1/mx\"\n" REST },
	{ "no report", TO KIND TEXT END },
	{ "cut short", TO KIND STATUS MTA FAILED },
	{ "two recipients", TO KIND STATUS MTA FAILED "\n" FAILED END },
	{ "two opinions", TO KIND STATUS MTA FAILED "Action: delayed\n" END },
	{ "nobody", TO KIND STATUS MTA END },
	{ "without an action", TO KIND STATUS MTA PERSON WORDS END },
	{ "without a reason",
	    TO KIND STATUS MTA PERSON "Action: failed\n" END },
	{ "hidden in another part", TO KIND
	    "\n--B1/mx\nContent-Type: message/rfc822\n\n"
	    "Content-Type: message/delivery-status\n\n" MTA FAILED END },
	{ "nested", TO
	    "Content-Type: multipart/mixed; boundary=out\n\n--out\n" KIND REST
	    "\n--out--\n" },
	{ "coded", TO KIND
	    "\n--B1/mx\nContent-Type: message/delivery-status\n"
	    "Content-Transfer-Encoding: base64\n\nQWN0aW9uOiBmYWlsZWQK\n" END },
};

static void
refused(const char *name, const char *mail, size_t len)
{
	struct bounce b;
	struct err e = { 0 };

	if (bounce_read(&b, BASE, mail, len, &e) != ERR_INVALID)
		fail_msg("%s was taken", name);
	assert_string_not_equal(e.text, "");
}

static void
bad(void **state)
{
	static const char whole[] = TO KIND REST;
	struct buf b = BUF_INIT(2 * BOUNCE_MOST);

	(void)state;
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++)
		refused(bads[i].name, bads[i].mail, strlen(bads[i].mail));
	buf_adds(&b, whole);
	buf_addc(&b, '\0');
	refused("a NUL", buf_str(&b), b.len);
	buf_reset(&b);
	buf_adds(&b, whole);
	while (b.len < BOUNCE_MOST)
		buf_addc(&b, 'x');
	assert_int_equal(
	    bounce_read(&(struct bounce){ 0 }, BASE, b.data, b.len, NULL), 0);
	buf_addc(&b, 'x');
	refused("too long", buf_str(&b), b.len);
	buf_free(&b);
}

/* A line that is too long is passed over, another one is not cut into it. */
static void
long_lines(void **state)
{
	struct buf b = BUF_INIT(BOUNCE_MOST);
	struct bounce out;

	(void)state;
	buf_adds(&b, "Received: ");
	for (int i = 0; i < 20000; i++)
		buf_adds(&b, i % 10 == 9 ? "\n " : "x");
	buf_adds(&b, "\n" TO KIND STATUS MTA FAILED WORDS);
	for (int i = 0; i < 20000; i++)
		buf_adds(&b, i % 10 == 9 ? "\n " : "y");
	buf_adds(&b, END);
	assert_int_equal(read_text(&out, buf_str(&b), NULL), 0);
	assert_string_equal(out.reference, REF);
	assert_in_range(text_length(out.said), 22, BOUNCE_SAID + 1);
	buf_free(&b);
}

static const struct base {
	const char *address;
	bool fits;
} bases[] = {
	{ BASE, true },
	{ "1234567890123456789012345678901@portal.example", true },
	{ "12345678901234567890123456789012@portal.example", false },
	{ "returned+x@portal.example", false },
	{ "returned", false },
	{ "re turned@portal.example", false },
	{ "", false },
	{ NULL, false },
};

static void
addresses(void **state)
{
	char out[BOUNCE_ADDRESS];
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		err_clear(&e);
		assert_int_equal(bounce_base(bases[i].address, &e),
		    bases[i].fits ? 0 : ERR_INVALID);
		if (!bases[i].fits)
			assert_non_null(strstr(e.text, "mail.returns"));
	}
	bounce_address(out, BASE, REF);
	assert_string_equal(out, "returned+" REF "@portal.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good),
		cmocka_unit_test(bad),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests_name("bounce", tests, NULL, NULL);
}
