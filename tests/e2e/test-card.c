/* Kartım from end to end: what the menu says of the card, a new PIN that signs
 * and an old one that does not, certificates in files, several cards, and a
 * PIN that goes with its card. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/file.h"
#include "robot.h"

#define NEW_PIN "847291"
#define OTHER	"12345678950"

static const char *const kartim[] = { "kartim", NULL };

static struct vt *
at_card(struct world *w)
{
	struct vt *t = world_client(w, 24, 80, "xterm-256color", kartim);

	assert_true(vt_wait(t, "eimza > Kartım"));
	return t;
}

#define STARS "************"
#define EMPTY "____________"

struct field {
	const char *label, *holds;
};

static bool
holds(struct vt *t, void *ctx)
{
	const struct field *f = ctx;

	return robot_at(t, (void *)(uintptr_t)f->label) &&
	       strstr(vt_cursor_row(t, 0), f->holds) != NULL;
}

/* Goes to the field, empties and fills it, seeing each step done. */
static void
fill(struct vt *t, const char *label, const char *text)
{
	struct field f = { label, EMPTY };
	char stars[32];

	robot_tab_to(t, label);
	vt_type(t, "\025"); /* Ctrl-U */
	assert_true(vt_wait_for(t, holds, &f));
	vt_type(t, text);
	snprintf(stars, sizeof(stars), "%.*s_", (int)strlen(text), STARS);
	f.holds = text[0] == '~' ? text : stars;
	assert_true(vt_wait_for(t, holds, &f));
}

static void
change(struct vt *t, const char *old, const char *new, const char *again)
{
	fill(t, "Şimdiki PIN", old);
	fill(t, "Yeni PIN *", new);
	fill(t, "Yeni PIN (tekrar)", again);
	vt_type(t, KEY_F10);
}

static void
test_menu(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "");
	t = world_client(&w, 24, 80, "xterm-256color", NULL);
	assert_true(vt_wait(t, " · AYŞE ÖĞRETMEN · "));
	assert_true(vt_wait(t, "kadar)"));
	assert_true(vt_wait(t, "Sertifikanızın bitmesine 60 gün var."));
	assert_true(vt_wait(t, "Yenilemek için 1'e basın."));
	/* It is gone when one comes back, and so is the line. */
	vt_type(t, "4");
	assert_true(vt_wait(t, "PIN: Kartta hatalı giriş yok"));
	world_shim(&w, "no-token");
	vt_type(t, "5");
	assert_true(vt_wait(t, "okuyucusunda kart yok. Kartınızı takın"));
	assert_false(vt_shows(t, "PIN değiştir"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "Kartım   (okuyucuda kart yok)"));
	assert_false(vt_shows(t, "gün var"));
	vt_free(t);
	world_close(&w);
}

static void
test_change_pin(void **state)
{
	/* One digit, a run, the beginning of the kimlik no, letters, too
	 * short, the one there is. */
	static const char *const weak[] = { "111111", "234567", "100000",
		"84ab", "847", WORLD_PIN };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = at_card(&w);
	assert_true(vt_wait(t, "> 1  PIN değiştir"));
	vt_type(t, "1");
	assert_true(vt_wait(t, "Kartım > PIN değiştir"));
	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
		change(t, WORLD_PIN, weak[i], weak[i]);
		assert_true(
		    vt_wait_for(t, robot_at, (void *)(uintptr_t) "Yeni PIN *"));
		assert_true(vt_wait(t, "    ! "));
		vt_type(t, "\025");
		assert_true(vt_wait_gone(t, "    ! "));
	}
	change(t, WORLD_PIN, NEW_PIN, "847292");
	assert_true(vt_wait(t, "birbirinden farklı"));
	change(t, "999999", NEW_PIN, NEW_PIN);
	assert_true(vt_wait(t, "PIN yanlış."));
	change(t, WORLD_PIN, NEW_PIN, NEW_PIN);
	assert_true(vt_wait(t, "PIN değiştirildi"));
	/* The old one is refused now, and the new one signs. */
	vt_type(t, "1");
	assert_true(vt_wait(t, "Kartım > PIN değiştir"));
	change(t, WORLD_PIN, "739184", "739184");
	assert_true(vt_wait(t, "PIN yanlış."));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "eimza > Kartım"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "1  Sertifika başvurusu"));
	vt_type(t, "1");
	robot_to_signature(t, &w);
	assert_true(vt_wait(t, "Metin formunuzla"));
	assert_true(vt_wait(t, "daha önce yanlış PIN girilmiş"));
	vt_type(t, KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN);
	assert_true(vt_wait(t, "PORTAL: "));
	robot_to_pin(t);
	vt_type(t, NEW_PIN KEY_F10);
	assert_true(vt_wait(t, "Başvurunuz E-İmzalı olarak alınmıştır."));
	vt_free(t);
	world_close(&w);
}

