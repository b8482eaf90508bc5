/*
 * A portal, Kannel and its SMSC for tests, all of them real: messages go out
 * whole, and the reports come back to the portal.
 */
#include "config.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "child.h"
#include "portal/store/outbox.h"
#include "server.h"
#include "base/banned.h"

#define BEARERBOX "/usr/sbin/bearerbox"
#define SMSBOX	  "/usr/sbin/smsbox"
#define FAKESMSC  "/usr/lib/kannel/test/fakesmsc"
#define TRIES	  3 /* a free port may be taken meanwhile */

static struct {
	char dir[64], config[96], db[96];
	int admin, box, sendsms, smsc, portal;
	struct child bearerbox, smsbox, fakesmsc;
	struct server server;
	struct store *store;
} w;

static void
write_kannel(void)
{
	struct buf b = BUF_INIT(8192);

	buf_addf(&b,
	    "group = core\nadmin-port = %d\nadmin-password = x\n"
	    "admin-interface = 127.0.0.1\nsmsbox-port = %d\n"
	    "smsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\n"
	    "store-type = file\nstore-location = %s/store\n"
	    "dlr-storage = internal\nsms-resend-freq = 1\n\n",
	    w.admin, w.box, w.dir);
	buf_addf(&b,
	    "group = smsc\nsmsc = fake\nsmsc-id = fake\nport = %d\n"
	    "connect-allow-ip = 127.0.0.1\n\n",
	    w.smsc);
	buf_addf(&b,
	    "group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = %d\n"
	    "sendsms-interface = 127.0.0.1\n\n"
	    "group = sendsms-user\nusername = portal\npassword = söz\n"
	    "max-messages = 3\nconcatenation = true\n\n"
	    "group = sms-service\nkeyword = default\ntext = \"\"\n"
	    "max-messages = 0\n",
	    w.sendsms);
	assert_false(b.failed);
	assert_int_equal(file_write(w.config, b.data, b.len, 0600, NULL), 0);
	buf_free(&b);
}

static bool
start_kannel(void)
{
	const char *const bearerbox[] = { BEARERBOX, "-v", "1", w.config,
		NULL };
	const char *const smsbox[] = { SMSBOX, w.config, NULL };

	w.admin = child_port();
	w.box = child_port();
	w.sendsms = child_port();
	w.smsc = child_port();
	write_kannel();
	child_start(&w.bearerbox, bearerbox);
	if (child_line(&w.bearerbox, "Start-up done") == NULL)
		return false;
	child_start(&w.smsbox, smsbox);
	return child_line(&w.smsbox, "Connected to bearerbox") != NULL;
}

static void
start_smsc(void)
{
	char port[16];
	/* It must have something to send itself; the service says nothing. */
	const char *const argv[] = { FAKESMSC, "-H", "127.0.0.1", "-r", port,
		"-i", "1000", "1 2 text x", NULL };

	snprintf(port, sizeof(port), "%d", w.smsc);
	child_start(&w.fakesmsc, argv);
	assert_non_null(child_line(&w.fakesmsc, "sent message 1"));
}

static void
start_portal(void)
{
	char settings[1024], password[96];

	w.portal = child_port();
	snprintf(password, sizeof(password), "%s/word", w.dir);
	assert_int_equal(file_write(password, "söz\n", 5, 0600, NULL), 0);
	snprintf(settings, sizeof(settings),
	    "listen: { address = \"127.0.0.1\"; port = %d; };\n"
	    "sms: { backend = \"kannel\"; from = \"KAMUSM\";\n"
	    "  url = \"http://127.0.0.1:%d/cgi-bin/sendsms\";\n"
	    "  user = \"portal\"; password_file = \"%s\";\n"
	    "  report_url = \"https://127.0.0.1:%d\"; };\n"
	    "mail: { backend = \"file\"; file = \"%s/mail\"; };\n",
	    w.portal, w.sendsms, password, w.portal, w.dir);
	server_start(&w.server, settings);
	snprintf(w.db, sizeof(w.db), "%s/portal.db", w.server.dir);
	assert_int_equal(store_open(&w.store, w.db, NULL), 0);
}

