/* The card that is not there, is not the person's, has ended, is locked, or
 * is taken out: each with its own sentence, and a way to go on. */
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

/* One application, one client, one sentence after the other: whatever the
 * card's state, "Kartı yeniden oku" finds the next. */
static struct vt *
at_signature(struct world *w)
{
	struct vt *t = world_client(w, 24, 80, "xterm-256color", apply);

	robot_to_signature(t, w);
	assert_true(vt_wait(t, "Metin formunuzla"));
	return t;
}

static void
says(struct vt *t, struct world *w, const char *words, const char *sentence)
{
	fprintf(stderr, "%s\n", words);
	world_shim(w, words);
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, sentence));
}

static void
read_to_end(struct vt *t)
{
	while (!vt_shows(t, "PORTAL: ")) {
		robot_tab_to(t, "İmzalanacak Metin");
		for (int i = 0; i < 12; i++)
			vt_type(t, KEY_PGDN);
		assert_true(vt_wait(t, "PORTAL: "));
	}
}

static void
type_pin(struct vt *t, const char *pin)
{
	robot_tab_to(t, "PIN *");
	vt_type(t, pin);
	vt_type(t, KEY_F10);
}

static void
test_states(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "no-token");
	t = at_signature(&w);
	assert_true(vt_wait(t, "Okuyucuda kart yok."));
	says(t, &w, "no-slots", "Kart okuyucu bulunamadı.");
	says(t, &w, "locked", "PIN kilitli.");
	says(t, &w, "low", "Bu kartta daha önce yanlış PIN girilmiş.");
	says(t, &w, "final", "SON HAK: şimdi yanlış PIN kartı kilitler.");
	says(t, &w, "", "Kartta hatalı giriş yok");
	read_to_end(t);
	type_pin(t, "12ab");
	assert_true(vt_wait(t, "PIN yalnızca rakamlardan oluşur."));
	vt_type(t, "\b\b\b\b99");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "hane"));
	vt_type(t, "\b\b999999");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "PIN yanlış."));
	type_pin(t, WORLD_PIN);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_free(t);
	world_close(&w);
}

/* The last try goes to the card only after EVET. */
static void
test_last_try(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "final");
	t = at_signature(&w);
	assert_true(vt_wait(t, "SON HAK"));
	read_to_end(t);
	type_pin(t, WORLD_PIN);
	assert_true(vt_wait(t, "Son hakkı kullanmak için EVET"));
	vt_type(t, "hayır");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Son hakkı kullanmak için EVET"));
	assert_false(vt_shows(t, PAGE_RESULT_TITLE));
	vt_type(t, "\b\b\b\b\bevet");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_free(t);
	world_close(&w);
}

/* A reader with keys of its own asks for the PIN itself; the last try needs
 * its word all the same. */
static void
test_key_pad(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_shim(&w, "pad final");
	t = at_signature(&w);
	assert_true(vt_wait(t, "SON HAK"));
	read_to_end(t);
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "Son hakkı kullanmak için EVET"));
	vt_type(t, "evet");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_free(t);
	world_close(&w);
}

/* Taken out in the middle of the signature, put in again, finished. */
static void
test_removed(void **state)
{
	struct world w;
	struct vt *t;
	char *list;

	(void)state;
	world_open(&w);
	world_shim(&w, "removed-sign");
	t = at_signature(&w);
	assert_true(vt_wait(t, "Kartta hatalı"));
	read_to_end(t);
	type_pin(t, WORLD_PIN);
	assert_true(vt_wait(t, "Kart imza sırasında çıkarıldı."));
	list = world_applications(&w);
	assert_null(strstr(list, "submitted"));
	free(list);
	world_shim(&w, "sign-other"); /* and a card that signs nonsense */
	type_pin(t, WORLD_PIN);
	assert_true(vt_wait(t, "sertifikaya ait değil"));
	world_shim(&w, "");
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, "Kartta hatalı"));
	type_pin(t, WORLD_PIN);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_free(t);
	world_close(&w);
}

static void
test_other_person(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_card_of(&w, "12345678950");
	t = at_signature(&w);
	assert_true(vt_wait(t, "başka bir kişiye ait"));
	read_to_end(t);
	type_pin(t, WORLD_PIN);
	assert_true(
	    vt_wait_for(t, robot_at, (void *)(uintptr_t) "Sertifika Seçiniz"));
	assert_false(vt_shows(t, PAGE_RESULT_TITLE));
	vt_free(t);
	world_close(&w);
}

static void
test_expired(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	world_card_expired(&w);
	t = at_signature(&w);
	assert_true(vt_wait(t, "süresi"));
	assert_true(vt_wait(t, "(kullanılamaz)"));
	vt_free(t);
	world_close(&w);
}

static void
test_no_module(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	snprintf(w.module, sizeof(w.module), "%s/no-such.so", w.dir);
	t = at_signature(&w);
	assert_true(vt_wait(t, "Kart sürücüsü"));
	/* The other machine's card is still a way. */
	vt_type(t, KEY_F7);
	assert_true(vt_wait(t, "eimza imzala "));
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_last_try),
		cmocka_unit_test(test_key_pad),
		cmocka_unit_test(test_removed),
		cmocka_unit_test(test_other_person),
		cmocka_unit_test(test_expired),
		cmocka_unit_test(test_no_module),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
