/* A portal whose text to sign is not the one of the person's form. Nothing is
 * signed, and the screen names what it may be. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "robot.h"

static const char *const apply[] = { "basvuru", NULL };

static void
to_method(struct vt *t, struct world *w)
{
	robot_login(t);
	robot_form_start(t);
	robot_form(t);
	robot_sms(t, w);
	assert_true(vt_wait(t, PAGE_METHOD_TITLE));
}

static void
refuses(struct vt *t, struct world *w)
{
	char *list;

	vt_type(t, KEY_F10); /* E-İmzalı */
	assert_true(vt_wait(t, "OLASI SALDIRI"));
	assert_false(vt_shows(t, "PIN"));
	list = world_applications(w);
	assert_null(strstr(list, "submitted"));
	free(list);
}

/* Another portal behind the same address. */
static void
test_other_portal(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	to_method(t, &w);
	world_kill_portal(&w);
	w.name = "Başka Bir Portal";
	world_start_portal(&w);
	refuses(t, &w);
	vt_free(t);
	world_close(&w);
}

/* The form that is to be signed was changed behind the person's back. */
static void
test_other_form(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	to_method(t, &w);
	world_sql(&w,
	    "UPDATE application_field SET value = 'hirsiz@example.org' "
	    "WHERE name = 'email'");
	refuses(t, &w);
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_portal),
		cmocka_unit_test(test_other_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
