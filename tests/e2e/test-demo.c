/* The demonstration as somebody sees it who reads nothing but the screen: what
 * is typed here stands on it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "robot.h"

#define KEY_END "\033[F"

static struct vt *
demonstrate(const char *term, int rows, int cols)
{
	const struct vt_options o = { rows, cols, term, NULL };
	const char *argv[] = { world_program("eimza"), "--demo", NULL };
	struct vt *t = vt_start(&o, (char *const *)(uintptr_t)argv);

	assert_true(vt_wait(t, "DENEME: Buradaki"));
	return t;
}

/* What stands behind a word of the screen, so many bytes of it. */
static void
behind(struct vt *t, const char *word, size_t n, char *out)
{
	const char *at;

	assert_true(vt_wait(t, word));
	at = strstr(vt_screen(t), word);
	assert_non_null(at);
	memcpy(out, at + strlen(word), n);
	out[n] = '\0';
}

static void
sign(struct vt *t)
{
	char pin[7];

	assert_true(vt_wait(t, "deneme: "));
	vt_type(t, KEY_END);
	robot_to_pin(t);
	behind(t, "deneme: ", 6, pin);
	vt_type(t, pin);
	vt_type(t, KEY_F10);
}

static void
end(struct vt *t)
{
	int status;

	vt_type(t, "\021"); /* Ctrl-Q */
	assert_true(vt_wait(t, "Çıkmak istiyor musunuz"));
	vt_type(t, KEY_F10);
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	vt_free(t);
}

/* Twelve wait; ten of them are approved under one PIN. */
static void
test_officer(void **state)
{
	struct vt *t = demonstrate("xterm-256color", 24, 80);

	(void)state;
	assert_true(vt_wait(t, "7  Kurum yetkilisi"));
	vt_type(t, "7");
	assert_true(vt_wait(t, "kartınızdan okundu"));
	vt_type(t, KEY_F10);
	sign(t);
	assert_true(vt_wait(t, "seçili 10 \302\267 bekleyen 12"));
	assert_true(vt_shows(t, "21 gün"));
	vt_type(t, "nuray");
	assert_true(vt_wait(t, "1 / 1"));
	vt_type(t, "\025");
	assert_true(vt_wait(t, "1 / 12"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "10 metin, her birine ayrı imza"));
	sign(t);
	assert_true(vt_wait(t, "10 onaylandı"));
	assert_true(vt_wait(t, "numaralı sertifika başvurunuz onaylandı"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "bekleyen 2"));
	end(t);
}

/* By the word, with the code on the telephone at the foot, whose card waits to
 * be opened; also where the screen is small. */
static void
test_word(void **state)
{
	char word[16], tckn[12], code[7];
	struct vt *t = demonstrate("vt100", 20, 60);

	(void)state;
	vt_type(t, "3");
	assert_true(vt_wait(t, "1  Şifreli Giriş"));
	vt_type(t, "1");
	assert_true(vt_wait(t, "Resimdeki Yazıyı"));
	vt_type(t, KEY_F6);
	assert_true(vt_wait(t, "resim gerekmiyor"));
	behind(t, "sözcüğü: ", strlen("mavi defne 42"), word);
	behind(t, "sertifika; ", 11, tckn);
	robot_tab_to(t, "Kimlik No");
	vt_type(t, "\025");
	vt_type(t, tckn);
	robot_tab_to(t, "Güvenlik Sözcüğü");
	vt_type(t, word);
	vt_type(t, KEY_F10);
	behind(t, "Onay Kodunuz: ", 6, code);
	assert_true(
	    vt_wait_for(t, robot_at, (void *)(uintptr_t) "SMS Doğrulama"));
	vt_type(t, code);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Sayın DERYA YILDIZ"));
	assert_true(vt_shows(t, "2'ye basın"));
	vt_type(t, "2");
	assert_true(vt_wait(t, "Kullanıma aç ]"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Sertifika artık kullanılabilir."));
	end(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_officer),
		cmocka_unit_test(test_word),
	};

	cmocka_set_test_filter(getenv("E2E_ONLY"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
