/* Several drivers and readers in one list, and drivers that hang. */
#include "config.h"

#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "card-fixture.h"

#include "base/clock.h"
#include "base/file.h"
#include "client/card/provision.h"
#include "base/banned.h"

static struct card *
open_with(const char *a, const char *b, const char *prefer)
{
	const char *const modules[] = { a, b, NULL };
	struct card_options o = { .modules = modules, .prefer = prefer };
	struct card *c = NULL;

	assert_int_equal(card_open(&c, &o, NULL), 0);
	return c;
}

/* The first driver reads the card: the second one is not touched. */
static void
test_first_is_enough(void **state)
{
	const char *soft = card_provision_module();
	struct card_event ev;
	struct card *c;

	(void)state;
	use("p256");
	c = open_with(soft, shim, NULL);
	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(ev.cert_count, 1);
	assert_int_equal(ev.module_count, 2);
	assert_string_equal(ev.modules[0].name, "SoftHSM");
	assert_string_equal(ev.modules[0].path, soft);
	assert_string_equal(ev.modules[1].name, "shim-pkcs11.so");
	assert_true(ev.modules[0].tried);
	assert_false(ev.modules[1].tried);
	assert_int_equal(ev.modules[1].why.code, 0);
	assert_int_equal(ev.reader_count, 1);
	assert_true(ev.readers[0].present);
	assert_int_equal(ev.readers[0].module, 0);
	assert_int_equal(ev.readers[0].why.code, 0);
	assert_string_equal(ev.readers[0].token, "p256");
	assert_int_equal(strlen(ev.readers[0].serial), 16);
	assert_int_equal(ev.certs[0].reader, 0);
	assert_false(ev.changed);
	assert_int_equal(
	    logged("initialize args") + logged("initialize null"), 0);
	/* The person chooses the other card type, and it stays. */
	card_prefer(c, "shim-pkcs11.so");
	for (int i = 0; i < 2; i++) {
		wait_for(c, CARD_LIST, &ev);
		assert_int_equal(ev.err.code, 0);
		assert_int_equal(ev.cert_count, 1);
		assert_int_equal(ev.readers[ev.certs[0].reader].module, 1);
		assert_false(ev.modules[0].tried);
		card_list(c, TCKN);
	}
	wait_for(c, CARD_LIST, &ev);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(ev.cert_count, 1); /* the list stays at hand */
	verify(&ev.cms);
	assert_int_equal(logged("login"), 1);
	card_close(c);
}

/* What is preferred goes first, if it is there at all. */
static void
test_preferred(void **state)
{
	static const char *const names[] = { "softhsm", "SoftHSM",
		"libsofthsm2.so" };
	struct card_event ev;
	struct card *c;

	(void)state;
	use("p256");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		c = open_with(shim, card_provision_module(), names[i]);
		list(c, TCKN, &ev);
		assert_int_equal(ev.readers[ev.certs[0].reader].module, 1);
		card_close(c);
	}
	c = open_with(shim, card_provision_module(), "AKİS");
	list(c, TCKN, &ev);
	assert_int_equal(ev.readers[ev.certs[0].reader].module, 0);
	card_close(c);
}

/* A driver that does not load is named, and the next one reads the card; a
 * file of two names is one driver. */
static void
test_bad_first(void **state)
{
	struct card_event ev;
	char path[PATH_MAX];
	struct card *c;

	(void)state;
	use("p256");
	c = open_with("/etc/passwd", shim, NULL);
	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_string_equal(ev.modules[0].why.reason, "module-bad");
	assert_string_equal(ev.modules[0].name, "passwd");
	assert_int_equal(ev.certs[0].reader, 0);
	assert_int_equal(ev.readers[0].module, 1);
	card_close(c);
	snprintf(path, sizeof(path), "%s/link.so", top);
	assert_int_equal(symlink(shim, path), 0);
	c = open_with(shim, path, NULL);
	list(c, TCKN, &ev);
	assert_int_equal(ev.module_count, 1);
	card_close(c);
}

/* A card from which the first driver reads nothing is read by the next, and
 * is one reader all the same. */
