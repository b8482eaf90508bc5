/* The first application: from the login to the printed form, the form itself
 * read by other programs, and what the office does with it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "base/file.h"
#include "robot.h"

#define PAPER_TITLE "ulaşması beklenmektedir"
#define PRINT_TITLE "üç nüsha yazdırılır"

/* In the folder of the world, with the portal's program as $P; answers its
 * status. */
static int
run(const struct world *w, const char *script)
{
	const char *dir = getenv("EIMZA_BUILDDIR");
	char command[8192];

	snprintf(command, sizeof(command),
	    "set -e; cd %s; P() { c=$1; shift; \"%s/src/eimza-portal\" $c "
	    "--config portal.conf \"$@\"; }; "
	    "N=$(P applications | grep -o '20[0-9][0-9]-[0-9]\\{6\\}' | "
	    "head -n 1); %s",
	    w->dir, dir == NULL ? "." : dir, script);
	return system(command);
}

static void
check(const struct world *w, const char *script)
{
	int status = run(w, script);

	if (status != 0)
		fprintf(stderr, "%s\n", script);
	assert_int_equal(status, 0);
}

static bool
have(const char *program)
{
	char command[128];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", program);
	return system(command) == 0;
}

/* A printing system that has these printers, and keeps what it is given. */
static void
set_printers(const struct world *w, const char *lpstat, const char *lp)
{
	static char before[4096];
	char path[8192];

	if (before[0] == '\0')
		snprintf(before, sizeof(before), "%s", getenv("PATH"));
	snprintf(path, sizeof(path), "%s/bin", w->dir);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	snprintf(path, sizeof(path), "%s/bin/lpstat", w->dir);
	assert_int_equal(
	    file_write(path, lpstat, strlen(lpstat), 0700, NULL), 0);
	snprintf(path, sizeof(path), "%s/bin/lp", w->dir);
	assert_int_equal(file_write(path, lp, strlen(lp), 0700, NULL), 0);
	snprintf(path, sizeof(path), "%s/bin:%s", w->dir, before);
	setenv("PATH", path, 1);
}

static const char no_printer[] = "#!/bin/sh\n"
				 "echo 'no system default destination'\n";
static const char two_printers[] =
    "#!/bin/sh\n"
    "test \"$*\" = '-e -d' || exit 2\n"
    "printf 'Kat1\\nMudur\\nsystem default destination: Mudur\\n'\n";
static const char good_lp[] = "#!/bin/sh\n"
			      "cd \"$HOME\" && printf '%s\\n' \"$@\" "
			      ">lp.args && cat >lp.pdf\n";
static const char bad_lp[] = "#!/bin/sh\n"
			     "echo 'lp: out of paper' >&2; exit 1\n";

/* From the main menu to the paper's page. */
static struct vt *
apply(struct world *w, const char *const *args)
{
	struct vt *t = world_client(w, 30, 80, "xterm-256color", args);

	assert_true(vt_wait(t, "Sertifika başvurusu ve yenileme"));
	vt_type(t, "1");
	robot_be("10000000214", "MEHMET", "YILMAZ", "BATMAN", "15061985");
	robot_login(t);
	robot_form_start(t);
	assert_false(vt_shows(t, "Başvuru Nedeni"));
	robot_form(t);
	robot_sms(t, w);
	assert_true(vt_wait(t, "Yöntem 1: Islak İmzalı Başvuru"));
	vt_type(t, "1");
	assert_true(vt_wait(t, PAPER_TITLE));
	return t;
}

static void
to_print(struct vt *t)
{
	assert_true(vt_wait(t, PAPER_TITLE));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PRINT_TITLE));
	assert_true(vt_wait_gone(t, "Yazıcılar aranıyor"));
}

/* Chooses where the form goes to. */
static void
choose(struct vt *t, const char *typed)
{
	robot_tab_to(t, "Nereye");
	vt_type(t, typed);
	vt_type(t, "\r");
}

/* Every value of the form, three times; and no secret. */
static const char check_text[] =
    "pdftotext -layout form.pdf form.txt; "
    "while read -r v; do "
    "test \"$(grep -cF -- \"$v\" form.txt)\" -ge 3 || "
    "{ echo \"missing: $v\" >&2; exit 1; }; done <<'END'\n"
    "41470 Gebze/KOCAELİ\n"
    "NİTELİKLİ ELEKTRONİK SERTİFİKA BAŞVURU FORMU\n"
    "Mini Kart Okuyucu\n"
    "3 Yıl\n"
    "10000000214\n"
    "MEHMET\n"
    "YILMAZ\n"
    "BATMAN\n"
    "15.06.1985\n"
    "(gizli)\n"
    "MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ\n"
    "418\n"
    "BULANIK ATATÜRK ORTAOKULU\n"
    "ÖĞRETMEN\n"
    "Zafer Mah. Okul Sok. No:1\n"
    "49500\n"
    "MUŞ\n"
    "BULANIK\n"
    "ayse.ogretmen@example.org\n"
    "Her ikisi (E-posta+SMS)\n"
    "0530 123 45 67\n"
    "VODAFONE\n"
    "0436 311 11 11\n"
    "doğacak bütün zararlardan\n"
    "Taahhütnamesi\n"
    "Islak imza\n"
    "END\n"
    "grep -q 'NÜSHA 1/3' form.txt; grep -q 'NÜSHA 2/3' form.txt; "
    "grep -q 'NÜSHA 3/3' form.txt; "
    "test \"$(grep -cF \"$N\" form.txt)\" -ge 6; "
    "! grep -qi 'bahar' form.txt; ! grep -q 'Başvuru Nedeni' form.txt";

