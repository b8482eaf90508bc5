/* Five hundred decisions in ten requests; three fall, each with its sentence,
 * and all others stand. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "officer-world.h"
#include "portal/store/application.h"
#include "portal/store/audit.h"
#include "portal/store/officer.h"
#include "base/banned.h"

#define MANY 500

static const struct msg_empty none;

/* A person whose signed form has arrived. */
static void
wait_for_decision(struct world *w, int i)
{
	struct store *s = w->flow.store;
	struct person p = { .name = "CEM", .birth_date = "01.01.1980" };
	struct staff f = {
		.unit = "MUŞ FEN LİSESİ", .province = IL, .from = "2020-09-01"
	};
	struct application a = { .province = IL,
		.page = "result",
		.method = "paper",
		.record = world_form(false) };
	struct application_move m = { .event = EVENT_PAPER_RECEIVED,
		.role = ROLE_OFFICE,
		.to = STATE_SUBMITTED };

	snprintf(p.tckn, sizeof(p.tckn), "2%09u0", (unsigned)i % 1000);
	snprintf(p.surname, sizeof(p.surname), "DENEME%03d", i);
	snprintf(f.tckn, sizeof(f.tckn), "%s", p.tckn);
	snprintf(a.tckn, sizeof(a.tckn), "%s", p.tckn);
	record_set(a.record, FIELD_TCKN, p.tckn, NULL);
	record_set(a.record, FIELD_NAME, p.name, NULL);
	record_set(a.record, FIELD_SURNAME, p.surname, NULL);
	assert_int_equal(store_person_put(s, &p, NULL), 0);
	assert_int_equal(store_staff_put(s, &f, NULL), 0);
	assert_int_equal(store_application_add(s, &a, w->now, NULL), 0);
	assert_int_equal(store_application_save(s, &a, w->now, NULL), 0);
	assert_int_equal(store_application_move(s, &a, &m, w->now, NULL), 0);
	assert_int_equal(store_queue_enter(s, a.id, w->now, NULL), 0);
	application_clear(&a);
}

struct row {
	char number[20];
	long version;
};

/* The whole queue, page by page, as the officer sees it. */
static void
read_queue(struct world *w, struct row rows[MANY])
{
	char sort[] = "name", rule[] = "yes", after[201];
	struct msg_queue_request in = { NULL, sort, NULL, rule, 0 };
	size_t n = 0;

	do {
		struct msg_queue out = { 0 };
		const struct msg_queue_row *page;

		assert_int_equal(world_call(w, &op_queue, &in, &out), 0);
		assert_int_equal(out.waiting, MANY);
		page = out.rows.items;
		for (size_t i = 0; i < out.rows.n; i++, n++) {
			assert_true(n < MANY);
			snprintf(rows[n].number, sizeof(rows[n].number), "%s",
			    page[i].number);
			rows[n].version = page[i].version;
		}
		in.after = out.next == NULL ? NULL : after;
		snprintf(after, sizeof(after), "%s",
		    out.next == NULL ? "" : out.next);
		wire_clear(&wire_queue, &out);
	} while (in.after != NULL);
	assert_int_equal(n, MANY);
}

static size_t
find(const struct row rows[MANY], const char *number)
{
	for (size_t i = 0; i < MANY; i++)
		if (strcmp(rows[i].number, number) == 0)
			return i;
	fail_msg("%s is not in the queue", number);
	return 0;
}

/* A second officer does something to one of them, and signs it. */
static void
other_decides(struct world *w, const char *action, char *number)
{
	char own[65], *numbers[] = { number };
	struct msg_decide d = { 0 };

	memcpy(own, w->token, sizeof(own));
	assert_int_equal(officer_enter(w, FATMA, "officer"), 0);
	assert_int_equal(officer_decide(w, action, "Adres eksik",
			     strcmp(action, "correct") == 0 ? "address" : "",
			     numbers, 1, &d),
	    0);
	assert_int_equal(officer_sign(w, d.signing.items, FATMA), 0);
	wire_clear(&wire_decide, &d);
	memcpy(w->token, own, sizeof(own));
}

