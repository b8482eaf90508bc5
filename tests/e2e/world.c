#include "config.h"
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "client/card/provision.h"
#include "portal/issue/ca.h"
#include "portal/issue/ca-file-der.h"
#include "sign/cert.h"

const char *
world_program(const char *name)
{
	static char path[2][4200];
	static int i;
	const char *dir = getenv("EIMZA_BUILDDIR");

	i = !i;
	snprintf(path[i], sizeof(path[i]), "%s/src/%s", dir == NULL ? "." : dir,
	    name);
	return path[i];
}

/* Starts a program with its output in the folder's log. */
static pid_t
start(const struct world *w, const char *const argv[])
{
	char log[200];
	pid_t pid;

	snprintf(log, sizeof(log), "%s/portal.log", w->dir);
	pid = fork();
	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves none */
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void
run(const struct world *w, const char *const argv[])
{
	int status;

	assert_true(waitpid(start(w, argv), &status, 0) > 0);
	if (status != 0)
		fprintf(stderr, "%s %s: status %d, see %s/portal.log\n",
		    argv[0], argv[1], status, w->dir);
	assert_int_equal(status, 0);
}

/* Settings that a test needs otherwise than a person: easy work, no pauses
 * between codes, no limit that ten log-ins in a second would meet. */
static void
change_settings(const struct world *w)
{
	static const struct {
		const char *name;
		const char *value;
	} changes[] = {
		{ "work_bits", "4" },
		{ "per_minute", "10000" },
		{ "resend_seconds", "0" },
		{ "per_hour", "1000" },
	};
	struct buf in = BUF_INIT(65536), out = BUF_INIT(65536);
	char path[200], *line, *save = NULL;

	snprintf(path, sizeof(path), "%s/portal.conf", w->dir);
	assert_int_equal(file_read(path, &in, NULL), 0);
	for (line = strtok_r(in.data, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		const char *name = line + strspn(line, " \t");
		size_t i, n = sizeof(changes) / sizeof(changes[0]);

		for (i = 0; i < n; i++) {
			size_t len = strlen(changes[i].name);

			if (strncmp(name, changes[i].name, len) == 0 &&
			    strchr(" =:", name[len]) != NULL)
				break;
		}
		if (i < n)
			buf_addf(&out, "%s = %s;\n", changes[i].name,
			    changes[i].value);
		else if (w->name != NULL && strncmp(line, "name ", 5) == 0)
			buf_addf(&out, "name = \"%s\";\n", w->name);
		else if (strncmp(name, "port ", 5) == 0)
			buf_addf(&out, "port = %ld;\n", w->port);
		else
			buf_addf(&out, "%s\n", line);
	}
	assert_int_equal(file_write(path, out.data, out.len, 0600, NULL), 0);
	buf_free(&in);
	buf_free(&out);
}

void
world_start_portal(struct world *w)
{
	char conf[200], fd[16], port[16] = "";
	int pipes[2];

	change_settings(w);
	assert_int_equal(pipe(pipes), 0);
	fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
	snprintf(conf, sizeof(conf), "%s/portal.conf", w->dir);
	snprintf(fd, sizeof(fd), "%d", pipes[1]);
	w->portal =
	    start(w, (const char *const[]){ world_program("eimza-portal"),
			 "serve", "--config", conf, "--ready-fd", fd, NULL });
	close(pipes[1]);
	assert_true(read(pipes[0], port, sizeof(port) - 1) > 0);
	close(pipes[0]);
	w->port = strtol(port, NULL, 10);
	assert_true(w->port > 0);
	snprintf(w->url, sizeof(w->url), "https://localhost:%ld", w->port);
}

void
world_kill_portal(struct world *w)
{
	if (w->portal == 0)
		return;
	kill(w->portal, SIGKILL);
	waitpid(w->portal, NULL, 0);
	w->portal = 0;
}

static void
read_part(const struct world *w, const char *name, struct buf *out)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", w->dir, name);
	assert_int_equal(file_read(path, out, NULL), 0);
}

/* Puts key and certificate into a card of their own and that one into the
 * reader. */
static void
insert(struct world *w, const char *card, const char *label, struct buf *key,
    struct buf *cert)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", w->dir, card);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	assert_int_equal(card_provision(NULL, path, label, WORLD_PIN,
			     (unsigned char *)key->data, key->len,
			     (unsigned char *)cert->data, cert->len, NULL),
	    0);
	buf_free(key);
	buf_free(cert);
}

static void
insert_of(
    struct world *w, const char *card, const char *label, const char *tckn)
{
	struct buf key = BUF_INIT(8192), cert = BUF_INIT(8192);
	char name[64];

	snprintf(name, sizeof(name), "cards/%s.key", tckn);
	read_part(w, name, &key);
	snprintf(name, sizeof(name), "cards/%s.der", tckn);
	read_part(w, name, &cert);
	insert(w, card, label, &key, &cert);
}

