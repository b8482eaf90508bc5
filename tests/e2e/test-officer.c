/* A kurum yetkilisi at his queue: in with the card, narrowed, decided many at
 * once under one PIN, one by one, by another machine, and line by line. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "queue.h"
#include "robot.h"

#define DOWN	"\033[B"
#define KEY_F4	"\033OS"
#define KEY_F5	"\033[15~"
#define KEY_END "\033[F"

static const char *const officer[] = { "officer", "--lang", "en", NULL };

static void
look(struct vt *t, const char *what)
{
	if (getenv("E2E_SHOW") != NULL)
		fprintf(stderr, "---- %s\n%s", what, vt_screen(t));
}

/* Reads what there is to the end and signs it. */
static void
sign(struct vt *t)
{
	assert_true(vt_wait(t, "no wrong entry"));
	vt_type(t, KEY_END);
	robot_to_pin(t);
	look(t, "signature");
	vt_type(t, WORLD_PIN KEY_F10);
}

static void
log_in(struct vt *t)
{
	assert_true(vt_wait(t, "from your card"));
	look(t, "login");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "it lets you in"));
	sign(t);
	assert_true(vt_wait(t, "waiting"));
}

static char *
states(struct world *w, const char *state)
{
	char *list = world_applications(w), *at = list;
	static char count[16];
	int n = 0;

	for (; (at = strstr(at, state)) != NULL; at++)
		n++;
	free(list);
	snprintf(count, sizeof(count), "%d", n);
	return count;
}

static void
test_many(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	queue_open(&w, 120);
	t = world_client(&w, 24, 80, "xterm-256color", officer);
	log_in(t);
	assert_true(vt_wait(
	    t, "45 chosen \302\267 120 waiting \302\267 108 meet the rule"));
	look(t, "queue");
	/* Pages come as the cursor goes on. */
	vt_type(t, KEY_END);
	assert_true(vt_wait(t, "/ 100+"));
	vt_type(t, KEY_END);
	assert_true(vt_wait(t, "108 chosen"));
	look(t, "queue, paged");
	/* A row that does not meet the rule says why, when chosen too. */
	vt_type(t, "deneme017");
	assert_true(vt_wait(t, "1 / 1"));
	vt_type(t, DOWN);
	assert_true(vt_wait(t, "01.01.2024"));
	vt_type(t, " ");
	assert_true(vt_wait(t, "1 chosen"));
	look(t, "found");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "0 approved, 1 not"));
	assert_true(vt_shows(t, "It cannot be approved"));
	look(t, "outcomes");
	vt_type(t, "\033");
	/* Two of the first page are decided by somebody else meanwhile, one
	 * changes: they fall, the rest stands. */
	assert_true(vt_wait(t, "Find  deneme017"));
	vt_type(t, KEY_F6);
	assert_true(vt_wait(t, "longest waiting first"));
	look(t, "sort and filter");
	vt_type(t, "\025\t\t2" KEY_F10); /* only those that meet the rule */
	assert_true(vt_wait(t, "50 chosen"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "50 texts, one signature each"));
	world_sql(&w, "UPDATE application SET state = 'rejected', is_open = 0 "
		      "WHERE number IN ('2026-001002', '2026-001003'); UPDATE "
		      "application SET version = 2 WHERE number = "
		      "'2026-001004'");
	sign(t);
	assert_true(vt_wait(t, "47 approved, 3 not"));
	assert_true(vt_shows(t, "2026-001002"));
	look(t, "outcomes of many");
	assert_string_equal(states(&w, "approved"), "47");
	vt_type(t, "\033");
	assert_true(vt_wait(t, "71 waiting"));
	robot_press(t, "Decided");
	assert_true(vt_wait(t, "What you have decided"));
	assert_true(vt_wait(t, "1 / 47"));
	look(t, "decided");
	vt_free(t);
	world_close(&w);
}

/* More than go under one PIN: it is asked for again with each part, and three
 * that fall in the middle take nothing with them. */
