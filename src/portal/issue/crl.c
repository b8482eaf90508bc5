#include "config.h"
#include "portal/issue/crl.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/lang.h"
#include "portal/issue/ca-der.h"
#include "portal/issue/signed.h"
#include "sign/tlv.h"

#include "base/banned.h"

#define SERIAL_MAX   20 /* bytes: RFC 5280 §4.1.2.2 */
#define TLV_UTC	     0x17
#define TLV_GENERAL  0x18
#define TLV_EXPLICIT 0xa0 /* crlExtensions [0] */

void
crl_entries_init(struct crl_entries *c)
{
	*c = (struct crl_entries){ .der = BUF_INIT(CRL_MAX) };
}

void
crl_entries_free(struct crl_entries *c)
{
	buf_free(&c->der);
}

/* Time of RFC 5280 §5.1.2.4: UTCTime up to 2049. */
static int
add_time(struct buf *out, int64_t when)
{
	time_t t = (time_t)when;
	struct tm tm;
	char text[32];
	int year, n;

	if (gmtime_r(&t, &tm) == NULL)
		return -1;
	year = tm.tm_year + 1900;
	if (year < 1950 || year > 9999)
		return -1;
	n = snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ", year,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	if (year >= 2050)
		return tlv_add(out, TLV_GENERAL, text, (size_t)n);
	return tlv_add(out, TLV_UTC, text + 2, (size_t)n - 2);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A positive INTEGER, no byte longer than it must be. */
static int
add_serial(struct buf *out, const char *hex)
{
	unsigned char bytes[SERIAL_MAX + 1] = { 0 };
	size_t len = strlen(hex), n = 1, from;

	if (len == 0 || len % 2 != 0 || len / 2 > SERIAL_MAX)
		return -1;
	for (size_t i = 0; i < len; i += 2) {
		int high = hex_value(hex[i]), low = hex_value(hex[i + 1]);

		if (high < 0 || low < 0)
			return -1;
		bytes[n++] = (unsigned char)(high << 4 | low);
	}
	for (from = 0;
	     from + 1 < n && bytes[from] == 0 && (bytes[from + 1] & 0x80) == 0;
	     from++)
		continue;
	return tlv_add(out, TLV_INTEGER, bytes + from, n - from);
}

/* reasonCode (RFC 5280 §5.3.1) as crlEntryExtensions. */
static int
add_reason(struct buf *out, int reason)
{
	const unsigned char ext[] = { 0x30, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55,
		0x1d, 0x15, 0x04, 0x03, 0x0a, 0x01, (unsigned char)reason };

	return reason < 0 || reason > 10 ? 0 : buf_add(out, ext, sizeof(ext));
}

int
crl_entries_add(struct crl_entries *c, const char *serial, int64_t when,
    int reason, struct err *e)
{
	struct buf one = BUF_INIT(128);
	int rc = 0;

	if (add_serial(&one, serial) < 0 || add_time(&one, when) < 0 ||
	    add_reason(&one, reason) < 0 ||
	    tlv_add(&c->der, TLV_SEQUENCE, one.data, one.len) < 0)
		rc = err_set(e, ERR_INTERNAL,
		    _("The certificate %s cannot be put on the revocation "
		      "list."),
		    serial);
	else
		c->count++;
	buf_free(&one);
	return rc;
}

static int
add_extension(struct buf *out, X509_EXTENSION *ext)
{
	unsigned char *der = NULL;
	int n = ext == NULL ? -1 : i2d_X509_EXTENSION(ext, &der);
	int rc = n <= 0 ? -1 : buf_add(out, der, (size_t)n);

	OPENSSL_free(der);
	X509_EXTENSION_free(ext);
	return rc;
}

/* authorityKeyIdentifier and cRLNumber (RFC 5280 §5.2.1, §5.2.3). */
static int
add_extensions(struct buf *out, X509 *issuer, int64_t number)
{
	struct buf list = BUF_INIT(1024), seq = BUF_INIT(1024);
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	X509V3_CTX ctx;
	int rc = -1;

	X509V3_set_ctx(&ctx, issuer, NULL, NULL, NULL, 0);
	X509V3_set_ctx_nodb(&ctx);
	if (n != NULL && ASN1_INTEGER_set_int64(n, number) == 1 &&
	    add_extension(&list, X509V3_EXT_nconf_nid(NULL, &ctx,
				     NID_authority_key_identifier, "keyid")) ==
		0 &&
	    add_extension(&list, X509V3_EXT_i2d(NID_crl_number, 0, n)) == 0 &&
	    tlv_add(&seq, TLV_SEQUENCE, list.data, list.len) == 0)
		rc = tlv_add(out, TLV_EXPLICIT, seq.data, seq.len);
	ASN1_INTEGER_free(n);
	buf_free(&list);
	buf_free(&seq);
	return rc;
}

static int
add_name(struct buf *out, X509 *issuer)
{
	unsigned char *der = NULL;
	int n = i2d_X509_NAME(X509_get_subject_name(issuer), &der);
	int rc = n <= 0 ? -1 : buf_add(out, der, (size_t)n);

	OPENSSL_free(der);
	return rc;
}

/* TBSCertList; an empty list of entries must be left out (§5.1.2.6). */
static int
add_body(struct buf *out, X509 *issuer, const struct crl_order *o)
{
	static const unsigned char v2 = 1;
	const struct buf *entries = &o->entries->der;
	struct buf body = BUF_INIT(CRL_MAX);
	int rc = -1;

	if (tlv_add(&body, TLV_INTEGER, &v2, 1) == 0 &&
	    signed_algorithm(X509_get0_pubkey(issuer), &body) == 0 &&
	    add_name(&body, issuer) == 0 &&
	    add_time(&body, o->this_update) == 0 &&
	    add_time(&body, o->next_update) == 0 &&
	    (entries->len == 0 || tlv_add(&body, TLV_SEQUENCE, entries->data,
				      entries->len) == 0) &&
	    add_extensions(&body, issuer, o->number) == 0)
		rc = tlv_add(out, TLV_SEQUENCE, body.data, body.len);
	buf_free(&body);
	return rc;
}

int
crl_make(X509 *issuer, struct signer *s, const struct crl_order *o,
    struct buf *out, struct err *e)
{
	struct buf tbs = BUF_INIT(CRL_MAX);
	int rc = add_body(&tbs, issuer, o) < 0
		     ? ca_failed(e)
		     : signed_make(s, X509_get0_pubkey(issuer), tbs.data,
			   tbs.len, out, e);

	buf_free(&tbs);
	return rc;
}
