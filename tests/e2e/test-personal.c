/* Bireysel İşlemler from end to end: the word and the SMS, every choice of the
 * menu, a session that ends in the middle, and a lost card up to the form. */
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

#define KEY_F5	"\033[15~"
#define NEW_PIN "847291"

static const char *const bireysel[] = { "bireysel", NULL };

static void
test_login(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = world_client(&w, 24, 80, "xterm-256color", bireysel);
	assert_true(vt_wait(t, "1  Şifreli Giriş"));
	assert_true(vt_shows(t, "2  E-imzalı Giriş"));
	vt_type(t, "1");
	assert_true(vt_wait(t, LOGIN));
	assert_true(vt_wait(t, WORLD_TCKN));
	robot_press(t, "Güvenlik Sözcüğümü Unuttum");
	assert_true(vt_wait(t, "yalnızca Çağrı Merkezi sıfırlar: 444 5 576"));
	vt_type(t, KEY_F6);
	assert_true(vt_wait(t, "resim gerekmiyor"));
	robot_tab_to(t, "Güvenlik Sözcüğü");
	vt_type(t, "yanlış sözcük" KEY_F10);
	assert_true(vt_wait(t, "güvenlik sözcüğü yanlış"));
	assert_true(vt_wait_gone(t, "*****"));
	vt_type(t, WORD KEY_F10);
	assert_true(vt_wait(t, SMS_PAGE));
	assert_true(vt_wait(t, "0530 *** ** 67"));
	vt_type(t, "12" KEY_F10);
	assert_true(vt_wait(t, "    ! "));
	vt_type(t, "\025");
	account_type_code(t, &w);
	assert_true(vt_wait(t, MENU));
	/* Çıkış ends it at the portal too. */
	vt_type(t, "\033");
	assert_true(vt_wait(t, "Çıkış yaptınız."));
	assert_true(vt_wait(t, "1  Sertifika başvurusu"));
	vt_type(t, "3");
	assert_true(vt_wait(t, "1  Şifreli Giriş"));
	vt_free(t);
	world_close(&w);
}

