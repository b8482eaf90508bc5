/* A card that the courier does not deliver: its owner is told, sees it in
 * Bireysel İşlemler, and the office's commands name it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "command-world.h"
#include "personal-world.h"
#include "portal/flow/housekeeping.h"
#include "portal/flow/produce.h"
#include "portal/store/production.h"
#include "base/banned.h"

#define DAY INT64_C(86400)

/* What the owner reads: the days; 0: not late. */
static long
seen(struct world *w)
{
	struct msg_empty none = { 0 };
	struct msg_personal out = { 0 };
	const struct msg_brief *a;
	long late;

	personal_enter(w, MEHMET, WORD);
	assert_int_equal(world_call(w, &op_personal, &none, &out), 0);
	assert_int_equal(out.applications.n, 1);
	a = out.applications.items;
	assert_string_equal(a->tracking, "TR-55");
	late = a->late;
	wire_clear(&wire_personal, &out);
	return late;
}

static void
later(struct world *w, int64_t days)
{
	w->now += days * DAY;
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    flow_late(w->flow.store, w->flow.options, w->now, NULL), 0);
}

static void
late_card(void **state)
{
	struct world *w = *state;
	struct store *s = w->flow.store;

	personal_delivered(w, STATE_SHIPPED);
	assert_int_equal(
	    store_application_shipped(s, 1, "TR-55", w->now, NULL), 0);
	later(w, 14);
	assert_int_equal(seen(w), 0);
	assert_int_equal(personal_told(w, MOBILE, "late"), 0);
	assert_int_equal(COMMAND(w, cmd_applications, "apps", "--late"), 0);
	command_need("0 applications");
	assert_int_equal(COMMAND(w, cmd_statistics, "statistics"), 0);
	command_need("late\tcourier\t0\n");
	later(w, 1);
	later(w, 1);
	assert_int_equal(seen(w), 16);
	assert_int_equal(personal_told(w, MOBILE, "late"), 1);
	assert_int_equal(personal_told(w, MAIL, "late"), 1);
	assert_int_equal(COMMAND(w, cmd_applications, "apps", "--late"), 0);
	command_need("2026-000001");
	command_need("21.11.2026"); /* shipped */
	command_need("06.12.2026"); /* told */
	command_need("TR-55");
	command_need("1 application\n");
	assert_null(strstr(command_said, MEHMET));
	assert_int_equal(COMMAND(w, cmd_applications, "apps", "--late",
			     "--state", "shipped"),
	    2);
	assert_int_equal(COMMAND(w, cmd_statistics, "statistics"), 0);
	command_need("late\tcourier\t1\n");
	assert_int_equal(
	    produce_deliver(s, w->flow.options, "2026-000001", w->now, NULL),
	    0);
	later(w, 1);
	assert_int_equal(seen(w), 0);
	assert_int_equal(personal_told(w, MOBILE, "late"), 0);
	assert_int_equal(COMMAND(w, cmd_applications, "apps", "--late"), 0);
	command_need("0 applications");
}

static int
open_late(void **state)
{
	world_open(state);
	command_open(*state);
	return 0;
}

static int
close_late(void **state)
{
	command_close();
	return world_close(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    late_card, open_late, close_late),
	};

	return cmocka_run_group_tests_name("late", tests, NULL, NULL);
}
