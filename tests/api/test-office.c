/* The office's commands, on a portal that init has made. */
#include "config.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "command-world.h"
#include "portal/store/application.h"
#include "portal/store/officer.h"
#include "portal/store/issued.h"
#include "sign/cades.h"
#include "base/banned.h"

static struct world *world;

#define RUN(cmd, ...) CALL(world, cmd, __VA_ARGS__)

/* The world's folder becomes a portal made by init. */
static void
init_portal(struct world *w, char **dir, char conf[160])
{

	world = w;
	assert_true(asprintf(dir, "%s/portal", w->dir) > 0);
	snprintf(conf, 160, "%s/portal.conf", *dir);
	assert_int_equal(RUN(cmd_init, "init", "--demo", "--dir", *dir), 0);
	command_need("portal.conf");
}

static void
made_by_init(void **state)
{
	static const struct {
		const char *name;
		mode_t mode;
	} files[] = {
		{ "secret", 0600 },
		{ "portal.db", 0600 },
		{ "cards/" AYSE ".key", 0600 },
		{ "cards/" AYSE ".der", 0600 },
		{ "tls/portal.key", 0600 },
		{ "tls/ca.pem", 0644 },
		{ "people.tsv", 0600 },
	};
	char *dir, conf[160], path[192];
	struct stat st;

	init_portal(*state, &dir, conf);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i].name);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, files[i].mode);
	}
	/* What is there is not written over. */
	assert_int_equal(RUN(cmd_init, "init", "--dir", dir), 1);
	command_need("empty folder");
	assert_int_equal(RUN(cmd_init, "init"), 2);
	assert_int_equal(
	    RUN(cmd_applications, "applications", "--config", conf), 0);
	command_need("0 applications");
	free(dir);
}

/* With what its people have done: all of it by the portal's own steps, so
 * that nothing is left over and the audit trail holds. */
static void
made_with_office(void **state)
{
	char *dir, conf[160], path[192];
	struct buf words = BUF_INIT(4096);
	const char *at;
	int n = 0;

	world = *state;
	assert_true(asprintf(&dir, "%s/portal", world->dir) > 0);
	snprintf(conf, sizeof(conf), "%s/portal.conf", dir);
	assert_int_equal(RUN(cmd_init, "init", "--office", "--dir", dir), 2);
	assert_int_equal(
	    RUN(cmd_init, "init", "--demo", "--office", "--dir", dir), 0);
	assert_int_equal(
	    RUN(cmd_applications, "applications", "--config", conf), 0);
	command_need("13 applications");
	command_need("delivered");
	for (at = command_said; (at = strstr(at, "submitted")) != NULL; at++)
		n++;
	assert_int_equal(n, 12);
	assert_int_equal(RUN(cmd_officers, "officers", "--config", conf), 0);
	command_need("MUŞ");
	assert_int_equal(RUN(cmd_outbox, "outbox", "--config", conf), 0);
	command_need("0 messages");
	assert_int_equal(
	    RUN(cmd_audit, "audit", "verify", "--config", conf), 0);
	snprintf(path, sizeof(path), "%s/office.tsv", dir);
	assert_int_equal(file_read(path, &words, NULL), 0);
	assert_non_null(strstr(buf_str(&words), "officer\t" AYSE "\n"));
	assert_non_null(strstr(buf_str(&words), "new-card\t"));
	buf_free(&words);
	free(dir);
}

static void
imports(void **state)
{
	static const struct {
		const char *text, *part;
		int status;
	} cases[] = {
		{ "tckn\tname\tsurname\tbirth_place\tbirth_date\n"
		  "20000000046\tcan\töz\tvan\t1.1.1990\n",
		    "1 entry", 0 },
		{ "surname;name;tckn;birth_date;birth_place\r\n"
		  "\"öz\";\"ca\"\"n\";20000000046;01.01.1990;van\r\n",
		    "line 2", 1 },
		{ "tckn,name,surname,birth_place,birth_date\n"
		  "20000000046,CAN,ÖZ,VAN,01.01.1990\n"
		  "20000000047,ECE,ÖZ,VAN,01.01.1990\n",
		    "line 3", 1 },
		{ "tckn,name,surname,birth_place\n", "birth_date", 1 },
		{ "tckn,name,surname,birth_place,birth_date,more\n", "more",
		    1 },
		{ "tckn,name,surname,birth_place,birth_date\n20000000046\n",
		    "columns are wanted", 1 },
		{ "", "empty", 1 },
	};
	char *dir, conf[160], path[192];

	init_portal(*state, &dir, conf);
	snprintf(path, sizeof(path), "%s/people.csv", dir);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(file_write(path, cases[i].text,
				     strlen(cases[i].text), 0600, NULL),
		    0);
		assert_int_equal(RUN(cmd_import_population, "import-population",
				     "--config", conf, path),
		    cases[i].status);
		command_need(cases[i].part);
	}
	/* What the file says is shown, not done, by the terminal. */
	assert_int_equal(file_write(path,
			     "tckn,\033]0;x\007\xc2\x9b"
			     "2J\n",
			     strlen("tckn,\033]0;x\007\xc2\x9b"
				    "2J\n"),
			     0600, NULL),
	    0);
	assert_int_equal(RUN(cmd_import_population, "import-population",
			     "--config", conf, path),
	    1);
	command_need("line 1");
	assert_null(strpbrk(command_said, "\033\007"));
	assert_null(strstr(command_said, "\xc2\x9b"));
	snprintf(path, sizeof(path), "%s/cards/" AYSE ".der", dir);
	assert_int_equal(RUN(cmd_import_certificate, "import-certificate",
			     "--config", conf, path),
	    0);
	snprintf(path, sizeof(path), "%s/tls/ca.pem", dir);
	assert_int_equal(RUN(cmd_import_certificate, "import-certificate",
			     "--config", conf, path),
	    1);
	command_need("no qualified certificate");
	assert_int_equal(
	    RUN(cmd_import_staff, "import-staff", "--config", conf), 2);
	free(dir);
}

