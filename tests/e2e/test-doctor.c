/* "eimza tani" on computers where one thing is wrong: the real program, the
 * real portal, a card made of software; and the screen that shows it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "link-server.h"
#include "robot.h"
#include "wire/report.h"

#define DAY	86400L
#define KEY_F2	"\033OQ"
#define KEY_ESC "\033"

/* What one run printed, and how it ended. */
struct seen {
	struct buf out;
	int status;
};

static const char *
program(void)
{
	static char path[4200];
	const char *dir = getenv("EIMZA_BUILDDIR");

	snprintf(path, sizeof(path), "%s/src/eimza", dir == NULL ? "." : dir);
	return path;
}

/* Runs it without a terminal; args ended by NULL. */
static struct seen
run(const char *const *args)
{
	struct seen s = { BUF_INIT(1 << 18), 0 };
	/* execv takes the words without const and leaves them as they are. */
	char *argv[24] = { NULL };
	const char *name = program();
	char bytes[4096];
	int fds[2];
	ssize_t n;
	pid_t pid;

	memcpy(&argv[0], &name, sizeof(name));
	for (size_t i = 0; args[i] != NULL; i++)
		memcpy(&argv[i + 1], &args[i], sizeof(args[i]));
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setsid();
		dup2(fds[1], STDOUT_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], bytes, sizeof(bytes))) > 0)
		buf_add(&s.out, bytes, (size_t)n);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &s.status, 0), pid);
	assert_true(WIFEXITED(s.status));
	s.status = WEXITSTATUS(s.status);
	return s;
}

/* tani with the world's portal and card, and three more words. */
static struct seen
examine(const struct world *w, const char *a, const char *b, const char *c)
{
	const char *args[] = { "--portal", w->url, "--ca", w->ca, "--module",
		w->module, "tani", a, b, c, NULL };

	return run(args);
}

/* The report has this in it; then it is forgotten. */
static void
says(struct seen s, int status, const char *const *parts)
{
	assert_int_equal(s.status, status);
	for (; *parts != NULL; parts++) {
		if (strstr(buf_str(&s.out), *parts) != NULL)
			continue;
		fprintf(stderr, "%s\n", buf_str(&s.out));
		fail_msg("\"%s\" is missing", *parts);
	}
	buf_free(&s.out);
}

#define SAYS(seen, status, ...)                                                \
	says((seen), (status), (const char *const[]){ __VA_ARGS__, NULL })

/* No pcscd of this computer has a say in it. */
static void
open_world(struct world *w)
{
	char path[200];

	world_open(w);
	world_shim(w, "");
	snprintf(path, sizeof(path), "%.90s/no-pcscd", w->dir);
	setenv("PCSCLITE_CSOCK_NAME", path, 1);
	setenv("no_proxy", "*", 1);
	unsetenv("SSH_CONNECTION");
	unsetenv("XDG_CONFIG_HOME");
}

/* Nobody has logged in to the card. */
static void
close_world(struct world *w)
{
	struct buf log = BUF_INIT(1 << 18);
	char path[200];

	snprintf(path, sizeof(path), "%s/shim/log", w->dir);
	if (file_read(path, &log, NULL) == 0) {
		assert_null(strstr(buf_str(&log), "login"));
		assert_null(strstr(buf_str(&log), "second thread"));
	}
	buf_free(&log);
	world_close(w);
}

static void
test_all_well(void **state)
{
	struct msg_report m;
	struct world w;
	struct seen s;

	(void)state;
	open_world(&w);
	s = examine(&w, NULL, NULL, NULL);
	assert_null(strstr(buf_str(&s.out), "HATA"));
	assert_null(strstr(buf_str(&s.out), "AYŞE"));
	assert_null(strstr(buf_str(&s.out), WORLD_TCKN));
	SAYS(s, 0, "- Kart okuyucu: Gerekmiyor", "ok Kart sürücüsü: Yükleniyor",
	    "ok Sertifika: ", " gün kaldı", "ok PIN: Kilitli değil",
	    "ok Portal: localhost", "ok Portalın kimliği (TLS): ", "ok Saat: ",
	    "ok Portalın sürümü: ", "ok Ayar dosyaları: Yok",
	    "\nSorun bulunmadı.\n");
	SAYS(examine(&w, "--kisisel", NULL, NULL), 0, "Sahibi: AYŞE ÖĞRETMEN",
	    "Seri numarası: ");
	SAYS(examine(&w, "--lang", "en", "--personal"), 0,
	    "Holder: AYŞE ÖĞRETMEN", "Nothing wrong was found.");

	s = examine(&w, "--json", NULL, NULL);
	assert_int_equal(s.status, 0);
	assert_int_equal(
	    wire_decode(&wire_report, s.out.data, s.out.len - 1, &m, NULL), 0);
	assert_true(m.ok);
	assert_string_equal(m.lang, "tr");
	assert_int_equal(m.checks.n, 16);
	wire_clear(&wire_report, &m);
	buf_free(&s.out);
	close_world(&w);
}

