/* The PIN changed and unblocked: what reaches the card, and how often. */
#include "config.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "card-fixture.h"

#include "base/file.h"
#include "card/module.h"
#include "client/card/provision.h"
#include "base/banned.h"

#define PUK "87654321"
#define NEW "192837" /* what the key pad of the shim types */

/* A token whose PUK is known; the PIN is the usual one. */
static void
make_known(const char *token)
{
	CK_UTF8CHAR label[32], puk[] = PUK, pin[] = PIN;
	CK_SESSION_HANDLE s = 0;
	CK_SLOT_ID slot[8];
	CK_ULONG n = 8;
	struct module *m = NULL;
	struct err e = { 0 };
	char path[PATH_MAX], conf[PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/%s/tokens", top, token);
	assert_int_equal(file_make_dirs(path, 0700, &e), 0);
	snprintf(conf, sizeof(conf), "directories.tokendir = %s\n", path);
	snprintf(path, sizeof(path), "%s/softhsm2.conf", token);
	write_in(path, conf);
	use(token);
	memset(label, ' ', sizeof(label));
	memcpy(label, token, strlen(token));
	assert_int_equal(module_load(&m, card_provision_module(), NULL, &e), 0);
	assert_int_equal(m->call->C_GetSlotList(CK_FALSE, slot, &n), CKR_OK);
	assert_int_equal(
	    m->call->C_InitToken(slot[0], puk, sizeof(puk) - 1, label), CKR_OK);
	n = 8;
	assert_int_equal(m->call->C_GetSlotList(CK_FALSE, slot, &n), CKR_OK);
	assert_int_equal(
	    m->call->C_OpenSession(
		slot[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &s),
	    CKR_OK);
	assert_int_equal(
	    m->call->C_Login(s, CKU_SO, puk, sizeof(puk) - 1), CKR_OK);
	assert_int_equal(m->call->C_InitPIN(s, pin, sizeof(pin) - 1), CKR_OK);
	module_free(m);
	token_make(token, CA_KEY_P256, CA_QC_PERSON, -1, 60);
}

static struct secret *
secret(const char *text)
{
	struct secret *s = NULL;

	if (text == NULL)
		return NULL;
	s = secret_new();
	assert_non_null(s);
	assert_int_equal(secret_set(s, text, strlen(text)), 0);
	return s;
}

struct set_case {
	const char *words;
	const char *first; /* the old PIN or the PUK */
	const char *new_pin;
	const char *reason; /* NULL: it goes well */
	unsigned first_sent, sets;
	bool last; /* the last try is agreed to */
};

/* The reader whose card has the certificate. */
static size_t
reader_of(struct card *c)
{
	struct card_event ev;

	list(c, TCKN, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_true(ev.readers[ev.certs[0].reader].present);
	return ev.certs[0].reader;
}

static void
set_one(const struct set_case *t, bool unblock)
{
	struct secret *first = secret(t->first), *new_pin = secret(t->new_pin);
	struct card_event ev;
	struct card *c;
	size_t reader;

	use("known");
	c = start(shim);
	reader = reader_of(c);
	write_in("do", t->words);
	if (unblock)
		card_unblock(c, reader, first, new_pin, t->last);
	else
		card_change_pin(c, reader, first, new_pin, t->last);
	wait_for(c, CARD_PIN_SET, &ev);
	print_message("# %s %s: %s\n", t->words,
	    t->first != NULL ? t->first : "", ev.err.text);
	assert_string_equal(ev.err.reason, t->reason != NULL ? t->reason : "");
	assert_int_equal(ev.err.code != 0, t->reason != NULL);
	assert_true(first == NULL || secret_len(first) == 0);
	assert_true(new_pin == NULL || secret_len(new_pin) == 0);
	assert_int_equal(logged(unblock ? "so login" : "login"), t->first_sent);
	assert_int_equal(logged(unblock ? "init pin" : "set pin") +
			     logged("set pin unlogged"),
	    t->sets);
	card_close(c);
	assert_int_equal(logged("second thread"), 0);
	secret_free(first);
	secret_free(new_pin);
}

/* The card takes this PIN now. */
static void
pin_is(const char *pin)
{
	struct card_event ev;
	struct card *c;

	use("known");
	c = start(shim);
	list(c, TCKN, &ev);
	ask(c, 0, pin, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_int_equal(ev.err.code, 0);
	card_close(c);
}

static void
test_change(void **state)
{
	static const struct set_case cases[] = {
		/* Nothing of this reaches the card. */
		{ "", PIN, "", "pin-length", 0, 0, false },
		{ "", PIN, NULL, "pin-length", 0, 0, false },
		{ "", NULL, NEW, "pin-length", 0, 0, false },
		{ "", "", NEW, "pin-length", 0, 0, false },
		{ "", PIN, "123", "pin-length", 0, 0, false },
		{ "", PIN, "1234567890123", "pin-length", 0, 0, false },
		{ "pin-six", PIN, "19283", "pin-length", 0, 0, false },
		{ "", PIN, "19283x", "pin-digits", 0, 0, false },
		{ "", "12345x", NEW, "pin-digits", 0, 0, false },
		{ "", PIN, PIN, "pin-same", 0, 0, false },
		{ "", PIN, "777777", "pin-weak", 0, 0, false },
		{ "", PIN, "345678", "pin-weak", 0, 0, false },
		{ "", PIN, "987654", "pin-weak", 0, 0, false },
		{ "locked", PIN, NEW, "pin-locked", 0, 0, true },
		{ "final", PIN, NEW, "pin-last", 0, 0, false },
		/* The old PIN is proven before the new one is sent. */
		{ "", "654321", NEW, "pin-wrong", 1, 0, false },
		{ "wrong-final", "654321", NEW, "pin-last", 1, 0, false },
		{ "wrong-locked", "654321", NEW, "pin-locked", 1, 0, false },
		{ "removed-login", PIN, NEW, "removed", 1, 0, false },
		{ "no-set", PIN, NEW, "no-change", 1, 1, false },
		{ "set-invalid", PIN, NEW, "pin-length", 1, 1, false },
		{ "set-removed", PIN, NEW, "removed", 1, 1, false },
		{ "final", PIN, NEW, NULL, 1, 1, true },
		{ "", NEW, "573921", NULL, 1, 1, false },
	};
	struct card_event ev;
	struct card *c;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		set_one(&cases[i], false);
	pin_is("573921");
	c = start(shim);
	card_change_pin(c, 0, NULL, NULL, false);
	wait_for(c, CARD_PIN_SET, &ev);
	assert_string_equal(ev.err.reason, "reader-gone");
	list(c, TCKN, &ev);
	card_change_pin(c, 99, NULL, NULL, false);
	wait_for(c, CARD_PIN_SET, &ev);
	assert_string_equal(ev.err.reason, "reader-gone");
	card_close(c);
}

static void
test_unblock(void **state)
{
	static const struct set_case cases[] = {
		{ "", "", NEW, "pin-digits", 0, 0, false },
		{ "", "123", NEW, "pin-digits", 0, 0, false },
		{ "", "8765432x", NEW, "pin-digits", 0, 0, false },
		{ "", "12345678901234567", NEW, "pin-digits", 0, 0, false },
		{ "", PUK, "123", "pin-length", 0, 0, false },
		{ "", PUK, "111111", "pin-weak", 0, 0, false },
		{ "so-locked", PUK, NEW, "puk-locked", 0, 0, true },
		{ "so-final", PUK, NEW, "puk-last", 0, 0, false },
		{ "", "12344321", NEW, "puk-wrong", 1, 0, false },
		{ "wrong-so-final", "12344321", NEW, "puk-last", 1, 0, false },
		{ "so-locks", "12344321", NEW, "puk-locked", 1, 0, false },
		{ "no-so", PUK, NEW, "no-unblock", 1, 0, false },
		{ "no-init", PUK, NEW, "no-unblock", 1, 1, false },
		{ "no-so no-set locked", PUK, NEW, "no-unblock", 1, 1, false },
		{ "no-so locked", "12344321", NEW, "puk-wrong", 1, 1, false },
		{ "no-so locked", PUK, "573922", NULL, 1, 1, false },
		{ "no-init locked", PUK, "573923", NULL, 1, 2, false },
		{ "so-final", PUK, "573924", NULL, 1, 1, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		set_one(&cases[i], true);
	pin_is("573924");
}

/* Nothing is typed in the program: the reader asks. */
static void
test_pad(void **state)
{
	static const struct set_case back = { "", NEW, "573924", NULL, 1, 1,
		false },
				     pad = { "pad", NULL, NULL, NULL, 1, 1,
					     false };
	static const struct set_case locked = { "pad locked", NULL, NULL,
		"pin-locked", 0, 0, true },
				     final = { "pad final", NULL, NULL,
					     "pin-last", 0, 0, false };

	(void)state;
	set_one(&pad, true);
	pin_is(NEW);
	set_one(&back, false);
	set_one(&locked, false);
	set_one(&final, false);
}

/* Another card in the reader gets neither PIN nor PUK. */
static void
test_other_card(void **state)
{
	struct secret *old = secret(PIN), *new_pin = secret(NEW);
	struct card_event ev;
	struct card *c;
	size_t reader;

	(void)state;
	use("known");
	c = start(shim);
	reader = reader_of(c);
	write_in("do", "label");
	card_change_pin(c, reader, old, new_pin, false);
	wait_for(c, CARD_PIN_SET, &ev);
	assert_string_equal(ev.err.reason, "removed");
	assert_int_equal(logged("login"), 0);
	card_close(c);
	secret_free(old);
	secret_free(new_pin);
}

static int
setup(void **state)
{
	if (make_all(state) != 0)
		return -1;
	make_known("known");
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_unblock),
		cmocka_unit_test(test_pad),
		cmocka_unit_test(test_other_card),
	};

	if (card_provision_module() == NULL) {
		puts("1..0 # SKIP no SoftHSM");
		return 0;
	}
	alarm(300); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, setup, remove_all);
}