/* Suspended, taken off again, revoked for ever. */
static void
test_certificate(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = account_log_in(&w, 24, 80, "xterm-256color", WORD);
	vt_type(t, "1");
	assert_true(vt_wait(t, "Kalan gün:"));
	assert_true(vt_shows(t, "kullanımda"));
	assert_true(vt_shows(t, "60"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, MENU));
	vt_type(t, "2");
	assert_true(vt_wait(t, "Askıda ya da kullanıma açılmamış"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, MENU));
	vt_type(t, "3");
	assert_true(vt_wait(t, "(60 gün var)"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Sertifika askıya alındı"));
	assert_true(vt_wait(t, MENU));
	vt_type(t, "2");
	assert_true(vt_wait(t, "askıda"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Sertifika artık kullanılabilir."));
	vt_type(t, "4");
	assert_true(vt_wait(t, "İPTAL GERİ ALINAMAZ"));
	robot_press(t, "Kalıcı olarak iptal et");
	assert_true(vt_wait(t, "    ! "));
	robot_tab_to(t, "Neden");
	vt_type(t, "kay\r");
	assert_true(
	    vt_wait_for(t, robot_at, (void *)(uintptr_t) "Kart kayboldu"));
	robot_press(t, "Kalıcı olarak iptal et");
	assert_true(vt_wait(t, "buraya İPTAL yazın"));
	vt_type(t, "iptal");
	assert_true(vt_wait(t, "iptal_"));
	robot_press(t, "Kalıcı olarak iptal et");
	assert_true(vt_wait(t, "Sertifika kalıcı olarak iptal edildi."));
	vt_type(t, "1");
	assert_true(vt_wait(t, "iptal edilmiş"));
	vt_free(t);
	world_close(&w);
}

/* Shown until any key is pressed, and not before it was asked for. */
static void
test_secret(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = account_log_in(&w, 24, 80, "xterm-256color", WORD);
	vt_type(t, "8");
	assert_true(vt_wait(t, "en çok 60 saniye"));
	assert_false(vt_shows(t, k.puk));
	vt_type(t, KEY_F5);
	assert_true(vt_wait(t, k.puk));
	assert_true(vt_shows(t, k.pin));
	assert_true(vt_shows(t, "saniye sonra silinir"));
	vt_type(t, "x");
	assert_true(vt_wait_gone(t, k.puk));
	assert_false(vt_shows(t, k.pin));
	assert_true(vt_wait(t, "ekrandan silindi"));
	vt_free(t);
	world_close(&w);
}

/* The new telephone is proven by its own code; and a session that ends in the
 * middle costs nothing that was typed. */
static void
test_account(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = account_log_in(&w, 24, 80, "xterm-256color", WORD);
	vt_type(t, "7");
	assert_true(vt_wait(t, "Kayıtlı cep telefonunuz: 0530 *** ** 67"));
	robot_tab_to(t, "Yeni Cep Telefonu");
	vt_type(t, "0542111" KEY_F10);
	assert_true(vt_wait(t, "    ! "));
	vt_type(t, "2233");
	world_sql(&w, "DELETE FROM session");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, LOGIN));
	account_type_word(t, WORD);
	assert_true(vt_wait(t, SMS_PAGE));
	account_type_code(t, &w);
	assert_true(vt_wait(t, "0542 111 22 33"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Yeni telefonunuza (0542 *** ** 33)"));
	account_type_code(t, &w);
	assert_true(vt_wait(t, "Bilgileriniz kaydedildi."));
	vt_type(t, "7");
	assert_true(vt_wait(t, "Kayıtlı cep telefonunuz: 0542 *** ** 33"));
	robot_press(t, "Güvenlik Sözcüğü");
	assert_true(vt_wait(t, "Bireysel İşlemler > Güvenlik Sözcüğü"));
	vt_type(t, "kırk yama 1978\tkırk yama 1977" KEY_F10);
	assert_true(vt_wait(t, "    ! "));
	vt_type(t, "\025kırk yama 1978" KEY_F10);
	assert_true(vt_wait(t, "Güvenlik sözcüğünüz belirlendi."));
	vt_free(t);
	world_close(&w);
}

/* The PUK is never seen: from the portal into the card. */
static void
test_unlock(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	world_card_puk(&w, k.puk);
	t = account_log_in(&w, 24, 80, "xterm-256color", WORD);
	vt_type(t, "9");
	assert_true(vt_wait(t, "Kart: TEST."));
	robot_tab_to(t, "Yeni PIN *");
	vt_type(t, "123456\t123456" KEY_F10);
	assert_true(vt_wait(t, "    ! "));
	vt_type(t, "\025" NEW_PIN);
	robot_tab_to(t, "Yeni PIN (tekrar)");
	vt_type(t, "\025" NEW_PIN KEY_F10);
	assert_true(vt_wait(t, "Kilit çözüldü; bundan sonra yeni PIN"));
	assert_false(vt_shows(t, k.puk));
	vt_free(t);
	world_close(&w);
}

static void
sign(struct vt *t)
{
	vt_type(t, KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN);
	assert_true(vt_wait(t, "İŞLEM: "));
	assert_true(vt_wait(t, "Kartta hatalı giriş yok"));
	robot_to_pin(t);
	vt_type(t, WORLD_PIN KEY_F10);
}

/* Renewed with the E-Onay just given: the result offers no signature, least
 * of all the one of the E-Onay. */
static void
test_approved(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = world_client(
	    &w, 24, 80, "xterm-256color", (const char *const[]){ NULL });
	assert_true(vt_wait(t, "3  Bireysel"));
	vt_type(t, "3");
	assert_true(vt_wait(t, "2  E-imzalı Giriş"));
	vt_type(t, "2");
	assert_true(vt_wait(t, WORLD_TCKN));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "T.C. KİMLİK NO: " WORLD_TCKN));
	sign(t);
	assert_true(vt_wait(t, MENU));
	vt_type(t, "0");
	assert_true(vt_wait(t, "( DEVAM ET )"));
	vt_type(t, "1");
	assert_true(vt_wait(t, "[ DEVAM ET ]"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "yalnızca seçtiğinizi söylüyor"));
	sign(t);
	assert_true(vt_wait(t, "E-Onayınız kaydedildi."));
	vt_type(t, "\033");
	assert_true(vt_wait(t, MENU));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "3  Bireysel"));
	vt_type(t, "1");
	robot_login(t);
	robot_form_start(t);
	robot_form(t);
	robot_sms(t, &w);
	assert_true(vt_wait(t, "E-Onaylı Başvuru"));
	vt_type(t, "2");
	assert_true(vt_wait(t, "Başvurunuz E-Onaylı olarak alınmıştır."));
	assert_true(vt_wait(t, "Uygulamayı Kapat"));
	assert_false(vt_shows(t, "F2 "));
	vt_free(t);
	world_close(&w);
}

