/*
 * A renewal from end to end on the virtual card: the real client in a
 * terminal, the real portal, pcscd and OpenSC. The card is pulled wherever it
 * can be, pcscd dies under the PIN, and each time the renewal is finished.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "card-world.h"

#include "demo-card.h"
#include "robot.h"

#define CARD_READY "Kartta hatalı giriş yok"
#define NO_CARD	   "Okuyucuda kart yok."
#define PULLED	   "Kart imza sırasında çıkarıldı."

static const char *const apply[] = { "basvuru", NULL };

static void
open_world(struct world *w)
{
	world_open(w);
	snprintf(w->module, sizeof(w->module), "%s", opensc());
}

static struct vt *
at_signature(struct world *w)
{
	struct vt *t = world_client(w, 24, 80, "xterm-256color", apply);

	robot_to_signature(t, w);
	assert_true(vt_wait(t, "Metin formunuzla"));
	return t;
}

static void
type_pin(struct vt *t)
{
	robot_tab_to(t, "PIN *");
	vt_type(t, "\025"); /* whatever stands there */
	vt_type(t, WORLD_PIN KEY_F10);
}

static void
nothing_sent(struct world *w)
{
	char *list = world_applications(w);

	assert_null(strstr(list, "submitted"));
	free(list);
}

static void
finish(struct vt *t, struct world *w, struct vcard *v)
{
	unsigned before = vcard_count(v, PIV_SIGN);
	char *list;
	int status;

	type_pin(t);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	assert_int_equal(vcard_count(v, PIV_SIGN), before + 1);
	list = world_applications(w);
	assert_non_null(strstr(list, "submitted"));
	free(list);
	vt_type(t, KEY_F10);
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	vt_free(t);
}

static void
renew(int slot)
{
	struct world w;
	struct vcard *v;
	struct vt *t;

	open_world(&w);
	v = demo_card(w.dir, slot);
	card_put_in(v);
	t = at_signature(&w);
	robot_read_text(t);
	finish(t, &w, v);
	world_close(&w);
	end_test(NULL);
}

static void
test_renewal(void **state)
{
	(void)state;
	renew(PIV_9C);
	renew(PIV_9A);
}

/* The card comes when the page is up already, goes, and comes again; nobody
 * presses a key for it. */
static void
test_inserted(void **state)
{
	struct world w;
	struct vcard *v;
	struct vt *t;

	(void)state;
	open_world(&w);
	v = demo_card(w.dir, PIV_9C);
	t = at_signature(&w);
	assert_true(vt_wait(t, NO_CARD));
	vcard_in(v);
	robot_read_text(t);
	vcard_out(v);
	assert_true(vt_wait(t, NO_CARD));
	vcard_in(v);
	assert_true(vt_wait(t, CARD_READY));
	finish(t, &w, v);
	world_close(&w);
}

/* Everything that goes wrong with a card, one after the other in one
 * application. */
static const struct {
	unsigned char ins;
	enum vcard_fault fault;
	const char *says;
} faults[] = {
	{ PIV_VERIFY, VCARD_GONE, PULLED },
	{ PIV_VERIFY, VCARD_LEAVES, PULLED },
	{ PIV_SIGN, VCARD_GONE, PULLED },
	{ PIV_SIGN, VCARD_CUT, "hata bildirdi" },
	{ PIV_SIGN, VCARD_LENGTH, "hata bildirdi" },
	{ PIV_SIGN, VCARD_WRONG, "sertifikaya ait değil" },
	{ PIV_SIGN, VCARD_ERROR, "hata bildirdi" },
};

static void
test_faults(void **state)
{
	struct world w;
	struct vcard *v;
	struct vt *t;

	(void)state;
	open_world(&w);
	v = demo_card(w.dir, PIV_9C);
	card_put_in(v);
	t = at_signature(&w);
	robot_read_text(t);
	for (size_t i = 0; i < COUNT(faults); i++) {
		print_message("# %zu: %s\n", i, faults[i].says);
		vcard_fault(v, faults[i].ins, faults[i].fault);
		type_pin(t);
		vcard_failed(v);
		assert_true(vt_wait(t, faults[i].says));
		nothing_sent(&w);
		if (!vcard_is_in(v)) {
			assert_true(vt_wait(t, NO_CARD));
			vcard_in(v);
		}
		assert_true(vt_wait(t, CARD_READY));
	}
	finish(t, &w, v);
	world_close(&w);
}

/* Pulled between the PIN on the screen and the key that sends it. */
static void
test_out_before(void **state)
{
	struct world w;
	struct vcard *v;
	struct vt *t;

	(void)state;
	open_world(&w);
	v = demo_card(w.dir, PIV_9C);
	card_put_in(v);
	t = at_signature(&w);
	robot_read_text(t);
	robot_to_pin(t);
	vt_type(t, WORLD_PIN);
	vcard_out(v);
	assert_true(vt_wait(t, NO_CARD));
	assert_int_equal(vcard_count(v, PIV_VERIFY), 0);
	vcard_in(v);
	assert_true(vt_wait(t, CARD_READY));
	nothing_sent(&w);
	finish(t, &w, v);
	world_close(&w);
}

/* A card that says nothing while it should sign: Escape comes back at once,
 * and the renewal goes on when the card does. */
static void
test_silent(void **state)
{
	struct world w;
	struct vcard *v;
	struct vt *t;

	(void)state;
	open_world(&w);
	v = demo_card(w.dir, PIV_9C);
	card_put_in(v);
	t = at_signature(&w);
	robot_read_text(t);
	vcard_fault(v, PIV_SIGN, VCARD_SILENT);
	type_pin(t);
	vcard_failed(v);
	assert_true(vt_wait(t, "Kart imzalıyor"));
	vt_type(t, "\033");
	assert_true(vt_wait_gone(t, "Kart imzalıyor"));
	nothing_sent(&w);
	vcard_release(v);
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, CARD_READY));
	finish(t, &w, v);
	world_close(&w);
}

/* pcscd is killed and started again while the PIN is being typed. */
static void
test_service(void **state)
{
	struct world w;
	struct vcard *v;
	struct vt *t;

	(void)state;
	open_world(&w);
	v = demo_card(w.dir, PIV_9C);
	card_put_in(v);
	t = at_signature(&w);
	robot_read_text(t);
	robot_to_pin(t);
	vt_type(t, "12");
	place_kill();
	assert_true(vt_wait(t, "Kart okuyucu bulunamadı."));
	vcard_out(v);
	place_start();
	assert_true(vt_wait(t, NO_CARD));
	vcard_in(v);
	assert_true(vt_wait(t, CARD_READY));
	finish(t, &w, v);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CARD_TEST(test_renewal),
		CARD_TEST(test_inserted),
		CARD_TEST(test_faults),
		CARD_TEST(test_out_before),
		CARD_TEST(test_silent),
		CARD_TEST(test_service),
	};

	place_enter();
	alarm(600); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
