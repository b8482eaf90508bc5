/* Cards in a reader: made, killed at every step, and the CA's key in one. */
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

#include "base/file.h"
#include "card/object.h"
#include "portal/issue/token-card.h"
#include "portal/store/issued.h"
#include "produce-world.h"
#include "base/banned.h"

/* The production on a card up to a step, after which the process is gone;
 * step 9: all of it. */
static int /* NOLINTNEXTLINE(readability-function-size) */
card_steps(struct world *w, const char *number, const char *kind, int steps,
    char serial[48])
{
	struct buf request = BUF_INIT(REQUEST_MAX), der = BUF_INIT(DER_MAX);
	struct issuer *i = make_issuer(w);
	struct produce p = make_producer(w, i);
	struct card_secret secret;
	struct token_card *card = NULL;
	struct card_order o = { .module = hsm_module(),
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
	assert_int_equal(module_load(&m, hsm_module(), NULL, NULL), 0);
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

	hsm_reader(w);
	make_application(w, MEHMET, NULL, STATE_APPROVED, number);
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

	hsm_reader(w);
	for (size_t i = 0; i < 2; i++) {
		make_application(w, owners[i], "other", STATE_APPROVED, number);
		card_steps(w, number, kinds[i], 99, serial);
		check_card(w, owners[i], serial);
		card_facts(w, owners[i], serial, &f);
		assert_string_equal(f.key, i == 0 ? "EC P-384" : "RSA-2048");
	}
}

/* The CA's key was made in a token and never leaves it. */
static void
ca_in_token(void **state)
{
	struct world *w = *state;
	struct card_order o = { .module = hsm_module(),
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

	hsm_reader(w);
	snprintf(module, sizeof(module), "%s", hsm_module());
	assert_int_equal(token_card_open(&card, &o, &e), 0);
	assert_int_equal(token_card_request(card, &der, &e), 0);
	token_card_free(card);
	assert_int_equal(request_read(&r, der.data, der.len, &e), 0);
	issuer_free(make_issuer(w));
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
	p = make_producer(w, i);
	make_application(w, AYSE, "other", STATE_APPROVED, number);
	if (make_card(w, &p, number, key, serial, &e) != 0)
		fail_msg("%s", e.text);
	card_facts(w, AYSE, serial, &f);
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
		T(cards),
		T(killed),
		T(ca_in_token),
	};

	return cmocka_run_group_tests_name("produce-card", tests, NULL, NULL);
}
