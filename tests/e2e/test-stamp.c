/*
 * The portal fetches a time-stamp for the signature of an application, when
 * the service is there; the applicant does not notice when it is not.
 */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "robot.h"
#include "tsa.h"

static const char *const apply[] = { "basvuru", NULL };

/* Ends it as the system does, with what is under way noted. */
static void
stop_portal(struct world *w)
{
	int status;

	assert_int_equal(kill(w->portal, SIGTERM), 0);
	assert_int_equal(waitpid(w->portal, &status, 0), w->portal);
	assert_int_equal(status, 0);
	w->portal = 0;
}

/* The portal's configuration names the service from now on. */
static void
name_service(struct world *w, const struct tsa *tsa)
{
	struct buf conf = BUF_INIT(65536);
	char path[200];

	stop_portal(w);
	snprintf(path, sizeof(path), "%s/portal.conf", w->dir);
	assert_int_equal(file_read(path, &conf, NULL), 0);
	buf_addf(&conf, "tsa = \"%s\";\n", tsa_url(tsa));
	assert_int_equal(file_write(path, conf.data, conf.len, 0600, NULL), 0);
	buf_free(&conf);
	world_start_portal(w);
}

static struct ca_id *
make_authority(const struct world *w)
{
	struct ca_profile p = tsa_profile(clock_wall());
	struct ca_id *ca = NULL, *id = NULL;
	char cert[200], key[200];

	snprintf(cert, sizeof(cert), "%s/ca/sub.pem", w->dir);
	snprintf(key, sizeof(key), "%s/ca/sub.key", w->dir);
	assert_int_equal(ca_read(&ca, cert, key, NULL), 0);
	assert_int_equal(ca_issue(&id, ca, &p, NULL), 0);
	ca_id_free(ca);
	return id;
}

/* What "evidence" and "verify" say of the only application. */
static void
expect_stamp(struct world *w, const char *summary, const char *verdict)
{
	struct buf out = BUF_INIT(65536);
	char line[2000], path[300], *list = world_applications(w);
	char number[20] = "";

	assert_int_equal(sscanf(list, "%19s", number), 1);
	free(list);
	snprintf(line, sizeof(line),
	    "cd %s && '%s' --lang en evidence --config portal.conf %s --out e "
	    "&& '%s' --lang en verify --ca ca/root.pem --ca ca/sub.pem "
	    "e/%s.p7s >e/verdict",
	    w->dir, world_program("eimza-portal"), number,
	    world_program("eimza-portal"), number);
	assert_int_equal(system(line), 0); /* NOLINT(cert-env33-c) */
	snprintf(path, sizeof(path), "%s/e/%s-summary.txt", w->dir, number);
	assert_int_equal(file_read(path, &out, NULL), 0);
	if (strstr(buf_str(&out), summary) == NULL)
		fail_msg("%s", buf_str(&out));
	buf_reset(&out);
	snprintf(path, sizeof(path), "%s/e/verdict", w->dir);
	assert_int_equal(file_read(path, &out, NULL), 0);
	assert_int_equal(
	    strstr(buf_str(&out), "Time-stamp: ") != NULL, verdict != NULL);
	buf_free(&out);
}

static void
renew(struct world *w, const char *const *args)
{
	struct vt *t = world_client(w, 24, 80, "xterm-256color", args);

	robot_to_signature(t, w);
	robot_sign(t);
	vt_free(t);
}

static void
test_stamped(void **state)
{
	struct tsa_order o = { .trick = TSA_GOOD };
	struct tsa *tsa = tsa_start(&o);
	struct ca_id *id;
	struct world w;

	(void)state;
	world_open(&w);
	o.id = id = make_authority(&w);
	o.when = clock_wall();
	name_service(&w, tsa);
	renew(&w, apply);
	tsa_wait(tsa, 1);
	stop_portal(&w);
	expect_stamp(&w, " by Test TSA\n", "Time-stamp: ");
	tsa_stop(tsa);
	ca_id_free(id);
	world_close(&w);
}

static void
test_down(void **state)
{
	struct tsa_order o = { .trick = TSA_REJECTED };
	struct tsa *tsa = tsa_start(&o);
	struct world w;

	(void)state;
	world_open(&w);
	name_service(&w, tsa);
	renew(&w, apply);
	tsa_wait(tsa, 1);
	stop_portal(&w);
	expect_stamp(&w, "time-stamp: none yet, asked 1 times: ", NULL);
	tsa_stop(tsa);
	world_close(&w);
}

/* The portal names no service, the person's computer does. Of an authority
 * that the portal does not know, the stamp is left out. */
static void
test_here(void **state)
{
	struct tsa_order o = { .trick = TSA_GOOD };
	struct tsa *tsa = tsa_start(&o);
	struct ca_profile p = tsa_profile(clock_wall());
	char conf[200], words[200];
	const char *const args[] = { "--config", conf, "basvuru", NULL };
	struct ca_id *id[2] = { NULL, NULL };

	(void)state;
	assert_int_equal(ca_issue(&id[0], NULL, &p, NULL), 0);
	for (int i = 0; i < 2; i++) {
		struct world w;

		world_open(&w);
		if (i == 1)
			id[1] = make_authority(&w);
		o.id = id[i];
		o.when = clock_wall();
		snprintf(conf, sizeof(conf), "%s/own.conf", w.dir);
		snprintf(words, sizeof(words), "tsa = \"%s\";\n", tsa_url(tsa));
		assert_int_equal(
		    file_write(conf, words, strlen(words), 0600, NULL), 0);
		renew(&w, args);
		assert_int_equal(tsa_asked(tsa), i + 1);
		expect_stamp(
		    &w, "state: submitted\n", i == 0 ? NULL : "Time-stamp: ");
		world_close(&w);
	}
	tsa_stop(tsa);
	ca_id_free(id[0]);
	ca_id_free(id[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stamped),
		cmocka_unit_test(test_down),
		cmocka_unit_test(test_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
