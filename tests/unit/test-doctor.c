/* What is found, and what is said of it: one table of situations. */
#include "config.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lang.h"
#include "client/doctor/doctor.h"
#include "client/doctor/judge.h"
#include "client/doctor/probe.h"
#include "doctor-found.h"
#include "wire/report.h"

static const struct {
	const char *found, *check;
	enum line_state state;
	const char *reason, *what, *todo; /* NULL: none */
} rows[] = {
	{ "well", "readers", LINE_OK, "", "1 reader: ACS ACR39U 00 00.", NULL },
	{ "well", "permission", LINE_OK, "", "may use cards.", NULL },
	{ "well", "driver", LINE_OK, "", "AKİS (libakisp11.so)", NULL },
	{ "well", "certificate", LINE_OK, "", "60 days", NULL },
	{ "personal", "readers", LINE_OK, "", "(AB1234)", NULL },
	{ "personal", "certificate", LINE_OK, "",
	    "Holder: AYŞE ÖĞRETMEN. Serial number: 0A1B2C.", NULL },
	{ "two_readers", "readers", LINE_OK, "",
	    "2 readers: ACS ACR39U 00 00, Pad Reader (no keys).", NULL },
	{ "soft", "readers", LINE_SKIPPED, "", "Not needed", NULL },
	{ "soft", "pcscd", LINE_SKIPPED, "", "Not needed", NULL },
	{ "soft", "permission", LINE_SKIPPED, "", "Not needed", NULL },
	{ "soft", "card", LINE_OK, "", "can be read", NULL },
	{ "stopped", "readers", LINE_WRONG, "no-reader", "No card reader",
	    "Plug" },
	{ "stopped", "pcscd", LINE_WRONG, "pcscd-stopped", "does not run",
	    "systemctl enable --now pcscd.socket" },
	{ "stopped", "permission", LINE_SKIPPED, "", "not reached", NULL },
	{ "stopped", "card", LINE_SKIPPED, "", "Not checked", NULL },
	{ "not_installed", "pcscd", LINE_WRONG, "no-pcscd", "not installed",
	    "apt install pcscd" },
	{ "stale", "pcscd", LINE_WRONG, "pcscd-stopped", "does not run",
	    "systemctl" },
	{ "stale", "readers", LINE_OK, "", "plugged in (USB)", NULL },
	{ "closed", "pcscd", LINE_WRONG, "pcscd-closed",
	    "/run/pcscd/pcscd.comm", "restart" },
	{ "own_socket", "pcscd", LINE_WRONG, "no-pcscd", "/tmp/x",
	    "unset PCSCLITE_CSOCK_NAME" },
	{ "no_library", "pcscd", LINE_WRONG, "no-pcsclite", "libpcsclite",
	    "libpcsclite1" },
	{ "pcscd_hangs", "pcscd", LINE_WRONG, "pcscd-hangs", "within 20 s",
	    "restart pcscd" },
	{ "pcscd_hangs", "driver", LINE_SKIPPED, "", "does not answer", NULL },
	{ "pcscd_hangs", "card", LINE_SKIPPED, "", "Not checked", NULL },
	{ "versions", "pcscd", LINE_WRONG, "pcscd-version",
	    "different versions", "up to date" },
	{ "other_error", "pcscd", LINE_WRONG, "pcscd-error", "0x80100001",
	    "restart" },
	{ "no_usb_driver", "readers", LINE_WRONG, "reader-unknown", "no driver",
	    "libccid" },
	{ "no_usb_driver", "card", LINE_SKIPPED, "", "no reader", NULL },
	{ "refused", "pcscd", LINE_OK, "", "runs", NULL },
	{ "refused", "permission", LINE_WRONG, "pcscd-refused",
	    "org.debian.pcsc-lite.access_pcsc is refused. The session came "
	    "over the network",
	    "/etc/polkit-1/rules.d/60-eimza-pcscd.rules:\npolkit.addRule(" },
	{ "refused", "permission", LINE_WRONG, "pcscd-refused", "polkit",
	    "eimza ACCOUNT" },
	{ "personal_refused", "permission", LINE_WRONG, "pcscd-refused",
	    "polkit", "eimza ogretmen" },
	{ "hung_up", "permission", LINE_WRONG, "pcscd-refused", "access_pcsc",
	    "\"eimza imzala\"" },
	{ "hung_up", "card", LINE_SKIPPED, "", "cannot be used", NULL },
	{ "hung_up_at_once", "permission", LINE_WRONG, "pcscd-refused",
	    "access_pcsc", "journalctl -u pcscd" },
	{ "hung_up_local", "permission", LINE_WRONG, "pcscd-refused",
	    "not the one on the screen", "access_card" },
	{ "old_polkit", "permission", LINE_WRONG, "pcscd-refused",
	    "access_pcsc",
	    "[eimza-pcscd]\nIdentity=unix-group:eimza\nAction=org.debian."
	    "pcsc-lite.access_pcsc;org.debian.pcsc-lite.access_card\n" },
	{ "card_refused", "permission", LINE_WRONG, "card-refused",
	    "org.debian.pcsc-lite.access_card is refused", "addRule" },
	{ "remote_allowed", "permission", LINE_OK, "", "although", NULL },
	{ "no_module", "driver", LINE_WRONG, "no-module", "No card driver",
	    "opensc-pkcs11" },
	{ "module_bad", "driver", LINE_WRONG, "module-bad", "cannot be used",
	    NULL },
	{ "module_skipped", "driver", LINE_OK, "", "Not used: The card driver",
	    NULL },
	{ "module_spare", "driver", LINE_OK, "",
	    "not needed: OpenSC (opensc-pkcs11.so).", NULL },
	{ "module_hangs", "driver", LINE_WRONG, "module-hangs",
	    "within 20 s. Asked: AKİS (libakisp11.so).", "--module" },
	{ "module_hangs", "card", LINE_SKIPPED, "", "no driver", NULL },
	{ "module_hangs", "pin", LINE_SKIPPED, "", "no card", NULL },
	{ "module_crashes", "driver", LINE_WRONG, "module-crashes", "signal 11",
	    "--module" },
	{ "no_card", "card", LINE_WRONG, "no-card", "no card", "chip" },
	{ "card_unknown", "card", LINE_WRONG, "card-unknown", "no driver knows",
	    "AKİS" },
	{ "card_broken", "card", LINE_WRONG, "card-unreadable", "properly",
	    NULL },
	{ "card_empty", "card", LINE_OK, "", "can be read", NULL },
	{ "card_empty", "certificate", LINE_WRONG, "no-certificate",
	    "No certificate", "444 5 576" },
	{ "expired", "certificate", LINE_WRONG, "expired", "has expired",
	    "eimza basvuru" },
	{ "one_of_two", "certificate", LINE_OK, "", "60 days", NULL },
	{ "pin_locked", "pin", LINE_WRONG, "pin-locked", "locked",
	    "Kilit Çözme" },
	{ "pin_final", "pin", LINE_WRONG, "pin-last", "LAST TRY", "444 5 576" },
	{ "pin_low", "pin", LINE_OK, "", "wrong PIN", NULL },
	{ "pin_pad", "pin", LINE_OK, "", "own keys", NULL },
	{ "pin_unknown", "pin", LINE_SKIPPED, "", "does not tell", NULL },
	{ "pin_other_card", "pin", LINE_WRONG, "pin-locked", "locked", "PUK" },
	{ "no_portal", "portal", LINE_WRONG, "no-portal", "No portal",
	    "--portal" },
	{ "no_portal", "tls", LINE_SKIPPED, "", "no portal is named", NULL },
	{ "no_portal", "protocol", LINE_SKIPPED, "", "no portal is named",
	    NULL },
	{ "no_portal", "clock", LINE_SKIPPED, "", "Not compared", NULL },
	{ "bad_address", "portal", LINE_WRONG, "url", "https://host", NULL },
	{ "bad_address", "dns", LINE_SKIPPED, "", "no portal", NULL },
	{ "no_name", "dns", LINE_WRONG, "dns", "portal.example was not found",
	    "resolv.conf" },
	{ "no_name", "tcp", LINE_SKIPPED, "", "Not checked", NULL },
	{ "no_name", "tls", LINE_SKIPPED, "", "Not checked", NULL },
	{ "no_name", "protocol", LINE_SKIPPED, "", "Not checked", NULL },
	{ "dns_hangs", "dns", LINE_WRONG, "timeout", "within 20 s", "network" },
	{ "dns_hangs", "tcp", LINE_SKIPPED, "", "Not checked", NULL },
	{ "dns_hangs", "tls", LINE_SKIPPED, "", "Not checked", NULL },
	{ "tcp_hangs", "tcp", LINE_WRONG, "timeout", "within 20 s", "network" },
	{ "tcp_hangs", "tls", LINE_SKIPPED, "", "Not checked", NULL },
	{ "info_hangs", "tcp", LINE_OK, "", "443", NULL },
	{ "info_hangs", "tls", LINE_WRONG, "timeout", "within 20 s",
	    "network" },
	{ "info_hangs", "protocol", LINE_SKIPPED, "", "Not checked", NULL },
	{ "no_port", "tcp", LINE_WRONG, "tcp", "Connection refused",
	    "help desk" },
	{ "behind_proxy", "dns", LINE_SKIPPED, "", "proxy", NULL },
	{ "behind_proxy", "tcp", LINE_SKIPPED, "", "proxy", NULL },
	{ "behind_proxy", "tls", LINE_OK, "", "AA:BB", NULL },
	{ "proxy_wrong", "tcp", LINE_WRONG, "tcp", "443", "https_proxy" },
	{ "tls_refused", "tls", LINE_WRONG, "tls",
	    "has expired, or the clock of this computer is wrong. SHA-256 "
	    "fingerprint: AA:BB\nOwner: portal\nIssuer: CA",
	    "--ca" },
	{ "tls_refused", "tls", LINE_WRONG, "tls", "refused",
	    "clock is right" },
	{ "tls_refused", "protocol", LINE_SKIPPED, "", "Not checked", NULL },
	{ "tls_refused", "clock", LINE_SKIPPED, "", "Not compared", NULL },
	{ "ca_file", "tls", LINE_WRONG, "ca-file", "sentence", NULL },
	{ "tls_cut", "tls", LINE_WRONG, "tls-failed", "sentence", "port" },
	{ "strange", "tls", LINE_OK, "", "AA:BB", NULL },
	{ "strange", "protocol", LINE_WRONG, "protocol", "sentence",
	    "address" },
	{ "busy", "protocol", LINE_WRONG, "unreachable", "sentence",
	    "address" },
	{ "clock_near", "clock", LINE_OK, "", "119 s", NULL },
	{ "clock_ahead", "clock", LINE_WRONG, "clock", "2 minutes ahead",
	    "set-ntp" },
	{ "clock_behind", "clock", LINE_WRONG, "clock", "7 minutes behind",
	    "set-ntp" },
	{ "clock_hours", "clock", LINE_WRONG, "clock", "3 hours ahead",
	    "set-ntp" },
	{ "clock_dead", "clock", LINE_WRONG, "clock", "09.09.2001", "set-ntp" },
	{ "no_tty", "terminal", LINE_SKIPPED, "", "without one", NULL },
	{ "dumb", "terminal", LINE_OK, "", "line by line", NULL },
	{ "term_unknown", "terminal", LINE_WRONG, "term-unknown",
	    "\"xterm-new\"", "TERM=xterm-256color" },
	{ "printer", "terminal", LINE_OK, "", "cursor", NULL },
	{ "small", "terminal", LINE_WRONG, "too-small", "19 lines",
	    "--linear" },
	{ "narrow", "terminal", LINE_WRONG, "too-small", "59 columns",
	    "larger" },
	{ "least", "terminal", LINE_OK, "", "60 columns, 20 lines", NULL },
	{ "mono", "terminal", LINE_OK, "", "none are needed", NULL },
	{ "ascii", "locale", LINE_WRONG, "letters", "ASCII",
	    "export LANG=C.UTF-8" },
	{ "no_locale", "locale", LINE_WRONG, "letters", "ASCII",
	    "LC_ALL=tr_TR.UTF-8 names a locale that" },
	{ "latin1", "locale", LINE_WRONG, "letters", "ISO-8859-1", "C.UTF-8" },
	{ "no_catalogue", "locale", LINE_WRONG, "no-catalogue", "not found",
	    "again" },
	{ "conf_wrong", "configuration", LINE_WRONG, "conf",
	    "/etc/eimza/eimza.conf, line 3", "eimza.conf(5)" },
	{ "no_conf", "configuration", LINE_OK, "", "There is none", NULL },
};

