/* The office's commands of production and lists, on a portal that init has
 * made. */
#include "config.h"

#include <fcntl.h>
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
#include "portal/commands.h"
#include "portal/key.h"
#include "produce-world.h"
#include "base/banned.h"

#define SAID_MAX 16384

static struct world *world;
static char conf[128];

/* Runs a command with both its outputs in a file; answers its status. */
static int
run(int (*cmd)(int, char **), const char *const *words, char said[SAID_MAX])
{
	char *argv[16] = { NULL }, path[128];
	struct buf out = BUF_INIT(65536);
	int argc = 0, fd, keep[2] = { dup(1), dup(2) }, rc;

	for (; words[argc] != NULL; argc++)
		argv[argc] = strdup(words[argc]);
	fflush(NULL);
	snprintf(path, sizeof(path), "%s/said", world->dir);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	dup2(fd, 1);
	dup2(fd, 2);
	rc = cmd(argc, argv);
	fflush(NULL);
	dup2(keep[0], 1);
	dup2(keep[1], 2);
	close(keep[0]);
	close(keep[1]);
	close(fd);
	assert_int_equal(file_read(path, &out, NULL), 0);
	snprintf(said, SAID_MAX, "%s", buf_str(&out));
	buf_free(&out);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return rc;
}

#define RUN(cmd, said, ...)                                                    \
	run(cmd, (const char *const[]){ __VA_ARGS__, NULL }, said)

static void
need(const char *said, const char *part)
{
	if (strstr(said, part) == NULL)
		fail_msg("\"%s\" is not in: %s", part, said);
}

/* The world goes on with a portal of init's. */
static void
move_in(struct world *w)
{
	char dir[80], said[SAID_MAX], path[128];
	struct err e = { 0 };

	world = w;
	snprintf(dir, sizeof(dir), "%s/portal", w->dir);
	snprintf(conf, sizeof(conf), "%s/portal.conf", dir);
	assert_int_equal(
	    RUN(cmd_init, said, "init", "--demo", "--dir", dir), 0);
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
	char number[20], other[20], said[SAID_MAX], all[SAID_MAX * 2] = "",
								   out[128];
	struct application a;
	struct card_secret secret;
	struct production p;
	struct err e = { 0 };

	move_in(w);
	hsm_reader(w);
	assert_int_equal(
	    RUN(cmd_produce, said, "produce", "--config", conf, "--batch"), 0);
	need(said, "No approved application");
	make_application(w, AYSE, "renewal", STATE_APPROVED, number);
	make_application(w, FATMA, "other", STATE_CANCELLED, other);
	assert_int_equal(
	    RUN(cmd_produce, said, "produce", "--config", conf, "--batch"), 0);
	need(said, "Batch 1: 1 application.");
	need(said, number);
	need(said, "AYŞE ÖĞRETMEN");
	assert_null(strstr(said, AYSE));
	assert_int_equal(
	    RUN(cmd_produce, said, "produce", "--config", conf, "--list"), 0);
	need(said, "approved");
	assert_null(strstr(said, other));
	assert_int_equal(RUN(cmd_produce, said, "produce", "--config", conf,
			     other, "--module", hsm_module()),
	    1);
	need(said, "was cancelled");
	/* Twice: the second time says what was made. */
	for (int i = 0; i < 2; i++) {
		int rc = RUN(cmd_produce, said, "produce", "--config", conf,
		    number, "--module", hsm_module());

		if (rc != 0)
			fail_msg("%s", said);
		need(said, number);
		snprintf(
		    all + strlen(all), sizeof(all) - strlen(all), "%s", said);
	}
	assert_int_equal(
	    RUN(cmd_produce, said, "produce", "--config", conf, "--list"), 0);
	need(said, "on-card");
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
	    RUN(cmd_crl, said, "crl", "--config", conf, "--out", out), 0);
	need(said, "Revocation list 1");
	assert_int_equal(access(out, R_OK), 0);
	assert_int_equal(
	    RUN(cmd_deliver, said, "deliver", "--config", conf, number), 1);
	assert_int_equal(RUN(cmd_ship, said, "ship", "--config", conf, number,
			     "--tracking", "KRY-0001"),
	    0);
	assert_int_equal(
	    RUN(cmd_deliver, said, "deliver", "--config", conf, number), 0);
	assert_int_equal(RUN(cmd_produce, said, "produce", "--config", conf,
			     number, "--module", hsm_module()),
	    1);
}

static void
requests(void **state)
{
	struct world *w = *state;
	struct buf request = BUF_INIT(REQUEST_MAX);
	EVP_PKEY *key = EVP_EC_gen("P-256"), *weak = EVP_RSA_gen(1024);
	char number[20], said[SAID_MAX], in[128], out[128];

	move_in(w);
	make_application(w, MEHMET, NULL, STATE_APPROVED, number);
	snprintf(in, sizeof(in), "%s/request", w->dir);
	snprintf(out, sizeof(out), "%s/certificate", w->dir);
	issue_request(&request, weak, NULL, NULL, NULL);
	assert_int_equal(
	    file_write(in, request.data, request.len, 0600, NULL), 0);
	assert_int_equal(RUN(cmd_produce, said, "produce", "--config", conf,
			     number, "--request", in, "--out", out),
	    1);
	need(said, "not allowed");
	assert_int_not_equal(access(out, F_OK), 0);
	issue_request(&request, key, NULL, NULL, NULL);
	assert_int_equal(
	    file_write(in, request.data, request.len, 0600, NULL), 0);
	assert_int_equal(RUN(cmd_produce, said, "produce", "--config", conf,
			     number, "--request", in, "--out", out),
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
	char said[SAID_MAX];

	world = *state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_int_equal(run(cmd_produce, words[i], said), 2);
	assert_int_equal(RUN(cmd_ship, said, "ship", "2026-000001"), 2);
	assert_int_equal(RUN(cmd_ship, said, "ship", "--tracking", "1"), 2);
	assert_int_equal(RUN(cmd_deliver, said, "deliver"), 2);
	assert_int_equal(RUN(cmd_crl, said, "crl", "more"), 2);
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