/* The states of the PIN, each with what to do. */
static void
test_states(void **state)
{
	static const char *const rows[][2] = {
		{ "low", "daha önce yanlış PIN girilmiş" },
		{ "final", "SON HAK" },
		{ "locked", "444 5 576" },
		{ "no-slots", "Kart okuyucu bulunamadı" },
		{ "", "PIN: Kartta hatalı giriş yok" },
	};
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "");
	t = at_card(&w);
	assert_true(vt_wait(t, "PIN: Kartta hatalı giriş yok"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		world_shim(&w, rows[i][0]);
		vt_type(t, "5");
		assert_true(vt_wait(t, rows[i][1]));
	}
	world_shim(&w, "locked");
	vt_type(t, "5");
	assert_true(vt_wait(t, "PIN kilitli."));
	vt_type(t, "1");
	assert_true(vt_wait(t, "önce \"Kilit çöz (PUK)\""));
	/* The last try is used only after EVET. */
	world_shim(&w, "final");
	vt_type(t, "5");
	assert_true(vt_wait(t, "SON HAK"));
	vt_type(t, "1");
	assert_true(vt_wait(t, "Kartım > PIN değiştir"));
	change(t, WORLD_PIN, NEW_PIN, NEW_PIN);
	assert_true(vt_wait(t, "Son hakkı kullanmak için EVET"));
	vt_type(t, "evet" KEY_F10);
	assert_true(vt_wait(t, "PIN değiştirildi"));
	vt_free(t);
	world_close(&w);
}

static void
test_unblock(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "");
	t = at_card(&w);
	assert_true(vt_wait(t, "2  Kilit çöz (PUK)"));
	vt_type(t, "2");
	assert_true(vt_wait(t, "Kartım > Kilit çöz"));
	assert_true(vt_wait(t, "PIN / PUK Bilgisi"));
	vt_type(t, "12ab" KEY_F10);
	assert_true(vt_wait(t, "PUK yalnızca rakamlardan oluşur"));
	fill(t, "PUK", "12345678");
	fill(t, "Yeni PIN *", NEW_PIN);
	fill(t, "Yeni PIN (tekrar)", NEW_PIN);
	/* Taken out before it is pressed: nothing typed stays. */
	world_shim(&w, "no-token");
	vt_type(t, KEY_F10);
	assert_true(vt_wait_gone(t, "Kartım > Kilit çöz"));
	assert_true(vt_wait(t, "Kartı"));
	vt_free(t);
	world_close(&w);
}

static void
is_file(const struct world *w, const char *name, const char *bytes, size_t len)
{
	struct buf b = BUF_INIT(65536);
	struct stat st;
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", w->dir, name);
	assert_int_equal(file_read(path, &b, NULL), 0);
	assert_int_equal(b.len, len);
	assert_memory_equal(b.data, bytes, len);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	buf_free(&b);
}

/* As RFC 7468 has it. */
static void
make_pem(const struct buf *der, struct buf *pem)
{
	char *text = base64_encode(der->data, der->len);

	assert_non_null(text);
	buf_adds(pem, "-----BEGIN CERTIFICATE-----\n");
	for (size_t at = 0; at < strlen(text); at += 64)
		buf_addf(pem, "%.64s\n", text + at);
	buf_adds(pem, "-----END CERTIFICATE-----\n");
	free(text);
}

