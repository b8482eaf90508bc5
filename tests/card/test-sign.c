/*
 * The client's card over pcscd, OpenSC and a virtual PIV card: each kind of
 * key and slot, the PIN down to its last try and behind it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card-world.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/banned.h"

struct key_case {
	int slot;
	enum ca_key key;
	const char *name;
};

static void
sign_with(const struct key_case *t)
{
	struct vcard *v = card_make(0, "key");
	struct card *c = start();
	struct card_event ev;

	card_fill(v, t->slot, t->key);
	card_put_in(v);
	list(c, &ev);
	assert_int_equal(ev.err.code, 0);
	assert_int_equal(ev.cert_count, 1);
	assert_string_equal(ev.certs[0].facts.key, t->name);
	assert_int_equal(ev.certs[0].pin, CARD_PIN_OK);
	assert_true(text_printable(ev.certs[0].token, false));
	assert_int_equal(vcard_count(v, PIV_VERIFY), 0);
	for (unsigned i = 1; i <= 2; i++) {
		sign_well(c);
		assert_int_equal(vcard_count(v, PIV_SIGN), i);
	}
	card_take_out(v);
}

static void
test_keys(void **state)
{
	static const struct key_case cases[] = {
		{ PIV_9A, CA_KEY_RSA_2048, "RSA-2048" },
		{ PIV_9A, CA_KEY_P256, "EC P-256" },
		{ PIV_9A, CA_KEY_P384, "EC P-384" },
		{ PIV_9C, CA_KEY_RSA_2048, "RSA-2048" },
		{ PIV_9C, CA_KEY_P256, "EC P-256" },
		{ PIV_9C, CA_KEY_P384, "EC P-384" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("# slot %d %s\n", cases[i].slot, cases[i].name);
		sign_with(&cases[i]);
	}
}

/* Both slots of one card, each with a key of its own. */
static void
test_two_slots(void **state)
{
	struct vcard *v = card_make(0, "slots");
	struct card *c = start();
	struct card_event ev;

	(void)state;
	card_fill(v, PIV_9A, CA_KEY_RSA_2048);
	card_fill(v, PIV_9C, CA_KEY_P384);
	card_put_in(v);
	list(c, &ev);
	assert_int_equal(ev.cert_count, 2);
	assert_string_not_equal(ev.certs[0].facts.key, ev.certs[1].facts.key);
	for (size_t i = 0; i < 2; i++) {
		ask(c, i, PIV_PIN, false);
		wait_for(c, CARD_SIGNED, &ev);
		assert_string_equal(ev.err.text, "");
		verify(&ev.cms);
	}
}

struct pin_case {
	const char *pin;
	bool last; /* the last try is agreed to */
	const char *reason;
	enum card_pin state; /* of the next list */
	unsigned sent;	     /* PINs that the card has seen so far */
};

/* One card all the way down. */
static const struct pin_case pin_cases[] = {
	{ "", false, "pin-length", CARD_PIN_OK, 0 },
	{ "123", false, "pin-length", CARD_PIN_OK, 0 },
	{ "1234567890123", false, "pin-length", CARD_PIN_OK, 0 },
	{ "abcdef", false, "pin-digits", CARD_PIN_OK, 0 },
	{ "12345a", false, "pin-digits", CARD_PIN_OK, 0 },
	{ "123456 ", false, "pin-digits", CARD_PIN_OK, 0 },
	{ "١٢٣٤٥٦", false, "pin-digits", CARD_PIN_OK, 0 },
	{ "654321", false, "pin-wrong", CARD_PIN_OK, 1 },
	{ "654321", false, "pin-last", CARD_PIN_FINAL, 2 },
	{ "654321", false, "pin-last", CARD_PIN_FINAL, 2 },
	{ PIV_PIN, false, "pin-last", CARD_PIN_FINAL, 2 },
	{ "abcdef", true, "pin-digits", CARD_PIN_FINAL, 2 },
	{ "654321", true, "pin-locked", CARD_PIN_LOCKED, 3 },
	{ PIV_PIN, true, "pin-locked", CARD_PIN_LOCKED, 3 },
	{ PIV_PIN, false, "pin-locked", CARD_PIN_LOCKED, 3 },
};

static void
all_pins(int slot)
{
	struct vcard *v = card_make(0, "pins");
	struct card *c = start();
	struct card_event ev;
	int pin, puk;

	card_fill(v, slot, CA_KEY_P256);
	card_put_in(v);
	list(c, &ev);
	for (size_t i = 0; i < COUNT(pin_cases); i++) {
		const struct pin_case *t = &pin_cases[i];

		print_message("# slot %d, %zu: PIN \"%s\"\n", slot, i, t->pin);
		ask(c, 0, t->pin, t->last);
		wait_for(c, CARD_SIGNED, &ev);
		assert_string_equal(ev.err.reason, t->reason);
		assert_int_equal(ev.cms.len, 0);
		assert_int_equal(vcard_count(v, PIV_VERIFY), t->sent);
		list(c, &ev);
		assert_int_equal(ev.certs[0].pin, t->state);
	}
	assert_int_equal(vcard_letters(v), 0);
	assert_int_equal(vcard_count(v, PIV_SIGN), 0);
	vcard_tries(v, &pin, &puk);
	assert_int_equal(pin, 0);
	assert_int_equal(puk, 3);
	/* What the file says outlasts the reader. */
	card_take_out(v);
	card_put_in(v);
	list(c, &ev);
	assert_int_equal(ev.certs[0].pin, CARD_PIN_LOCKED);
	card_take_out(v);
}

static void
test_pins(void **state)
{
	(void)state;
	all_pins(PIV_9A);
	all_pins(PIV_9C);
}

/* The last try that is right gives the others back. */
static void
test_last_try(void **state)
{
	struct vcard *v = card_make(0, "last");
	struct card *c = start();
	struct card_event ev;
	int pin, puk;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	vcard_set_tries(v, 1, 3);
	card_put_in(v);
	list(c, &ev);
	assert_int_equal(ev.certs[0].pin, CARD_PIN_FINAL);
	ask(c, 0, PIV_PIN, true);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.text, "");
	verify(&ev.cms);
	vcard_tries(v, &pin, &puk);
	assert_int_equal(pin, 3);
	/* OpenSC asks the card for its counter only before the first login. */
	card_take_out(v);
	card_put_in(v);
	list(c, &ev);
	assert_int_equal(ev.certs[0].pin, CARD_PIN_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CARD_TEST(test_keys),
		CARD_TEST(test_two_slots),
		CARD_TEST(test_pins),
		CARD_TEST(test_last_try),
	};

	place_enter();
	alarm(600); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
