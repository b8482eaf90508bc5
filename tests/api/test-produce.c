/* From the approved application to the delivered card. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/x509.h>

#include "portal/flow/flow.h"
#include "portal/store/issued.h"
#include "portal/store/outbox.h"
#include "produce-world.h"
#include "base/banned.h"

#define YEAR	31536000
#define DER_MAX 65536

/* How many messages of an event wait, of both kinds; all are left. */
static int
told(struct world *w, const char *event)
{
	struct store *s = w->flow.store;
	struct message m;
	int n = 0;

	assert_int_equal(store_begin(s, NULL), 0);
	for (int k = 0; k < MESSAGE_KINDS; k++)
		while (store_message_take(
			   s, (enum message_kind)k, w->now, &m, NULL) == 0)
			n += strcmp(m.event, event) == 0;
	store_rollback(s);
	return n;
}

static void
validity(void **state)
{
	static const struct {
		const char *tckn, *reason;
		int64_t begins; /* after now */
	} cases[] = {
		{ AYSE, "renewal", INT64_C(60) * 86400 },
		{ FATMA, "lost", 0 },
		{ ALI, "other", 0 },
		{ MEHMET, NULL, 0 },
	};
	struct world *w = *state;
	struct issuer *i = make_issuer(w);
	struct produce p = make_producer(w, i);

	for (size_t n = 0; n < 4; n++) {
		EVP_PKEY *key = EVP_EC_gen("P-256");
		struct certificate_status s;
		struct certificate_holding before, after;
		char number[20], serial[48];
		struct cert_facts f;
		struct err e = { 0 };

		assert_int_equal(
		    store_certificate_holding(w->flow.store, cases[n].tckn,
			NULL, w->now, &before, NULL),
		    0);
		make_application(
		    w, cases[n].tckn, cases[n].reason, STATE_APPROVED, number);
		if (make_card(w, &p, number, key, serial, &e) != 0)
			fail_msg("%s", e.text);
		card_facts(w, cases[n].tckn, serial, &f);
		assert_int_equal(f.not_before, w->now + cases[n].begins);
		assert_in_range(f.not_after - f.not_before, 3 * (long)YEAR,
		    3 * (long)YEAR + 86400);
		assert_string_equal(f.tckn, cases[n].tckn);
		assert_int_equal(store_certificate_status(w->flow.store,
				     cases[n].tckn, serial, &s, NULL),
		    0);
		assert_int_equal(s.state, CERTIFICATE_SUSPENDED);
		assert_int_equal(s.reason, REVOCATION_HOLD);
		assert_true(s.unopened);
		/* Only a lost one is revoked, and at once. */
		assert_int_equal(store_certificate_holding(w->flow.store,
				     cases[n].tckn, NULL, w->now, &after, NULL),
		    0);
		assert_int_equal(after.valid, before.valid && n != 1);
		if (n == 1) {
			assert_int_equal(
			    store_certificate_status(w->flow.store, FATMA,
				before.newest.serial, &s, NULL),
			    0);
			assert_int_equal(s.state, CERTIFICATE_REVOKED);
			assert_int_equal(s.reason, REVOCATION_KEY_COMPROMISE);
			assert_int_equal(s.changed_at, w->now);
			assert_int_equal(told(w, "lost-revoked"), 2);
		}
		EVP_PKEY_free(key);
	}
	issuer_free(i);
}

static void
refused(void **state)
{
	static const struct {
		enum state state;
		const char *reason;
	} cases[] = {
		{ STATE_CANCELLED, "cancelled" },
		{ STATE_SUBMITTED, "state" },
		{ STATE_DELIVERED, "state" },
		{ STATE_REJECTED, "state" },
	};
	struct world *w = *state;
	struct issuer *i = make_issuer(w);
	struct produce p = make_producer(w, i);
	struct product x;
	struct err e = { 0 };

	assert_int_equal(
	    produce_begin(&p, "2026-999999", &x, &e), ERR_NOT_FOUND);
	for (size_t n = 0; n < 4; n++) {
		static const char *const owners[] = { AYSE, FATMA, ALI,
			MEHMET };
		char number[20];

		make_application(w, owners[n], n == 3 ? NULL : "other",
		    cases[n].state, number);
		assert_int_equal(
		    produce_begin(&p, number, &x, &e), ERR_CONFLICT);
		assert_string_equal(e.reason, cases[n].reason);
		assert_non_null(strstr(e.text, number));
	}
	issuer_free(i);
}