static void
test_parts(void **state)
{
	static const char *const fell[] = { "2026-001062", "2026-001063",
		"2026-001064" };
	struct world w;
	struct vt *t;

	(void)state;
	queue_open(&w, 120);
	t = world_client(&w, 24, 80, "xterm-256color", officer);
	log_in(t);
	assert_true(vt_wait(t, "45 chosen"));
	vt_type(t, KEY_F7);
	assert_true(vt_wait(t, "108 chosen"));
	vt_type(t, KEY_F4 KEY_F4); /* all, then none */
	assert_true(vt_wait(t, " 0 chosen"));
	vt_type(t, KEY_F5); /* what was chosen stays when it is loaded anew */
	assert_true(vt_wait(t, "/ 50+"));
	vt_type(t, KEY_F7);
	assert_true(vt_wait(t, "/ 120"));
	assert_true(vt_shows(t, " 0 chosen"));
	vt_type(t, KEY_F6);
	assert_true(vt_wait(t, "longest waiting first"));
	vt_type(t, "\t\t2" KEY_F10);
	assert_true(vt_wait(t, "/ 50+"));
	vt_type(t, KEY_F7);
	assert_true(vt_wait(t, "/ 108"));
	vt_type(t, KEY_F4);
	assert_true(vt_wait(t, "108 chosen"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "50 texts, one signature each"));
	assert_true(vt_shows(t, "2026-001001"));
	assert_true(vt_wait(t, "Applications 1-50 of 108"));
	sign(t);
	assert_true(vt_wait(t, "2026-001056"));
	assert_true(vt_shows(t, "50 texts, one signature each"));
	assert_true(vt_wait(t, "Applications 51-100 of 108"));
	assert_string_equal(states(&w, "approved"), "50");
	look(t, "second part");
	/* No PIN of the first part is left: without one nothing is signed. */
	assert_true(vt_wait(t, "no wrong entry"));
	vt_type(t, KEY_END);
	robot_to_pin(t);
	assert_false(vt_shows(t, "******"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "    ! "));
	assert_string_equal(states(&w, "approved"), "50");
	world_sql(&w, "UPDATE application SET state = 'rejected', is_open = 0 "
		      "WHERE number IN ('2026-001062', '2026-001063'); UPDATE "
		      "application SET version = 2 WHERE number = "
		      "'2026-001064'");
	vt_type(t, WORLD_PIN KEY_F10);
	assert_true(vt_wait(t, "8 texts, one signature each"));
	assert_string_equal(states(&w, "approved"), "97");
	sign(t);
	assert_true(vt_wait(t, "105 approved, 3 not"));
	for (size_t i = 0; i < 3; i++)
		assert_true(vt_shows(t, fell[i]));
	look(t, "outcomes of three parts");
	assert_true(vt_shows(t, "does not wait for a decision"));
	assert_string_equal(states(&w, "approved"), "105");
	vt_free(t);
	world_close(&w);
}

/* One beside the record; sent back, with the applicant's own words. */
static void
test_one(void **state)
{
	static const char *const sizes[] = { "xterm-256color", "vt100" };
	struct world w;
	struct vt *t;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		queue_open(&w, 3);
		if (i == 1) /* a first application */
			world_sql(&w, "DELETE FROM application_field WHERE "
				      "name = 'reason'");
		t = world_client(
		    &w, i == 0 ? 24 : 20, i == 0 ? 80 : 60, sizes[i], officer);
		log_in(t);
		assert_true(vt_wait(t, "3 waiting"));
		look(t, "queue");
		vt_type(t, "\r");
		assert_true(vt_wait(t, "1 difference from the personnel"));
		assert_true(vt_shows(t, "DIFFERS."));
		look(t, "one");
		vt_type(t, "n");
		assert_true(vt_wait(t, "2026-001002"));
		assert_true(vt_wait(t, "DIFFERS."));
		vt_type(t, "d");
		assert_true(vt_wait(t, "Fields to correct"));
		assert_int_equal(vt_shows(t, "Reason of application"), i == 0);
		vt_type(t, KEY_F10);
		assert_true(vt_wait(t, "A reason is compulsory here"));
		vt_type(t, "Adres eksik" KEY_F10);
		assert_true(vt_wait(t, "Choose with Space which fields"));
		vt_type(t, " " DOWN " ");
		look(t, "correction");
		vt_type(t, KEY_F10);
		assert_true(vt_wait(t, "The texts were compared"));
		assert_true(vt_shows(t, "GEREKÇE: Adres eksik") || i == 1);
		sign(t);
		assert_true(vt_wait(t, "1 correction asked for"));
		vt_type(t, KEY_F10);
		assert_true(vt_wait(t, "2 waiting"));
		assert_string_equal(states(&w, "correction_requested"), "1");
		/* Deputies. */
		robot_press(t, "Deputies");
		assert_true(vt_wait(t, "You have no deputy."));
		look(t, "deputies");
		robot_press(t, "Name a deputy");
		assert_true(vt_wait(t, "Last day"));
		vt_type(t, "12345678950\t\t31122099" KEY_F10);
		assert_true(vt_wait(t, "KAYA FATMA"));
		look(t, "deputy");
		robot_press(t, "End the deputy");
		assert_true(vt_wait(t, "once again"));
		vt_type(t, "\r");
		assert_true(vt_wait(t, "You have no deputy."));
		vt_free(t);
		world_close(&w);
	}
}