/* In with the card; E-Onay given here, and withdrawn on another machine. */
static void
test_consent(void **state)
{
	const char *at;
	struct vt *t, *other;
	struct world w;
	char code[16];

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", bireysel);
	assert_true(vt_wait(t, "2  E-imzalı Giriş"));
	vt_type(t, "2");
	assert_true(vt_wait(t, WORLD_TCKN));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "T.C. KİMLİK NO: " WORLD_TCKN));
	sign(t);
	assert_true(vt_wait(t, MENU));
	vt_type(t, "0");
	assert_true(vt_wait(t, "Kayıtlı E-Onayınız yok."));
	assert_true(vt_wait(t, "( DEVAM ET )"));
	vt_type(t, KEY_F10);
	vt_type(t, "1");
	assert_true(vt_wait(t, "[ DEVAM ET ]"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "yalnızca seçtiğinizi söylüyor"));
	sign(t);
	assert_true(vt_wait(t, "E-Onayınız kaydedildi."));
	assert_true(vt_wait(t, "tarihinde verdiniz."));
	vt_type(t, "2");
	assert_true(vt_wait(t, "[ DEVAM ET ]"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "yalnızca seçtiğinizi söylüyor"));
	vt_type(t, KEY_F7);
	assert_true(vt_wait(t, "eimza imzala "));
	at = strstr(vt_screen(t), "eimza imzala ") + strlen("eimza imzala ");
	snprintf(code, sizeof(code), "%.15s", at);
	other = world_client(&w, 24, 80, "xterm-256color",
	    (const char *const[]){ "imzala", code, NULL });
	assert_true(vt_wait(other, "Metin portaldan geldi"));
	sign(other);
	assert_true(vt_wait(other, "kendiliğinden sürer"));
	assert_true(vt_wait(t, "E-Onayınız geri alındı."));
	assert_true(vt_wait(t, "Kayıtlı E-Onayınız yok."));
	/* Whoever came in with the card sees no PIN. */
	vt_type(t, "\033");
	assert_true(vt_wait(t, MENU));
	vt_type(t, "8");
	assert_true(vt_wait(t, "yalnızca \"Şifreli Giriş\" ile"));
	vt_free(other);
	vt_free(t);
	world_close(&w);
}

/* The same on a small screen of an old terminal. */
static void
test_small(void **state)
{
	struct card_secret k;
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = account_log_in(&w, 20, 60, "vt100", WORD);
	vt_type(t, "6");
	assert_true(vt_wait(t, "Hiç başvurunuz yok."));
	vt_type(t, "\033");
	assert_true(vt_wait(t, MENU));
	vt_type(t, "8");
	assert_true(vt_wait(t, "PIN ve PUK bir tuşa basana kadar"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, k.pin));
	vt_type(t, "\r");
	assert_true(vt_wait_gone(t, k.pin));
	vt_free(t);
	world_close(&w);
}

/* Question by question; the line with the secrets is blotted out. */
static void
test_linear(void **state)
{
	static const char *const args[] = { "bireysel", "--linear", NULL };
	int row = -1;
	struct card_secret k;
	struct world w;
	struct vt *t;
	char code[7];

	(void)state;
	world_open(&w);
	account_make(&w, &k);
	t = world_client(&w, 300, 160, "xterm-256color", args);
	robot_answer(t, &row, "Numara", "1");
	robot_answer(t, &row, "Kimlik No", "Resimsiz");
	assert_true(vt_wait(t, "Hazır: resim gerekmiyor."));
	robot_answer(t, &row, "Kimlik No", WORLD_TCKN);
	robot_answer(t, &row, "Güvenlik Sözcüğü", WORD);
	robot_answer(t, &row, "Numara", "1");
	world_sms_code(&w, code);
	world_sql(&w, "UPDATE sms_code SET expires_at = 1");
	robot_answer(t, &row, "SMS Doğrulama", code);
	robot_answer(t, &row, "Numara", "1");
	assert_true(vt_wait(t, "Kodun süresi doldu. Yeni kod isteyin."));
	robot_answer(t, &row, "Numara", "1");
	world_sms_code(&w, code);
	robot_answer(t, &row, "SMS Doğrulama", code);
	robot_answer(t, &row, "Numara", "1");
	robot_answer(t, &row, "Numara", "8");
	assert_true(vt_wait(t, "Bireysel İşlemler > PIN / PUK Bilgisi"));
	robot_answer(t, &row, "Numara", "1");
	assert_true(vt_wait(t, "Enter siler:"));
	assert_true(vt_shows(t, k.pin));
	assert_true(vt_shows(t, k.puk));
	vt_type(t, "\r");
	assert_true(vt_wait_gone(t, k.puk));
	assert_false(vt_shows(t, k.pin));
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_login),
		cmocka_unit_test(test_certificate),
		cmocka_unit_test(test_secret),
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_unlock),
		cmocka_unit_test(test_consent),
		cmocka_unit_test(test_approved),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