static const struct line *
line_of(const struct report *r, const char *check)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->lines[i].key, check) == 0)
			return &r->lines[i];
	fail_msg("there is no check %s", check);
	return NULL;
}

static void
holds(const struct buf *b, const char *part, size_t row)
{
	if (part == NULL && b->len == 0)
		return;
	if (part == NULL || strstr(buf_str(b), part) == NULL)
		fail_msg("row %zu: \"%s\" instead of \"%s\"", row, buf_str(b),
		    part == NULL ? "" : part);
}

static void
test_rows(void **state)
{
	struct findings f;
	struct report r;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct line *l;

		found_set(&f, rows[i].found);
		assert_int_equal(doctor_judge(&f, &r), 0);
		l = line_of(&r, rows[i].check);
		if (l->state != rows[i].state)
			fail_msg("row %zu: state %d, %s", i, l->state,
			    buf_str(&l->what));
		assert_string_equal(l->reason, rows[i].reason);
		holds(&l->what, rows[i].what, i);
		holds(&l->todo, rows[i].todo, i);
		report_free(&r);
	}
}

/* Every situation gives a whole report: each line says something, and what is
 * wrong has a reason. */
static void
test_whole(void **state)
{
	struct buf out = BUF_INIT(1 << 18);
	struct msg_report m;
	struct findings f;
	struct report r;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		found_set(&f, rows[i].found);
		assert_int_equal(doctor_judge(&f, &r), 0);
		for (size_t k = 0; k < r.count; k++) {
			assert_true(r.lines[k].what.len > 0);
			assert_false(r.lines[k].what.failed);
			assert_false(r.lines[k].todo.failed);
			assert_int_equal(r.lines[k].state == LINE_WRONG,
			    r.lines[k].reason[0] != '\0');
		}
		buf_reset(&out);
		assert_int_equal(report_json(&r, &out, NULL), 0);
		assert_int_equal(
		    wire_decode(&wire_report, out.data, out.len, &m, NULL), 0);
		assert_int_equal(m.checks.n, r.count);
		assert_int_equal(m.ok, report_wrong(&r) == 0);
		wire_clear(&wire_report, &m);
		report_free(&r);
	}
	buf_free(&out);
}

