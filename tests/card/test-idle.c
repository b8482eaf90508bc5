/*
 * A client that follows its card sleeps while nothing happens: none of its
 * threads wakes up.
 */
#include "config.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "card-world.h"

#include "base/banned.h"

/* How often a thread gave up the processor to wait. */
static unsigned long
waits_of(const char *task)
{
	char path[300], line[128];
	unsigned long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%s/status", task);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL &&
	       sscanf(line, "voluntary_ctxt_switches: %lu", &n) != 1)
		continue;
	if (f != NULL)
		fclose(f);
	return n;
}

/* The same for all threads but the first so many, those of the test; the
 * kernel lists them in the order of their making. */
static unsigned long
waits(unsigned skip, unsigned *threads)
{
	DIR *d = opendir("/proc/self/task");
	const struct dirent *e;
	unsigned long sum = 0;

	assert_non_null(d);
	*threads = 0;
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.' && (*threads)++ >= skip)
			sum += waits_of(e->d_name);
	closedir(d);
	return sum;
}

/* Nothing happens while nothing happens. */
static void
test_idle(void **state)
{
	struct vcard *v = card_make(0, "idle");
	struct card_event ev;
	struct card *c;
	unsigned long before, after;
	unsigned own, threads;
	struct pollfd p = { .events = POLLIN };

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	(void)waits(0, &own);
	c = start();
	card_follow(c, TCKN);
	wait_for(c, CARD_LIST, &ev);
	p.fd = card_fd(c);
	/* It looks a second time when readers have come. */
	assert_int_equal(poll(&p, 1, 1500), 0);
	before = waits(own, &threads);
	assert_true(threads >= own + 2);
	assert_int_equal(poll(&p, 1, 2000), 0);
	after = waits(own, &threads);
	print_message("# wake-ups in 2 s: %lu\n", after - before);
	assert_int_equal(after, before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CARD_TEST(test_idle),
	};

	place_enter();
	alarm(240); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