void
world_card_of(struct world *w, const char *tckn)
{
	char card[64];

	snprintf(card, sizeof(card), "card-%s", tckn);
	insert_of(w, card, "TEST", tckn);
}

/* SoftHSM unblocks a PIN with the security officer's PIN. */
void
world_card_puk(struct world *w, const char *puk)
{
	struct buf conf = BUF_INIT(1024);
	char path[256];
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/card-puk/tokens", w->dir);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	buf_addf(&conf, "directories.tokendir = %s\n", path);
	snprintf(path, sizeof(path), "%s/card-puk/softhsm2.conf", w->dir);
	assert_int_equal(file_write(path, conf.data, conf.len, 0600, NULL), 0);
	buf_free(&conf);
	setenv("SOFTHSM2_CONF", path, 1);
	pid = start(w, (const char *const[]){ "/usr/bin/softhsm2-util",
			   "--init-token", "--free", "--label", "TEST",
			   "--so-pin", puk, "--pin", WORLD_PIN, NULL });
	assert_true(waitpid(pid, &status, 0) > 0);
	assert_int_equal(status, 0);
	insert_of(w, "card-puk", "TEST", WORLD_TCKN);
}

void
world_card_beside(struct world *w, const char *tckn)
{
	insert_of(w, "card-" WORLD_TCKN, "OTHER", tckn);
}

/* A certificate of the demo person from the portal's own authority. */
static struct ca_id *
issue(const struct world *w, enum ca_key key, int from, int to)
{
	struct ca_id *sub = NULL, *id = NULL;
	struct ca_profile p;
	char cert_path[256], key_path[256];
	int64_t now = clock_wall();

	snprintf(cert_path, sizeof(cert_path), "%s/ca/sub.pem", w->dir);
	snprintf(key_path, sizeof(key_path), "%s/ca/sub.key", w->dir);
	assert_int_equal(ca_read(&sub, cert_path, key_path, NULL), 0);
	p = ca_profile_person("AYŞE ÖĞRETMEN", WORLD_TCKN, now, 60);
	p.key = key;
	p.not_before = now + from * INT64_C(86400);
	p.not_after = now + to * INT64_C(86400);
	assert_int_equal(ca_issue(&id, sub, &p, NULL), 0);
	ca_id_free(sub);
	return id;
}

/* The key of one with the certificate of the other. */
static void
insert_ids(struct world *w, const char *card, const struct ca_id *of_key,
    const struct ca_id *of_cert)
{
	struct buf key = BUF_INIT(8192), cert = BUF_INIT(8192);

	assert_int_equal(ca_key_der(of_key, &key, NULL), 0);
	assert_int_equal(ca_cert_der(of_cert, &cert, NULL), 0);
	insert(w, card, "TEST", &key, &cert);
}

void
world_card_expired(struct world *w)
{
	struct ca_id *id = issue(w, CA_KEY_P256, -60, -1);

	insert_ids(w, "card-expired", id, id);
	ca_id_free(id);
}

/* The portal knows the certificates it has issued. */
static void
enter_certificate(struct world *w, const struct ca_id *id)
{
	struct buf der = BUF_INIT(8192), sql = BUF_INIT(512);
	struct cert_facts f;

	assert_int_equal(ca_cert_der(id, &der, NULL), 0);
	assert_int_equal(
	    cert_read((unsigned char *)der.data, der.len, &f, NULL), 0);
	buf_addf(&sql,
	    "UPDATE certificate SET serial = lower('%s') WHERE tckn = '%s'",
	    f.serial, WORLD_TCKN);
	world_sql(w, buf_str(&sql));
	buf_free(&sql);
	buf_free(&der);
}

void
world_card_twins(struct world *w)
{
	struct ca_id *id = issue(w, CA_KEY_RSA_2048, -1, 60);
	struct ca_id *other = issue(w, CA_KEY_RSA_2048, -1, 60);

	enter_certificate(w, id);
	insert_ids(w, "card-twins", other, id);
	insert_ids(w, "card-twins", id, id);
	ca_id_free(other);
	ca_id_free(id);
}

static void
use_module(struct world *w, const char *module, const char *words)
{
	const char *dir = getenv("EIMZA_BUILDDIR");
	char path[256];

	snprintf(path, sizeof(path), "%s/shim", w->dir);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	setenv("SHIM_DIR", path, 1);
	snprintf(w->module, sizeof(w->module), "%s/tests/lib/%s",
	    dir == NULL ? "." : dir, module);
	snprintf(path, sizeof(path), "%s/shim/do", w->dir);
	assert_int_equal(file_write(path, words, strlen(words), 0600, NULL), 0);
}

void
world_shim(struct world *w, const char *words)
{
	setenv("SHIM_REAL", card_provision_module(), 1);
	use_module(w, "shim-pkcs11.so", words);
}

