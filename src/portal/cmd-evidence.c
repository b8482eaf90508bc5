/* The signatures of an application and of the decisions on it, as files that
 * any verifier can read. */
#include "config.h"
#include "portal/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "model/workflow.h"
#include "portal/office.h"
#include "portal/store/application.h"
#include "portal/store/audit.h"
#include "portal/store/officer.h"
#include "portal/store/stamp.h"
#include "sign/cert.h"
#include "base/banned.h"

#define FILES_MAX (1024UL * 1024)
#define PEM_LINE  64

struct evidence_files {
	const struct office *office;
	const char *dir;
	const struct application *a;
	struct buf summary;
	long signatures;
};

/* The folder is made with the first file: a refusal leaves none behind. */
static int
write_named(const struct evidence_files *x, const char *suffix,
    const void *data, size_t len, struct err *e)
{
	char path[4096];
	int rc = file_make_dirs(x->dir, 0700, e);

	snprintf(path, sizeof(path), "%s/%s%s", x->dir, x->a->number, suffix);
	return rc < 0 ? rc : file_write(path, data, len, 0600, e);
}

static void
add_pem(struct buf *out, const unsigned char *der, size_t len)
{
	char *text = base64_encode(der, len);

	buf_adds(out, "-----BEGIN CERTIFICATE-----\n");
	for (const char *p = text; p != NULL && *p != '\0';) {
		size_t n = strnlen(p, PEM_LINE);

		buf_add(out, p, n);
		buf_addc(out, '\n');
		p += n;
	}
	buf_adds(out, "-----END CERTIFICATE-----\n");
	free(text);
}

/* The signer's certificate, then the authorities it was checked against. */
static int
write_certificates(const struct evidence_files *x, const char *suffix,
    const unsigned char *der, size_t len, struct err *e)
{
	struct buf pem = BUF_INIT(FILES_MAX);
	char **ca = x->office->options.ca;
	int rc = 0;

	add_pem(&pem, der, len);
	for (; ca != NULL && *ca != NULL && rc == 0; ca++)
		rc = file_read(*ca, &pem, e);
	if (rc == 0 && pem.failed)
		rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	if (rc == 0)
		rc = write_named(x, suffix, pem.data, pem.len, e);
	buf_free(&pem);
	return rc;
}

static int
write_evidence(void *arg, const struct evidence *v, struct err *e)
{
	struct evidence_files *x = arg;
	char signed_at[DATE_MOMENT], received_at[DATE_MOMENT];
	struct cert_facts f;
	int rc = cert_read(v->certificate, v->certificate_len, &f, e);

	if (rc == 0)
		rc = write_named(x, ".txt", v->text, v->text_len, e);
	if (rc == 0)
		rc = write_named(x, ".p7s", v->cms, v->cms_len, e);
	if (rc == 0)
		rc = write_certificates(x, "-certificates.pem", v->certificate,
		    v->certificate_len, e);
	if (rc < 0)
		return rc;
	x->signatures++;
	buf_addf(&x->summary,
	    "signer: %s\nidentity number: %s\nissuer: %s\nserial: %s\n"
	    "fingerprint (SHA-256): %s\nsigned at: %s\nreceived at: %s\n",
	    f.owner, f.tckn, f.issuer, v->serial, f.fingerprint,
	    date_rfc3339(v->signed_at, signed_at),
	    date_rfc3339(v->received_at, received_at));
	return 0;
}

