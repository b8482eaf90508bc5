#include "config.h"
#include "client/file/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "sign/cades.h"
#include "sign/hash.h"
#include "base/banned.h"

#define CANNOT_JUDGE 2

/* Everything of one check, freed together. */
struct checked {
	struct trust *trust;
	struct buf signature, content;
	struct cades_policy policy;
	struct cades_result result;
};

static int
load_trust(struct trust *t, const struct file_check *c, struct err *e)
{
	int rc = 0;

	if (c->ca == NULL || c->ca[0] == NULL)
		return err_set(e, ERR_INVALID,
		    _("Which authorities do you trust? Name their file with "
		      "--ca, or as \"trust\" in eimza.conf."));
	for (size_t i = 0; rc == 0 && c->ca[i] != NULL; i++)
		rc = trust_add_ca_file(t, c->ca[i], e);
	for (size_t i = 0; rc == 0 && c->crl != NULL && c->crl[i] != NULL; i++)
		rc = trust_add_crl_file(t, c->crl[i], e);
	return rc == 0 ? trust_settled(t, e) : rc;
}

static int
load(struct checked *x, const struct file_check *c, struct err *e)
{
	int rc;

	x->trust = trust_new();
	if (x->trust == NULL)
		return err_set(e, ERR_INTERNAL, _("Memory is out."));
	rc = load_trust(x->trust, c, e);
	if (rc == 0)
		rc = file_read(c->path, &x->signature, e);
	if (rc == 0 && c->content != NULL)
		rc = file_read(c->content, &x->content, e);
	if (rc < 0) /* a word of the loader is none of the verifier's */
		err_reason(e, "");
	x->policy.trust = x->trust;
	x->policy.crl_required = c->crl != NULL && c->crl[0] != NULL;
	if (c->content == NULL)
		return rc;
	x->policy.detached = true;
	x->policy.content = buf_str(&x->content);
	x->policy.content_len = x->content.len;
	return rc;
}

static void
tell_content(const struct cades_result *r, struct buf *out)
{
	unsigned char hash[HASH_SIZE];

	buf_addf(out,
	    lang_plural("Signed text: %zu byte, ", "Signed text: %zu bytes, ",
		(unsigned long)r->content.len),
	    r->content.len);
	buf_addf(out, "%s\n%s ",
	    r->detached ? _("in a file of its own") : _("inside the signature"),
	    _("Digest of the text (SHA-256):"));
	hash_sha256(r->content.data, r->content.len, hash);
	for (size_t i = 0; i < sizeof(hash); i++)
		buf_addf(out, "%02x", hash[i]);
	buf_addc(out, '\n');
}

static void
tell(const struct checked *x, struct buf *out)
{
	const struct cades_result *r = &x->result;
	char when[DATE_MOMENT], end[DATE_MOMENT];

	buf_addf(out, "%s\n", _("The signature is good."));
	buf_addf(out, "%s %s\n", _("Signer:"), r->signer.owner);
	buf_addf(out, "%s %s\n", _("T.C. identity number:"), r->signer.tckn);
	buf_addf(out, "%s %s\n", _("Issuer:"), r->signer.issuer);
	buf_addf(out, "%s %s\n", _("Serial number:"), r->signer.serial);
	buf_addf(out, "%s %s - %s\n", _("Certificate valid:"),
	    date_moment(r->signer.not_before, when),
	    date_moment(r->signer.not_after, end));
	buf_addf(out, "%s %s\n", _("Time of signing:"),
	    date_moment(r->signing_time, when));
	if (r->stamp.when != 0)
		buf_addf(out, "%s %s, %s\n", _("Time-stamp:"),
		    date_moment(r->stamp.when, when), r->stamp.authority);
	else
		buf_addf(out, "%s %s\n", _("Time-stamp:"),
		    _("none; the time is the one of the signer's computer"));
	tell_content(r, out);
	buf_addf(
	    out, "%s %s\n", _("Fingerprint (SHA-256):"), r->signer.fingerprint);
	if (!x->policy.crl_required)
		buf_addf(out, "%s\n",
		    _("Whether the certificate was revoked has not been "
		      "checked: no list (--crl) was given."));
}

/* Never over a file that is there: it may be the only other copy. */
static int
save(const struct checked *x, const char *path, struct err *e)
{
	const struct cades_bytes *b = &x->result.content;
	int rc = file_write_new(path, b->data, b->len, 0600, e);

	if (rc == ERR_CONFLICT)
		return err_set(e, rc,
		    _("%s exists already and is left as it is. Please give "
		      "another name."),
		    path);
	return rc;
}

int
file_check(const struct file_check *c, struct buf *report, struct err *e)
{
	/* One byte more than allowed, so that the verifier itself refuses. */
	struct checked x = { .signature = BUF_INIT(CADES_MAX + 1),
		.content = BUF_INIT(CADES_MAX) };
	int rc = load(&x, c, e);

	if (rc == 0)
		rc = cades_verify(&x.policy,
		    (const unsigned char *)buf_str(&x.signature),
		    x.signature.len, &x.result, e);
	if (rc == 0 && c->out != NULL)
		rc = save(&x, c->out, e);
	if (rc == 0) {
		tell(&x, report);
		if (report->failed)
			rc = err_set(e, ERR_INTERNAL, _("Memory is out."));
	}
	cades_result_free(&x.result);
	trust_free(x.trust);
	buf_free(&x.signature);
	buf_free(&x.content);
	return rc;
}

/* A sentence may quote the name of a file. */
static void
print_shown(FILE *to, const char *before, const char *text)
{
	char *shown = text_shown(text, strlen(text), ERR_TEXT_MAX);

	fprintf(to, "%s%s\n", before, shown == NULL ? "?" : shown);
	free(shown);
}

int
file_check_print(const struct file_check *c, FILE *out, FILE *bad)
{
	struct buf report = BUF_INIT(FILE_REPORT_MAX);
	struct err e = { 0 };
	char word[64];
	int status = 0;

	if (file_check(c, &report, &e) == 0) {
		fputs(buf_str(&report), out);
	} else if (e.reason[0] == '\0') {
		print_shown(bad, "eimza: ", e.text);
		status = CANNOT_JUDGE;
	} else {
		snprintf(word, sizeof(word), "%s: ", e.reason);
		print_shown(out, word, e.text);
		status = EXIT_FAILURE;
	}
	buf_free(&report);
	return status;
}
