/* An alert with the days of the renewal goes out through a mail server, is
 * read whole, and comes back later. */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "command-world.h"
#include "personal-world.h"
#include "portal/flow/alerts.h"
#include "post-world.h"
#include "base/banned.h"

#define UNKNOWN "returned+00000000000000000000000000000000@portal.example"
#define MASKED	"a***@example.org"

/* The command with this mail on its standard input. */
static int
bounced(struct world *w, const char *mail)
{
	char path[128];
	int keep = dup(STDIN_FILENO), fd, status;

	snprintf(path, sizeof(path), "%s/returned", w->dir);
	assert_int_equal(file_write(path, mail, strlen(mail), 0600, NULL), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	dup2(fd, STDIN_FILENO);
	status = COMMAND(w, cmd_outbox, "outbox", "bounced");
	dup2(keep, STDIN_FILENO);
	close(keep);
	close(fd);
	assert_null(strchr(command_said, '\033'));
	return status;
}

static int
report(struct world *w, const char *to, const char *action, const char *words)
{
	char mail[2048];

	snprintf(mail, sizeof(mail),
	    "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\n"
	    "To: %s\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/report; report-type=delivery-status;\n"
	    "\tboundary=\"4F2/mx\"\n\n--4F2/mx\nContent-Type: text/plain\n\n"
	    "I'm sorry to have to inform you.\n\n--4F2/mx\n"
	    "Content-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; mx.example.org\n\n"
	    "Final-Recipient: rfc822; " MAIL "\nAction: %s\n"
	    "Status: 5.2.1\nDiagnostic-Code: smtp; %s\n\n--4F2/mx--\n",
	    to, action, words);
	return bounced(w, mail);
}

/* What is stuck: so many messages. */
static void
stuck(struct world *w, const char *count)
{
	assert_int_equal(COMMAND(w, cmd_outbox, "outbox", "--stuck"), 0);
	if (strstr(command_said, count) == NULL)
		fail_msg("not \"%s\": %s", count, command_said);
}

static void
alert(struct world *w)
{
	struct alerts t = { 0 };
	int64_t next;

	do
		assert_int_equal(flow_alerts(&t, w->flow.store, &w->options,
				     w->now, &next, NULL),
		    0);
	while (next == w->now + 1);
	post_deliver(w);
}

/* Lines end in CR and LF, have at most 75 bytes, and are folded between
 * characters (RFC 5545 §3.1); without the folds into *out. */
static void
unfold(const char *file, struct buf *out)
{
	int folds = 0;

	while (*file != '\0') {
		size_t len = strcspn(file, "\r\n");

		assert_in_range(len, 1, 75);
		assert_true(text_valid(file, len));
		buf_add(out, file, len);
		file += len;
		assert_int_equal(strncmp(file, "\r\n", 2), 0);
		file += 2;
		if (*file == ' ') {
			file++;
			folds++;
		} else
			buf_adds(out, "\n");
	}
	assert_true(folds > 0);
}

/* The whole file that the reader's calendar gets. The certificate ends on the
 * 11th of December; it is renewed in the 90 days before and on that day. */
static void
expect_calendar(struct world *w)
{
	struct buf want = BUF_INIT(2048), got = BUF_INIT(2048);
	char serial[48];

	unfold(post_file(), &got);
	personal_serial(w, FATMA, serial);
	lang_set(LANG_TR);
	buf_addf(&want,
	    "BEGIN:VCALENDAR\nVERSION:2.0\n"
	    "PRODID:-//eimza//eimza-portal//TR\nMETHOD:PUBLISH\n"
	    "BEGIN:VEVENT\nUID:renewal-%s@eimza\n"
	    "DTSTAMP:20261121T100000Z\n"
	    "DTSTART;VALUE=DATE:20260912\nDTEND;VALUE=DATE:20261212\n"
	    "SUMMARY:%s\nDESCRIPTION:%s\n"
	    "TRANSP:TRANSPARENT\nEND:VEVENT\nEND:VCALENDAR\n",
	    serial, _("Renew the e-signature certificate"),
	    _("Start eimza and choose Başvuru. Please apply at the latest one "
	      "month before the last of these days."));
	lang_set(LANG_EN);
	assert_string_equal(buf_str(&got), buf_str(&want));
	assert_non_null(strstr(buf_str(&got), "sertifika"));
	buf_free(&got);
	buf_free(&want);
}

static void
comes_back(void **state)
{
	struct world *w = *state;
	char to[128];

	personal_account_of(w, FATMA);
	post_deliver(w);
	alert(w);
	assert_non_null(strstr(post_log(), "21.11.2026 email alert-last\n"));
	expect_calendar(w);
	snprintf(to, sizeof(to), "%s", post_sender());
	assert_int_equal(strlen(to), strlen(POST_RETURNS) + 33);
	stuck(w, "0 messages\n");
	assert_int_equal(report(w, to, "delayed", "452 4.2.2 Full"), 0);
	assert_string_equal(command_said, "");
	stuck(w, "0 messages\n");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    report(w, to, "failed", "550 5.2.1 Closed \033[2J"), 0);
		assert_string_equal(command_said, "");
		stuck(w, "1 message\n");
	}
	assert_non_null(strstr(command_said,
	    " email failed " MASKED " alert-last - 1 -: The mail came back: "
	    "550 5.2.1 Closed ?[2J\n"));
}

