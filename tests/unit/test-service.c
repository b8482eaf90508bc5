/* Waiting for the socket of pcscd: what ends it, and what does not. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "unit.h"

#include "base/file.h"
#include "client/card/service.h"
#include "base/banned.h"

static char top[] = "/tmp/eimza-service-XXXXXX";
static int stop;

/* In the folder of this test. */
static const char *
at(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	return path;
}

static void
put(const char *name)
{
	assert_int_equal(file_write(at(name), "", 0, 0600, NULL), 0);
}

static int
fresh(void **state)
{
	(void)state;
	file_remove_tree(top);
	assert_int_equal(file_make_dirs(top, 0700, NULL), 0);
	stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	setenv("PCSCLITE_CSOCK_NAME", at("run/pcscd/socket"), 1);
	return 0;
}

static int
done(void **state)
{
	(void)state;
	close(stop);
	return 0;
}

static void
end(void)
{
	const uint64_t one = 1;

	assert_int_equal(write(stop, &one, sizeof(one)), sizeof(one));
}

/* Each folder on the way, and then the socket, comes after the arming. */
static void
test_comes(void **state)
{
	struct service s = { .notify = -1 };

	(void)state;
	service_arm(&s);
	assert_string_equal(s.name, "run");
	assert_int_equal(file_make_dirs(at("run"), 0700, NULL), 0);
	assert_true(service_wait(&s, stop));
	service_arm(&s);
	assert_string_equal(s.name, "pcscd");
	assert_int_equal(file_make_dirs(at("run/pcscd"), 0700, NULL), 0);
	assert_true(service_wait(&s, stop));
	service_arm(&s);
	assert_string_equal(s.name, "socket");
	put("run/pcscd/socket");
	assert_true(service_wait(&s, stop));
	/* Removed with its folder, and the way begins again. */
	service_arm(&s);
	file_remove_tree(at("run/pcscd"));
	assert_true(service_wait(&s, stop));
	service_arm(&s);
	assert_string_equal(s.name, "pcscd");
	service_rest(&s);
	service_rest(&s);
}

/* What happens beside it is slept through until the end. */
static void
test_beside(void **state)
{
	struct service s = { .notify = -1 };

	(void)state;
	service_arm(&s);
	put("other");
	put("running");
	end();
	assert_false(service_wait(&s, stop));
	service_rest(&s);
}

/* A socket at which nobody answers is tried a few times, then no more. */
static void
test_no_answer(void **state)
{
	struct service s = { .notify = -1 };

	(void)state;
	assert_int_equal(file_make_dirs(at("run/pcscd"), 0700, NULL), 0);
	put("run/pcscd/socket");
	service_arm(&s);
	assert_true(service_wait(&s, stop));
	assert_int_equal(s.tries, 1);
	assert_true(service_wait(&s, stop));
	assert_int_equal(s.tries, 2);
	s.tries = 100;
	end();
	assert_false(service_wait(&s, stop));
	assert_int_equal(s.tries, 100);
	/* Until something happens to it. */
	put("run/pcscd/socket");
	(void)service_wait(&s, stop);
	assert_int_equal(s.tries, 0);
	service_rest(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_comes, fresh, done),
		cmocka_unit_test_setup_teardown(test_beside, fresh, done),
		cmocka_unit_test_setup_teardown(test_no_answer, fresh, done),
	};
	int rc;

	assert_non_null(mkdtemp(top));
	alarm(60); /* a hang is a failure, not a wait */
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	file_remove_tree(top);
	return rc;
}
