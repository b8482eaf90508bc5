/* The renewal from the first key to the verified signature, as a person does
 * it, on the terminals people have; and what an administrator sees of it. */
#include "config.h"

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

struct terminal {
	const char *term;
	int rows, cols;
};

static void
renew(const struct terminal *o)
{
	static const char *const args[] = { "basvuru", NULL };
	struct world w;
	struct vt *t;
	char *list;
	int status;

	world_open(&w);
	t = world_client(&w, o->rows, o->cols, o->term, args);
	robot_login(t);
	robot_form_start(t);
	robot_form(t);
	robot_sms(t, &w);
	robot_method(t);
	robot_sign(t);
	assert_true(vt_wait(t, "kurum onayı"));
	list = world_applications(&w);
	assert_non_null(strstr(list, "submitted"));
	free(list);
	vt_type(t, KEY_F10); /* Uygulamayı Kapat */
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	vt_free(t);
	world_close(&w);
}

static void
test_xterm(void **state)
{
	(void)state;
	renew(&(struct terminal){ "xterm-256color", 24, 80 });
}

static void
test_vt100(void **state)
{
	(void)state;
	renew(&(struct terminal){ "vt100", 24, 80 });
}

static void
test_large(void **state)
{
	(void)state;
	renew(&(struct terminal){ "xterm-256color", 43, 132 });
}

static void
test_small(void **state)
{
	(void)state;
	renew(&(struct terminal){ "xterm-256color", 20, 60 });
}

/* The evidence of a signature verifies with the portal's own command, and
 * with another program. */
static void
test_evidence(void **state)
{
	static const char *const args[] = { "basvuru", NULL };
	const char *dir = getenv("EIMZA_BUILDDIR");
	char command[4096];
	struct world w;
	struct vt *t;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	robot_login(t);
	robot_form_start(t);
	robot_go_on(t, &w);
	vt_free(t);
	snprintf(command, sizeof(command),
	    "set -e; P=%s/src/eimza-portal; cd %s; "
	    "N=$($P applications --config portal.conf | "
	    "grep -o '20[0-9][0-9]-[0-9]\\{6\\}' | head -n 1); "
	    "$P evidence $N --out evidence --config portal.conf >/dev/null; "
	    "S=$(find evidence -name '*.p7s'); "
	    "$P verify --ca ca/root.pem --ca ca/sub.pem --tckn %s $S "
	    ">verified.txt; grep -q 'AYŞE' verified.txt; "
	    "cat ca/root.pem ca/sub.pem >all.pem; "
	    "openssl cms -verify -cades -inform DER -in $S -CAfile all.pem "
	    "-purpose any -out text.txt 2>openssl.txt; "
	    "grep -q 'ADI: AYŞE' text.txt; "
	    "grep -q 'GÜVENLİK SÖZCÜĞÜ: (gizli)' text.txt; "
	    "! grep -r 'bahar' evidence portal.log",
	    dir, w.dir, WORLD_TCKN);
	assert_int_equal(system(command), 0);
	world_close(&w);
}

/* On paper: from the main menu to the instructions; the next login shows them
 * again, and another method is still open. */
static void
test_paper(void **state)
{
	struct world w;
	struct vt *t;
	char *list;

	(void)state;
	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", NULL);
	assert_true(vt_wait(t, "Sertifika başvurusu ve yenileme"));
	vt_type(t, "1");
	robot_login(t);
	robot_form_start(t);
	robot_form(t);
	robot_sms(t, &w);
	assert_true(vt_wait(t, "Islak İmzalı Başvuru"));
	vt_type(t, "2");
	assert_true(vt_wait(t, "ulaşması beklenmektedir"));
	assert_true(vt_wait(t, "41470 Gebze/KOCAELİ"));
	list = world_applications(&w);
	assert_non_null(strstr(list, "awaiting_paper"));
	free(list);
	vt_free(t);
	t = world_client(&w, 24, 80, "xterm-256color", NULL);
	assert_true(vt_wait(t, "Sertifika başvurusu ve yenileme"));
	vt_type(t, "1");
	robot_login(t);
	robot_sms(t, &w);
	assert_true(vt_wait(t, "ulaşması beklenmektedir"));
	robot_press(t, "Başka yöntem seç");
	robot_method(t);
	robot_sign(t);
	vt_free(t);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xterm),
		cmocka_unit_test(test_vt100),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_evidence),
		cmocka_unit_test(test_paper),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
