/*
 * The table of steps as the interface lets people walk it: every listed step
 * is done by a call or a command, every other one is tried and refused. Each
 * state is reached by such steps too. A step that nobody can walk fails.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "command-world.h"
#include "issue-world.h"
#include "personal-world.h"
#include "workflow-steps.h"
#include "portal/flow/housekeeping.h"
#include "portal/store/audit.h"
#include "portal/store/officer.h"
#include "portal/store/production.h"
#include "base/banned.h"

#define PATH_MAX_STEPS 9

#define WAYS way_count

/* From the draft of a login; produced cards make the way to expired short. */
static int (*const paths[STATE_COUNT][PATH_MAX_STEPS])(struct scene *s) = {
	[STATE_DRAFT] = { approve_form, verify_phone, edit },
	[STATE_FORM_APPROVED] = { approve_form },
	[STATE_PHONE_VERIFIED] = { approve_form, verify_phone },
	[STATE_AWAITING_SIGNATURE] = { approve_form, verify_phone,
	    choose_signature },
	[STATE_AWAITING_PAPER] = { approve_form, verify_phone, choose_paper },
	[STATE_SUBMITTED] = { approve_form, verify_phone, choose_signature,
	    sign },
	[STATE_CORRECTION_REQUESTED] = { approve_form, verify_phone,
	    choose_paper, paper_received, correct },
	[STATE_APPROVED] = { approve_form, verify_phone, choose_consent,
	    approve },
	[STATE_REJECTED] = { approve_form, verify_phone, choose_consent,
	    reject },
	[STATE_IN_PRODUCTION] = { approve_form, verify_phone, choose_consent,
	    office_approve, produce },
	[STATE_SHIPPED] = { approve_form, verify_phone, choose_consent, approve,
	    produce, ship },
	[STATE_DELIVERED] = { approve_form, verify_phone, choose_consent,
	    approve, produce, ship, deliver },
	[STATE_OPENED] = { approve_form, verify_phone, choose_consent, approve,
	    produce, ship, deliver, open_it },
	[STATE_CANCELLED] = { cancel },
	[STATE_EXPIRED] = { approve_form, verify_phone, choose_consent, approve,
	    produce, revoke },
};

/* Calls that do nothing, or two listed steps at once. */
static const struct {
	enum state from;
	int (*go)(struct scene *s);
	const char *what;
} others[] = {
	{ STATE_DRAFT, edit, "is there already" },
	{ STATE_CORRECTION_REQUESTED, approve_form, "edits, then approves" },
};

static bool
is_other(enum state from, const struct way *x)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].from == from && others[i].go == x->go)
			return true;
	return false;
}

static bool
listed(enum state from, const struct way *x, enum state *to)
{
	return workflow_next(from, x->event, x->role, to, NULL) == 0;
}

static bool reached[STATE_COUNT][EVENT_COUNT][ROLE_COUNT];

static enum state
state_now(struct scene *s)
{
	struct application a = { 0 };
	enum state now;

	assert_int_equal(
	    store_application_load(s->w->flow.store, s->id, &a, NULL), 0);
	now = a.state;
	application_clear(&a);
	return now;
}

static int
find_word(const char *word, const char *(*name)(int), int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(name(i), word) == 0)
			return i;
	return -1;
}

static const char *
event_word(int i)
{
	return event_name((enum event)i);
}

static const char *
role_word(int i)
{
	static const char *const words[] = { "applicant", "officer", "office",
		"system" };

	_Static_assert(sizeof(words) / sizeof(words[0]) == ROLE_COUNT,
	    "one word for every enum role");
	return words[i];
}

/* Whatever moved is a row of the table, and is noted as reached. */
static int
check_row(void *arg, const struct audit *a, struct err *e)
{
	struct scene *s = arg;
	enum state from, to, want;
	int ev = find_word(a->event, event_word, EVENT_COUNT);
	int role = find_word(a->role, role_word, ROLE_COUNT);

	(void)e;
	if (a->id <= s->last)
		return 0;
	s->last = a->id;
	if (ev < 0) /* of a certificate, or the beginning */
		return 0;
	assert_true(role >= 0);
	assert_int_equal(state_from_name(a->from, &from), 0);
	assert_int_equal(state_from_name(a->to, &to), 0);
	if (workflow_next(from, (enum event)ev, (enum role)role, &want, NULL) <
		0 ||
	    want != to)
		fail_msg(
		    "%s by %s: %s -> %s", a->event, a->role, a->from, a->to);
	reached[from][ev][role] = true;
	return 0;
}

static void
check_history(struct scene *s)
{
	assert_int_equal(
	    store_audit_each(s->w->flow.store, s->id, check_row, s, NULL), 0);
}

/* Whoever came before is out of the way. */
static void
clear_way(struct scene *s)
{
	struct store *store = s->w->flow.store;
	struct application_move m = { .event = EVENT_CANCEL,
		.role = ROLE_OFFICE,
		.to = STATE_CANCELLED };
	struct application a = { 0 };

	if (store_application_open(store, AYSE, &a, NULL) < 0)
		return;
	assert_int_equal(store_begin(store, NULL), 0);
	assert_int_equal(
	    store_application_move(store, &a, &m, s->w->now, NULL), 0);
	assert_int_equal(store_commit(store, NULL), 0);
	application_clear(&a);
}