/* She corrects what she was asked to, and signs the new form. */
static void
corrects(struct world *w)
{
	struct msg_form_request in = { world_form(true) };
	char own[65], code[16], *text;

	memcpy(own, w->token, sizeof(own));
	assert_int_equal(world_login(w, AYSE), 0);
	w->now += 61; /* until the next code is sent */
	world_prove_phone(w);
	world_want(w, &op_edit, &none);
	assert_int_equal(record_set(in.record, FIELD_ADDRESS,
			     "Zafer Mah. Okul Sok. No:2", NULL),
	    0);
	world_want(w, &op_form, &in);
	record_free(in.record);
	w->now += 61; /* until the next code is sent */
	world_prove_phone(w);
	world_choose(w, "e-signed");
	world_signing(w, code, &text);
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	free(text);
	memcpy(w->token, own, sizeof(own));
}

/* The assignment of the person ends, as an import says it. */
static void
assignment_ends(struct world *w, const char *number)
{
	struct application a = { 0 };
	struct staff s = { 0 };

	assert_int_equal(
	    store_application_number(w->flow.store, number, &a, NULL), 0);
	assert_int_equal(store_staff_find(w->flow.store, a.tckn, &s, NULL), 0);
	snprintf(s.until, sizeof(s.until), "2026-11-01");
	assert_int_equal(store_staff_put(w->flow.store, &s, NULL), 0);
	application_clear(&a);
}

struct bad {
	size_t row;
	enum state stays;
	const char *why;
};

/* One request of fifty: asked for, signed, and what became of each. */
static void
part(struct world *w, struct row *rows, size_t from, const struct bad *bad,
    size_t *stand)
{
	struct msg_decide_item items[DECIDE_MOST];
	struct msg_decide d = { 0 };
	struct msg_outcomes o = { 0 };

	for (size_t i = 0; i < DECIDE_MOST; i++)
		items[i] = (struct msg_decide_item){ rows[from + i].number,
			rows[from + i].version };
	assert_int_equal(officer_decide_as_seen(
			     w, "approve", "", "", items, DECIDE_MOST, &d),
	    0);
	/* One falls between its text and the signature. */
	if (bad[2].row / DECIDE_MOST == from / DECIDE_MOST)
		assignment_ends(w, rows[bad[2].row].number);
	assert_int_equal(officer_sign(w, d.signing.items, ALI), 0);
	officer_outcomes(w, &o);
	assert_string_equal(o.state, "signed");
	assert_int_equal(o.outcomes.n + d.refused.n, DECIDE_MOST);
	for (size_t i = from; i < from + DECIDE_MOST; i++) {
		const char *want = "";
		const struct wire_list *list = &o.outcomes;

		for (int k = 0; k < 3; k++)
			if (bad[k].row == i) {
				want = bad[k].why;
				list = k < 2 ? &d.refused : list;
			}
		assert_string_equal(officer_why(list, rows[i].number), want);
		*stand += want[0] == '\0';
	}
	wire_clear(&wire_outcomes, &o);
	wire_clear(&wire_decide, &d);
}

static void
five_hundred(void **state)
{
	static struct row rows[MANY];
	struct world *w = *state;
	char ayse[20];
	struct bad bad[3] = {
		{ 0, STATE_SUBMITTED, WHY_CHANGED },
		{ 137, STATE_REJECTED, WHY_STATE },
		{ 444, STATE_SUBMITTED,
		    "It cannot be approved: the assignment ended on "
		    "01.11.2026." },
	};
	unsigned char head[STORE_HASH];
	int64_t checked, broken;
	size_t stand = 0;

	officer_submit(w, AYSE, ayse);
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	for (int i = 1; i < MANY; i++)
		wait_for_decision(w, i);
	assert_int_equal(store_commit(w->flow.store, NULL), 0);
	officer_name(w, ALI, IL);
	officer_name(w, FATMA, IL);
	assert_int_equal(officer_enter(w, ALI, "officer"), 0);
	read_queue(w, rows);
	bad[0].row = find(rows, ayse);
	/* Meanwhile, before a text is asked for. */
	other_decides(w, "correct", ayse);
	corrects(w);
	other_decides(w, "reject", rows[bad[1].row].number);
	for (size_t from = 0; from < MANY; from += DECIDE_MOST)
		part(w, rows, from, bad, &stand);
	assert_int_equal(stand, MANY - 3);
	for (size_t i = 0; i < MANY; i++) {
		enum state want = STATE_APPROVED;

		for (int k = 0; k < 3; k++)
			want = bad[k].row == i ? bad[k].stays : want;
		assert_int_equal(officer_state(w, rows[i].number), want);
	}
	assert_int_equal(
	    store_audit_verify(w->flow.store, &checked, head, &broken, NULL),
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    five_hundred, world_open, world_close),
	};

	return cmocka_run_group_tests_name("many", tests, NULL, NULL);
}