/* Importing a suspended certificate once more leaves it suspended. */
static void
imports_again(void **state)
{
	char *dir, conf[160], path[192];
	struct certificate_holding h;
	struct store *s = NULL;

	init_portal(*state, &dir, conf);
	snprintf(path, sizeof(path), "%s/portal.db", dir);
	assert_int_equal(store_open(&s, path, NULL), 0);
	assert_int_equal(
	    store_certificate_holding(s, AYSE, NULL, clock_wall(), &h, NULL),
	    0);
	assert_true(h.valid);
	assert_int_equal(
	    store_certificate_change(s, AYSE, h.newest.serial,
		CERTIFICATE_SUSPENDED, REVOCATION_UNSTATED, WORLD_NOW, NULL),
	    0);
	snprintf(path, sizeof(path), "%s/cards/" AYSE ".der", dir);
	assert_int_equal(RUN(cmd_import_certificate, "import-certificate",
			     "--config", conf, path),
	    0);
	assert_int_equal(
	    store_certificate_holding(s, AYSE, NULL, clock_wall(), &h, NULL),
	    0);
	assert_false(h.valid);
	store_close(s);
	free(dir);
}

/* A portal that must not be trusted does not start. */
static void
refuses_to_serve(void **state)
{
	char *dir, conf[160], path[192];
	struct buf sub = BUF_INIT(65536);

	init_portal(*state, &dir, conf);
	snprintf(path, sizeof(path), "%s/secret", dir);
	assert_int_equal(chmod(path, 0604), 0);
	assert_int_equal(RUN(cmd_serve, "serve", "--config", conf), 1);
	command_need(path);
	assert_int_equal(chmod(path, 0600), 0);
	/* The sub CA without its root. */
	snprintf(path, sizeof(path), "%s/ca/sub.pem", dir);
	assert_int_equal(file_read(path, &sub, NULL), 0);
	snprintf(path, sizeof(path), "%s/ca/root.pem", dir);
	assert_int_equal(file_write(path, sub.data, sub.len, 0644, NULL), 0);
	assert_int_equal(RUN(cmd_serve, "serve", "--config", conf), 1);
	command_need(".pem");
	buf_free(&sub);
	free(dir);
}

static void
odd_arguments(void **state)
{
	static const char *const numbers[] = { "", "../../etc/passwd",
		"2026-000001/../..", "' OR 1=1 --", "2026-00000%", "\xff",
		"-1" };
	static const char *const reasons[] = { "two\nlines", "\033[2J", "\xff",
		"\xe2\x80\xae" };
	char *dir, conf[160], out[192], longest[4096];

	init_portal(*state, &dir, conf);
	snprintf(out, sizeof(out), "%s/out", dir);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_int_not_equal(RUN(cmd_evidence, "evidence", "--config",
					 conf, "--out", out, "--", numbers[i]),
		    0);
		assert_int_not_equal(RUN(cmd_decide, "decide", "--config", conf,
					 "--", numbers[i], "approve"),
		    0);
		assert_int_not_equal(access(out, F_OK), 0);
	}
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	for (size_t i = 0; i <= sizeof(reasons) / sizeof(reasons[0]); i++) {
		bool last = i == sizeof(reasons) / sizeof(reasons[0]);

		assert_int_equal(
		    RUN(cmd_decide, "decide", "--config", conf, "--reason",
			last ? longest : reasons[i], "2026-000001", "reject"),
		    1);
		command_need("one line");
	}
	free(dir);
}

