/* A whole renewal question by question, as a screen reader says it: no cursor
 * addressing, no picture, one line after the other. */
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

struct line {
	const char *asked, *typed; /* typed NULL: the SMS code */
};

static const struct line talk[] = {
	{ "1 / 6. Kimlik No", WORLD_TCKN }, { "2 / 6. Ad (", "Ayşe" },
	{ "3 / 6. Soyad (", "Öğretmen" }, { "4 / 6. Doğum Yeri", "Muş" },
	{ "5 / 6. Doğum Tarihi", "1.2.1980" }, { "6 / 6. Resimdeki", "" },
	{ "Numara", "3" }, /* resimsiz */
	{ "Numara", "1" }, { "1 / 25. Başvuru Nedeni", "" },
	{ "2 / 25. Kart Okuyucu", "" }, { "3 / 25. Sertifika Süresi", "" },
	{ "9 / 25. Güvenlik", "bahar dalı 42" },
	{ "10 / 25. Güvenlik", "bahar dalı 42" },
	{ "13 / 25. Çalıştığı Birim", "Bulanık Atatürk Ortaokulu" },
	{ "14 / 25. Ünvan", "ogretmen" },
	{ "15 / 25. Kurum / Birim", "Zafer Mah. Okul Sok. No:1\r" },
	{ "16 / 25. Posta Kodu", "49500" }, { "17 / 25. İl", "" },
	{ "18 / 25. İlçe", "" },
	{ "19 / 25. Eposta", "ayse.ogretmen@example.org" },
	{ "20 / 25. İş Telefonu", "12" },
	{ "20 / 25. İş Telefonu", "4363111111" }, { "21 / 25. Dahili", "" },
	{ "22 / 25. Cep Telefonu", "05301234567" }, { "23 / 25. Mobil", "2" },
	{ "24 / 25. Ev Telefonu", "" }, { "25 / 25. Bilgi Kanalı", "" },
	{ "Numara", "1" }, /* Form Onayla */
	{ "Numara", "1" }, /* Gönder */
	{ "1 / 1. SMS Doğrulama Kodu", NULL }, { "Numara", "1" }, /* Tamam */
	{ "Numara", "1" }, /* Yöntem 1 */
	{ "1 / 2. Sertifika Seçiniz", "" }, { "2 / 2. PIN", WORLD_PIN },
	{ "Numara", "1" }, /* İmzala */
};

static void
test_linear(void **state)
{
	static const char *const args[] = { "basvuru", "--linear", NULL };
	int row = -1;
	char code[7], *list;
	struct world w;
	struct vt *t;
	int status;

	(void)state;
	world_open(&w);
	t = world_client(&w, 300, 160, "xterm-256color", args);
	for (size_t i = 0; i < sizeof(talk) / sizeof(talk[0]); i++) {
		if (talk[i].typed == NULL)
			world_sms_code(&w, code);
		robot_answer(t, &row, talk[i].asked,
		    talk[i].typed == NULL ? code : talk[i].typed);
	}
	assert_true(vt_wait(t, "Başvurunuz E-İmzalı olarak alınmıştır."));
	list = world_applications(&w);
	assert_non_null(strstr(list, "submitted"));
	free(list);
	robot_answer(t, &row, "Numara", "1"); /* Uygulamayı Kapat */
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	/* What was said is read from top to bottom, secrets were not. */
	assert_true(vt_shows(t, "İmzalanacak Metin"));
	assert_true(vt_shows(t, "PORTAL: "));
	assert_false(vt_shows(t, "bahar"));
	assert_false(vt_shows(t, "geri): " WORLD_PIN));
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
