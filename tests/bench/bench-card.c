/*
 * What the client adds to a card, on the virtual card behind the real pcscd
 * and OpenSC, all in one run: a signature through the whole stack beside the
 * driver's calls alone, the certificates of a card just put in beside
 * pkcs11-tool, and what waiting for a card costs.
 */
#include "config.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <p11-kit/pkcs11.h>

#include "bench-proc.h"
#include "demo-card.h"
#include "robot.h"

#include "base/clock.h"

#define ROUNDS	     3
#define SIGNATURES   100 /* in each round, most */
#define FEW	     10	 /* of a card that takes its time */
#define COMMAND_MS   10	 /* it needs, as the quicker real ones do */
#define SIGN_MS	     150
#define INSERTIONS   9
#define SETTLED_MS   2500 /* the client looks once more at new readers */
#define QUIET_MS     250
#define IDLE_SECONDS 10
#define SIGN_AIM     1.10
#define LIST_AIM     1.2

struct samples {
	long us[ROUNDS * SIGNATURES];
	size_t n;
	unsigned commands; /* to the card, in all */
};

static int64_t
mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void
add(struct samples *s, int64_t since)
{
	s->us[s->n++] = (long)(mono_us() - since);
}

static int
by_value(const void *a, const void *b)
{
	const long *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
median_ms(struct samples *s)
{
	qsort(s->us, s->n, sizeof(s->us[0]), by_value);
	return (double)s->us[s->n / 2] / 1000;
}

static const char *
verdict(bool met)
{
	return met ? "aim met" : "aim not met";
}

/* ---- the driver alone ---- */

static CK_FUNCTION_LIST *
load(void **so)
{
	CK_FUNCTION_LIST *call = NULL;
	CK_C_GetFunctionList get;
	void *symbol;

	*so = dlopen(opensc(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	assert_non_null(*so);
	symbol = dlsym(*so, "C_GetFunctionList");
	memcpy(&get, &symbol, sizeof(get));
	assert_int_equal(get(&call), CKR_OK);
	assert_int_equal(call->C_Initialize(NULL), CKR_OK);
	return call;
}

static CK_SLOT_ID
slot_with_card(const CK_FUNCTION_LIST *call)
{
	CK_SLOT_ID slots[16];
	CK_ULONG n = 16;

	assert_int_equal(call->C_GetSlotList(CK_TRUE, slots, &n), CKR_OK);
	assert_int_equal(n, 1);
	return slots[0];
}

struct signing {
	const char *name;
	int slot;
	enum ca_key key;
	bool slow; /* the card takes its time */
	int times;
};

struct alone {
	const CK_FUNCTION_LIST *call;
	CK_SLOT_ID slot;
	CK_MECHANISM mechanism;
	bool always; /* the key asks for the PIN at every use */
};

/* What no program can leave out that has to sign with a PIN. */
static void
sign_alone(const struct alone *a)
{
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	CK_ATTRIBUTE match = { CKA_CLASS, &class, sizeof(class) };
	unsigned char pin[] = PIV_PIN, digest[51] = { 0 }, sig[512];
	CK_ULONG n = 0, len = sizeof(sig), pin_len = sizeof(pin) - 1;
	CK_MECHANISM mechanism = a->mechanism;
	CK_SESSION_HANDLE session;
	CK_OBJECT_HANDLE key;
	const CK_FUNCTION_LIST *f = a->call;

	assert_int_equal(
	    f->C_OpenSession(a->slot, CKF_SERIAL_SESSION, NULL, NULL, &session),
	    CKR_OK);
	assert_int_equal(f->C_Login(session, CKU_USER, pin, pin_len), CKR_OK);
	assert_int_equal(f->C_FindObjectsInit(session, &match, 1), CKR_OK);
	assert_int_equal(f->C_FindObjects(session, &key, 1, &n), CKR_OK);
	assert_int_equal(n, 1);
	f->C_FindObjectsFinal(session);
	assert_int_equal(f->C_SignInit(session, &mechanism, key), CKR_OK);
	if (a->always)
		assert_int_equal(
		    f->C_Login(session, CKU_CONTEXT_SPECIFIC, pin, pin_len),
		    CKR_OK);
	assert_int_equal(
	    f->C_Sign(session, digest,
		a->mechanism.mechanism == CKM_ECDSA ? 32 : 51, sig, &len),
	    CKR_OK);
	f->C_Logout(session);
	f->C_CloseSession(session);
}

static void
measure_alone(struct vcard *v, const struct signing *t, struct samples *s)
{
	struct alone a = { .always = t->slot == PIV_9C };
	void *so;

	a.mechanism.mechanism =
	    t->key == CA_KEY_RSA_2048 ? CKM_RSA_PKCS : CKM_ECDSA;
	a.call = load(&so);
	a.slot = slot_with_card(a.call);
	sign_alone(&a); /* reads the card */
	for (int i = 0; i < t->times; i++) {
		unsigned before = vcard_commands(v);
		int64_t since = mono_us();

		sign_alone(&a);
		add(s, since);
		s->commands += vcard_commands(v) - before;
	}
	a.call->C_Finalize(NULL);
	dlclose(so);
}

/* ---- the whole stack ---- */

static void
measure_stack(struct vcard *v, const struct signing *t, struct samples *s)
{
	struct card *c = start();
	struct card_event ev;

	list(c, &ev);
	assert_int_equal(ev.cert_count, 1);
	sign_well(c);
	for (int i = 0; i < t->times; i++) {
		unsigned before = vcard_commands(v);
		int64_t since = mono_us();

		ask(c, 0, PIV_PIN, false);
		wait_for(c, CARD_SIGNED, &ev);
		add(s, since);
		assert_int_equal(ev.err.code, 0);
		s->commands += vcard_commands(v) - before;
	}
	end_clients();
}

static void
bench_signature(const struct signing *t)
{
	static struct samples alone, stack;
	struct vcard *v = card_make(0, "sign");
	double a, b;

	memset(&alone, 0, sizeof(alone));
	memset(&stack, 0, sizeof(stack));
	card_fill(v, t->slot, t->key);
	if (t->slow)
		vcard_pace(v, COMMAND_MS, SIGN_MS);
	card_put_in(v);
	for (int i = 0; i < ROUNDS; i++) {
		measure_alone(v, t, &alone);
		measure_stack(v, t, &stack);
	}
	end_test(NULL);
	a = median_ms(&alone);
	b = median_ms(&stack);
	printf("%-28s %6.2f ms (%4.1f commands)  alone %6.2f ms (%4.1f)  "
	       "x %.2f  aim <= %.2f: %s\n",
	    t->name, b, (double)stack.commands / (double)stack.n, a,
	    (double)alone.commands / (double)alone.n, b / a, SIGN_AIM,
	    verdict(b <= a * SIGN_AIM));
}

/* ---- from the card to its certificates ---- */

static void
run_tool(struct samples *s)
{
	int64_t since = mono_us();
	pid_t pid = fork();
	int status = -1;

	assert_true(pid >= 0);
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execlp("pkcs11-tool", "pkcs11-tool", "--module", opensc(), "-O",
		    (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	add(s, since);
	assert_int_equal(status, 0);
}

static bool
any_cert(const struct card_event *ev)
{
	return ev->cert_count > 0;
}

static bool
no_cert(const struct card_event *ev)
{
	return ev->cert_count == 0;
}

/* From the moment at which PC/SC says that a card is there: when it looks is
 * pcscd's affair. */
static void
bench_list(struct vcard *v, struct samples *tool, struct samples *card)
{
	struct card_event ev;
	struct card *c = start();

	card_follow(c, TCKN);
	wait_for(c, CARD_LIST, &ev);
	for (int i = 0; i < INSERTIONS; i++) {
		int64_t since;

		vcard_in(v);
		place_wait(0, true);
		since = mono_us();
		wait_list(c, &ev, any_cert);
		add(card, since);
		run_tool(tool);
		vcard_out(v);
		wait_list(c, &ev, no_cert);
	}
	end_clients();
}

static void
bench_screen(struct vcard *v, struct vt *t, struct samples *screen)
{
	for (int i = 0; i < INSERTIONS; i++) {
		int64_t since;

		vcard_in(v);
		place_wait(0, true);
		since = mono_us();
		assert_true(vt_wait(t, "AYŞE ÖĞRETMEN"));
		add(screen, since);
		vcard_out(v);
		assert_true(vt_wait_gone(t, "AYŞE ÖĞRETMEN"));
	}
}

static void
bench_idle(struct vt *t)
{
	struct vt_burst b;
	long before, after;
	double cpu, sleeps;
	int64_t end;

	vt_silence(t, SETTLED_MS, &b);
	before = proc_sleeps(vt_pid(t));
	cpu = proc_cpu(vt_pid(t));
	end = clock_mono_ms() + IDLE_SECONDS * 1000;
	while (clock_mono_ms() < end)
		vt_silence(t, QUIET_MS, &b);
	after = proc_sleeps(vt_pid(t));
	sleeps = (double)(after - before) / IDLE_SECONDS;
	cpu = (proc_cpu(vt_pid(t)) - cpu) / IDLE_SECONDS;
	printf("%-28s %6.2f wake-ups/s, %.2f %% CPU  aim 0: %s\n",
	    "waiting for a card", sleeps, cpu * 100,
	    verdict(sleeps <= 0 && cpu <= 0));
}

static void
print_list(const char *name, struct samples *s, double tool)
{
	double ms = median_ms(s);

	printf("%-28s %6.2f ms  pkcs11-tool -O %6.2f ms  x %.2f  aim <= %.1f: "
	       "%s\n",
	    name, ms, tool, ms / tool, LIST_AIM,
	    verdict(ms <= tool * LIST_AIM));
}

static const struct signing signings[] = {
	{ "RSA-2048 in 9C", PIV_9C, CA_KEY_RSA_2048, false, SIGNATURES },
	{ "RSA-2048 in 9A", PIV_9A, CA_KEY_RSA_2048, false, SIGNATURES },
	{ "P-256 in 9C", PIV_9C, CA_KEY_P256, false, SIGNATURES },
	{ "P-256 in 9A", PIV_9A, CA_KEY_P256, false, SIGNATURES },
	{ "slow, RSA-2048 in 9C", PIV_9C, CA_KEY_RSA_2048, true, FEW },
	{ "slow, P-256 in 9A", PIV_9A, CA_KEY_P256, true, FEW },
};

static void
bench(void **state)
{
	static const char *const args[] = { "kartim", NULL };
	static struct samples tool, card, screen;
	struct vcard *v;
	struct world w;
	struct vt *t;
	double ms;

	(void)state;
	printf("A signature through the whole stack, beside the driver's "
	       "calls alone. \"slow\": a card\nthat needs %d ms for a command "
	       "and %d ms for a signature; the others need no time.\n",
	    COMMAND_MS, SIGN_MS);
	for (size_t i = 0; i < COUNT(signings); i++)
		bench_signature(&signings[i]);
	world_open(&w);
	snprintf(w.module, sizeof(w.module), "%s", opensc());
	v = demo_card(w.dir, PIV_9C);
	bench_list(v, &tool, &card);
	t = world_client(&w, 24, 80, "xterm-256color", args);
	assert_true(vt_wait(t, place_reader(0)));
	bench_idle(t);
	bench_screen(v, t, &screen);
	ms = median_ms(&tool);
	print_list("card in to its certificates", &card, ms);
	print_list("the same, on the screen", &screen, ms);
	vt_free(t);
	end_test(NULL);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(bench) };

	place_enter();
	cmocka_set_message_output(CM_OUTPUT_STDOUT);
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