static void
test_unread(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	use("p256");
	write_in("do", "length-none");
	c = open_with(shim, card_provision_module(), NULL);
	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(ev.reader_count, 1);
	assert_int_equal(ev.readers[0].module, 1);
	assert_int_equal(ev.readers[0].why.code, 0);
	card_close(c);
	c = open_with(shim, "/nowhere/x.so", NULL);
	list(c, TCKN, &ev);
	assert_string_equal(ev.err.reason, "no-certificate");
	assert_int_equal(ev.reader_count, 1);
	assert_true(ev.readers[0].present);
	assert_string_equal(ev.readers[0].why.reason, "no-certificate");
	assert_string_equal(ev.modules[1].why.reason, "no-module");
	write_in("do", "no-token");
	list(c, TCKN, &ev);
	assert_string_equal(ev.err.reason, "no-card");
	assert_false(ev.readers[0].present);
	assert_string_equal(ev.readers[0].token, "");
	card_close(c);
}

/* Found below a root: the shim, registered with p11-kit. */
static void
test_found(void **state)
{
	struct card_options o = { .root = top };
	struct card_event ev;
	struct err e = { 0 };
	char path[PATH_MAX];
	struct card *c;

	(void)state;
	use("p256");
	setenv("XDG_CONFIG_HOME", "/config", 1);
	assert_int_equal(card_open(&c, &o, &e), 0);
	list(c, TCKN, &ev);
	assert_string_equal(ev.err.reason, "no-module");
	assert_int_equal(ev.module_count, 0);
	/* Installed while the program runs. */
	snprintf(path, sizeof(path), "%s/config/pkcs11/modules", top);
	assert_int_equal(file_make_dirs(path, 0700, &e), 0);
	write_in("config/pkcs11/modules/x.module", "module: /x.so\n");
	snprintf(path, sizeof(path), "%s/x.so", top);
	assert_int_equal(symlink(shim, path), 0);
	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_string_equal(ev.modules[0].name, "x.so");
	card_close(c);
}

static _Atomic int64_t skipped; /* milliseconds */

static int64_t
later(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + skipped;
}

/* Behind a driver that hangs nobody waits without a word. */
static void
test_hangs(void **state)
{
	struct card_event ev;
	struct card *c;
	int fd;

	(void)state;
	use("p256");
	c = start(shim);
	list(c, NULL, &ev);
	write_in("do", "hang-sign");
	ask(c, 0, PIN, false);
	fd = hanging();
	card_cancel(c);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "cancelled");
	/* It may come back soon: this waits, but not for ever. */
	card_list(c, NULL);
	wait_for(c, CARD_LIST, &ev);
	assert_string_equal(ev.err.reason, "module-hangs");
	assert_false(card_next(c, &ev));
	/* It has hung for long: the answer comes at once. */
	ask(c, 0, PIN, false);
	assert_true(card_next(c, &ev));
	assert_int_equal(ev.type, CARD_SIGNED);
	assert_string_equal(ev.err.reason, "module-hangs");
	write_in("do", "");
	close(fd);
	do {
		list(c, NULL, &ev);
	} while (strcmp(ev.err.reason, "module-hangs") == 0);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(logged("login"), 1);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	card_close(c);
}

/* Nobody cancels, but the driver has been at work for long. */
static void
test_slow(void **state)
{
	struct card_event ev;
	struct card *c;
	int fd;

	(void)state;
	use("p256");
	clock_set(later, NULL);
	c = start(shim);
	list(c, NULL, &ev);
	write_in("do", "hang-list");
	card_list(c, NULL);
	fd = hanging();
	skipped = 9000;
	ask(c, 0, PIN, false);
	assert_false(card_next(c, &ev));
	skipped = 11000;
	assert_true(card_next(c, &ev));
	assert_int_equal(ev.type, CARD_SIGNED);
	assert_string_equal(ev.err.reason, "module-hangs");
	write_in("do", "");
	close(fd);
	wait_for(c, CARD_LIST, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(logged("login"), 0);
	card_close(c);
	clock_set(NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_is_enough),
		cmocka_unit_test(test_preferred),
		cmocka_unit_test(test_bad_first),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_hangs),
		cmocka_unit_test(test_slow),
	};

	if (card_provision_module() == NULL) {
		puts("1..0 # SKIP no SoftHSM");
		return 0;
	}
	alarm(300); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
