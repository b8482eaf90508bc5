/*
 * The card over SoftHSM, with a module in front of it that misbehaves on
 * demand (tests/lib/shim-pkcs11.c).
 */
#include "config.h"

#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card-fixture.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "client/card/provision.h"
#include "base/banned.h"

/* ---- listing ---- */

struct list_case {
	const char *token;
	const char *words; /* what the module does wrong */
	const char *tckn;
	const char *reason; /* NULL: it goes well */
	size_t certs;
	const char *why; /* reason of the first certificate */
};

static const struct list_case list_cases[] = {
	{ "rsa", "", NULL, NULL, 1, "" },
	{ "p256", "", TCKN, NULL, 1, "" },
	{ "several", "", NULL, NULL, 3, "" },
	{ "two", "", NULL, NULL, 1, "" },
	{ "rsa", "no-args label", NULL, NULL, 1, "" },
	{ "p256", "pin-lengths", NULL, NULL, 1, "" },
	{ "p256", "", OTHER, "no-certificate", 1, "other-person" },
	{ "p256", "", "100000001460000", "no-certificate", 1, "other-person" },
	{ "expired", "", NULL, "no-certificate", 1, "expired" },
	{ "future", "", NULL, "no-certificate", 1, "not-yet-valid" },
	{ "plain", "", NULL, "no-certificate", 1, "not-qualified" },
	{ "seal", "", NULL, "no-certificate", 1, "seal" },
	{ "p256", "no-id", NULL, "no-certificate", 1, "no-key" },
	{ "no-such", "", NULL, "module-bad", 0, NULL },
	{ "empty", "", NULL, "no-certificate", 0, NULL },
	{ "p256", "no-slots", NULL, "no-reader", 0, NULL },
	{ "p256", "no-token", NULL, "no-card", 0, NULL },
	{ "p256", "no-start", NULL, "module-bad", 0, NULL },
	{ "p256", "no-sign", NULL, "module-bad", 0, NULL },
	{ "p256", "length-huge", NULL, "no-certificate", 0, NULL },
	{ "p256", "length-grows", NULL, "no-certificate", 0, NULL },
	{ "p256", "length-none", NULL, "no-certificate", 0, NULL },
	{ "p256", "count-lies", NULL, "no-certificate", 0, NULL },
	{ "p256", "endless", NULL, NULL, 1, "" },
};

static void
list_one(const struct list_case *t)
{
	struct card_event ev;
	struct card *c;

	use(t->token);
	write_in("do", t->words);
	c = start(shim);
	list(c, t->tckn, &ev);
	print_message("# %s %s: %s\n", t->token, t->words, ev.err.text);
	if (t->reason != NULL)
		assert_string_equal(ev.err.reason, t->reason);
	assert_int_equal(ev.err.code != 0, t->reason != NULL);
	assert_int_equal(ev.err.text[0] != '\0', t->reason != NULL);
	if (t->why != NULL)
		assert_string_equal(ev.certs[0].why.reason, t->why);
	for (size_t i = 0; i < ev.cert_count; i++) {
		assert_true(text_printable(ev.certs[i].token, false));
		assert_true(text_printable(ev.certs[i].slot, false));
		assert_int_equal(ev.certs[i].pin, CARD_PIN_OK);
	}
	assert_int_equal(ev.cert_count, t->certs);
	assert_int_equal(logged("login"), 0);
	card_close(c);
	assert_int_equal(logged("second thread"), 0);
}

static void
test_list(void **state)
{
	char path[PATH_MAX];

	(void)state;
	snprintf(path, sizeof(path), "%s/empty/tokens", top);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	snprintf(path, sizeof(path), "directories.tokendir = %s/empty/tokens\n",
	    top);
	write_in("empty/softhsm2.conf", path);
	for (size_t i = 0; i < sizeof(list_cases) / sizeof(*list_cases); i++)
		list_one(&list_cases[i]);
}

static void
test_order(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	use("several");
	c = start(card_provision_module());
	list(c, NULL, &ev);
	assert_int_equal(ev.cert_count, 3);
	assert_string_equal(ev.certs[0].facts.key, "EC P-384");
	assert_int_equal(ev.certs[1].refused, 0);
	assert_string_equal(ev.certs[2].why.reason, "not-qualified");
	ask(c, 2, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "not-qualified");
	ask(c, 99, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "no-certificate");
	assert_false(card_next(c, &ev));
	card_close(c);
}

