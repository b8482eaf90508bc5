/*
 * The screen before a module that is nothing but lies: whatever it answers,
 * the person reads a sentence and can go on, no byte reaches the terminal that
 * is not the client's own, and the renewal is finished in the end.
 */
#include "config.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "robot.h"

static const char *const apply[] = { "basvuru", NULL };

static struct vt *
at_signature(struct world *w, const char *words)
{
	struct vt *t;

	world_open(w);
	world_hostile(w, words);
	t = world_client(w, 24, 80, "xterm-256color", apply);
	robot_to_signature(t, w);
	assert_true(vt_wait(t, "Metin formunuzla"));
	return t;
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
type_pin(struct vt *t)
{
	robot_tab_to(t, "PIN *");
	vt_type(t, WORLD_PIN);
	vt_type(t, KEY_F10);
}

static void
says(struct vt *t, struct world *w, const char *words, const char *sentence)
{
	fprintf(stderr, "%s\n", words);
	world_hostile(w, words);
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, sentence));
	assert_int_equal(vt_strange(t), 0);
}

static void
finish(struct vt *t, struct world *w)
{
	char *list;
	int status;

	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	list = world_applications(w);
	assert_non_null(strstr(list, "submitted"));
	free(list);
	vt_type(t, KEY_F10);
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(vt_strange(t), 0);
	vt_free(t);
	world_close(w);
}

static void
test_lists(void **state)
{
	static const struct {
		const char *words, *sentence;
	} rows[] = {
		{ "nowhere-slots", "0xdeadbeef" },
		{ "label-escapes", "Kartta hatalı giriş yok" },
		{ "cert-garbage", "Kartta sertifika yok." },
		{ "label-endless label-half", "Kartta hatalı giriş yok" },
		{ "slots-many", "Kart ya da okuyucu hata bildirdi" },
		{ "objects-endless", "Kartta hatalı giriş yok" },
		{ "cert-mb objects-many", "Kartta sertifika yok." },
		{ "slots-max", "Kartta hatalı giriş yok" },
		{ "flags-all", "PIN kilitli." },
		{ "label-empty", "Kartta hatalı giriş yok" },
	};
	struct world w;
	struct vt *t;

	(void)state;
	t = at_signature(&w, "gone-open");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		says(t, &w, rows[i].words, rows[i].sentence);
	read_to_end(t);
	type_pin(t);
	finish(t, &w);
}

/* The label stays: another one would be another card, whose screen has no
 * sentence about this one. */
static void
test_signatures(void **state)
{
	static const struct {
		const char *words, *sentence;
	} rows[] = {
		{ "label-escapes signature-zero", "sertifikaya ait değil" },
		{ "label-escapes signature-beyond",
		    "Kart ya da okuyucu hata bildirdi" },
		{ "label-escapes nowhere-sign", "0xdeadbeef" },
		{ "label-escapes huge-login", "0xffffffffffffffff" },
		{ "label-escapes mechanisms-max", "gereken türde imza" },
	};
	struct world w;
	struct vt *t;

	(void)state;
	t = at_signature(&w, "label-escapes");
	assert_true(vt_wait(t, "Kartta hatalı"));
	read_to_end(t);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fprintf(stderr, "%s\n", rows[i].words);
		world_hostile(&w, rows[i].words);
		type_pin(t);
		assert_true(vt_wait(t, rows[i].sentence));
	}
	world_hostile(&w, "");
	type_pin(t);
	finish(t, &w);
}

/* The module hangs with the PIN in its hands: Esc answers, and the person goes
 * on when it is back. */
static void
test_hang(void **state)
{
	struct world w;
	struct vt *t;
	char path[256];
	int fd;

	(void)state;
	t = at_signature(&w, "");
	assert_true(vt_wait(t, "Kartta hatalı"));
	read_to_end(t);
	world_hostile(&w, "hang-login");
	type_pin(t);
	snprintf(path, sizeof(path), "%s/shim/hang", w.dir);
	fd = open(path, O_WRONLY | O_CLOEXEC); /* returns once it hangs */
	assert_true(fd >= 0);
	vt_type(t, "\033");
	assert_true(vt_wait(t, "Vazgeçildi"));
	world_hostile(&w, "");
	close(fd);
	robot_press(t, "Kartı yeniden oku");
	assert_true(vt_wait(t, "Kartta hatalı"));
	type_pin(t);
	finish(t, &w);
}

/* A module that does not come back holds up neither the end of the program nor
 * the terminal. */
static void
test_hang_at_end(void **state)
{
	struct world w;
	struct vt *t;
	char path[256];
	int fd;

	(void)state;
	t = at_signature(&w, "hang-end");
	assert_true(vt_wait(t, "Kartta hatalı"));
	read_to_end(t);
	type_pin(t);
	snprintf(path, sizeof(path), "%s/shim/hang", w.dir);
	fd = open(path, O_RDWR | O_CLOEXEC); /* so that it goes on hanging */
	assert_true(fd >= 0);
	finish(t, &w);
	close(fd);
}

/* What a driver writes to standard output and error does not reach the
 * screen. */
static void
test_noise(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	t = at_signature(&w, "noise-slots noise-login noise-sign noise-end");
	assert_true(vt_wait(t, "Kartta hatalı"));
	read_to_end(t);
	type_pin(t);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	assert_false(vt_wrote(t, "DRIVER"));
	finish(t, &w);
}

/* After the signature the PIN stands nowhere in the client's memory, and a
 * child of the driver has had none of its files. */
static void
test_traces(void **state)
{
	struct world w;
	struct vt *t;

	(void)state;
	t = at_signature(&w, "spawn");
	assert_true(vt_wait(t, "Kartta hatalı"));
	read_to_end(t);
	assert_int_equal(world_logged(&w, "file "), 0);
	assert_true(world_logged(&w, "files") > 0);
	world_hostile(&w, "look-end");
	robot_tab_to(t, "PIN *");
	vt_type(t, "739164");
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_RESULT_TITLE));
	vt_type(t, KEY_F10); /* the driver is told when the program ends */
	assert_int_equal(vt_end(t), 0);
	assert_int_equal(world_logged(&w, "looked"), 1);
	assert_int_equal(world_logged(&w, "trace"), 0);
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_hang),
		cmocka_unit_test(test_hang_at_end),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_traces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
