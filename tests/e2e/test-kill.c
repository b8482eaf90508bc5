/*
 * kill -9 of the portal again and again while people renew, a kurum yetkilisi
 * approves and the office produces. The line to the portal is cut at random
 * bytes and the portal killed there. After each time whatever somebody was
 * told is done is done, the database and the audit trail are whole, and no
 * message that was noted as sent is ever sent again.
 *
 * EIMZA_KILLS: how often (20); EIMZA_KILL_SEED: which bytes.
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
#include <cmocka.h>

#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "cut.h"
#include "kill-actors.h"
#include "portal/store/audit.h"
#include "portal/store/store.h"
#include "base/banned.h"

#define KILLS	  20
#define SPARE	  8	/* renewals more than kills */
#define RENEWERS  3	/* at a time */
#define FAR	  24000 /* bytes from one kill to the next, at most */
#define FILE_MOST ((size_t)64 * 1024 * 1024)
#define BUSY_MS	  60000

struct run {
	struct bench_world world;
	struct actors actors;
	struct cut cut;
	sqlite3 *db;
	char url[64], mail[128];
	uint64_t random;
	int done; /* closed by the last actor */
	pid_t pids[RENEWERS + 2];
	long again; /* messages sent twice because nobody knew */
};

/* SplitMix64: the same bytes for the same seed. */
static size_t
draw(struct run *r, size_t most)
{
	uint64_t z = r->random += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return 1 + (size_t)((z ^ (z >> 31)) % most);
}

static void
sql(struct run *r, const char *text)
{
	char *why = NULL;

	if (sqlite3_exec(r->db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
}

static sqlite3_stmt *
query(struct run *r, const char *text, const char *first)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(r->db, text, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(r->db));
	if (first != NULL)
		sqlite3_bind_text(st, 1, first, -1, SQLITE_STATIC);
	return st;
}

static long
number_of(struct run *r, const char *text, const char *first)
{
	sqlite3_stmt *st = query(r, text, first);
	long n;

	if (sqlite3_step(st) != SQLITE_ROW)
		fail_msg("%s: %d: %s", text, sqlite3_extended_errcode(r->db),
		    sqlite3_errmsg(r->db));
	n = (long)sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

/* What an actor was told is done exactly once. */
static void
confirmed(struct run *r, const char *what, const char *text, const char *who)
{
	long n = number_of(r, text, who);

	if (n != 1)
		fail_msg("%s of %s was confirmed and is there %ld times", what,
		    who, n);
}

#define BEHIND_APPROVAL "('approved','in_production','shipped','delivered')"

static void
check_steps(struct run *r, const struct ledger *l)
{
	static const char *const made[] = {
		[MADE_CARD] =
		    "SELECT count(*) FROM application a JOIN certificate c ON "
		    "c.application = a.id JOIN production p ON p.application "
		    "= a.id WHERE a.number = ? AND p.on_card_at > 0",
		[MADE_SHIPPED] = "SELECT count(*) FROM application WHERE "
				 "number = ? AND state IN ('shipped', "
				 "'delivered') AND tracking <> ''",
		[MADE_DELIVERED] = "SELECT count(*) FROM application WHERE "
				   "number = ? AND state = 'delivered'",
	};

	for (long i = 0; i < r->actors.renewals; i++)
		if (l->submitted[i])
			confirmed(r, "submission",
			    "SELECT count(*) FROM application a JOIN evidence "
			    "v ON v.application = a.id WHERE a.tckn = ? AND "
			    "a.submitted_at > 0",
			    r->world.people[i].tckn);
	for (long i = 0; i < l->approvals; i++)
		confirmed(r, "approval",
		    "SELECT count(*) FROM application a JOIN decision d ON "
		    "d.application = a.id WHERE a.number = ? AND d.event = "
		    "'approve' AND a.state IN " BEHIND_APPROVAL,
		    l->approved[i]);
	for (long i = 0; i < l->makings; i++)
		confirmed(
		    r, "making", made[l->made[i].made], l->made[i].number);
}

/* A connection for one check: none lives across a fork or a kill. */
static void
open_db(struct run *r)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/portal.db", r->world.dir);
	assert_int_equal(sqlite3_open(path, &r->db), SQLITE_OK);
	sqlite3_busy_timeout(r->db, BUSY_MS);
}

static void
close_db(struct run *r)
{
	assert_int_equal(sqlite3_close(r->db), SQLITE_OK);
	r->db = NULL;
}

static void
check_whole(struct run *r)
{
	sqlite3_stmt *st = query(r, "PRAGMA integrity_check", NULL);
	unsigned char head[STORE_HASH];
	struct store *s = NULL;
	struct err e = { 0 };
	int64_t rows, bad;
	char path[128];

	if (sqlite3_step(st) != SQLITE_ROW)
		fail_msg("%d: %s", sqlite3_extended_errcode(r->db),
		    sqlite3_errmsg(r->db));
	assert_string_equal((const char *)sqlite3_column_text(st, 0), "ok");
	sqlite3_finalize(st);
	snprintf(path, sizeof(path), "%s/portal.db", r->world.dir);
	if (store_open(&s, path, &e) != 0 ||
	    store_audit_verify(s, &rows, head, &bad, &e) != 0)
		fail_msg("%s", e.text);
	store_close(s);
}

static long
times_in(const struct buf *file, const char *line)
{
	const char *at = file->data, *end = at + file->len;
	size_t len = strlen(line);
	long n = 0;

	while (at != NULL && at < end &&
	       (at = memmem(at, (size_t)(end - at), line, len)) != NULL) {
		n++;
		at += len;
	}
	return n;
}

static void
remember(struct run *r, long id, long n)
{
	sqlite3_stmt *st =
	    query(r, "UPDATE test_kept SET seen = ?2 WHERE id = ?1", NULL);

	sqlite3_bind_int64(st, 1, id);
	sqlite3_bind_int64(st, 2, n);
	assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	sqlite3_finalize(st);
}

/*
 * What is noted as sent is in the file, and its number there never grows
 * again; last: compares, else remembers.
 */
static void
check_messages(struct run *r, bool last)
{
	struct buf files[2] = { BUF_INIT(FILE_MOST), BUF_INIT(FILE_MOST) };
	sqlite3_stmt *st;
	int rc;

	/* Who reads first cannot write when the office has written since. */
	sql(r, "BEGIN IMMEDIATE");
	assert_int_equal(file_read(r->world.sms, &files[0], NULL), 0);
	file_read(r->mail, &files[1], NULL); /* none was sent yet */
	st = query(r,
	    last ? "SELECT id, kind = 'email', line, seen FROM test_kept "
		   "WHERE seen >= 0"
		 : "SELECT k.id, k.kind = 'email', k.line, -1 FROM test_kept "
		   "k JOIN outbox o ON o.id = k.id WHERE k.seen < 0 AND "
		   "o.state IN ('sent', 'delivered')",
	    NULL);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(st, 2);
		long id = (long)sqlite3_column_int64(st, 0);
		long n = times_in(&files[sqlite3_column_int(st, 1)], line);

		if (n < 1)
			fail_msg("message %ld is lost: %s", id, line);
		if (last && n != (long)sqlite3_column_int64(st, 3))
			fail_msg("message %ld was sent again: %s", id, line);
		if (!last) {
			r->again += n - 1;
			remember(r, id, n);
		}
	}
	assert_int_equal(rc, SQLITE_DONE);
	sqlite3_finalize(st);
	sql(r, "COMMIT");
	buf_free(&files[0]);
	buf_free(&files[1]);
}