static void
test_modules(void **state)
{
	static const struct {
		const char *modules[4];
		const char *reason;
	} t[] = {
		{ { NULL }, "no-module" },
		{ { "/nowhere/libakisp11.so", NULL }, "no-module" },
		{ { "/etc/passwd", NULL }, "module-bad" },
		{ { "libm.so.6", NULL }, "module-bad" },
		{ { "/etc/passwd", "/nowhere/x.so", NULL }, "module-bad" },
		{ { "/nowhere/x.so", shim, "/etc/passwd", NULL }, "no-card" },
		{ { "/etc/passwd", shim, NULL }, "no-card" },
	};
	struct card_event ev;
	struct err e = { 0 };
	struct card *c;

	(void)state;
	use("p256");
	write_in("do", "no-token");
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct card_options o = { .modules = t[i].modules };

		assert_int_equal(card_open(&c, &o, &e), 0);
		list(c, NULL, &ev);
		assert_string_equal(ev.err.reason, t[i].reason);
		assert_int_equal(ev.cert_count, 0);
		card_close(c);
	}
}

/* A driver is tried again, and the first with a usable certificate wins. */
static void
test_first_usable(void **state)
{
	const char *modules[] = { "/nowhere/x.so", shim,
		card_provision_module(), NULL };
	struct card_options o = { .modules = modules };
	struct card_event ev;
	struct err e = { 0 };
	struct card *c;

	(void)state;
	use("p256");
	write_in("do", "no-token");
	assert_int_equal(card_open(&c, &o, &e), 0);
	list(c, NULL, &ev);
	assert_int_equal(ev.err.code, 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	verify(&ev.cms);
	assert_int_equal(logged("login"), 0);
	write_in("do", "");
	list(c, NULL, &ev);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(logged("login"), 1);
	card_close(c);
}

/* ---- signing ---- */

struct sign_case {
	const char *token;
	const char *words; /* wrong between list and signature */
	const char *pin;
	const char *reason; /* NULL: it goes well */
	unsigned logins;    /* a PIN was sent so often */
	unsigned signs;
	bool last; /* the last try is agreed to */
};

static const struct sign_case sign_cases[] = {
	{ "rsa", "", PIN, NULL, 1, 1, false },
	{ "p256", "", PIN, NULL, 1, 1, false },
	{ "p384", "", PIN, NULL, 1, 1, false },
	{ "rsa", "sha256-only", PIN, NULL, 1, 1, false },
	{ "rsa", "always", PIN, NULL, 1, 1, false },
	{ "p256", "always", PIN, NULL, 1, 1, false },
	{ "p256", "low", PIN, NULL, 1, 1, false },
	{ "p256", "pad", NULL, NULL, 1, 1, false },
	{ "p256", "pad low", NULL, NULL, 1, 1, false },
	{ "p256", "pad final", NULL, NULL, 1, 1, true },
	{ "p256", "pad final", NULL, "pin-last", 0, 0, false },
	{ "p256", "pad locked", NULL, "pin-locked", 0, 0, true },
	{ "p256", "pad always", NULL, NULL, 1, 1, false },
	{ "p256", "final", PIN, NULL, 1, 1, true },
	{ "p256", "logged-in", PIN, NULL, 2, 1, false },
	{ "two", "", PIN, NULL, 1, 0, false },
	/* PINs that are not sent, or refused. */
	{ "p256", "", "", "pin-length", 0, 0, false },
	{ "p256", "", NULL, "pin-length", 0, 0, false },
	{ "p256", "", "123", "pin-length", 0, 0, false },
	{ "p256", "", "1234567890123", "pin-length", 0, 0, false },
	{ "p256", "", "abcdef", "pin-digits", 0, 0, false },
	{ "p256", "", "12345 ", "pin-digits", 0, 0, false },
	{ "p256", "", "١٢٣٤٥٦", "pin-digits", 0, 0, false },
	{ "p256", "final", PIN, "pin-last", 0, 0, false },
	{ "p256", "locked", PIN, "pin-locked", 0, 0, true },
	{ "p256", "locked final", PIN, "pin-locked", 0, 0, true },
	{ "p256", "", "654321", "pin-wrong", 1, 0, false },
	{ "p256", "wrong-final", "654321", "pin-last", 1, 0, false },
	{ "p256", "wrong-locked", "654321", "pin-locked", 1, 0, false },
	{ "p256", "always context-wrong", PIN, "pin-wrong", 1, 0, false },
	/* The card goes, or does not do what it should. */
	{ "p256", "removed-login", PIN, "removed", 1, 0, false },
	{ "p256", "removed-sign", PIN, "removed", 1, 1, false },
	{ "p256", "error-sign", PIN, "device", 1, 1, false },
	{ "p256", "sign-lies", PIN, "device", 1, 1, false },
	{ "p256", "sign-odd", PIN, "key-mismatch", 1, 1, false },
	{ "p256", "sign-other", PIN, "key-mismatch", 1, 1, false },
	{ "rsa", "sign-other", PIN, "key-mismatch", 1, 1, false },
	{ "p384", "sha256-only", PIN, "no-mechanism", 1, 0, false },
	{ "rsa", "no-mechanisms", PIN, "no-mechanism", 1, 0, false },
	{ "rsa", "many-mechanisms", PIN, "no-mechanism", 1, 0, false },
	{ "p256", "count-lies", PIN, "removed", 0, 0, false },
	{ "p256", "length-huge", PIN, "removed", 0, 0, false },
	{ "foreign", "", PIN, "key-mismatch", 1, 1, false },
	{ "foreign-rsa", "", PIN, "key-mismatch", 1, 0, false },
	{ "foreign-rsa", "no-modulus", PIN, "key-mismatch", 1, 1, false },
	{ "two-wrong", "", PIN, "key-mismatch", 1, 2, false },
	{ "two-wrong", "always", PIN, "key-mismatch", 1, 1, false },
};

static void
sign_one(const struct sign_case *t)
{
	struct card_event ev;
	struct card *c;

	use(t->token);
	c = start(shim);
	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	write_in("do", t->words);
	ask(c, 0, t->pin, t->last);
	wait_for(c, CARD_SIGNED, &ev);
	print_message("# %s %s: %s\n", t->token, t->words, ev.err.text);
	if (t->reason == NULL) {
		assert_int_equal(ev.err.code, 0);
		verify(&ev.cms);
	} else {
		assert_string_equal(ev.err.reason, t->reason);
		assert_int_not_equal(ev.err.code, 0);
		assert_int_equal(ev.cms.len, 0);
	}
	assert_int_equal(logged("login"), t->logins);
	if (t->signs > 0)
		assert_int_equal(logged("sign"), t->signs);
	card_close(c);
	assert_int_equal(logged("second thread"), 0);
	assert_int_equal(logged("finalize"), 1);
}

static void
test_sign(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sign_cases) / sizeof(*sign_cases); i++)
		sign_one(&sign_cases[i]);
}

