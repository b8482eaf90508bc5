/*
 * A new PIN: changed by its owner, and unblocked with the PUK where the
 * driver can do that.
 */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card-world.h"

#include "base/file.h"
#include "base/banned.h"

#define NEW_PIN "590271"

struct step {
	const char *secret, *new_pin; /* the old PIN or the PUK */
	bool last;		      /* the last try is agreed to */
	const char *reason;	      /* "": it goes well */
	int left;		      /* of the tries of that secret */
};

static void
change(
    struct card *c, const struct step *s, bool unblock, struct card_event *ev)
{
	struct secret *old = secret_of(s->secret);
	struct secret *new = secret_of(s->new_pin);

	if (unblock)
		card_unblock(c, 0, old, new, s->last);
	else
		card_change_pin(c, 0, old, new, s->last);
	assert_int_equal(secret_len(old), 0);
	assert_int_equal(secret_len(new), 0);
	secret_free(old);
	secret_free(new);
	wait_for(c, CARD_PIN_SET, ev);
	print_message("# %s, %s: %s: %s\n", s->secret, s->new_pin,
	    ev->err.reason, ev->err.text);
}

static void
all_steps(struct vcard *v, struct card *c, const struct step *s, size_t n,
    bool unblock)
{
	struct card_event ev;
	int pin, puk;

	for (size_t i = 0; i < n; i++) {
		list(c, &ev);
		change(c, &s[i], unblock, &ev);
		assert_string_equal(ev.err.reason, s[i].reason);
		assert_int_equal(ev.err.code == 0, s[i].reason[0] == '\0');
		vcard_tries(v, &pin, &puk);
		assert_int_equal(unblock ? puk : pin, s[i].left);
	}
	assert_int_equal(vcard_letters(v), 0);
}

static void
signs_with(struct card *c, const char *pin, const char *reason)
{
	struct card_event ev;

	list(c, &ev);
	ask(c, 0, pin, false);
	wait_for(c, CARD_SIGNED, &ev);
	assert_string_equal(ev.err.reason, reason);
	if (reason[0] == '\0')
		verify(&ev.cms);
}

static struct vcard *
card_in(const char *name)
{
	struct vcard *v = card_make(0, name);

	card_fill(v, PIV_9C, CA_KEY_P256);
	card_put_in(v);
	return v;
}

static void
test_change(void **state)
{
	static const struct step steps[] = {
		{ PIV_PIN, "abcdef", false, "pin-digits", 3 },
		{ "abcdef", NEW_PIN, false, "pin-digits", 3 },
		{ PIV_PIN, "12", false, "pin-length", 3 },
		{ PIV_PIN, "1234567890123", false, "pin-length", 3 },
		{ PIV_PIN, PIV_PIN, false, "pin-same", 3 },
		{ PIV_PIN, "777777", false, "pin-weak", 3 },
		{ PIV_PIN, "234567", false, "pin-weak", 3 },
		{ PIV_PIN, "987654", false, "pin-weak", 3 },
		{ "111222", NEW_PIN, false, "pin-wrong", 2 },
		{ PIV_PIN, NEW_PIN, false, "", 3 },
	};
	struct vcard *v = card_in("change");
	struct card *c = start();

	(void)state;
	all_steps(v, c, steps, COUNT(steps), false);
	signs_with(c, PIV_PIN, "pin-wrong");
	signs_with(c, NEW_PIN, "");
	/* It lasts. */
	card_take_out(v);
	card_put_in(v);
	signs_with(c, NEW_PIN, "");
}

static void
test_change_to_lock(void **state)
{
	static const struct step steps[] = {
		{ "111222", NEW_PIN, false, "pin-wrong", 2 },
		{ "111222", NEW_PIN, false, "pin-last", 1 },
		{ PIV_PIN, NEW_PIN, false, "pin-last", 1 },
		{ "111222", NEW_PIN, true, "pin-locked", 0 },
		{ PIV_PIN, NEW_PIN, true, "pin-locked", 0 },
	};
	struct vcard *v = card_in("lock");
	struct card *c = start();

	(void)state;
	all_steps(v, c, steps, COUNT(steps), false);
}