static void
test_text(void **state)
{
	struct buf out = BUF_INIT(1 << 18);
	struct findings f;
	struct report r;

	(void)state;
	found_set(&f, "well");
	assert_int_equal(doctor_judge(&f, &r), 0);
	report_text(&r, &out);
	assert_non_null(strstr(out.data, "ok Card reader: 1 reader"));
	assert_non_null(strstr(out.data, "\n\nNothing wrong was found.\n"));
	assert_null(strstr(out.data, "AYŞE"));
	assert_null(strstr(out.data, "0A1B2C"));
	assert_null(strstr(out.data, "AB1234"));
	report_free(&r);

	buf_reset(&out);
	found_set(&f, "refused");
	setenv("HOME", "/etc/eimza", 1);
	assert_int_equal(doctor_judge(&f, &r), 0);
	report_text(&r, &out);
	assert_non_null(strstr(out.data, "\nERROR Permission: "));
	assert_non_null(strstr(out.data, "\n    What to do: If the card is"));
	assert_non_null(strstr(out.data, "\n    polkit.addRule("));
	assert_non_null(strstr(out.data, "Read: ~/eimza.conf."));
	assert_non_null(strstr(out.data, "\n1 thing is wrong.\n"));
	report_free(&r);
	buf_free(&out);
}

