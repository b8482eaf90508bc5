/*
 * The card's code over a driver that behaves as the one of the Turkish cards
 * is reported to (the word "akis" of tests/lib/shim-pkcs11.c), each habit by
 * itself and all at once.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "card-fixture.h"

#include "client/card/provision.h"
#include "base/banned.h"

struct habit {
	const char *token;
	const char *words;
	unsigned args; /* starts that took them; without, it is refused first */
	unsigned signs; /* at most: which of two keys comes first is chance */
};

static const struct habit habits[] = {
	{ "rsa", "no-args", 0, 1 },
	{ "rsa", "needs-args", 1, 1 },
	{ "rsa", "sha256-only", 0, 1 },
	{ "twins", "", 0, 1 },
	{ "twins", "no-modulus", 0, 2 },
	{ "rsa", "akis", 0, 1 },
	{ "twins", "akis", 0, 1 },
	{ "twins", "akis no-modulus", 0, 2 },
};

static void
sign_one(const struct habit *t)
{
	struct card_event ev;
	struct card *c;

	use(t->token);
	write_in("do", t->words);
	c = start(shim);
	list(c, TCKN, &ev);
	print_message("# %s %s: %s\n", t->token, t->words, ev.err.text);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(ev.cert_count, 1);
	assert_string_equal(ev.certs[0].token, t->token);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	print_message("# %s %s: %s\n", t->token, t->words, ev.err.text);
	assert_int_equal(ev.err.code, 0);
	verify(&ev.cms);
	card_close(c);
	assert_int_equal(logged("login"), 1);
	assert_in_range(logged("sign"), 1, t->signs);
	assert_int_equal(logged("second thread"), 0);
	assert_int_equal(logged("initialize refused"), t->args);
	assert_int_equal(logged("initialize args"), t->args);
	assert_int_equal(logged("initialize null"), 1 - t->args);
}

static void
test_habits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		sign_one(&habits[i]);
}

/* A list that follows the readers does not touch the driver from the thread
 * that waits for them. */
static void
test_follow(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	use("twins");
	write_in("do", "akis");
	c = start(shim);
	card_follow(c, TCKN);
	wait_for(c, CARD_LIST, &ev);
	assert_int_equal(ev.err.code, 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	card_close(c);
	assert_int_equal(logged("second thread"), 0);
	assert_int_equal(logged("finalize"), 1);
}

/* A wrong PIN is sent once, however many keys there are to try. */
static void
test_wrong_pin(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	use("twins");
	write_in("do", "akis no-modulus");
	c = start(shim);
	list(c, TCKN, &ev);
	ask(c, 0, "654321", false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "pin-wrong");
	assert_int_equal(logged("login"), 1);
	assert_int_equal(logged("sign"), 0);
	card_close(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_habits),
		cmocka_unit_test(test_follow),
		cmocka_unit_test(test_wrong_pin),
	};

	if (card_provision_module() == NULL) {
		puts("1..0 # SKIP no SoftHSM");
		return 0;
	}
	alarm(300); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