static const char check_file[] =
    "test \"$(stat -c %a eimza/$N-basvuru-formu.pdf)\" = 600; "
    "cp eimza/$N-basvuru-formu.pdf form.pdf; "
    "qpdf --check form.pdf >/dev/null; "
    "pdfinfo form.pdf | grep -q '^Pages: *3$'; "
    "pdfinfo form.pdf | grep -q '^Page size: .*(A4)'; "
    "pdffonts form.pdf >fonts.txt; "
    "test \"$(grep -c 'CID TrueType *Identity-H *yes yes yes' fonts.txt)\" "
    "= 2; test \"$(wc -l <fonts.txt)\" -eq 4; "
    "pdftoppm -gray -r 200 form.pdf page; "
    "test \"$(zbarimg -q --raw page-*.pgm 2>/dev/null)\" = "
    "\"$(printf '%s\\n%s\\n%s' $N $N $N)\"";

/* Saved where there is no printer; the office receives it, once. */
static void
test_whole_way(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	set_printers(&w, no_printer, bad_lp);
	t = apply(&w, NULL);
	robot_press(t, "Formu Aç");
	assert_true(vt_wait(t, "Elle İmzalanacak Form"));
	assert_true(vt_wait(t, "BİLGEM KAMU SERTİFİKASYON MERKEZİ"));
	for (int i = 0; i < 12; i++)
		vt_type(t, KEY_PGDN);
	assert_true(vt_wait(t, "İmza:"));
	assert_false(vt_shows(t, "bahar"));
	vt_type(t, "\033");
	to_print(t);
	assert_true(vt_wait(t, "yazıcı yok"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Kaydedildi:"));
	if (have("pdftotext") && have("qpdf") && have("zbarimg")) {
		check(&w, check_file);
		check(&w, check_text);
	}
	/* Nothing is written over unless he says so. */
	check(&w, "echo other >eimza/$N-basvuru-formu.pdf");
	to_print(t);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Bu adda bir dosya var"));
	check(&w, "grep -q other eimza/$N-basvuru-formu.pdf");
	robot_press(t, "Üzerine yaz");
	assert_true(vt_wait(t, "Kaydedildi:"));
	check(&w, "head -c 5 eimza/$N-basvuru-formu.pdf | grep -q %PDF-");
	vt_free(t);

	check(&w, "P applications | grep -q awaiting_paper; "
		  "P decide $N received >received.txt; "
		  "P applications | grep -q submitted; "
		  "if P decide $N received 2>twice.txt; then exit 1; fi; "
		  "grep -q 'formu daha önce ulaşmış' twice.txt; "
		  "P applications | grep -q submitted");
	t = world_client(&w, 30, 80, "xterm-256color", NULL);
	assert_true(vt_wait(t, "Sertifika başvurusu ve yenileme"));
	vt_type(t, "1");
	robot_login(t);
	assert_true(vt_wait(t, "Başvurunuz alınmıştır."));
	assert_true(vt_wait(t, "kurum onayı"));
	vt_free(t);
	robot_be(NULL, NULL, NULL, NULL, NULL);
	world_close(&w);
}

/* Two printers: the system's choice stands there, another can be taken; one
 * that refuses says why, and nothing is lost. */
static void
test_printers(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	set_printers(&w, two_printers, bad_lp);
	t = apply(&w, NULL);
	to_print(t);
	assert_true(vt_wait(t, "Mudur"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "lp: out of paper"));
	set_printers(&w, two_printers, good_lp);
	choose(t, "Kat1");
	assert_true(vt_wait_gone(t, "out of paper"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Kat1 yazıcısına gönderildi"));
	check(&w, "tr '\\n' ' ' <lp.args | grep -qF -- "
		  "\"-d Kat1 -t eimza $N -o media=A4 -o sides=one-sided\"; "
		  "head -c 5 lp.pdf | grep -q %PDF-; "
		  "tail -n 1 lp.pdf | grep -q '^%%EOF$'");
	vt_free(t);
	robot_be(NULL, NULL, NULL, NULL, NULL);
	world_close(&w);
}

/* The institution's own undertaking, of more than a page; and as text. */
static void
test_undertaking(void **state)
{
	char conf[200];
	const char *const args[] = { "--config", conf, NULL };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	set_printers(&w, no_printer, bad_lp);
	check(&w, "echo \"undertaking = \\\"$PWD/own.txt\\\";\" >own.conf; "
		  "for i in $(seq 60); do echo \"$i. Kurumun kendi "
		  "taahhütnamesinin bir maddesi: bir satıra sığmayan, "
		  "uzunca bir yükümlülüğü anlatan bir cümledir.\"; done "
		  ">own.txt");
	snprintf(conf, sizeof(conf), "%s/own.conf", w.dir);
	t = apply(&w, args);
	to_print(t);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Kaydedildi:"));
	if (have("pdftotext"))
		check(&w, "pdftotext -layout eimza/$N-basvuru-formu.pdf f; "
			  "pdfinfo eimza/$N-basvuru-formu.pdf | "
			  "grep -q '^Pages: *6$'; "
			  "test \"$(grep -c '60. Kurumun kendi' f)\" = 3; "
			  "test \"$(grep -c 'Sayfa 2/2' f)\" = 3; "
			  "! grep -q 'eimza programının' f");
	to_print(t);
	choose(t, "Metin");
	vt_type(t, KEY_F10);
	assert_true(vt_wait_gone(t, PRINT_TITLE));
	check(&w, "f=eimza/$N-basvuru-formu.txt; "
		  "test \"$(grep -c '^Nüsha ./3' $f)\" = 3; "
		  "grep -q 'Ünvan: ÖĞRETMEN' $f; ! grep -q bahar $f; "
		  "test \"$(stat -c %a $f)\" = 600");
	/* A text that is none is not printed. */
	check(&w, "printf 'a\\033[2Jb\\n' >own.txt");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "ayarının düzeltilmesini"));
	vt_free(t);
	robot_be(NULL, NULL, NULL, NULL, NULL);
	world_close(&w);
}

/* The same read aloud: the form, the printer, a file. */
static void
test_linear(void **state)
{
	static const struct {
		const char *asked, *typed;
		const char *said; /* before it is asked, or NULL */
	} talk[] = {
		{ "1 / 6. Kimlik No", "10000000214", NULL },
		{ "2 / 6. Ad (", "Mehmet", NULL },
		{ "3 / 6. Soyad (", "Yılmaz", NULL },
		{ "4 / 6. Doğum Yeri", "Batman", NULL },
		{ "5 / 6. Doğum Tarihi", "15.6.1985", NULL },
		{ "6 / 6. Resimdeki", "", NULL },
		{ "Numara", "3", NULL }, /* resimsiz */
		{ "Numara", "1", NULL }, /* Giriş */
		{ "Numara", "1", "1 Gönder" },
		{ "1 / 1. SMS Doğrulama Kodu", NULL, NULL },
		{ "Numara", "1", "1 Tamam" }, { "Numara", "2", "2 Formu Aç" },
		{ "Numara", "1", NULL }, /* Formu Yazdır */
		{ "Nereye", "1", NULL }, /* Mudur */
		{ "Numara", "1", NULL }, /* Formu Yazdır */
		{ "Numara", "1", "Mudur yazıcısına gönderildi" },
		{ "Nereye", "4", NULL }, /* Metin dosyasına */
		{ "Dosya", "", NULL }, { "Numara", "1", NULL }, /* Kaydet */
		{ "Numara", "4", "Kaydedildi" }, /* Uygulamayı Kapat */
	};
	static const char *const args[] = { "basvuru", "--linear", NULL };
	int row = -1;
	char code[7];
	struct world w;
	struct vt *t;
	int status;

	(void)state;
	world_open(&w);
	set_printers(&w, two_printers, good_lp);
	vt_free(apply(&w, NULL));
	t = world_client(&w, 300, 160, "xterm-256color", args);
	for (size_t i = 0; i < sizeof(talk) / sizeof(talk[0]); i++) {
		if (talk[i].said != NULL)
			assert_true(vt_wait(t, talk[i].said));
		if (talk[i].typed == NULL)
			world_sms_code(&w, code);
		robot_answer(t, &row, talk[i].asked,
		    talk[i].typed == NULL ? code : talk[i].typed);
	}
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(vt_shows(t, "Güvenlik Sözcüğü: (gizli)"));
	assert_true(vt_shows(t, "Ünvan: ÖĞRETMEN"));
	assert_true(vt_shows(t, "Mudur yazıcısına gönderildi"));
	check(&w, "head -c 5 lp.pdf | grep -q %PDF-; "
		  "grep -q 'Nüsha 3/3' eimza/$N-basvuru-formu.txt");
	vt_free(t);
	robot_be(NULL, NULL, NULL, NULL, NULL);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_way),
		cmocka_unit_test(test_printers),
		cmocka_unit_test(test_undertaking),
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
