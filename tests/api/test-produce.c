/* From the approved application to the delivered card. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/x509.h>

#include "base/file.h"
#include "card/object.h"
#include "flow-world.h"
#include "issue-world.h"
#include "portal/flow/flow.h"
#include "portal/flow/produce.h"
#include "portal/issue/token-card.h"
#include "portal/store/issued.h"
#include "portal/store/outbox.h"
#include "sign/x509.h"
#include "base/banned.h"

#define YEAR	31536000
#define DER_MAX 65536

static char builtin[] = "builtin", policy[] = "2.16.792.1.61.0.1.5070.1.1",
	    ca_cert_path[96], ca_key_path[96];

/* The world's own sub CA issues. */
static struct issuer *
open_issuer(struct world *w)
{
	struct issuer *i = NULL;

	snprintf(ca_cert_path, sizeof(ca_cert_path), "%s/ca/sub.pem", w->dir);
	snprintf(ca_key_path, sizeof(ca_key_path), "%s/ca/sub.key", w->dir);
	w->options.issuer = builtin;
	w->options.issuer_certificate = ca_cert_path;
	w->options.issuer_key = ca_key_path;
	w->options.issuer_policy = policy;
	assert_int_equal(issuer_open(&i, &w->options, NULL), 0);
	return i;
}

static struct produce
producer(struct world *w, struct issuer *i)
{
	return (struct produce){ .store = w->flow.store,
		.issuer = i,
		.key = w->flow.key,
		.now = w->now };
}

/* A form of that reason (NULL: a first application) in that state. */
static void
applied(struct world *w, const char *tckn, const char *reason, enum state state,
    char number[20])
{
	struct application a;
	struct application_move m = {
		.event = EVENT_APPROVE, .role = ROLE_OFFICE, .to = state
	};

	assert_int_equal(world_login(w, tckn), 0);
	world_draft_to_approved(w, reason != NULL, reason);
	assert_int_equal(
	    store_application_open(w->flow.store, tckn, &a, NULL), 0);
	assert_int_equal(store_begin(w->flow.store, NULL), 0);
	assert_int_equal(
	    store_application_move(w->flow.store, &a, &m, w->now, NULL), 0);
	assert_int_equal(store_commit(w->flow.store, NULL), 0);
	snprintf(number, 20, "%s", a.number);
	application_clear(&a);
}

/* Produces with a key made now; *serial names the certificate. */
static int
produced(struct world *w, struct produce *p, const char *number, EVP_PKEY *key,
    char serial[48], struct err *e)
{
	struct buf request = BUF_INIT(REQUEST_MAX), der = BUF_INIT(DER_MAX);
	struct product x;
	int rc = produce_begin(p, number, &x, e);

	(void)w;
	if (rc < 0)
		return rc;
	issue_request(&request, key, NULL, NULL, NULL);
	rc = produce_issue(p, &x, request.data, request.len, &der, e);
	if (rc == 0)
		rc = produce_done(p, &x, e);
	snprintf(serial, 48, "%s", x.production.certificate);
	product_clear(&x);
	buf_free(&request);
	buf_free(&der);
	return rc;
}

static void
facts_of(struct world *w, const char *tckn, const char *serial,
    struct cert_facts *out)
{
	struct buf der = BUF_INIT(DER_MAX);

	assert_int_equal(
	    store_certificate_der(w->flow.store, tckn, serial, &der, NULL), 0);
	assert_int_equal(
	    cert_read((unsigned char *)der.data, der.len, out, NULL), 0);
	buf_free(&der);
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
	struct issuer *i = open_issuer(w);
	struct produce p = producer(w, i);

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
		applied(
		    w, cases[n].tckn, cases[n].reason, STATE_APPROVED, number);
		if (produced(w, &p, number, key, serial, &e) != 0)
			fail_msg("%s", e.text);
		facts_of(w, cases[n].tckn, serial, &f);
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
	struct issuer *i = open_issuer(w);
	struct produce p = producer(w, i);
	struct product x;
	struct err e = { 0 };

