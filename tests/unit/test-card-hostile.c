/*
 * The card's code against a module that lies (tests/lib/hostile-pkcs11.c): it
 * refuses or copes, always with a sentence, in bounded memory and time.
 */
#include "config.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "card-fixture.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/banned.h"

#define LIST_MS	  10000	 /* with sanitizers, on a slow machine */
#define LIST_MOST 64	 /* certificates ever shown */
#define LIST_KB	  65536L /* that a list may add to the process */

struct list_case {
	const char *words;
	const char *reason; /* NULL: it goes well */
	size_t certs;
};

static const struct list_case list_cases[] = {
	{ "", NULL, 1 },
	/* The list of functions, and the start. */
	{ "list-null", "module-bad", 0 },
	{ "list-refused", "module-bad", 0 },
	{ "version-three", NULL, 1 },
	{ "version-none", NULL, 1 },
	{ "null-start", "module-bad", 0 },
	{ "null-end", "module-bad", 0 },
	{ "null-slots", "module-bad", 0 },
	{ "null-slot", "module-bad", 0 },
	{ "null-token", "module-bad", 0 },
	{ "null-mechanisms", "module-bad", 0 },
	{ "null-open", "module-bad", 0 },
	{ "null-close", "module-bad", 0 },
	{ "null-login", "module-bad", 0 },
	{ "null-logout", "module-bad", 0 },
	{ "null-search", "module-bad", 0 },
	{ "null-find", "module-bad", 0 },
	{ "null-found", "module-bad", 0 },
	{ "null-attribute", "module-bad", 0 },
	{ "null-init", "module-bad", 0 },
	{ "null-sign", "module-bad", 0 },
	{ "nowhere-start", "module-bad", 0 },
	{ "huge-start", "module-bad", 0 },
	{ "gone-start", "module-bad", 0 },
	{ "already", NULL, 1 },
	{ "nowhere-end", NULL, 1 },
	/* Readers. */
	{ "nowhere-slots", "device", 0 },
	{ "huge-slots", "device", 0 },
	{ "gone-slots", "removed", 0 },
	{ "slots-many", "device", 0 },
	{ "slots-lie slots-many", NULL, LIST_MOST },
	{ "slots-max", NULL, 1 },
	{ "slots-max slots-vanish", NULL, 1 },
	{ "slots-grow", "device", 0 },
	{ "slots-vanish", "no-reader", 0 },
	{ "slots-odd", NULL, 1 },
	{ "slots-odd slots-sixty", NULL, 60 },
	{ "nowhere-slot", "no-reader", 0 },
	{ "nowhere-token", NULL, 1 },
	{ "no-token", "no-card", 0 },
	{ "flags-all", NULL, 1 },
	{ "label-escapes", NULL, 1 },
	{ "label-endless", NULL, 1 },
	{ "label-empty", NULL, 1 },
	{ "label-wide", NULL, 1 },
	{ "label-half", NULL, 1 },
	{ "pin-flips", NULL, 1 },
	{ "pin-none", NULL, 1 },
	{ "pin-huge", NULL, 1 },
	{ "pin-max", NULL, 1 },
	/* Objects. */
	{ "nowhere-open", "device", 0 },
	{ "gone-open", "no-card", 0 },
	{ "session-max", NULL, 1 },
	{ "nowhere-search", "device", 0 },
	{ "gone-search", "no-card", 0 },
	{ "nowhere-find", "device", 0 },
	{ "nowhere-found", NULL, 1 },
	{ "nowhere-close", NULL, 1 },
	{ "objects-none", "no-certificate", 0 },
	{ "objects-max", "no-certificate", 0 },
	{ "objects-one", NULL, 1 },
	{ "objects-many", NULL, 1 },
	{ "objects-endless", NULL, 1 },
	{ "objects-many objects-differ", NULL, LIST_MOST },
	{ "objects-endless objects-differ slots-sixty", NULL, LIST_MOST },
	/* Attributes. */
	{ "nowhere-attribute", "no-certificate", 0 },
	{ "value-missing", "no-certificate", 0 },
	{ "value-none", "no-certificate", 0 },
	{ "value-empty", "no-certificate", 0 },
	{ "value-huge", "no-certificate", 0 },
	{ "value-max", "no-certificate", 0 },
	{ "value-over", "no-certificate", 0 },
	{ "value-late", "no-certificate", 0 },
	{ "value-silent", "no-certificate", 0 },
	{ "value-grows", "no-certificate", 0 },
	{ "value-shrinks", "no-certificate", 0 },
	{ "cert-garbage", "no-certificate", 0 },
	{ "cert-mb", "no-certificate", 0 },
	{ "cert-mb objects-endless", "no-certificate", 0 },
	{ "cert-cut", "no-certificate", 0 },
	{ "cert-tail", "no-certificate", 0 },
	{ "id-missing", "no-certificate", 1 },
	{ "id-none", "no-certificate", 1 },
	{ "id-empty", "no-certificate", 1 },
	{ "id-huge", "no-certificate", 1 },
	{ "id-max", "no-certificate", 1 },
	{ "id-over", "no-certificate", 1 },
	{ "id-late", "no-certificate", 1 },
	{ "id-grows", "no-certificate", 1 },
	{ "id-silent", NULL, 1 },
	{ "id-shrinks", NULL, 1 },
	{ "id-changes", NULL, 1 },
};

