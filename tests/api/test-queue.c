/*
 * The queue page by page, as it goes over the wire: whatever the names are,
 * everybody stands on it once.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "officer-world.h"
#include "portal/store/application.h"
#include "portal/store/officer.h"
#include "base/banned.h"

#define PEOPLE (3 * QUEUE_PAGE + 7)
#define WIRE   (1024UL * 1024)
#define TEN    "𐐀𐐁𐐂𐐃𐐄𐐅𐐆𐐇𐐈𐐉" /* of four bytes each */

static const struct {
	const char *surname, *name;
} names[] = {
	{ "ÖĞRETMEN", "AYŞE" },
	{ "ÂLİM", "İSÂ" },
	{ "И", "КАРЛ" }, /* moved by the order to where no letter is */
	{ "علي", "محمد" },
	{ "Q\xcc\x88", "A\xcc\x81\xcc\xb1" }, /* no letter of its own */
	{ "𝔄", "𝔅" },
	{ "\xf0\xaf\xa8\x9d", "龍" },
	{ "O'NEIL-2", "D. 3" },
	{ TEN TEN TEN TEN TEN TEN, TEN TEN TEN TEN TEN TEN },
};

#define NAMES (sizeof(names) / sizeof(names[0]))

static void
submit(struct world *w, int i)
{
	struct store *s = w->flow.store;
	struct application a = { .state = STATE_DRAFT, .record = record_new() };
	struct application_move m = { .event = EVENT_CHOOSE_CONSENT,
		.role = ROLE_APPLICANT,
		.to = STATE_SUBMITTED };

	assert_non_null(a.record);
	snprintf(a.tckn, sizeof(a.tckn), "%011d", i);
	snprintf(a.province, sizeof(a.province), "%s", IL);
	assert_int_equal(record_set(a.record, FIELD_SURNAME,
			     names[(size_t)i % NAMES].surname, NULL),
	    0);
	assert_int_equal(record_set(a.record, FIELD_NAME,
			     names[(size_t)i % NAMES].name, NULL),
	    0);
	assert_int_equal(record_set(a.record, FIELD_UNIT,
			     names[(size_t)(i / 2) % NAMES].name, NULL),
	    0);
	assert_int_equal(store_application_add(s, &a, w->now, NULL), 0);
	assert_int_equal(store_application_move(s, &a, &m, w->now, NULL), 0);
	assert_int_equal(store_queue_enter(s, a.id, w->now, NULL), 0);
	application_clear(&a);
}

/* What the other side makes of a message. */
static void
send_over(const struct wire_message *m, const void *in, void *out)
{
	struct buf json = BUF_INIT(WIRE);
	struct err e = { 0 };

	if (wire_encode(m, in, &json, &e) < 0 ||
	    wire_decode(m, buf_str(&json), json.len, out, &e) < 0)
		fail_msg("%s: %s", e.field, e.text);
	buf_free(&json);
}

static void
page(struct world *w, const char *sort, char *after, struct msg_queue *out)
{
	char word[16], any[] = "any";
	struct msg_queue_request in = { after, word, NULL, any, 0 }, got;
	struct msg_queue q = { 0 };

	snprintf(word, sizeof(word), "%s", sort);
	send_over(&wire_queue_request, &in, &got);
	if (world_call(w, &op_queue, &got, &q) != 0)
		fail_msg("%s after \"%s\": %s", sort,
		    after == NULL ? "" : after, w->err.text);
	send_over(&wire_queue, &q, out);
	wire_clear(&wire_queue, &q);
	wire_clear(&wire_queue_request, &got);
}

static void
everybody_once(void **state)
{
	static const char *const sorts[] = { "waiting", "name", "unit" };
	struct world *w = *state;

	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	for (int i = 0; i < PEOPLE; i++)
		submit(w, i);
	assert_int_equal(store_commit(w->flow.store, NULL), 0);
	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	for (size_t n = 0; n < sizeof(sorts) / sizeof(sorts[0]); n++) {
		bool seen[PEOPLE + 1] = { false };
		char *after = NULL;
		int rows = 0;

		do {
			struct msg_queue q = { 0 };

			page(w, sorts[n], after, &q);
			free(after);
			after = q.next == NULL ? NULL : strdup(q.next);
			for (size_t i = 0; i < q.rows.n; i++, rows++) {
				const struct msg_queue_row *r = q.rows.items;
				long no = strtol(r[i].number + 5, NULL, 10);

				assert_in_range(no, 1, PEOPLE);
				assert_false(seen[no]);
				seen[no] = true;
			}
			wire_clear(&wire_queue, &q);
		} while (after != NULL);
		assert_int_equal(rows, PEOPLE);
	}
}

/* What no portal gave is refused, and harms nobody. */
static void
made_up(void **state)
{
	static const char *const afters[] = { "", "1", "1 1 %",
		"1 0 YQ==", "1 1 YQ", "1 1 YQA=", "1 1 /w==", "x 1 YQ==" };
	struct world *w = *state;
	char sort[] = "name", any[] = "any", after[16];
	struct msg_queue_request in = { after, sort, NULL, any, 0 };

	officer_name(w, ALI, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	for (size_t i = 0; i < sizeof(afters) / sizeof(afters[0]); i++) {
		snprintf(after, sizeof(after), "%s", afters[i]);
		world_refused(w, &op_queue, &in, ERR_INVALID, "");
		assert_string_equal(w->err.field, "after");
	}
	snprintf(after, sizeof(after), "%s", "1 1 YQ==");
	world_want(w, &op_queue, &in);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(everybody_once),
		T(made_up),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
