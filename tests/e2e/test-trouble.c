/* What goes wrong on the way: a portal that does not prove itself, is not
 * there, or dies; an identity, a picture and a code that are not right. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "robot.h"

static const char *const apply[] = { "basvuru", NULL };

/* A certificate authority that has nothing to do with the portal's. */
static void
test_wrong_ca(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	snprintf(w.ca, sizeof(w.ca), "%s/ca/root.pem", w.dir);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	assert_true(vt_wait(t, "kimliğini kanıtlayamadı"));
	assert_true(vt_wait(t, "Sunucu: localhost"));
	assert_true(vt_wait(t, "Neden: "));
	assert_true(vt_wait(t, "Parmak izi (SHA-256):"));
	/* No way past it: the only button goes back, where no field is, and
	 * what is asked for next ends here again. */
	vt_type(t, KEY_F10);
	assert_true(vt_wait_gone(t, "Sunucu: "));
	vt_type(t, "\r");
	assert_true(vt_wait(t, "Parmak izi (SHA-256):"));
	vt_free(t);
	world_close(&w);
}

/* Nobody listens; then somebody does. */
static void
test_not_there(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_kill_portal(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	assert_true(vt_wait(t, "bağlı değil"));
	robot_identity(t);
	vt_type(t, KEY_F6);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "portalına ulaşılamıyor"));
	world_start_portal(&w);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	robot_form_start(t);
	robot_form_part(t, 4);
	/* The portal dies under the form: Escape gives up waiting, nothing is
	 * lost, and everything goes on when it is back. */
	world_kill_portal(&w);
	robot_form_part(t, 5);
	assert_true(
	    vt_wait_for(t, robot_at, (void *)(uintptr_t) "Mobil Operatör"));
	vt_type(t, "vod\r" KEY_F10);
	assert_true(vt_wait(t, "sn sonra yeniden denenecek"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "Vazgeçildi; yazdıklarınız duruyor."));
	assert_true(vt_shows(t, "ayse.ogretmen@example.org"));
	world_start_portal(&w);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_SEND_TITLE));
	robot_go_on(t, &w);
	vt_free(t);
	world_close(&w);
}

/* It is there but does not answer: the screen says what it waits for, Escape
 * gives up, and the same key works as soon as the portal does. */
static void
test_slow(void **state)
{
	struct world w;
	struct vt *t;
	char code[7];

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_login(t);
	robot_form_start(t);
	robot_form(t);
	assert_true(vt_wait(t, PAGE_SEND_TITLE));
	kill(w.portal, SIGSTOP);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "SMS gönderiliyor"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "Vazgeçildi; yazdıklarınız duruyor."));
	kill(w.portal, SIGCONT);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_CODE_TITLE));
	world_sms_code(&w, code);
	vt_free(t);
	world_close(&w);
}

/* The picture's dots, as the screen shows them now. */
static void
copy_picture(struct vt *t, char *out, size_t size)
{
	size_t n = 0;

	for (const char *p = vt_screen(t); *p != '\0' && n + 4 < size; p++)
		if (strncmp(p, "\xe2\xa0", 2) >= 0 &&
		    strncmp(p, "\xe2\xa4", 2) < 0) {
			memcpy(out + n, p, 3);
			n += 3;
		}
	out[n] = '\0';
}

static bool
other_picture(struct vt *t, void *ctx)
{
	char now[8192];

	copy_picture(t, now, sizeof(now));
	return now[0] != '\0' && strcmp(now, ctx) != 0;
}

static void
answer(struct vt *t, const char *text)
{
	static const char label[] = "Resimdeki Yazı";

	assert_true(vt_wait_for(t, robot_at, (void *)(uintptr_t)label));
	vt_type(t, "\b\b\b\b\b");
	vt_type(t, text);
	vt_type(t, KEY_F10);
}

static void
test_picture(void **state)
{
	char first[8192] = "", same[8192];
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_identity(t);
	assert_true(vt_wait_for(t, other_picture, first));
	copy_picture(t, first, sizeof(first));
	answer(t, "aaaa1");
	assert_true(vt_wait(t, "Yazdığınız, resimdeki yazıyla"));
	answer(t, "aaaa2");
	assert_true(vt_wait(t, "Yazdığınız, resimdeki yazıyla"));
	copy_picture(t, same, sizeof(same));
	assert_string_equal(same, first);
	answer(t, "aaaa3");
	assert_true(vt_wait(t, "Resim artık geçerli değil"));
	assert_true(vt_wait_for(t, other_picture, first));
	assert_true(vt_shows(t, "ÖĞRETMEN")); /* what was typed stays */
	vt_type(t, KEY_F6);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	vt_free(t);
	world_close(&w);
}

/* One sentence that does not say which part was wrong. */
static void
test_identity(void **state)
{
	static const char sentence[] = "Yazdıklarınız nüfus kaydıyla uyuşmuyor";
	static const char *const wrong[] = { "AYŞEM", "AYŞE", "MEHMET" };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_identity(t);
	vt_type(t, KEY_F6);
	for (size_t i = 0; i < 3; i++) {
		robot_tab_to(t, "Ad ");
		vt_type(t, "\033[F\b\b\b\b\b\b\b\b");
		vt_type(t, wrong[i]);
		if (i == 1)
			break;
		vt_type(t, KEY_F10);
		assert_true(vt_wait(t, sentence));
	}
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	vt_free(t);
	world_close(&w);
}

static void
type_code(struct vt *t, const char *code)
{
	static const char label[] = "SMS Doğrulama Kodu";

	assert_true(vt_wait_for(t, robot_at, (void *)(uintptr_t)label));
	vt_type(t, code);
	vt_type(t, KEY_F10);
}

/* Five wrong codes void the code; a new one goes on; an expired one does
 * not. */
static void
test_sms(void **state)
{
	char code[7], wrong[7], sentence[64];
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_login(t);
	robot_form_start(t);
	robot_form(t);
	assert_true(vt_wait(t, PAGE_SEND_TITLE));
	vt_type(t, KEY_F10);
	world_sms_code(&w, code);
	memcpy(wrong, code, sizeof(wrong));
	wrong[5] = wrong[5] == '9' ? '0' : (char)(wrong[5] + 1);
	for (int left = 4; left > 0; left--) {
		type_code(t, wrong);
		snprintf(sentence, sizeof(sentence),
		    "Kod yanlış. Kalan deneme: %d.", left);
		assert_true(vt_wait(t, sentence));
	}
	type_code(t, wrong);
	assert_true(vt_wait(t, "Kod yanlış ve artık geçersiz."));
	robot_press(t, "Yeni kod");
	world_sms_code(&w, code);
	assert_true(vt_wait(t, "Yeni kod yolda"));
	world_sql(&w, "UPDATE sms_code SET expires_at = 1");
	type_code(t, code);
	assert_true(vt_wait(t, "Kodun süresi doldu. Yeni kod isteyin."));
	assert_true(vt_wait(t, "( Tamam )")); /* nothing to enter */
	robot_press(t, "Yeni kod");
	world_sms_code(&w, code);
	assert_true(vt_wait(t, "Yeni kod yolda"));
	type_code(t, code);
	assert_true(vt_wait(t, PAGE_METHOD_TITLE));
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_ca),
		cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_picture),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_sms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