/* The length that the token states counts, within reason. */
struct texts_case {
	const char *words;
	const char *reason; /* NULL: it goes well */
	size_t done;
	unsigned logins, contexts;
};

static const struct texts_case texts_cases[] = {
	{ "", NULL, 4, 1, 0 },
	{ "always", NULL, 4, 1, 4 },
	{ "removed-third", "removed", 2, 1, 0 },
	{ "removed-login", "removed", 0, 1, 0 },
};

static void
sign_texts(const struct texts_case *t)
{
	const struct card_text texts[] = { { TEXT, strlen(TEXT) },
		{ TEXT, strlen(TEXT) }, { TEXT, strlen(TEXT) },
		{ TEXT, strlen(TEXT) } };
	struct secret *pin = secret_new();
	struct card_event ev;
	struct card *c;

	use("p256");
	write_in("do", t->words);
	assert_int_equal(secret_set(pin, PIN, strlen(PIN)), 0);
	c = start(shim);
	list(c, NULL, &ev);
	card_sign_texts(c, 0, texts, 4, clock_wall(), pin, false);
	assert_int_equal(secret_len(pin), 0);
	for (size_t i = 1; i <= t->done && i < 4; i++) {
		wait_for(c, CARD_SIGNING, &ev);
		assert_int_equal(ev.done, i);
		assert_int_equal(ev.total, 4);
	}
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, t->reason == NULL ? "" : t->reason);
	assert_int_equal(ev.done, t->done);
	assert_int_equal(ev.signature_count, t->reason == NULL ? 4 : 0);
	for (size_t i = 0; i < ev.signature_count; i++)
		verify(&ev.signatures[i]);
	assert_int_equal(logged("login"), t->logins);
	assert_int_equal(logged("context login"), t->contexts);
	card_close(c);
	secret_free(pin);
}

static void
test_texts(void **state)
{
	static const struct card_text none[CARD_TEXTS + 1];
	struct card_event ev;
	struct card *c;

	(void)state;
	for (size_t i = 0; i < sizeof(texts_cases) / sizeof(*texts_cases); i++)
		sign_texts(&texts_cases[i]);
	c = start(shim);
	list(c, NULL, &ev);
	for (size_t n = 0; n <= CARD_TEXTS + 1; n += CARD_TEXTS + 1) {
		card_sign_texts(c, 0, none, n, clock_wall(), NULL, false);
		wait_for(c, CARD_SIGNED, &ev);
		assert_int_equal(ev.err.code, ERR_INVALID);
	}
	card_close(c);
}