static void
test_network(void **state)
{
	struct world w;
	char path[200];

	(void)state;
	open_world(&w);
	SAYS(run((const char *const[]){ "tani", NULL }), 1,
	    "HATA Portal: Portal belirtilmemiş.", "--portal https://...");
	SAYS(run((const char *const[]){ "doctor", "--portal",
		 "https://no-such-host.invalid", "--json", NULL }),
	    1, "\"check\":\"dns\"", "\"reason\":\"dns\"", "\"ok\":false");
	snprintf(path, sizeof(path), "%s/ca/root.pem", w.dir);
	SAYS(examine(&w, "--ca", path, NULL), 1,
	    "HATA Portalın kimliği (TLS): Sertifika reddedildi.",
	    "SHA-256 parmak izi: ", "--ca");
	SAYS(examine(&w, "--ca", "/nonexistent", NULL), 1,
	    "HATA Portalın kimliği (TLS): ", "/nonexistent");
	world_kill_portal(&w);
	SAYS(examine(&w, NULL, NULL, NULL), 1, "HATA Portala bağlantı: ",
	    "- Portalın kimliği (TLS): ", "\n1 sorun var.\n");
	close_world(&w);
}

static void
test_card(void **state)
{
	struct world w;
	char path[200];

	(void)state;
	open_world(&w);
	SAYS(examine(&w, "--module", "/nonexistent.so", NULL), 1,
	    "HATA Kart sürücüsü: ", "/nonexistent.so", "- PIN: ");
	world_shim(&w, "no-start");
	SAYS(examine(&w, NULL, NULL, NULL), 1, "HATA Kart sürücüsü: ");
	world_shim(&w, "locked");
	SAYS(examine(&w, NULL, NULL, NULL), 1, "HATA PIN: PIN kilitli.",
	    "Kilit Çözme", "444 5 576");
	world_shim(&w, "final");
	SAYS(examine(&w, NULL, NULL, NULL), 1, "HATA PIN: SON HAK");
	world_shim(&w, "low");
	SAYS(examine(&w, NULL, NULL, NULL), 0, "ok PIN: Kilitli değil, ama");
	world_shim(&w, "no-args label");
	SAYS(examine(&w, NULL, NULL, NULL), 0, "ok Kart: ");
	world_shim(&w, "no-slots");
	SAYS(examine(&w, NULL, NULL, NULL), 1, "HATA Kart okuyucu: ",
	    "HATA Kart hizmeti (pcscd): ", "PCSCLITE_CSOCK_NAME", "~/no-pcscd");
	world_shim(&w, "hang-list");
	snprintf(path, sizeof(path), "%s/shim/hang", w.dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	SAYS(examine(&w, "--seconds", "1", NULL), 1,
	    "HATA Kart sürücüsü: Kart sürücüsü 1 saniye içinde yanıt vermedi.",
	    "shim-pkcs11.so", "ok Portalın kimliği");
	world_card_expired(&w);
	world_shim(&w, "");
	SAYS(examine(&w, "--json", NULL, NULL), 1, "\"reason\":\"expired\"",
	    "eimza basvuru");
	close_world(&w);
}

/* Stands in for a pcscd whose polkit says no: it hangs up (answer false), or
 * for one that is stuck. */
static pid_t
serve_pcsc(const struct world *w, bool hang_up)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), client;
	pid_t pid;

	snprintf(at.sun_path, sizeof(at.sun_path), "%.90s/no-pcscd", w->dir);
	unlink(at.sun_path);
	assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(fd, 8), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while ((client = accept(fd, NULL, NULL)) >= 0)
			if (hang_up)
				close(client);
		_exit(0);
	}
	close(fd);
	return pid;
}

