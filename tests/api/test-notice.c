/* What people are told: the table of texts, the alerts of a day. */
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

#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "portal/flow/alerts.h"
#include "portal/flow/housekeeping.h"
#include "portal/flow/notice.h"
#include "portal/send/escape.h"
#include "portal/store/outbox.h"
#include "portal/store/people.h"
#include "portal/store/production.h"
#include "base/banned.h"

#define NOW  1795251600 /* 2026-11-21, noon in Turkey */
#define DAY  86400
#define HOUR 3600
#define AYSE "10000000146"
#define ALI  "10000000214"

static char name[] = "Kamu SM", contact[] = "444 5 576";

static struct {
	char dir[64], db[96];
	struct store *store;
	struct alerts alerts;
	int64_t next;
} w;

static const struct portal_options options = { .name = name,
	.contact = contact,
	.outbox_hours = 72,
	.renewal_days = 90,
	.alert_first = 90,
	.alert_second = 40,
	.alert_last = 30,
	.alert_hour = 10,
	.courier_days = 15 };

static int
make_world(void **state)
{
	(void)state;
	memset(&w, 0, sizeof(w));
	lang_set(LANG_TR);
	snprintf(w.dir, sizeof(w.dir), "/tmp/eimza-notice.XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	snprintf(w.db, sizeof(w.db), "%s/portal.db", w.dir);
	assert_int_equal(store_open(&w.store, w.db, NULL), 0);
	return 0;
}

static int
end_world(void **state)
{
	(void)state;
	store_close(w.store);
	file_remove_tree(w.dir);
	return 0;
}

/* The places of a text, one letter each, in the order of a fixed list. */
static unsigned
places(const char *text)
{
	static const char *const names[] = { "{portal}", "{contact}",
		"{number}", "{reason}", "{tracking}", "{ends}", "{days}",
		"{code}", "{minutes}" };
	unsigned found = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(text, names[i]) != NULL)
			found |= 1U << i;
	return found;
}

static void
same_places(const char *msgid)
{
	lang_set(LANG_TR);
	assert_int_equal(places(_(msgid)), places(msgid));
}

/* In both languages, with the longest values. */
static void
texts_fit(void **state)
{
	static char reason[2001];
	const struct notice_facts f = { .reason = reason,
		.tracking = "12345678901234567890123456",
		.ends = NOW,
		.days = 3650,
		.code = "123456",
		.minutes = 60 };

	(void)state;
	for (int i = 0; i < 500; i++)
		memcpy(reason + 2 * i, "ğ", 3);
	for (int i = 0; i < 2 * NOTICE_COUNT; i++) {
		enum notice n = (enum notice)(i / 2);
		const struct notice_text *t = &notice_texts[n];
		struct buf sms = BUF_INIT(4096);

		same_places(t->sms);
		if (t->mail != NULL) {
			same_places(t->subject);
			same_places(t->mail);
		}
		lang_set(i % 2 == 0 ? LANG_TR : LANG_EN);
		notice_sms(&sms, n, &options, "2026-123456", &f);
		assert_in_range(sms_parts(buf_str(&sms)), 1, NOTICE_SMS_PARTS);
		assert_null(strchr(buf_str(&sms), '{'));
		assert_true(text_printable(buf_str(&sms), false));
		if (strstr(t->sms, "{reason}") != NULL)
			assert_non_null(strstr(buf_str(&sms), "ğğ…"));
		buf_free(&sms);
	}
}

static void
add_certificate(const char *tckn, const char *serial, int64_t ends)
{
	struct certificate c = { .not_before = NOW - 1000 * DAY,
		.not_after = ends };

	snprintf(c.tckn, sizeof(c.tckn), "%s", tckn);
	snprintf(c.serial, sizeof(c.serial), "%s", serial);
	assert_int_equal(store_certificate_put(w.store, &c, NULL), 0);
}

