/* Kurum yetkilisi: into the queue with the card, decisions under one PIN,
 * and what falls. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "officer-world.h"
#include "portal/store/application.h"
#include "portal/store/audit.h"
#include "portal/store/officer.h"
#include "base/banned.h"

static const struct msg_empty none;

/* Whether the portal says that somebody decides here. */
static bool
offered(struct world *w)
{
	struct msg_info out = { 0 };
	const struct msg_offer *items;
	bool found = false;

	assert_int_equal(world_call(w, &op_info, &none, &out), 0);
	items = out.offers.items;
	assert_true(out.offers.n >= 2);
	assert_string_equal(items[0].name, "apply");
	assert_string_equal(items[1].name, "personal");
	for (size_t i = 0; i < out.offers.n; i++)
		found = found || strcmp(items[i].name, "officer") == 0;
	wire_clear(&wire_info, &out);
	return found;
}

static void
is_offered(void **state)
{
	struct world *w = *state;
	struct officer deputy = { .valid_from = w->now - 1 };
	int64_t id;

	assert_false(offered(w));
	id = officer_name(w, ALI, IL);
	assert_true(offered(w));
	snprintf(deputy.tckn, sizeof(deputy.tckn), "%s", FATMA);
	snprintf(deputy.province, sizeof(deputy.province), "%s", IL);
	deputy.deputy_of = id;
	assert_int_equal(store_officer_add(w->flow.store, &deputy, NULL), 0);
	assert_int_equal(store_officer_end(w->flow.store, id, w->now, NULL), 0);
	/* Nobody is left whom the deputy could stand for. */
	assert_false(offered(w));
	id = officer_name(w, ALI, IL);
	w->now -= 3600;
	assert_false(offered(w));
}

static void
queue(
    struct world *w, const char *find, const char *rule, struct msg_queue *out)
{
	char sort[] = "name", text[64], word[8];
	struct msg_queue_request in = { NULL, sort, text, word, 0 };

	snprintf(text, sizeof(text), "%s", find);
	snprintf(word, sizeof(word), "%s", rule);
	assert_int_equal(world_call(w, &op_queue, &in, out), 0);
}

static void
sees_the_queue(void **state)
{
	struct world *w = *state;
	struct msg_queue q = { 0 };
	struct msg_queue_row *rows;
	struct msg_office_application a = { 0 };
	char number[2][20];
	struct msg_number_request in = { number[0] };

	officer_submit(w, AYSE, number[0]);
	officer_submit(w, FATMA, number[1]);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	queue(w, "", "any", &q);
	assert_string_equal(q.province, IL);
	assert_int_equal(q.waiting, 2);
	assert_int_equal(q.meeting, 2);
	assert_int_equal(q.late, 0);
	assert_int_equal(q.rows.n, 2);
	rows = q.rows.items;
	assert_true(rows[0].meets && !rows[0].own);
	assert_null(q.next);
	wire_clear(&wire_queue, &q);
	queue(w, "ogretmen ayse", "yes", &q);
	assert_int_equal(q.rows.n, 1);
	wire_clear(&wire_queue, &q);
	queue(w, "", "no", &q);
	assert_int_equal(q.rows.n, 0);
	wire_clear(&wire_queue, &q);
	w->now += INT64_C(20) * 86400;
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	queue(w, "", "any", &q);
	assert_int_equal(q.late, 2);
	rows = q.rows.items;
	assert_int_equal(rows[0].days, 20);
	wire_clear(&wire_queue, &q);
	assert_int_equal(world_call(w, &op_office_application, &in, &a), 0);
	assert_string_equal(a.number, number[0]);
	assert_non_null(a.signed_at);
	assert_true(a.compared.n > 3 && a.history.n > 3);
	wire_clear(&wire_office_application, &a);
}