/* Two certificates of one day and issuer are told once, unless each is named.
 */
static void
test_together(void **state)
{
	struct findings f;
	struct report r;

	(void)state;
	for (int personal = 0; personal < 2; personal++) {
		const char *first, *said;

		found_set(&f, "issued_together");
		f.personal = personal != 0;
		assert_int_equal(doctor_judge(&f, &r), 0);
		said = buf_str(&line_of(&r, "certificate")->what);
		first = strstr(said, "Can sign");
		assert_non_null(first);
		assert_int_equal(
		    strstr(first + 1, "Can sign") != NULL, personal);
		report_free(&r);
	}
}

/* A driver's words cannot begin a line of their own, nor move the cursor. */
static void
test_hostile(void **state)
{
	struct findings f;
	struct report r;

	(void)state;
	found_set(&f, "well");
	snprintf(f.card.module[0].name, sizeof(f.card.module[0].name),
	    "\033[2J\xff");
	snprintf(f.pcsc.reader[0].name, sizeof(f.pcsc.reader[0].name),
	    "A\033]0;x\007(((");
	assert_int_equal(doctor_judge(&f, &r), 0);
	for (size_t i = 0; i < r.count; i++)
		for (const char *p = buf_str(&r.lines[i].what); *p != '\0'; p++)
			assert_true((unsigned char)*p >= ' ');
	report_free(&r);
}