/* An application whose telephone was proven. */
static void
add_application(const char *tckn, const char *channel, enum state state)
{
	struct application a = { .state = STATE_DRAFT, .record = record_new() };
	struct application_move m = {
		.event = EVENT_OPEN, .role = ROLE_OFFICE, .to = state
	};

	snprintf(a.tckn, sizeof(a.tckn), "%s", tckn);
	record_set(a.record, FIELD_MOBILE, "5301234567", NULL);
	record_set(a.record, FIELD_EMAIL, "a@kurum.example", NULL);
	record_set(a.record, FIELD_CHANNEL, channel, NULL);
	assert_int_equal(store_application_add(w.store, &a, NOW, NULL), 0);
	assert_int_equal(store_application_move(w.store, &a, &m, NOW, NULL), 0);
	application_clear(&a);
}

/* How many of a kind wait; the last into *m. All are taken. */
static int
waiting(enum message_kind kind, int64_t now, struct message *m)
{
	int n = 0;

	while (store_message_take(w.store, kind, now, m, NULL) == 0)
		n++;
	return n;
}

static void
alerts_at(int64_t now)
{
	do {
		assert_int_equal(flow_alerts(&w.alerts, w.store, &options, now,
				     &w.next, NULL),
		    0);
	} while (w.next == now + 1);
}

static void
each_once(void **state)
{
	int64_t ends = NOW + 91 * DAY;
	struct message m, mail;

	(void)state;
	add_application(AYSE, "email", STATE_OPENED);
	add_certificate(AYSE, "0A", ends);
	for (int64_t day = 0; day < 95; day++) {
		int64_t now = NOW + day * DAY;
		long left = 91 - (long)day;
		int want = left == 90 || left == 40 || left == 30;

		alerts_at(now);
		/* Both ways, whatever the channel (an alert, not a step). */
		assert_int_equal(waiting(MESSAGE_SMS, now, &m), want);
		assert_int_equal(waiting(MESSAGE_EMAIL, now, &mail), want);
		alerts_at(now + HOUR); /* the day is done */
		memset(&w.alerts, 0, sizeof(w.alerts));
		alerts_at(now + 2 * HOUR); /* a new start */
		assert_int_equal(waiting(MESSAGE_SMS, now + DAY, &m), 0);
	}
	assert_string_equal(mail.event, "alert-last");
	assert_string_equal(mail.address, "a@kurum.example");
	assert_string_equal(mail.attachment_name, "eimza.ics");
	assert_non_null(strstr(mail.attachment, "UID:renewal-0A@eimza\r\n"));
	assert_non_null(
	    strstr(mail.attachment, "DTSTART;VALUE=DATE:20261122\r\n"));
	assert_non_null(
	    strstr(mail.attachment, "DTEND;VALUE=DATE:20270221\r\n"));
	for (const char *p = mail.attachment; *p != '\0';) {
		size_t len = strcspn(p, "\r");

		assert_true(len <= 75);
		p += len + 2;
	}
}

/* Who missed the first two gets the last only. */
static void
the_nearest(void **state)
{
	struct message m;

	(void)state;
	add_application(AYSE, "both", STATE_OPENED);
	add_certificate(AYSE, "0A", NOW + 20 * DAY);
	alerts_at(NOW);
	assert_int_equal(waiting(MESSAGE_SMS, NOW, &m), 1);
	assert_string_equal(m.event, "alert-last");
	assert_non_null(strstr(m.text, "20"));
}

static void
not_to_these(void **state)
{
	struct message m;

	(void)state;
	/* Has a later one. */
	add_application(AYSE, "both", STATE_OPENED);
	add_certificate(AYSE, "0A", NOW + 20 * DAY);
	add_certificate(AYSE, "0B", NOW + 900 * DAY);
	/* Has applied. */
	add_application(ALI, "both", STATE_SUBMITTED);
	add_certificate(ALI, "0C", NOW + 20 * DAY);
	/* Has no address that was proven; has ended; is revoked. */
	add_certificate("10000000382", "0D", NOW + 20 * DAY);
	add_certificate(AYSE, "0E", NOW - DAY);
	alerts_at(NOW);
	assert_int_equal(waiting(MESSAGE_SMS, NOW, &m), 0);
	assert_int_equal(waiting(MESSAGE_EMAIL, NOW, &m), 0);
}