static void
decides_many(void **state)
{
	struct world *w = *state;
	struct msg_decide d = { 0 };
	struct msg_outcomes o = { 0 };
	struct msg_decided_list done = { 0 };
	struct msg_after_request after = { 0 };
	char number[3][20], *numbers[] = { number[0], number[1], number[2] };

	officer_submit(w, AYSE, number[0]);
	officer_submit(w, FATMA, number[1]);
	officer_submit(w, ALI, number[2]);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	/* His own is not even put to the signature. */
	assert_int_equal(
	    officer_decide(w, "approve", "", "", numbers, 3, &d), 0);
	assert_true(d.any);
	assert_int_equal(d.refused.n, 1);
	assert_string_equal(officer_why(&d.refused, number[2]), WHY_OWN);
	assert_int_equal(((struct msg_signing *)d.signing.items)->texts.n, 2);
	/* One changes while he reads: it falls, the other stands. */
	{
		struct application a = { 0 };

		assert_int_equal(store_application_number(
				     w->flow.store, number[1], &a, NULL),
		    0);
		assert_int_equal(
		    store_application_save(w->flow.store, &a, w->now, NULL), 0);
		application_clear(&a);
	}
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	wire_clear(&wire_decide, &d);
	assert_int_equal(world_call(w, &op_outcomes, &none, &o), 0);
	assert_string_equal(o.state, "signed");
	assert_int_equal(o.outcomes.n, 2);
	assert_string_equal(officer_why(&o.outcomes, number[0]), "");
	assert_string_equal(officer_why(&o.outcomes, number[1]), WHY_CHANGED);
	wire_clear(&wire_outcomes, &o);
	assert_int_equal(officer_state(w, number[0]), STATE_APPROVED);
	assert_int_equal(officer_state(w, number[1]), STATE_SUBMITTED);
	assert_int_equal(officer_state(w, number[2]), STATE_SUBMITTED);
	assert_int_equal(world_call(w, &op_decided, &after, &done), 0);
	assert_int_equal(done.rows.n, 1);
	wire_clear(&wire_decided_list, &done);
}

/* As nothing in the portal does it yet: the application goes to another il,
 * and nothing else of it changes. */
