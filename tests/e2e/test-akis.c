/* A whole renewal with a driver that behaves as the one of the Turkish cards
 * is reported to: see tests/lib/shim-pkcs11.c. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "robot.h"

static void
renew(const char *words)
{
	static const char *const args[] = { "basvuru", NULL };
	struct world w;
	struct vt *t;
	char *list;
	int status;

	world_open(&w);
	world_card_twins(&w);
	world_shim(&w, words);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	robot_to_signature(t, &w);
	robot_sign(t);
	list = world_applications(&w);
	assert_non_null(strstr(list, "submitted"));
	free(list);
	vt_type(t, KEY_F10);
	status = vt_end(t);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(vt_strange(t), 0);
	vt_free(t);
	assert_true(world_logged(&w, "initialize null") > 0);
	assert_int_equal(world_logged(&w, "initialize args"), 0);
	assert_int_equal(world_logged(&w, "second thread"), 0);
	assert_int_equal(world_logged(&w, "login"), 1);
	world_close(&w);
}

static void
test_renewal(void **state)
{
	(void)state;
	renew("akis");
}

/* Where the card does not show which key is whose. */
static void
test_renewal_closed_keys(void **state)
{
	(void)state;
	renew("akis no-modulus");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_renewal),
		cmocka_unit_test(test_renewal_closed_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
