#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "portal/store/application.h"
#include "portal/store/audit.h"
#include "portal/store/code.h"
#include "portal/store/signing.h"
#include "portal/store/outbox.h"
#include "portal/store/people.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define NOW 1795255200

struct place {
	char dir[64], db[96];
	struct store *store;
};

static int
open_place(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	snprintf(p->dir, sizeof(p->dir), "/tmp/eimza-store.XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->db, sizeof(p->db), "%s/portal.db", p->dir);
	assert_int_equal(store_open(&p->store, p->db, NULL), 0);
	*state = p;
	return 0;
}

static int
close_place(void **state)
{
	struct place *p = *state;

	store_close(p->store);
	file_remove_tree(p->dir);
	free(p);
	return 0;
}

static struct application
draft(const char *tckn)
{
	struct application a = { .state = STATE_DRAFT, .record = record_new() };

	assert_non_null(a.record);
	snprintf(a.tckn, sizeof(a.tckn), "%s", tckn);
	return a;
}

static void
transactions(void **state)
{
	struct place *p = *state;
	struct person in = { "10000000146", "AYŞE", "ÖĞRETMEN", "MUŞ",
		"01.02.1980" };
	struct person out;
	struct err e = { 0 };

	assert_int_equal(store_begin(p->store, &e), 0);
	assert_int_equal(store_person_put(p->store, &in, &e), 0);
	store_rollback(p->store);
	store_rollback(p->store); /* silent */
	assert_int_equal(
	    store_person_find(p->store, in.tckn, &out, &e), ERR_NOT_FOUND);
	assert_int_equal(store_begin(p->store, &e), 0);
	assert_int_equal(store_person_put(p->store, &in, &e), 0);
	assert_int_equal(store_commit(p->store, &e), 0);
	/* Closed in the middle of a change: as if it had never begun. */
	assert_int_equal(store_begin(p->store, &e), 0);
	in.name[0] = 'X';
	assert_int_equal(store_person_put(p->store, &in, &e), 0);
	store_close(p->store);
	assert_int_equal(store_open(&p->store, p->db, &e), 0);
	assert_int_equal(store_person_find(p->store, in.tckn, &out, &e), 0);
	assert_string_equal(out.name, "AYŞE");
}

static void
one_open_application(void **state)
{
	struct place *p = *state;
	struct application a = draft("10000000146"), b = draft("10000000146"),
			   c = draft("10000000214");
	struct application_move m = { EVENT_CANCEL, ROLE_APPLICANT,
		STATE_CANCELLED, NULL, NULL };
	struct err e = { 0 };

	assert_int_equal(
	    record_set(a.record, FIELD_UNIT, "muş fen lisesi", &e), 0);
	assert_int_equal(record_set(a.record, FIELD_WORD, "mavi defne", &e), 0);
	assert_int_equal(store_application_add(p->store, &a, NOW, &e), 0);
	assert_string_equal(a.number, "2026-000001");
	assert_int_equal(
	    store_application_add(p->store, &b, NOW, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "open-application");
	assert_int_equal(store_application_add(p->store, &c, NOW, &e), 0);
	assert_string_equal(c.number, "2026-000002");
	assert_int_equal(store_application_move(p->store, &a, &m, NOW, &e), 0);
	/* A new year begins with 1. */
	assert_int_equal(
	    store_application_add(p->store, &b, NOW + 50 * 86400, &e), 0);
	assert_string_equal(b.number, "2027-000001");
	application_clear(&a);
	assert_int_equal(
	    store_application_number(p->store, "2026-000001", &a, &e), 0);
	assert_string_equal(record_get(a.record, FIELD_UNIT), "MUŞ FEN LİSESİ");
	assert_string_equal(record_get(a.record, FIELD_WORD), "");
	assert_int_equal(a.state, STATE_CANCELLED);
	application_clear(&a);
	application_clear(&b);
	application_clear(&c);
}

static void
kept_answers(void **state)
{
	struct place *p = *state;
	unsigned char hash[STORE_HASH] = { 1 }, other[STORE_HASH] = { 2 };
	struct store_reply r = { 7, "key", hash, 201, "{\"a\":1}", 7 };
	struct buf body = BUF_INIT(100);
	struct err e = { 0 };
	int status = 0;

	assert_int_equal(
	    store_reply_find(p->store, 7, "key", hash, &status, &body, &e),
	    ERR_NOT_FOUND);
	assert_int_equal(store_reply_keep(p->store, &r, NOW, &e), 0);
	assert_int_equal(
	    store_reply_find(p->store, 7, "key", hash, &status, &body, &e), 0);
	assert_int_equal(status, 201);
	assert_string_equal(buf_str(&body), "{\"a\":1}");
	assert_int_equal(
	    store_reply_find(p->store, 7, "key", other, &status, &body, &e),
	    ERR_CONFLICT);
	assert_int_equal(
	    store_reply_find(p->store, 8, "key", hash, &status, &body, &e),
	    ERR_NOT_FOUND);
	assert_int_equal(store_sweep(p->store, NOW + 2 * 86400, &e), 0);
	assert_int_equal(
	    store_reply_find(p->store, 7, "key", hash, &status, &body, &e),
	    ERR_NOT_FOUND);
	buf_free(&body);
}

static void
consumed_once(void **state)
{
	struct place *p = *state;
	struct application a = draft("10000000146");
	struct signing g = { .purpose = "application",
		.created_at = NOW,
		.expires_at = NOW + 300 };
	bool first = false;
	struct err e = { 0 };

	assert_int_equal(store_application_add(p->store, &a, NOW, &e), 0);
	g.application = a.id;
	assert_int_equal(
	    signing_take_text(&g, strdup("metin"), 5, a.id, 0, &e), 0);
	assert_int_equal(store_signing_add(p->store, &g, &e), 0);
	assert_int_equal(
	    store_signing_consume(p->store, g.id, NOW, &first, &e), 0);
	assert_true(first);
	assert_int_equal(
	    store_signing_consume(p->store, g.id, NOW, &first, &e), 0);
	assert_false(first);
	signing_clear(&g);
	application_clear(&a);
}

/* As somebody does it who has the file. */
static void
behind(const struct place *p, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(p->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Of a portal that did not yet remember which telephone was proven: the one on
 * the form is, where one was. */
static void
telephones_of_before(void **state)
{
	struct place *p = *state;
	struct application a = draft("10000000146"), b = draft("10000000214");
	struct application_move m = { .event = EVENT_VERIFY_PHONE,
		.role = ROLE_APPLICANT,
		.to = STATE_PHONE_VERIFIED };

	record_set(a.record, FIELD_MOBILE, "5301234567", NULL);
	record_set(b.record, FIELD_MOBILE, "5301234589", NULL);
	assert_int_equal(store_application_add(p->store, &a, NOW, NULL), 0);
	assert_int_equal(store_application_add(p->store, &b, NOW, NULL), 0);
	assert_int_equal(
	    store_application_move(p->store, &a, &m, NOW, NULL), 0);
	application_clear(&a);
	application_clear(&b);
	store_close(p->store);
	behind(p,
	    "ALTER TABLE application DROP COLUMN proven; PRAGMA user_version "
	    "= 5");
	assert_int_equal(store_open(&p->store, p->db, NULL), 0);
	assert_int_equal(
	    store_application_open(p->store, "10000000146", &a, NULL), 0);
	assert_string_equal(a.proven, "5301234567");
	assert_int_equal(
	    store_application_open(p->store, "10000000214", &b, NULL), 0);
	assert_string_equal(b.proven, "");
	application_clear(&a);
	application_clear(&b);
}

/* Changed, left out, put in: each is found at its row. */
static void
chained_history(void **state)
{
	static const struct {
		const char *sql;
		int64_t bad; /* 0: the chain holds */
	} rows[] = {
		{ "SELECT 1", 0 },
		{ "UPDATE audit SET detail = 'x' WHERE id = 2", 2 },
		{ "UPDATE audit SET detail = '' WHERE id = 2", 0 },
		{ "UPDATE audit SET at = at + 1 WHERE id = 1", 1 },
		{ "UPDATE audit SET at = at - 1 WHERE id = 1", 0 },
		{ "UPDATE audit SET id = 9 WHERE id = 3", 3 },
		{ "UPDATE audit SET id = 3 WHERE id = 9", 0 },
		{ "DELETE FROM audit WHERE id = 2", 2 },
	};
	struct place *p = *state;
	struct audit a = { .at = NOW, .event = "import", .role = "office" };
	unsigned char head[STORE_HASH], first[STORE_HASH];
	int64_t n, bad;
	struct err e = { 0 };
	bool has;

	for (int i = 0; i < 3; i++)
		assert_int_equal(store_audit_add(p->store, &a, &e), 0);
	assert_int_equal(a.id, 3);
	assert_int_equal(store_audit_verify(p->store, &n, first, &bad, &e), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int rc;

		behind(p, rows[i].sql);
		rc = store_audit_verify(p->store, &n, head, &bad, &e);
		assert_int_equal(bad, rows[i].bad);
		assert_int_equal(rc, bad == 0 ? 0 : ERR_CONFLICT);
	}
	/* A tail cut off is seen by what was written down. */
	behind(p, "DELETE FROM audit WHERE id > 1");
	assert_int_equal(store_audit_verify(p->store, &n, head, &bad, &e), 0);
	assert_int_equal(n, 1);
	assert_int_equal(store_audit_has(p->store, 3, first, &has, &e), 0);
	assert_false(has);
}

static void
due_messages(void **state)
{
	struct place *p = *state;
	struct message m = {
		.kind = MESSAGE_EMAIL, .address = "a@example.org", .text = "bir"
	};
	struct message out;
	int64_t next;
	struct err e = { 0 };

	assert_int_equal(store_message_add(p->store, &m, NOW, &e), 0);
	m.expires_at = NOW + 10;
	assert_int_equal(store_message_add(p->store, &m, NOW + 5, &e), 0);
	assert_int_equal(
	    store_message_next(p->store, MESSAGE_EMAIL, &next, &e), 0);
	assert_int_equal(next, NOW);
	assert_int_equal(
	    store_message_take(p->store, MESSAGE_EMAIL, NOW, &out, &e), 0);
	assert_int_equal(out.kind, MESSAGE_EMAIL);
	assert_string_equal(out.text, "bir");
	assert_int_equal(
	    store_message_take(p->store, MESSAGE_EMAIL, NOW, &m, &e),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    store_message_later(p->store, out.id, "no", NOW + 20, &e), 0);
	/* The other one's time is over by then. */
	assert_int_equal(
	    store_message_take(p->store, MESSAGE_EMAIL, NOW + 20, &m, &e), 0);
	assert_int_equal(m.id, out.id);
	assert_int_equal(m.attempts, 1);
	assert_int_equal(store_message_sent(p->store, m.id, "", NOW, &e), 0);
	assert_int_equal(
	    store_message_next(p->store, MESSAGE_EMAIL, &next, &e), 0);
	assert_int_equal(next, 0);
}

static void
tallies(void **state)
{
	struct place *p = *state;
	struct err e = { 0 };
	long n = -1;

	for (long i = 0; i < 3; i++) {
		assert_int_equal(store_count(p->store, "x", NOW, &n, &e), 0);
		assert_int_equal(n, i);
	}
	assert_int_equal(store_count_get(p->store, "x", NOW + 60, &n, &e), 0);
	assert_int_equal(n, 0);
}

static void
files_that_are_none(void **state)
{
	struct place *p = *state;
	struct store *s = NULL;
	char path[128];
	struct err e = { 0 };

	snprintf(path, sizeof(path), "%s/text", p->dir);
	assert_int_equal(file_write(path,
			     "not a database, but long enough "
			     "to be looked at as one",
			     54, 0600, &e),
	    0);
	assert_int_equal(store_open(&s, path, &e), ERR_INVALID);
	snprintf(path, sizeof(path), "%s/no/such/folder", p->dir);
	assert_int_equal(store_open(&s, path, &e), ERR_INVALID);
	assert_null(s);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, open_place, close_place)
	const struct CMUnitTest tests[] = {
		T(transactions),
		T(chained_history),
		T(telephones_of_before),
		T(one_open_application),
		T(kept_answers),
		T(consumed_once),
		T(due_messages),
		T(tallies),
		T(files_that_are_none),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