static void
configure_opensc(const char *style)
{
	char path[PATH_MAX], text[256];

	snprintf(path, sizeof(path), "%s/opensc.conf", top);
	snprintf(text, sizeof(text),
	    "app default {\n}\napp opensc-pkcs11 {\n\tpkcs11 {\n"
	    "\t\tuser_pin_unblock_style = %s;\n\t}\n}\n",
	    style);
	assert_int_equal(file_write(path, text, strlen(text), 0600, NULL), 0);
	setenv("OPENSC_CONF", path, 1);
}

/* OpenSC as it comes has no way, and the PUK is not touched. */
static void
no_unblock(const char *style)
{
	static const struct step steps[] = {
		{ PIV_PUK, NEW_PIN, false, "no-unblock", 3 },
		{ "11223344", NEW_PIN, false, "no-unblock", 3 },
	};
	struct vcard *v = card_make(0, "none");
	struct card *c;

	configure_opensc(style);
	card_fill(v, PIV_9C, CA_KEY_P256);
	vcard_set_tries(v, 0, 3);
	card_put_in(v);
	c = start();
	all_steps(v, c, steps, COUNT(steps), true);
	signs_with(c, PIV_PIN, "pin-locked");
	end_test(NULL);
	unsetenv("OPENSC_CONF");
}

static void
test_no_unblock(void **state)
{
	(void)state;
	no_unblock("none");
	no_unblock("init_pin_in_so_session");
}

static void
test_unblock(void **state)
{
	static const struct step steps[] = {
		{ "abcdefgh", NEW_PIN, false, "pin-digits", 3 },
		{ PIV_PUK, "777777", false, "pin-weak", 3 },
		{ "11223344", NEW_PIN, false, "puk-wrong", 2 },
		{ PIV_PUK, NEW_PIN, false, "", 3 },
	};
	static const struct step lock[] = {
		{ "11223344", NEW_PIN, false, "puk-wrong", 2 },
		{ "11223344", NEW_PIN, false, "puk-wrong", 1 },
		{ "11223344", NEW_PIN, false, "no-unblock", 0 },
		{ PIV_PUK, NEW_PIN, false, "no-unblock", 0 },
	};
	struct vcard *v = card_make(0, "unblock");
	struct card *c;

	(void)state;
	configure_opensc("set_pin_in_unlogged_session");
	card_fill(v, PIV_9C, CA_KEY_P256);
	vcard_set_tries(v, 0, 3);
	card_put_in(v);
	c = start();
	signs_with(c, PIV_PIN, "pin-locked");
	all_steps(v, c, steps, COUNT(steps), true);
	signs_with(c, NEW_PIN, "");
	/* OpenSC tells nobody how often a PUK may still be wrong. */
	card_take_out(v);
	vcard_set_tries(v, 0, 3);
	card_put_in(v);
	all_steps(v, c, lock, COUNT(lock), true);
	end_test(NULL);
	unsetenv("OPENSC_CONF");
}

/* Taken out while the PIN is being changed: the old one or the new one
 * holds, and nothing hangs. */
static void
test_pulled(void **state)
{
	static const struct step s = { PIV_PIN, NEW_PIN, false, "", 3 };
	struct vcard *v = card_in("pulled");
	struct card *c = start();
	struct card_event ev;

	(void)state;
	list(c, &ev);
	vcard_fault(v, PIV_CHANGE, VCARD_GONE);
	change(c, &s, false, &ev);
	assert_string_equal(ev.err.reason, "removed");
	place_wait(0, false);
	card_put_in(v);
	signs_with(c, NEW_PIN, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CARD_TEST(test_change),
		CARD_TEST(test_change_to_lock),
		CARD_TEST(test_no_unblock),
		CARD_TEST(test_unblock),
		CARD_TEST(test_pulled),
	};

	place_enter();
	alarm(600); /* a hang is a failure, not a wait */
	return cmocka_run_group_tests(tests, make_all, remove_all);
}