/* One decision of a kurum yetkilisi, as he signed it. */
static int
write_decision(void *arg, const struct decision *d, struct err *e)
{
	struct evidence_files *x = arg;
	char at[DATE_MOMENT], name[64];
	struct cert_facts f;
	int rc = cert_read(d->certificate, d->certificate_len, &f, e);

	snprintf(name, sizeof(name), "-decision-%lld.txt", (long long)d->id);
	if (rc == 0)
		rc = write_named(x, name, d->text, d->text_len, e);
	snprintf(name, sizeof(name), "-decision-%lld.p7s", (long long)d->id);
	if (rc == 0)
		rc = write_named(x, name, d->cms, d->cms_len, e);
	snprintf(name, sizeof(name), "-decision-%lld-certificates.pem",
	    (long long)d->id);
	if (rc == 0)
		rc = write_certificates(
		    x, name, d->certificate, d->certificate_len, e);
	if (rc < 0)
		return rc;
	x->signatures++;
	buf_addf(&x->summary,
	    "decision %lld: %s by officer %lld at %s\nsigner: %s\nserial: "
	    "%s\nfingerprint (SHA-256): %s\n",
	    (long long)d->id, d->event, (long long)d->officer,
	    date_rfc3339(d->at, at), f.owner, f.serial, f.fingerprint);
	return 0;
}

static int
add_stamp(struct evidence_files *x, struct err *e)
{
	struct stamp_state t;
	char moment[DATE_MOMENT];
	int rc = store_stamp_read(x->office->store, x->a->id, &t, e);

	if (rc == ERR_NOT_FOUND)
		return 0;
	if (rc < 0)
		return rc;
	if (t.when != 0)
		buf_addf(&x->summary, "time-stamp: %s by %s\n",
		    date_rfc3339(t.when, moment), t.authority);
	else
		buf_addf(&x->summary,
		    "time-stamp: none yet, asked %ld times%s%s\n", t.attempts,
		    t.why[0] == '\0' ? "" : ": ", t.why);
	return 0;
}

static int
add_history(void *arg, const struct audit *h, struct err *e)
{
	struct evidence_files *x = arg;
	char moment[DATE_MOMENT];

	(void)e;
	buf_addf(&x->summary, "%s %s by %s: %s -> %s%s%s\n",
	    date_rfc3339(h->at, moment), h->event, h->role, h->from, h->to,
	    h->detail[0] == '\0' ? "" : ", ", h->detail);
	return 0;
}

static int
export_all(struct evidence_files *x, struct err *e)
{
	int rc;

	buf_addf(&x->summary, "application: %s\nstate: %s\n", x->a->number,
	    state_name(x->a->state));
	rc = store_evidence_read(
	    x->office->store, x->a->id, write_evidence, x, e);
	if (rc == 0)
		rc = add_stamp(x, e);
	/* One on paper may still have been decided on with a card. */
	if (rc == 0 || rc == ERR_NOT_FOUND)
		rc = store_decision_each(
		    x->office->store, x->a->id, write_decision, x, e);
	if (rc == 0 && x->signatures == 0)
		return err_set(e, ERR_NOT_FOUND,
		    _("The application %s has no electronic signature."),
		    x->a->number);
	buf_adds(&x->summary, "\n");
	if (rc == 0)
		rc = store_audit_each(
		    x->office->store, x->a->id, add_history, x, e);
	if (rc == 0)
		rc = write_named(
		    x, "-summary.txt", buf_str(&x->summary), x->summary.len, e);
	return rc;
}

int
cmd_evidence(int argc, char **argv)
{
	const char *config = NULL;
	struct application a = { 0 };
	struct office o = { 0 };
	struct err e = { 0 };
	struct evidence_files x = {
		.office = &o, .a = &a, .summary = BUF_INIT(FILES_MAX)
	};
	const struct office_option options[] = { { "config", &config, NULL },
		{ "out", &x.dir, NULL }, { NULL, NULL, NULL } };
	int rc, at = office_options(argc, argv, options);

	if (at < 0 || at + 1 != argc || x.dir == NULL)
		return office_usage(
		    "evidence [--config FILE] APPLICATION --out DIR");
	rc = office_open(&o, config, &e);
	if (rc == 0)
		rc = store_application_number(o.store, argv[at], &a, &e);
	if (rc == 0)
		rc = export_all(&x, &e);
	buf_free(&x.summary);
	application_clear(&a);
	office_close(&o);
	return rc < 0 ? office_failed(argv[0], &e) : 0;
}
