/* The portal's certificate, recorded: see peer.h. */
#include "config.h"
#include "client/remote/peer.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"

#include "base/banned.h"

#define NAME_MAX_SHOWN 120 /* characters of one name */
#define NAMES_SHOWN    8   /* host names of the first certificate */

/* What OpenSSL's verify(1) codes mean to a person. */
static const struct {
	int code;
	const char *text;
} reasons[] = {
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	    N_("It was issued by an authority that this computer does not "
	       "know.") },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
	    N_("It was issued by an authority that this computer does not "
	       "know.") },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	    N_("It was issued by an authority that this computer does not "
	       "know.") },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	    N_("It is self-signed: no authority vouches for it.") },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
	    N_("The authority at the end of its chain is not trusted by this "
	       "computer.") },
	{ X509_V_ERR_CERT_HAS_EXPIRED,
	    N_("It has expired, or the clock of this computer is wrong.") },
	{ X509_V_ERR_CERT_NOT_YET_VALID,
	    N_("It is not valid yet, or the clock of this computer is "
	       "wrong.") },
	{ X509_V_ERR_CERT_REVOKED, N_("It has been revoked.") },
	{ X509_V_ERR_CERT_SIGNATURE_FAILURE,
	    N_("Its signature is wrong: it may have been forged.") },
	{ X509_V_ERR_INVALID_CA,
	    N_("It was issued by a certificate that must not issue any.") },
	{ X509_V_ERR_INVALID_PURPOSE, N_("It was not issued for a server.") },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, N_("Its key is too short to be safe.") },
	{ X509_V_ERR_CA_KEY_TOO_SMALL,
	    N_("The key of its authority is too short to be safe.") },
	{ X509_V_ERR_CA_MD_TOO_WEAK,
	    N_("Its authority signs in a way that is no longer safe.") },
};

static void
say_reason(struct link_peer *p, int code)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].code != code)
			continue;
		snprintf(
		    p->reason, sizeof(p->reason), "%s", _(reasons[i].text));
		return;
	}
	snprintf(p->reason, sizeof(p->reason),
	    _("It was not accepted (OpenSSL: %s)."),
	    X509_verify_cert_error_string(code));
}

static void
say_fingerprint(struct link_peer *p, const X509 *cert)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	p->fingerprint[0] = '\0';
	if (X509_digest(cert, EVP_sha256(), md, &len) != 1)
		return;
	for (size_t i = 0; i < len && 3 * i + 3 < sizeof(p->fingerprint); i++)
		snprintf(p->fingerprint + 3 * i, 4, "%02X%s", md[i],
		    i + 1 < len ? ":" : "");
}

/* One name as RFC 2253 writes it, safe to show. Caller frees. */
static char *
name_text(const X509_NAME *name)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *text = NULL, *shown = NULL;
	long len = 0;

	if (out != NULL &&
	    X509_NAME_print_ex(out, name, 0,
		XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0)
		len = BIO_get_mem_data(out, &text);
	if (len > 0)
		shown = text_shown(text, (size_t)len, NAME_MAX_SHOWN);
	BIO_free(out);
	return shown;
}

static void
day_text(const ASN1_TIME *when, char out[DATE_TEXT])
{
	struct tm tm;
	struct date day;

	snprintf(out, DATE_TEXT, "?");
	if (ASN1_TIME_to_tm(when, &tm) != 1)
		return;
	day = (struct date){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday };
	if (date_valid(&day))
		date_format(&day, out);
}

/* The hosts a certificate is for (RFC 5280 §4.2.1.6), "a, b". */
static void
add_hosts(struct buf *b, const X509 *cert)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	int n = names == NULL ? 0 : sk_GENERAL_NAME_num(names);
	struct buf list = BUF_INIT(1024);

	for (int i = 0; i < n && i < NAMES_SHOWN; i++) {
		const GENERAL_NAME *g = sk_GENERAL_NAME_value(names, i);
		const ASN1_STRING *s = g->type == GEN_DNS ? g->d.dNSName : NULL;
		char *shown =
		    s == NULL
			? NULL
			: text_shown((const char *)ASN1_STRING_get0_data(s),
			      (size_t)ASN1_STRING_length(s), 64);

		if (shown != NULL)
			buf_addf(
			    &list, "%s%s", list.len > 0 ? ", " : "", shown);
		free(shown);
	}
	if (list.len > 0)
		buf_addf(b, _("Hosts: %s\n"), buf_str(&list));
	buf_free(&list);
	GENERAL_NAMES_free(names);
}

static void
add_cert(struct buf *b, const X509 *cert, bool first)
{
	char *owner = name_text(X509_get_subject_name(cert));
	char *issuer = name_text(X509_get_issuer_name(cert));
	char from[DATE_TEXT], until[DATE_TEXT];

	day_text(X509_get0_notBefore(cert), from);
	day_text(X509_get0_notAfter(cert), until);
	buf_addf(b, _("Owner: %s\n"), owner == NULL ? "-" : owner);
	if (first)
		add_hosts(b, cert);
	buf_addf(b, _("Issuer: %s\nValid: %s to %s\n"),
	    issuer == NULL ? "-" : issuer, from, until);
	free(owner);
	free(issuer);
}

/* As many whole certificates as fit, the portal's own first. */
static void
say_chain(struct link_peer *p, const X509 *leaf, const STACK_OF(X509) * chain)
{
	struct buf all = BUF_INIT(sizeof(p->chain) - 1);
	int n = chain == NULL ? 0 : sk_X509_num(chain);
	size_t whole;

	add_cert(&all, leaf, true);
	whole = all.failed ? 0 : all.len;
	for (int i = 0; i < n && !all.failed; i++) {
		const X509 *cert = sk_X509_value(chain, i);

		if (X509_cmp(cert, leaf) == 0)
			continue;
		add_cert(&all, cert, false);
		whole = all.failed ? whole : all.len;
	}
	memcpy(p->chain, buf_str(&all), whole);
	p->chain[whole] = '\0';
	buf_free(&all);
}

/* OpenSSL asks for each certificate, from the root down to the portal's own,
 * and stops at the first that is refused. */
static int
on_verify(int good, X509_STORE_CTX *ctx)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct link_peer *p = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	const X509 *leaf = X509_STORE_CTX_get0_cert(ctx);

	if (leaf == NULL || (good && X509_STORE_CTX_get_error_depth(ctx) > 0))
		return good;
	p->reason[0] = '\0';
	if (!good)
		say_reason(p, X509_STORE_CTX_get_error(ctx));
	say_fingerprint(p, leaf);
	say_chain(p, leaf,
	    good ? X509_STORE_CTX_get0_chain(ctx)
		 : X509_STORE_CTX_get0_untrusted(ctx));
	return good;
}

CURLcode
peer_watch(CURL *curl, void *ssl_ctx, void *data)
{
	SSL_CTX *ctx = ssl_ctx;

	(void)curl;
	SSL_CTX_set_app_data(ctx, data);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify);
	/* What was read is wiped once libcurl has it. */
	SSL_CTX_set_options(ctx, SSL_OP_CLEANSE_PLAINTEXT);
	return CURLE_OK;
}

void
peer_other_host(struct link_peer *p)
{
	snprintf(p->reason, sizeof(p->reason),
	    _("It was issued for another host, not for %s."), p->host);
}