/* The world goes on with init's database. */
static void
move_in(struct world *w, const char *dir)
{
	store_close(w->flow.store);
	snprintf(w->dir, sizeof(w->dir), "%s", dir);
	snprintf(w->db, sizeof(w->db), "%s/portal.db", dir);
	assert_int_equal(store_open(&w->flow.store, w->db, NULL), 0);
	w->now = clock_wall();
}

/* A card reported as lost is suspended when the signed paper has come, and
 * one that was revoked meanwhile stays revoked. */
static void
lost_card(void **state)
{
	static const enum certificate_state states[][2] = {
		{ CERTIFICATE_VALID, CERTIFICATE_SUSPENDED },
		{ CERTIFICATE_REVOKED, CERTIFICATE_REVOKED },
	};
	static const char *const owners[] = { AYSE, ALI };
	struct world *w = *state;
	char *dir, conf[160], home[64], out[192];

	snprintf(home, sizeof(home), "%s", w->dir);
	init_portal(w, &dir, conf);
	snprintf(out, sizeof(out), "%s/out", dir);
	move_in(w, dir);
	for (size_t i = 0; i < 2; i++) {
		struct application a = { 0 };
		struct certificate c;

		assert_int_equal(world_login(w, owners[i]), 0);
		w->now += 60;
		world_draft_to_approved(w, true, "lost");
		world_prove_phone(w);
		world_choose(w, "paper");
		assert_int_equal(
		    store_application_open(w->flow.store, owners[i], &a, NULL),
		    0);
		/* Nothing of it is signed with a card, and none is shown. */
		assert_int_equal(RUN(cmd_evidence, "evidence", "--config", conf,
				     a.number, "--out", out),
		    1);
		command_need("no electronic signature");
		assert_int_not_equal(access(out, F_OK), 0);
		assert_int_equal(store_certificate_change(w->flow.store,
				     owners[i], a.certificate, states[i][0],
				     REVOCATION_UNSTATED, WORLD_NOW, NULL),
		    0);
		assert_int_equal(RUN(cmd_decide, "decide", "--config", conf,
				     a.number, "received"),
		    0);
		assert_int_equal(store_certificate_find(w->flow.store,
				     owners[i], a.certificate, &c, NULL),
		    0);
		assert_int_equal(c.state, states[i][1]);
		application_clear(&a);
	}
	file_remove_tree(home);
	free(dir);
}

/* Sends an application in through the use cases, on init's database. */
static void
submit(struct world *w, const char *dir)
{
	static const char *const names[] = { "root.pem", "sub.pem", "root.crl",
		"sub.crl" };
	char code[16], *text, path[192];

	move_in(w, dir);
	for (int i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/ca/%s", dir, names[i]);
		assert_int_equal(i < 2
				     ? trust_add_ca_file(w->trust, path, NULL)
				     : trust_add_crl_file(w->trust, path, NULL),
		    0);
	}
	assert_int_equal(world_login(w, AYSE), 0);
	world_draft_to_approved(w, true, NULL);
	world_prove_phone(w);
	world_choose(w, "e-signed");
	world_signing(w, code, &text);
	assert_int_equal(world_sign(w, code, text, AYSE), 0);
	free(text);
}

static void
decisions(void **state)
{
	struct world *w = *state;
	char *dir, conf[160], out[160], number[20], path[192], home[64];
	struct application a = { 0 };
	struct stat st;

	snprintf(home, sizeof(home), "%s", w->dir);
	init_portal(w, &dir, conf);
	submit(w, dir);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	snprintf(number, sizeof(number), "%s", a.number);
	application_clear(&a);
	assert_int_equal(RUN(cmd_applications, "applications", "--config", conf,
			     "--state", "submitted"),
	    0);
	command_need(number);
	command_need("10*******46");
	assert_null(strstr(command_said, AYSE));
	assert_int_equal(RUN(cmd_applications, "applications", "--config", conf,
			     "--state", "lost"),
	    2);
	snprintf(out, sizeof(out), "%s/out", dir);
	assert_int_equal(RUN(cmd_evidence, "evidence", "--config", conf, number,
			     "--out", out),
	    0);
	snprintf(path, sizeof(path), "%s/%s.p7s", out, number);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(
	    RUN(cmd_decide, "decide", "--config", conf, number, "reject"), 1);
	command_need("--reason");
	assert_int_equal(
	    RUN(cmd_decide, "decide", "--config", conf, number, "approve"), 0);
	assert_int_equal(RUN(cmd_decide, "decide", "--config", conf, number,
			     "reject", "--reason", "x"),
	    1);
	assert_int_equal(RUN(cmd_decide, "decide", "--config", conf,
			     "2026-999999", "approve"),
	    1);
	assert_int_equal(
	    RUN(cmd_decide, "decide", "--config", conf, number, "frobnicate"),
	    2);
	file_remove_tree(home);
	free(dir);
}