static void
probe_fine(struct findings *f, const struct doctor_options *o)
{
	(void)o;
	f->pcsc.readers = 3;
}

static void
probe_hangs(struct findings *f, const struct doctor_options *o)
{
	(void)o;
	f->card.modules = 1;
	for (;;)
		pause();
}

static void
probe_crashes(struct findings *f, const struct doctor_options *o)
{
	(void)o;
	f->portal.stage = STAGE_TCP;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void
test_probes(void **state)
{
	static const struct probe probes[] = {
		{ probe_hangs, offsetof(struct findings, card.end) },
		{ probe_fine, offsetof(struct findings, pcsc.end) },
		{ probe_crashes, offsetof(struct findings, portal.end) },
	};
	struct doctor_options o = { .seconds = 1 };
	struct findings *f = mmap(NULL, sizeof(*f), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_true(f != MAP_FAILED);
	probe_run(probes, 3, f, &o);
	assert_true(f->pcsc.end.whole);
	assert_int_equal(f->pcsc.readers, 3);
	assert_int_equal(f->pcsc.end.seconds, 0);
	assert_false(f->card.end.whole);
	assert_int_equal(f->card.end.seconds, 1);
	assert_int_equal(f->card.modules, 1);
	assert_false(f->portal.end.whole);
	assert_int_equal(f->portal.end.signal, SIGSEGV);
	assert_int_equal(f->portal.stage, STAGE_TCP);
	munmap(f, sizeof(*f));
}

/* What runs in processes of their own, here in this one, so that nothing is
 * left behind unseen; nothing is there to be found. */
static void
test_probes_here(void **state)
{
	static const char *const modules[] = { "/nonexistent/module.so", NULL };
	struct doctor_options o = { .portal = "https://127.0.0.1:1/",
		.version = "1",
		.modules = modules,
		.usb = "/nonexistent" };
	struct findings f;

	(void)state;
	memset(&f, 0, sizeof(f));
	setenv("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd", 1);
	unsetenv("https_proxy");
	unsetenv("HTTPS_PROXY");
	unsetenv("all_proxy");
	unsetenv("ALL_PROXY");
	probe_pcsc(&f, &o);
	assert_true(f.pcsc.own_socket);
	assert_int_equal(f.pcsc.socket_error, ENOENT);
	assert_int_equal(f.pcsc.readers, 0);
	probe_card(&f, &o);
	assert_true(f.card.listed);
	assert_int_equal(f.card.modules, 1);
	assert_string_equal(f.card.module[0].why.reason, "no-module");
	probe_portal(&f, &o);
	assert_int_equal(f.portal.stage, STAGE_END);
	assert_string_equal(f.portal.peer.host, "127.0.0.1");
	assert_int_equal(f.portal.port, 1);
	assert_int_equal(f.portal.dns, 0);
	assert_false(f.portal.connected);
	assert_int_equal(f.portal.tcp_errno, ECONNREFUSED);
	o.portal = "http://127.0.0.1";
	memset(&f, 0, sizeof(f));
	probe_portal(&f, &o);
	assert_string_equal(f.portal.address.reason, "url");
	probe_session(&f);
	probe_language(&f);
	probe_files(&f, &o);
	assert_int_equal(f.files, 0);
	look(&f.terminal);
	assert_true(f.terminal.charset[0] != '\0');
}

static void
add_device(const char *dir, const char *name, const char *class)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(file_make_dirs(path, 0700, NULL), 0);
	snprintf(path, sizeof(path), "%s/%s/bInterfaceClass", dir, name);
	assert_int_equal(file_write(path, class, strlen(class), 0600, NULL), 0);
}

static void
test_usb(void **state)
{
	char dir[] = "/tmp/eimza-usb.XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(probe_usb(dir), 0);
	add_device(dir, "1-1:1.0", "03\n");
	add_device(dir, "usb1", "0b\n"); /* no interface */
	assert_int_equal(probe_usb(dir), 0);
	add_device(dir, "1-2:1.0", "0b\n");
	add_device(dir, "1-3:1.1", "0b\n");
	assert_int_equal(probe_usb(dir), 2);
	file_remove_tree(dir);
	assert_int_equal(probe_usb(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_probes_here),
		cmocka_unit_test(test_usb),
	};

	lang_set(LANG_EN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
