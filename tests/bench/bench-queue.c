/*
 * What a key costs a kurum yetkilisi with ten thousand applications in his
 * queue, against ten: bytes on the line, time to the last of them, and the
 * processor, of the real client at the real portal, both in one run.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

#include "bench-proc.h"
#include "queue.h"
#include "robot.h"

#define MANY	  10000
#define FEW	  10
#define FURTHER	  500 /* rows that F7 brings */
#define PRESSES	  100
#define QUIET_MS  30
#define AIM_RATIO 1.2
#define DOWN	  "\033[B"
#define UP	  "\033[A"
#define KEY_F4	  "\033OS"
#define KEY_HOME  "\033[H"
#define KEY_END	  "\033[F"

static const struct key {
	const char *name, *first, *second; /* pressed in turns */
	double least;			   /* ms that count as nothing */
} keys[] = {
	{ "Down and Up", DOWN, UP, 1 },
	{ "End and Home", KEY_END, KEY_HOME, 1 },
	{ "Space on a row, and off", " ", " ", 1 },
	{ "all chosen, and none (F4)", KEY_F4, KEY_F4, 50 },
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

struct cost {
	double bytes, ms, cpu_ms;
};

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
median(double *v)
{
	qsort(v, PRESSES, sizeof(*v), by_value);
	return v[PRESSES / 2];
}

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static struct cost
measure(struct vt *t, const struct key *k)
{
	static double bytes[PRESSES], took[PRESSES];
	double cpu = proc_cpu(vt_pid(t));
	struct cost c;

	for (int i = 0; i < PRESSES; i++) {
		double before = now_ms(), late;
		struct vt_burst b;

		vt_type(t, i % 2 == 0 ? k->first : k->second);
		late = now_ms() - before;
		vt_silence(t, QUIET_MS, &b);
		bytes[i] = (double)b.bytes;
		took[i] = late + (double)b.last_us / 1000;
	}
	c.cpu_ms = (proc_cpu(vt_pid(t)) - cpu) * 1000 / PRESSES;
	c.bytes = median(bytes);
	c.ms = median(took);
	return c;
}

/* In with the card, and every page here. */
static struct vt *
enter(struct world *w, int n)
{
	static const char *const args[] = { "officer", "--lang", "en", NULL };
	struct vt *t = world_client(w, 24, 80, "xterm-256color", args);
	char all[32];

	assert_true(vt_wait(t, "from your card"));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, "it lets you in"));
	assert_true(vt_wait(t, "no wrong entry"));
	vt_type(t, KEY_END);
	robot_to_pin(t);
	vt_type(t, WORLD_PIN KEY_F10);
	assert_true(vt_wait(t, "waiting"));
	for (int here = 50; here < n; here += FURTHER) {
		int want = here + FURTHER < n ? here + FURTHER : n;

		snprintf(all, sizeof(all), "/ %d", want);
		vt_type(t, KEY_F7);
		assert_true(vt_wait(t, all));
	}
	snprintf(all, sizeof(all), "/ %d", n);
	assert_true(vt_wait(t, all));
	return t;
}

static void
run(int n, struct cost out[KEYS])
{
	struct world w;
	struct vt *t;

	queue_open(&w, n);
	t = enter(&w, n);
	for (size_t i = 0; i < KEYS; i++)
		out[i] = measure(t, &keys[i]);
	printf("%d rows: %ld bytes of memory of its own\n", n,
	    proc_private(vt_pid(t)));
	vt_free(t);
	world_close(&w);
}

static void
bench(void **state)
{
	static struct cost few[KEYS], many[KEYS];

	(void)state;
	run(FEW, few);
	run(MANY, many);
	printf("%-28s %9s %9s %9s %9s %9s %9s\n", "", "bytes", "of 10", "ms",
	    "of 10", "cpu ms", "of 10");
	for (size_t i = 0; i < KEYS; i++) {
		bool met = many[i].ms <= keys[i].least ||
			   many[i].ms <= few[i].ms * AIM_RATIO;

		printf("%-28s %9.0f %9.0f %9.2f %9.2f %9.2f %9.2f  %.2f x, "
		       "%s\n",
		    keys[i].name, many[i].bytes, few[i].bytes, many[i].ms,
		    few[i].ms, many[i].cpu_ms, few[i].cpu_ms,
		    many[i].ms / few[i].ms, met ? "aim met" : "aim not met");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(bench) };

	cmocka_set_message_output(CM_OUTPUT_STDOUT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
