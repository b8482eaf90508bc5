#include "config.h"
#include "bench-world.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "portal/issue/ca.h"
#include "base/banned.h"

#define DAY	      86400
#define AT_ONCE	      100 /* certificates of one command */
#define WAL_HEADER    32
#define FRAME_HEADER  24
#define FIRST_NINE    200000000U /* of the made-up T.C. kimlik numbers */
#define NUMBERS_APART 7
#define TABLE_MAX     ((size_t)8 * 1024 * 1024)

void
bench_fail(const char *what, const struct err *e)
{
	fprintf(stderr, "%s: %s\n", what, e == NULL ? "failed" : e->text);
	exit(EXIT_FAILURE);
}

static void
must(int rc, const char *what, const struct err *e)
{
	if (rc < 0)
		bench_fail(what, e);
}

char *
bench_program(void)
{
	static char path[4200];
	const char *dir = getenv("EIMZA_BUILDDIR");

	snprintf(
	    path, sizeof(path), "%s/src/eimza-portal", dir == NULL ? "." : dir);
	return path;
}

/* In the child: what it starts notes how long the turns of its loop last. */
static void
time_turns(const struct bench_world *w)
{
	const char *dir = getenv("EIMZA_BUILDDIR");
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/bench/turns.so",
	    dir == NULL ? "." : dir);
	setenv("LD_PRELOAD", path, 1);
	snprintf(path, sizeof(path), "%s/turns", w->dir);
	setenv("EIMZA_TURNS", path, 1);
}

static pid_t
launch(const struct bench_world *w, char **argv)
{
	char log[96];
	pid_t pid = fork();
	int fd;

	if (pid != 0)
		return pid;
	snprintf(log, sizeof(log), "%s/portal.log", w->dir);
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (w->timed)
		time_turns(w);
	execv(argv[0], argv);
	_exit(127);
}

