/* The Doğrulama Kodu: shown on one machine, typed on another one that has the
 * card; the first screen goes on by itself. And the codes that are none. */
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

/* The code as the screen shows it for the other machine. */
static void
read_code(struct vt *t, char code[16])
{
	const char *at;

	assert_true(vt_wait(t, "eimza imzala "));
	at = strstr(vt_screen(t), "eimza imzala ") + strlen("eimza imzala ");
	assert_true(strspn(at, "0123456789") == 15);
	memcpy(code, at, 15);
	code[15] = '\0';
}

static struct vt *
second(struct world *w, const char *code)
{
	const char *const args[] = { "imzala", code, NULL };

	return world_client(w, 24, 80, "xterm-256color", args);
}

static void
refused(struct world *w, const char *code, const char *sentence)
{
	struct vt *t = second(w, code);

	assert_true(vt_wait(t, sentence));
	assert_true(vt_shows(t, "Doğrulama Kodu"));
	vt_free(t);
}

static struct vt *
to_code(struct world *w, char code[16])
{
	struct vt *t = world_client(w, 24, 80, "xterm-256color", apply);

	robot_to_signature(t, w);
	assert_true(vt_wait(t, "Metin formunuzla"));
	vt_type(t, KEY_F7);
	read_code(t, code);
	assert_true(vt_wait(t, "Kalan Süre"));
	return t;
}

static void
test_signed_there(void **state)
{
	struct vt *first, *other;
	struct world w;
	char code[16], *list;

	(void)state;
	world_open(&w);
	first = to_code(&w, code);
	other = second(&w, code);
	robot_sign_by_code(other);
	vt_free(other);
	assert_true(vt_wait(first, PAGE_RESULT_TITLE));
	assert_true(vt_wait(first, "Başvurunuz E-İmzalı olarak alınmıştır."));
	list = world_applications(&w);
	assert_non_null(strstr(list, "submitted"));
	free(list);
	refused(&w, code, "Bu doğrulama kodu kullanıldı");
	vt_free(first);
	world_close(&w);
}

static void
test_refused(void **state)
{
	struct vt *first, *other;
	char code[16], next[16];
	struct world w;

	(void)state;
	world_open(&w);
	first = to_code(&w, code);
	refused(&w, "111222333444555", "Böyle bir doğrulama kodu yok");
	refused(&w, "12345", "15 haneli olmalıdır");
	refused(&w, "abc", "15 haneli olmalıdır");
	world_sql(&w, "UPDATE signing SET expires_at = 1");
	refused(&w, code, "Doğrulama kodunun süresi doldu");
	/* A new code voids the old one. */
	robot_press(first, "Yeni kod");
	assert_true(vt_wait_gone(first, code));
	read_code(first, next);
	refused(&w, code, "Doğrulama kodunun süresi doldu");
	/* Grouped as it is shown. */
	other = second(&w, NULL);
	assert_true(
	    vt_wait_for(other, robot_at, (void *)(uintptr_t) "Doğrulama Kodu"));
	for (size_t i = 0; i < 15; i += 3) {
		char three[5] = { next[i], next[i + 1], next[i + 2], ' ' };

		vt_type(other, three);
	}
	vt_type(other, KEY_F10);
	robot_sign_by_code(other);
	assert_true(vt_wait(first, PAGE_RESULT_TITLE));
	vt_free(other);
	vt_free(first);
	world_close(&w);
}

/* A code that was looked at and left has no part in the own application: its
 * text is compared with the form. */
static void
test_code_left(void **state)
{
	struct vt *first, *other;
	struct world w;
	char code[16];

	(void)state;
	world_open(&w);
	first = to_code(&w, code);
	other = second(&w, code);
	assert_true(vt_wait(other, "Metin portaldan geldi"));
	vt_type(other, "\021"); /* Ctrl-Q */
	assert_true(vt_wait(other, "Çıkmak istiyor musunuz?"));
	robot_press(other, "Kal ]");
	assert_true(vt_wait(other, "Metin portaldan geldi"));
	vt_type(other, "\033");
	assert_true(vt_wait(other, "Sertifika başvurusu ve yenileme"));
	vt_type(other, "\r");
	robot_login(other);
	robot_go_on(other, &w);
	vt_free(other);
	vt_free(first);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signed_there),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_code_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