/* What was confirmed up to now, although others go on. */
static void
check(struct run *r)
{
	struct ledger *now = malloc(sizeof(*now));

	assert_non_null(now);
	memcpy(now, r->actors.ledger, sizeof(*now));
	open_db(r);
	check_whole(r);
	check_steps(r, now);
	check_messages(r, false);
	close_db(r);
	free(now);
}

static void
start_portal(struct run *r)
{
	bench_start(&r->world);
	r->cut.to = (int)strtol(strrchr(r->world.url, ':') + 1, NULL, 10);
}

static void
kill_portal(struct run *r)
{
	kill(r->world.portal, SIGKILL);
	assert_int_equal(waitpid(r->world.portal, NULL, 0), r->world.portal);
	r->world.portal = 0;
	cut_all(&r->cut);
}

static void
configure(struct run *r)
{
	char path[128], text[512], officer[12], province[] = "MUŞ";
	const char *d = r->world.dir;
	struct buf conf = BUF_INIT(65536);
	struct err e = { 0 };

	snprintf(path, sizeof(path), "%s/portal.conf", d);
	snprintf(r->mail, sizeof(r->mail), "%s/letters.txt", d);
	assert_int_equal(file_read(path, &conf, &e), 0);
	snprintf(text, sizeof(text),
	    "mail: { backend = \"file\"; file = \"%s\"; };\n"
	    "issuer: { backend = \"builtin\"; certificate = \"%s/ca/sub.pem\";"
	    " key = \"%s/ca/sub.key\"; };\n",
	    r->mail, d, d);
	buf_adds(&conf, text);
	assert_int_equal(file_write(path, conf.data, conf.len, 0600, &e), 0);
	buf_free(&conf);
	memcpy(officer, r->world.people[r->actors.renewals].tckn, 12);
	assert_int_equal(
	    bench_run(&r->world,
		(char *[]){ bench_program(), (char[]){ "officers" },
		    (char[]){ "--config" }, path, (char[]){ "--add" }, officer,
		    (char[]){ "--province" }, province, NULL }),
	    0);
}