static void
when_people_are_awake(void **state)
{
	static const struct {
		int hour, sent;
	} rows[] = { { 3, 0 }, { 9, 0 }, { 20, 0 }, { 23, 0 }, { 10, 1 } };
	struct message m;

	(void)state;
	add_application(AYSE, "sms", STATE_OPENED);
	add_certificate(AYSE, "0A", NOW + 20 * DAY);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t now = NOW + (rows[i].hour - 12) * HOUR;

		memset(&w.alerts, 0, sizeof(w.alerts));
		alerts_at(now);
		assert_int_equal(waiting(MESSAGE_SMS, now, &m), rows[i].sent);
		assert_true(w.next > now && w.next <= now + DAY);
	}
	assert_int_equal(w.next, NOW - 2 * HOUR + DAY);
}

static void
many_in_shares(void **state)
{
	const int n = 450;
	int calls = 0;
	struct message m;

	(void)state;
	assert_int_equal(store_begin(w.store, NULL), 0);
	for (int i = 0; i < n; i++) {
		char tckn[12];

		snprintf(tckn, sizeof(tckn), "1%010d", i);
		add_application(tckn, "sms", STATE_OPENED);
		add_certificate(tckn, "0A", NOW + 20 * DAY);
	}
	assert_int_equal(store_commit(w.store, NULL), 0);
	do {
		assert_int_equal(flow_alerts(&w.alerts, w.store, &options, NOW,
				     &w.next, NULL),
		    0);
		calls++;
	} while (w.next == NOW + 1);
	assert_int_equal(calls, 3);
	assert_int_equal(waiting(MESSAGE_SMS, NOW, &m), n);
}