static void
test_pin_length(void **state)
{
	struct card_event ev;
	struct card *c;

	(void)state;
	use("p256");
	write_in("do", "pin-six");
	c = start(shim);
	list(c, NULL, &ev);
	ask(c, 0, "12345", false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "pin-length");
	assert_int_equal(logged("login"), 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	card_close(c);
}

/* Another card in the reader gets no PIN. */
static void
test_other_card(void **state)
{
	struct card_event ev;
	struct card *c;
	char from[PATH_MAX], to[PATH_MAX];

	(void)state;
	use("future"); /* any card that is not needed later */
	token_make("gone", CA_KEY_P256, CA_QC_PERSON, -1, 60);
	use("gone");
	c = start(shim);
	list(c, NULL, &ev);
	snprintf(from, sizeof(from), "%s/gone/tokens", top);
	snprintf(to, sizeof(to), "%s/gone/elsewhere", top);
	assert_int_equal(rename(from, to), 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "removed");
	assert_int_equal(logged("login"), 0);
	card_close(c);
}

/* ---- hanging and cancelling ---- */

static void
test_cancel(void **state)
{
	struct card_event ev;
	struct card *c;
	int fd;

	(void)state;
	use("p256");
	c = start(shim);
	card_cancel(c);
	assert_false(card_next(c, &ev));
	list(c, NULL, &ev);
	write_in("do", "hang-sign");
	ask(c, 0, PIN, false);
	card_list(c, NULL);
	fd = hanging();
	card_cancel(c);
	assert_true(card_next(c, &ev));
	assert_int_equal(ev.type, CARD_SIGNED);
	assert_int_equal(ev.err.code, ERR_CANCELLED);
	assert_string_equal(ev.err.reason, "cancelled");
	assert_true(card_next(c, &ev));
	assert_int_equal(ev.type, CARD_LIST);
	assert_int_equal(ev.err.code, ERR_CANCELLED);
	assert_false(card_next(c, &ev));
	write_in("do", "");
	close(fd);
	/* The late answer is thrown away and the card works on. */
	list(c, NULL, &ev);
	assert_int_equal(ev.err.code, 0);
	ask(c, 0, PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	verify(&ev.cms);
	card_close(c);
}

/* Cancelled before the PIN was sent, none is sent. */
static void
test_cancel_before_pin(void **state)
{
	struct card_event ev;
	struct card *c;
	int fd;

	(void)state;
	use("p256");
	c = start(shim);
	list(c, NULL, &ev);
	write_in("do", "hang-list");
	ask(c, 0, PIN, false);
	fd = hanging();
	card_cancel(c);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, ERR_CANCELLED);
	write_in("do", "");
	close(fd);
	list(c, NULL, &ev);
	assert_int_equal(logged("login"), 0);
	card_close(c);
}

static void
close_hanging(const char *words, bool signing)
{
	unsigned before = threads();
	struct card_event ev;
	struct card *c;
	int64_t from, took;
	int fd;

	use("p256");
	c = start(shim);
	list(c, NULL, &ev);
	write_in("do", words);
	if (signing)
		ask(c, 0, PIN, false);
	else
		card_list(c, NULL);
	fd = hanging();
	from = clock_mono_ms();
	card_close(c);
	took = clock_mono_ms() - from;
	assert_in_range(took, 1900, 20000);
	assert_int_equal(threads(), before + 1);
	assert_int_equal(logged("finalize"), 0);
	write_in("do", "");
	close(fd);
	/* What was left behind ends by itself and cleans up. */
	while (threads() > before && clock_mono_ms() - from < 60000)
		poll(NULL, 0, 1);
	assert_int_equal(threads(), before);
	assert_int_equal(logged("finalize"), 1);
}

static void
test_close(void **state)
{
	struct card *c;

	(void)state;
	card_close(NULL);
	use("p256");
	c = start(shim);
	card_list(c, NULL);
	card_close(c); /* with an answer nobody reads */
	close_hanging("hang-sign", true);
	close_hanging("hang-list", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_first_usable),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_pin_length),
		cmocka_unit_test(test_other_card),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_cancel_before_pin),
		cmocka_unit_test(test_close),
	};

	if (card_provision_module() == NULL) {
		puts("1..0 # SKIP no SoftHSM");
		return 0;
	}
	alarm(300); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
