/*
 * The card that is taken out, or answers with nonsense or not at all: each
 * has its reason, nothing hangs, and a good signature follows.
 */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card-world.h"

#include "base/banned.h"

struct fault_case {
	const char *what;
	unsigned char ins; /* the command that fails */
	enum vcard_fault fault;
	const char *reasons;
	bool again; /* a driver may try again by itself; then it holds */
};

static const struct fault_case faults[] = {
	{ "out at the PIN", PIV_VERIFY, VCARD_GONE, "removed", false },
	{ "out behind the PIN", PIV_VERIFY, VCARD_LEAVES, "removed", false },
	{ "out while signing", PIV_SIGN, VCARD_GONE, "removed", false },
	{ "cut short", PIV_SIGN, VCARD_CUT, "device", true },
	{ "wrong length", PIV_SIGN, VCARD_LENGTH, "device key-mismatch", true },
	{ "wrong signature", PIV_SIGN, VCARD_WRONG, "key-mismatch", false },
	{ "error at the PIN", PIV_VERIFY, VCARD_ERROR, "device", false },
	{ "error while signing", PIV_SIGN, VCARD_ERROR, "device", true },
};

/* The same card, put in again where it is out, signs. */
static void
signs_again(struct vcard *v, struct card *c)
{
	struct card_event ev;

	if (!vcard_is_in(v)) {
		place_wait(vcard_reader(v), false);
		card_put_in(v);
	}
	list(c, &ev);
	assert_string_equal(ev.err.text, "");
	assert_int_equal(ev.cert_count, 1);
	sign_well(c);
}

static void
fail_once(struct vcard *v, struct card *c, const struct fault_case *t)
{
	struct card_event ev;

	list(c, &ev);
	assert_string_equal(ev.err.text, "");
	vcard_fault(v, t->ins, t->fault);
	ask(c, 0, PIV_PIN, false);
	vcard_failed(v);
	wait_for(c, CARD_SIGNED, &ev);
	print_message("# %s: %s: %s\n", t->what, ev.err.reason, ev.err.text);
	if (ev.err.code == 0) {
		assert_true(t->again);
		verify(&ev.cms);
	} else {
		assert_non_null(strstr(t->reasons, ev.err.reason));
		assert_true(ev.err.reason[0] != '\0');
		assert_int_equal(ev.cms.len, 0);
	}
	signs_again(v, c);
}

static void
all_faults(int slot, enum ca_key key)
{
	struct vcard *v = card_make(0, "fault");
	struct card *c = start();

	card_fill(v, slot, key);
	card_put_in(v);
	for (size_t i = 0; i < COUNT(faults); i++)
		fail_once(v, c, &faults[i]);
	card_take_out(v);
}

static void
test_faults_ec(void **state)
{
	(void)state;
	all_faults(PIV_9C, CA_KEY_P256);
	all_faults(PIV_9A, CA_KEY_P384);
}

static void
test_faults_rsa(void **state)
{
	(void)state;
	all_faults(PIV_9C, CA_KEY_RSA_2048);
	all_faults(PIV_9A, CA_KEY_RSA_2048);
}

/* Taken out between the list and the order to sign: no PIN goes anywhere. */
static void
test_out_before(void **state)
{
	struct vcard *v = card_make(0, "before");
	struct card *c = start();
	struct card_event ev;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	for (int i = 0; i < 2; i++) {
		unsigned sent = vcard_count(v, PIV_VERIFY);

		card_put_in(v);
		list(c, &ev);
		assert_int_equal(ev.err.code, 0);
		if (i == 0)
			vcard_out(v); /* pcscd may not have noticed */
		else
			card_take_out(v);
		ask(c, 0, PIV_PIN, false);
		wait_for(c, CARD_SIGNED, &ev);
		print_message("# %s: %s\n", ev.err.reason, ev.err.text);
		assert_string_equal(ev.err.reason, "removed");
		assert_int_equal(vcard_count(v, PIV_VERIFY), sent);
		signs_again(v, c);
		card_take_out(v);
	}
}

/* Another card of the same person in the reader is not the one chosen. */
static void
test_changed(void **state)
{
	struct vcard *v = card_make(0, "one"), *w = card_make(0, "other");
	struct card *c = start();
	struct card_event ev;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	card_fill(w, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	list(c, &ev);
	card_take_out(v);
	card_put_in(w);
	ask(c, 0, PIV_PIN, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "removed");
	assert_int_equal(vcard_count(w, PIV_VERIFY), 0);
	signs_again(w, c);
}

/* The card is silent for as long as it likes: who cancels gets the answer at
 * once, and afterwards it works as before. */
static void
silent(unsigned char ins)
{
	struct vcard *v = card_make(0, "silent");
	struct card *c = start();
	struct card_event ev;

	card_fill(v, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	list(c, &ev);
	vcard_fault(v, ins, VCARD_SILENT);
	ask(c, 0, PIV_PIN, false);
	vcard_failed(v);
	assert_int_equal(
	    poll(&(struct pollfd){ card_fd(c), POLLIN, 0 }, 1, 0), 0);
	card_cancel(c);
	assert_true(card_next(c, &ev));
	assert_int_equal(ev.type, CARD_SIGNED);
	assert_string_equal(ev.err.reason, "cancelled");
	vcard_release(v);
	signs_again(v, c);
	/* A patient person gets the signature. */
	vcard_fault(v, ins, VCARD_SILENT);
	ask(c, 0, PIV_PIN, false);
	vcard_failed(v);
	vcard_release(v);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.text, "");
	verify(&ev.cms);
	/* A silent card is taken out. */
	vcard_fault(v, ins, VCARD_SILENT);
	ask(c, 0, PIV_PIN, false);
	vcard_failed(v);
	vcard_out(v);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "removed");
	signs_again(v, c);
	card_take_out(v);
}

static void
test_silent(void **state)
{
	(void)state;
	silent(PIV_SIGN);
	silent(PIV_VERIFY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CARD_TEST(test_faults_ec),
		CARD_TEST(test_faults_rsa),
		CARD_TEST(test_out_before),
		CARD_TEST(test_changed),
		CARD_TEST(test_silent),
	};

	place_enter();
	alarm(600); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
