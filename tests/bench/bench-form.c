/*
 * What the application form of the real client costs on the line, beside
 * dialog and newt, all in one run: bytes and time of each key, what happens
 * when nobody types, memory. dialog and libnewt are left out where they are
 * not installed.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "bench-proc.h"
#include "robot.h"

#define SETTLED_MS   150 /* silence after which a screen is whole */
#define QUIET_MS     30	 /* silence after a key */
#define START_US     10000000
#define PATH_MOST    4200
#define SLOW_MS	     1300 /* silence behind an Escape: dialog waits 1 s */
#define IDLE_SECONDS 10
#define MOST	     64
#define TAB	     "\t"
#define DOWN	     "\033OB" /* where the program asked for such keys */
#define WORD	     "abcdefghijklmnopqrst"

struct figures {
	double paint_ms, type_ms, type_p99;
	double escape_ms, small_ms, large_ms, back_ms;
	double idle_bytes, idle_sleeps, count_bytes, count_sleeps; /* a s */
	double type, type_reads, tab, tab_reads, down;
	long paint_bytes, burst, flood, memory;
};

static int
by_value(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
rank(long *v, int n, int percent)
{
	qsort(v, (size_t)n, sizeof(*v), by_value);
	return (double)v[(n - 1) * percent / 100];
}

static int64_t
mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* What comes before the program is silent; times count from before. */
static struct vt_burst
answer(struct vt *t, int quiet, int64_t before)
{
	int64_t late = mono_us() - before;
	struct vt_burst b;

	vt_silence(t, quiet, &b);
	b.first_us += late;
	b.last_us += late;
	return b;
}

static struct vt_burst
send(struct vt *t, const char *keys, int quiet)
{
	int64_t before = mono_us();

	vt_type(t, keys);
	return answer(t, quiet, before);
}

static void
settle(struct vt *t)
{
	struct vt_burst b;

	vt_silence(t, SETTLED_MS, &b);
}

/* n presses, each alone; letters of a word when key is NULL. */
static void
presses(struct vt *t, const char *key, int n, double *bytes, double *reads,
    struct figures *typed)
{
	long b[MOST], r[MOST], us[MOST];
	char letter[2] = "";

	for (int i = 0; i < n; i++) {
		struct vt_burst x;

		letter[0] = WORD[i % 20];
		x = send(t, key == NULL ? letter : key, QUIET_MS);
		b[i] = (long)x.bytes;
		r[i] = x.reads;
		us[i] = (long)x.last_us;
	}
	*bytes = rank(b, n, 50);
	if (reads != NULL)
		*reads = rank(r, n, 50);
	if (typed == NULL)
		return;
	typed->type_ms = rank(us, n, 50) / 1000;
	typed->type_p99 = rank(us, n, 99) / 1000;
}

static void
repeat(struct vt *t, const char *key, int n)
{
	char all[256] = "";
	size_t len = strlen(key);

	for (int i = 0; i < n && (size_t)(i + 2) * len < sizeof(all); i++)
		memcpy(all + (size_t)i * len, key, len + 1);
	vt_type(t, all);
}

/* A text field is active: types into it, alone and at once. */
static void
measure_typing(struct vt *t, struct figures *f)
{
	struct vt_burst b;

	presses(t, NULL, 20, &f->type, &f->type_reads, f);
	repeat(t, "\177", 20);
	settle(t);
	b = send(t, WORD, QUIET_MS);
	f->burst = (long)b.bytes;
	repeat(t, "\177", 20);
	settle(t);
}

static void
measure_tabs(struct vt *t, struct figures *f)
{
	struct vt_burst b;

	presses(t, TAB, 23, &f->tab, &f->tab_reads, NULL);
	settle(t);
	repeat(t, TAB, 23);
	vt_silence(t, SETTLED_MS, &b);
	f->flood = (long)b.bytes;
}

static void
idle(struct vt *t, double *bytes, double *sleeps)
{
	long before = proc_sleeps(vt_pid(t));
	size_t at = vt_bytes(t);
	int64_t end = clock_mono_ms() + IDLE_SECONDS * 1000, left;
	struct vt_burst b;

	while ((left = end - clock_mono_ms()) > 0)
		vt_silence(t, left < QUIET_MS ? (int)left : QUIET_MS, &b);
	*bytes = (double)(vt_bytes(t) - at) / IDLE_SECONDS;
	*sleeps = (double)(proc_sleeps(vt_pid(t)) - before) / IDLE_SECONDS;
}

static double
resized(struct vt *t, int rows, int cols)
{
	int64_t before = mono_us();

	vt_resize(t, rows, cols);
	return (double)answer(t, SETTLED_MS, before).last_us / 1000;
}

static void
measure_sizes(struct vt *t, struct figures *f)
{
	f->small_ms = resized(t, 20, 60);
	f->large_ms = resized(t, 43, 132);
	f->back_ms = resized(t, 24, 80);
}

static void
measure_rest(struct vt *t, struct figures *f)
{
	f->memory = proc_private(vt_pid(t));
	idle(t, &f->idle_bytes, &f->idle_sleeps);
	measure_sizes(t, f);
}

/* Starts a program and waits until it shows the text and is silent. */
static struct vt *
begin(char *const argv[], const char *text, struct figures *f)
{
	const struct vt_options o = { 24, 80, "xterm-256color", NULL };
	int64_t before = mono_us();
	struct vt *t = vt_start(&o, argv);
	struct vt_burst b;

	do {
		int64_t late = mono_us() - before;

		vt_silence(t, SETTLED_MS, &b);
		if (b.bytes > 0)
			f->paint_ms = (double)(late + b.last_us) / 1000;
	} while (!vt_shows(t, text) && mono_us() - before < START_US);
	f->paint_bytes = (long)vt_bytes(t);
	return t;
}

/* A program of this folder, as it was built. */
static void
beside(const char *name, char path[PATH_MOST])
{
	const char *dir = getenv("EIMZA_BUILDDIR");

	snprintf(path, PATH_MOST, "%s/tests/bench/%s", dir == NULL ? "." : dir,
	    name);
}

/* Goes on with Tab until the row of the cursor holds the label. */
static void
go_to(struct vt *t, const char *label)
{
	for (int i = 0; strstr(vt_cursor_row(t, 0), label) == NULL; i++) {
		assert_true(i < 60);
		send(t, TAB, QUIET_MS);
	}
}

static void
measure_list(struct vt *t, struct figures *f)
{
	go_to(t, "> İl *");
	send(t, "\r", SETTLED_MS);
	presses(t, DOWN, 24, &f->down, NULL, NULL);
	f->escape_ms = (double)send(t, "\033", SETTLED_MS).first_us / 1000;
}

/* The login page is painted before there is a connection. */
static void
measure_client(struct figures *f)
{
	static const char *const args[] = { "basvuru", NULL };
	struct figures ours = { 0 };
	struct world w;
	struct vt_burst b;
	struct vt *t;

	world_open(&w);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	vt_silence(t, SETTLED_MS, &b);
	printf("eimza: the login page begins %.1f ms after the start; with "
	       "its picture\n%zu bytes, the last after %.1f ms\n",
	    (double)b.first_us / 1000, b.bytes, (double)b.last_us / 1000);
	robot_login(t);
	assert_true(vt_wait(t, PAGE_FORM_TITLE));
	settle(t);
	go_to(t, "> Çalıştığı Birim");
	measure_typing(t, &ours);
	measure_tabs(t, &ours);
	measure_list(t, &ours);
	measure_rest(t, &ours);
	robot_form_start(t);
	robot_form(t);
	assert_true(vt_wait(t, PAGE_SEND_TITLE));
	vt_type(t, KEY_F10);
	assert_true(vt_wait(t, PAGE_CODE_TITLE));
	settle(t);
	idle(t, &ours.count_bytes, &ours.count_sleeps);
	vt_free(t);
	world_close(&w);
	/* The form's own paint is measured where no network is in it. */
	ours.paint_ms = f->paint_ms;
	ours.paint_bytes = f->paint_bytes;
	*f = ours;
}

static void
measure_demo(struct figures *f)
{
	char path[PATH_MOST];
	char *argv[] = { path, (char[]){ "--form" }, (char[]){ "apply" },
		NULL };

	beside("form-demo", path);
	vt_free(begin(argv, "Kimlik No", f));
}

static void
measure_newt(struct figures *f)
{
	char path[PATH_MOST];
	char *argv[] = { path, NULL };
	struct vt *t;

	beside("newt-form", path);
	t = begin(argv, "Field 12", f);
	measure_typing(t, f);
	measure_tabs(t, f);
	measure_rest(t, f);
	vt_free(t);
}

static struct vt *
shell(const char *command, const char *text, struct figures *f)
{
	char line[8192];
	char *argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" }, line, NULL };

	snprintf(line, sizeof(line), "%s", command);
	return begin(argv, text, f);
}

/* Down and Escape in a menu of 81 rows. */
static void
measure_menu(const char *program, struct figures *f)
{
	struct figures other = { 0 };
	char command[256];
	struct vt *t;

	snprintf(command, sizeof(command),
	    "exec %s --menu Il 22 60 14 $(seq -f '%%g IL' 81)", program);
	t = shell(command, "14 IL", &other);
	presses(t, DOWN, 24, &f->down, NULL, NULL);
	f->escape_ms = (double)send(t, "\033", SLOW_MS).first_us / 1000;
	vt_free(t);
}

static void
measure_dialog(struct figures *f)
{
	struct figures other = { 0 };
	struct vt *t = shell("exec dialog --form Form 22 76 12 "
			     "$(for i in 1 2 3 4 5 6 7 8 9 10 11 12; do "
			     "echo Field$i $i 1 - $i 20 40 40; done)",
	    "Field12", f);

	measure_typing(t, f);
	measure_tabs(t, f);
	measure_rest(t, f);
	vt_free(t);
	t = shell("exec dialog --pause Wait 10 60 60", "Wait", &other);
	idle(t, &f->count_bytes, &f->count_sleeps);
	vt_free(t);
}

static bool
have(const char *program)
{
	char command[128];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", program);
	return system(command) == 0;
}

struct row {
	const char *name, *aim;
	double most; /* the aim; 0: none */
	double v[3]; /* eimza, dialog, newt; negative: none */
};

static void
print_row(const struct row *r)
{
	bool met = r->v[0] <= r->most;

	printf("%-36s %-14s", r->name, r->aim);
	for (int i = 0; i < 3; i++)
		if (r->v[i] < 0)
			printf("%10s", "-");
		else
			printf("%10.*f", r->v[i] < 100 ? 2 : 0, r->v[i]);
	if (r->v[0] > 0 && r->v[1] > 0)
		printf("  1:%-7.2f", r->v[1] / r->v[0]);
	else
		printf("  %-9s", "");
	printf("%s\n", r->most < 0 ? "" : met ? "aim met" : "aim not met");
}

#define ROW(name, aim, most, member)                                           \
	{                                                                      \
		name, aim, most,                                               \
		{                                                              \
			(double)f[0].member, (double)f[1].member,              \
			    (double)f[2].member                                \
		}                                                              \
	}

static void
print_all(const struct figures f[3])
{
	const struct row rows[] = {
		ROW("typed character, bytes", "<= 2", 2, type),
		ROW("  pieces", "1", 1, type_reads),
		ROW("  key to last byte, median ms", "<= 0.3", 0.3, type_ms),
		ROW("  the same, p99 ms", "<= 2", 2, type_p99),
		ROW("Tab, bytes", "<= 90", 90, tab),
		ROW("  pieces", "1", 1, tab_reads),
		ROW("20 characters at once, bytes", "<= 60", 60, burst),
		ROW("23 Tabs at once, bytes", "<= 150", 150, flood),
		ROW("Down in a list of 81, bytes", "<= 84", 84, down),
		ROW("first paint of the form, ms", "<= 12", 12, paint_ms),
		ROW("  bytes", "<= 2500", 2500, paint_bytes),
		ROW("private memory, bytes", "<= 6000000", 6e6, memory),
		ROW("idle form, bytes/s", "0", 0, idle_bytes),
		ROW("  wake-ups/s", "0", 0, idle_sleeps),
		ROW("countdown, bytes/s", "<= 15", 15, count_bytes),
		ROW("  wake-ups/s", "1", 1.2, count_sleeps),
		ROW("Escape to the first byte, ms", "25-100", 100, escape_ms),
		ROW("to 60x20, ms", "<= 50", 50, small_ms),
		ROW("to 132x43, ms", "<= 50", 50, large_ms),
		ROW("back to 80x24, ms", "<= 50", 50, back_ms),
	};

	printf("%-36s %-14s%10s%10s%10s  eimza:dialog\n", "", "aim", "eimza",
	    "dialog", "newt");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		print_row(&rows[i]);
}

static void
bench(void **state)
{
	static struct figures f[3];

	(void)state;
	measure_demo(&f[0]);
	measure_client(&f[0]);
	for (int i = 1; i < 3; i++)
		f[i].count_bytes = f[i].count_sleeps = -1;
	if (have("dialog")) {
		measure_dialog(&f[1]);
		measure_menu("dialog", &f[1]);
	}
	if (have("whiptail")) {
		measure_newt(&f[2]);
		measure_menu("whiptail", &f[2]);
	}
	print_all(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(bench) };

	cmocka_set_message_output(CM_OUTPUT_STDOUT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