static void
move_away(struct world *w, const char *number)
{
	sqlite3 *db = NULL;
	char *sql = sqlite3_mprintf(
	    "UPDATE application SET province = 'VAN' WHERE number = %Q",
	    number);

	assert_int_equal(sqlite3_open(w->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	sqlite3_free(sql);
}

/* The il holds when the signature comes in too. */
static void
moved_meanwhile(void **state)
{
	struct world *w = *state;
	struct msg_decide d = { 0 };
	struct msg_outcomes o = { 0 };
	char number[20], *numbers[] = { number };

	officer_submit(w, AYSE, number);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	assert_int_equal(
	    officer_decide(w, "approve", "", "", numbers, 1, &d), 0);
	move_away(w, number);
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	wire_clear(&wire_decide, &d);
	assert_int_equal(world_call(w, &op_outcomes, &none, &o), 0);
	assert_string_equal(officer_why(&o.outcomes, number), WHY_PROVINCE);
	wire_clear(&wire_outcomes, &o);
	assert_int_equal(officer_state(w, number), STATE_SUBMITTED);
}

static void
refuses(void **state)
{
	struct world *w = *state;
	struct msg_application m = { 0 };
	struct msg_decide d = { 0 };
	struct application a = { 0 };
	char number[20], *numbers[] = { number };

	officer_submit(w, AYSE, number);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	assert_int_equal(
	    officer_decide(w, "reject", "", "", numbers, 1, &d), ERR_INVALID);
	assert_string_equal(w->err.field, "reason");
	assert_int_equal(
	    officer_decide(w, "forget", "x", "", numbers, 1, &d), ERR_INVALID);
	assert_int_equal(
	    officer_decide(w, "correct", "x", "tckn", numbers, 1, &d),
	    ERR_INVALID);
	assert_string_equal(w->err.field, "fields");
	assert_int_equal(officer_decide(w, "correct", "Adres eksik", "address",
			     numbers, 1, &d),
	    0);
	/* Somebody else's card signs nothing. */
	assert_true(officer_sign(w, d.signing.items, FATMA) < 0);
	assert_string_equal(w->err.reason, "other-person");
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	wire_clear(&wire_decide, &d);
	assert_int_equal(
	    store_application_number(w->flow.store, number, &a, NULL), 0);
	assert_int_equal(a.state, STATE_CORRECTION_REQUESTED);
	assert_string_equal(a.reason, "Adres eksik");
	assert_string_equal(a.correct, "address");
	application_clear(&a);
	/* The applicant is told which fields. */
	assert_int_equal(world_login(w, AYSE), 0);
	w->now += 61; /* until the next code is sent */
	world_prove_phone(w);
	assert_int_equal(world_call(w, &op_application, &none, &m), 0);
	assert_string_equal(m.reason, "Adres eksik");
	assert_int_equal(m.correct.n, 1);
	assert_string_equal(
	    ((struct msg_field_name *)m.correct.items)->name, "address");
	wire_clear(&wire_application, &m);
}

/* 500 characters of whatever size reach the applicant as they were signed. */
static void
a_long_reason(void **state)
{
	struct world *w = *state;
	struct msg_application m = { 0 };
	struct msg_decided_list done = { 0 };
	struct msg_after_request after = { 0 };
	struct msg_decide d = { 0 };
	struct buf answer = BUF_INIT(65536);
	char number[20], *numbers[] = { number }, reason[2048] = "";

	for (size_t i = 0; i < 500; i++)
		memcpy(reason + 4 * i, "\xf0\x9d\x84\x9e", 5);
	officer_submit(w, AYSE, number);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	assert_int_equal(
	    officer_decide(w, "correct", reason, "address", numbers, 1, &d), 0);
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	wire_clear(&wire_decide, &d);
	assert_int_equal(world_call(w, &op_decided, &after, &done), 0);
	assert_string_equal(
	    ((struct msg_decided *)done.rows.items)->reason, reason);
	wire_clear(&wire_decided_list, &done);
	assert_int_equal(world_login(w, AYSE), 0);
	w->now += 61; /* until the next code is sent */
	world_prove_phone(w);
	assert_int_equal(world_call(w, &op_application, &none, &m), 0);
	assert_string_equal(m.reason, reason);
	assert_int_equal(wire_encode(&wire_application, &m, &answer, NULL), 0);
	buf_free(&answer);
	wire_clear(&wire_application, &m);
}

/* Two officers at once: one wins, the other is told. */
static void
two_at_once(void **state)
{
	struct world *w = *state;
	struct msg_decide first = { 0 }, second = { 0 };
	struct msg_outcomes o = { 0 };
	char number[20], *numbers[] = { number }, token[65];

	officer_submit(w, AYSE, number);
	officer_name(w, ALI, IL);
	officer_name(w, FATMA, IL);
	assert_int_equal(officer_enter(w, FATMA, "officer"), 0);
	memcpy(token, w->token, sizeof(token));
	assert_int_equal(
	    officer_decide(w, "reject", "Gerek yok", "", numbers, 1, &second),
	    0);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	assert_int_equal(
	    officer_decide(w, "approve", "", "", numbers, 1, &first), 0);
	assert_int_equal(officer_sign(w, first.signing.items, ALI), 0);
	assert_int_equal(officer_sign(w, second.signing.items, FATMA), 0);
	memcpy(w->token, token, sizeof(token));
	assert_int_equal(world_call(w, &op_outcomes, &none, &o), 0);
	assert_int_equal(o.outcomes.n, 1);
	assert_string_equal(officer_why(&o.outcomes, number), WHY_STATE);
	wire_clear(&wire_outcomes, &o);
	assert_int_equal(officer_state(w, number), STATE_APPROVED);
	wire_clear(&wire_decide, &first);
	wire_clear(&wire_decide, &second);
}

/* The next session is no heir of the one before. */
static void
outcomes_are_ones_own(void **state)
{
	struct world *w = *state;
	struct msg_decide d = { 0 };
	struct msg_outcomes o = { 0 };
	char number[20], *numbers[] = { number };

	officer_submit(w, AYSE, number);
	officer_name(w, ALI, IL);
	officer_name(w, FATMA, "BATMAN");
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	assert_int_equal(
	    officer_decide(w, "reject", "Gerek yok", "", numbers, 1, &d), 0);
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	wire_clear(&wire_decide, &d);
	world_want(w, &op_logout, &none);
	assert_int_equal(officer_enter(w, FATMA, "officer"), 0);
	assert_int_equal(world_call(w, &op_outcomes, &none, &o), 0);
	assert_string_equal(o.state, "none");
	assert_int_equal(o.outcomes.n, 0);
	wire_clear(&wire_outcomes, &o);
}

static void
only_his_own_il(void **state)
{
	struct world *w = *state;
	struct msg_decide d = { 0 };
	struct msg_queue q = { 0 };
	char number[20], *numbers[] = { number };
	struct msg_number_request in = { number };
	int64_t id;

	officer_submit(w, AYSE, number);
	/* Without a row there is no session of an officer. */
	assert_int_equal(officer_enter(w, FATMA, "officer"), ERR_DENIED);
	assert_string_equal(w->err.reason, "officer");
	id = officer_name(w, ALI, "BATMAN");
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	queue(w, "", "any", &q);
	assert_int_equal(q.rows.n, 0);
	wire_clear(&wire_queue, &q);
	world_refused(w, &op_office_application, &in, ERR_DENIED, "province");
	assert_int_equal(
	    officer_decide(w, "approve", "", "", numbers, 1, &d), 0);
	assert_false(d.any);
	assert_string_equal(officer_why(&d.refused, number), WHY_PROVINCE);
	wire_clear(&wire_decide, &d);
	/* His time ends while he is in. */
	assert_int_equal(store_officer_end(w->flow.store, id, w->now, NULL), 0);
	world_refused(w, &op_office_application, &in, ERR_DENIED, "officer");
	world_refused(w, &op_deputies, &none, ERR_DENIED, "officer");
}

static void
deputies(void **state)
{
	struct world *w = *state;
	char id[] = FATMA, from[] = "21.11.2026", until[] = "30.11.2026",
	     before[] = "20.11.2026";
	struct msg_deputy_request in = { id, from, until };
	struct msg_deputies out = { 0 };
	struct msg_deputy *rows;
	struct msg_id_request end = { 0 };
	char own[65];

	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	memcpy(own, w->token, sizeof(own));
	in.until = before;
	world_refused(w, &op_deputy, &in, ERR_INVALID, "");
	in.until = until;
	assert_int_equal(world_call(w, &op_deputy, &in, &out), 0);
	rows = out.rows.items;
	assert_int_equal(out.rows.n, 1);
	assert_string_equal(rows[0].until, until);
	end.id = rows[0].id;
	wire_clear(&wire_deputies, &out);
	assert_int_equal(officer_enter(w, FATMA, "officer"), 0);
	world_refused(w, &op_deputy, &in, ERR_DENIED, "deputy");
	memcpy(w->token, own, sizeof(own));
	assert_int_equal(world_call(w, &op_deputy_end, &end, &out), 0);
	assert_int_equal(out.rows.n, 0);
	wire_clear(&wire_deputies, &out);
	world_refused(w, &op_deputy_end, &(struct msg_id_request){ 99 },
	    ERR_NOT_FOUND, "deputy");
	assert_int_equal(officer_enter(w, FATMA, "officer"), ERR_DENIED);
}

/* The list is full before the latest one would be left out. */
static void
many_deputies(void **state)
{
	struct world *w = *state;
	char id[] = FATMA, from[] = "21.11.2026", until[16];
	struct msg_deputy_request in = { id, from, until };
	struct msg_deputies out = { 0 };

	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	for (int i = 0; i <= QUEUE_PAGE; i++) {
		wire_clear(&wire_deputies, &out);
		snprintf(until, sizeof(until), "%02d.%02d.2027", i % 28 + 1,
		    i / 28 + 1);
		assert_int_equal(world_call(w, &op_deputy, &in, &out), 0);
		assert_string_equal(
		    ((struct msg_deputy *)out.rows.items)->until, until);
	}
	assert_int_equal(out.rows.n, QUEUE_PAGE);
	wire_clear(&wire_deputies, &out);
}

/* Nobody is taken from his own il, nor from whom he stands for, by being named
 * elsewhere; the same one may name him again. */
static void
deputy_of_one(void **state)
{
	struct world *w = *state;
	char id[] = FATMA, from[] = "21.11.2026", until[] = "30.11.2026",
	     later[] = "01.12.2026", last[] = "05.12.2026";
	struct msg_deputy_request in = { id, from, until };
	int64_t own;

	officer_name(w, ALI, IL);
	officer_name(w, AYSE, "VAN");
	own = officer_name(w, FATMA, "BATMAN");
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	world_refused(w, &op_deputy, &in, ERR_CONFLICT, "taken");
	assert_string_equal(w->err.field, "tckn");
	assert_int_equal(
	    store_officer_end(w->flow.store, own, w->now, NULL), 0);
	world_want(w, &op_deputy, &in);
	world_want(w, &op_deputy, &in);
	assert_int_equal(officer_enter(w, AYSE, "officer"), 0);
	world_refused(w, &op_deputy, &in, ERR_CONFLICT, "taken");
	in.from = later;
	in.until = last;
	world_want(w, &op_deputy, &in);
	/* His own il comes before the one he helps in. */
	officer_name(w, FATMA, "BATMAN");
	assert_int_equal(officer_enter(w, FATMA, "officer"), 0);
	world_want(w, &op_deputies, &none);
}

/* Sessions of one kind are of no use for the calls of another. */
static void
kinds_of_sessions(void **state)
{
	struct world *w = *state;
	int64_t rows, bad;
	unsigned char head[STORE_HASH];

	assert_int_equal(world_login(w, AYSE), 0);
	world_refused(w, &op_deputies, &none, ERR_DENIED, "session");
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	world_refused(w, &op_application, &none, ERR_DENIED, "session");
	world_want(w, &op_logout, &none);
	world_refused(w, &op_deputies, &none, ERR_DENIED, "session");
	assert_int_equal(
	    store_audit_verify(w->flow.store, &rows, head, &bad, NULL), 0);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(is_offered),
		T(sees_the_queue),
		T(decides_many),
		T(moved_meanwhile),
		T(refuses),
		T(a_long_reason),
		T(two_at_once),
		T(outcomes_are_ones_own),
		T(only_his_own_il),
		T(deputies),
		T(many_deputies),
		T(deputy_of_one),
		T(kinds_of_sessions),
	};

	return cmocka_run_group_tests_name("officer", tests, NULL, NULL);
}
