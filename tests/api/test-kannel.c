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
#include "kannel.h"
#include "portal/store/outbox.h"
#include "server.h"
#include "base/banned.h"

static struct {
	char dir[64], db[96];
	int portal;
	struct kannel kannel;
	struct server server;
	struct store *store;
} w;

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
	    w.portal, w.kannel.sendsms, password, w.portal, w.dir);
	server_start(&w.server, settings);
	snprintf(w.db, sizeof(w.db), "%s/portal.db", w.server.dir);
	assert_int_equal(store_open(&w.store, w.db, NULL), 0);
}

static int
start_all(void **state)
{
	(void)state;
	memset(&w, 0, sizeof(w));
	snprintf(w.dir, sizeof(w.dir), "/tmp/eimza-sms.XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	kannel_start(&w.kannel);
	start_portal();
	return 0;
}

static int
end_all(void **state)
{
	(void)state;
	store_close(w.store);
	server_end(&w.server);
	kannel_end(&w.kannel);
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

static void
expect_text(const char *want)
{
	char *got = kannel_text(&w.kannel, "KAMUSM", "905301234567");

	assert_string_equal(got, want);
	free(got);
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
		assert_non_null(
		    child_line(&w.kannel.smsbox, "Received response"));
}

static void
whole_way(void **state)
{
	int64_t one, two;

	(void)state;
	one = send_text(short_text);
	expect_text(short_text);
	expect_reports();
	expect_state(one, "delivered");
	two = send_text(long_text);
	expect_text(long_text);
	expect_reports();
	expect_state(two, "delivered");
}

/* Without its SMSC, Kannel keeps the message: "3: Queued". */
static void
smsc_away(void **state)
{
	int64_t id;

	(void)state;
	child_end(&w.kannel.fakesmsc);
	assert_non_null(child_line(&w.kannel.bearerbox, "EOF from fakesmsc"));
	id = send_text(short_text);
	assert_non_null(child_line(&w.kannel.smsbox, "Status: 202"));
	kannel_smsc_start(&w.kannel);
	expect_text(short_text);
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
	expect_text(short_text);
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

	if (!kannel_installed()) {
		printf("1..0 # SKIP no kannel\n");
		return 0;
	}
	return cmocka_run_group_tests_name("kannel", tests, start_all, end_all);
}