static int
start_all(void **state)
{
	(void)state;
	memset(&w, 0, sizeof(w));
	snprintf(w.dir, sizeof(w.dir), "/tmp/eimza-kannel.XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	snprintf(w.config, sizeof(w.config), "%s/kannel.conf", w.dir);
	for (int i = 0; i < TRIES && !start_kannel(); i++) {
		child_end(&w.smsbox);
		child_end(&w.bearerbox);
	}
	start_smsc();
	start_portal();
	return 0;
}

static int
end_all(void **state)
{
	(void)state;
	store_close(w.store);
	server_end(&w.server);
	child_end(&w.fakesmsc);
	child_end(&w.smsbox);
	child_end(&w.bearerbox);
	file_remove_tree(w.dir);
	return 0;
}

/* Any call that may change something makes the portal look at its outbox. */
static void
nudge(void)
{
	static const char call[] =
	    "POST /v1/captcha HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
	    "application/json\r\nContent-Length: 15\r\n\r\n{\"kind\":\"work\"}";
	char answer[4096];
	struct wire wire;

	wire_open(&wire, &w.server);
	wire_send(&wire, call, sizeof(call) - 1);
	assert_int_equal(wire_answer(&wire, answer, sizeof(answer)), 200);
	wire_close(&wire);
}

static int64_t
send_text(const char *text)
{
	struct message m = { .kind = MESSAGE_SMS, .address = "5301234567" };

	snprintf(m.text, sizeof(m.text), "%s", text);
	assert_int_equal(store_begin(w.store, NULL), 0);
	assert_int_equal(store_message_add(w.store, &m, clock_wall(), NULL), 0);
	assert_int_equal(store_commit(w.store, NULL), 0);
	nudge();
	return m.id;
}

static void
expect_state(int64_t id, const char *want)
{
	sqlite3 *db;
	sqlite3_stmt *st;

	assert_int_equal(sqlite3_open(w.db, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	assert_int_equal(
	    sqlite3_prepare_v2(
		db, "SELECT state FROM outbox WHERE id = ?", -1, &st, NULL),
	    SQLITE_OK);
	sqlite3_bind_int64(st, 1, id);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(st, 0), want);
	sqlite3_finalize(st);
	sqlite3_close(db);
}

static int
hex(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

/* Adds UCS-2 as the SMSC shows it ("%011" is U+0131) as UTF-8. */
static void
add_ucs2(struct buf *out, const char *p)
{
	unsigned char bytes[2];
	int n = 0;

	while (*p != '\0' && *p != '>') {
		if (*p == '%') {
			bytes[n++] =
			    (unsigned char)(hex(p[1]) * 16 + hex(p[2]));
			p += 3;
		} else {
			bytes[n++] = *p == '+' ? ' ' : (unsigned char)*p;
			p++;
		}
		if (n == 2) {
			char utf8[5];

			text_put((uint32_t)bytes[0] << 8 | bytes[1], utf8);
			buf_adds(out, utf8);
			n = 0;
		}
	}
}

/* What the telephone got, from so many parts. */
static void
expect_text(const char *want, int parts)
{
	struct buf got = BUF_INIT(4096);

	for (int i = 0; i < parts; i++) {
		const char *line = child_line(&w.fakesmsc, "Got message");
		const char *text;

		assert_non_null(line);
		assert_non_null(strstr(line, "<KAMUSM 905301234567 "));
		text = strstr(line, parts == 1 ? " ucs-2 " : " data ");
		assert_non_null(text);
		add_ucs2(&got, text + (parts == 1 ? 7 : 6));
	}
	assert_string_equal(buf_str(&got), want);
	buf_free(&got);
}

static const char short_text[] = "İĞÜŞÖÇ ığüşöç: kodunuz 123456";
static const char long_text[] =
    "Şu uzun ileti iki parçaya sığar, üçüncüsüne gerek kalmaz; ığüşöç "
    "İĞÜŞÖÇ harfleri de bozulmadan telefona ulaşır. Bitti.";

/* Accepted by the SMSC, delivered: the portal has answered both. */
static void
expect_reports(void)
{
	for (int i = 0; i < 2; i++)
		assert_non_null(child_line(&w.smsbox, "Received response"));
}

static void
whole_way(void **state)
{
	int64_t one, two;

	(void)state;
	one = send_text(short_text);
	expect_text(short_text, 1);
	expect_reports();
	expect_state(one, "delivered");
	two = send_text(long_text);
	expect_text(long_text, 2);
	expect_reports();
	expect_state(two, "delivered");
}

/* Without its SMSC, Kannel keeps the message: "3: Queued". */
static void
smsc_away(void **state)
{
	int64_t id;

	(void)state;
	child_end(&w.fakesmsc);
	assert_non_null(child_line(&w.bearerbox, "EOF from fakesmsc"));
	id = send_text(short_text);
	assert_non_null(child_line(&w.smsbox, "Status: 202"));
	start_smsc();
	expect_text(short_text, 1);
	expect_reports();
	expect_state(id, "delivered");
}

/* Kannel would cut it; nothing of it goes out. */
static void
too_long(void **state)
{
	char text[1024] = "";
	int64_t id;

	(void)state;
	for (int i = 0; i < 202; i++)
		memcpy(text + 2 * i, "ş", 3);
	id = send_text(text);
	send_text(short_text);
	expect_text(short_text, 1);
	/* The second one comes after what the first made the portal do. */
	nudge();
	nudge();
	expect_state(id, "failed");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_way),
		cmocka_unit_test(smsc_away),
		cmocka_unit_test(too_long),
	};

	if (access(BEARERBOX, X_OK) < 0 || access(SMSBOX, X_OK) < 0 ||
	    access(FAKESMSC, X_OK) < 0) {
		printf("1..0 # SKIP no kannel\n");
		return 0;
	}
	return cmocka_run_group_tests_name("kannel", tests, start_all, end_all);
}
