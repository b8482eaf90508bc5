#include "config.h"
#include "client/doctor/doctor.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lang.h"
#include "client/doctor/judge.h"
#include "client/doctor/probe.h"
#include "client/term/charset.h"
#include "base/banned.h"

#define OUTPUT_MAX ((size_t)256 * 1024)

/* The report, row by row. */
static const struct {
	const char *key, *title;
	void (*judge)(const struct findings *f, struct line *l);
} checks[] = {
	{ "readers", N_("Card reader"), judge_readers },
	{ "pcscd", N_("Card service (pcscd)"), judge_pcscd },
	{ "permission", N_("Permission"), judge_permission },
	{ "driver", N_("Card driver"), judge_driver },
	{ "card", N_("Card"), judge_card },
	{ "certificate", N_("Certificate"), judge_certificate },
	{ "pin", N_("PIN"), judge_pin },
	{ "portal", N_("Portal"), judge_portal },
	{ "dns", N_("Name of the portal (DNS)"), judge_dns },
	{ "tcp", N_("Connection to the portal"), judge_tcp },
	{ "tls", N_("Identity of the portal (TLS)"), judge_tls },
	{ "clock", N_("Clock"), judge_clock },
	{ "protocol", N_("Version of the portal"), judge_protocol },
	{ "terminal", N_("Terminal"), judge_terminal },
	{ "locale", N_("Letters and language"), judge_locale },
	{ "configuration", N_("Configuration files"), judge_files },
};

#define CHECKS (sizeof(checks) / sizeof(checks[0]))

static const struct probe probes[] = {
	{ probe_pcsc, offsetof(struct findings, pcsc.end) },
	{ probe_card, offsetof(struct findings, card.end) },
	{ probe_portal, offsetof(struct findings, portal.end) },
};

int
doctor_judge(const struct findings *f, struct report *out)
{
	if (report_new(out, CHECKS) < 0)
		return -1;
	for (size_t i = 0; i < CHECKS; i++) {
		out->lines[i].key = checks[i].key;
		out->lines[i].title = checks[i].title;
		checks[i].judge(f, &out->lines[i]);
	}
	return 0;
}

/* A person wonders why nothing happens; a program that reads the report is
 * not told. */
static void
say_wait(const struct doctor_options *o)
{
	if (!o->json && isatty(STDERR_FILENO) && isatty(STDOUT_FILENO))
		fprintf(stderr, _("Looking; this takes at most %d s ...\n"),
		    o->seconds > 0 ? o->seconds : DOCTOR_SECONDS);
}

/* Text in the letters of the terminal; JSON is always UTF-8 (RFC 8259 §8.1). */
static int
write_report(const struct report *r, bool json, struct err *e)
{
	struct buf text = BUF_INIT(OUTPUT_MAX), out = BUF_INIT(OUTPUT_MAX);
	struct charset letters;
	int rc = 0;

	charset_init(&letters, false);
	if (json) {
		rc = report_json(r, &out, e);
		buf_addc(&out, '\n');
	} else {
		report_text(r, &text);
		charset_write(&letters, buf_str(&text), &out);
	}
	if (rc == 0 && (text.failed || out.failed))
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (rc == 0 && (fwrite(out.data, 1, out.len, stdout) != out.len ||
			   fflush(stdout) != 0))
		rc = err_set(
		    e, ERR_INTERNAL, _("The report could not be written."));
	buf_free(&text);
	buf_free(&out);
	return rc;
}

int
doctor_main(const struct doctor_options *o)
{
	struct findings *f = mmap(NULL, sizeof(*f), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct report r = { 0 };
	struct err e = { 0 };
	int rc;

	if (f == MAP_FAILED) {
		fprintf(stderr, "eimza: %s\n", _("Memory is out."));
		return 2;
	}
	say_wait(o);
	f->now = clock_wall();
	f->personal = o->personal;
	probe_run(probes, sizeof(probes) / sizeof(probes[0]), f, o);
	probe_session(f);
	probe_language(f);
	probe_files(f, o);
	look(&f->terminal);
	rc = doctor_judge(f, &r) < 0
		 ? err_set(&e, ERR_INTERNAL, _("Memory is out."))
		 : write_report(&r, o->json, &e);
	if (rc < 0)
		fprintf(stderr, "eimza: %s\n", e.text);
	rc = rc < 0 ? 2 : report_wrong(&r) > 0;
	report_free(&r);
	munmap(f, sizeof(*f));
	return rc;
}