static void
begin(struct scene *s)
{
	struct application a = { 0 };

	clear_way(s);
	if (s->personal[0] == '\0') {
		personal_enter(s->w, AYSE, WORD);
		memcpy(s->personal, s->w->token, sizeof(s->personal));
		assert_int_equal(personal_card(s->w, ALI, "officer"), 0);
		memcpy(s->officer, s->w->token, sizeof(s->officer));
	}
	assert_int_equal(world_login(s->w, AYSE), 0);
	memcpy(s->applicant, s->w->token, sizeof(s->applicant));
	assert_int_equal(
	    store_application_open(s->w->flow.store, AYSE, &a, NULL), 0);
	s->id = a.id;
	snprintf(s->number, sizeof(s->number), "%s", a.number);
	application_clear(&a);
}

static void
walk_to(struct scene *s, enum state to)
{
	begin(s);
	for (int i = 0; i < PATH_MAX_STEPS && paths[to][i] != NULL; i++) {
		int rc = paths[to][i](s);

		if (rc < 0)
			fail_msg("step %d to %s: %s %s", i, state_name(to),
			    s->w->err.text, command_said);
	}
	assert_int_equal(state_now(s), to);
	check_history(s);
}

/* One way from that state: as the table has it, or not at all. */
static void
try_way(struct scene *s, enum state from, const struct way *x)
{
	enum state to = from;
	bool is_listed = listed(from, x, &to);
	int rc;

	err_clear(&s->w->err);
	command_said[0] = '\0';
	rc = x->go(s);
	check_history(s);
	if (is_other(from, x))
		return;
	if (rc == 0 && !is_listed && !x->quiet)
		fail_msg("%s at %s is not refused", x->name, state_name(from));
	/* A refusal says why. */
	assert_true(
	    rc == 0 || s->w->err.text[0] != '\0' || command_said[0] != '\0');
	if (state_now(s) != from && (!is_listed || state_now(s) != to))
		fail_msg("%s: %s -> %s", x->name, state_name(from),
		    state_name(state_now(s)));
}

static void
listed_steps(void **state)
{
	struct scene *s = *state;
	enum state to;

	for (int from = 0; from < STATE_COUNT; from++)
		for (size_t i = 0; i < WAYS; i++)
			if (listed((enum state)from, &ways[i], &to)) {
				walk_to(s, (enum state)from);
				try_way(s, (enum state)from, &ways[i]);
			}
}

static void
other_steps(void **state)
{
	struct scene *s = *state;
	enum state to;

	for (int from = 0; from < STATE_COUNT; from++) {
		walk_to(s, (enum state)from);
		for (size_t i = 0; i < WAYS; i++) {
			if (listed((enum state)from, &ways[i], &to))
				continue;
			try_way(s, (enum state)from, &ways[i]);
			if (is_other((enum state)from, &ways[i]))
				walk_to(s, (enum state)from);
		}
	}
}

/* Behind the two above. */
static void
nothing_is_left_out(void **state)
{
	struct scene *s = *state;
	unsigned char head[STORE_HASH];
	int64_t rows, bad;
	enum state to;
	int n = 0;

	for (int f = 0; f < STATE_COUNT; f++)
		for (int e = 0; e < EVENT_COUNT; e++)
			for (int r = 0; r < ROLE_COUNT; r++) {
				bool is =
				    workflow_next((enum state)f, (enum event)e,
					(enum role)r, &to, NULL) == 0;

				n += is;
				if (is && !reached[f][e][r])
					fail_msg("%s at %s by %s",
					    event_word(e),
					    state_name((enum state)f),
					    role_word(r));
			}
	print_message("%d steps of the table\n", n);
	assert_int_equal(
	    store_audit_verify(s->w->flow.store, &rows, head, &bad, NULL), 0);
}

static int
open_scene(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	struct officer o = { .tckn = ALI, .province = "MUŞ" };
	void *w = NULL;

	assert_non_null(s);
	world_open(&w);
	s->w = w;
	s->w->options.sms_per_hour = 100000;
	s->w->options.sms_resend_seconds = 0;
	command_open(s->w);
	o.valid_from = s->w->now - 1;
	assert_int_equal(store_officer_add(s->w->flow.store, &o, NULL), 0);
	personal_account_of(s->w, AYSE);
	assert_int_equal(
	    store_consent_set(s->w->flow.store, AYSE, true, s->w->now, NULL),
	    0);
	*state = s;
	return 0;
}

static int
close_scene(void **state)
{
	struct scene *s = *state;
	void *w = s->w;

	command_close();
	world_close(&w);
	free(s);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listed_steps),
		cmocka_unit_test(other_steps),
		cmocka_unit_test(nothing_is_left_out),
	};

	return cmocka_run_group_tests_name(
	    "workflow", tests, open_scene, close_scene);
}