/* What a person would be shown. */
static void
check_shown(const struct card_event *ev)
{
	for (size_t i = 0; i < ev->cert_count; i++) {
		const struct card_cert *c = &ev->certs[i];

		assert_true(text_valid(c->token, strlen(c->token)));
		assert_true(text_valid(c->slot, strlen(c->slot)));
		assert_true(text_printable(c->token, false));
		assert_true(text_printable(c->slot, false));
		assert_true(text_printable(c->facts.owner, false));
		assert_true(c->refused == 0 || c->why.text[0] != '\0');
		assert_true(c->der_len <= malloc_usable_size(c->der));
	}
	for (size_t i = 0; i < ev->reader_count; i++) {
		assert_true(text_printable(ev->readers[i].name, false));
		assert_true(text_printable(ev->readers[i].token, false));
		assert_true(text_printable(ev->readers[i].serial, false));
	}
	assert_true(text_valid(ev->err.text, strlen(ev->err.text)));
	assert_true(text_printable(ev->err.text, false));
	assert_int_equal(ev->err.text[0] != '\0', ev->err.code != 0);
}

static long
peak_kb(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

static bool
right(const char *words, const char *reason, const char *wanted)
{
	if (strcmp(reason, wanted != NULL ? wanted : "") == 0)
		return true;
	print_message("# %s: \"%s\", not \"%s\"\n", words, reason,
	    wanted != NULL ? wanted : "");
	return false;
}

static bool
list_one(const struct list_case *t)
{
	bool ok;
	int64_t from = clock_mono_ms();
	struct card_event ev;
	struct card *c;
	long before = peak_kb();

	order(t->words);
	c = start(hostile);
	list(c, TCKN, &ev);
	print_message("# %s: %s\n", t->words, ev.err.text);
	check_shown(&ev);
	ok = right(t->words, ev.err.reason, t->reason) &&
	     ev.cert_count == t->certs;
	if (!ok)
		print_message(
		    "# %s: %zu certificates\n", t->words, ev.cert_count);
	assert_int_equal(logged("login"), 0);
	card_close(c);
	assert_true(clock_mono_ms() - from < LIST_MS);
	assert_true(peak_kb() - before < LIST_KB);
	return ok;
}

static void
test_list(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(list_cases) / sizeof(*list_cases); i++)
		wrong += !list_one(&list_cases[i]);
	assert_int_equal(wrong, 0);
}

struct sign_case {
	const char *words; /* told between list and signature */
	const char *pin;
	const char *reason; /* NULL: it goes well */
	unsigned logins;
};