/* Every message is kept as it was written: the portal erases its text. */
static void
keep_messages(struct run *r)
{
	open_db(r);
	sql(r,
	    "CREATE TABLE test_kept (id INTEGER PRIMARY KEY, kind TEXT, line "
	    "TEXT, seen INTEGER); CREATE TRIGGER test_keep AFTER INSERT ON "
	    "outbox BEGIN INSERT INTO test_kept VALUES (new.id, new.kind, "
	    "new.address || char(9) || iif(new.subject = '', '', new.subject "
	    "|| char(9)) || replace(replace(new.text, char(10), ' '), char(9),"
	    " ' ') || char(10), -1); END");
	close_db(r);
}

/* Each actor has its ends of the pipes only, and that of done. */
static void
start_actors(struct run *r)
{
	const struct actors *a = &r->actors;
	int done[2], submitted[2], approved[2], n = 0;

	assert_int_equal(pipe(done) | pipe(submitted) | pipe(approved), 0);
	fflush(NULL);
	for (; n < RENEWERS + 2; n++) {
		r->pids[n] = fork();
		assert_true(r->pids[n] >= 0);
		if (r->pids[n] != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(done[0]);
		if (n == RENEWERS) {
			close(submitted[1]);
			close(approved[0]);
			actor_approves(a, submitted[0], approved[1]);
		}
		close(approved[1]);
		if (n < RENEWERS) {
			close(submitted[0]);
			actor_renews(a, submitted[1]);
		}
		close(submitted[1]);
		actor_produces(a, approved[0]);
	}
	close(done[1]);
	close(submitted[0]);
	close(submitted[1]);
	close(approved[0]);
	close(approved[1]);
	r->done = done[0];
}

static void
open_run(struct run *r, long kills)
{
	const char *seed = getenv("EIMZA_KILL_SEED");

	if (seed == NULL)
		random_bytes(&r->random, sizeof(r->random));
	else
		r->random = strtoull(seed, NULL, 10);
	print_message("EIMZA_KILL_SEED=%llu\n", (unsigned long long)r->random);
	r->actors.renewals = kills + SPARE;
	assert_true(r->actors.renewals < ACTORS_MOST);
	bench_open(&r->world, (size_t)r->actors.renewals + 1,
	    (size_t)r->actors.renewals + 1);
	r->actors.world = &r->world;
	r->actors.ledger = mmap(NULL, sizeof(struct ledger),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(r->actors.ledger != MAP_FAILED);
	configure(r);
	keep_messages(r);
	cut_open(&r->cut);
	snprintf(r->url, sizeof(r->url), "https://127.0.0.1:%d", r->cut.port);
	r->actors.at = bench_portal(&r->world, false);
	r->actors.at.url = r->url;
	start_portal(r);
	start_actors(r);
}

static void
close_run(struct run *r)
{
	for (int i = 0; i < RENEWERS + 2; i++)
		waitpid(r->pids[i], NULL, 0);
	close_db(r);
	cut_close(&r->cut);
	close(r->done);
	munmap(r->actors.ledger, sizeof(struct ledger));
	bench_close(&r->world);
}

static void
killed_under_load(void **state)
{
	const char *wanted = getenv("EIMZA_KILLS");
	long kills = wanted == NULL ? KILLS : strtol(wanted, NULL, 10), n = 0;
	struct run r = { .again = 0 };
	const struct ledger *l;

	(void)state;
	open_run(&r, kills);
	l = r.actors.ledger;
	while (n < kills && cut_carry(&r.cut, draw(&r, FAR), r.done)) {
		kill_portal(&r);
		check(&r);
		start_portal(&r);
		n++;
	}
	while (cut_carry(&r.cut, FAR, r.done))
		;
	bench_stop(&r.world);
	check(&r);
	open_db(&r);
	check_messages(&r, true);
	assert_int_equal(
	    number_of(
		&r, "SELECT count(*) FROM outbox WHERE state = 'failed'", NULL),
	    0);
	print_message("%ld kills; %ld of %ld approved, %ld steps of production"
		      ", %ld without an answer; %ld messages, %ld sent again "
		      "because their end was not known\n",
	    n, l->approvals, r.actors.renewals, l->makings, l->failed,
	    number_of(&r, "SELECT count(*) FROM test_kept", NULL), r.again);
	assert_int_equal(n, kills);
	assert_true(l->approvals > r.actors.renewals / 2);
	close_run(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_under_load),
	};

	return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
