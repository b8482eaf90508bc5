/* A lost card to its end: suspended, applied for, revoked with the new one,
 * followed by its tracking number, and opened for use; and a locked card in a
 * reader with keys of its own. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "account.h"
#include "robot.h"

#define KEY_F5	 "\033[15~"
#define TRACKING "TR-7788991"
#define OWN_WORD "bahar dalı 42" /* the robot's, on the new form */

/* In the folder of the world, "P" is the office's program, $N the last
 * application. */
static void
office(const struct world *w, const char *script)
{
	char command[8192];
	int status;

	snprintf(command, sizeof(command),
	    "set -e; cd %s; P() { c=$1; shift; \"%s\" $c --config portal.conf "
	    "\"$@\"; }; N=$(P applications | grep -o "
	    "'20[0-9][0-9]-[0-9]\\{6\\}' | tail -n 1); { %s; } "
	    ">>office.txt 2>&1",
	    w->dir, world_program("eimza-portal"), script);
	status = system(command);
	if (status != 0)
		fprintf(stderr, "%s: see %s/office.txt\n", script, w->dir);
	assert_int_equal(status, 0);
}

static void
back(struct vt *t)
{
	vt_type(t, "\033");
	assert_true(vt_wait(t, MENU));
}

/* From the menu of the account to the paper that is awaited. */
static void
report_lost(struct vt *t, struct world *w)
{
	vt_type(t, "5");
	assert_true(vt_wait(t, "Adım 1/3"));
	assert_true(vt_shows(t, "artık kimse imza atamaz"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Adım 2/3"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_LOGIN_TITLE));
	assert_true(vt_wait(t, "AYŞE"));
	robot_tab_to(t, "Doğum Yeri");
	vt_type(t, "MUŞ\t01021980" KEY_F6 KEY_F10);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	assert_true(vt_wait(t, "Kayıp Çalıntı"));
	robot_form_start(t);
	robot_form(t);
	robot_sms(t, w);
	assert_true(vt_wait(t, PAGE_METHOD_TITLE));
	/* The lost card signs nothing. */
	assert_true(vt_wait(t, "Yöntem 1: Islak İmzalı Başvuru"));
	assert_false(vt_shows(t, "E-İmzalı Başvuru"));
	vt_type(t, "1");
	assert_true(vt_wait(t, "ulaşması beklenmektedir"));
}

static void
lost_is(struct vt *t, const char *state)
{
	vt_type(t, "1");
	assert_true(vt_wait(t, "Sertifika Listele"));
	assert_true(vt_wait(t, state));
	back(t);
}

static void
test_lost(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = account_log_in(&w, 24, 80, "xterm-256color", WORD);
	report_lost(t, &w);
	vt_free(t);
	office(&w, "P decide $N received; P decide $N approve");
	t = account_log_in(&w, 40, 100, "xterm-256color", WORD);
	lost_is(t, "askıda");
	vt_free(t);
	/* With the new card the lost one's certificate is revoked; the word of
	 * the new form counts now. */
	office(&w,
	    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
	    "-nodes -subj /CN=card -keyout key.pem -outform DER -out "
	    "request.der; P produce $N --request request.der --out new.der; "
	    "P ship $N --tracking " TRACKING);
	t = account_log_in(&w, 40, 100, "xterm-256color", OWN_WORD);
	lost_is(t, "iptal edilmiş");
	vt_type(t, "6");
	assert_true(vt_wait(t, TRACKING));
	assert_true(vt_shows(t, "Kartınız kuryede"));
	assert_true(vt_shows(t, "Geçmişi"));
	assert_true(vt_shows(t, "Islak imzalı form bekleniyor"));
	assert_true(vt_shows(t, "kurum onayı bekleniyor"));
	back(t);
	vt_free(t);
	office(&w, "P deliver $N");
	t = account_log_in(&w, 40, 100, "xterm-256color", OWN_WORD);
	/* The menu says the one next step. */
	assert_true(vt_wait(t, "2'ye basın"));
	vt_type(t, "2");
	assert_true(vt_wait(t, "kullanıma açılmamış"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Sertifika artık kullanılabilir."));
	lost_is(t, "kullanımda");
	vt_type(t, "6");
	assert_true(vt_wait(t, "Kullanıma açıldı"));
	assert_true(vt_shows(t, TRACKING));
	vt_free(t);
	world_close(&w);
}

/* Kilit Çözme cannot type into such a reader: it says so and where to go; the
 * PUK is read there and typed on the keys of the reader. */
static void
test_key_pad(void **state)
{
	static const char *const kartim[] = { "kartim", NULL };
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	world_card_puk(&w, k.puk);
	setenv("SHIM_PUK", k.puk, 1);
	world_shim(&w, "pad");
	t = account_log_in(&w, 24, 80, "xterm-256color", WORD);
	vt_type(t, "9");
	assert_true(vt_wait(t, "Bu okuyucunun kendi tuşları var"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Bu okuyucunun kendi tuşları var"));
	back(t);
	vt_type(t, "8");
	assert_true(vt_wait(t, "en çok 60 saniye"));
	vt_type(t, KEY_F5);
	assert_true(vt_wait(t, k.puk));
	vt_type(t, "x");
	assert_true(vt_wait_gone(t, k.puk));
	vt_free(t);
	assert_int_equal(world_logged(&w, "so login"), 0);
	t = world_client(&w, 24, 80, "xterm-256color", kartim);
	assert_true(vt_wait(t, "2  Kilit çöz (PUK)"));
	vt_type(t, "2");
	assert_true(vt_wait(t, "sonra PUK'u ve yeni PIN'i"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Kilit çözüldü"));
	assert_int_equal(world_logged(&w, "so login"), 1);
	assert_int_equal(world_logged(&w, "init pin"), 1);
	vt_free(t);
	unsetenv("SHIM_PUK");
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_key_pad),
	};

	cmocka_set_test_filter(getenv("E2E_ONLY"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
