/*
 * kill -9 at ten points of a renewal: of the client, after which the person
 * logs in again and goes on where it stood; and of the portal, after which
 * the client goes on by itself.
 */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "robot.h"

static void
type_part(struct vt *t, struct world *w)
{
	(void)w;
	robot_form_start(t);
	robot_form_part(t, 5);
	assert_true(vt_wait(t, "kaydedildi"));
}

static void
type_more(struct vt *t, struct world *w)
{
	(void)w;
	robot_form_part(t, 4);
}

static void
approve(struct vt *t, struct world *w)
{
	(void)w;
	robot_form(t);
	assert_true(vt_wait(t, PAGE_SEND_TITLE));
}

static void
ask_sms(struct vt *t, struct world *w)
{
	char code[7];

	vt_type(t, KEY_F10);
	world_sms_code(w, code);
	assert_true(vt_wait(t, PAGE_CODE_TITLE));
}

static void
prove_phone(struct vt *t, struct world *w)
{
	char code[7];

	robot_press(t, "Yeni kod");
	world_sms_code(w, code);
	assert_true(vt_wait(t, "Yeni kod yolda"));
	vt_type(t, code);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_METHOD_TITLE));
}

static void
choose(struct vt *t, struct world *w)
{
	(void)w;
	robot_method(t);
	assert_true(vt_wait(t, "Kartta hatalı"));
}

static void
show_code(struct vt *t, struct world *w)
{
	(void)w;
	vt_type(t, KEY_F7);
	assert_true(vt_wait(t, "eimza imzala"));
}

static void
sign_here(struct vt *t, struct world *w)
{
	(void)w;
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Kartta hatalı"));
}

static void
read_text(struct vt *t, struct world *w)
{
	(void)w;
	robot_read_text(t);
}

static void
sign(struct vt *t, struct world *w)
{
	(void)w;
	robot_sign(t);
}

static const struct {
	const char *name;
	void (*act)(struct vt *t, struct world *w);
	const char *page; /* where the person goes on after it */
} steps[] = {
	{ "a part of the form", type_part, PAGE_FORM_TITLE },
	{ "more of the form", type_more, PAGE_FORM_TITLE },
	{ "the approved form", approve, PAGE_SEND_TITLE },
	{ "the SMS", ask_sms, PAGE_SEND_TITLE },
	{ "the proven telephone", prove_phone, PAGE_SEND_TITLE },
	{ "the method", choose, PAGE_SEND_TITLE },
	{ "the code shown", show_code, PAGE_SEND_TITLE },
	{ "back at the signature", sign_here, PAGE_SEND_TITLE },
	{ "the text read", read_text, PAGE_SEND_TITLE },
	{ "the signature", sign, PAGE_RESULT_TITLE },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

static const char *const args[] = { "basvuru", NULL };

static void
kill_client_after(size_t point)
{
	struct world w;
	struct vt *t;

	fprintf(stderr, "client killed after %s\n", steps[point].name);
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	robot_login(t);
	for (size_t i = 0; i <= point; i++)
		steps[i].act(t, &w);
	vt_signal(t, SIGKILL);
	vt_free(t);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	robot_login(t);
	assert_true(vt_wait(t, steps[point].page));
	if (point <= 1) /* what was typed is there */
		assert_true(vt_wait(t, "BULANIK ATATÜRK ORTAOKULU"));
	robot_go_on(t, &w);
	vt_free(t);
	world_close(&w);
}

static void
kill_portal_after(size_t point)
{
	struct world w;
	struct vt *t;

	fprintf(stderr, "portal killed after %s\n", steps[point].name);
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	robot_login(t);
	for (size_t i = 0; i < STEPS; i++) {
		steps[i].act(t, &w);
		if (i == point) {
			world_kill_portal(&w);
			world_start_portal(&w);
		}
	}
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_free(t);
	world_close(&w);
}

#define POINT(n)                                                               \
	static void test_client_##n(void **state)                              \
	{                                                                      \
		(void)state;                                                   \
		kill_client_after(n);                                          \
	}                                                                      \
	static void test_portal_##n(void **state)                              \
	{                                                                      \
		(void)state;                                                   \
		kill_portal_after(n);                                          \
	}

POINT(0)
POINT(1)
POINT(2)
POINT(3)
POINT(4)
POINT(5)
POINT(6)
POINT(7)
POINT(8)
POINT(9)

_Static_assert(STEPS == 10, "a test for every step");

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_0),
		cmocka_unit_test(test_client_1),
		cmocka_unit_test(test_client_2),
		cmocka_unit_test(test_client_3),
		cmocka_unit_test(test_client_4),
		cmocka_unit_test(test_client_5),
		cmocka_unit_test(test_client_6),
		cmocka_unit_test(test_client_7),
		cmocka_unit_test(test_client_8),
		cmocka_unit_test(test_client_9),
		cmocka_unit_test(test_portal_0),
		cmocka_unit_test(test_portal_1),
		cmocka_unit_test(test_portal_2),
		cmocka_unit_test(test_portal_3),
		cmocka_unit_test(test_portal_4),
		cmocka_unit_test(test_portal_5),
		cmocka_unit_test(test_portal_6),
		cmocka_unit_test(test_portal_7),
		cmocka_unit_test(test_portal_8),
		cmocka_unit_test(test_portal_9),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