static void
not_ours(void **state)
{
	struct world *w = *state;

	assert_int_equal(report(w, UNKNOWN, "failed", "550 \033[2J"), 1);
	assert_non_null(strstr(command_said, "does not know the message"));
	assert_int_equal(report(w, POST_RETURNS, "failed", "550 \033[2J"), 1);
	assert_non_null(strstr(command_said, "not a delivery report"));
	assert_int_equal(bounced(w, "Subject: \033[2J\n\n\033[2J\n"), 1);
	assert_non_null(strstr(command_said, "not a delivery report"));
	assert_int_equal(bounced(w, ""), 1);
	assert_int_equal(
	    COMMAND(w, cmd_outbox, "outbox", "--stuck", "bounced"), 2);
	assert_int_equal(COMMAND(w, cmd_outbox, "outbox", "returned"), 2);
}

/* The mail server keeps what the portal cannot note now. */
static void
kept_for_later(void **state)
{
	static const char conf[] = "database = \"/nowhere/portal.db\";\n"
				   "mail: { returns = \"" POST_RETURNS "\"; };";
	struct world *w = *state;
	char path[128];

	snprintf(path, sizeof(path), "%s/portal.conf", w->dir);
	assert_int_equal(file_write(path, conf, strlen(conf), 0600, NULL), 0);
	assert_int_equal(report(w, UNKNOWN, "failed", "550"), EX_TEMPFAIL);
	assert_int_equal(file_write(path, "", 0, 0600, NULL), 0);
	assert_int_equal(report(w, UNKNOWN, "failed", "550"), EX_TEMPFAIL);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(report(w, UNKNOWN, "failed", "550"), EX_TEMPFAIL);
}

static int
open_plain(void **state)
{
	world_open(state);
	command_open(*state);
	return 0;
}

static int
close_plain(void **state)
{
	command_close();
	return world_close(state);
}

static int
open_post(void **state)
{
	struct world *w;

	world_open(state);
	w = *state;
	w->lang = LANG_TR;
	w->options.alert_last = 30;
	w->options.alert_hour = 10;
	post_open(w);
	command_open(w);
	return 0;
}

/* Nothing else is left in the outbox. */
static int
close_post(void **state)
{
	char number[24];

	snprintf(number, sizeof(number), "%.*s",
	    (int)strcspn(command_said, " "), command_said);
	assert_int_equal(
	    COMMAND(*state, cmd_outbox, "outbox", "--retry", number), 1);
	assert_int_equal(
	    COMMAND(*state, cmd_outbox, "outbox", "--drop", number), 0);
	stuck(*state, "0 messages\n");
	post_close(*state);
	command_close();
	return world_close(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    not_ours, open_plain, close_plain),
		cmocka_unit_test_setup_teardown(
		    kept_for_later, open_plain, close_plain),
		cmocka_unit_test_setup_teardown(
		    comes_back, open_post, close_post),
	};

	if (!post_installed()) {
		printf("1..0 # SKIP no kannel or python3-aiosmtpd\n");
		return 0;
	}
	lang_init();
	return cmocka_run_group_tests_name("returned", tests, NULL, NULL);
}