static void
copy_part(const struct world *w, const char *from, const char *to)
{
	struct buf b = BUF_INIT(8192);
	char path[256];

	read_part(w, from, &b);
	snprintf(path, sizeof(path), "%s/shim/%s", w->dir, to);
	assert_int_equal(file_write(path, b.data, b.len, 0600, NULL), 0);
	buf_free(&b);
}

void
world_hostile(struct world *w, const char *words)
{
	char path[256];

	use_module(w, "hostile-pkcs11.so", words);
	copy_part(w, "cards/" WORLD_TCKN ".der", "cert.der");
	copy_part(w, "cards/" WORLD_TCKN ".key", "key.der");
	snprintf(path, sizeof(path), "%s/shim/hang", w->dir);
	(void)mkfifo(path, 0600);
}

int
world_logged(struct world *w, const char *beginning)
{
	struct buf log = BUF_INIT(1 << 20);
	char path[256];
	int n = 0;

	snprintf(path, sizeof(path), "%s/shim/log", w->dir);
	assert_int_equal(file_read(path, &log, NULL), 0);
	for (const char *p = buf_str(&log); *p != '\0'; p = strchr(p, '\n') + 1)
		n += strncmp(p, beginning, strlen(beginning)) == 0;
	buf_free(&log);
	return n;
}

void
world_sql(struct world *w, const char *sql)
{
	char path[256];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/portal.db", w->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

void
world_open(struct world *w)
{
	memset(w, 0, sizeof(*w));
	snprintf(w->dir, sizeof(w->dir), "/tmp/eimza-e2e.XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	setenv("HOME", w->dir, 1);
	run(w, (const char *const[]){ world_program("eimza-portal"), "init",
		   "--demo", "--dir", w->dir, NULL });
	snprintf(w->ca, sizeof(w->ca), "%s/tls/ca.pem", w->dir);
	snprintf(w->module, sizeof(w->module), "%s", card_provision_module());
	world_card_of(w, WORLD_TCKN);
	world_start_portal(w);
}

void
world_close(struct world *w)
{
	world_kill_portal(w);
	file_remove_tree(w->dir);
}

struct vt *
world_client(struct world *w, int rows, int cols, const char *term,
    const char *const *args)
{
	struct vt_options o = { rows, cols, term, NULL };
	const char *argv[24] = { world_program("eimza"), "--portal", w->url,
		"--ca", w->ca, "--module", w->module };
	size_t n = w->module[0] == '\0' ? 5 : 7;

	while (args != NULL && *args != NULL)
		argv[n++] = *args++;
	argv[n] = NULL;
	return vt_start(&o, (char *const *)(uintptr_t)argv);
}

/* Bytes of the telephone's file. */
static int
read_sms(const struct world *w, struct buf *out)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/sms.txt", w->dir);
	buf_reset(out);
	if (file_read(path, out, NULL) < 0)
		return 0;
	int lines = 0;

	for (const char *p = buf_str(out); *p != '\0'; p++)
		lines += *p == '\n';
	return lines;
}

/* The last code behind the lines that were read already. Other messages name
 * an application ("2026-000001"): those are no code. */
static bool
find_code(struct world *w, const struct buf *all, char code[7])
{
	static const char digits[] = "0123456789";
	const char *line = buf_str(all), *end;
	bool found = false;

	for (int n = 0; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		const char *p = memchr(line, '\t', (size_t)(end - line));

		if (n++ < w->sms || p == NULL)
			continue;
		w->sms = n;
		while (++p < end)
			if (strchr(digits, p[-1]) == NULL && p[-1] != '-' &&
			    strspn(p, digits) == 6) {
				memcpy(code, p, 6);
				found = true;
			}
	}
	code[6] = '\0';
	return found;
}

void
world_sms_code(struct world *w, char code[7])
{
	struct buf all = BUF_INIT(1 << 20);
	struct pollfd p = { inotify_init(), POLLIN, 0 };
	char events[4096];

	assert_true(inotify_add_watch(p.fd, w->dir,
			IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE) >= 0);
	while (read_sms(w, &all) <= w->sms || !find_code(w, &all, code)) {
		assert_true(poll(&p, 1, 60000) == 1);
		assert_true(read(p.fd, events, sizeof(events)) > 0);
	}
	close(p.fd);
	buf_free(&all);
}

char *
world_applications(struct world *w)
{
	struct buf out = BUF_INIT(1 << 16);
	char command[9000], line[512];
	FILE *f;

	snprintf(command, sizeof(command),
	    "%s applications --config "
	    "%s/portal.conf",
	    world_program("eimza-portal"), w->dir);
	f = popen(command, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		buf_adds(&out, line);
	assert_int_equal(pclose(f), 0);
	return buf_steal(&out, NULL);
}
