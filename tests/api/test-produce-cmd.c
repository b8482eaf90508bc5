/* The office's commands of production and lists, on a portal that init has
 * made. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "portal/key.h"
#include "command-world.h"
#include "produce-world.h"
#include "base/banned.h"

static struct world *world;
static char conf[128];

#define RUN(cmd, ...) CALL(world, cmd, __VA_ARGS__)

/* The world goes on with a portal of init's. */
static void
move_in(struct world *w)
{
	char dir[80], path[128];
	struct err e = { 0 };

	world = w;
	snprintf(dir, sizeof(dir), "%s/portal", w->dir);
	snprintf(conf, sizeof(conf), "%s/portal.conf", dir);
	assert_int_equal(RUN(cmd_init, "init", "--demo", "--dir", dir), 0);
	store_close(w->flow.store);
	snprintf(w->db, sizeof(w->db), "%s/portal.db", dir);
	assert_int_equal(store_open(&w->flow.store, w->db, NULL), 0);
	snprintf(path, sizeof(path), "%s/secret", dir);
	assert_int_equal(portal_key_read(path, w->flow.key, &e), 0);
	w->now = clock_wall();
}

static void
cards(void **state)
{
	struct world *w = *state;
	char number[20], other[20], all[SAID_MAX * 2] = "", out[128];
	struct application a;
	struct card_secret secret;
	struct production p;
	struct err e = { 0 };

	move_in(w);
	hsm_reader(w);
	assert_int_equal(
	    RUN(cmd_produce, "produce", "--config", conf, "--batch"), 0);
	command_need("No approved application");
	make_application(w, AYSE, "renewal", STATE_APPROVED, number);
	make_application(w, FATMA, "other", STATE_CANCELLED, other);
	assert_int_equal(
	    RUN(cmd_produce, "produce", "--config", conf, "--batch"), 0);
	command_need("Batch 1: 1 application.");
	command_need(number);
	command_need("AYŞE ÖĞRETMEN");
	assert_null(strstr(command_said, AYSE));
	assert_int_equal(
	    RUN(cmd_produce, "produce", "--config", conf, "--list"), 0);
	command_need("approved");
	assert_null(strstr(command_said, other));
	assert_int_equal(RUN(cmd_produce, "produce", "--config", conf, other,
			     "--module", hsm_module()),
	    1);
	command_need("was cancelled");
	/* Twice: the second time says what was made. */
	for (int i = 0; i < 2; i++) {
		int rc = RUN(cmd_produce, "produce", "--config", conf, number,
		    "--module", hsm_module());

		if (rc != 0)
			fail_msg("%s", command_said);
		command_need(number);
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s",
		    command_said);
	}
	assert_int_equal(
	    RUN(cmd_produce, "produce", "--config", conf, "--list"), 0);
	command_need("on-card");
	assert_int_equal(
	    store_application_number(w->flow.store, number, &a, &e), 0);
	assert_int_equal(store_production_find(w->flow.store, a.id, &p, &e), 0);
	assert_int_equal(card_secret_open(w->flow.store, w->flow.key, AYSE,
			     p.certificate, &secret, &e),
	    0);
	/* Neither is printed; the serial number might hold their digits. */
	assert_null(strstr(strchr(all, ':') + 36, secret.pin));
	assert_null(strstr(strchr(all, ':') + 36, secret.puk));
	application_clear(&a);
	snprintf(out, sizeof(out), "%s/list.crl", w->dir);
	assert_int_equal(
	    RUN(cmd_crl, "crl", "--config", conf, "--out", out), 0);
	command_need("Revocation list 1");
	assert_int_equal(access(out, R_OK), 0);
	assert_int_equal(
	    RUN(cmd_deliver, "deliver", "--config", conf, number), 1);
	assert_int_equal(RUN(cmd_ship, "ship", "--config", conf, number,
			     "--tracking", "KRY-0001"),
	    0);
	assert_int_equal(
	    RUN(cmd_deliver, "deliver", "--config", conf, number), 0);
	assert_int_equal(RUN(cmd_produce, "produce", "--config", conf, number,
			     "--module", hsm_module()),
	    1);
}

static void
requests(void **state)
{
	struct world *w = *state;
	struct buf request = BUF_INIT(REQUEST_MAX);
	EVP_PKEY *key = EVP_EC_gen("P-256"), *weak = EVP_RSA_gen(1024);
	char number[20], in[128], out[128];

	move_in(w);
	make_application(w, MEHMET, NULL, STATE_APPROVED, number);
	snprintf(in, sizeof(in), "%s/request", w->dir);
	snprintf(out, sizeof(out), "%s/certificate", w->dir);
	issue_request(&request, weak, NULL, NULL, NULL);
	assert_int_equal(
	    file_write(in, request.data, request.len, 0600, NULL), 0);
	assert_int_equal(RUN(cmd_produce, "produce", "--config", conf, number,
			     "--request", in, "--out", out),
	    1);
	command_need("not allowed");
	assert_int_not_equal(access(out, F_OK), 0);
	issue_request(&request, key, NULL, NULL, NULL);
	assert_int_equal(
	    file_write(in, request.data, request.len, 0600, NULL), 0);
	assert_int_equal(RUN(cmd_produce, "produce", "--config", conf, number,
			     "--request", in, "--out", out),
	    0);
	assert_int_equal(access(out, R_OK), 0);
	EVP_PKEY_free(key);
	EVP_PKEY_free(weak);
	buf_free(&request);
}

static void
usage(void **state)
{
	static const char *const words[][8] = {
		{ "produce" },
		{ "produce", "--list", "--batch" },
		{ "produce", "2026-000001" },
		{ "produce", "2026-000001", "--list" },
		{ "produce", "2026-000001", "--request", "a" },
		{ "produce", "2026-000001", "--module", "a", "--out", "b" },
		{ "produce", "2026-000001", "--module", "a", "--slot", "x" },
		{ "produce", "1", "2", "--module", "a" },
		{ "produce", "--slots" },
	};

	world = *state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(command_call(world, cmd_produce, words[i]), 2);
	assert_int_equal(RUN(cmd_ship, "ship", "2026-000001"), 2);
	assert_int_equal(RUN(cmd_ship, "ship", "--tracking", "1"), 2);
	assert_int_equal(RUN(cmd_deliver, "deliver"), 2);
	assert_int_equal(RUN(cmd_crl, "crl", "more"), 2);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(cards),
		T(requests),
		T(usage),
	};

	return cmocka_run_group_tests_name("produce-cmd", tests, NULL, NULL);
}