static void
test_save(void **state)
{
	struct buf der = BUF_INIT(65536), pem = BUF_INIT(65536);
	char path[300];
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	snprintf(path, sizeof(path), "%s/cards/" WORLD_TCKN ".der", w.dir);
	assert_int_equal(file_read(path, &der, NULL), 0);
	make_pem(&der, &pem);
	t = at_card(&w);
	assert_true(vt_wait(t, "4  Sertifikayı kaydet"));
	vt_type(t, "4");
	assert_true(vt_wait(t, "~/eimza/sertifika.pem"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Kaydedildi:"));
	is_file(&w, "eimza/sertifika.pem", pem.data, pem.len);
	/* A file that is there is asked for, and replaced only then. */
	snprintf(path, sizeof(path), "%s/eimza/sertifika.der", w.dir);
	assert_int_equal(file_write(path, "mine", 4, 0600, NULL), 0);
	vt_type(t, "4");
	assert_true(vt_wait(t, "~/eimza/sertifika.pem"));
	vt_type(t, "2"); /* DER, and the name follows */
	assert_true(vt_wait(t, "~/eimza/sertifika.der"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Bu adda bir dosya var."));
	is_file(&w, "eimza/sertifika.der", "mine", 4);
	robot_press(t, "Üzerine yaz");
	assert_true(vt_wait(t, "Kaydedildi:"));
	is_file(&w, "eimza/sertifika.der", der.data, der.len);
	/* Another name than the one offered, and one that cannot be. */
	vt_type(t, "4");
	assert_true(vt_wait(t, "~/eimza/sertifika.pem"));
	fill(t, "Dosya *", "~/yok/a.pem");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "yazılamıyor"));
	fill(t, "Dosya *", "~/kart.pem");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Kaydedildi:"));
	is_file(&w, "kart.pem", pem.data, pem.len);
	vt_free(t);
	buf_free(&der);
	buf_free(&pem);
	world_close(&w);
}

static void
test_show(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = at_card(&w);
	assert_true(vt_wait(t, "3  Sertifikayı göster"));
	vt_type(t, "3");
	assert_true(vt_wait(t, "T.C. Kimlik No:       " WORLD_TCKN));
	assert_true(vt_wait(t, "nitelikli elektronik imza"));
	vt_type(t, KEY_PGDN KEY_PGDN);
	assert_true(vt_wait(t, "Parmak izi (SHA-256):"));
	vt_free(t);
	world_close(&w);
}

/* Two readers: each card's own certificate; the usable one signs. */
static void
test_two_cards(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_card_beside(&w, OTHER);
	t = at_card(&w);
	assert_true(vt_wait(t, "(SoftHSM)"));
	assert_true(vt_wait(t, "OTHER  ("));
	assert_true(vt_wait(t, "TEST  ("));
	robot_tab_to(t, "> Kart  (");
	/* The rows come as the readers do: one is AYŞE's, one FATMA's. */
	vt_type(t,
	    vt_shows(t, "> Kart  ( ) OTHER") || vt_shows(t, "> Kart  (•) OTHER")
		? "1"
		: "2");
	assert_true(vt_wait(t, "Kart: OTHER"));
	assert_true(vt_wait(t, "FATMA KAYA"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "1  Sertifika başvurusu"));
	vt_type(t, "1");
	robot_to_signature(t, &w);
	assert_true(vt_wait(t, "Metin formunuzla"));
	assert_true(vt_wait(t, "(kullanılamaz)"));
	robot_sign(t);
	vt_free(t);
	world_close(&w);
}

/* What was typed goes with the card it was typed for; the rest stays. */
static void
test_pin_wiped(void **state)
{
	static const char *const apply[] = { "basvuru", NULL };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "");
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_to_signature(t, &w);
	robot_read_text(t);
	robot_to_pin(t);
	vt_type(t, WORLD_PIN);
	assert_true(vt_wait(t, "******"));
	world_shim(&w, "no-token");
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, "Kart çıkarıldı; bu yüzden yazdığınız PIN"));
	assert_true(vt_wait_gone(t, "******"));
	/* It comes again, and a PIN typed before it came is kept. */
	robot_tab_to(t, "PIN *");
	vt_type(t, WORLD_PIN);
	assert_true(vt_wait(t, "******"));
	world_shim(&w, "");
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, "Kartta hatalı giriş yok"));
	assert_true(vt_shows(t, "******"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_free(t);
	world_close(&w);
}

/* A reader with keys of its own: no PIN is typed here. */
static void
test_key_pad(void **state)
{
	static const char *const apply[] = { "basvuru", NULL };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "pad");
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_to_signature(t, &w);
	assert_true(vt_wait(t, "Metin formunuzla"));
	assert_true(vt_wait(t, "okuyucunun tuşlarıyla gir"));
	vt_type(t, KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN KEY_PGDN);
	assert_true(vt_wait(t, "PORTAL: "));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_free(t);
	t = at_card(&w);
	assert_true(vt_wait(t, "1  PIN değiştir"));
	vt_type(t, "1");
	assert_true(vt_wait(t, "Aşağıdaki düğmeye basın, sonra şimdiki"));
	assert_false(vt_shows(t, "Şimdiki PIN *"));
	vt_free(t);
	world_close(&w);
}