/* Neither certificates nor messages are looked through one by one. */
static void
by_index(void **state)
{
	static const char *const queries[] = {
		"SELECT 1 FROM certificate c WHERE (c.not_after, c.tckn, "
		"c.serial) > (1, 'a', 'b') AND c.not_after <= 9 ORDER BY "
		"c.not_after, c.tckn, c.serial LIMIT 1",
		"SELECT id FROM outbox WHERE state = 'waiting' AND taken_at = "
		"0 AND kind = 'sms' AND urgent = 0 AND due_at <= 9 ORDER BY "
		"due_at, id LIMIT 1",
		"SELECT id FROM outbox WHERE reference = 'x'",
	};
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(w.db, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		char sql[512];
		sqlite3_stmt *st;

		snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", queries[i]);
		assert_int_equal(
		    sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
		while (sqlite3_step(st) == SQLITE_ROW) {
			const char *plan =
			    (const char *)sqlite3_column_text(st, 3);

			assert_non_null(strstr(plan, "SEARCH"));
			assert_non_null(strstr(plan, "INDEX"));
		}
		sqlite3_finalize(st);
	}
	sqlite3_close(db);
}

/* By the channel, in the person's language, void in another state. */
static void
told(void **state)
{
	static const struct {
		const char *channel;
		int sms, mail;
	} rows[] = { { "sms", 1, 0 }, { "email", 0, 1 }, { "both", 1, 1 } };

	(void)state;
	assert_int_equal(store_language_set(w.store, AYSE, LANG_EN, NULL), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct notice_facts f = { .tracking = "TR123" };
		struct message m = { 0 };
		struct application a = { .id = 0 };

		add_application(AYSE, rows[i].channel, STATE_OPENED);
		assert_int_equal(
		    store_application_told(w.store, AYSE, &a, NULL), 0);
		assert_int_equal(notice_tell(w.store, &options, &a,
				     NOTICE_SHIPPED, &f, NOW, NULL),
		    0);
		assert_int_equal(lang_get(), LANG_TR);
		assert_int_equal(waiting(MESSAGE_SMS, NOW, &m), rows[i].sms);
		assert_int_equal(waiting(MESSAGE_EMAIL, NOW, &m), rows[i].mail);
		assert_int_equal(m.lang, LANG_EN);
		assert_string_equal(m.event, "shipped");
		assert_non_null(strstr(m.text, "Tracking number: TR123"));
		assert_string_equal(m.for_state, "opened");
		assert_int_equal(m.expires_at, NOW + 72 * HOUR);
		if (m.kind == MESSAGE_EMAIL)
			assert_non_null(strstr(m.text, "444 5 576"));
		application_clear(&a);
	}
	assert_int_equal(notice_tell_person(w.store, &options, ALI,
			     NOTICE_WORD_RESET, NULL, NOW, NULL),
	    0);
}

static void
move_on(struct application *a, enum event ev, enum state to, int64_t now)
{
	struct application_move m = {
		.event = ev, .role = ROLE_OFFICE, .to = to
	};

	assert_int_equal(store_application_move(w.store, a, &m, now, NULL), 0);
}

/* With the courier since NOW. */
static void
shipped(const char *channel, struct application *a)
{
	add_application(AYSE, channel, STATE_SHIPPED);
	assert_int_equal(store_application_open(w.store, AYSE, a, NULL), 0);
	assert_int_equal(
	    store_application_shipped(w.store, a->id, "TR-77", NOW, NULL), 0);
}

static void
late_at(int64_t now)
{
	assert_int_equal(flow_late(w.store, &options, now, NULL), 0);
}

static int
count_late(void *arg, const struct late_card *c, struct err *e)
{
	int64_t *told = arg;

	(void)e;
	assert_string_equal(c->tracking, "TR-77");
	assert_int_equal(c->shipped_at, NOW);
	*told = c->told_at;
	return 1;
}

/* Once, on the fifteenth day, by day, by the channel, in the language. */
static void
late_once(void **state)
{
	static const struct {
		const char *channel;
		enum lang lang;
		int sms, mail;
		const char *says;
	} rows[] = {
		{ "sms", LANG_TR, 1, 0, "15 gün önce" },
		{ "email", LANG_EN, 0, 1, "courier 15 days ago" },
		{ "both", LANG_TR, 1, 1, "15 gün önce" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct application a = { .id = 0 };
		struct message m = { 0 };
		int64_t due = NOW + 15 * DAY, told = 0;

		assert_int_equal(
		    store_language_set(w.store, AYSE, rows[i].lang, NULL), 0);
		shipped(rows[i].channel, &a);
		late_at(due - 1);
		late_at(due + 12 * HOUR); /* midnight */
		assert_int_equal(waiting(MESSAGE_SMS, due, &m), 0);
		assert_int_equal(waiting(MESSAGE_EMAIL, due, &m), 0);
		for (int again = 0; again < 3; again++)
			late_at(due + again * DAY);
		assert_int_equal(
		    store_late_each(w.store, due, count_late, &told, NULL), 0);
		assert_int_equal(told, due);
		assert_int_equal(waiting(MESSAGE_SMS, due, &m), rows[i].sms);
		assert_int_equal(waiting(MESSAGE_EMAIL, due, &m), rows[i].mail);
		assert_string_equal(m.event, "late");
		assert_string_equal(m.for_state, "shipped");
		assert_int_equal(m.lang, rows[i].lang);
		assert_non_null(strstr(m.text, rows[i].says));
		assert_non_null(strstr(m.text, "444 5 576"));
		move_on(&a, EVENT_DELIVER, STATE_OPENED, due);
		application_clear(&a);
	}
}

static void
not_late_any_more(void **state)
{
	struct application a = { .id = 0 };
	struct message m;
	int64_t due = NOW + 15 * DAY, told = -1;

	(void)state;
	/* Told, but delivered before the message went out. */
	shipped("both", &a);
	late_at(due);
	move_on(&a, EVENT_DELIVER, STATE_OPENED, due);
	assert_int_equal(waiting(MESSAGE_SMS, due, &m), 0);
	assert_int_equal(waiting(MESSAGE_EMAIL, due, &m), 0);
	application_clear(&a);
	/* Delivered in time. */
	shipped("both", &a);
	move_on(&a, EVENT_DELIVER, STATE_OPENED, due - 1);
	late_at(due);
	assert_int_equal(waiting(MESSAGE_SMS, due, &m), 0);
	assert_int_equal(
	    store_late_each(w.store, due, count_late, &told, NULL), 0);
	assert_int_equal(told, -1);
	application_clear(&a);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, make_world, end_world)
	const struct CMUnitTest tests[] = {
		T(texts_fit),
		T(each_once),
		T(the_nearest),
		T(not_to_these),
		T(when_people_are_awake),
		T(many_in_shares),
		T(by_index),
		T(told),
		T(late_once),
		T(not_late_any_more),
	};

	lang_init();
	return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