	assert_int_equal(
	    produce_begin(&p, "2026-999999", &x, &e), ERR_NOT_FOUND);
	for (size_t n = 0; n < 4; n++) {
		static const char *const owners[] = { AYSE, FATMA, ALI,
			MEHMET };
		char number[20];

		applied(w, owners[n], n == 3 ? NULL : "other", cases[n].state,
		    number);
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
	struct issuer *i = open_issuer(w);
	struct produce p = producer(w, i);
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	char first[20], second[20], serial[48], again[48];
	struct ca_id *ca = NULL;
	struct certificate_status s;
	struct err e = { 0 };

	applied(w, AYSE, "renewal", STATE_APPROVED, first);
	applied(w, ALI, "other", STATE_APPROVED, second);
	assert_int_equal(produced(w, &p, first, key, serial, &e), 0);
	assert_int_equal(produced(w, &p, first, key, again, &e), 0);
	assert_string_equal(serial, again);
	assert_int_equal(produced(w, &p, second, key, again, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "key-used");
	assert_int_equal(ca_read(&ca, ca_cert_path, ca_key_path, NULL), 0);
	assert_int_equal(
	    produced(w, &p, second, ca_key(ca), again, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "key-used");
	ca_id_free(ca);
	assert_int_equal(
	    produced(w, &p, first, other, again, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "card-changed");
	/* The broken card's certificate is revoked with the new one. */
	p.replace = true;
	assert_int_equal(produced(w, &p, first, other, again, &e), 0);
	assert_string_not_equal(serial, again);
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
	struct issuer *i = open_issuer(w);
	struct produce p = producer(w, i);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct store *s = w->flow.store;
	char number[20], serial[48];
	struct product x;
	struct message m;
	struct err e = { 0 };
	bool told = false;

	applied(w, AYSE, "renewal", STATE_APPROVED, number);
	assert_int_equal(
	    produce_ship(s, number, "TR-123456", w->now, &e), ERR_CONFLICT);
	assert_int_equal(produce_begin(&p, number, &x, &e), 0);
	product_clear(&x);
	/* Begun, but there is no card. */
	assert_int_equal(
	    produce_ship(s, number, "TR-123456", w->now, &e), ERR_CONFLICT);
	assert_string_equal(e.reason, "no-card");
	assert_int_equal(produced(w, &p, number, key, serial, &e), 0);
	for (size_t n = 0; n < 6; n++)
		assert_int_equal(
		    produce_ship(s, number, bad[n], w->now, &e), ERR_INVALID);
	assert_int_equal(produce_deliver(s, number, w->now, &e), ERR_CONFLICT);
	assert_int_equal(produce_ship(s, number, "TR-123456", w->now, &e), 0);
	assert_int_equal(
	    produce_ship(s, number, "TR-123456", w->now, &e), ERR_CONFLICT);
	assert_int_equal(store_begin(s, NULL), 0);
	while (store_message_take(s, w->now, w->now + 1, &m, NULL) == 0)
		told = told || strstr(m.text, "TR-123456") != NULL;
	store_rollback(s);
	assert_true(told);
	assert_int_equal(produce_deliver(s, number, w->now, &e), 0);
	assert_int_equal(produce_begin(&p, number, &x, &e), ERR_CONFLICT);
	assert_int_equal(
	    produce_ship(s, "2026-999999", "TR-1", w->now, &e), ERR_NOT_FOUND);
	EVP_PKEY_free(key);
	issuer_free(i);
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
	applied(w, AYSE, "renewal", STATE_APPROVED, number);
	applied(w, ALI, "other", STATE_APPROVED, number);
	applied(w, FATMA, "other", STATE_SUBMITTED, number);
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

static const char *
softhsm(void)
{
	static const char *const places[] = {
		"/usr/lib/softhsm/libsofthsm2.so",
		"/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
		"/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
		"/usr/lib64/pkcs11/libsofthsm2.so",
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (access(places[i], R_OK) == 0)
			return places[i];
	fail_msg("SoftHSM is not installed");
	return NULL;
}

/* A reader without cards in the world's folder. */
static void
new_reader(const struct world *w)
{
	char path[128], text[256];
	int n;

	snprintf(path, sizeof(path), "%s/tokens", w->dir);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	n = snprintf(text, sizeof(text),
	    "directories.tokendir = %s\nobjectstore.backend = file\n"
	    "log.level = ERROR\n",
	    path);
	snprintf(path, sizeof(path), "%s/softhsm2.conf", w->dir);
	assert_int_equal(file_write(path, text, (size_t)n, 0600, NULL), 0);
	setenv("SOFTHSM2_CONF", path, 1);
}

/* The production on a card up to a step, after which the process is gone;
 * step 9: all of it. */
static int
card_steps(struct world *w, const char *number, const char *kind, int steps,
    char serial[48])
{
	struct buf request = BUF_INIT(REQUEST_MAX), der = BUF_INIT(DER_MAX);
	struct issuer *i = open_issuer(w);
	struct produce p = producer(w, i);
	struct card_secret secret;
	struct token_card *card = NULL;
	struct card_order o = { .module = softhsm(),
		.slot = -1,
		.label = number,
		.pin = secret.pin,
		.puk = secret.puk,
		.key = kind };
	struct product x;
	struct err e = { 0 };
	int n = 0;

#define STEP(call)                                                             \
	do {                                                                   \
		if (n++ == steps)                                              \
			kill(getpid(), SIGKILL);                               \
		if ((call) != 0)                                               \
			fail_msg("step %d: %s", n, e.text);                    \
	} while (0)
	STEP(produce_begin(&p, number, &x, &e));
	STEP(produce_secret(&p, &x, &secret, &e));
	STEP(token_card_open(&card, &o, &e));
	STEP(token_card_request(card, &request, &e));
	STEP(produce_issue(&p, &x, request.data, request.len, &der, &e));
	STEP(token_card_put(card, (unsigned char *)der.data, der.len, &e));
	STEP(produce_done(&p, &x, &e));
#undef STEP
	snprintf(serial, 48, "%s", x.production.certificate);
	token_card_free(card);
	product_clear(&x);
	issuer_free(i);
	buf_free(&request);
	buf_free(&der);
	return 0;
}

/* What is on the card, read without a PIN as any client would. */
static void
check_card(struct world *w, const char *tckn, const char *serial)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_ATTRIBUTE match = { CKA_CLASS, &class, sizeof(class) };
	CK_OBJECT_HANDLE found[4];
	CK_SLOT_ID slot[8];
	CK_ULONG slots = 8;
	CK_SESSION_HANDLE session;
	struct buf der = BUF_INIT(DER_MAX);
	unsigned char value[4096];
	struct module *m = NULL;
	size_t n = 0, len = 0, certificates = 0;

	assert_int_equal(
	    store_certificate_der(w->flow.store, tckn, serial, &der, NULL), 0);
	assert_int_equal(module_load(&m, softhsm(), NULL, NULL), 0);
	assert_int_equal(m->call->C_GetSlotList(CK_TRUE, slot, &slots), CKR_OK);
	for (CK_ULONG i = 0; i < slots; i++) {
		if (m->call->C_OpenSession(slot[i], CKF_SERIAL_SESSION, NULL,
			NULL, &session) != CKR_OK)
			continue;
		object_find(m, session, &match, 1, found, 4, &n);
		for (size_t k = 0; k < n; k++) {
			assert_true(object_bytes(m, session, found[k],
			    CKA_VALUE, value, sizeof(value), &len));
			if (len == der.len && memcmp(value, der.data, len) == 0)
				certificates++;
		}
		m->call->C_CloseSession(session);
	}
	assert_int_equal(certificates, 1);
	module_free(m);
	buf_free(&der);
}

/* Killed before each step in turn, then done once more. */
static void
killed(void **state)
{
	struct world *w = *state;
	char number[20], serial[48] = "", last[48];
	struct certificate_holding h;

	new_reader(w);
	applied(w, MEHMET, NULL, STATE_APPROVED, number);
	for (int steps = 1; steps <= 7; steps++) {
		pid_t pid;
		int status;

		store_close(w->flow.store);
		w->flow.store = NULL;
		fflush(NULL);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			if (store_open(&w->flow.store, w->db, NULL) == 0)
				card_steps(w, number, "p256", steps, last);
			kill(getpid(), SIGKILL);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(store_open(&w->flow.store, w->db, NULL), 0);
	}
	card_steps(w, number, "p256", 99, serial);
	card_steps(w, number, "p256", 99, last);
	assert_string_equal(serial, last);
	check_card(w, MEHMET, serial);
	assert_int_equal(store_certificate_holding(
			     w->flow.store, MEHMET, NULL, w->now, &h, NULL),
	    0);
	assert_true(h.any);
}

static void
cards(void **state)
{
	static const char *const kinds[] = { "p384", "rsa2048" };
	static const char *const owners[] = { AYSE, ALI };
	struct world *w = *state;
	char number[20], serial[48];
	struct cert_facts f;

	new_reader(w);
	for (size_t i = 0; i < 2; i++) {
		applied(w, owners[i], "other", STATE_APPROVED, number);
		card_steps(w, number, kinds[i], 99, serial);
		check_card(w, owners[i], serial);
		facts_of(w, owners[i], serial, &f);
		assert_string_equal(f.key, i == 0 ? "EC P-384" : "RSA-2048");
	}
}

/* The CA's key was made in a token and never leaves it. */
static void
ca_in_token(void **state)
{
	struct world *w = *state;
	struct card_order o = { .module = softhsm(),
		.slot = -1,
		.label = "CA",
		.pin = "987654",
		.puk = "12345678",
		.key = "p384" };
	struct ca_profile profile = ca_profile_sub("Kartta", w->now, 900);
	struct buf der = BUF_INIT(REQUEST_MAX);
	struct token_card *card = NULL;
	struct request *r = NULL;
	struct ca_id *root = NULL, *sub = NULL;
	const struct ca_id *ids[1];
	struct issuer *i = NULL;
	struct produce p;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	char number[20], serial[48], pin[96], module[96], label[] = "CA";
	struct cert_facts f;
	struct err e = { 0 };

	new_reader(w);
	snprintf(module, sizeof(module), "%s", softhsm());
	assert_int_equal(token_card_open(&card, &o, &e), 0);
	assert_int_equal(token_card_request(card, &der, &e), 0);
	token_card_free(card);
	assert_int_equal(request_read(&r, der.data, der.len, &e), 0);
	issuer_free(open_issuer(w));
	assert_int_equal(ca_read(&root, ca_cert_path, ca_key_path, &e), 0);
	profile.use_key = r->key;
	assert_int_equal(ca_issue(&sub, root, &profile, &e), 0);
	ids[0] = sub;
	assert_int_equal(ca_write_cert(ca_cert_path, ids, 1, &e), 0);
	snprintf(pin, sizeof(pin), "%s/pin", w->dir);
	assert_int_equal(file_write(pin, "987654\n", 7, 0600, &e), 0);
	w->options.issuer_module = module;
	w->options.issuer_token = label;
	w->options.issuer_pin_file = pin;
	if (issuer_open(&i, &w->options, &e) != 0)
		fail_msg("%s", e.text);
	p = producer(w, i);
	applied(w, AYSE, "other", STATE_APPROVED, number);
	if (produced(w, &p, number, key, serial, &e) != 0)
		fail_msg("%s", e.text);
	facts_of(w, AYSE, serial, &f);
	assert_string_equal(f.issuer, "Kartta");
	issuer_free(i);
	/* A wrong PIN, and a token that is not there. */
	assert_int_equal(file_write(pin, "000000\n", 7, 0600, &e), 0);
	assert_int_equal(issuer_open(&i, &w->options, &e), ERR_UNAVAILABLE);
	label[0] = 'X';
	assert_int_equal(issuer_open(&i, &w->options, &e), ERR_NOT_FOUND);
	assert_string_equal(e.reason, "no-token");
	ca_id_free(root);
	ca_id_free(sub);
	request_free(r);
	EVP_PKEY_free(key);
	buf_free(&der);
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
		T(cards),
		T(killed),
		T(ca_in_token),
	};

	return cmocka_run_group_tests_name("produce", tests, NULL, NULL);
}
