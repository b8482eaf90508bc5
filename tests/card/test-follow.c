/*
 * The list that follows readers and cards by itself, through the events of
 * PC/SC: cards in two readers come and go, and pcscd too.
 */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card-world.h"

#include "base/banned.h"

static bool
no_card(const struct card_event *ev)
{
	return ev->cert_count == 0 && ev->reader_count == PLACE_READERS;
}

static bool
one_card(const struct card_event *ev)
{
	return ev->cert_count == 1;
}

static bool
two_cards(const struct card_event *ev)
{
	return ev->cert_count == 2;
}

static bool
no_reader(const struct card_event *ev)
{
	return ev->reader_count == 0;
}

static struct card *
follow(struct card_event *ev)
{
	struct card *c = start();

	card_follow(c, TCKN);
	wait_for(c, CARD_LIST, ev);
	assert_false(ev->changed);
	return c;
}

/* In, out and in again; the list tells it, and what is there signs. */
static void
test_one(void **state)
{
	struct vcard *v = card_make(0, "one");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	c = follow(&ev);
	assert_string_equal(ev.err.reason, "no-card");
	assert_int_equal(ev.reader_count, PLACE_READERS);
	for (int i = 0; i < 3; i++) {
		vcard_in(v);
		wait_list(c, &ev, one_card);
		assert_true(ev.changed);
		assert_int_equal(ev.err.code, 0);
		assert_true(ev.readers[ev.certs[0].reader].present);
		sign_well(c);
		/* The card's own work is no news: the next list is that of
		 * its removal. */
		vcard_out(v);
		wait_for(c, CARD_LIST, &ev);
		assert_true(ev.changed);
		assert_true(no_card(&ev));
		assert_string_equal(ev.err.reason, "no-card");
	}
}

/* Two readers, two cards, each goes on its own. */
static void
test_two(void **state)
{
	struct vcard *v[2] = { card_make(0, "first"), card_make(1, "second") };
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v[0], PIV_9C, CA_KEY_RSA_2048);
	card_fill(v[1], PIV_9A, CA_KEY_P384);
	card_put_in(v[0]);
	c = follow(&ev);
	assert_int_equal(ev.cert_count, 1);
	vcard_in(v[1]);
	wait_list(c, &ev, two_cards);
	assert_true(ev.certs[0].reader != ev.certs[1].reader);
	for (size_t i = 0; i < 2; i++) {
		ask(c, i, PIV_PIN, false);
		wait_for(c, CARD_SIGNED, &ev);
		assert_string_equal(ev.err.text, "");
		verify(&ev.cms);
	}
	assert_int_equal(vcard_count(v[0], PIV_SIGN), 1);
	assert_int_equal(vcard_count(v[1], PIV_SIGN), 1);
	vcard_out(v[0]);
	wait_list(c, &ev, one_card);
	assert_string_equal(ev.certs[0].facts.key, "EC P-384");
	sign_well(c);
	vcard_out(v[1]);
	wait_list(c, &ev, no_card);
	vcard_in(v[0]);
	wait_list(c, &ev, one_card);
	assert_string_equal(ev.certs[0].facts.key, "RSA-2048");
	sign_well(c);
}

/* Another card into the same reader. */
static void
test_exchange(void **state)
{
	struct vcard *v = card_make(0, "one"), *w = card_make(0, "other");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	card_fill(w, PIV_9C, CA_KEY_P384);
	card_put_in(v);
	c = follow(&ev);
	assert_string_equal(ev.certs[0].facts.key, "EC P-256");
	vcard_out(v);
	wait_list(c, &ev, no_card);
	vcard_in(w);
	wait_list(c, &ev, one_card);
	assert_string_equal(ev.certs[0].facts.key, "EC P-384");
	sign_well(c);
}

/* Taken out under the signature: its answer comes, then the list. */
static void
test_out_while_signing(void **state)
{
	struct vcard *v = card_make(0, "sign");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	c = follow(&ev);
	vcard_fault(v, PIV_SIGN, VCARD_GONE);
	ask(c, 0, PIV_PIN, false);
	vcard_failed(v);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, "removed");
	wait_list(c, &ev, no_card);
	vcard_in(v);
	wait_list(c, &ev, one_card);
	sign_well(c);
}

/* pcscd dies with a card in its reader, and comes back. */
static void
test_service(void **state)
{
	struct vcard *v = card_make(0, "service");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	c = follow(&ev);
	assert_int_equal(ev.cert_count, 1);
	for (int i = 0; i < 2; i++) {
		place_kill();
		wait_list(c, &ev, no_reader);
		assert_true(ev.changed);
		assert_string_equal(ev.err.reason, "no-reader");
		vcard_out(v);
		place_start();
		wait_list(c, &ev, no_card);
		vcard_in(v);
		wait_list(c, &ev, one_card);
		sign_well(c);
	}
}

/* pcscd dies while the card is signing. */
static void
test_service_signing(void **state)
{
	struct vcard *v = card_make(0, "dies");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	c = follow(&ev);
	vcard_fault(v, PIV_SIGN, VCARD_SILENT);
	ask(c, 0, PIV_PIN, false);
	vcard_failed(v);
	place_kill();
	wait_for(c, CARD_SIGNED, &ev);
	print_message("# %s: %s\n", ev.err.reason, ev.err.text);
	assert_int_not_equal(ev.err.code, 0);
	assert_int_equal(ev.cms.len, 0);
	vcard_out(v);
	place_start();
	wait_list(c, &ev, no_card);
	vcard_in(v);
	wait_list(c, &ev, one_card);
	sign_well(c);
}

/* The client is there first. */
static void
test_service_late(void **state)
{
	struct vcard *v = card_make(1, "late");
	struct card_event ev;
	struct card *c;

	(void)state;
	card_fill(v, PIV_9C, CA_KEY_P256);
	place_kill();
	c = follow(&ev);
	assert_string_equal(ev.err.reason, "no-reader");
	place_start();
	wait_list(c, &ev, no_card);
	vcard_in(v);
	wait_list(c, &ev, one_card);
	sign_well(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CARD_TEST(test_one),
		CARD_TEST(test_two),
		CARD_TEST(test_exchange),
		CARD_TEST(test_out_while_signing),
		CARD_TEST(test_service),
		CARD_TEST(test_service_signing),
		CARD_TEST(test_service_late),
	};

	place_enter();
	alarm(600); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