/* One key, one certificate; one application, one certificate. */
static void
keys(void **state)
{
	struct world *w = *state;
	struct issuer *i = make_issuer(w);
	struct produce p = make_producer(w, i);
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	char first[20], second[20], serial[48], again[48];
	struct ca_id *ca = NULL;
	struct certificate_status s;
	struct err e = { 0 };

	make_application(w, AYSE, "renewal", STATE_APPROVED, first);
	make_application(w, ALI, "other", STATE_APPROVED, second);
	assert_int_equal(told(w, "produced"), 0);
	assert_int_equal(make_card(w, &p, first, key, serial, &e), 0);
	assert_int_equal(told(w, "produced"), 2);
	assert_int_equal(make_card(w, &p, first, key, again, &e), 0);
	assert_string_equal(serial, again);
	assert_int_equal(
	    make_card(w, &p, second, key, again, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "key-used");
	assert_int_equal(ca_read(&ca, ca_cert_path, ca_key_path, NULL), 0);
	assert_int_equal(
	    make_card(w, &p, second, ca_key(ca), again, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "key-used");
	ca_id_free(ca);
	assert_int_equal(
	    make_card(w, &p, first, other, again, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "card-changed");
	/* The broken card's certificate is revoked with the new one. */
	p.replace = true;
	assert_int_equal(make_card(w, &p, first, other, again, &e), 0);
	assert_string_not_equal(serial, again);
	/* By SMS and e-mail, once for the application. */
	assert_int_equal(told(w, "produced"), 2);
	assert_int_equal(
	    store_certificate_status(w->flow.store, AYSE, serial, &s, NULL), 0);
	assert_int_equal(s.state, CERTIFICATE_REVOKED);
	assert_int_equal(
	    store_certificate_status(w->flow.store, AYSE, again, &s, NULL), 0);
	assert_int_equal(s.state, CERTIFICATE_SUSPENDED);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
	issuer_free(i);
}

static void
courier(void **state)
{
	static const char *const bad[] = { "", "123", "12 34", "1234\n5678",
		"ÇŞ123456", "12345678901234567890123456789012345678901" };
	struct world *w = *state;
	struct issuer *i = make_issuer(w);
	struct produce p = make_producer(w, i);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct store *s = w->flow.store;
	char number[20], serial[48];
	struct product x;
	struct err e = { 0 };

	make_application(w, AYSE, "renewal", STATE_APPROVED, number);
	assert_int_equal(
	    produce_ship(s, w->flow.options, number, "TR-123456", w->now, &e),
	    ERR_CONFLICT);
	assert_int_equal(produce_begin(&p, number, &x, &e), 0);
	product_clear(&x);
	/* Begun, but there is no card. */
	assert_int_equal(
	    produce_ship(s, w->flow.options, number, "TR-123456", w->now, &e),
	    ERR_CONFLICT);
	assert_string_equal(e.reason, "no-card");
	assert_int_equal(make_card(w, &p, number, key, serial, &e), 0);
	for (size_t n = 0; n < 6; n++)
		assert_int_equal(produce_ship(s, w->flow.options, number,
				     bad[n], w->now, &e),
		    ERR_INVALID);
	assert_int_equal(
	    produce_deliver(s, w->flow.options, number, w->now, &e),
	    ERR_CONFLICT);
	assert_int_equal(
	    produce_ship(s, w->flow.options, number, "TR-123456", w->now, &e),
	    0);
	assert_int_equal(
	    produce_ship(s, w->flow.options, number, "TR-123456", w->now, &e),
	    ERR_CONFLICT);
	/* What was said of the production no longer holds. */
	assert_int_equal(told(w, "produced"), 0);
	assert_int_equal(told(w, "shipped"), 2);
	assert_int_equal(
	    produce_deliver(s, w->flow.options, number, w->now, &e), 0);
	assert_int_equal(produce_begin(&p, number, &x, &e), ERR_CONFLICT);
	assert_int_equal(
	    produce_ship(s, w->flow.options, "2026-999999", "TR-1", w->now, &e),
	    ERR_NOT_FOUND);
	EVP_PKEY_free(key);
	issuer_free(i);
}

/* A foreign CA whose confirmation gets lost once. */
struct foreign {
	struct issuer base;
	struct issuer *real;
	bool lose;
	int revoked;
};

static int
foreign_issue(struct issuer *i, const struct issue_order *o, struct err *e)
{
	struct foreign *f = (struct foreign *)i;
	struct issue_order own = *o;
	char serial[33];
	int rc;

	issuer_serial(serial); /* such a CA takes its own */
	own.serial = serial;
	rc = f->real->ops->issue(f->real, &own, e);
	if (rc == 0 && f->lose)
		rc = err_why(e, ERR_UNAVAILABLE, "cmp", "%s", "lost");
	f->lose = false;
	return rc;
}

static int
foreign_revoke(struct issuer *i, const unsigned char *der, size_t len,
    int reason, struct err *e)
{
	(void)der;
	(void)len;
	(void)reason;
	(void)e;
	((struct foreign *)i)->revoked++;
	return 0;
}

/* Whether such a certificate counts is not known, so it is revoked. */
static void
unconfirmed(void **state)
{
	static const struct issuer_ops ops = { .name = "foreign",
		.confirms = true,
		.issue = foreign_issue,
		.revoke = foreign_revoke };
	struct world *w = *state;
	struct foreign f = {
		.base.ops = &ops, .real = make_issuer(w), .lose = true
	};
	struct produce p = make_producer(w, &f.base);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	char number[20], serial[48], again[48];
	struct certificate_status s;
	struct card_secret c;
	struct err e = { 0 };

	f.base.ca = f.real->ca;
	make_application(w, AYSE, "renewal", STATE_APPROVED, number);
	assert_int_equal(
	    make_card(w, &p, number, key, serial, &e), ERR_UNAVAILABLE);
	assert_int_equal(make_card(w, &p, number, key, again, &e), 0);
	assert_string_not_equal(serial, again);
	assert_int_equal(f.revoked, 1);
	assert_int_equal(
	    store_certificate_status(w->flow.store, AYSE, serial, &s, NULL), 0);
	assert_int_equal(s.state, CERTIFICATE_REVOKED);
	/* Once confirmed it stays; its PIN is found under its number. */
	assert_int_equal(make_card(w, &p, number, key, serial, &e), 0);
	assert_string_equal(serial, again);
	assert_int_equal(f.revoked, 1);
	assert_int_equal(
	    card_secret_open(w->flow.store, w->flow.key, AYSE, again, &c, NULL),
	    0);
	EVP_PKEY_free(key);
	issuer_free(f.real);
}

static int
count_row(void *arg, const struct production_row *r, struct err *e)
{
	(void)r;
	(void)e;
	++*(long *)arg;
	return 0;
}

static void
batches(void **state)
{
	struct world *w = *state;
	struct store *s = w->flow.store;
	char number[20];
	int64_t id = 0;
	long n = 0, rows = 0;

	assert_int_equal(store_batch_new(s, w->now, &id, &n, NULL), 0);
	assert_int_equal(id, 0);
	make_application(w, AYSE, "renewal", STATE_APPROVED, number);
	make_application(w, ALI, "other", STATE_APPROVED, number);
	make_application(w, FATMA, "other", STATE_SUBMITTED, number);
	assert_int_equal(store_batch_new(s, w->now, &id, &n, NULL), 0);
	assert_int_equal(id, 1);
	assert_int_equal(n, 2);
	assert_int_equal(
	    store_production_each(s, 1, count_row, &rows, NULL), 0);
	assert_int_equal(rows, 2);
	/* Each is in one batch only. */
	assert_int_equal(store_batch_new(s, w->now, &id, &n, NULL), 0);
	assert_int_equal(id, 0);
}

/* PIN and PUK: random, sealed, another person's cannot be opened with them. */
static void
secrets(void **state)
{
	struct world *w = *state;
	struct store *s = w->flow.store;
	struct buf pin = BUF_INIT(256), puk = BUF_INIT(256);
	struct card_secret a, b;
	unsigned char other[32] = { 1 };
	struct err e = { 0 };

	assert_int_equal(card_secret_make(s, w->flow.key, AYSE, "01", &e), 0);
	assert_int_equal(card_secret_make(s, w->flow.key, AYSE, "02", &e), 0);
	assert_int_equal(
	    card_secret_open(s, w->flow.key, AYSE, "01", &a, &e), 0);
	assert_int_equal(
	    card_secret_open(s, w->flow.key, AYSE, "02", &b, &e), 0);
	assert_int_equal(strlen(a.pin), 6);
	assert_int_equal(strlen(a.puk), 8);
	assert_int_not_equal(memcmp(a.puk, b.puk, 8), 0);
	assert_int_equal(
	    store_card_secret_find(s, AYSE, "01", &pin, &puk, NULL), 0);
	assert_null(memmem(pin.data, pin.len, a.pin, 6));
	assert_null(memmem(puk.data, puk.len, a.puk, 8));
	/* Moved to somebody else, or under another key of the portal. */
	assert_int_equal(
	    store_card_secret_put(s, ALI, "01", &pin, &puk, NULL), 0);
	assert_true(card_secret_open(s, w->flow.key, ALI, "01", &b, &e) < 0);
	assert_true(card_secret_open(s, other, AYSE, "01", &b, &e) < 0);
	buf_free(&pin);
	buf_free(&puk);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(validity),
		T(refused),
		T(keys),
		T(courier),
		T(batches),
		T(secrets),
		T(unconfirmed),
	};

	return cmocka_run_group_tests_name("produce", tests, NULL, NULL);
}