/* The login by code: this screen waits, the card is on another machine. */
static void
test_second_machine(void **state)
{
	const char *args[] = { "sign", NULL, "--lang", "en", NULL };
	struct world w;
	struct vt *first, *other;
	char code[16];
	const char *at;

	(void)state;
	queue_open(&w, 3);
	first = world_client(&w, 24, 80, "xterm-256color", officer);
	assert_true(vt_wait(first, "from your card"));
	vt_type(first, KEY_F10);
	assert_true(vt_wait(first, "it lets you in"));
	vt_type(first, KEY_F7);
	assert_true(vt_wait(first, "eimza imzala "));
	at = strstr(vt_screen(first), "eimza imzala ") + 13;
	memcpy(code, at, 15);
	code[15] = '\0';
	args[1] = code;
	other = world_client(&w, 24, 80, "xterm-256color", args);
	assert_true(vt_wait(other, "E-signed login"));
	sign(other);
	assert_true(vt_wait(other, "The portal has taken your signature"));
	look(other, "signed");
	assert_true(vt_wait(first, "3 waiting"));
	vt_free(other);
	vt_free(first);
	world_close(&w);
}

/* Where nobody decides, nobody is asked whether he does; the digits of the
 * other entries stay. */
static void
test_offered(void **state)
{
	static const char *const args[] = { "--lang", "en", NULL };
	static const char *const linear[] = { "--lang", "en", "--linear",
		NULL };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	assert_true(vt_wait(t, "8  Leave"));
	assert_true(vt_wait_gone(t, "Kurum yetkilisi"));
	assert_true(vt_shows(t, "6  Diagnosis"));
	assert_true(vt_shows(t, "8  Leave"));
	/* Its digit does nothing. */
	vt_type(t, "78");
	assert_true(vt_wait(t, "Do you want to leave"));
	vt_free(t);
	queue_officer(&w);
	t = world_client(&w, 24, 80, "vt100", args);
	assert_true(vt_wait(t, "8  Leave"));
	assert_true(vt_wait(t, " connected"));
	assert_true(vt_shows(t, "7  Kurum yetkilisi"));
	vt_free(t);
	t = world_client(&w, 100, 80, "xterm-256color", linear);
	assert_true(vt_wait(t, "7 Kurum yetkilisi"));
	assert_true(vt_shows(t, "8 Leave"));
	vt_free(t);
	world_close(&w);
}

/* Who is no kurum yetkilisi is told after his signature. */
static void
test_nobody(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", officer);
	assert_true(vt_wait(t, "from your card"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "it lets you in"));
	sign(t);
	assert_true(vt_wait(t, "You are not entered as kurum yetkilisi."));
	vt_free(t);
	world_close(&w);
}

/* The applicant proves his telephone again, then he sees which field is wanted
 * otherwise, and why. */
static void
test_correction(void **state)
{
	static const char *const apply[] = { "basvuru", NULL };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_login(t);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	vt_free(t);
	world_sql(&w, "UPDATE application SET state = 'correction_requested', "
		      "reason = 'Adres eksik', correct = 'address', page = "
		      "'form', field = '', proven = '5301234567'");
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_login(t);
	assert_true(vt_wait(t, PAGE_SEND_TITLE));
	assert_true(vt_wait(t, "0530 *** ** 67"));
	assert_false(vt_shows(t, "Numarayı yanlış yazdıysanız"));
	robot_sms(t, &w);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	assert_true(
	    vt_wait_for(t, robot_at, (void *)(uintptr_t) "Birim Adresi"));
	assert_true(vt_wait(t, "düzeltmenizi istiyor: Adres eksik"));
	look(t, "correction");
	vt_free(t);
	world_close(&w);
}

struct line {
	const char *asked, *typed;
};

static void
test_linear(void **state)
{
	static const char *const args[] = { "officer", "--lang", "en",
		"--linear", NULL };
	static const struct line talk[] = {
		{ "T.C. Kimlik No", QUEUE_OFFICER },
		{ "Number", "1" },
		{ "certificate", "" },
		{ "2 / 2. PIN", WORLD_PIN },
		{ "Number", "1" },
		{ "A number opens", "+1" },
		{ "A number opens", "2" },
		{ "A number opens", "r" },
		{ "Reason", "Belge yok" },
		{ "", "" },
		{ "Number", "1" },
		{ "certificate", "" },
		{ "2 / 2. PIN", WORLD_PIN },
		{ "Number", "1" },
		{ "A number chooses", "" },
		{ "Number", "1" },
		{ "A number opens", "" },
		{ "Number", "1" },
		{ "certificate", "" },
	};
	struct world w;
	struct vt *t;
	int row = -1;

	(void)state;
	queue_open(&w, 3);
	t = world_client(&w, 300, 180, "xterm-256color", args);
	for (size_t i = 0; i < sizeof(talk) / sizeof(talk[0]); i++)
		robot_answer(t, &row, talk[i].asked, talk[i].typed);
	look(t, "linear");
	assert_false(vt_shows(t, "500 more")); /* all are here */
	assert_true(vt_shows(t, "1 refused"));
	assert_true(vt_shows(t, "1 chosen"));
	assert_string_equal(states(&w, "rejected"), "1");
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_second_machine),
		cmocka_unit_test(test_offered),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_correction),
		cmocka_unit_test(test_linear),
	};

	cmocka_set_test_filter(getenv("E2E_ONLY"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