static void
end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
test_service(void **state)
{
	struct world w;
	pid_t pid;

	(void)state;
	open_world(&w);
	world_shim(&w, "no-slots");
	setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22", 1);
	pid = serve_pcsc(&w, true);
	SAYS(examine(&w, NULL, NULL, NULL), 1, "ok Kart hizmeti (pcscd): ",
	    "HATA İzin: ", "org.debian.pcsc-lite.access_pcsc",
	    "org.debian.pcsc-lite.access_card", "Oturum ağ üzerinden",
	    "/etc/polkit-1/", "eimza imzala", "- Kart: ");
	end(pid);
	pid = serve_pcsc(&w, false);
	SAYS(examine(&w, "--seconds", "1", NULL), 1,
	    "HATA Kart hizmeti (pcscd): ", "1 saniye içinde yanıt vermedi",
	    "- İzin: ", "ok Portalın sürümü: ");
	end(pid);
	close_world(&w);
}

#define INFO_2020                                                              \
	"{\"portal\":\"P\",\"version\":\"9\","                                 \
	"\"time_at\":\"2020-01-01T00:00:00Z\",\"contact\":\"0312\"}"

/* A portal that is not ours: another clock, another language, silence. */
static void
test_other_portal(void **state)
{
	static const struct server_step script[] = {
		{ SERVER_ANSWER_CLOSE,
		    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		    "Connection: close\r\n\r\n" INFO_2020,
		    0 },
		{ SERVER_ANSWER_CLOSE,
		    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
		    "Connection: close\r\n\r\n<html>",
		    0 },
		{ SERVER_HOLD, NULL, 0 },
	};
	const struct server_cert_plan authority = { "Test CA", NULL, -DAY,
		DAY };
	const struct server_cert_plan portal = { "portal", "IP:127.0.0.1", -DAY,
		DAY };
	struct server_cert ca = server_cert_make(&authority, NULL);
	struct server_cert leaf = server_cert_make(&portal, &ca);
	struct server *s = server_start(&leaf, NULL, script, 3);
	struct world w;

	(void)state;
	open_world(&w);
	snprintf(w.ca, sizeof(w.ca), "%s/other.pem", w.dir);
	server_cert_save(&ca, w.ca);
	snprintf(w.url, sizeof(w.url), "https://127.0.0.1:%d", server_port(s));
	SAYS(examine(&w, NULL, NULL, NULL), 1, "HATA Saat: ", "saat ileri",
	    "ok Portalın sürümü: ");
	SAYS(examine(&w, NULL, NULL, NULL), 1, "HATA Portalın sürümü: ",
	    "ok Portalın kimliği (TLS): ", "- Saat: ");
	SAYS(examine(&w, "--seconds", "1", NULL), 1,
	    "HATA Portalın sürümü: 1 saniye içinde yanıt yok.",
	    "ok Portalın kimliği (TLS): ");
	server_stop(s);
	server_free(s);
	server_cert_free(&leaf);
	server_cert_free(&ca);
	close_world(&w);
}

static void
test_terminal(void **state)
{
	static const char *const tani[] = { "tani", NULL };
	struct world w;
	struct vt *t;

	(void)state;
	open_world(&w);
	t = world_client(&w, 60, 132, "no-such-terminal", tani);
	assert_true(vt_wait(t, "\"no-such-terminal\" terminalini"));
	assert_true(vt_wait(t, "1 sorun var."));
	assert_int_equal(vt_end(t), 1 << 8);
	vt_free(t);
	t = world_client(&w, 19, 100, "xterm-256color", tani);
	assert_true(vt_wait(t, "1 sorun var."));
	assert_int_equal(vt_end(t), 1 << 8);
	vt_free(t);
	t = world_client(&w, 60, 132, "xterm-256color", tani);
	assert_true(vt_wait(t, "Denetleniyor; en çok 20 saniye sürer"));
	assert_true(vt_wait(t, "ok Terminal: xterm-256color, 132 sütun, "
			       "60 satır."));
	assert_true(vt_wait(t, "Sorun bulunmadı."));
	assert_int_equal(vt_end(t), 0);
	vt_free(t);
	setenv("LC_ALL", "C", 1);
	SAYS(examine(&w, "--lang", "en", NULL), 1,
	    "ERROR Letters and language: ", "export LC_ALL=C.UTF-8");
	SAYS(examine(&w, "--json", NULL, NULL), 1, "\"title\":\"İzin\"");
	setenv("LC_ALL", "C.UTF-8", 1);
	close_world(&w);
}

