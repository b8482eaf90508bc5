/*
 * eimza-portal verify: judges a signature in a file as the portal judges those
 * it receives.
 */
#include "config.h"
#include "portal/commands.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/file.h"
#include "base/lang.h"
#include "model/check.h"
#include "sign/cades.h"

#include "base/banned.h"

#define FAILED	    1
#define WRONG_USAGE 2
#define TURKEY	    10800 /* seconds before UTC, all year */
#define LAST_SECOND 86399

struct verify_args {
	struct trust *trust;
	struct cades_policy policy;
	struct buf content, signature;
	bool content_given;
};

static int
usage(FILE *out, int status)
{
	fputs(_("Usage: eimza-portal verify --ca FILE... [--crl FILE...] "
		"[--content FILE]\n"
		"           [--tckn N] [--not-before TIME] [--not-after "
		"TIME] SIGNATURE\n"),
	    out);
	return status;
}

static int
say(const struct err *e)
{
	fprintf(stderr, "eimza-portal: %s\n", e->text);
	return FAILED;
}

/* A moment in UTC, or a day in Turkey: its first second, or its last. */
static int
read_time(const char *text, bool last, int64_t *out)
{
	struct date d;
	struct tm tm = { 0 };

	if (date_from_rfc3339(text, out) == 0)
		return 0;
	if (date_parse(text, &d) != 0)
		return -1;
	tm.tm_year = d.year - 1900;
	tm.tm_mon = d.month - 1;
	tm.tm_mday = d.day;
	*out = (int64_t)timegm(&tm) - TURKEY + (last ? LAST_SECOND : 0);
	return 0;
}

static int
take_time(const char *text, bool last, int64_t *out)
{
	if (read_time(text, last, out) == 0)
		return 0;
	fprintf(stderr, "eimza-portal: ");
	fprintf(stderr,
	    _("%s is not a time. Write GG.AA.YYYY or, in UTC, "
	      "2026-01-31T12:00:00Z."),
	    text);
	fputc('\n', stderr);
	return WRONG_USAGE;
}

static int
take_tckn(struct verify_args *a, const char *text)
{
	if (strlen(text) == 11 && check_tckn_valid(text)) {
		a->policy.tckn = text;
		return 0;
	}
	fprintf(stderr, "eimza-portal: %s\n",
	    _("The T.C. identity number is wrong."));
	return WRONG_USAGE;
}

static int
take_option(struct verify_args *a, int option, struct err *e)
{
	int rc = 0;

	switch (option) {
	case 'a':
		rc = trust_add_ca_file(a->trust, optarg, e);
		break;
	case 'r':
		rc = trust_add_crl_file(a->trust, optarg, e);
		a->policy.crl_required = true;
		break;
	case 'c':
		a->content_given = true;
		buf_reset(&a->content);
		rc = file_read(optarg, &a->content, e);
		break;
	case 't':
		return take_tckn(a, optarg);
	case 'f':
		return take_time(optarg, false, &a->policy.not_before);
	case 'u':
		return take_time(optarg, true, &a->policy.not_after);
	default:
		return usage(stderr, WRONG_USAGE);
	}
	return rc == 0 ? 0 : say(e);
}

/* Answers the index of the signature; -1: end with *status. */
static int
take_options(struct verify_args *a, int argc, char **argv, int *status)
{
	static const struct option options[] = {
		{ "ca", required_argument, NULL, 'a' },
		{ "crl", required_argument, NULL, 'r' },
		{ "content", required_argument, NULL, 'c' },
		{ "tckn", required_argument, NULL, 't' },
		{ "not-before", required_argument, NULL, 'f' },
		{ "not-after", required_argument, NULL, 'u' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct err e = { 0 };
	bool ca = false;
	int option;

	*status = 0;
	optind = 0; /* another command may have read options before */
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'h') {
			usage(stdout, 0);
			return -1;
		}
		ca = ca || option == 'a';
		*status = take_option(a, option, &e);
		if (*status != 0)
			return -1;
	}
	if (!ca || optind != argc - 1) {
		*status = usage(stderr, WRONG_USAGE);
		return -1;
	}
	return optind;
}

static void
show(const struct cades_result *r)
{
	char when[DATE_MOMENT];

	puts(_("The signature is good."));
	printf("%s %s\n", _("Signer:"), r->signer.owner);
	printf("%s %s\n", _("T.C. identity number:"), r->signer.tckn);
	printf("%s %s\n", _("Issuer:"), r->signer.issuer);
	printf("%s %s\n", _("Serial number:"), r->signer.serial);
	printf("%s %s\n", _("Time of signing:"),
	    date_moment(r->signing_time, when));
	if (r->stamp.when != 0)
		printf("%s %s, %s\n", _("Time-stamp:"),
		    date_moment(r->stamp.when, when), r->stamp.authority);
	printf("%s %s\n", _("Fingerprint (SHA-256):"), r->signer.fingerprint);
}

static int
judge(struct verify_args *a, const char *path)
{
	struct cades_result r = { 0 };
	struct err e = { 0 };

	if (trust_settled(a->trust, &e) != 0 ||
	    file_read(path, &a->signature, &e) != 0)
		return say(&e);
	a->policy.trust = a->trust;
	if (a->content_given) {
		a->policy.content = buf_str(&a->content);
		a->policy.content_len = a->content.len;
	}
	if (cades_verify(&a->policy,
		(const unsigned char *)buf_str(&a->signature), a->signature.len,
		&r, &e) != 0) {
		printf("%s: %s\n", e.reason, e.text);
		return FAILED;
	}
	show(&r);
	cades_result_free(&r);
	return 0;
}

int
cmd_verify(int argc, char **argv)
{
	/* One byte more than allowed, so that the verifier itself refuses. */
	struct verify_args a = { .content = BUF_INIT(CADES_MAX + 1),
		.signature = BUF_INIT(CADES_MAX + 1) };
	int status = FAILED, at;

	a.trust = trust_new();
	if (a.trust == NULL)
		return FAILED;
	at = take_options(&a, argc, argv, &status);
	if (at >= 0)
		status = judge(&a, argv[at]);
	trust_free(a.trust);
	buf_free(&a.content);
	buf_free(&a.signature);
	return status;
}