static const struct sign_case sign_cases[] = {
	{ "", PIN, NULL, 1 },
	{ "", "000000", NULL, 1 }, /* takes any PIN: the signature decides */
	{ "always", PIN, NULL, 2 },
	{ "always login-pads", PIN, NULL, 2 },
	{ "already", PIN, NULL, 1 },
	{ "keys-two", PIN, NULL, 1 },
	/* The second would need the PIN once more. */
	{ "keys-two always", PIN, "key-mismatch", 2 },
	/* Before the PIN: none is sent. */
	{ "nowhere-open", PIN, "device", 0 },
	{ "gone-open", PIN, "removed", 0 },
	{ "nowhere-search", PIN, "removed", 0 },
	{ "objects-none", PIN, "removed", 0 },
	{ "objects-max", PIN, "removed", 0 },
	{ "cert-garbage", PIN, "removed", 0 },
	{ "cert-mb", PIN, "removed", 0 },
	{ "value-over", PIN, "removed", 0 },
	{ "value-grows", PIN, "removed", 0 },
	{ "value-shrinks", PIN, "removed", 0 },
	{ "value-silent", PIN, "removed", 0 },
	{ "value-max", PIN, "removed", 0 },
	{ "nowhere-token", PIN, "device", 0 },
	{ "flags-all", PIN, "pin-locked", 0 },
	{ "", "12345a", "pin-digits", 0 },
	{ "", "", "pin-length", 0 },
	{ "pin-none", "123", "pin-length", 0 },
	{ "pin-max", "1234567890123", "pin-length", 0 },
	{ "pin-huge", "1234567890123", "pin-length", 0 },
	/* The PIN, and after it. */
	{ "nowhere-login", PIN, "device", 1 },
	{ "huge-login", PIN, "device", 1 },
	{ "gone-login", PIN, "removed", 1 },
	{ "nowhere-mechanisms", PIN, "no-mechanism", 1 },
	{ "mechanisms-max", PIN, "no-mechanism", 1 },
	{ "mechanisms-many", PIN, "no-mechanism", 1 },
	{ "mechanisms-none", PIN, "no-mechanism", 1 },
	{ "nowhere-init", PIN, "device", 1 },
	{ "gone-init", PIN, "removed", 1 },
	{ "nowhere-sign", PIN, "device", 1 },
	{ "huge-sign", PIN, "device", 1 },
	{ "gone-sign", PIN, "removed", 1 },
	{ "nowhere-logout", PIN, NULL, 1 },
	{ "nowhere-close", PIN, NULL, 1 },
	{ "always-over", PIN, NULL, 1 },
	{ "always-huge", PIN, NULL, 1 },
	{ "always-silent", PIN, NULL, 1 },
	{ "always-grows always", PIN, NULL, 1 },
	{ "always-shrinks always", PIN, NULL, 1 },
	{ "signature-none", PIN, "device", 1 },
	{ "signature-byte", PIN, "key-mismatch", 1 },
	{ "signature-zero", PIN, "key-mismatch", 1 },
	{ "signature-ones", PIN, "key-mismatch", 1 },
	{ "signature-other", PIN, "key-mismatch", 1 },
	{ "signature-full", PIN, "key-mismatch", 1 },
	{ "signature-silent", PIN, "device", 1 },
	{ "signature-max", PIN, "device", 1 },
	{ "signature-beyond", PIN, "device", 1 },
	/* More keys under one identifier than are tried, all foreign. */
	{ "objects-many", PIN, "key-mismatch", 1 },
};

static bool
sign_one(const struct sign_case *t)
{
	bool ok;
	struct card_event ev;
	struct card *c;

	order("");
	c = start(hostile);
	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	order(t->words);
	ask(c, 0, t->pin, false);
	wait_for(c, CARD_SIGNED, &ev);
	print_message("# %s: %s\n", t->words, ev.err.text);
	check_shown(&ev);
	if (ev.err.code == 0)
		verify(&ev.cms);
	else
		assert_int_equal(ev.cms.len, 0);
	ok = right(t->words, ev.err.reason, t->reason) &&
	     logged("login") == t->logins;
	assert_int_equal(logged("no digits"), 0);
	if (!ok)
		print_message("# %s: %u logins\n", t->words, logged("login"));
	card_close(c);
	return ok;
}

static void
test_sign(void **state)
{
	static const enum ca_key kinds[] = { CA_KEY_RSA_2048, CA_KEY_P256 };

	size_t wrong = 0, n = sizeof(sign_cases) / sizeof(sign_cases[0]);

	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		card_make(kinds[k]);
		for (size_t i = 0; i < n; i++)
			wrong += !sign_one(&sign_cases[i]);
	}
	assert_int_equal(wrong, 0);
}