/* A file that is wrong does not keep tani from telling so. */
static void
test_settings(void **state)
{
	static const char wrong[] =
	    "portal = \"https://a.example\";\nca = 3;\n";
	struct world w;
	char path[200];

	(void)state;
	open_world(&w);
	snprintf(path, sizeof(path), "%s/.config/eimza", w.dir);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	snprintf(path, sizeof(path), "%s/.config/eimza/eimza.conf", w.dir);
	assert_int_equal(file_write(path, wrong, strlen(wrong), 0600, NULL), 0);
	SAYS(examine(&w, NULL, NULL, NULL), 1,
	    "HATA Ayar dosyaları: ~/.config/eimza/eimza.conf, satır 2: ");
	SAYS(examine(&w, "--config", "/nonexistent", NULL), 1,
	    "HATA Ayar dosyaları: ", "/nonexistent");
	assert_int_equal(
	    run((const char *const[]){ "basvuru", NULL }).status, 2);
	unlink(path);
	assert_int_equal(
	    run((const char *const[]){ "--json", NULL }).status, 2);
	assert_int_equal(examine(&w, "--seconds", "0", NULL).status, 2);
	assert_int_equal(examine(&w, "--seconds", "1x", NULL).status, 2);
	assert_int_equal(examine(&w, "word", NULL, NULL).status, 2);
	close_world(&w);
}

/* Opens the entry of the menu, whatever its digit. */
static void
open_entry(struct vt *t)
{
	const char *screen, *at;
	char digit[2] = "";

	assert_true(vt_wait(t, "Tanılama"));
	screen = vt_screen(t);
	at = strstr(screen, "Tanılama");
	assert_non_null(at);
	while (at > screen && (*at < '0' || *at > '9') && *at != '\n')
		at--;
	digit[0] = *at;
	vt_type(t, digit);
}

static void
test_screen(void **state)
{
	struct buf saved = BUF_INIT(1 << 16);
	struct world w;
	struct vt *t;
	char path[200];

	(void)state;
	open_world(&w);
	t = world_client(&w, 24, 80, "xterm-256color", NULL);
	open_entry(t);
	assert_true(vt_wait(t, "Bulunanlar"));
	assert_true(vt_wait(t, "ok Kart sürücüsü"));
	vt_type(t, KEY_F2);
	assert_true(vt_wait(t, "tani.txt"));
	snprintf(path, sizeof(path), "%s/eimza/tani.txt", w.dir);
	assert_int_equal(file_read(path, &saved, NULL), 0);
	assert_non_null(strstr(buf_str(&saved), "Sorun bulunmadı."));
	assert_non_null(strstr(buf_str(&saved), "24 satır"));
	buf_free(&saved);

	/* Again, with a driver that hangs: Escape does not wait for it. */
	world_shim(&w, "hang-list");
	snprintf(path, sizeof(path), "%s/shim/hang", w.dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	robot_press(t, "Yeniden dene");
	assert_true(vt_wait(t, "Denetleniyor"));
	vt_type(t, KEY_ESC);
	assert_true(vt_wait(t, "Sertifika başvurusu"));
	world_shim(&w, "locked");
	open_entry(t);
	assert_true(vt_wait(t, "Bulunanlar"));
	vt_type(t, KEY_PGDN);
	assert_true(vt_wait(t, "HATA PIN: PIN kilitli."));
	vt_type(t, KEY_ESC);
	assert_true(vt_wait(t, "Sertifika başvurusu"));
	vt_free(t);
	close_world(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_well),
		cmocka_unit_test(test_network),
		cmocka_unit_test(test_card),
		cmocka_unit_test(test_service),
		cmocka_unit_test(test_other_portal),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