/* A correction that the office asks for names no fields; those that a kurum
 * yetkilisi named before are no part of it. */
static void
corrections(void **state)
{
	struct world *w = *state;
	struct application a = { 0 };
	char *dir, conf[160], home[64];

	snprintf(home, sizeof(home), "%s", w->dir);
	init_portal(w, &dir, conf);
	submit(w, dir);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	snprintf(a.correct, sizeof(a.correct), "address");
	assert_int_equal(
	    store_application_save(w->flow.store, &a, w->now, NULL), 0);
	assert_int_equal(RUN(cmd_decide, "decide", "--config", conf, a.number,
			     "correct", "--reason", "Telefon"),
	    0);
	application_clear(&a);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	assert_string_equal(a.reason, "Telefon");
	assert_string_equal(a.correct, "");
	application_clear(&a);
	file_remove_tree(home);
	free(dir);
}

/* Kurum yetkilisi by command; his decision among the evidence; the history's
 * chain, and an anchor that shows a tail cut off. */
static void
officers(void **state)
{
	static const char text[] = "KURUM YETKİLİSİ KARARI\n";
	struct world *w = *state;
	struct buf cert = BUF_INIT(8192);
	char *dir, conf[160], path[256], out[160], anchor[160], home[64];
	struct application a = { 0 };
	struct decision d = { .officer = 1,
		.event = "approve",
		.reason = "",
		.fields = "",
		.text = text,
		.text_len = sizeof(text) - 1,
		.cms = (const unsigned char *)"x",
		.cms_len = 1 };
	sqlite3 *db = NULL;
	struct stat st;

	snprintf(home, sizeof(home), "%s", w->dir);
	init_portal(w, &dir, conf);
	submit(w, dir);
	assert_int_equal(RUN(cmd_officers, "officers", "--config", conf,
			     "--add", ALI, "--province", "ATLANTIS"),
	    1);
	command_need("ATLANTIS");
	assert_int_equal(RUN(cmd_officers, "officers", "--config", conf,
			     "--add", "123", "--province", "MUŞ"),
	    1);
	assert_int_equal(
	    RUN(cmd_officers, "officers", "--config", conf, "--add", ALI,
		"--province", "MUŞ", "--until", "01.01.2001"),
	    1);
	assert_int_equal(RUN(cmd_officers, "officers", "--config", conf,
			     "--add", ALI, "--province", "MUŞ"),
	    0);
	command_need("MUŞ");
	assert_null(strstr(command_said, ALI));
	snprintf(path, sizeof(path), "%s/cards/%s.der", dir, ALI);
	assert_int_equal(file_read(path, &cert, NULL), 0);
	assert_int_equal(store_application_load(w->flow.store, 1, &a, NULL), 0);
	d.application = a.id;
	d.certificate = (unsigned char *)cert.data;
	d.certificate_len = cert.len;
	assert_int_equal(store_decision_add(w->flow.store, &d, NULL), 0);
	snprintf(out, sizeof(out), "%s/out", dir);
	assert_int_equal(RUN(cmd_evidence, "evidence", "--config", conf,
			     a.number, "--out", out),
	    0);
	snprintf(path, sizeof(path), "%s/%s-decision-1.p7s", out, a.number);
	assert_int_equal(stat(path, &st), 0);
	snprintf(anchor, sizeof(anchor), "%s/anchor", dir);
	assert_int_equal(RUN(cmd_audit, "audit", "verify", "--config", conf,
			     "--write-anchor", anchor),
	    0);
	assert_int_equal(
	    RUN(cmd_officers, "officers", "--config", conf, "--end", "1"), 0);
	assert_int_equal(
	    RUN(cmd_officers, "officers", "--config", conf, "--end", "77"), 1);
	assert_int_equal(RUN(cmd_audit, "audit", "verify", "--config", conf,
			     "--anchor", anchor),
	    0);
	assert_int_equal(sqlite3_open(w->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM audit WHERE id > 1",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(
	    RUN(cmd_audit, "audit", "verify", "--config", conf), 0);
	assert_int_equal(RUN(cmd_audit, "audit", "verify", "--config", conf,
			     "--anchor", anchor),
	    1);
	application_clear(&a);
	buf_free(&cert);
	file_remove_tree(home);
	free(dir);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
	const struct CMUnitTest tests[] = {
		T(made_by_init),
		T(made_with_office),
		T(imports),
		T(imports_again),
		T(refuses_to_serve),
		T(odd_arguments),
		T(lost_card),
		T(decisions),
		T(corrections),
		T(officers),
	};

	return cmocka_run_group_tests_name("office", tests, NULL, NULL);
}