/* A locked PIN at the signature: to the PUK, and back to the text. */
static void
test_locked_at_signature(void **state)
{
	static const char *const apply[] = { "basvuru", NULL };
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "locked");
	t = world_client(&w, 24, 80, "xterm-256color", apply);
	robot_to_signature(t, &w);
	assert_true(vt_wait(t, "PIN kilitli."));
	robot_press(t, "Kilit çöz (PUK)");
	assert_true(vt_wait(t, "Kartım > Kilit çöz"));
	vt_type(t, "\033");
	assert_true(vt_wait(t, "Metin formunuzla karşılaştırıldı: aynı."));
	world_shim(&w, "");
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, "Kartta hatalı giriş yok"));
	robot_tab_to(t, "İmzalanacak Metin");
	robot_sign(t);
	vt_free(t);
	world_close(&w);
}

/* Question by question. */
struct line {
	const char *asked, *typed;
};

static const struct line talk[] = {
	{ "Numara", "1" },
	{ "1 / 3. Şimdiki PIN", "999999" },
	{ "2 / 3. Yeni PIN", NEW_PIN },
	{ "3 / 3. Yeni PIN (tekrar)", NEW_PIN },
	{ "Numara", "1" },
	{ "1 / 3. Şimdiki PIN", WORLD_PIN },
	{ "Numara", "1" },
	{ "Numara", "4" },
	{ "1 / 2. Dosya biçimi", "" },
	{ "2 / 2. Dosya", "" },
	{ "Numara", "1" },
};

static void
test_linear(void **state)
{
	static const char *const args[] = { "kartim", "--linear", NULL };
	struct world w;
	struct vt *t;
	int row = -1;

	(void)state;
	world_open(&w);
	t = world_client(&w, 300, 160, "xterm-256color", args);
	assert_true(vt_wait(t, "PIN: Kartta hatalı giriş yok"));
	assert_true(vt_wait(t, "1 PIN değiştir"));
	for (size_t i = 0; i < sizeof(talk) / sizeof(talk[0]); i++)
		robot_answer(t, &row, talk[i].asked, talk[i].typed);
	assert_true(vt_wait(t, "PIN yanlış."));
	assert_true(vt_wait(t, "PIN değiştirildi"));
	assert_true(vt_wait(t, "Kaydedildi:"));
	assert_false(vt_shows(t, NEW_PIN));
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_menu),
		cmocka_unit_test(test_change_pin),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_unblock),
		cmocka_unit_test(test_save),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_two_cards),
		cmocka_unit_test(test_pin_wiped),
		cmocka_unit_test(test_key_pad),
		cmocka_unit_test(test_locked_at_signature),
		cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