/* The flags of the PIN change at every call: whatever they say, a PIN is sent
 * at most once for each signature that is asked for. */
static void
test_pin_flips(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	order("pin-flips");
	c = start(hostile);
	list(c, TCKN, &ev);
	for (int i = 0; i < 20; i++) {
		order("pin-flips");
		ask(c, 0, PIN, false);
		wait_for(c, CARD_SIGNED, &ev);
		check_shown(&ev);
		assert_in_range(logged("login"), 0, 1);
		assert_int_equal(ev.err.code == 0, logged("login"));
	}
	card_close(c);
}

/* Wherever the module hangs, an answer comes at once when asked for. */
static void
test_hang(void **state)
{
	static const struct {
		const char *word;
		bool signing;
	} t[] = {
		{ "hang-start", false },
		{ "hang-slots", false },
		{ "hang-slot", false },
		{ "hang-attribute", false },
		{ "hang-open", true },
		{ "hang-token", true },
		{ "hang-login", true },
		{ "hang-sign", true },
		{ "hang-logout", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		unsigned before = threads();
		struct card_event ev;
		struct card *c;
		int64_t from;
		int fd;

		order("");
		c = start(hostile);
		if (t[i].signing)
			list(c, TCKN, &ev);
		order(t[i].word);
		if (t[i].signing)
			ask(c, 0, PIN, false);
		else
			card_list(c, TCKN);
		fd = hanging();
		from = clock_mono_ms();
		card_cancel(c);
		assert_true(card_next(c, &ev));
		assert_int_equal(ev.err.code, ERR_CANCELLED);
		check_shown(&ev);
		assert_true(clock_mono_ms() - from < 5000);
		order("");
		close(fd);
		card_close(c);
		assert_int_equal(threads(), before);
	}
}

/* Nothing of a PIN stays in the memory that the module shares with us. */
static void
test_no_trace(void **state)
{
	static const struct {
		const char *words, *reason;
	} t[] = { { "", "" }, { "gone-login", "removed" },
		{ "nowhere-login", "device" }, { "always", "" },
		{ "signature-zero", "key-mismatch" } };
	struct card_event ev;
	struct card *c;

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		char pin[] = { '7', '3', '9', '1', '6', '4', '\0' };

		order("");
		c = start(hostile);
		list(c, TCKN, &ev);
		order(t[i].words);
		pin[5] = (char)('0' + i); /* each its own */
		ask(c, 0, pin, false);
		explicit_bzero(pin, sizeof(pin));
		wait_for(c, CARD_SIGNED, &ev);
		assert_string_equal(ev.err.reason, t[i].reason);
		order("look-slots");
		list(c, TCKN, &ev);
		assert_int_equal(logged("looked"), 2);
		assert_int_equal(logged_with("trace"), 0);
		card_close(c);
	}
}

/* The name of a driver comes from a file, and a loader repeats it. */
static void
test_names(void **state)
{
	static const char *const names[] = { "/nowhere/\033]0;x\007.so",
		"\033[2J\xc2\x9b.so", "/\xe2\x80\xae\xff/x.so",
		"/etc/../etc/passwd" };
	struct card_event ev;
	struct card *c;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		c = start(names[i]);
		list(c, TCKN, &ev);
		assert_int_not_equal(ev.err.code, 0);
		check_shown(&ev);
		for (size_t k = 0; k < ev.module_count; k++) {
			assert_true(text_valid(
			    ev.modules[k].name, strlen(ev.modules[k].name)));
			assert_true(text_printable(ev.modules[k].name, false));
			assert_true(
			    text_printable(ev.modules[k].why.text, false));
		}
		card_close(c);
	}
}

/* What this test was started with is not the card's doing. */
static void
keep_files(void)
{
	for (int fd = 3; fd < 1024; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* A child of the module gets no file of ours. */
static void
test_files(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	keep_files();
	order("spawn");
	c = start(hostile);
	list(c, TCKN, &ev);
	assert_int_equal(logged("files"), 1);
	assert_int_equal(logged_with("file "), 0);
	card_close(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_pin_flips),
		cmocka_unit_test(test_hang),
		cmocka_unit_test(test_no_trace),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_files),
	};

	alarm(100); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_hostile, remove_all);
}