int
bench_run(const struct bench_world *w, char **argv)
{
	pid_t pid = launch(w, argv);
	int status = -1;

	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void
command(const struct bench_world *w, char **argv)
{
	if (bench_run(w, argv) != 0) {
		fprintf(stderr, "%s %s failed; see %s/portal.log\n", argv[0],
		    argv[1], w->dir);
		exit(EXIT_FAILURE);
	}
}

void
bench_tckn(size_t i, char out[12])
{
	unsigned n = FIRST_NINE + (unsigned)i * NUMBERS_APART;
	int odd = 0, even = 0, tenth;

	snprintf(out, 12, "%09u", n % 1000000000);
	for (int d = 0; d < 9; d++)
		*(d % 2 == 0 ? &odd : &even) += out[d] - '0';
	tenth = (odd * 7 - even) % 10;
	tenth = tenth < 0 ? tenth + 10 : tenth;
	out[9] = (char)('0' + tenth);
	out[10] = (char)('0' + (odd + even + tenth) % 10);
	out[11] = '\0';
}

static void
make_person(const struct bench_world *w, size_t i)
{
	struct headless_person *p = &w->people[i];

	bench_tckn(i, p->tckn);
	snprintf(p->name, sizeof(p->name), "DENEME");
	snprintf(p->surname, sizeof(p->surname), "KİŞİ");
	snprintf(p->birth_place, sizeof(p->birth_place), "MUŞ");
	snprintf(p->birth_date, sizeof(p->birth_date), "01.02.1980");
	snprintf(
	    p->mobile, sizeof(p->mobile), "530%07u", (unsigned)i % 10000000);
	snprintf(
	    p->key, sizeof(p->key), "%s/cards/%s.key.pem", w->dir, p->tckn);
	snprintf(p->certificate, sizeof(p->certificate), "%s/cards/%s.pem",
	    w->dir, p->tckn);
}

static void
make_card(const struct headless_person *p, const struct ca_id *sub, int64_t now)
{
	struct ca_profile profile =
	    ca_profile_person("DENEME KİŞİ", p->tckn, now, 60);
	const struct ca_id *ids[1];
	struct ca_id *id = NULL;
	struct err e = { 0 };

	profile.given_name = p->name;
	profile.surname = p->surname;
	profile.not_before = now - (int64_t)1000 * DAY;
	must(ca_issue(&id, sub, &profile, &e), "certificate", &e);
	ids[0] = id;
	must(ca_write_cert(p->certificate, ids, 1, &e), "certificate", &e);
	must(ca_write_key(p->key, id, &e), "key", &e);
	ca_id_free(id);
}

static void
make_cards(const struct bench_world *w, size_t n)
{
	char cert[96], key[96];
	struct ca_id *sub = NULL;
	struct err e = { 0 };

	snprintf(cert, sizeof(cert), "%s/ca/sub.pem", w->dir);
	snprintf(key, sizeof(key), "%s/ca/sub.key", w->dir);
	must(ca_read(&sub, cert, key, &e), "CA", &e);
	for (size_t i = 0; i < n; i++)
		make_card(&w->people[i], sub, clock_wall());
	ca_id_free(sub);
}

static void
import_table(const struct bench_world *w, char *config, const char *verb,
    const struct buf *table)
{
	char path[96], word[32];
	char *argv[] = { bench_program(), word, (char[]){ "--config" }, config,
		path, NULL };
	struct err e = { 0 };

	snprintf(word, sizeof(word), "%s", verb);
	snprintf(path, sizeof(path), "%s/table.csv", w->dir);
	must(file_write(path, table->data, table->len, 0600, &e), path, &e);
	command(w, argv);
}

static void
import_people(const struct bench_world *w, char *config)
{
	struct buf all = BUF_INIT(TABLE_MAX), staff = BUF_INIT(TABLE_MAX);

	buf_adds(&all, "tckn,name,surname,birth_place,birth_date\n");
	buf_adds(&staff, "tckn,employer,registry_no,unit,title,province,"
			 "assigned_from,assigned_until\n");
	for (size_t i = 0; i < w->count; i++) {
		const struct headless_person *p = &w->people[i];

		buf_addf(&all, "%s,%s,%s,%s,%s\n", p->tckn, p->name, p->surname,
		    p->birth_place, p->birth_date);
		buf_addf(&staff,
		    "%s,MUŞ MİLLİ EĞİTİM MÜDÜRLÜĞÜ,%zu,"
		    "BULANIK ATATÜRK ORTAOKULU,ÖĞRETMEN,MUŞ,01.09.2020,\n",
		    p->tckn, i + 1);
	}
	import_table(w, config, "import-population", &all);
	import_table(w, config, "import-staff", &staff);
	buf_free(&all);
	buf_free(&staff);
}

static void
import_cards(const struct bench_world *w, char *config, size_t n)
{
	char *argv[AT_ONCE + 5] = { bench_program(),
		(char[]){ "import-certificate" }, (char[]){ "--config" },
		config };

	for (size_t i = 0; i < n;) {
		size_t k = 4;

		for (; k < AT_ONCE + 4 && i < n; i++)
			argv[k++] = w->people[i].certificate;
		argv[k] = NULL;
		command(w, argv);
	}
}

static void
configure(const struct bench_world *w, const char *path)
{
	const char *d = w->dir;
	struct buf b = BUF_INIT(8192);
	struct err e = { 0 };

	buf_addf(&b,
	    "name = \"Ölçüm Portalı\";\ndatabase = \"%s/portal.db\";\n"
	    "secret_file = \"%s/secret\";\n"
	    "listen: { address = \"127.0.0.1\"; port = 0;\n"
	    "\tidle_seconds = 3600; requests_per_minute = 10000000; };\n"
	    "tls: { certificate = \"%s/tls/portal.pem\";\n"
	    "\tkey = \"%s/tls/portal.key\"; };\n",
	    d, d, d, d);
	buf_addf(&b,
	    "trust: { ca = [ \"%s/ca/root.pem\", \"%s/ca/sub.pem\" ];\n"
	    "\tcrl = [ \"%s/ca/root.crl\", \"%s/ca/sub.crl\" ]; };\n"
	    "login: { per_minute = 10000000; work_bits = 1; };\n"
	    "sms: { backend = \"file\"; file = \"%s\"; resend_seconds = 0;\n"
	    "\tper_hour = 1000000; };\n"
	    "signing: { guesses_per_minute = 10000000; };\n",
	    d, d, d, d, w->sms);
	must(file_write(path, b.data, b.len, 0600, &e), path, &e);
	buf_free(&b);
}

void
bench_open(struct bench_world *w, size_t count, size_t with_card)
{
	char config[96];

	memset(w, 0, sizeof(*w));
	snprintf(w->dir, sizeof(w->dir), "/tmp/eimza-bench.XXXXXX");
	w->people = calloc(count, sizeof(*w->people));
	if (mkdtemp(w->dir) == NULL || w->people == NULL)
		bench_fail(w->dir, NULL);
	w->count = count;
	snprintf(w->ca, sizeof(w->ca), "%s/tls/ca.pem", w->dir);
	snprintf(w->sms, sizeof(w->sms), "%s/sms.txt", w->dir);
	snprintf(config, sizeof(config), "%s/portal.conf", w->dir);
	command(
	    w, (char *[]){ bench_program(), (char[]){ "init" },
		   (char[]){ "--demo" }, (char[]){ "--dir" }, w->dir, NULL });
	configure(w, config);
	for (size_t i = 0; i < count; i++)
		make_person(w, i);
	make_cards(w, with_card);
	import_people(w, config);
	import_cards(w, config, with_card);
}

void
bench_start(struct bench_world *w)
{
	char config[96], fd[16], port[16] = "";
	int pipes[2];

	if (pipe(pipes) < 0)
		bench_fail("pipe", NULL);
	fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
	snprintf(config, sizeof(config), "%s/portal.conf", w->dir);
	snprintf(fd, sizeof(fd), "%d", pipes[1]);
	w->portal = launch(w, (char *[]){ bench_program(), (char[]){ "serve" },
				  (char[]){ "--config" }, config,
				  (char[]){ "--ready-fd" }, fd, NULL });
	close(pipes[1]);
	if (read(pipes[0], port, sizeof(port) - 1) <= 0)
		bench_fail("the portal does not start", NULL);
	close(pipes[0]);
	snprintf(w->url, sizeof(w->url), "https://127.0.0.1:%ld",
	    strtol(port, NULL, 10));
}

void
bench_stop(struct bench_world *w)
{
	if (w->portal == 0)
		return;
	kill(w->portal, SIGTERM);
	waitpid(w->portal, NULL, 0);
	w->portal = 0;
}

void
bench_close(struct bench_world *w)
{
	bench_stop(w);
	file_remove_tree(w->dir);
	free(w->people);
}

struct headless_portal
bench_portal(const struct bench_world *w, bool with_picture)
{
	return (struct headless_portal){ w->url, w->ca, w->sms, with_picture };
}

static unsigned long
big_endian(const unsigned char *p)
{
	return (unsigned long)p[0] << 24 | (unsigned long)p[1] << 16 |
	       (unsigned long)p[2] << 8 | p[3];
}

/* https://www.sqlite.org/fileformat2.html#the_write_ahead_log: a frame that
 * ends a transaction says how large the database is. */
long
bench_commits(const struct bench_world *w)
{
	unsigned char head[WAL_HEADER], frame[FRAME_HEADER];
	char path[96];
	long n = 0, page;
	FILE *f;

	snprintf(path, sizeof(path), "%s/portal.db-wal", w->dir);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	if (fread(head, 1, sizeof(head), f) == sizeof(head)) {
		page = (long)big_endian(head + 8);
		while (fread(frame, 1, sizeof(frame), f) == sizeof(frame) &&
		       memcmp(frame + 8, head + 16, 8) == 0) {
			n += big_endian(frame + 4) != 0;
			if (fseek(f, page, SEEK_CUR) < 0)
				break;
		}
	}
	fclose(f);
	return n;
}

void
bench_turns(const struct bench_world *w, struct bench_turns *out)
{
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "%s/turns", w->dir);
	f = fopen(path, "re");
	if (f == NULL ||
	    fscanf(f, "%ld %ld %ld %d", &out->turns, &out->too_long,
		&out->longest_us, &out->events) != 4)
		bench_fail(path, NULL);
	fclose(f);
}
